import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asOnDisk, writeFiles as writeRepaired } from '../../src/cli/write-files.js';
import { apiPath, cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { git, newRepository, temporaryFolder, writeFiles } from '../sources/temporary.js';
import { runHere as run } from './run-here.js';

const portal = 'https://contoso.developer.azure-api.net';
const app = 'https://app.contoso.com';
const own = cors({ origins: [app], methods: ['GET'] });
const before = repository({ [apiPath]: policy(['<base />', ...own]) });
/** The global policy shuts the app out; moving `<cors>` above `<base />` in the policy of the API is the safe repair. */
const after = { ...before, [globalPath]: policy(cors({ origins: [portal] })) };

type Written = (text: string, path: string) => string;

/** The state before in base/ and the one after in head/; `written`: how a text is written to the disk. */
function twoFolders(written: Written): { readonly sides: readonly string[]; readonly head: string } {
  const [base, head] = [temporaryFolder(), temporaryFolder()];
  const write = (files: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [path, written(text, path)]));
  writeFiles(base, write(before));
  writeFiles(head, write(after));
  return { sides: ['--base-dir', base, '--head-dir', head], head };
}

/** A repository with the state before on main, and the one after in its working tree. */
function workingTree(): string {
  const folder = newRepository(before);
  writeFiles(folder, after);
  return folder;
}

/** Files below a folder, by path. Folder by folder: listing all at once goes through links in some versions of Node. */
function bytesOf(folder: string, under = ''): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(join(folder, under), { withFileTypes: true }).flatMap((item): readonly (readonly [string, string])[] => {
      const path = under === '' ? item.name : `${under}/${item.name}`;
      if (item.isDirectory()) return item.name === '.git' ? [] : Object.entries(bytesOf(folder, path));
      return item.isFile() ? [[path, readFileSync(join(folder, path), 'latin1')]] : [];
    }),
  );
}

function apply(folder: string, patch: string): void {
  execFileSync('git', ['-c', 'core.autocrlf=false', 'apply', '--whitespace=nowarn', '-'], { cwd: folder, input: patch });
}

const crlf = (text: string, path: string): string => (path.endsWith('.xml') ? text.replaceAll('\n', '\r\n') : text);
/** Every other line ends otherwise. */
const mixed = (text: string, path: string): string => {
  let at = 0;
  return path.endsWith('.xml') ? text.replace(/\n/g, () => ((at += 1) % 2 === 0 ? '\n' : '\r\n')) : text;
};

test.each<readonly [string, Written]>([
  ['LF', (text) => text],
  ['CRLF', crlf],
  ['both line endings', mixed],
  ['no newline at the end', (text) => text.replace(/\n$/, '')],
  ['CRLF and no newline at the end', (text, path) => crlf(text.replace(/\n$/, ''), path)],
  ['a byte order mark', (text, path) => (path.endsWith('.xml') ? `\uFEFF${text}` : text)],
  ['letters of other languages', (text, path) => (path.endsWith('.xml') ? text.replace('<inbound>', '<inbound><!-- größer, 日本 -->') : text)],
])('--fix writes what the patch writes, and nothing else: %s', async (_, written) => {
  const { sides, head: folder } = twoFolders(written);
  const bytes = bytesOf(folder);
  const patch = await run('review', ...sides, '--patch');
  expect(patch.code).toBe(0);
  expect(bytesOf(folder)).toEqual(bytes);
  const fixed = await run('review', ...sides, '--fix');
  expect(fixed).toMatchObject({ code: 0, stderr: '' });
  expect(fixed.stdout).toContain('1 repair in 1 file\n');
  const repaired = bytesOf(folder);
  expect(Object.keys(repaired).filter((path) => repaired[path] !== bytes[path])).toEqual([apiPath]);
  const { head: other } = twoFolders(written);
  apply(other, patch.stdout);
  expect(bytesOf(other)).toEqual(repaired);
  // Lines that stay keep their bytes: those of the old file, in their order, are those of the new one, but for the few that were repaired.
  const lines = (text = ''): readonly string[] => text.split(/(?<=\n)/);
  const kept = new Set(lines(repaired[apiPath]));
  expect(lines(bytes[apiPath]).filter((line) => !kept.has(line)).length).toBeLessThanOrEqual(1);
  const again = await run('review', ...sides, '--fix');
  expect(again.stdout).toMatch(/^Nothing was repaired\.\n/);
  expect(bytesOf(folder)).toEqual(repaired);
});

