import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFolders, type Tree } from '../../src/layouts/tree.js';
import { InputError } from '../../src/config/errors.js';
import { blobId } from '../../src/sources/blob-id.js';
import { pathBytes, pathText } from '../../src/sources/git-paths.js';
import { openComparison, openRevision, openWorkingTree } from '../../src/sources/git.js';
import { changedPaths } from '../../src/review/changed-lines.js';
import { commit, git, newRepository, temporaryFolder, writeFiles } from './temporary.js';

async function texts(tree: Tree, paths: readonly string[] = [...tree.entries.keys()]): Promise<Record<string, string>> {
  const read = await tree.read(paths);
  return Object.fromEntries([...read].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, bytes]) => [path, Buffer.from(bytes).toString('latin1')]));
}

function ids(tree: Tree): Record<string, string> {
  return Object.fromEntries([...tree.entries.values()].map(({ path, id }) => [path, id]));
}

async function refusal(opened: Promise<unknown>): Promise<string> {
  try {
    await opened;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'no error';
}

describe('a revision', () => {
  test('lists files by path from the root, with git’s ids, whatever folder is named', async () => {
    const folder = newRepository({ 'apis/a/policy.xml': '<policies />', 'readme.md': 'x' });
    for (const from of [folder, join(folder, 'apis', 'a')]) {
      const { tree, close } = await openRevision(from, 'main');
      expect(ids(tree)).toEqual({ 'apis/a/policy.xml': blobId(Buffer.from('<policies />')), 'readme.md': blobId(Buffer.from('x')) });
      expect(await texts(tree)).toEqual({ 'apis/a/policy.xml': '<policies />', 'readme.md': 'x' });
      expect(tree.label).toMatch(/^main \([0-9a-f]{7}\)$/);
      close();
    }
  });

  test('bytes come back as they were: empty files, CRLF, no final newline, NUL, large files', async () => {
    const large = 'é'.repeat(300_000);
    const files = { empty: '', crlf: 'a\r\nb\r\n', nul: 'a\0b', large };
    const folder = newRepository(files);
    const { tree, close } = await openRevision(folder, 'HEAD');
    const read = await tree.read([...tree.entries.keys(), 'not there']);
    expect(Object.fromEntries([...read].map(([path, bytes]) => [path, Buffer.from(bytes).toString('utf8')]))).toEqual(files);
    close();
  });

  test('many reads at once and one after another answer each its own', async () => {
    const files = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`f${index}`, `text ${index}`.repeat(index * 7)]));
    const folder = newRepository(files);
    const { tree, close } = await openRevision(folder, 'HEAD');
    const all = await Promise.all(Object.keys(files).map((path) => texts(tree, [path])));
    expect(Object.assign({}, ...all)).toEqual(files);
    expect(await texts(tree, ['f1', 'f1', 'f2'])).toEqual({ f1: files['f1'], f2: files['f2'] });
    close();
  });

  test('symbolic links and submodules are listed and never read', async () => {
    const inner = newRepository({ 'inner.xml': 'secret' });
    const folder = newRepository({ 'a.xml': 'a' });
    symlinkSync('/etc/hostname', join(folder, 'link.xml'));
    git(folder, 'submodule', 'add', '-q', inner, 'sub');
    commit(folder, 'links');
    for (const opened of [await openRevision(folder, 'HEAD'), await openWorkingTree(folder)]) {
      expect(opened.tree.entries.get('link.xml')?.kind).toBe('symlink');
      expect(opened.tree.entries.get('sub')?.kind).toBe('submodule');
      expect(opened.tree.entries.has('sub/inner.xml')).toBe(false);
      expect(await texts(opened.tree, ['link.xml', 'sub', 'a.xml'])).toEqual({ 'a.xml': 'a' });
      opened.close();
    }
  });

  const odd = ['with space.xml', 'quote".xml', 'new\nline.xml', 'tab\t.xml', 'ünïcode ✓.xml', '-dash.xml', ':colon.xml', '*.xml', 'back\\slash.xml'];
  test.each(odd)('the name %j survives', async (name) => {
    const folder = newRepository({ [name]: 'x' });
    writeFileSync(join(folder, name), 'y');
    const { tree, close } = await openRevision(folder, 'HEAD');
    expect(await texts(tree)).toEqual({ [name]: 'x' });
    close();
    const work = await openWorkingTree(folder);
    expect(await texts(work.tree)).toEqual({ [name]: 'y' });
    work.close();
  });

  test('names that are no UTF-8 survive, and stay apart', async () => {
    const folder = newRepository({ 'a.xml': 'a' });
    const names = [Buffer.from('latin-\xfc.xml', 'latin1'), Buffer.from('latin-\xfd.xml', 'latin1')];
    for (const name of names) writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), `one ${name.toString('latin1')}`);
    commit(folder, 'names');
    const { tree, close } = await openRevision(folder, 'HEAD');
    expect(Object.keys(await texts(tree))).toHaveLength(3);
    expect(
      [...tree.entries.keys()]
        .filter((path) => path !== 'a.xml')
        .map(pathBytes)
        .sort((a, b) => Buffer.compare(a, b)),
    ).toEqual(names);
    close();
    for (const name of names) writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), name.subarray(6, 7));
    const work = await openWorkingTree(folder);
    expect(Object.values(await texts(work.tree)).sort()).toEqual(['a', '\xfc', '\xfd']);
    work.close();
  });

  test.each([
    ['plain', Buffer.from('a/b.xml')],
    ['two bytes', Buffer.from('ü')],
    ['four bytes', Buffer.from('😀x')],
    ['the replacement character itself', Buffer.from('\uFFFD')],
    ['a cut sequence', Buffer.from([0x61, 0xe2, 0x82])],
    ['an overlong sequence', Buffer.from([0xc0, 0xaf, 0x61])],
    ['an encoded surrogate', Buffer.from([0xed, 0xb2, 0x80])],
    ['all bytes', Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1))],
  ])('path bytes come back: %s', (_, bytes) => {
    expect(pathBytes(pathText(bytes))).toEqual(bytes);
  });
});

