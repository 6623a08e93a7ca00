import { applyPatch } from 'diff';
import { applyLineEdits, toLineEdits } from '../../src/text/edit.js';
import { mostChanged, unifiedPatch } from '../../src/text/unified-patch.js';

const many = (count: number, word: string): string[] => Array.from({ length: count }, (_, index) => `${word}${index}`);
const frame = (lines: readonly string[]): string[] => ['first', 'second', 'third', 'fourth', ...lines, 'last but three', 'c', 'b', 'a'];
const text = (lines: readonly string[], ending = '\n'): string => lines.map((line) => line + ending).join('');

const cases: readonly (readonly [fact: string, before: string, after: string])[] = [
  ['few lines', text(frame(many(3, 'old'))), text(frame(many(2, 'new')))],
  ['more than is compared', text(frame(many(mostChanged, 'old'))), text(frame(many(mostChanged, 'new')))],
  ['all of a long list goes', text(frame(many(2 * mostChanged, 'old'))), text(frame([]))],
  ['a long list comes', text(frame([])), text(frame(many(2 * mostChanged, 'new')))],
  ['no line stays', text(many(2 * mostChanged, 'old')), text(many(9, 'new'))],
  ['no ending at the end', text(many(2 * mostChanged, 'old')) + 'end', text(many(3, 'new')) + 'end'],
];

describe.each(cases)('%s', (_, before, after) => {
  test('a patch gives the text after', () => {
    expect(applyPatch(before, unifiedPatch('a/x', 'b/x', before, after))).toBe(after);
  });

  test('edits of lines give it too', () => {
    expect(applyLineEdits(before, toLineEdits(before, after))).toBe(after);
  });
});

test('where too much changed, what lies between the lines that stay is one edit', () => {
  const edits = toLineEdits(text(frame(many(2 * mostChanged, 'old'))), text(frame(['kept?', ...many(2 * mostChanged, 'new')])));
  expect(edits.map(({ startLine, endLine, lines }) => [startLine, endLine, lines.length])).toEqual([[5, 4 + 2 * mostChanged, 1 + 2 * mostChanged]]);
});