test('a checkout with CRLF of files that git keeps with LF stays one, and files keep their modes', async () => {
  const folder = workingTree();
  chmodSync(join(folder, apiPath), 0o640);
  git(folder, 'config', 'core.autocrlf', 'true');
  for (const path of [apiPath, globalPath]) writeFileSync(join(folder, path), readFileSync(join(folder, path), 'utf8').replaceAll('\n', '\r\n'));
  expect((await run('review', '--base', 'main', '--repo', folder, '--fix')).code).toBe(0);
  const text = readFileSync(join(folder, apiPath), 'utf8');
  expect(text).toContain(`<origin>${portal}</origin>\r\n`);
  expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  expect(statSync(join(folder, apiPath)).mode & 0o7777).toBe(0o640);
  expect(readdirSync(join(folder, apiPath, '..')).filter((name) => name.startsWith('.'))).toEqual([]);
});

test.each([
  ['::error::x', true],
  ['a ##vso[task.complete]', true],
  ['##[Group]a', true],
  ['global::System', false],
])('a diff with the line %s is kept from standard output: %s', async (line, isKept) => {
  const [base, head] = [temporaryFolder(), temporaryFolder()];
  const api = { [apiPath]: policy(['<base />', ...own.slice(0, 1), '<!--', line, '-->', ...own.slice(1)]) };
  writeFiles(base, { ...before, ...api });
  writeFiles(head, { ...after, ...api });
  const asked = ['review', '--base-dir', base, '--head-dir', head, '--patch'];
  const patch = await run(...asked);
  expect(patch.stdout.includes(line)).toBe(!isKept);
  expect(patch.stderr.includes('a line of this diff would be a command to a runner')).toBe(isKept);
  expect(patch.code).toBe(isKept ? 2 : 0);
  const file = join(temporaryFolder(), 'x.patch');
  expect((await run(...asked, '--output', file)).code).toBe(0);
  apply(head, readFileSync(file, 'utf8'));
  expect(readFileSync(join(head, apiPath), 'utf8')).toContain(line);
  expect((await run(...asked)).stdout).toBe('');
});

test('a scan, a patch of a revision and of a path with odd characters', async () => {
  const folder = temporaryFolder();
  const twice = repository({ [apiPath]: policy(cors({ origins: [app, app] })) });
  const odd = join(folder, 'odd');
  const named = Object.fromEntries(Object.entries(twice).map(([path, text]) => [`a "b"\tc ü/${path}`, text]));
  writeFiles(odd, named);
  const patch = await run('scan', '--dir', odd, '--patch');
  expect(patch.stdout).not.toBe('');
  expect(patch.stderr).toContain('(nothing is written)');
  const copy = join(folder, 'copy');
  cpSync(odd, copy, { recursive: true });
  apply(copy, patch.stdout);
  expect((await run('scan', '--dir', odd, '--fix')).stdout).toContain('Delete the repeated https://app.contoso.com');
  expect(bytesOf(copy)).toEqual(bytesOf(odd));
  const checkout = newRepository(twice);
  const ofHead = await run('scan', '--repo', checkout, '--at', 'HEAD', '--patch', '--output', join(folder, 'x.patch'));
  expect(ofHead.stdout).toBe('');
  apply(checkout, readFileSync(join(folder, 'x.patch'), 'utf8'));
  expect((await run('scan', '--repo', checkout, '--patch')).stdout).toBe('');
});

