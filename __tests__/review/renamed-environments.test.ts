import { review, xml, type Files } from '../layouts/moved.js';

jest.setTimeout(60_000);

/** An environment whose file gets another name and other values in one change is compared with itself. */

const artifacts: Files = {
  'apim/apis/orders/apiInformation.json': '{"properties":{"path":"orders","displayName":"orders"}}',
  'apim/apis/orders/policy.xml': xml('{{origin}}'),
  'apim/named values/origin/namedValueInformation.json': '{"properties":{"displayName":"origin","value":"https://base.contoso.com"}}',
};
const overrides = (origin: string): string => `namedValues:\n  - name: origin\n    properties:\n      value: "${origin}"\n`;

const code: Files = {
  'infra/main.tf': `variable "origin" {
  type = string
}
resource "azurerm_api_management_api" "orders" {
  name                = "orders"
  resource_group_name = "g"
  api_management_name = "apim"
  revision            = "1"
  path                = "orders"
  protocols           = ["https"]
}
resource "azurerm_api_management_api_policy" "orders" {
  api_name            = azurerm_api_management_api.orders.name
  api_management_name = "apim"
  resource_group_name = "g"
  xml_content         = <<XML
${xml('${var.origin}')}XML
}
`,
};
const values = (origin: string): string => `origin = "${origin}"\n`;

type Kind = readonly [what: string, rest: Files, fileOf: (environment: string) => string, say: (origin: string) => string];
const kinds: readonly Kind[] = [
  ['overrides of the publisher', artifacts, (name) => `configuration.${name}.yaml`, overrides],
  ['files of values', code, (name) => `infra/${name}.tfvars`, values],
];

describe.each(kinds)('%s', (_, rest, fileOf, say) => {
  const [shop, admin] = ['https://shop.contoso.com', 'https://admin.contoso.com'];
  const state = (environments: Readonly<Record<string, string>>): Files => ({
    ...rest,
    ...Object.fromEntries(Object.entries(environments).map(([name, origin]) => [fileOf(name), say(origin)])),
  });

  test('one that opens is an opening of the new name, and nothing is removed', async () => {
    const { changes, findings } = await review(state({ dev: '*', prod: shop }), state({ development: '*', production: '*' }));
    expect(changes.map(({ environments, kind, existence }) => [environments, kind, existence])).toEqual([[['production'], 'widened', 'changed']]);
    expect(findings.filter(({ status }) => status === 'new').map(({ rule }) => rule)).not.toContain('access-narrowed');
  });

  test('values in the place of each other are two changes', async () => {
    const { changes } = await review(state({ dev: admin, prod: shop }), state({ development: shop, production: admin }));
    expect(changes.map(({ environments, kind }) => [environments, kind])).toEqual([
      [['development'], 'mixed'],
      [['production'], 'mixed'],
    ]);
  });
});
