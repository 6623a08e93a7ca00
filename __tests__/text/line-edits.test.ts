import { applyLineEdits } from '../../src/text/edit.js';

test.each([
  ['a\nb\nc\n', 'a\nX\nY\nc\n'],
  ['a\r\nb\r\nc\r\n', 'a\r\nX\r\nY\r\nc\r\n'],
  ['a\nb\nc', 'a\nX\nY\nc'],
])('lines are replaced, and endings stay: %j', (before, after) => {
  expect(applyLineEdits(before, [{ startLine: 2, endLine: 2, lines: ['X', 'Y'] }])).toBe(after);
});

test('a file without an ending at its end keeps that, whichever line comes last', () => {
  expect(applyLineEdits('a\nb', [{ startLine: 2, endLine: 2, lines: ['c', 'd'] }])).toBe('a\nc\nd');
  expect(applyLineEdits('a\r\nb', [{ startLine: 2, endLine: 2, lines: [] }])).toBe('a');
});

test('a line that an edit repeats keeps its own ending, where a file has both', () => {
  expect(applyLineEdits('a\nb\r\nc\n', [{ startLine: 1, endLine: 1, lines: ['a', 'x'] }])).toBe('a\nx\r\nb\r\nc\n');
  expect(applyLineEdits('a\nb\r\nc', [{ startLine: 3, endLine: 3, lines: ['x', 'c'] }])).toBe('a\nb\r\nx\r\nc');
});