test('another format is that of the state afterwards, and what was done is said beside it', async () => {
  const ran = await run('review', ...twoFolders((text) => text).sides, '--fix', '--format', 'json');
  expect(ran.stderr).toContain('1 repair in 1 file');
  expect((JSON.parse(ran.stdout) as { counts: { error: number } }).counts.error).toBe(0);
});

test('what cannot be repaired safely is left, and the exit code says so', async () => {
  const folder = temporaryFolder();
  writeFiles(folder, repository({ [apiPath]: policy(cors({ origins: ['*'], attributes: ' allow-credentials="true"' })) }));
  const bytes = bytesOf(folder);
  const left = await run('scan', '--dir', folder, '--fix');
  expect(left.code).toBe(1);
  expect(bytesOf(folder)).toEqual(bytes);
  const [, id = ''] = /Possible, and not safe: [^]*?--fix=all --only ([0-9a-f]{20})\n/.exec(left.stdout) ?? [];
  const none = await run('scan', '--dir', folder, '--fix', '--only', 'abc');
  expect(none).toMatchObject({ code: 2, stdout: '' });
  expect(none.stderr).toContain('there is no such cause');
  const all = await run('scan', '--dir', folder, '--fix=all', '--only', id);
  expect(all).toMatchObject({ code: 0, stderr: '' });
  expect(all.stdout).toContain('1 repair in 1 file');
  expect(bytesOf(folder)).not.toEqual(bytes);
});

test.each([
  ['--fix writes into the working tree', ['review', '--base', 'main', '--head', 'HEAD', '--fix']],
  ['--fix writes into the working tree', ['scan', '--at', 'HEAD', '--fix=all']],
  ['--only says which cause to repair', ['scan', '--only', 'abc']],
  ['--patch prints a diff', ['scan', '--patch', '--format', 'json']],
  ['Allowed choices are safe, all', ['scan', '--fix=some']],
  ['unknown option', ['explain', '--fix']],
])('the command line is wrong: %s', async (message, args) => {
  const ran = await run(...args);
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toContain(message);
});

describe('writing into a folder', () => {
  const texts = (paths: readonly string[]): ReadonlyMap<string, string> => new Map(paths.map((path) => [path, 'new\n']));

  test('nothing is written through a link or outside', () => {
    const [folder, other] = [temporaryFolder(), temporaryFolder()];
    writeFiles(other, { 'a.xml': 'old\n', 'sub/a.xml': 'old\n' });
    writeFiles(folder, { 'b.xml': 'old\n' });
    symlinkSync(join(other, 'a.xml'), join(folder, 'a.xml'));
    symlinkSync(join(other, 'sub'), join(folder, 'sub'));
    for (const path of ['a.xml', 'sub/a.xml', '../x/a.xml']) {
      expect(() => {
        writeRepaired(folder, texts(['b.xml', path]));
      }).toThrow(/symbolic link|outside/);
      expect(() => asOnDisk(folder, path, { before: 'old\n', after: 'new\n' })).toThrow(/symbolic link|outside/);
    }
    expect(bytesOf(other)).toEqual({ 'a.xml': 'old\n', 'sub/a.xml': 'old\n' });
    expect(bytesOf(folder)).toEqual({ 'b.xml': 'old\n' });
    expect(lstatSync(join(folder, 'a.xml')).isSymbolicLink()).toBe(true);
  });

  test('where one cannot be written, all stay, and nothing is left beside them', () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'a.xml': 'old\n', 'b/c.xml': 'old\n' });
    expect(() => {
      writeRepaired(folder, texts(['a.xml', 'gone.xml']));
    }).toThrow(/gone\.xml cannot be written: .*no file was changed/);
    expect(bytesOf(folder)).toEqual({ 'a.xml': 'old\n', 'b/c.xml': 'old\n' });
  });

  test('a file that was changed meanwhile is left', () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'a.xml': 'other\n' });
    expect(() => asOnDisk(folder, 'a.xml', { before: 'old\n', after: 'new\n' })).toThrow(/not the file that was reviewed/);
    expect(existsSync(join(folder, 'a.xml'))).toBe(true);
  });
});
