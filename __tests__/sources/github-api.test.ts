import { openFolders } from '../../src/layouts/tree.js';
import { InputError } from '../../src/config/errors.js';
import { blobId } from '../../src/sources/blob-id.js';
import { compareCommits, GitHubTrees } from '../../src/sources/github-api.js';
import type { GitHubReads } from '../../src/sources/github-port.js';
import { Slots } from '../../src/sources/slots.js';

const name = { owner: 'contoso', repository: 'apis' };

interface Item {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
}

/** GitHub's answers by path; every request is noted. */
class Answers implements GitHubReads {
  readonly asked: string[] = [];
  readonly trees = new Map<
    string,
    { readonly items: readonly Item[]; readonly recursive: { readonly truncated: boolean; readonly items: readonly Item[] } }
  >();
  readonly blobs = new Map<string, Buffer>();
  graphqlText: (bytes: Buffer) => unknown = (bytes) => ({ isBinary: false, isTruncated: false, text: bytes.toString('utf8') });
  readonly errors = new Map<string, Error>();

  get(path: string, query: Readonly<Record<string, string | number>> = {}): Promise<unknown> {
    this.asked.push(`${path.replace('/repos/contoso/apis', '')}${'recursive' in query ? ' recursive' : ''}`);
    const error = this.errors.get(path);
    if (error !== undefined) return Promise.reject(error);
    const id = path.split('/').at(-1) ?? '';
    const tree = this.trees.get(id);
    if (tree !== undefined) {
      return Promise.resolve(
        'recursive' in query
          ? { sha: id, truncated: tree.recursive.truncated, tree: tree.recursive.items }
          : { sha: id, truncated: false, tree: tree.items },
      );
    }
    const blob = this.blobs.get(id);
    return blob === undefined
      ? Promise.reject(Object.assign(new Error('Not Found'), { status: 404 }))
      : Promise.resolve({ encoding: 'base64', content: blob.toString('base64').replace(/.{10}/g, '$&\n') });
  }

  graphql(query: string): Promise<{ data: unknown; errors: readonly never[] }> {
    const wanted = [...query.matchAll(/(b\d+): object\(oid: "([0-9a-f]+)"\)/g)];
    this.asked.push(`graphql ${wanted.length}`);
    const repository = Object.fromEntries(
      wanted.map(([, key = '', id = '']) => [key, this.blobs.has(id) ? this.graphqlText(this.blobs.get(id) ?? Buffer.alloc(0)) : null]),
    );
    return Promise.resolve({ data: { repository }, errors: [] });
  }

  blob(bytes: Buffer | string): string {
    const buffer = Buffer.from(bytes);
    const id = blobId(buffer);
    this.blobs.set(id, buffer);
    return id;
  }

  /** A tree that fits in one answer. */
  tree(sha: string, items: readonly Item[]): void {
    this.trees.set(sha, { items, recursive: { truncated: false, items } });
  }

  /** A tree whose recursive answer is cut. */
  cut(sha: string, items: readonly Item[]): void {
    this.trees.set(sha, { items, recursive: { truncated: true, items: items.slice(0, 1) } });
  }
}

const file = (path: string, sha: string): Item => ({ path, mode: '100644', type: 'blob', sha });
const folder = (path: string, sha: string): Item => ({ path, mode: '040000', type: 'tree', sha });

let answers: Answers;
let trees: GitHubTrees;

beforeEach(() => {
  answers = new Answers();
  trees = new GitHubTrees(answers, name);
});

test('files, links and submodules are told apart; folders are no entries', async () => {
  answers.tree('c1', [
    folder('a', 't'),
    file('a/x', 's1'),
    { path: 'link', mode: '120000', type: 'blob', sha: 's2' },
    { path: 'sub', mode: '160000', type: 'commit', sha: 's3' },
  ]);
  const tree = await trees.open('c1');
  expect(new Set(tree.entries.values())).toEqual(
    new Set([
      { path: 'a/x', id: 's1', kind: 'file' },
      { path: 'link', id: 'symlink:s2', kind: 'symlink' },
      { path: 'sub', id: 'submodule:s3', kind: 'submodule' },
    ]),
  );
  expect(tree.label).toBe('c1');
});

