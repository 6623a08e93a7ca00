import type { Value } from '../../../src/layouts/deployed/deployed-value.js';
import { PolicyCache } from '../../../src/apim/policy-cache.js';
import { BicepFiles } from '../../../src/layouts/bicep/bicep-files.js';
import { BicepModule, type BicepRootContext } from '../../../src/layouts/bicep/bicep-module.js';
import { outputsByShape } from '../../../src/layouts/bicep/registry-modules.js';
import { memoryTree } from '../../memory-tree.js';

/** A value as JSON has it; what is not known is an object with its name. */
function plain(value: Value): unknown {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'number':
    case 'flag':
      return value.value;
    case 'null':
      return null;
    case 'list':
      return value.items.map(plain);
    case 'object':
      return Object.fromEntries([...value.entries].map(([key, item]) => [key, plain(item)]));
    case 'unknown':
      return { unknown: value.name };
  }
}

/** What the output `it` of `main.bicep` stands for. */
async function outputOf(files: Readonly<Record<string, string>>, given: Readonly<Record<string, Value>> = {}): Promise<unknown> {
  const texts = new BicepFiles(memoryTree(files), new PolicyCache());
  for (const path of Object.keys(files)) texts.text(path);
  await texts.fill();
  const context: BicepRootContext = {
    files: texts,
    report: () => undefined,
    mayOpen: () => true,
    steps: { count: 0 },
    isLoose: false,
    outputsOf: outputsByShape,
  };
  const root = new BicepModule(context, 'main.bicep', '', (name) => given[name] ?? null);
  const it = root.declarations.outputs.get('it');
  return it === undefined ? undefined : plain(root.evaluate(it));
}

const files = { 'a.json': '{ "b": [1, { "c": "d" }] }', 'a.yaml': 'b:\n  c: d\n', 'a.txt': '\ufeffx\ny' };

