import { hunkAround, joinReplacements, visiblePart } from '../../src/comments/hunks.js';
import { readHunks } from '../../src/github/patch-hunks.js';

const patch = [
  '@@ -1,4 +1,5 @@ <policies>',
  ' one',
  '-two',
  '+TWO',
  '+two and a half',
  ' three',
  ' four',
  '@@ -20,2 +21,3 @@',
  ' twenty-one',
  '+twenty-two',
  ' twenty-three',
].join('\n');
const hunks = readHunks(patch);

test('added and context lines of head are commentable, removed ones are not', () => {
  expect(hunks.map(({ start, lines, added }) => [start, lines, [...added]])).toEqual([
    [1, ['one', 'TWO', 'two and a half', 'three', 'four'], [2, 3]],
    [21, ['twenty-one', 'twenty-two', 'twenty-three'], [22]],
  ]);
});

test.each<[string, string | undefined, readonly unknown[]]>([
  ['no patch: binary, renamed only, too large', undefined, []],
  ['an empty patch', '', []],
  ['a new file', '@@ -0,0 +1,2 @@\n+a\n+b', [[1, ['a', 'b']]]],
  ['one line without counts', '@@ -3 +3 @@\n-a\n+b', [[3, ['b']]]],
  ['a deleted file', '@@ -1,2 +0,0 @@\n-a\n-b', [[0, []]]],
  ['text that looks like a header', '@@ -1,2 +1,2 @@\n @@ -1,9 +1,9 @@\n-x\n+@@ -5,5 +5,5 @@', [[1, ['@@ -1,9 +1,9 @@', '@@ -5,5 +5,5 @@']]]],
  ['no newline at the end of the file', '@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file', [[1, ['b']]]],
  ['an empty context line that lost its space', '@@ -1,3 +1,3 @@\n a\n\n-b\n+c', [[1, ['a', '', 'c']]]],
  ['lines beyond what the header counts: the patch contradicts itself', '@@ -1 +1 @@\n-a\n+b\n+c', []],
  ['fewer lines than the header counts', '@@ -1,2 +1,3 @@\n-a\n+b', []],
  ['CRLF lines keep their carriage return', '@@ -1 +1 @@\n-a\r\n+b\r', [[1, ['b\r']]]],
])('%s', (_, given, expected) => {
  expect(readHunks(given).map(({ start, lines }) => [start, lines])).toEqual(expected);
});

test.each([
  [1, 5, true],
  [3, 3, true],
  [5, 6, false],
  [5, 21, false],
  [21, 23, true],
  [23, 24, false],
  [0, 1, false],
  [4, 3, false],
])('lines %i to %i lie in one hunk: %s', (start, end, expected) => {
  expect(hunkAround(hunks, { start, end }) !== null).toBe(expected);
});

test.each([
  ['what a hunk shows of the range', { start: 4, end: 9 }, { start: 4, end: 5 }],
  ['the hunk that changes something of it comes first', { start: 4, end: 40 }, { start: 21, end: 23 }],
  ['all of it', { start: 2, end: 2 }, { start: 2, end: 2 }],
  ['nothing is shown', { start: 7, end: 20 }, null],
])('%s', (_, range, expected) => {
  expect(visiblePart(hunks, range)).toEqual(expected);
});

test.each([
  ['one replacement is itself', [{ start: 2, end: 3, lines: ['x'] }], { start: 2, end: 3, lines: ['x'] }],
  ['a deletion has no lines', [{ start: 2, end: 3, lines: [] }], { start: 2, end: 3, lines: [] }],
  [
    'lines between two are repeated',
    [
      { start: 5, end: 5, lines: ['V'] },
      { start: 1, end: 1, lines: [] },
    ],
    { start: 1, end: 5, lines: ['TWO', 'two and a half', 'three', 'V'] },
  ],
  [
    'two hunks cannot be one',
    [
      { start: 5, end: 5, lines: [] },
      { start: 21, end: 21, lines: [] },
    ],
    null,
  ],
  [
    'replacements that overlap',
    [
      { start: 1, end: 3, lines: [] },
      { start: 3, end: 4, lines: [] },
    ],
    null,
  ],
  ['outside the diff', [{ start: 6, end: 6, lines: [] }], null],
  ['none', [], null],
])('joined: %s', (_, edits, expected) => {
  expect(joinReplacements(hunks, edits)).toEqual(expected);
});

test('lines that end differently are not repeated: a suggestion could not keep their endings', () => {
  const mixed = readHunks('@@ -1,2 +1,3 @@\n a\r\n+b\n c\r');
  expect(
    joinReplacements(mixed, [
      { start: 1, end: 1, lines: ['A'] },
      { start: 3, end: 3, lines: ['C'] },
    ]),
  ).toBeNull();
  const crlf = readHunks('@@ -1,2 +1,3 @@\n a\r\n+b\r\n c\r');
  expect(
    joinReplacements(crlf, [
      { start: 1, end: 1, lines: ['A'] },
      { start: 3, end: 3, lines: ['C'] },
    ])?.lines,
  ).toEqual(['A', 'b', 'C']);
});
