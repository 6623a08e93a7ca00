import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest } from '../../src/explain/explanation.js';
import { explanationText } from '../../src/report/explanation-text.js';
import { unpainted } from '../../src/report/paint.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import type { Files } from './reading.js';

const app = 'https://app.contoso.com';
const shop = 'https://shop.contoso.com';
const xml = (...origins: readonly string[]): string =>
  `<policies><inbound><base /><cors><allowed-origins>${origins.map((one) => `<origin>${one}</origin>`).join('')}</allowed-origins><allowed-methods><method>GET</method></allowed-methods></cors></inbound></policies>`;

const instance = 'api_management_name = "contoso"';
const block = (type: string, name: string, ...lines: readonly string[]): string =>
  `resource "azurerm_api_management_${type}" "${name}" {\n  ${lines.join('\n  ')}\n}\n`;
const variables = 'variable "x" {}\nvariable "y" {}\nvariable "many" {}\nvariable "env" {}\n';
const orders = (...more: readonly string[]): string =>
  block('api', 'a', 'name = "orders"', instance, 'path = "orders"', ...more) +
  block('api_operation', 'o', 'operation_id = "get"', 'api_name = "orders"', instance, 'method = "GET"', 'url_template = "/"');
const policy = (text: string, ...more: readonly string[]): string =>
  block('api_policy', 'p', 'api_name = "orders"', instance, `xml_content = <<XML\n${text}\nXML`, ...more);
const other = (text: string, ...more: readonly string[]): string => policy(text, ...more).replace('"p"', '"q"');
const terraform = (...blocks: readonly string[]): Files => ({ 'main.tf': variables + blocks.join('') });
const called = (line: string): Files => ({ ...terraform(orders(), `module "m" {\n  source = "./m"\n  ${line}\n}\n`), 'm/main.tf': policy(xml(app)) });

const type = 'Microsoft.ApiManagement/service';
const bicepPolicy = (body: (value: string) => string, name = 'p', text = xml(app)): string =>
  `resource ${name} '${type}/apis/policies@2022-08-01' = ${body(`{\n  parent: orders\n  name: 'policy'\n  properties: {\n    format: 'rawxml'\n    value: '''${text}'''\n  }\n}`)}\n`;
const bicepApi = `resource apim '${type}@2022-08-01' existing = {\n  name: 'contoso'\n}\nresource orders '${type}/apis@2022-08-01' = {\n  parent: apim\n  name: 'orders'\n  properties: {\n    path: 'orders'\n  }\n  resource get 'operations' = {\n    name: 'get'\n    properties: {\n      method: 'GET'\n      urlTemplate: '/'\n    }\n  }\n}\n`;
const bicep = (...policies: readonly string[]): Files => ({
  'main.bicep': `param x bool\nparam y bool\nparam many array\nparam env string\n${bicepApi}${policies.join('')}`,
});

const armPolicy = (more: object, text = xml(app), name = 'contoso/orders/policy'): object => ({
  type: `${type}/apis/policies`,
  apiVersion: '2022-08-01',
  name,
  ...more,
  properties: { format: 'rawxml', value: text },
});
const arm = (...policies: readonly object[]): Files => ({
  'main.json': JSON.stringify({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: { x: { type: 'bool' }, y: { type: 'bool' }, many: { type: 'array' }, env: { type: 'string' } },
    resources: [
      { type: `${type}/apis`, apiVersion: '2022-08-01', name: 'contoso/orders', properties: { path: 'orders' } },
      { type: `${type}/apis/operations`, apiVersion: '2022-08-01', name: 'contoso/orders/get', properties: { method: 'GET', urlTemplate: '/' } },
      ...policies,
    ],
  }),
});

const asked = (files: Files, origin = app, api = 'orders') =>
  explainRequest(
    memoryTree(files),
    {
      request: { origin, method: 'GET', headers: [], credentials: 'omit' },
      destination: { kind: 'name', workspace: null, api, operation: null },
      product: null,
      key: null,
    },
    defaultSettings,
    null,
  );
const review = (base: Files, head: Files) =>
  reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });
const kinds = async (base: Files, head: Files): Promise<readonly string[]> => (await review(base, head)).changes.map(({ kind }) => kind);

const always = { terraform: terraform(orders(), policy(xml(app))), bicep: bicep(bicepPolicy((body) => body)), arm: arm(armPolicy({})) };

