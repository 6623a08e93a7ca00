import { defaultSettings } from '../../src/config/settings.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** Code that is saved in another encoding, or that says where a policy is kept in the place of its text: nothing of that makes a policy go away. */

type Files = Readonly<Record<string, string | Uint8Array>>;
const service = 'Microsoft.ApiManagement/service';
const xml = (origin: string): string =>
  `<policies><inbound><base /><cors><allowed-origins><origin>${origin}</origin></allowed-origins><allowed-methods><method>GET</method></allowed-methods></cors></inbound></policies>`;
const app = 'https://app.contoso.com';
const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-11-30' });

const arm = (origin: string): string =>
  JSON.stringify({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    resources: [
      { type: `${service}/apis`, apiVersion: '2022-08-01', name: 'contoso/orders', properties: { path: 'orders' } },
      {
        type: `${service}/apis/policies`,
        apiVersion: '2022-08-01',
        name: 'contoso/orders/policy',
        properties: { format: 'rawxml', value: xml(origin) },
      },
    ],
  });
const bicep = (origin: string): string =>
  `resource apim '${service}@2022-08-01' existing = {\n  name: 'contoso'\n}\nresource orders '${service}/apis@2022-08-01' = {\n  parent: apim\n  name: 'orders'\n  properties: {\n    path: 'orders'\n  }\n}\nresource p '${service}/apis/policies@2022-08-01' = {\n  parent: orders\n  name: 'policy'\n  properties: {\n    format: 'rawxml'\n    value: '''${xml(origin)}'''\n  }\n}\n`;
const policyOf = (type: string, lines: readonly string[]): string =>
  `resource "azurerm_api_management_api" "a" {\n  name = "orders"\n  api_management_name = "contoso"\n  path = "orders"\n}\nresource "azurerm_api_management_${type}" "p" {\n  api_management_name = "contoso"\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
const terraform = (origin: string): string => policyOf('api_policy', ['api_name = "orders"', `xml_content = <<XML\n${xml(origin)}\nXML`]);

const littleEndian = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le');
const bigEndian = (text: string): Uint8Array => Buffer.from(littleEndian(text)).swap16();

describe.each<[string, string, (origin: string) => string]>([
  ['ARM', 'main.json', arm],
  ['Bicep', 'main.bicep', bicep],
  ['Terraform', 'main.tf', terraform],
])('%s that is saved otherwise is read', (_, path, of) => {
  test.each<[string, (text: string) => Uint8Array]>([
    ['as UTF-16', littleEndian],
    ['as UTF-16 with the other order of bytes', bigEndian],
    ['with a mark of its encoding', (text) => Buffer.from(`\ufeff${text}`)],
  ])('%s', async (__, saved) => {
    const made = await review({ [path]: of(app) }, { [path]: saved(of('*')) });
    const gains = made.changes.flatMap(({ origins }) => origins.filter(({ origin, after }) => origin === '*' && after.allowed === 'yes'));
    expect(gains).toHaveLength(1);
    expect(made.provenUnchanged).toBe(false);
  });
});

describe('a link in the place of a policy’s text is a policy that nobody here knows', () => {
  const text = `xml_content = <<XML\n${xml(app)}\nXML`;
  const link = 'xml_link = "https://evil.example/p.xml"';
  test.each<[string, (line: string) => string]>([
    ['of an API', (line) => policyOf('api_policy', ['api_name = "orders"', line])],
    [
      'of the service',
      (line) =>
        policyOf('policy', ['api_management_id = "/subscriptions/s/resourceGroups/r/providers/Microsoft.ApiManagement/service/contoso"', line]),
    ],
    [
      'in the block of the service',
      (line) =>
        policyOf('api_policy', ['api_name = "orders"', 'xml_content = "<policies><inbound><base /></inbound></policies>"']).concat(
          `resource "azurerm_api_management" "s" {\n  name = "contoso"\n  policy {\n    ${line}\n  }\n}\n`,
        ),
    ],
  ])('%s', async (_, of) => {
    const made = await review({ 'main.tf': of(text) }, { 'main.tf': of(link) });
    expect([made.conclusion, made.findings.map(({ rule, severity }) => `${rule} ${severity}`)]).toEqual([
      'fail',
      expect.arrayContaining(['malformed-policy error']),
    ]);
  });
});
