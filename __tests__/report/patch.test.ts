import { patchLineEnding, patchLines } from '../../src/report/patch.js';

test('lines are known by the hunk, not by how they look', () => {
  const patch =
    '--- a/x\n+++ b/x\n@@ -1,3 +1,2 @@\n context\n--- not a header\n-gone\n+++ new\n\\ No newline at end of file\n--- a/y\n+++ b/y\n@@ -1 +0,0 @@\n-all\n';
  expect(patchLines(patch).map(({ kind }) => kind)).toEqual([
    'file',
    'file',
    'hunk',
    'context',
    'removed',
    'removed',
    'added',
    'note',
    'file',
    'file',
    'hunk',
    'removed',
  ]);
});

test.each([
  ['--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n', 'lf'],
  ['--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\r\n+b\r\n', 'crlf'],
  ['--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\r\n+b\n', 'mixed'],
  ['', 'mixed'],
])('%j has %s', (patch, ending) => {
  expect(patchLineEnding(patch)).toBe(ending);
});
