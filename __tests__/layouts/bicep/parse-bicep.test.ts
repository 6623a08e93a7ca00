import type { BicepExpression, BicepStatement, BicepStep } from '../../../src/layouts/bicep/bicep-syntax.js';
import { parseBicep } from '../../../src/layouts/bicep/parse-bicep.js';

function step(one: BicepStep): string {
  switch (one.kind) {
    case 'index':
      return `[${written(one.key)}]`;
    case 'method':
      return `.${one.name}(${one.given.map(written).join(', ')})`;
    case 'nested':
      return `::${one.name}`;
    case 'property':
      return `${one.isSafe ? '.?' : '.'}${one.name}`;
  }
}

/** An expression with brackets round everything, and the constructs by their signs. */
function written(one: BicepExpression): string {
  switch (one.kind) {
    case 'constant':
      return String(one.value);
    case 'text':
      return `"${one.parts.map((part) => (part.kind === 'text' ? part.text : `{${written(part.value)}}`)).join('')}"`;
    case 'name':
      return one.name;
    case 'access':
      return written(one.of) + one.steps.map(step).join('');
    case 'call':
      return `${one.name}(${one.given.map(written).join(', ')})`;
    case 'list':
      return `[${one.items.map(({ value, isSpread }) => (isSpread ? '...' : '') + written(value)).join(', ')}]`;
    case 'object':
      return `{${[
        ...one.entries.map(
          ({ key, value }) => `${key === null ? '...' : typeof key === 'string' ? `${key}: ` : `${written(key)}: `}${written(value)}`,
        ),
        ...one.resources.map(({ name }) => `resource ${name}`),
      ].join(', ')}}`;
    case 'for':
      return `for ${one.itemName}${one.indexName === null ? '' : ` ${one.indexName}`} in ${written(one.over)}: ${written(one.body)}`;
    case 'if':
      return `if ${written(one.condition)} ${written(one.body)}`;
    case 'conditional':
      return `(${written(one.condition)} ? ${written(one.then)} : ${written(one.otherwise)})`;
    case 'not':
      return `!${written(one.of)}`;
    case 'minus':
      return `-${written(one.of)}`;
    case 'binary':
      return `(${written(one.left)} ${one.operator} ${written(one.right)})`;
    case 'lambda':
      return `(${one.names.join(' ')}) => ${written(one.body)}`;
  }
}

const valueIn = (text: string): string => {
  const { statements, problems } = parseBicep(`var x = ${text}\n`);
  const [first] = statements;
  return first?.kind === 'var' && first.value !== null && problems.length === 0 ? written(first.value) : JSON.stringify(problems);
};

test.each([
  ['1', '1'],
  ['-1', '-1'],
  ["'a\\'b\\n\\u{1F600}\\${c}$d\\\\'", '"a\'b\n\u{1F600}${c}$d\\"'],
  ["'a${b.c}d${'e${f}'}'", '"a{b.c}d{"e{f}"}"'],
  ["'''\na\\n${b}'\n'''", '"a\\n${b}\'\n"'],
  ["'''a''''", '"a\'"'],
  ["$'''a${b}'''", '"a{b}"'],
  ["$$'''a${b}$${c}'''", '"a${b}{c}"'],
  ['a + b * c - d', '((a + (b * c)) - d)'],
  ['!a && b || c == d ?? e', '(((!a && b) || (c == d)) ?? e)'],
  ['a ? b : c ? d : e', '(a ? b : (c ? d : e))'],
  ['a\n  ? b\n  : c', '(a ? b : c)'],
  ['a &&\n b\n || c', '((a && b) || c)'],
  ['a.b!.c[0].?d[?e]::f.g(1)', 'a.b.c[0].?d[e]::f.g(1)'],
  ['(a.b)[0]', 'a.b[0]'],
  ["[\n  1\n  'b', -2\n  ...c // d\n]", '[1, "b", -2, ...c]'],
  ["{\n  a: 1\n  'b-c': 2, '${d}': 3\n  ...e\n  @f()\n  resource g 'h' = {}\n}", '{a: 1, "b-c": 2, "{d}": 3, ...e, resource g}'],
  ['[for a in b: {c: a}]', 'for a in b: {c: a}'],
  ['[for (a, i) in range(0, 3): if (i > 1) {\n}]', 'for a i in range(0, 3): if (i > 1) {}'],
  ['map(a, b => b.c)', 'map(a, (b) => b.c)'],
  ['reduce(a, 0, (b, c) => b + c)', 'reduce(a, 0, (b c) => (b + c))'],
  ['az.resourceGroup().id', 'az.resourceGroup().id'],
  ['f(\n  a,\n  b\n)', 'f(a, b)'],
  ['a /* b */ + c', '(a + c)'],
])('%s', (text, expected) => {
  expect(valueIn(text)).toBe(expected);
});

