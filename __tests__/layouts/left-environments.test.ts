import { verdictOf } from '../../src/report/verdict.js';
import { review, xml, type Files } from './moved.js';

jest.setTimeout(60_000);

/** Environments whose files go: what the code says without them is what is deployed there. */

const host = (name: string): string => `https://${name}.contoso.com`;
const terraform = (value: string | null, rest: Files): Files => ({
  'main.tf':
    `variable "origin" {\n${value === null ? '' : `  default = "${value}"\n`}}\n` +
    'resource "azurerm_api_management_api" "a" {\n  name                = "orders"\n  api_management_name = "contoso"\n  path                = "orders"\n}\n' +
    'resource "azurerm_api_management_api_operation" "get" {\n  operation_id        = "get"\n  api_name            = "orders"\n  api_management_name = "contoso"\n  method              = "GET"\n  url_template        = "/"\n}\n' +
    'resource "azurerm_api_management_api_policy" "p" {\n  api_name            = "orders"\n  api_management_name = "contoso"\n  xml_content         = templatefile("p.xml.tpl", { origin = var.origin })\n}\n',
  'p.xml.tpl': xml('${origin}'),
  ...rest,
});
const tfvars = (name: string): string => `origin = "${host(name)}"\n`;
const bicep = (value: string | null, rest: Files): Files => ({
  'main.bicep':
    `param origin string${value === null ? '' : ` = '${value}'`}\nresource apim 'Microsoft.ApiManagement/service@2022-08-01' existing = { name: 'contoso' }\nresource a 'Microsoft.ApiManagement/service/apis@2022-08-01' = {\n  parent: apim\n  name: 'orders'\n  properties: { path: 'orders', displayName: 'orders' }\n}\n` +
    "resource get 'Microsoft.ApiManagement/service/apis/operations@2022-08-01' = {\n  parent: a\n  name: 'get'\n  properties: { method: 'GET', urlTemplate: '/', displayName: 'get' }\n}\n" +
    "resource p 'Microsoft.ApiManagement/service/apis/policies@2022-08-01' = {\n  parent: a\n  name: 'policy'\n  properties: { format: 'rawxml', value: replace(loadTextContent('p.xml'), '@@', origin) }\n}\n",
  'p.xml': xml('@@'),
  ...rest,
});
const bicepparam = (name: string): string => `using 'main.bicep'\nparam origin = '${host(name)}'\n`;
const arm = (value: string | null, rest: Files): Files => ({
  'azuredeploy.json': JSON.stringify({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: { origin: { type: 'string', ...(value === null ? {} : { defaultValue: value }) } },
    resources: [
      { type: 'Microsoft.ApiManagement/service/apis', apiVersion: '2022-08-01', name: 'contoso/orders', properties: { path: 'orders' } },
      {
        type: 'Microsoft.ApiManagement/service/apis/operations',
        apiVersion: '2022-08-01',
        name: 'contoso/orders/get',
        properties: { method: 'GET', urlTemplate: '/' },
      },
      {
        type: 'Microsoft.ApiManagement/service/apis/policies',
        apiVersion: '2022-08-01',
        name: 'contoso/orders/policy',
        properties: { value: `[concat('${xml('X').replace(/\n */g, '').replace('X', "', parameters('origin'), '")}')]` },
      },
    ],
  }),
  ...rest,
});
const json = (name: string): string =>
  `{\n  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",\n  "contentVersion": "1.0.0.0",\n  "parameters": { "origin": { "value": "${host(name)}" } }\n}\n`;

type Kind = readonly [language: string, code: typeof terraform, pathOf: (name: string) => string, content: (name: string) => string];

describe.each<Kind>([
  ['Terraform', terraform, (name) => `${name}.tfvars`, tfvars],
  ['Terraform in folders', terraform, (name) => `env/${name}/terraform.tfvars`, tfvars],
  ['Bicep', bicep, (name) => `main.${name}.bicepparam`, bicepparam],
  ['a template', arm, (name) => `azuredeploy.parameters.${name}.json`, json],
])('%s', (_, code, pathOf, content) => {
  const values = (...names: readonly string[]): Files => Object.fromEntries(names.map((name) => [pathOf(name), content(name)]));
  const told = async (base: Files, head: Files): Promise<unknown> => {
    const { changes, findings } = await review(base, head);
    const rules = findings.filter(({ status, severity }) => status === 'new' && severity !== 'info').map(({ rule }) => rule);
    return [
      changes.map(({ environments, existence, origins }) => [environments, existence, origins.map(({ origin }) => origin).sort()]),
      [...new Set(rules)].sort(),
    ];
  };

  test.each([
    ['dev, test and prod', ['dev', 'test'], ['prod']],
    ['dev and prod', ['dev'], ['prod']],
  ])('of %s one goes, and a default is left that lets everybody in', async (_names, stay, go) => {
    const base = code(host('prod'), values(...stay, ...go));
    const [changes, rules] = (await told(base, code('*', values(...stay)))) as [readonly unknown[], readonly string[]];
    expect(changes).toEqual([[go, 'changed', ['*', 'null']]]);
    expect(rules).toContain('access-widened');
  });

  test.each([
    ['one', ['dev']],
    ['several', ['dev', 'prod']],
  ])('files of %s give the value, and the default changes: that is no proof for everybody', async (_count, names) => {
    const made = await review(code(host('a'), values(...names)), code('*', values(...names)));
    expect([made.changes, made.provenUnchanged]).toEqual([[], true]);
    expect(verdictOf(made).sentences.join(' ')).toMatch(/^In the environments that there are files of values for/);
    const other = await review(code(host('a'), values(...names)), {
      ...code(host('a'), values(...names)),
      'p.xml': `${code('', {})['p.xml'] ?? ''}\n`,
    });
    expect(verdictOf(other).sentences.join(' ')).not.toMatch(/^In the environments/);
  });

  test('the last one goes', async () => {
    const base = code(host('prod'), values('prod', 'dev'));
    const { changes, findings } = await review(base, code('*', {}));
    expect(changes.map(({ kind, existence }) => [kind, existence])).toContainEqual(['widened', 'changed']);
    expect(findings.map(({ rule }) => rule)).toContain('access-widened');
  });

  test('the default says what its file said', async () => {
    expect(await told(code(host('prod'), values('dev', 'prod')), code(host('prod'), values('dev')))).toEqual([[], []]);
  });

  test('a default that is narrower takes access away', async () => {
    const [changes, rules] = (await told(code(host('a'), values('dev', 'prod')), code(host('a'), values('dev')))) as [readonly unknown[], unknown];
    expect(changes).toEqual([[['prod'], 'changed', [host('a'), host('prod')]]]);
    expect(rules).toContain('access-narrowed');
  });

  test('without a default it cannot be deployed: it is gone', async () => {
    const [changes, rules] = (await told(code(null, values('dev', 'prod', 'uat')), code(null, values('dev', 'uat')))) as [
      readonly unknown[],
      unknown,
    ];
    expect([changes, rules]).toEqual([[[['prod'], 'removed', ['*', host('prod')]]], ['access-narrowed']]);
  });

  test('another name for an environment is no change of what is deployed there', async () => {
    const base = code('*', values('dev', 'prod', 'uat'));
    const head = code('*', { ...values('dev', 'uat'), [pathOf('prd')]: content('prod') });
    expect(await told(base, head)).toEqual([[], []]);
  });
});