describe('a tree that comes cut', () => {
  beforeEach(() => {
    answers.cut('base', [file('r', 's0'), folder('apis', 'apis1'), folder('same', 'same')]);
    answers.cut('head', [file('r', 's0'), folder('apis', 'apis2'), folder('same', 'same')]);
    answers.cut('apis1', [folder('a', 'a1'), folder('b', 'b')]);
    answers.cut('apis2', [folder('a', 'a2'), folder('b', 'b')]);
    answers.tree('a1', [file('p', 's1')]);
    answers.tree('a2', [file('p', 's2')]);
    answers.tree('b', [file('p', 's3')]);
    answers.tree('same', [file('q', 's3')]);
  });

  const requests = (): readonly string[] => answers.asked.filter((one) => !one.startsWith('graphql'));

  test('is walked to the end, each folder once', async () => {
    const [base, head] = await Promise.all([trees.open('base'), trees.open('head')]);
    expect([...base.entries.keys()].sort()).toEqual(['apis/a/p', 'apis/b/p', 'r', 'same/q']);
    expect(head.entries.get('apis/a/p')).toEqual({ path: 'apis/a/p', id: 's2', kind: 'file' });
    expect(base.closed?.ids.size).toBe(0);
    expect(new Set(requests()).size).toBe(requests().length);
  });

  test('is walked where it differs; a folder that both sides have stays closed, and is asked for once when it is opened', async () => {
    const { base, head } = await trees.openBoth('base', 'head', []);
    expect([...base.entries.keys()].sort()).toEqual(['apis/a/p', 'r']);
    for (const tree of [base, head]) expect([...(tree.closed?.ids.keys() ?? [])].sort()).toEqual(['apis/b', 'same']);
    answers.asked.length = 0;
    await openFolders([base, head], (name) => (name === 'same' ? 1 : 0));
    expect(head.entries.get('same/q')?.id).toBe('s3');
    expect(base.entries.get('same/q')?.id).toBe('s3');
    expect(requests()).toEqual(['/git/trees/same']);
    expect(base.entries.has('apis/b/p')).toBe(false);
  });

  test('knows whether it has more files than a number without listing more than it must', async () => {
    const { head } = await trees.openBoth('base', 'head', []);
    answers.asked.length = 0;
    expect(await head.closed?.hasMoreThan(3)).toBe(true);
    expect(answers.asked).toEqual([]);
    expect(await head.closed?.hasMoreThan(4)).toBe(false);
    expect(head.entries.size).toBe(4);
  });
});

test('equal commits are no difference, and nothing is listed twice', async () => {
  answers.tree('same', [file('a', 's')]);
  const { base, head } = await trees.openBoth('same', 'same', []);
  expect([...head.entries]).toEqual([...base.entries]);
  expect(answers.asked).toEqual(['/git/trees/same recursive']);
});

test('a repository too large for the API ends in one line that says what to do', async () => {
  answers.cut(
    'c1',
    Array.from({ length: 500 }, (_, at) => folder(`f${at}`, `t${at}`)),
  );
  for (let at = 0; at < 500; at += 1) answers.tree(`t${at}`, []);
  await expect(trees.open('c1')).rejects.toThrow(InputError);
  expect(answers.asked.length).toBeLessThanOrEqual(400);
  await expect(trees.open('c1')).rejects.toThrow('set source: checkout');
});

test('only what is asked for is read, in batches, each blob once for both sides', async () => {
  const items = Array.from({ length: 700 }, (_, at) => file(`f${at}`, answers.blob(`text ${at}`)));
  answers.tree('base', items);
  answers.tree('head', [...items, file('new', answers.blob('new'))]);
  const [base, head] = await Promise.all([trees.open('base'), trees.open('head')]);
  answers.asked.length = 0;
  const read = await base.read(items.slice(0, 601).map(({ path }) => path));
  expect(Buffer.from(read.get('f600') ?? []).toString()).toBe('text 600');
  expect(answers.asked).toEqual(['graphql 300', 'graphql 300', expect.stringContaining('/git/blobs/')]);
  answers.asked.length = 0;
  expect((await head.read(['f0', 'f500', 'missing'])).size).toBe(2);
  expect(answers.asked).toEqual([]);
});

test('what will be read comes with the next query, of either side, and makes none by itself', async () => {
  const items = Array.from({ length: 10 }, (_, at) => file(`f${at}`, answers.blob(`text ${at}`)));
  answers.tree('base', items);
  answers.tree('head', [...items, file('new', answers.blob('new'))]);
  const [base, head] = await Promise.all([trees.open('base'), trees.open('head')]);
  answers.asked.length = 0;
  head.willRead?.(['new', 'missing']);
  await base.read(['f0']);
  await base.read(['f1', 'f2']);
  expect(answers.asked).toEqual([expect.stringContaining('/git/blobs/'), 'graphql 3']);
  expect(Buffer.from((await head.read(['new'])).get('new') ?? []).toString()).toBe('new');
  expect(answers.asked.length).toBe(2);
});

