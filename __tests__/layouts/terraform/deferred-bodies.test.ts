import fc from 'fast-check';
import type { Body } from '../../../src/layouts/terraform/hcl-syntax.js';
import { parseHcl } from '../../../src/layouts/terraform/parse-hcl.js';
import { skipBody } from '../../../src/layouts/terraform/skip-body.js';

const all = (): boolean => true;
const plain = ({ attributes, blocks }: Body): unknown => [
  [...attributes.values()].map(({ name, start, value }) => ({ name, start, value })),
  blocks.map(({ type, labels, start, end, body }) => ({ type, labels, start, end, body: plain(body) })),
];

test.each([
  ['a text', 'a = "}"'],
  ['a text with escapes', 'a = "\\"} $${ %%{ \\\\"'],
  ['a hole', 'a = "${f("}", { b = "x${"}"}" })}"'],
  ['a directive', 'a = "%{ if x }}%{ endif }"'],
  ['a heredoc', 'a = <<EOT\n}\n{ "\n  EOT'],
  ['a heredoc with holes', 'a = <<-EOT\n  ${b["}"]} {\n  EOT\n  c = 1'],
  ['comments', '# }\n  // }\n  /* } */\n  a = 1 # {'],
  ['brackets', 'a = [{ b = (1 < 2) }, f(\n  { c = 2 }\n)]'],
  ['blocks', 'a {\n b "c" {\n }\n }'],
  ['a division', 'a = b / c'],
])('a body is skipped to where the reader ends: %s', (_, inner) => {
  const file = `x "y" {\n  ${inner}\n}\nz = 1\n`;
  const [block] = parseHcl(file).body.blocks;
  expect(parseHcl(file).problems).toEqual([]);
  expect(skipBody(file, file.indexOf('{') + 1)).toBe(block?.end);
});

const pieces = fc.constantFrom(
  ' ',
  '\n',
  '  a = 1\n',
  '  b {\n',
  '}\n',
  '"',
  '"x"',
  '${',
  '%{',
  '$${',
  '\\',
  '# c\n',
  '/*',
  '*/',
  '<<E\n',
  'E\n',
  '(',
  ')',
  '[',
  ']',
  '=',
);

test('what is read when it is asked for is what is read at once, and so are the problems', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.constantFrom('r "s" {\n', '\n}\n', 't = 1\n')), { maxLength: 25 }), (parts) => {
      const file = `q "s" {\n${parts.join('')}`;
      const whole = parseHcl(file);
      fc.pre(whole.problems.length === 0);
      const later = parseHcl(file, all);
      expect([plain(later.body), later.problems]).toEqual([plain(whole.body), []]);
    }),
    { numRuns: 800 },
  );
});

test.each([
  ['a text', 'a = "x"\nb = 1\n'],
  ['a text with a comment behind', 'a = "x" # y\nb = 1\n'],
  ['a list over lines', 'a = [\n  "x", # ]\n  "]",\n]\nb = 1\n'],
  ['an object', 'a = {\n  b = { c = "}" }\n}\nb = 1\n'],
  ['an item of a list', 'a = [1, 2][0]\nb = 1\n'],
  ['a sum', 'a = 1 + 2\nb = 1\n'],
  ['a choice over lines', 'a = true ?\n  1 : 2\nb = 1\n'],
  ['a heredoc', 'a = <<EOT\n}\nEOT\nb = 1\n'],
  ['a call', 'a = f(\n  1\n)\nb = 1\n'],
  ['the end of the file', 'a = b.c'],
  ['lines of Windows', 'a = [\r\n1]\r\nb = "x"\r\n'],
])('a value that is read when it is asked for is the same: %s', (_, file) => {
  expect([plain(parseHcl(file, all).body), parseHcl(file).problems]).toEqual([plain(parseHcl(file).body), []]);
});

test('a body that cannot be read is empty, and a problem of the file from then on', () => {
  const file = 'a "b" {\n  c = = 1\n}\nd = 1\n';
  const { body, problems } = parseHcl(file, all);
  expect(problems).toEqual([]);
  expect(body.blocks.map((block) => block.body.attributes.size)).toEqual([0]);
  expect([problems.map(({ code, offset }) => [code, file.slice(0, offset).split('\n').length]), body.attributes.size]).toEqual([
    [['unexpected', 2]],
    1,
  ]);
});