describe('instances of which the repository does not decide whether there is one', () => {
  test.each<[name: string, files: Files, without: Files, called: string]>([
    ['for_each over a variable', terraform(orders(), policy(xml(app), 'for_each = var.many')), always.terraform, 'length(var.many) > 0'],
    ['for_each over a set', terraform(orders(), policy(xml(app), 'for_each = toset(var.many)')), always.terraform, 'length(var.many) > 0'],
    ['for_each over a choice', terraform(orders(), policy(xml(app), 'for_each = var.x ? toset(["a"]) : toset([])')), always.terraform, 'var.x'],
    ['for_each over a choice of maps', terraform(orders(), policy(xml(app), 'for_each = var.x ? {} : { a = 1 }')), always.terraform, 'var.x'],
    ['a count that is a variable', terraform(orders(), policy(xml(app), 'count = var.many')), always.terraform, 'var.many > 0'],
    ['for_each of a module', called('for_each = var.many'), called(''), 'length(var.many) > 0'],
    ['a count of a module', called('count = var.x ? 1 : 0'), called(''), 'var.x'],
    ['a loop of Bicep', bicep(bicepPolicy((body) => `[for one in many: ${body}]`)), always.bicep, 'length(many) > 0'],
    ['copy', arm(armPolicy({ copy: { name: 'all', count: "[length(parameters('many'))]" } })), always.arm, "length(parameters('many')) > 0"],
  ])('%s', async (_, files, without, condition) => {
    const explanation = await asked(files);
    expect(explanation.verdict).toBe('unknown');
    expect(explanationText(explanation, unpainted)).toContain(`${condition} `);
    expect(await kinds(without, files)).toEqual(['narrowed']);
    expect(await kinds(files, without)).toEqual(['widened']);
    expect(await kinds(files, files)).toEqual([]);
  });

  test.each<[name: string, files: Files, api: string]>([
    [
      'the APIs of the loop themselves',
      terraform(
        block('api', 'a', 'for_each = var.many', 'name = each.key', instance, 'path = each.key'),
        block(
          'api_operation',
          'o',
          'for_each = var.many',
          'operation_id = "get"',
          'api_name = each.key',
          instance,
          'method = "GET"',
          'url_template = "/"',
        ),
        block(
          'api_policy',
          'p',
          'for_each = azurerm_api_management_api.a',
          'api_name = each.value.name',
          instance,
          `xml_content = <<XML\n${xml(app)}\nXML`,
        ),
      ),
      'azurerm_api_management_api.a.name',
    ],
    [
      'of APIs that are declared nowhere',
      terraform(
        block(
          'api_operation',
          'o',
          'for_each = var.many',
          'operation_id = "get"',
          'api_name = each.key',
          instance,
          'method = "GET"',
          'url_template = "/"',
        ),
        block('api_policy', 'p', 'for_each = var.many', 'api_name = each.key', instance, `xml_content = <<XML\n${xml(app)}\nXML`),
      ),
      'each.key of var.many',
    ],
    ['that are there either way', terraform(orders(), policy(xml(app), 'for_each = var.x ? { a = 1, b = 2 } : { a = 1 }')), 'orders'],
    ['as many as may be, but one', terraform(orders(), policy(xml(app), 'count = var.x ? 2 : 1')), 'orders'],
  ])('%s are no question', async (_, files, api) => {
    expect((await asked(files, app, api)).verdict).toBe('allowed');
  });
});

const ifs =
  (condition: string) =>
  (body: string): string =>
    `if (${condition}) ${body}`;

const corsOf = (text: string): string => text.replace(/^.*<base \/>|<\/inbound>.*$/g, '');
/** One API with a policy whose text this is. */
const written = (text: string): Files =>
  terraform(
    orders(),
    policy('').replace(/<<XML\n\nXML/, () => text),
  );

