import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../src/config/errors.js';
import { GitRepository } from '../../src/sources/git-repository.js';
import { openComparison, openRevision, openWorkingTree } from '../../src/sources/git.js';
import { commit, git, newRepository, temporaryFolder, writeFiles } from './temporary.js';

async function refusal(opened: Promise<unknown>): Promise<string> {
  const error: unknown = await opened.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof InputError ? error.message : `not refused: ${String(error)}`;
}

/** A program that leaves a mark when it is run; `lines` is what a configuration would name. */
function trap(): { readonly program: string; readonly wasRun: () => boolean } {
  const folder = temporaryFolder();
  const program = join(folder, 'program.sh');
  writeFileSync(program, `#!/bin/sh\necho "$0 $@" >> ${folder}/mark\ncat\n`);
  chmodSync(program, 0o755);
  return { program, wasRun: () => existsSync(join(folder, 'mark')) };
}

/** Removes the one object from the repository. */
function forget(folder: string, id: string): void {
  rmSync(join(folder, '.git', 'objects', id.slice(0, 2), id.slice(2)), { force: true });
}

const hostile: readonly [what: string, attributes: string, settings: (program: string) => Readonly<Record<string, string>>][] = [
  ['a clean filter', '*.xml filter=evil', (program) => ({ 'filter.evil.clean': program, 'filter.evil.required': 'true' })],
  ['a filter process', '*.xml filter=evil', (program) => ({ 'filter.evil.process': program })],
  ['a filter whose name holds what a command line cannot', '*.xml filter=e=v"il', (program) => ({ 'filter.e=v"il.clean': program })],
  ['a text conversion', '*.xml diff=evil', (program) => ({ 'diff.evil.textconv': program, 'diff.evil.cachetextconv': 'true' })],
  ['an external diff', '*.xml diff=evil', (program) => ({ 'diff.external': program, 'diff.evil.command': program })],
  ['a file system monitor', '', (program) => ({ 'core.fsmonitor': program })],
  ['a pager', '', (program) => ({ 'core.pager': program, 'pager.status': program, 'pager.diff-tree': program })],
  ['ssh, proxies and helpers', '', (program) => ({ 'core.sshCommand': program, 'core.gitProxy': program, 'credential.helper': program })],
  ['other repositories’ references', '', (program) => ({ 'core.alternateRefsCommand': program, 'gpg.program': program, 'core.askPass': program })],
];

test.each(hostile)('%s named by the checkout is not run', async (_, attributes, settings) => {
  const { program, wasRun } = trap();
  const folder = newRepository({ 'a.xml': 'a', '.gitattributes': attributes, 'b.xml': 'b' });
  writeFiles(folder, { 'a.xml': 'c' });
  commit(folder, 'second');
  for (const [key, value] of Object.entries(settings(program))) git(folder, 'config', key, value);
  // A file that looks edited and is not: git would read it, through its filter.
  utimesSync(join(folder, 'b.xml'), 1, 1);
  writeFiles(folder, { 'a.xml': 'd' });
  const [comparison, work] = [await openComparison(folder, 'HEAD~1', 'HEAD'), await openWorkingTree(folder)];
  const read = await Promise.all([comparison.base, comparison.head, work.tree].map((tree) => tree.read(['a.xml', 'b.xml'])));
  comparison.close();
  work.close();
  expect(read.map((files) => ['a.xml', 'b.xml'].map((path) => Buffer.from(files.get(path) ?? []).toString()).join(''))).toEqual(['ab', 'cb', 'db']);
  expect(wasRun()).toBe(false);
});

test('hooks of the checkout are not run', async () => {
  const { program, wasRun } = trap();
  const folder = newRepository({ 'a.xml': 'a' });
  for (const hook of ['post-index-change', 'reference-transaction', 'post-checkout', 'fsmonitor-watchman', 'pre-auto-gc'])
    execFileSync('cp', [program, join(folder, '.git', 'hooks', hook)]);
  utimesSync(join(folder, 'a.xml'), 1, 1);
  const { tree, close } = await openWorkingTree(folder);
  await tree.read(['a.xml']);
  close();
  expect(wasRun()).toBe(false);
});

