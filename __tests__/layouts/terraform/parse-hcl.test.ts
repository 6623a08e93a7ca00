import { parseHclExpression, parseHcl, parseTemplate } from '../../../src/layouts/terraform/parse-hcl.js';
import { plain, read } from './language.js';

const names = (file: string) => {
  const { body, problems } = parseHcl(file);
  return {
    attributes: [...body.attributes.keys()],
    blocks: body.blocks.map(({ type, labels }) => [type, ...labels].join(' ')),
    problems: problems.map(({ code, offset }) => `${code} ${file.slice(0, offset).split('\n').length}`),
  };
};

test.each([
  [
    'blocks and attributes',
    'a = 1 # c\nb "x" y {\n  c = 2 // d\n  e { f = 1 }\n}\n/* g */ h {}',
    { attributes: ['a'], blocks: ['b x y', 'h'], problems: [] },
  ],
  ['line ends of Windows and a mark', '\ufeffa = 1\r\nb {\r\n}\r\n', { attributes: ['a'], blocks: ['b'], problems: [] }],
  ['nothing', '', { attributes: [], blocks: [], problems: [] }],
  ['a broken block, and the next', 'a {\n  b = = 1\n}\nc {\n}\nd = 1\n', { attributes: ['d'], blocks: ['c'], problems: ['unexpected 2'] }],
  ['a block that does not close, and the next', 'a {\n  b = 1\n\nc {\n}\n', { attributes: [], blocks: ['c'], problems: ['unclosed 6'] }],
  ['a string that does not close, and the next', 'a = "x\nb = 1\n', { attributes: ['b'], blocks: [], problems: ['unclosed 1'] }],
  ['a heredoc that does not close', 'a = <<EOT\nx\nb = 1\n', { attributes: ['b'], blocks: [], problems: ['unclosed 2'] }],
  ['an attribute that repeats', 'a = 1\na = 2\n', { attributes: ['a'], blocks: [], problems: ['repeated 2'] }],
  ['a comment that does not close', 'a = 1\n/* b', { attributes: ['a'], blocks: [], problems: ['unclosed 2'] }],
  ['brackets without end', `a = ${'['.repeat(5000)}\nb = 1\n`, { attributes: ['b'], blocks: [], problems: ['too-deep 1'] }],
  ['operators without end', `a = 1${' + 1'.repeat(5000)}\nb = 1\n`, { attributes: ['b'], blocks: [], problems: ['too-deep 1'] }],
  ['too large', 'a'.repeat(6_000_000), { attributes: [], blocks: [], problems: ['too-large 1'] }],
])('%s', (_, file, expected) => {
  expect(names(file)).toEqual(expected);
});

test('many things that do not close are read in time that grows with the file', () => {
  expect(parseHcl('a {\nb = [\n'.repeat(50_000)).problems.length).toBeGreaterThan(0);
  expect(parseHcl('a = <<X\n'.repeat(50_000)).problems.length).toBeGreaterThan(0);
  expect(parseHcl('a = "${"'.repeat(50_000)).problems.length).toBeGreaterThan(0);
});

test('every node knows its place', () => {
  const file = 'a = [ "x", b.c[0] ]\n';
  const list = parseHcl(file).body.attributes.get('a')?.value;
  expect(list?.kind === 'list' && [list, ...list.items].map(({ start, end }) => file.slice(start, end))).toEqual([
    '[ "x", b.c[0] ]',
    '"x"',
    'b.c[0]',
  ]);
});

test.each([
  ['module.web.default_hostname', 'module.web.default_hostname'],
  ['data.azurerm_dns_zone.x[0].name', 'data.azurerm_dns_zone.x[0].name'],
  ['azurerm_x.y["k"].z[*].id', 'azurerm_x.y["k"].z[*].id'],
  ['var.a.*.b', 'var.a[*].b'],
  ['"${var.a}"', 'var.a'],
  ['lookup(var.m, "k", 1)', 'lookup(var.m, "k", 1)'],
  ['{ a = 1, b = 2 }[var.k]', '{a = 1, b = 2}[var.k]'],
  ['md5("x")', 'md5("x")'],
  ['provider::azurerm::normalise(var.x)', 'provider::azurerm::normalise(var.x)'],
  ['var.a == 1 || var.b', 'var.a == 1 || var.b'],
  ['[for x in var.l : "https://${x.host}" if x.on]', '[for x in var.l : "https://${x.host}" if x.on]'],
  ['var.c ? ["a"] : []', 'var.c ? ["a"] : []'],
])('%s keeps its name', (expression, name) => {
  expect(plain(read(expression))).toEqual({ unknown: name });
});

test.each([
  ['var.c ? { a = "x", b = 1 } : { a = "x", b = 2 }', { a: 'x', b: { unknown: 'var.c ? 1 : 2' } }],
  ['{ a = "x", b = "x" }[var.k]', 'x'],
  ['var.c ? "x" : "x"', 'x'],
  ['"a${var.c}" == "b"', false],
  ['startswith("https://${var.c}", "http:")', false],
  ['try(var.c.d, "x")', { unknown: 'try(var.c.d, "x")' }],
  ['jsondecode("{\\"a\\": \\"https://${var.c}/\\"}").a', 'https://${var.c}/'],
  ['jsonencode({ a = "<${var.c}>" })', '{"a":"\\u003c${var.c}\\u003e"}'],
  ['replace("{a} {b}", "{a}", var.c)', '${var.c} {b}'],
  ['join(",", ["x", var.c])', 'x,${var.c}'],
])('%s', (expression, value) => {
  expect(plain(read(expression))).toEqual(value);
});

test.each(['', '1 +', 'a b', '"x', '(1', '[1 2]', '{ a }', 'f(1 2)', 'a.', 'a[', '"${"', '"%{ if x }"', '"%{ foo }"', '<<X', "'a'", '"\\q"'])(
  '%j is no expression',
  (text) => {
    expect(parseHclExpression(text).ok).toBe(false);
  },
);

test('lines of a text are one text, composed as Terraform does it, whatever stands between them', () => {
  // The sign of angstrom is composed to a letter: as long as what is written, and another character.
  const composed = 'one line\n\u212b\nanother line\n';
  const mixed = 'one line\n\u212b\n$${x}\nlast line\n';
  const texts = (source: string): readonly unknown[] => {
    const read = parseTemplate(source);
    return read.ok ? read.parts : [];
  };
  expect(texts(composed)).toEqual([{ kind: 'text', text: composed.normalize('NFC'), start: 0, end: composed.length }]);
  expect(texts(mixed)).toEqual([
    { kind: 'text', text: 'one line\n\u00c5\n', start: 0, end: 11 },
    { kind: 'text', text: '${', start: 11, end: 14 },
    { kind: 'text', text: 'x}\nlast line\n', start: 14, end: mixed.length },
  ]);
});
