import { review, xml, type Files } from '../moved.js';

/** What a type gives for an attribute that is left out counts too where nobody gives the value here. */

const service = `resource "azurerm_api_management_api" "a" {
  name                = "orders"
  api_management_name = "contoso"
  path                = "orders"
}
resource "azurerm_api_management_api_operation" "get" {
  operation_id        = "get"
  api_name            = azurerm_api_management_api.a.name
  api_management_name = "contoso"
  method              = "GET"
  url_template        = "/"
}
`;
const policy = (origin: string, more = ''): string =>
  `resource "azurerm_api_management_api_policy" "p" {\n${more}  api_name = azurerm_api_management_api.a.name\n  api_management_name = "contoso"\n  xml_content = <<XML\n${xml(origin)}XML\n}\n`;
const files = (type: string, use: string): Files => ({ 'main.tf': `variable "cfg" {\n  type = ${type}\n}\n${service}${use}` });

const shop = '"https://shop.contoso.com"';

describe.each<readonly [string, (fallback: string) => Files]>([
  ['an attribute', (it) => files(`object({ origin = optional(string, ${it}) })`, policy('${var.cfg.origin}'))],
  ['an attribute of an attribute', (it) => files(`object({ web = object({ origin = optional(string, ${it}) }) })`, policy('${var.cfg.web.origin}'))],
  [
    'an object by default, whose attribute has a default',
    (it) => files(`object({ web = optional(object({ origin = optional(string, ${it}) }), {}) })`, policy('${var.cfg.web.origin}')),
  ],
  [
    'an attribute of an object by default',
    (it) => files(`object({ web = optional(object({ origin = string }), { origin = ${it} }) })`, policy('${var.cfg.web.origin}')),
  ],
  ['an item of a list', (it) => files(`list(object({ origin = optional(string, ${it}) }))`, policy('${var.cfg[0].origin}'))],
  [
    'each value of a map',
    (it) => files(`map(object({ origin = optional(string, ${it}) }))`, policy('${each.value.origin}', '  for_each = var.cfg\n')),
  ],
  [
    'a list in a template',
    (it) =>
      files(
        `list(object({ origin = optional(string, ${it}) }))`,
        policy('x').replace('<origin>x</origin>', '%{ for one in var.cfg }<origin>${one.origin}</origin>%{ endfor }'),
      ),
  ],
])('%s', (_, make) => {
  test.each([['"*"'], ['"https://other.example"']])('its default becomes %s', async (fallback) => {
    const { provenUnchanged, changes } = await review(make(shop), make(fallback));
    expect([provenUnchanged, changes.length > 0]).toEqual([false, true]);
  });
  test('its default stays', async () => {
    const head = Object.fromEntries(Object.entries(make(shop)).map(([path, text]) => [path, `# as before\n${text}`]));
    const { provenUnchanged, changes } = await review(make(shop), head);
    expect([provenUnchanged, changes.length]).toEqual([true, 0]);
  });
});

test('what is given counts before any default', async () => {
  const make = (fallback: string): Files => ({
    ...files(`object({ origin = optional(string, ${fallback}) })`, policy('${var.cfg.origin}')),
    'terraform.tfvars': `cfg = { origin = ${shop} }\n`,
  });
  expect((await review(make(shop), make('"*"'))).provenUnchanged).toBe(true);
});
