import { applyEdits } from '../../../src/text/edit.js';
import { LineIndex } from '../../../src/text/line-index.js';
import { defaultSettings } from '../../../src/config/settings.js';
import type { Review } from '../../../src/review/review.js';
import { reviewTrees, scanTree } from '../../../src/review/run.js';
import { memoryTree } from '../../memory-tree.js';

type Files = Readonly<Record<string, string>>;
const options = { settings: defaultSettings, today: '2026-01-01' };

const app = 'https://app.contoso.com';
const bad = 'HTTPS://App.Contoso.com/';
const more = 'https://b.contoso.com';
const xml = (...origins: readonly string[]): string =>
  `<policies>\n  <inbound>\n    <base />\n    <cors>\n      <allowed-origins>\n${origins.map((one) => `        <origin>${one}</origin>\n`).join('')}      </allowed-origins>\n      <allowed-methods>\n        <method>GET</method>\n      </allowed-methods>\n    </cors>\n  </inbound>\n</policies>\n`;
const type = 'Microsoft.ApiManagement/service';
const apim = `resource apim '${type}@2022-08-01' existing = {\n  name: 'contoso'\n}\n`;
const properties = (value: string, format = 'rawxml'): string => `  properties: {\n    format: '${format}'\n    value: ${value}\n  }\n`;
const operation = `  resource get 'operations' = {\n    name: 'get'\n    properties: {\n      method: 'GET'\n      urlTemplate: '/'\n    }\n  }\n`;
const api = `${apim}resource orders '${type}/apis@2022-08-01' = {\n  parent: apim\n  name: 'orders'\n  properties: {\n    path: 'orders'\n  }\n${operation}}\n`;
const policy = (value: string): string =>
  `resource p '${type}/apis/policies@2022-08-01' = {\n  parent: orders\n  name: 'policy'\n${properties(value)}}\n`;
const lines = (text: string): string => `'''\n${text}'''`;
const line = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;

/** The files with a suggestion's edits. */
function applied(files: Files, edits: Review['findings'][number]['suggestions'][number]['edits']): Files {
  const after: Record<string, string> = { ...files };
  for (const path of new Set(edits.map((edit) => edit.path))) {
    const text = files[path] ?? '';
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    const spans = edits
      .filter((edit) => edit.path === path)
      .map(({ startLine, endLine, lines: written }) => ({
        span: { start: starts[startLine - 1] ?? 0, end: starts[endLine] ?? text.length },
        text: written.map((one) => `${one}\n`).join(''),
      }));
    after[path] = applyEdits(text, spans);
  }
  return after;
}

const called = (params: string): string => `module m './m.bicep' = {\n  name: 'm'\n  params: {\n    ${params}\n  }\n}\n`;