test('a query asks for no more than it can get in time, and for no text that comes cut', async () => {
  const items = Array.from({ length: 10 }, (_, at) => ({ ...file(`f${at}`, answers.blob(`text ${at}`)), size: at === 9 ? 600_000 : 450_000 }));
  answers.tree('c1', items);
  expect((await (await trees.open('c1')).read(items.map(({ path }) => path))).size).toBe(10);
  expect(answers.asked.slice(1)).toEqual(['graphql 4', 'graphql 4', expect.stringContaining('/git/blobs/'), expect.stringContaining('/git/blobs/')]);
});

test.each<[string, Buffer, (bytes: Buffer) => unknown]>([
  ['what GraphQL calls binary', Buffer.from('a\0b'), () => ({ isBinary: true, isTruncated: false, text: null })],
  ['what it cuts', Buffer.from('long'), () => ({ isBinary: false, isTruncated: true, text: 'lo' })],
  ['what it converts', Buffer.from('caf\xe9', 'latin1'), (bytes) => ({ isBinary: false, isTruncated: false, text: bytes.toString('latin1') })],
  ['what it does not have', Buffer.from('x'), () => null],
])('%s is read by itself, to the byte', async (_, bytes, text) => {
  answers.graphqlText = text;
  const other = Buffer.concat([bytes, Buffer.from('2')]);
  answers.tree('c1', [file('a', answers.blob(bytes)), file('b', answers.blob(other))]);
  const read = await (await trees.open('c1')).read(['a', 'b']);
  expect(Buffer.from(read.get('a') ?? [])).toEqual(bytes);
  expect(Buffer.from(read.get('b') ?? [])).toEqual(other);
});

test('without GraphQL every blob is read by itself', async () => {
  answers.tree('c1', [file('a', answers.blob('1')), file('b', answers.blob('2'))]);
  answers.graphql = () => Promise.reject(new Error('no'));
  expect((await (await trees.open('c1')).read(['a', 'b'])).size).toBe(2);
});

test('a blob that is gone or too large is missing from the answer; one that cannot be read is an error', async () => {
  const too = Object.assign(new Error('This API returns blobs up to 100 MB in size. The requested blob is too large'), { status: 403 });
  answers.tree('c1', [file('gone', 'a1'.repeat(20)), file('large', 'b2'.repeat(20)), file('refused', 'c3'.repeat(20))]);
  answers.errors.set(`/repos/contoso/apis/git/blobs/${'b2'.repeat(20)}`, too);
  answers.errors.set(`/repos/contoso/apis/git/blobs/${'c3'.repeat(20)}`, Object.assign(new Error('Resource not accessible'), { status: 403 }));
  const tree = await trees.open('c1');
  expect((await tree.read(['gone', 'large'])).size).toBe(0);
  await expect(tree.read(['refused'])).rejects.toThrow('not accessible');
});

test('bytes that are not the blob asked for are never taken', async () => {
  const id = answers.blob('right');
  answers.blobs.set(id, Buffer.from('wrong'));
  answers.tree('c1', [file('a', id)]);
  await expect((await trees.open('c1')).read(['a'])).rejects.toThrow('is not that blob');
});

test('the merge base and paths that differ come from the comparison', async () => {
  const files = [{ filename: 'a' }, { filename: 'c', previous_filename: 'b' }];
  const api: GitHubReads = {
    ...answers,
    get: (path, query) =>
      Promise.resolve(path.endsWith('/compare/b...h') && query?.['per_page'] === 1 ? { merge_base_commit: { sha: 'm' }, files } : {}),
    graphql: () => Promise.reject(new Error()),
  };
  await expect(compareCommits(api, name, 'b', 'h')).resolves.toEqual({ mergeBase: 'm', paths: ['a', 'c', 'b'] });
  await expect(compareCommits(api, name, 'x', 'h')).rejects.toThrow(InputError);
});

test('so many tasks at a time, the others in order, failures included', async () => {
  const slots = new Slots(2);
  let now = 0;
  let most = 0;
  const started: number[] = [];
  const task = (index: number) => async (): Promise<number> => {
    started.push(index);
    now += 1;
    most = Math.max(most, now);
    await new Promise(setImmediate);
    now -= 1;
    if (index === 1) throw new Error('one');
    return index;
  };
  const ended = await Promise.allSettled([0, 1, 2, 3, 4].map((index) => slots.run(task(index))));
  expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
  expect([most, started]).toEqual([2, [0, 1, 2, 3, 4]]);
});