// Microsoft Learn, "Bicep functions": the examples of each function, and what is not decided.
test.each<[expression: string, expected: unknown]>([
  ["base64('one, two')", 'b25lLCB0d28='],
  ["base64ToString('b25lLCB0d28=')", 'one, two'],
  ["bool('true')", true],
  ["coalesce(null, 'a')", 'a'],
  ["concat('a', 'b')", 'ab'],
  ['concat([1], [2, 3])', [1, 2, 3]],
  ["contains('OneTwoThree', 'e')", true],
  ["contains('OneTwoThree', 'z')", false],
  ["contains({ one: 'a' }, 'one')", true],
  ["contains(['one', 'two'], 'three')", false],
  ["empty('')", true],
  ['empty([1])', false],
  ['empty(null)', true],
  ["endsWith('abcdef', 'EF')", true],
  ['filter([1, 5, 2], n => n > 1)', [5, 2]],
  ["first('One')", 'O'],
  ["first(['one', 'two'])", 'one'],
  ["flatten([['a'], ['b', 'c']])", ['a', 'b', 'c']],
  ["format('{0}, {1}. {{x}} {2}', 'Hello', 'User', 8175)", 'Hello, User. {x} 8175'],
  ["indexOf('abcdef', 'CD')", 2],
  ["int('4')", 4],
  [
    'items({ b: 1, a: 2 })',
    [
      { key: 'a', value: 2 },
      { key: 'b', value: 1 },
    ],
  ],
  ["join(['one', 'two', 'three'], ', ')", 'one, two, three'],
  ['json(\'{"a": [null, true]}\')', { a: [null, true] }],
  ["last(['one', 'two'])", 'two'],
  ["length('One Two')", 7],
  ["loadJsonContent('a.json')", { b: [1, { c: 'd' }] }],
  ["loadJsonContent('a.json', '$.b[1].c')", 'd'],
  ["loadTextContent('a.txt')", 'x\ny'],
  ["loadTextContent('none.txt')", { unknown: 'loadTextContent("none.txt")' }],
  ["loadYamlContent('a.yaml').b.c", 'd'],
  ["map(['a', 'b'], (x, i) => '${i}${x}')", ['0a', '1b']],
  ['max(1, 5, 2)', 5],
  ["padLeft('123', 5, '0')", '00123'],
  ['range(5, 3)', [5, 6, 7]],
  ['reduce([1, 2, 3], 10, (a, b) => a + b)', 16],
  ["replace('123-123-1234', '-', '')", '1231231234'],
  ["replace('{a} {b}', '{a}', open)", '${open} {b}'],
  ["resourceId('Microsoft.ApiManagement/service/apis', 'x', 'y')", '/providers/Microsoft.ApiManagement/service/x/apis/y'],
  ["skip(['a', 'b', 'c'], 1)", ['b', 'c']],
  ["split('one,two;three', [',', ';'])", ['one', 'two', 'three']],
  ["split('one,two', ',')", ['one', 'two']],
  ["startsWith('abcdef', 'AB')", true],
  ["string(['a', 1, { b: null }])", '["a",1,{"b":null}]'],
  ['string({ a: open })', '{"a":"${open}"}'.replaceAll('"$', '$').replaceAll('}"}', '}}')],
  ["substring('one two three', 4, 3)", 'two'],
  ["take('one two', 3)", 'one'],
  ["toLower('One ${open}')", 'one ${toLower(open)}'],
  ["toObject([{ n: 'a', v: 1 }], x => x.n, x => x.v)", { a: 1 }],
  ["toUpper('One')", 'ONE'],
  ["trim('  one  ')", 'one'],
  ['union({ a: { b: 1 } }, { a: { c: 2 } })', { a: { b: 1, c: 2 } }],
  ["union(['one'], ['one', 'two'])", ['one', 'two']],
  ["uri('http://contoso.org/firstpath', 'myscript.sh')", 'http://contoso.org/myscript.sh'],
  ["uri('http://contoso.org/firstpath/', 'myscript.sh')", 'http://contoso.org/firstpath/myscript.sh'],
  ["uriComponent('a b')", 'a%20b'],
  ['uniqueString(resourceGroup().id)', { unknown: 'uniqueString(resourceGroup().id)' }],
  ['az.resourceGroup().location', { unknown: 'resourceGroup().location' }],
  ['environment().suffixes.storage', { unknown: 'environment().suffixes.storage' }],
  ["sys.concat('a', 'b')", 'ab'],
  ['open', { unknown: 'open' }],
  ["'a${open}b'", 'a${open}b'],
  ["open ? 'a' : 'a'", 'a'],
  ["open ? 'a' : 'b'", { unknown: 'open ? "a" : "b"' }],
  ["open == 'x' || true", true],
  ["null ?? 'a'", 'a'],
  ["{ a: 1 }.?b ?? 'c'", 'c'],
  ["'A' =~ 'a'", true],
  ['7 / 2', 3],
  ['[...[1], 2]', [1, 2]],
  ["{ ...{ a: 1 }, 'b${1}': 2 }", { a: 1, b1: 2 }],
  ['[for (x, i) in [5, 6]: x * i]', [0, 6]],
  ['[for x in open: x]', { unknown: '[for x in open: x]' }],
  ["twice('a')", 'aa'],
  ['shared.origins[0]', 'https://a.contoso.com'],
  ['renamed', ['https://a.contoso.com']],
])('%s', async (expression, expected) => {
  const main = `import * as shared from 's.bicep'\nimport { origins as renamed } from 's.bicep'\nparam open string\nfunc twice(a string) string => '\${a}\${a}'\noutput it string = ${expression}\n`;
  const shared = "@export()\nvar origins = [\n  'https://a.contoso.com'\n]\n";
  expect(await outputOf({ ...files, 'main.bicep': main, 's.bicep': shared })).toEqual(expected);
});

test.each<[name: string, files: Readonly<Record<string, string>>, expected: unknown]>([
  [
    'an attribute of a resource',
    { 'main.bicep': "resource w 'Microsoft.Web/sites@1' = {\n  name: 'w'\n}\noutput it string = w.properties.defaultHostName\n" },
    { unknown: 'w.properties.defaultHostName' },
  ],
  [
    'the same through modules',
    {
      'main.bicep':
        "module a 'a.bicep' = {\n  name: 'a'\n}\nmodule b 'b.bicep' = {\n  name: 'b'\n  params: {\n    host: a.outputs.host\n  }\n}\noutput it string = b.outputs.origin\n",
      'a.bicep': "resource w 'Microsoft.Web/sites@1' = {\n  name: 'w'\n}\noutput host string = w.properties.defaultHostName\n",
      'b.bicep': "param host string\noutput origin string = 'https://${host}'\n",
    },
    'https://${a.w.properties.defaultHostName}',
  ],
  [
    'a name that is declared',
    {
      'main.bicep':
        "resource a 'Microsoft.ApiManagement/service@1' existing = {\n  name: 'x'\n  resource b 'apis' existing = {\n    name: 'y'\n  }\n}\noutput it string = '${a::b.name} ${a::b.id}'\n",
    },
    'y /service/x/apis/y',
  ],
  [
    'a module of a registry',
    {
      'main.bicep':
        "module a 'br/public:avm/res/api-management/service:0.1' = {\n  params: {\n    name: 'x'\n  }\n}\noutput it string = '${a.outputs.name} ${a.outputs.other}'\n",
    },
    'x ${a.outputs.other}',
  ],
])('%s', async (_, given, expected) => {
  expect(await outputOf(given)).toEqual(expected);
});
