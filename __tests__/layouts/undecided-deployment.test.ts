import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest } from '../../src/explain/explanation.js';
import { explanationText } from '../../src/report/explanation-text.js';
import { unpainted } from '../../src/report/paint.js';
import { verdictOf } from '../../src/report/verdict.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import type { Files } from './reading.js';

const app = 'https://app.contoso.com';
const xml = (...origins: readonly string[]): string =>
  `<policies><inbound><base /><cors><allowed-origins>${origins.map((one) => `<origin>${one}</origin>`).join('')}</allowed-origins><allowed-methods><method>GET</method></allowed-methods></cors></inbound></policies>`;

/** How a layout deploys one API with a policy: `condition` of the policy, `around` of the API. */
type Written = (parts: { readonly condition?: string; readonly around?: string; readonly policy?: string }) => Files;

const block = (type: string, name: string, lines: readonly string[]): string =>
  `resource "${type}" "${name}" {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
const count = (condition?: string): readonly string[] => (condition === undefined ? [] : [`count = ${condition} ? 1 : 0`]);
const terraform: Written = ({ condition, around, policy = xml(app) }) => ({
  'main.tf': [
    'variable "x" {}\nvariable "on" {\n  default = true\n}\n',
    block('azurerm_api_management_api', 'a', ['name = "orders"', 'api_management_name = "contoso"', 'path = "orders"', ...count(around)]),
    block('azurerm_api_management_api_operation', 'o', [
      'operation_id = "get"',
      'api_name = "orders"',
      'api_management_name = "contoso"',
      'method = "GET"',
      'url_template = "/"',
    ]),
    block('azurerm_api_management_api_policy', 'p', [
      'api_name = "orders"',
      'api_management_name = "contoso"',
      ...count(condition),
      `xml_content = <<XML\n${policy}\nXML`,
    ]),
  ].join(''),
});

const service = 'Microsoft.ApiManagement/service';
const ifs = (condition?: string): string => (condition === undefined ? '' : `if (${condition}) `);
const bicep: Written = ({ condition, around, policy = xml(app) }) => ({
  'main.bicep': [
    'param x bool\nparam on bool = true\n',
    `resource apim '${service}@2022-08-01' existing = {\n  name: 'contoso'\n}\n`,
    `resource orders '${service}/apis@2022-08-01' = ${ifs(around)}{\n  parent: apim\n  name: 'orders'\n  properties: {\n    path: 'orders'\n  }\n}\n`,
    `resource get '${service}/apis/operations@2022-08-01' = {\n  parent: orders\n  name: 'get'\n  properties: {\n    method: 'GET'\n    urlTemplate: '/'\n  }\n}\n`,
    `resource p '${service}/apis/policies@2022-08-01' = ${ifs(condition)}{\n  parent: orders\n  name: 'policy'\n  properties: {\n    format: 'rawxml'\n    value: '''${policy}'''\n  }\n}\n`,
  ].join(''),
});

const armResource = (type: string, name: string, properties: object, condition?: string): object => ({
  type: `${service}/${type}`,
  apiVersion: '2022-08-01',
  name: `contoso/${name}`,
  ...(condition === undefined ? null : { condition: `[parameters('${condition}')]` }),
  properties,
});
const arm: Written = ({ condition, around, policy = xml(app) }) => ({
  'main.json': JSON.stringify({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: { x: { type: 'bool' }, on: { type: 'bool', defaultValue: true } },
    resources: [
      armResource('apis', 'orders', { path: 'orders' }, around),
      armResource('apis/operations', 'orders/get', { method: 'GET', urlTemplate: '/' }),
      armResource('apis/policies', 'orders/policy', { format: 'rawxml', value: policy }, condition),
    ],
  }),
});

const layouts: readonly (readonly [name: string, written: Written, open: string, decided: string, called: string])[] = [
  ['Terraform', terraform, 'var.x', 'var.on', 'var.x'],
  ['Bicep', bicep, 'x', 'on', 'x'],
  ['ARM', arm, 'x', 'on', "parameters('x')"],
];

const asked = (files: Files) =>
  explainRequest(
    memoryTree(files),
    {
      request: { origin: app, method: 'GET', headers: [], credentials: 'omit' },
      destination: { kind: 'name', workspace: null, api: 'orders', operation: null },
      product: null,
      key: null,
    },
    defaultSettings,
    null,
  );
const kinds = async (base: Files, head: Files): Promise<readonly string[]> =>
  (await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' })).changes.map(
    ({ kind }) => kind,
  );

describe.each(layouts)('%s: a policy under a condition', (_, written, open, decided, called) => {
  test('that nothing decides is no verdict, and the condition has its name', async () => {
    const explanation = await asked(written({ condition: open }));
    expect(explanation.verdict).toBe('unknown');
    expect(explanationText(explanation, unpainted)).toMatch(new RegExp(`allowed if ${called.replace(/[.()]/g, '\\$&')} holds`));
  });

  test.each([
    ['that holds', { condition: decided }],
    ['that the API is under too', { condition: open, around: open }],
  ])('%s is none', async (__, parts) => {
    expect((await asked(written(parts))).verdict).toBe('allowed');
  });

  test('that comes may take access away, and one that stays takes none', async () => {
    expect(await kinds(written({}), written({ condition: open }))).toEqual(['narrowed']);
    expect(await kinds(written({ condition: open }), written({}))).toEqual(['widened']);
    expect(await kinds(written({ condition: open }), written({ condition: open }))).toEqual([]);
  });

  test('is told when the policy changes', async () => {
    expect(await kinds(written({ condition: open }), written({ condition: open, policy: xml(app, 'https://shop.contoso.com') }))).toEqual([
      'widened',
    ]);
  });
});

describe('a <cors> that a template may or may not bring in', () => {
  const element = xml(app).replace(/^.*<base \/>|<\/inbound>.*$/g, '');
  const around = (text: string): string => `<policies>\n<inbound>\n<base />\n${text}\n</inbound>\n</policies>`;
  const written = (files: Files, path: string): string => files[path] ?? '';
  const inTerraform = (value: string, more: Files = {}): Files => ({
    'main.tf': written(terraform({}), 'main.tf').replace(/<<XML\n.*\nXML/, () => value),
    ...more,
  });
  const template = (text: string, values: string): Files => inTerraform(`templatefile("p.tpl", { ${values} })`, { 'p.tpl': around(text) });
  const inBicep = (value: string): Files => ({
    'main.bicep': written(bicep({}), 'main.bicep').replace(/'''.*'''/, () => value),
    'p.xml': around('CORS'),
  });

  // Either text is read: what is allowed where the condition holds, and what where it does not.
  test.each<[name: string, files: Files, called?: string]>([
    ['%{ if } of a heredoc', terraform({ policy: around(`%{ if var.x }\n${element}\n%{ endif }`) })],
    ['%{ if } on one line', terraform({ policy: around(`%{ if var.x }${element}%{ endif }`) })],
    ['%{ else }', terraform({ policy: around(`%{ if var.x }\n${element}\n%{ else }\n<set-variable name="a" value="b" />\n%{ endif }`) })],
    ['interpolation of a heredoc', terraform({ policy: around(`\${var.x ? ${JSON.stringify(element)} : ""}`) })],
    ['%{ if } of a template', template(`%{ if open }\n${element}\n%{ endif }`, 'open = var.x')],
    ['interpolation of Bicep', inBicep(`'<policies><inbound><base />\${x ? '${element.replace(/'/g, '')}' : ''}</inbound></policies>'`), 'x'],
    ['replace() of Bicep', inBicep(`replace(loadTextContent('p.xml'), 'CORS', x ? '${element}' : '')`), 'x'],
    [
      'if() of ARM',
      arm({ policy: `[concat('<policies><inbound><base />', if(parameters('x'), '${element}', ''), '</inbound></policies>')]` }),
      "parameters('x')",
    ],
  ])('by a condition that nothing decides: %s', async (_, files, called = 'var.x') => {
    const explanation = await asked(files);
    expect(explanation.verdict).toBe('unknown');
    const text = explanationText(explanation, unpainted);
    expect(text).toContain(`allowed if ${called} holds`);
    expect(text).toContain(`blocked if ${called} does not hold`);
    const report = await scanTree(memoryTree(files), { settings: defaultSettings, today: '2026-01-01' });
    expect(verdictOf(report).sentences.join(' ')).toContain('One policy is deployed under conditions that this repository does not decide');
  });

  test.each<[name: string, files: Files]>([
    ['replace() of Terraform', inTerraform('replace(file("p.xml"), "CORS", var.x)', { 'p.xml': around('CORS') })],
    ['%{ for } of a template', template(`%{ for one in some }\n${element}\n%{ endfor }`, 'some = var.x')],
    ['a hole of a template', template('${cors}', 'cors = var.x')],
    ['a token of a pipeline', terraform({ policy: around('#{cors}#') })],
    ['tokens of a pipeline around a <cors>', terraform({ policy: around(`#{open}#\n${element}\n#{end}#`) })],
  ])('%s', async (_, files) => {
    const explanation = await asked(files);
    expect(explanation.verdict).toBe('unknown');
    expect(explanationText(explanation, unpainted)).toMatch(/brings in a <cors>, or takes one away/);
    const { conclusion } = await scanTree(memoryTree(files), { settings: defaultSettings, today: '2026-01-01' });
    expect(conclusion).toBe('fail');
  });

  test.each([
    ['behind a <cors> that decides', `${element}\n\${var.x}`],
    ['of a value', `<set-variable name="a" value="\${var.x}" />\n${element}`],
  ])('a hole %s changes nothing', async (_, text) => {
    expect((await asked(terraform({ policy: around(text) }))).verdict).toBe('allowed');
  });
});