describe('a finding stands where the text is, and its repair is an edit of that file', () => {
  test.each<[name: string, files: Files, path: string]>([
    ['a file', { 'main.bicep': api + policy("loadTextContent('p.xml')"), 'p.xml': xml(bad) }, 'p.xml'],
    ['a file beside another folder', { 'infra/main.bicep': api + policy("loadTextContent('../p.xml')"), 'p.xml': xml(bad) }, 'p.xml'],
    ['a string of lines', { 'main.bicep': api + policy(lines(xml(bad))) }, 'main.bicep'],
    ['a string on one line', { 'main.bicep': api + policy(line(xml(bad))) }, 'main.bicep'],
    [
      'a string on one line with quotes',
      { 'main.bicep': api + policy(line(xml(bad).replace('<base />', "<set-variable name='a' value='b' /><base />"))) },
      'main.bicep',
    ],
    ['a string with holes', { 'main.bicep': `var more = '${more}'\n${api}${policy(line(xml(bad, 'X')).replace('X', '${more}'))}` }, 'main.bicep'],
    ['a variable', { 'main.bicep': `var text = ${lines(xml(bad))}\n${api}${policy('text')}` }, 'main.bicep'],
    [
      'replace() of a file',
      { 'main.bicep': api + policy(`replace(loadTextContent('p.xml'), '{more}', '${more}')`), 'p.xml': xml(bad, '{more}') },
      'p.xml',
    ],
    ['format() of a string', { 'main.bicep': api + policy(`format(${lines(xml(bad, '{0}'))}, '${more}')`) }, 'main.bicep'],
    [
      'a URL whose tail is a file',
      { 'main.bicep': `param base string\n${api}${policy("'${base}/policies/p.xml'").replace('rawxml', 'rawxml-link')}`, 'policies/p.xml': xml(bad) },
      'policies/p.xml',
    ],
    [
      'a parameter of a module',
      { 'main.bicep': called("text: loadTextContent('p.xml')"), 'm.bicep': `param text string\n${api}${policy('text')}`, 'p.xml': xml(bad) },
      'p.xml',
    ],
    [
      'a module within a module, with a condition',
      {
        'main.bicep': "param isOn bool = false\nmodule n 'n/n.bicep' = if (isOn) {\n  name: 'n'\n}\n",
        'n/n.bicep': "module m '../m.bicep' = {\n  name: 'm'\n}\n",
        'm.bicep': api + policy(lines(xml(bad))),
      },
      'm.bicep',
    ],
    [
      'a nested resource',
      { 'main.bicep': api.replace(operation, `${operation}  resource p 'policies' = {\n    name: 'policy'\n${properties(lines(xml(bad)))}  }\n`) },
      'main.bicep',
    ],
    [
      'a name with slashes',
      {
        'main.bicep': `${api}resource p '${type}/apis/policies@2022-08-01' = {\n  name: '\${apim.name}/orders/policy'\n${properties("loadTextContent('p.xml')")}}\n`,
        'p.xml': xml(bad),
      },
      'p.xml',
    ],
    [
      'a loop over APIs',
      {
        'main.bicep': `${apim}var apis = [\n  'orders'\n]\nresource a '${type}/apis@2022-08-01' = [for name in apis: {\n  parent: apim\n  name: name\n  properties: {\n    path: name\n  }\n}]\nresource p '${type}/apis/policies@2022-08-01' = [for (name, i) in apis: {\n  parent: a[i]\n  name: 'policy'\n${properties("loadTextContent('p.xml')")}}]\n`,
        'p.xml': xml(bad),
      },
      'p.xml',
    ],
    [
      'a module of a registry',
      {
        'main.bicep': `module apim 'br/public:avm/res/api-management/service:0.9.1' = {\n  params: {\n    name: 'contoso'\n    apis: [\n      {\n        name: 'orders'\n        path: 'orders'\n        policies: [\n          {\n            format: 'rawxml'\n            value: loadTextContent('p.xml')\n          }\n        ]\n      }\n    ]\n  }\n}\n`,
        'p.xml': xml(bad),
      },
      'p.xml',
    ],
    [
      'a file of parameters',
      {
        'main.bicep': `param text string\n${api}${policy('text')}`,
        'main.bicepparam': `using './main.bicep'\nparam text = loadTextContent('p.xml')\n`,
        'p.xml': xml(bad),
      },
      'p.xml',
    ],
    [
      'the whole service',
      { 'main.bicep': `${api}resource g '${type}/policies@2022-08-01' = {\n  parent: apim\n  name: 'policy'\n${properties(lines(xml(bad)))}}\n` },
      'main.bicep',
    ],
    [
      'a product',
      {
        'main.bicep': `${api}resource s '${type}/products@2022-08-01' = {\n  parent: apim\n  name: 's'\n  properties: {\n    displayName: 's'\n  }\n  resource a 'apis' = {\n    name: 'orders'\n  }\n  resource p 'policies' = {\n    name: 'policy'\n${properties(lines(xml(bad)))}  }\n}\n`,
      },
      'main.bicep',
    ],
    [
      'an operation',
      {
        'main.bicep': api.replace(
          "      urlTemplate: '/'\n    }\n",
          `      urlTemplate: '/'\n    }\n    resource p 'policies' = {\n      name: 'policy'\n${properties(lines(xml(bad)))}    }\n`,
        ),
      },
      'main.bicep',
    ],
  ])('%s', async (_, files, path) => {
    const { findings } = await scanTree(memoryTree(files), options);
    const finding = findings.find(({ rule }) => rule === 'origin-normalised');
    const text = files[path] ?? '';
    expect(finding).toMatchObject({ path, line: new LineIndex(text).lineAt(text.indexOf(bad)) });
    const [repair] = finding?.suggestions ?? [];
    expect(repair?.edits.map((edit) => edit.path)).toEqual([path]);
    const after = applied(files, repair?.edits ?? []);
    expect(after[path]).not.toBe(text);
    const again = await scanTree(memoryTree(after), options);
    expect(again.findings.filter(({ rule }) => rule === 'origin-normalised' || rule === 'malformed-policy')).toEqual([]);
    // Nothing but the origin is another one.
    expect(after[path]?.replace(/app\.contoso\.com\/?/gi, '')).toBe(text.replace(/app\.contoso\.com\/?/gi, '').replace('HTTPS', 'https'));
  });
});

