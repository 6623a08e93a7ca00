import { openRepository } from '../../src/layouts/repository.js';
import { PolicyCache } from '../../src/apim/policy-cache.js';
import { memoryTree } from '../memory-tree.js';
import { review, xml, type Files } from './moved.js';

jest.setTimeout(60_000);

/** Files of values of one name in several folders: each is read, as an environment of its own. */

const root = (folder: string): Files => ({
  [`${folder}main.tf`]:
    'variable "origin" {}\nvariable "size" {\n  default = 1\n}\nresource "azurerm_api_management_api" "a" {\n  name                = "orders"\n  api_management_name = "contoso"\n  path                = "orders"\n}\n' +
    'resource "azurerm_api_management_api_operation" "get" {\n  operation_id        = "get"\n  api_name            = "orders"\n  api_management_name = "contoso"\n  method              = "GET"\n  url_template        = "/"\n}\n' +
    'resource "azurerm_api_management_api_policy" "p" {\n  api_name            = "orders"\n  api_management_name = "contoso"\n  xml_content         = templatefile("p.xml.tpl", { origin = var.origin })\n}\n',
  [`${folder}p.xml.tpl`]: xml('${origin}'),
});
const tfvars = (host: string): string => `origin = "https://${host}.contoso.com"\n`;
const bicep: Files = {
  'main.bicep':
    "param origin string\nresource apim 'Microsoft.ApiManagement/service@2022-08-01' existing = { name: 'contoso' }\nresource a 'Microsoft.ApiManagement/service/apis@2022-08-01' = {\n  parent: apim\n  name: 'orders'\n  properties: { path: 'orders', displayName: 'orders' }\n}\n" +
    "resource get 'Microsoft.ApiManagement/service/apis/operations@2022-08-01' = {\n  parent: a\n  name: 'get'\n  properties: { method: 'GET', urlTemplate: '/', displayName: 'get' }\n}\n" +
    "resource p 'Microsoft.ApiManagement/service/apis/policies@2022-08-01' = {\n  parent: a\n  name: 'policy'\n  properties: { format: 'rawxml', value: replace(loadTextContent('p.xml'), '@@', origin) }\n}\n",
  'p.xml': xml('@@'),
};
const json = (host: string): string =>
  `{\n  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",\n  "contentVersion": "1.0.0.0",\n  "parameters": { "origin": { "value": "https://${host}.contoso.com" } }\n}\n`;
const bicepparam =
  (up: string) =>
  (host: string): string =>
    `using '${up}main.bicep'\nparam origin = 'https://${host}.contoso.com'\n`;
