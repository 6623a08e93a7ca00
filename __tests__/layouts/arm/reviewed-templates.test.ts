import { defaultSettings } from '../../../src/config/settings.js';
import { reviewTrees, scanTree } from '../../../src/review/run.js';
import { applyEdits } from '../../../src/text/edit.js';
import { LineIndex } from '../../../src/text/line-index.js';
import { memoryTree } from '../../memory-tree.js';
import { app, parameters, resource, schema, template, xml, type Files, type Json } from './templates.js';

const options = { settings: defaultSettings, today: '2026-01-01' };
const bad = 'HTTPS://App.Contoso.com/';
const around = [
  resource('apis', 'contoso/orders', { path: 'orders' }),
  resource('apis/operations', 'contoso/orders/get', { method: 'GET', urlTemplate: '/' }),
];
const policy = (value: string, more: Json = {}): Json => resource('apis/policies', 'contoso/orders/policy', { format: 'rawxml', value, ...more });
const text = (...origins: readonly string[]): string =>
  xml(...origins).replace('</cors>', '  <allowed-methods>\n        <method>GET</method>\n      </allowed-methods>\n    </cors>');

type Edits = Awaited<ReturnType<typeof scanTree>>['findings'][number]['suggestions'][number]['edits'];

function applied(files: Files, edits: Edits): Files {
  const after: Record<string, string> = { ...files };
  for (const path of new Set(edits.map((edit) => edit.path))) {
    const before = files[path] ?? '';
    const starts = [0, ...[...before.matchAll(/\n/g)].map(({ index }) => index + 1)];
    const spans = edits.flatMap(({ path: own, startLine, endLine, lines }) =>
      own === path
        ? [{ span: { start: starts[startLine - 1] ?? 0, end: starts[endLine] ?? before.length }, text: lines.map((one) => `${one}\n`).join('') }]
        : [],
    );
    after[path] = applyEdits(before, spans);
  }
  return after;
}

