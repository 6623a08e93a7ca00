import { changedPaths, ChangedLines } from '../../src/review/changed-lines.js';
import { memoryTree } from '../memory-tree.js';

test.each<[fact: string, before: string | null, after: string | null, ranges: readonly (readonly [number, number])[]]>([
  ['a changed line', 'a\nb\nc\n', 'a\nB\nc\n', [[2, 2]]],
  ['a new file is touched as a whole', null, 'a\nb\n', [[1, 2]]],
  ['a file that is gone has no lines', 'a\n', null, []],
  ['deleted lines touch the line that stands there now', 'a\nb\nc\n', 'a\nc\n', [[2, 2]]],
  ['lines deleted at the end touch the last line', 'a\nb\nc\n', 'a\nb\n', [[2, 2]]],
  ['an emptied file has one line', 'a\nb\n', '', [[1, 1]]],
  ['line endings are no change', 'a\r\nb\r\n', 'a\nb\nc\n', [[3, 3]]],
  [
    'two places',
    'a\nb\nc\nd\n',
    'A\nb\nc\nD\n',
    [
      [1, 1],
      [4, 4],
    ],
  ],
])('%s', async (_, before, after, ranges) => {
  const [base, head] = [memoryTree(before === null ? {} : { 'a.xml': before }), memoryTree(after === null ? {} : { 'a.xml': after })];
  const changed = new ChangedLines(base, head, changedPaths(base, head));
  expect(await changed.of('a.xml')).toEqual(ranges.map(([start, end]) => ({ start, end })));
});

test('a change of many files is read in batches of neighbours, and of those only what can hold a cause', async () => {
  const names = Array.from({ length: 250 }, (_, at) => `a/${String(at).padStart(3, '0')}.xml`);
  const side = (text: string): ReturnType<typeof memoryTree> =>
    memoryTree(Object.fromEntries([...names, 'a/picture.png'].map((name) => [name, `${name} ${text}\n`])));
  const [base, head] = [side('before'), side('after')];
  const reads: number[] = [];
  const counted = { ...head, read: (paths: readonly string[]) => (reads.push(paths.length), head.read(paths)) };
  const changed = new ChangedLines(base, counted, changedPaths(base, head));
  for (const name of names) expect(await changed.of(name)).toEqual([{ start: 1, end: 1 }]);
  expect(reads).toEqual([100, 100, 50]);
  expect(head.readPaths).not.toContain('a/picture.png');
});