describe('of two policies of one scope, each where the other is not', () => {
  const pairs: readonly (readonly [name: string, written: (one: string, another: string) => Files])[] = [
    ['count', (one, another) => terraform(orders(), policy(one, 'count = var.x ? 1 : 0'), other(another, 'count = var.x ? 0 : 1'))],
    [
      'count of two that compare',
      (one, another) => terraform(orders(), policy(one, 'count = var.env == "prod" ? 1 : 0'), other(another, 'count = var.env != "prod" ? 1 : 0')),
    ],
    [
      'count of two texts',
      (one, another) => terraform(orders(), policy(one, 'count = var.env == "prod" ? 1 : 0'), other(another, 'count = var.env == "dev" ? 1 : 0')),
    ],
    [
      'count and for_each',
      (one, another) => terraform(orders(), policy(one, 'count = var.x ? 1 : 0'), other(another, 'for_each = var.x ? toset([]) : toset(["a"])')),
    ],
    ['if of Bicep', (one, another) => bicep(bicepPolicy(ifs('x'), 'p', one), bicepPolicy(ifs('!x'), 'q', another))],
    ['if of Bicep with more in it', (one, another) => bicep(bicepPolicy(ifs('x && y'), 'p', one), bicepPolicy(ifs('!(x && y)'), 'q', another))],
    [
      'a choice of texts in Terraform',
      (one, another) => ({ ...written('var.x ? file("one.xml") : file("another.xml")'), 'one.xml': one, 'another.xml': another }),
    ],
    [
      '%{ else } of a template',
      (one, another) => ({ ...written('templatefile("p.tpl", { open = var.x })'), 'p.tpl': `%{ if open }${one}%{ else }${another}%{ endif }` }),
    ],
    [
      '%{ else } inside <inbound>',
      (one, another) =>
        written(
          `<<XML\n<policies><inbound><base />\n%{ if var.x }\n${corsOf(one)}\n%{ else }\n${corsOf(another)}\n%{ endif }\n</inbound></policies>\nXML`,
        ),
    ],
    [
      'a choice of texts in Bicep',
      (one, another) => ({
        ...bicep(bicepPolicy((body) => body.replace(/'''.*'''/, "x ? loadTextContent('one.xml') : loadTextContent('another.xml')"))),
        'one.xml': one,
        'another.xml': another,
      }),
    ],
    ['if() of ARM', (one, another) => arm(armPolicy({}, `[if(parameters('x'), '${one}', '${another}')]`))],
    [
      'condition of ARM',
      (one, another) => arm(armPolicy({ condition: "[parameters('x')]" }, one), armPolicy({ condition: "[not(parameters('x'))]" }, another)),
    ],
  ];

  test.each(pairs)('%s: what both say is certain', async (name, written) => {
    const files = written(xml(app), xml(app, shop));
    expect((await asked(files)).verdict).toBe(name === 'count of two texts' ? 'unknown' : 'allowed');
    expect((await asked(files, shop)).verdict).toBe('unknown');
    const { findings } = await scanTree(memoryTree(files), { settings: defaultSettings, today: '2026-01-01' });
    expect(findings.filter(({ rule }) => rule === 'malformed-policy' || rule === 'duplicate-cors')).toEqual([]);
  });

  test.each(pairs)('%s: a change of either is told', async (_, written) => {
    const base = written(xml(app), xml(app));
    expect(await kinds(base, written(xml(app), xml('*')))).toEqual(['widened']);
    expect(await kinds(base, written(xml('*'), xml(app)))).toEqual(['widened']);
    expect(await kinds(base, base)).toEqual([]);
  });
});

describe('conditions that only look alike', () => {
  test.each([
    ['!var.x && var.y', '!(var.x && var.y)'],
    ['var.x || var.y && var.many', '(var.x || var.y) && var.many'],
  ])('%s and %s', async (one, another) => {
    const written = (condition: string): Files => terraform(orders(), policy(xml(app), `count = ${condition} ? 1 : 0`));
    expect((await kinds(written(one), written(another))).length).toBeGreaterThan(0);
    expect(await kinds(written(one), written(one))).toEqual([]);
  });
});

test('a condition whose parts are joined says what it says as a whole', async () => {
  const written = (condition: string): Files => terraform(orders(), policy(xml(app), `count = ${condition} ? 1 : 0`));
  // Both come to `var.x`.
  expect(await kinds(written('var.x || var.y && var.x'), written('(var.x || var.y) && var.x'))).toEqual([]);
  expect((await kinds(written('var.x || var.y'), written('(var.x || var.y) && var.x'))).length).toBeGreaterThan(0);
});