const changesOf = async (base: Files, head: Files) => {
  const review = await reviewTrees(memoryTree(base), memoryTree(head), options);
  return review.changes.map(({ kind, environment, targets }) => [kind, environment, targets.map((one) => one.api)]);
};

describe('what deploys the same changes nothing for anybody', () => {
  const file = { 'main.bicep': api + policy("loadTextContent('p.xml')"), 'p.xml': xml(app) };
  test.each<[name: string, base: Files, head: Files]>([
    ['a file that becomes a string', file, { 'main.bicep': api + policy(lines(xml(app))) }],
    [
      'a string on one line that becomes one of lines',
      { 'main.bicep': api + policy(line(xml(app))) },
      { 'main.bicep': api + policy(lines(xml(app))) },
    ],
    [
      'a module of its own',
      file,
      { ...file, 'main.bicep': called("text: loadTextContent('p.xml')"), 'm.bicep': `param text string\n${api}${policy('text')}` },
    ],
    [
      'a variable with another name',
      { 'main.bicep': `var a = ${lines(xml(app))}\n${api}${policy('a')}` },
      { 'main.bicep': `var b = ${lines(xml(app))}\n${api}${policy('b')}` },
    ],
    ['another name for a file', file, { 'main.bicep': api + policy("loadTextContent('policies/q.xml')"), 'policies/q.xml': xml(app) }],
    [
      'a loop',
      file,
      {
        ...file,
        'main.bicep':
          api +
          policy("loadTextContent('p.xml')").replace('= {', "= [for one in ['policy']: {").replace("'policy'\n", 'one\n').replace(/\}\n$/, '}]\n'),
      },
    ],
  ])('%s', async (_, base, head) => {
    expect(await changesOf(base, head)).toEqual([]);
    // The same change with another origin is one.
    const other = Object.fromEntries(Object.entries(head).map(([path, text]) => [path, text.replaceAll(app, more)]));
    expect(await changesOf(base, other)).toEqual([['mixed', null, ['orders']]]);
  });
});

