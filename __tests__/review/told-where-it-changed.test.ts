import { defaultSettings } from '../../src/config/settings.js';
import { reviewTrees } from '../../src/review/run.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;

/** Where the finding stands that calls need a key, or that an operation takes OPTIONS. */
async function places(base: Files, head: Files, rule: string): Promise<readonly string[]> {
  const { findings } = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });
  return findings.flatMap((one) => (one.rule === rule ? [`${one.path}:${one.line}`] : []));
}

const information = 'apimartifacts/apis/orders/apiInformation.json';
const open = JSON.stringify({ properties: { path: 'orders', displayName: 'Orders', subscriptionRequired: false } }, null, 2);
const own = repository({ [apiPath]: policy([...cors({ origins: ['https://app.contoso.com'] }), '<base />']), [information]: open });
const configuration = (required: boolean): string =>
  ['apiManagementServiceName: contoso', 'apis:', '  - name: orders', '    properties:', `      subscriptionRequired: ${required}`, ''].join('\n');

const xml =
  '<policies><inbound><cors><allowed-origins><origin>https://app.contoso.com</origin></allowed-origins><allowed-methods><method>*</method></allowed-methods></cors><base /></inbound></policies>';
const terraform = (required: boolean, operation = ''): Files => ({
  'main.tf': [
    'resource "azurerm_api_management" "apim" {',
    '  name = "contoso"',
    '}',
    '',
    'resource "azurerm_api_management_api" "orders" {',
    '  name                  = "orders"',
    '  path                  = "orders"',
    '  revision              = "1"',
    '  api_management_name   = azurerm_api_management.apim.name',
    `  subscription_required = ${required}`,
    '}',
    '',
    'resource "azurerm_api_management_api_policy" "orders" {',
    '  api_name            = azurerm_api_management_api.orders.name',
    '  api_management_name = azurerm_api_management.apim.name',
    `  xml_content         = ${JSON.stringify(xml)}`,
    '}',
    '',
    'resource "azurerm_api_management_api_operation" "put" {',
    '  operation_id        = "put"',
    '  api_name            = azurerm_api_management_api.orders.name',
    '  api_management_name = azurerm_api_management.apim.name',
    '  method              = "PUT"',
    '  url_template        = "/orders"',
    '}',
    operation,
  ].join('\n'),
});
const options = [
  'resource "azurerm_api_management_api_operation" "options" {',
  '  operation_id        = "options"',
  '  api_name            = azurerm_api_management_api.orders.name',
  '  api_management_name = azurerm_api_management.apim.name',
  '  method              = "OPTIONS"',
  '  url_template        = "/orders"',
  '}',
  '',
].join('\n');

test.each<[what: string, base: Files, head: Files, place: string]>([
  ['its own file', own, { ...own, [information]: open.replace('false', 'true') }, `${information}:5`],
  [
    'the configuration of an environment',
    { ...own, 'configuration.prod.yaml': configuration(false) },
    { ...own, 'configuration.prod.yaml': configuration(true) },
    'configuration.prod.yaml:5',
  ],
  ['a new configuration of an environment', own, { ...own, 'configuration.prod.yaml': configuration(true) }, 'configuration.prod.yaml:1'],
  ['a resource', terraform(false), terraform(true), 'main.tf:10'],
])('a key that is needed now is told where it changed: %s', async (_, base, head, place) => {
  expect(await places(base, head, 'subscription-key-changed')).toEqual([place]);
});

test('an operation of code that takes OPTIONS is told where it is written', async () => {
  expect(await places(terraform(true), terraform(true, options), 'options-operation-shadows-cors')).toEqual(['main.tf:26']);
});