describe('a partial clone', () => {
  test.each([
    ['a program', (program: string) => `ext::${program} %S`],
    ['a folder', () => `file://${newRepository({})}`],
  ])('fetches nothing from %s, and says what is missing', async (_, url) => {
    const { program, wasRun } = trap();
    const folder = newRepository({ 'a.xml': 'a', 'b.xml': 'b' });
    forget(folder, git(folder, 'rev-parse', 'HEAD:b.xml').trim());
    for (const [key, value] of Object.entries({
      'core.repositoryformatversion': '1',
      'extensions.partialClone': 'origin',
      'remote.origin.promisor': 'true',
      'remote.origin.url': url(program),
      'protocol.ext.allow': 'always',
      'protocol.file.allow': 'always',
    }))
      git(folder, 'config', key, value);
    const { tree, close } = await openRevision(folder, 'HEAD');
    expect((await tree.read(['a.xml'])).size).toBe(1);
    expect(await refusal(tree.read(['a.xml', 'b.xml']))).toBe(
      "this partial clone lacks the contents of 'b.xml', and nothing is fetched here; clone without --filter",
    );
    close();
    expect(wasRun()).toBe(false);
    expect(readdirSync(join(folder, '.git', 'objects')).length).toBeGreaterThan(0);
  });

  test('is known as one', async () => {
    const whole = newRepository({ 'a.xml': 'a' });
    const origin = newRepository({ 'a.xml': 'a' });
    git(origin, 'config', 'uploadpack.allowFilter', 'true');
    const folder = join(temporaryFolder(), 'clone');
    git(origin, 'clone', '-q', '--filter=blob:none', '--no-checkout', `file://${origin}`, folder);
    for (const [place, isPartial] of [
      [whole, false],
      [folder, true],
    ] as const) {
      const repository = await GitRepository.open(place);
      expect(await repository.isPartial()).toBe(isPartial);
      repository.close();
    }
  });
});

test('an object is what its id says, not what a replacement puts in its place', async () => {
  const folder = newRepository({ 'a.xml': 'true', 'b.xml': 'false' });
  git(folder, 'replace', git(folder, 'rev-parse', 'HEAD:a.xml').trim(), git(folder, 'rev-parse', 'HEAD:b.xml').trim());
  const { tree, close } = await openRevision(folder, 'HEAD');
  expect(Buffer.from((await tree.read(['a.xml'])).get('a.xml') ?? []).toString()).toBe('true');
  close();
});

test('a submodule that moved is a change, whatever .gitmodules wants ignored', async () => {
  const inner = newRepository({ x: '1' });
  const folder = newRepository({ 'a.xml': 'a' });
  git(folder, 'submodule', 'add', '-q', inner, 'sub');
  git(folder, 'config', '-f', '.gitmodules', 'submodule.sub.ignore', 'all');
  git(folder, 'config', 'diff.ignoreSubmodules', 'all');
  commit(folder, 'submodule');
  git(join(folder, 'sub'), 'commit', '-q', '--allow-empty', '-m', 'on');
  git(folder, 'update-index', '--cacheinfo', `160000,${git(join(folder, 'sub'), 'rev-parse', 'HEAD').trim()},sub`);
  git(folder, 'commit', '-q', '--allow-empty', '-m', 'moved');
  const { base, head, close } = await openComparison(folder, 'HEAD~1', 'HEAD');
  expect(head.entries.get('sub')?.id).not.toBe(base.entries.get('sub')?.id);
  close();
});

describe('a shallow clone', () => {
  /** main: 1 - 2 - 3; side: 1 - a - b, with main's 2 merged into b. The nearest common commit of 3 and b is 2, that of 3 and a is 1. */
  function history(): string {
    const folder = newRepository({ f: '1' });
    git(folder, 'branch', 'side');
    for (const step of ['2', '3']) {
      writeFiles(folder, { f: step });
      commit(folder, step);
    }
    git(folder, 'checkout', '-q', 'side');
    writeFiles(folder, { g: 'a' });
    commit(folder, 'a');
    git(folder, 'merge', '-q', '-m', 'b', 'main~1');
    git(folder, 'checkout', '-q', 'main');
    return folder;
  }

  function shallow(origin: string, depth: number): string {
    const folder = join(temporaryFolder(), 'clone');
    execFileSync('git', ['clone', '-q', '--depth', String(depth), '--no-single-branch', `file://${origin}`, folder], { stdio: 'ignore' });
    return folder;
  }

  test('deep enough to show the merge base is enough', async () => {
    const origin = history();
    const { base, close } = await openComparison(shallow(origin, 3), 'origin/main', 'origin/side');
    expect(base.label).toContain(git(origin, 'rev-parse', '--short=7', 'main~1').trim());
    close();
  });

  test('one that may hide a nearer common commit is refused, and not compared with an older one', async () => {
    const origin = history();
    const folder = shallow(origin, 4);
    // The history of main is cut at 3: of what the two have in common, only 1 is still known to be main's, by a branch that has both.
    const [three, one] = ['main', 'main~2'].map((name) => git(origin, 'rev-parse', name).trim());
    writeFileSync(join(folder, '.git', 'shallow'), `${three ?? ''}\n`);
    git(folder, 'checkout', '-q', '-b', 'odd', three ?? '');
    git(folder, 'merge', '-q', '--allow-unrelated-histories', '-s', 'ours', '-m', 'odd', one ?? '');
    expect(await refusal(openComparison(folder, 'odd', 'origin/side'))).toMatch(
      /^this shallow clone lacks the commit that 'odd' and 'origin\/side' have in common; .*fetch-depth: 0/,
    );
  });
});
