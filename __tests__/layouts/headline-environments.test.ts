import { defaultSettings } from '../../src/config/settings.js';
import { headline } from '../../src/report/sentences/cause-titles.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;
/** The origin that each environment lets in. */
type Origins = Readonly<Record<string, string>>;

const policy = (origin: string): string =>
  `<policies>\n  <inbound>\n    <base />\n    <cors>\n      <allowed-origins>\n        <origin>${origin}</origin>\n      </allowed-origins>\n      <allowed-methods>\n        <method>GET</method>\n      </allowed-methods>\n    </cors>\n  </inbound>\n</policies>\n`;

const each = (origins: Origins, path: (name: string) => string, text: (origin: string) => string): Files =>
  Object.fromEntries(Object.entries(origins).map(([name, origin]) => [path(name), text(origin)]));

const service = 'Microsoft.ApiManagement/service';
const resources = [
  { type: `${service}/apis`, apiVersion: '2022-08-01', name: 'contoso/orders', properties: { path: 'orders' } },
  { type: `${service}/apis/operations`, apiVersion: '2022-08-01', name: 'contoso/orders/get', properties: { method: 'GET', urlTemplate: '/' } },
  {
    type: `${service}/apis/policies`,
    apiVersion: '2022-08-01',
    name: 'contoso/orders/policy',
    properties: { format: 'rawxml', value: "[replace(variables('text'), 'ORIGIN', parameters('origin'))]" },
  },
];
const deployment = 'https://schema.management.azure.com/schemas/2019-04-01/deployment';

const layouts = {
  Terraform: (origins: Origins): Files => ({
    'main.tf':
      'variable "origin" {}\n\nresource "azurerm_api_management_api" "orders" {\n  name                = "orders"\n  api_management_name = "contoso"\n  path                = "orders"\n}\n\nresource "azurerm_api_management_api_operation" "get" {\n  operation_id        = "get"\n  api_name            = "orders"\n  api_management_name = "contoso"\n  method              = "GET"\n  url_template        = "/"\n}\n\nresource "azurerm_api_management_api_policy" "orders" {\n  api_name            = "orders"\n  api_management_name = "contoso"\n  xml_content         = templatefile("p.xml.tpl", { origin = var.origin })\n}\n',
    'p.xml.tpl': policy('${origin}'),
    ...each(
      origins,
      (name) => `env/${name}/terraform.tfvars`,
      (origin) => `origin = "${origin}"\n`,
    ),
  }),
  Bicep: (origins: Origins): Files => ({
    'main.bicep': `param origin string\n\nresource apim '${service}@2022-08-01' existing = {\n  name: 'contoso'\n\n  resource orders 'apis' = {\n    name: 'orders'\n    properties: {\n      path: 'orders'\n    }\n\n    resource get 'operations' = {\n      name: 'get'\n      properties: {\n        method: 'GET'\n        urlTemplate: '/'\n      }\n    }\n\n    resource policy 'policies' = {\n      name: 'policy'\n      properties: {\n        format: 'rawxml'\n        value: replace(loadTextContent('p.xml'), '{origin}', origin)\n      }\n    }\n  }\n}\n`,
    'p.xml': policy('{origin}'),
    ...each(
      origins,
      (name) => `main.${name}.bicepparam`,
      (origin) => `using 'main.bicep'\n\nparam origin = '${origin}'\n`,
    ),
  }),
  ARM: (origins: Origins): Files => ({
    'main.json': JSON.stringify({
      $schema: `${deployment}Template.json#`,
      contentVersion: '1.0.0.0',
      parameters: { origin: { type: 'string' } },
      variables: { text: policy('ORIGIN') },
      resources,
    }),
    ...each(
      origins,
      (name) => `main.parameters.${name}.json`,
      (origin) => JSON.stringify({ $schema: `${deployment}Parameters.json#`, contentVersion: '1.0.0.0', parameters: { origin: { value: origin } } }),
    ),
  }),
  APIOps: (origins: Origins): Files => ({
    'apis/orders/apiInformation.json': JSON.stringify({ properties: { path: 'orders', displayName: 'orders', protocols: ['https'] } }),
    'apis/orders/policy.xml': policy('{{origin}}'),
    'apis/orders/specification.yaml':
      "openapi: 3.0.1\ninfo:\n  title: orders\n  version: '1'\npaths:\n  /:\n    get:\n      operationId: get\n      responses: { '200': { description: OK } }\n",
    'named values/origin/namedValueInformation.json': JSON.stringify({ properties: { displayName: 'origin', value: 'https://app.contoso.com' } }),
    ...each(
      origins,
      (name) => `configuration.${name}.yaml`,
      (origin) => `namedValues:\n  - name: origin\n    properties:\n      value: ${origin}\n`,
    ),
  }),
};

const was = 'https://app.contoso.com';
const is = 'https://other.contoso.com';
const before: Origins = { dev: was, prod: was, test: was };

async function headlineOf(base: Files, head: Files): Promise<string> {
  const review = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });
  return headline(review, rootCauses(review));
}

describe.each(Object.entries(layouts))('%s: the headline names environments', (_layout, files) => {
  test.each<[name: string, after: Origins, where: string]>([
    ['where one is hit', { ...before, prod: is }, ' in prod'],
    ['where some are hit', { dev: is, prod: is, test: was }, ' in dev, prod'],
  ])('%s', async (_, after, where) => {
    expect(await headlineOf(files(before), files(after))).toBe(`${was} can no longer call orders${where}`);
  });

  test('and not where all are', async () => {
    const everywhere = Object.fromEntries(Object.entries(files(before)).map(([path, text]) => [path, text.replaceAll(was, is)]));
    expect(await headlineOf(files(before), everywhere)).toBe(`${was} can no longer call orders`);
  });
});

test('many environments are counted, so that a title stays short', async () => {
  const names = ['northeurope-dev', 'northeurope-test', 'northeurope-prod', 'westeurope-dev'];
  const all = (origin: string): Origins => ({ 'westeurope-prod': was, ...Object.fromEntries(names.map((name) => [name, origin])) });
  expect(await headlineOf(layouts.Terraform(all(was)), layouts.Terraform(all(is)))).toBe(`${was} can no longer call orders in 4 environments`);
});