test('what is said of unknown values settles neither whether a policy is deployed, nor what text of a template comes to', async () => {
  const settings = { ...defaultSettings, assume: new Map([['unresolved', 'no']]) };
  const files = terraform({ condition: 'var.x' });
  const asked = { origin: app, method: 'GET', headers: [], credentials: 'same-origin' } as const;
  const destination = { kind: 'name', workspace: null, api: 'orders', operation: null } as const;
  const of = async (assume: ReadonlyMap<string, string>): Promise<string> =>
    (await explainRequest(memoryTree(files), { request: asked, destination, product: null, key: null }, { ...settings, assume }, null)).verdict;
  expect(await of(settings.assume)).toBe('unknown');
  expect(await of(new Map([['policy-deployed', 'yes']]))).toBe('allowed');
  expect(await of(new Map([['policy-deployed', 'no']]))).toBe('blocked');
});

test('the way of a request tells the scope of what is not known', async () => {
  const scopesOf = async (files: Files): Promise<readonly string[]> => [...new Set((await asked(files)).trace.map(({ scope }) => scope))].sort();
  const hole = '<policies><inbound><base />\n${var.x}\n</inbound></policies>';
  expect(await scopesOf(terraform({ policy: hole }))).toEqual(['api']);
});

test.each(layouts)('%s: a scan tells of a policy that may not be deployed, until that is settled', async (_, written, open, __, called) => {
  const scanned = async (assume: ReadonlyMap<string, string> = new Map(), parts: object = { condition: open }): Promise<string> =>
    verdictOf(await scanTree(memoryTree(written(parts)), { settings: { ...defaultSettings, assume }, today: '2026-01-01' })).sentences.join(' ');
  const told = 'One policy is deployed under conditions that this repository does not decide';
  expect(await scanned()).toContain(told);
  expect(await scanned(new Map([['policy-deployed', 'yes']]))).not.toContain(told);
  expect(await scanned(new Map([[`policy-deployed:${called}`, 'no']]))).not.toContain(told);
  expect(await scanned(new Map(), {})).not.toContain(told);
});

test.each([
  ['inbound', 'error'],
  ['outbound', 'error'],
  ['on-error', 'error'],
  ['backend', 'warning'],
])('a hole in <%s> is the %s that it may be', async (section, severity) => {
  const text = `<policies><inbound><base /></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>`;
  const files = terraform({ policy: text.replace(`<${section}><base />`, `<${section}><base />\n\${var.x}\n`) });
  const { findings } = await scanTree(memoryTree(files), { settings: defaultSettings, today: '2026-01-01' });
  expect(findings.filter(({ rule }) => rule === 'not-understood').map((one) => one.severity)).toEqual([severity]);
});