describe('a comparison', () => {
  test('of any two commits of a branching history is from where git says that they parted', async () => {
    const folder = newRepository({ 'a.xml': '1' });
    const tree = git(folder, 'rev-parse', 'HEAD^{tree}').trim();
    const commits = [git(folder, 'rev-parse', 'HEAD').trim()];
    // Two lines, one longer than is looked at one by one, that merge and part again.
    for (let index = 1; index <= 50; index += 1) {
      const parents = index % 9 === 0 ? [commits[index - 1], commits[index - 4]] : [commits[Math.max(0, index - (index % 5 === 0 ? 3 : 1))]];
      commits.push(git(folder, 'commit-tree', tree, '-m', `${index}`, ...parents.flatMap((parent) => ['-p', parent ?? ''])).trim());
    }
    const pairs = [3, 7, 12, 20, 33, 41, 49, 50].flatMap((to) =>
      [0, 2, 10, 31, 40, 50].map((from) => [commits[from] ?? '', commits[to] ?? ''] as const),
    );
    for (const [from, to] of pairs) {
      const parted = git(folder, 'merge-base', from, to).trim();
      const { base, note, close } = await openComparison(folder, from, to);
      expect(base.label).toBe(parted === from ? `${from} (${from.slice(0, 7)})` : `${parted.slice(0, 7)} (merge base of ${from} and ${to})`);
      expect(note === null).toBe(parted === from);
      close();
    }
  });

  test('is from the merge base, and says so when the base went on', async () => {
    const folder = newRepository({ 'a.xml': '1', 'b.xml': '1', 'gone.xml': '1', 'old.xml': 'same' });
    const start = git(folder, 'rev-parse', 'HEAD').trim();
    git(folder, 'checkout', '-q', '-b', 'change');
    git(folder, 'mv', 'old.xml', 'new.xml');
    unlinkSync(join(folder, 'gone.xml'));
    writeFiles(folder, { 'a.xml': '2' });
    commit(folder, 'change');
    const straight = await openComparison(folder, 'main', 'change');
    expect(straight.note).toBeNull();
    expect(await straight.moved()).toBeNull();
    expect(straight.base.label).toMatch(/^main \(/);
    straight.close();
    git(folder, 'checkout', '-q', 'main');
    writeFiles(folder, { 'b.xml': '2' });
    commit(folder, 'main goes on');
    const { base, head, note, moved, close } = await openComparison(folder, 'main', 'change');
    expect(note).toBe(`Compared with ${start.slice(0, 7)}, where change left main: what main gained since is no part of the change.`);
    expect(base.label).toBe(`${start.slice(0, 7)} (merge base of main and change)`);
    expect(await texts(base)).toEqual({ 'a.xml': '1', 'b.xml': '1', 'gone.xml': '1', 'old.xml': 'same' });
    expect(await texts(head)).toEqual({ 'a.xml': '2', 'b.xml': '1', 'new.xml': 'same' });
    const { from, tip } = (await moved()) ?? { from: base, tip: base };
    expect([(await texts(from))['b.xml'], (await texts(tip))['b.xml'], tip.label]).toEqual(['1', '2', expect.stringMatching(/^main \(/)]);
    expect(head.entries.get('new.xml')?.id).toBe(base.entries.get('old.xml')?.id);
    close();
  });

  test('a file that becomes a link, a link that becomes a file, an executable', async () => {
    const folder = newRepository({ 'a.xml': 'a', 'x.sh': 'x' });
    symlinkSync('a.xml', join(folder, 'b.xml'));
    commit(folder, 'link');
    unlinkSync(join(folder, 'b.xml'));
    unlinkSync(join(folder, 'a.xml'));
    symlinkSync('x.sh', join(folder, 'a.xml'));
    writeFiles(folder, { 'b.xml': 'b' });
    chmodSync(join(folder, 'x.sh'), 0o755);
    commit(folder, 'swapped');
    const { base, head, close } = await openComparison(folder, 'HEAD~1', 'HEAD');
    const kinds = (tree: Tree): unknown => [...tree.entries.values()].map(({ path, kind }) => `${path} ${kind}`).sort();
    expect(kinds(base)).toEqual(['a.xml file', 'b.xml symlink', 'x.sh file']);
    expect(kinds(head)).toEqual(['a.xml symlink', 'b.xml file', 'x.sh file']);
    expect(head.entries.get('x.sh')?.id).toBe(base.entries.get('x.sh')?.id);
    close();
  });

  test.each(['120000', '160000'])('a file that becomes an entry of mode %s with the id that it had', async (mode) => {
    const folder = newRepository({ 'apis/a.xml': 'text' });
    const blob = git(folder, 'rev-parse', 'HEAD:apis/a.xml').trim();
    git(folder, 'update-index', '--cacheinfo', `${mode},${blob},apis/a.xml`);
    git(folder, 'commit', '-q', '-m', 'turned');
    const { base, head, close } = await openComparison(folder, 'HEAD~1', 'HEAD');
    expect(changedPaths(base, head)).toEqual(['apis/a.xml']);
    expect(head.entries.get('apis/a.xml')?.id).not.toBe(base.entries.get('apis/a.xml')?.id);
    close();
  });

  test('of a large repository lists what differs, and the rest when it is asked for', async () => {
    const names = Array.from({ length: 310 }, (_, at) => `api-${at}`);
    const folder = newRepository({ 'readme.md': 'x', ...Object.fromEntries(names.map((name) => [`apis/${name}/operations/get/policy.xml`, name])) });
    git(folder, 'checkout', '-q', '-b', 'change');
    writeFiles(folder, { 'apis/api-7/operations/get/policy.xml': 'changed', 'apis/api-7/new.xml': 'new' });
    const changed = commit(folder, 'change');
    const { base, head, close } = await openComparison(folder, 'main', 'change');
    expect(await texts(base)).toEqual({ 'apis/api-7/operations/get/policy.xml': 'api-7', 'readme.md': 'x' });
    expect(await texts(head)).toEqual({ 'apis/api-7/operations/get/policy.xml': 'changed', 'apis/api-7/new.xml': 'new', 'readme.md': 'x' });
    expect(head.closed?.ids.size).toBe(309);
    expect(await head.closed?.hasMoreThan(200)).toBe(true);
    expect(head.closed?.ids.size).toBe(309);
    await openFolders([base, head], (name) => (name === 'apis/api-9' ? 2 : 0));
    expect([...head.entries.keys()].filter((path) => path.includes('api-9/'))).toEqual([]);
    await openFolders([base, head], (name) => (name === 'apis/api-9/operations/get' ? 1 : 0));
    expect(await texts(head, ['apis/api-9/operations/get/policy.xml'])).toEqual({ 'apis/api-9/operations/get/policy.xml': 'api-9' });
    await openFolders([base, head], () => Infinity);
    const whole = await openRevision(folder, changed);
    expect(ids(head)).toEqual(ids(whole.tree));
    expect([...(base.closed?.ids ?? []), ...(head.closed?.ids ?? [])]).toEqual([]);
    expect(Object.keys(await texts(base))).toHaveLength(311);
    whole.close();
    close();
  });

  test('a name that stands for several commits, or for none, is told of by itself', async () => {
    const folder = newRepository({ 'a.xml': 'a' });
    expect(await refusal(openComparison(folder, 'main..main', null))).toContain("no revision 'main..main'");
    expect(await refusal(openComparison(folder, 'main', 'mian'))).toContain("did you mean 'main'");
    expect(await refusal(openComparison(folder, '--all', 'main'))).toBe("'--all' cannot name a revision");
  });

  test('equal commits are one list', async () => {
    const folder = newRepository({ 'a.xml': 'a' });
    const { base, head, close } = await openComparison(folder, 'main', 'HEAD');
    expect(head.entries).toBe(base.entries);
    close();
  });

  test('unrelated histories are compared as they are', async () => {
    const folder = newRepository({ 'a.xml': 'a' });
    git(folder, 'checkout', '-q', '--orphan', 'other');
    writeFiles(folder, { 'a.xml': 'b' });
    commit(folder, 'other');
    const { base, note, close } = await openComparison(folder, 'main', 'other');
    expect(await texts(base)).toEqual({ 'a.xml': 'a' });
    expect(note).toBe('main and other have no common commit: compared with main as it is.');
    close();
  });
});

describe('the working tree', () => {
  test('has edits, staged and not, untracked files and deletions, and not what is ignored', async () => {
    const folder = newRepository({
      '.gitignore': '*.log\n',
      'keep.xml': 'k',
      'edit.xml': '1',
      'staged.xml': '1',
      'gone.xml': '1',
      'gone-staged.xml': '1',
      'back.xml': '1',
    });
    writeFiles(folder, { 'edit.xml': '2', 'staged.xml': '2', 'added.xml': 'a', 'deep/er/new.xml': 'n', 'x.log': 'ignored', 'back.xml': '1' });
    git(folder, 'add', 'staged.xml', 'added.xml');
    writeFiles(folder, { 'added.xml': 'b' });
    unlinkSync(join(folder, 'gone.xml'));
    git(folder, 'rm', '-q', 'gone-staged.xml');
    const { tree, close } = await openWorkingTree(folder);
    expect(await texts(tree)).toEqual({
      '.gitignore': '*.log\n',
      'keep.xml': 'k',
      'edit.xml': '2',
      'staged.xml': '2',
      'added.xml': 'b',
      'deep/er/new.xml': 'n',
      'back.xml': '1',
    });
    expect(tree.entries.get('edit.xml')?.id).toBe(blobId(Buffer.from('2')));
    expect(tree.entries.get('keep.xml')?.id).toBe(blobId(Buffer.from('k')));
    close();
  });

  test('nothing is written to the repository, and no program it names is run', async () => {
    const folder = newRepository({ 'a.xml': 'a' });
    const marker = join(folder, 'ran');
    const hook = join(folder, 'hook.sh');
    writeFileSync(hook, `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
    git(folder, 'config', 'core.fsmonitor', hook);
    mkdirSync(join(folder, '.git', 'hooks'), { recursive: true });
    writeFileSync(join(folder, '.git', 'hooks', 'post-index-change'), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
    const before = execFileSync('find', [join(folder, '.git'), '-newermt', '2000-01-01', '-type', 'f', '-printf', '%p %s %T@\n'], {
      encoding: 'utf8',
    });
    const { tree, close } = await openWorkingTree(folder);
    await texts(tree);
    close();
    expect(tree.entries.has('ran')).toBe(false);
    expect(execFileSync('find', [join(folder, '.git'), '-newermt', '2000-01-01', '-type', 'f', '-printf', '%p %s %T@\n'], { encoding: 'utf8' })).toBe(
      before,
    );
  });

  test('line endings that the checkout made are no edit', async () => {
    const folder = newRepository({ '.gitattributes': '*.xml text eol=crlf\n', 'a.xml': 'one\ntwo\n', 'b.json': 'one\ntwo\n' });
    rmSync(join(folder, 'a.xml'));
    git(folder, 'checkout', 'a.xml');
    writeFiles(folder, { 'a.xml': 'one\r\nthree\r\n', 'b.json': 'one\r\ntwo\r\n' });
    const { tree, close } = await openWorkingTree(folder);
    expect(await texts(tree, ['a.xml', 'b.json'])).toEqual({ 'a.xml': 'one\nthree\n', 'b.json': 'one\r\ntwo\r\n' });
    expect(tree.entries.get('a.xml')?.id).toBe(blobId(Buffer.from('one\nthree\n')));
    close();
  });

  test('before the first commit it is what lies there', async () => {
    const folder = temporaryFolder();
    git(folder, 'init', '-q');
    writeFiles(folder, { 'a.xml': 'a' });
    const { tree, close } = await openWorkingTree(folder);
    expect(await texts(tree)).toEqual({ 'a.xml': 'a' });
    close();
  });

  test('a conflict shows the file with its marks', async () => {
    const folder = newRepository({ 'a.xml': '1\n' });
    git(folder, 'checkout', '-q', '-b', 'other');
    writeFiles(folder, { 'a.xml': '2\n' });
    commit(folder, 'other');
    git(folder, 'checkout', '-q', 'main');
    writeFiles(folder, { 'a.xml': '3\n' });
    commit(folder, 'mine');
    expect(() => git(folder, 'merge', 'other')).toThrow();
    const { tree, close } = await openWorkingTree(folder);
    expect((await texts(tree))['a.xml']).toContain('<<<<<<<');
    close();
  });

  test('a folder whose place a link has taken is not followed', async () => {
    const outside = temporaryFolder();
    writeFiles(outside, { 'policy.xml': 'outside' });
    const folder = newRepository({ 'apis/policy.xml': 'inside' });
    rmSync(join(folder, 'apis'), { recursive: true });
    symlinkSync(outside, join(folder, 'apis'));
    const { tree, close } = await openWorkingTree(folder);
    expect([...tree.entries.values()].map(({ path, kind }) => [path, kind])).toEqual([['apis', 'symlink']]);
    expect(await texts(tree, ['apis', 'apis/policy.xml'])).toEqual({});
    close();
  });
});

describe('what cannot be read is one line', () => {
  test.each(['-x', '--all', '', 'a\nb', '--output=/tmp/x'])('%j is no revision', async (revision) => {
    const folder = newRepository({ a: 'a' });
    expect(await refusal(openRevision(folder, revision))).toBe(`'${revision}' cannot name a revision`);
  });

  test('a revision that does not exist, with the one that was probably meant', async () => {
    const folder = newRepository({ a: 'a' });
    git(folder, 'branch', 'feature/orders');
    expect(await refusal(openRevision(folder, 'mian'))).toBe(`no revision 'mian' in ${folder}; did you mean 'main'?`);
    expect(await refusal(openRevision(folder, 'zzzzzzzz'))).toBe(`no revision 'zzzzzzzz' in ${folder}; it has feature/orders, main`);
    expect(await refusal(openRevision(folder, 'HEAD:a'))).toMatch(/^no revision 'HEAD:a'/);
  });

  test('a branch that only the remote has', async () => {
    const origin = newRepository({ a: 'a' });
    git(origin, 'branch', 'release');
    const folder = join(temporaryFolder(), 'clone');
    execFileSync('git', ['clone', '-q', origin, folder]);
    expect(await refusal(openRevision(folder, 'release'))).toBe(`no revision 'release' in ${folder}; did you mean 'origin/release'?`);
  });

  test('a shallow clone that lacks the base, and one that lacks the merge base', async () => {
    const origin = newRepository({ a: '1' });
    const first = git(origin, 'rev-parse', 'HEAD').trim();
    git(origin, 'checkout', '-q', '-b', 'change');
    writeFiles(origin, { a: '2' });
    commit(origin, 'change');
    git(origin, 'checkout', '-q', 'main');
    writeFiles(origin, { b: '1' });
    commit(origin, 'on');
    const folder = join(temporaryFolder(), 'clone');
    execFileSync('git', ['clone', '-q', '--depth', '1', '--no-single-branch', `file://${origin}`, folder]);
    expect(await refusal(openComparison(folder, first, 'HEAD'))).toMatch(/shallow clone; fetch the whole history .*fetch-depth: 0/);
    expect(await refusal(openComparison(folder, 'main', 'origin/change'))).toMatch(
      /^this shallow clone lacks the commit that 'main' and 'origin\/change' have in common; .*fetch-depth: 0/,
    );
  });

  test('no repository, no folder, a bare repository, the inside of .git', async () => {
    const plain = temporaryFolder();
    expect(await refusal(openRevision(plain, 'main'))).toMatch(/is not in a git repository; name one with --repo/);
    expect(await refusal(openRevision(join(plain, 'none'), 'main'))).toBe(`there is no folder '${join(plain, 'none')}'`);
    git(plain, 'init', '-q', '--bare', 'bare');
    expect(await refusal(openRevision(join(plain, 'bare'), 'main'))).toMatch(/is a bare repository; name a checkout/);
    const folder = newRepository({ a: 'a' });
    expect(await refusal(openRevision(join(folder, '.git'), 'main'))).toMatch(/not inside a checkout|bare repository/);
  });

  test('a repository of another user, in words', async () => {
    const folder = newRepository({ a: 'a' });
    process.env['GIT_TEST_ASSUME_DIFFERENT_OWNER'] = '1';
    try {
      expect(await refusal(openRevision(folder, 'main'))).toMatch(
        /belongs to another user; if you trust it: git config --global --add safe\.directory/,
      );
    } finally {
      delete process.env['GIT_TEST_ASSUME_DIFFERENT_OWNER'];
    }
  });

  test('variables of a hook do not point elsewhere', async () => {
    const folder = newRepository({ a: 'a' });
    const other = newRepository({ b: 'b' });
    process.env['GIT_DIR'] = join(other, '.git');
    try {
      const { tree, close } = await openRevision(folder, 'main');
      expect([...tree.entries.keys()]).toEqual(['a']);
      close();
    } finally {
      delete process.env['GIT_DIR'];
    }
  });
});