const template: Files = {
  'azuredeploy.json': JSON.stringify({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: { origin: { type: 'string' } },
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
};

type Case = readonly [shape: string, code: Files, content: (host: string) => string, environments: Readonly<Record<string, string>>];

const cases: readonly Case[] = [
  ['Terraform: a folder each', root(''), tfvars, { prod: 'env/prod/apim.tfvars', uat: 'env/uat/apim.tfvars' }],
  [
    'Terraform: folders beside the root',
    root('infra/'),
    tfvars,
    { dev: 'env/dev/apim.tfvars', prod: 'env/prod/apim.tfvars', uat: 'env/uat/apim.tfvars' },
  ],
  [
    'Terraform: a region in folders of stages',
    root(''),
    tfvars,
    { dev: 'tfvars/dev/weu/terraform.tfvars', prod: 'tfvars/prod/weu/terraform.tfvars' },
  ],
  [
    'Terraform: regions in folders of stages',
    root(''),
    tfvars,
    { 'dev-weu': 'env/dev/weu.tfvars', 'prod-weu': 'env/prod/weu.tfvars', 'dev-neu': 'env/dev/neu.tfvars', 'prod-neu': 'env/prod/neu.tfvars' },
  ],
  [
    'Terraform: regions as folders in folders of stages',
    root(''),
    tfvars,
    {
      'dev-weu': 'env/dev/weu/terraform.tfvars',
      'prod-weu': 'env/prod/weu/terraform.tfvars',
      'dev-neu': 'env/dev/neu/terraform.tfvars',
      'prod-neu': 'env/prod/neu/terraform.tfvars',
    },
  ],
  ['Terraform: a stage and a folder of its name', root(''), tfvars, { prod: 'prod.tfvars', env: 'env/prod/terraform.tfvars' }],
  ['Terraform: JSON', root(''), (host) => `{"origin":"https://${host}.contoso.com"}`, { a: 'env/a/apim.tfvars.json', b: 'env/b/apim.tfvars.json' }],
  ['Terraform: names that are apart keep them', root(''), tfvars, { 'weu-prod': 'env/weu-prod/terraform.tfvars', dev: 'env/dev.tfvars' }],
  ['Bicep: a folder each', bicep, bicepparam('../../'), { dev: 'params/dev/weu.bicepparam', prod: 'params/prod/weu.bicepparam' }],
  [
    'Bicep: a region in folders of stages',
    bicep,
    bicepparam('../../../'),
    { dev: 'params/dev/weu/main.bicepparam', prod: 'params/prod/weu/main.bicepparam' },
  ],
  [
    'Bicep: regions in folders of stages',
    bicep,
    bicepparam('../../'),
    {
      'dev-weu': 'params/dev/weu.bicepparam',
      'prod-weu': 'params/prod/weu.bicepparam',
      'dev-neu': 'params/dev/neu.bicepparam',
      'prod-neu': 'params/prod/neu.bicepparam',
    },
  ],
  ['Bicep: JSON', bicep, json, { dev: 'params/dev/weu/main.parameters.json', prod: 'params/prod/weu/main.parameters.json' }],
  ['a template: a folder each', template, json, { dev: 'params/dev/weu.parameters.json', prod: 'params/prod/weu.parameters.json' }],
  [
    'a template: a region in folders of stages',
    template,
    json,
    { dev: 'params/dev/weu/azuredeploy.parameters.json', prod: 'params/prod/weu/azuredeploy.parameters.json' },
  ],
];

test.each(cases)('%s', async (_, code, content, environments) => {
  const files = Object.fromEntries(Object.entries(environments).map(([name, path]) => [path, content(`host-of-${name}`)]));
  const base = { ...code, ...files };
  const repository = await openRepository(memoryTree(base), { scopes: [], environments: [] }, new PolicyCache());
  expect([...repository.environments].sort()).toEqual(Object.keys(environments).sort());
  for (const [name, path] of Object.entries(environments)) {
    const { changes } = await review(base, { ...base, [path]: content(`evil-of-${name}`) });
    expect(changes.map((one) => [one.environments, one.origins.map(({ origin }) => origin).sort()])).toEqual([
      [[name], [`https://evil-of-${name}.contoso.com`, `https://host-of-${name}.contoso.com`]],
    ]);
  }
});

test('files that give different variables are parts of one environment', async () => {
  const base = {
    ...root(''),
    'prod.tfvars': tfvars('a'),
    'dev.tfvars': tfvars('b'),
    'sizes/prod.tfvars': 'size = 3\n',
    'sizes/dev.tfvars': 'size = 1\n',
  };
  const repository = await openRepository(memoryTree(base), { scopes: [], environments: [] }, new PolicyCache());
  expect([...repository.environments].sort()).toEqual(['dev', 'prod']);
  expect((await review(base, { ...base, 'sizes/prod.tfvars': 'size = 4\n' })).changes).toEqual([]);
});

test('an override beside the values of an environment belongs to it, whatever tells it apart', async () => {
  const override = `resource "azurerm_api_management_api_policy" "p" {\n  xml_content = "${xml('https://over.contoso.com').replace(/\n */g, '')}"\n}\n`;
  const base = { ...root(''), 'env/prod/weu/terraform.tfvars': tfvars('prod'), 'env/dev/weu/terraform.tfvars': tfvars('dev') };
  const { changes } = await review(base, { ...base, 'env/prod/weu/p_override.tf': override });
  expect(changes.map((one) => [one.environments, one.origins.map(({ origin }) => origin).sort()])).toEqual([
    [['prod'], ['https://over.contoso.com', 'https://prod.contoso.com']],
  ]);
});