const shown = (statement: BicepStatement): string => {
  const { kind, name } = statement;
  switch (kind) {
    case 'resource':
      return `resource ${name} ${written(statement.type)}${statement.isExisting ? ' existing' : ''} ${written(statement.value)}`;
    case 'module':
      return `module ${name} ${written(statement.source)} ${written(statement.value)}`;
    case 'import':
      return `import ${name} of ${statement.of ?? '*'} in ${written(statement.source)}`;
    case 'using':
    case 'extends':
      return `${kind} ${statement.source === null ? 'none' : written(statement.source)}`;
    case 'param':
    case 'var':
    case 'output':
    case 'func':
      return `${kind} ${name} ${statement.value === null ? '' : written(statement.value)}`.trim();
  }
};

const read = (text: string) => {
  const { statements, problems } = parseBicep(text);
  return [...statements.map(shown), ...problems.map(({ code, offset }) => `${code} ${text.slice(0, offset).split('\n').length}`)];
};

test.each([
  ['nothing', '', []],
  [
    'parameters',
    "\ufeff@description('a\\'b')\n@allowed([\n  'c'\n])\nparam d string = 'e'\nparam f 'g' | 'h'\nparam i { j: string }[]?\n",
    ['param d "e"', 'param f', 'param i'],
  ],
  ['types are passed over', "type a =\n  | 'b'\n  | 'c'\ntype d = {\n  e: string\n}\nvar f string = 'g'\n", ['var f "g"']],
  ['functions', "func a(b string, c int[]) string => '${b}'\n", ['func a (b c) => "{b}"']],
  [
    'imports',
    "import * as a from 'b.bicep'\nimport { c, d as e } from 'b.bicep'\nimport 'f@1.0'\n",
    ['import a of * in "b.bicep"', 'import c of c in "b.bicep"', 'import e of d in "b.bicep"'],
  ],
  [
    'resources',
    "targetScope = 'resourceGroup'\nresource a 'T@1' existing = {\n  name: 'b'\n}\nresource c 'U@1' = if (d) {\n}\r\nmodule e 'f' = [for g in h: {}]\noutput i string = a.id\n",
    ['resource a "T@1" existing {name: "b"}', 'resource c "U@1" if d {}', 'module e "f" for g in h: {}', 'output i a.id'],
  ],
  ['a file of parameters', "using './main.bicep'\nparam a = [\n  'b'\n]\n", ['using "./main.bicep"', 'param a ["b"]']],
  ['a broken statement, and the next', 'var a = {\n  b: = 1\n}\nvar c = 1\n', ['var c 1', 'unexpected 2']],
  ['an object that does not close, and the next', 'var a = {\nvar c = 1\n', ['var c 1', 'unexpected 2']],
  ['a string that does not close, and the next', "var a = 'x\nvar b = 1\n", ['var b 1', 'unclosed 1']],
  ['a string of lines that does not close', "var a = '''x\nvar b = 1\n", ['var b 1', 'unclosed 1']],
  ['a comment that does not close', 'var a = 1\n/* b', ['unclosed 2']],
  ['a name that repeats', 'var a = 1\nvar a = 2\n', ['var a 1', 'repeated 2']],
  [
    'a key that repeats but for its case',
    "var a = {\n  b: 1\n  'B': 2\n  '${a}': 3\n  c: { b: 1 }\n}\nvar d = 1\n",
    ['var a {b: 1, "B": 2, "{a}": 3, c: {b: 1}}', 'var d 1', 'repeated 3'],
  ],
  ['brackets without end', `var a = ${'['.repeat(5000)}\nvar b = 1\n`, ['var b 1', 'too-deep 1']],
  ['operators without end', `var a = 1${' + 1'.repeat(5000)}\nvar b = 1\n`, ['var b 1', 'too-deep 1']],
  ['too large', 'a'.repeat(6_000_000), ['too-large 1']],
])('%s', (_, text, expected) => {
  expect(read(text)).toEqual(expected);
});

test('many things that do not close are read in time that grows with the file', () => {
  for (const text of ["var a = '''\n", '/*\nvar a = 1\n', "var a = '${'", 'var a = {\n', '(a, ', 'a => ', '@', '//'])
    expect(parseBicep(text.repeat(40_000)).problems.length).toBeGreaterThanOrEqual(text === '//' ? 0 : 1);
});

test('every node knows its place', () => {
  const text = "// a\nvar b = [\n  'c${d}e'\n  '''\nf'''\n]\n";
  const [{ value } = { value: null }] = parseBicep(text).statements.flatMap((one) => (one.kind === 'var' ? one : []));
  const cuts = value?.kind === 'list' ? value.items.flatMap(({ value: item }) => (item.kind === 'text' ? [item, ...item.parts] : [])) : [];
  expect(cuts.map(({ start, end }) => text.slice(start, end))).toEqual(["'c${d}e'", 'c', '${d}', 'e', "'''\nf'''", 'f']);
});