describe('a finding stands where the text is, and its repair is an edit of that file', () => {
  test.each<[name: string, files: Files, path: string]>([
    ['a string', { 'main.json': `${template([...around, policy(text(bad))])}\n` }, 'main.json'],
    [
      'a string in a variable',
      { 'main.json': `${template([...around, policy("[variables('p')]")], { variables: { p: text(bad) } })}\n` },
      'main.json',
    ],
    ['a text within an expression', { 'main.json': `${template([...around, policy(`[concat('${text(bad)}', '')]`)])}\n` }, 'main.json'],
    [
      'a text that a function changes',
      { 'main.json': `${template([...around, policy(`[replace('${text(bad, '#more#')}', '#more#', 'https://b.contoso.com')]`)])}\n` },
      'main.json',
    ],
    [
      'a string over several lines',
      {
        'main.json': `{ "$schema": "${schema}", "resources": [ { "type": "Microsoft.ApiManagement/service/apis/policies", "name": "contoso/orders/policy",\n "properties": { "value": "${text(bad)}" } },\n${around.map((one) => JSON.stringify(one)).join(',\n')} ] }\n`,
      },
      'main.json',
    ],
    [
      'a value of a file of values',
      {
        'main.json': template([...around, policy("[parameters('p')]")], { parameters: { p: { type: 'string' } } }),
        'main.parameters.json': `${parameters({ p: text(bad) })}\n`,
      },
      'main.parameters.json',
    ],
    [
      'a file that is linked',
      {
        'main.json': template([...around, policy("[concat(parameters('base'), '/p.xml')]", { format: 'rawxml-link' })]),
        'policies/p.xml': text(bad),
      },
      'policies/p.xml',
    ],
  ])('%s', async (_, files, path) => {
    const { findings } = await scanTree(memoryTree(files), options);
    const finding = findings.find(({ rule }) => rule === 'origin-normalised');
    const before = files[path] ?? '';
    expect(finding).toMatchObject({ path, line: new LineIndex(before).lineAt(before.indexOf(bad)) });
    const [repair] = finding?.suggestions ?? [];
    const after = applied(files, repair?.edits ?? []);
    expect(after[path]).not.toBe(before);
    const again = await scanTree(memoryTree(after), options);
    expect(again.findings.filter(({ rule }) => rule === 'origin-normalised' || rule === 'malformed-policy')).toEqual([]);
    expect(after[path]?.replace(/app\.contoso\.com\/?/gi, '')).toBe(before.replace(/app\.contoso\.com\/?/gi, '').replace('HTTPS', 'https'));
  });
});

describe('a change', () => {
  const at = (value: Json): string => template([...around, value]);
  const review = async (base: Files, head: Files): Promise<readonly string[]> =>
    (await reviewTrees(memoryTree(base), memoryTree(head), options)).changes.map(
      ({ kind, environment }) => `${kind}${environment === null ? '' : ` in ${environment}`}`,
    );

  test.each<[name: string, base: Files, head: Files, expected: readonly string[]]>([
    ['of an origin', { 'main.json': at(policy(text(app))) }, { 'main.json': at(policy(text('*'))) }, ['widened']],
    ['of the layout of a file alone', { 'main.json': at(policy(text(app))) }, { 'main.json': JSON.stringify(JSON.parse(at(policy(text(app))))) }, []],
    [
      'that moves a text into a file',
      { 'main.json': at(policy(text(app))) },
      { 'main.json': at(policy('https://raw.example/main/policies/p.xml', { format: 'rawxml-link' })), 'policies/p.xml': text(app) },
      [],
    ],
    [
      'of the values of one environment',
      {
        'main.json': at(policy("[parameters('p')]")).replace('"resources"', '"parameters": { "p": {} }, "resources"'),
        'main.parameters.dev.json': parameters({ p: text(app) }),
        'main.parameters.prod.json': parameters({ p: text(app) }),
      },
      {
        'main.json': at(policy("[parameters('p')]")).replace('"resources"', '"parameters": { "p": {} }, "resources"'),
        'main.parameters.dev.json': parameters({ p: text(app, 'https://b.contoso.com') }),
        'main.parameters.prod.json': parameters({ p: text(app) }),
      },
      ['widened in dev'],
    ],
    [
      'of a linked template',
      {
        'main.json': template([{ type: 'Microsoft.Resources/deployments', name: 'd', properties: { templateLink: { relativePath: 'x/p.json' } } }]),
        'x/p.json': at(policy(text(app))),
      },
      {
        'main.json': template([{ type: 'Microsoft.Resources/deployments', name: 'd', properties: { templateLink: { relativePath: 'x/p.json' } } }]),
        'x/p.json': at(policy(text(app, 'https://b.contoso.com'))),
      },
      ['widened'],
    ],
  ])('%s', async (_, base, head, expected) => {
    expect((await review(base, head)).slice().sort()).toEqual([...expected].sort());
  });
});

test('a policy that a followed template hands to something else does not pass unseen', async () => {
  const file = (origin: string): Files => ({
    'main.json': template([
      ...around,
      policy(text(app)),
      { type: 'Microsoft.Resources/deploymentScripts', apiVersion: '2020-10-01', name: 's', properties: { value: text(origin) } },
    ]),
  });
  const { findings } = await reviewTrees(memoryTree(file(app)), memoryTree(file('*')), options);
  // The script is another one as well.
  expect(findings.map(({ rule, severity, path }) => [rule, severity, path])).toEqual([
    ['policy-without-scope', 'error', 'main.json'],
    ['not-understood', 'info', 'main.json'],
  ]);
});

test('a first file of parameters is a new environment, and takes nobody’s access away', async () => {
  const before = {
    'main.json': template([...around, policy("[replace(parameters('p'), 'HOST', parameters('host'))]")], {
      parameters: { p: { type: 'string', defaultValue: text('https://HOST.contoso.com') }, host: { type: 'string' } },
    }),
  };
  const after = { ...before, 'main.parameters.prod.json': parameters({ host: 'app' }) };
  const existences = async (base: Files, head: Files): Promise<readonly unknown[]> =>
    (await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), options)).changes.map((one) => [one.environment, one.existence]);
  expect(await existences(before, after)).toEqual([['prod', 'added']]);
  expect(await existences(after, before)).toEqual([['prod', 'removed']]);
});