describe('two policies of one scope are either the one or the other where their conditions contradict each other', () => {
  const ofTerraform = (one: string, another: string): Files =>
    terraform(orders(), policy(xml(app), `count = ${one} ? 1 : 0`), other(xml(shop), `count = ${another} ? 1 : 0`));
  const ofBicep = (one: string, another: string): Files => bicep(bicepPolicy(ifs(one), 'p', xml(app)), bicepPolicy(ifs(another), 'q', xml(shop)));
  const ofArm = (one: string, another: string): Files =>
    arm(armPolicy({ condition: `[${one}]` }, xml(app)), armPolicy({ condition: `[${another}]` }, xml(shop)));
  const [x, y, env] = ["parameters('x')", "parameters('y')", "parameters('env')"];

  const rivals: readonly (readonly [language: string, written: (one: string, another: string) => Files, one: string, another: string])[] = [
    ['Terraform', ofTerraform, 'var.x && var.y', '!(var.x && var.y)'],
    ['Terraform', ofTerraform, '!(var.x && var.y)', 'var.x && var.y'],
    ['Terraform', ofTerraform, 'var.x && var.y', '!(var.y && var.x)'],
    ['Terraform', ofTerraform, 'var.x && var.y', '!var.x || !var.y'],
    ['Terraform', ofTerraform, 'var.x || var.y', '!(var.x || var.y)'],
    ['Terraform', ofTerraform, 'var.x || var.y', '!var.x && !var.y'],
    ['Terraform', ofTerraform, 'var.x', '!var.x && var.y'],
    ['Terraform', ofTerraform, 'var.x && var.y', 'var.x && !var.y'],
    ['Terraform', ofTerraform, 'var.env == "prod"', 'var.env == "dev" || var.env == "test"'],
    ['Terraform', ofTerraform, 'var.x && var.env == "prod"', '!(var.x && var.env == "prod")'],
    ['Terraform', ofTerraform, 'var.x && var.env == "prod"', 'var.env != "prod" || !var.x'],
    ['Terraform', ofTerraform, 'var.env == "prod" && var.x', '"dev" == var.env && var.x'],
    ['Bicep', ofBicep, 'x && y', '!(y && x)'],
    ['Bicep', ofBicep, 'x && y', '!x || !y'],
    ['Bicep', ofBicep, 'x || y', '!(x || y)'],
    ['Bicep', ofBicep, 'x', '!x && y'],
    ['Bicep', ofBicep, "env == 'prod'", "env == 'dev' || env == 'test'"],
    ['Bicep', ofBicep, "x && env == 'prod'", "!(x && env == 'prod')"],
    ['ARM', ofArm, `and(${x}, ${y})`, `not(and(${y}, ${x}))`],
    ['ARM', ofArm, `or(${x}, ${y})`, `and(not(${x}), not(${y}))`],
    ['ARM', ofArm, `equals(${env}, 'prod')`, `or(equals(${env}, 'dev'), equals('test', ${env}))`],
    ['ARM', ofArm, `and(${x}, equals(${env}, 'prod'))`, `not(and(${x}, equals(${env}, 'prod')))`],
  ];

  test.each(rivals)('%s, %#', async (_, written, one, another) => {
    const { findings } = await scanTree(memoryTree(written(one, another)), { settings: defaultSettings, today: '2026-01-01' });
    expect(findings.filter(({ rule }) => rule === 'malformed-policy' || rule === 'duplicate-cors' || rule === 'not-understood')).toEqual([]);
    expect((await asked(written(one, another))).verdict).toBe('unknown');
  });

  test.each([
    ['Terraform', ofTerraform, 'var.x', 'var.y'],
    ['Terraform', ofTerraform, 'var.x || var.y', '!var.x && var.y'],
    ['Terraform', ofTerraform, 'var.env == "prod"', 'var.env != "dev"'],
    ['Terraform', ofTerraform, 'var.env == "prod"', 'var.env == var.x'],
    ['Terraform', ofTerraform, 'var.env == "prod"', 'var.x == "dev"'],
    ['Bicep', ofBicep, 'x || y', '!(x && y)'],
    ['ARM', ofArm, `equals(${env}, 'prod')`, `or(${x}, equals(${env}, 'dev'))`],
  ] as const)('%s, %#: both may be deployed', async (_, written, one, another) => {
    const { findings } = await scanTree(memoryTree(written(one, another)), { settings: defaultSettings, today: '2026-01-01' });
    expect(findings.map(({ rule }) => rule)).toContain('malformed-policy');
  });
});