describe('environments', () => {
  const main = `param origin string = '${app}'\n${api}${policy(`replace(loadTextContent('p.xml'), '{origin}', origin)`)}`;
  const given = (origin: string): string => JSON.stringify({ parameters: { origin: { value: origin } } });
  const files = {
    'infra/main.bicep': main,
    'infra/p.xml': xml('{origin}'),
    'infra/main.parameters.dev.json': given('*'),
    'infra/main.prod.bicepparam': `using 'main.bicep'\nparam origin = '${app}'\n`,
    'infra/params/test.parameters.json': given(more),
  };

  test('each file of parameters is one, named after it', async () => {
    const head = {
      ...files,
      'infra/main.parameters.dev.json': given(more),
      'infra/main.prod.bicepparam': `using 'main.bicep'\nparam origin = '${more}'\n`,
    };
    expect(await changesOf({ ...files, 'infra/params/test.parameters.json': '' }, { ...head, 'infra/params/test.parameters.json': '' })).toEqual([
      ['narrowed', 'dev', ['orders']],
      ['mixed', 'prod', ['orders']],
    ]);
  });

  test('one alone always applies', async () => {
    const only = { 'main.bicep': main, 'p.xml': xml('{origin}'), 'main.parameters.json': given('*') };
    expect(await changesOf(only, { ...only, 'main.parameters.json': given(app) })).toEqual([['narrowed', null, ['orders']]]);
  });

  test('two that name no environment are one, and what Bicep itself says counts first', async () => {
    const both = {
      'main.bicep': main,
      'p.xml': xml('{origin}'),
      'main.bicepparam': `using 'main.bicep'\nparam origin = '${app}'\n`,
      'main.parameters.json': given(more),
    };
    const changed = { ...both, 'main.bicepparam': `using 'main.bicep'\nparam origin = '*'\n` };
    expect(await changesOf(both, changed)).toEqual([['widened', null, ['orders']]]);
    expect(await changesOf(both, { ...both, 'main.parameters.json': given('*') })).toEqual([]);
  });

  test('one takes over the values of another, which is none by itself, and what it sets outranks them', async () => {
    const only = {
      'main.bicep': main,
      'p.xml': xml('{origin}'),
      'base.bicepparam': `using none\nparam origin = '${more}'\n`,
      'main.dev.bicepparam': `using 'main.bicep'\nextends 'base.bicepparam'\n`,
      'main.prod.bicepparam': `using 'main.bicep'\nextends './base.bicepparam'\nparam origin = '${app}'\n`,
    };
    expect(await changesOf(only, { ...only, 'base.bicepparam': `using none\nparam origin = '*'\n` })).toEqual([['widened', 'dev', ['orders']]]);
    const circle = { ...only, 'base.bicepparam': `using none\nextends 'base.bicepparam'\nparam origin = '${more}'\n` };
    expect(await changesOf(only, circle)).toEqual([]);
  });

  test('what azd fills in keeps its name', async () => {
    const only = { 'main.bicep': main, 'p.xml': xml('{origin}'), 'main.parameters.json': given('${WEB_ORIGIN}') };
    const { findings } = await scanTree(memoryTree(only), options);
    expect(findings.filter(({ rule }) => rule === 'unresolved-origin' || rule === 'malformed-policy').map(({ severity }) => severity)).not.toContain(
      'error',
    );
    expect(await changesOf(only, only)).toEqual([]);
  });
});

describe('what cannot be read', () => {
  test('broken code is a finding at its line, and the rest goes on', async () => {
    const { findings } = await scanTree(memoryTree({ 'main.bicep': `var a = {\n  b: = 1\n}\n${api}${policy(lines(xml(bad)))}` }), options);
    expect(findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ rule: 'unreadable-metadata', path: 'main.bicep', line: 2 }),
        expect.objectContaining({ rule: 'origin-normalised', path: 'main.bicep' }),
      ]),
    );
  });

  test.each([
    ['modules in a circle', { 'main.bicep': "module a 'a.bicep' = {}\n", 'a.bicep': `module b 'a.bicep' = {}\n${api}${policy(lines(xml(bad)))}` }],
    [
      'a loop without end',
      {
        'main.bicep': `${apim}resource a '${type}/apis@1' = [for i in range(0, 100000000): {\n  parent: apim\n  name: 'a\${i}'\n}]\n${api.replace(apim, '')}${policy(lines(xml(bad)))}`,
      },
    ],
    [
      'a text that grows',
      {
        'main.bicep': `var a0 = '${'x'.repeat(1000)}'\n${Array.from({ length: 40 }, (_, i) => `var a${i + 1} = '\${a${i}}\${a${i}}'\n`).join('')}${api}${policy(lines(xml(bad)))}resource q '${type}/apis/policies@1' = {\n  name: 'contoso/other/policy'\n${properties('a40')}}\n`,
      },
    ],
    [
      'variables in a circle',
      {
        'main.bicep': `var a = b\nvar b = '\${a}x'\n${api}${policy(lines(xml(bad)))}resource q '${type}/apis/policies@1' = {\n  name: 'contoso/other/policy'\n${properties('a')}}\n`,
      },
    ],
    [
      'functions that call themselves',
      {
        'main.bicep': `func f(a string) string => '\${f(a)}\${f(a)}'\n${api}${policy(lines(xml(bad)))}resource q '${type}/apis/policies@1' = {\n  name: 'contoso/other/policy'\n${properties("f('a')")}}\n`,
      },
    ],
  ])('%s end', async (_, files) => {
    const { findings } = await scanTree(memoryTree(files), options);
    expect(findings.map(({ rule }) => rule)).toContain('origin-normalised');
  });
});
