import { app, lines, xml, type Files } from '../arm/templates.js';

/** Instances of which the repository does not decide how many there are, and what refers to them. */

const on = '  api_management_name = "contoso"\n';
const services = 'variable "services" {\n  type = list(object({ code = string }))\n}\n';
const product = `resource "azurerm_api_management_product" "s" {\n  for_each   = { for one in var.services : one.code => one }\n${on}  product_id = "\${each.key}-v1"\n}\n`;
const policy = (loop: string, id: string): string =>
  `resource "azurerm_api_management_product_policy" "p" {\n  for_each    = ${loop}\n${on}  product_id  = ${id}\n  xml_content = file("p.xml")\n}\n`;
const azapi = (kind: string, name: string, parent: string, properties: string): string =>
  `resource "azapi_resource" "${name}" {\n  count     = var.is_on ? 1 : 0\n  type      = "Microsoft.ApiManagement/service/apis${kind}@2024-05-01"\n  name      = "${kind === '' ? 'orders' : 'policy'}"\n  parent_id = ${parent}\n  body = {\n    properties = {\n      ${properties}\n    }\n  }\n}\n`;

test.each<[name: string, code: string, expected: string]>([
  [
    'an instance by the key of the same unknown loop',
    services + product + policy('{ for one in var.services : one.code => one }', 'azurerm_api_management_product.s[each.key].product_id'),
    `product \${each.key of {for one in var.services : one.code => one}}-v1 p.xml:1 ${app}`,
  ],
  [
    'a loop over the instances of an unknown loop',
    services + product + policy('azurerm_api_management_product.s', 'each.value.product_id'),
    `product \${each.key of {for one in var.services : one.code => one}}-v1 p.xml:1 ${app}`,
  ],
  [
    'a loop over the instances of a module by an unknown loop',
    `variable "names" {\n  type = set(string)\n}\nmodule "m" {\n  for_each = var.names\n  source   = "./m"\n  name     = each.key\n}\n${policy('module.m', 'each.value.id')}`,
    `product each.key of var.names p.xml:1 ${app}`,
  ],
  ...[false, true].map((isOn): [string, string, string] => [
    `an API by any provider behind a switch that is ${isOn ? 'on' : 'off'}`,
    `variable "is_on" {\n  default = ${isOn}\n}\nresource "azurerm_api_management" "x" {\n  name = "contoso"\n}\n` +
      azapi('', 'a', 'azurerm_api_management.x.id', 'path = "orders"') +
      azapi('/policies', 'p', 'azapi_resource.a[0].id', 'format = "rawxml"\n      value = file("p.xml")'),
    `api orders p.xml:1 ${app}`,
  ]),
  [
    'a rendered template with a count',
    `data "template_file" "t" {\n  count    = 1\n  template = file("p.xml")\n  vars = {}\n}\nresource "azurerm_api_management_api_policy" "p" {\n  api_name = "orders"\n${on}  xml_content = data.template_file.t[0].rendered\n}\n`,
    `api orders p.xml:1 ${app}`,
  ],
])('%s', async (_, code, expected) => {
  const files: Files = { 'main.tf': code, 'm/main.tf': 'variable "name" {}\noutput "id" {\n  value = var.name\n}\n', 'p.xml': xml(app) };
  expect(await lines(files)).toEqual([expected]);
});

const counted = (variable: string, count: string, more = ''): string =>
  `variable "x" {\n${variable}}\n${more}resource "azurerm_api_management_api_policy" "p" {\n  count       = ${count}\n  api_name    = "orders"\n${on}  xml_content = file("p.xml")\n}\n`;

describe('what only the default of a variable leaves out is followed as if it were deployed', () => {
  test.each<[name: string, code: string]>([
    ['a flag', counted('  default = false\n', 'var.x ? 1 : 0')],
    ['a number', counted('  default = 0\n', 'var.x')],
    ['a number that is compared', counted('  default = 0\n', 'var.x > 0 ? 1 : 0')],
    ['a text', counted('  default = "dev"\n', 'var.x == "prod" ? 1 : 0')],
    ['a text on the right', counted('  default = "dev"\n', '("prod" == var.x) ? 1 : 0')],
    ['a text that is not another one', counted('  default = ""\n', 'var.x != "" ? 1 : 0')],
    ['a text of several', counted('  default = "dev"\n', 'contains(["uat", "prod"], var.x) ? 1 : 0')],
    ['a text through a local value', counted('  default = "dev"\n', 'local.is_on ? 1 : 0', 'locals {\n  is_on = var.x == "prod"\n}\n')],
  ])('%s', async (_, code) => {
    expect(await lines({ 'main.tf': code, 'p.xml': xml(app) })).toEqual([`api orders p.xml:1 ${app}`]);
  });

  test('a text that is given a value is that and no other', async () => {
    const files = { 'main.tf': counted('  default = "dev"\n', 'var.x == "prod" ? 1 : 0'), 'p.xml': xml(app) };
    expect(await lines({ ...files, 'terraform.tfvars': 'x = "uat"\n' })).toEqual([]);
    expect(await lines({ ...files, 'terraform.tfvars': 'x = "prod"\n' })).toEqual([`api orders p.xml:1 ${app}`]);
  });

  test('where something else stands at the scope, that counts', async () => {
    const code =
      counted('  default = "one"\n', 'var.x == "one" ? 1 : 0') +
      counted('', 'var.x == "two" ? 1 : 0')
        .replace(/^variable.*\n\}\n/, '')
        .replace('"p"', '"q"')
        .replace('p.xml', 'q.xml');
    expect(await lines({ 'main.tf': code, 'p.xml': xml(app), 'q.xml': xml('*') })).toEqual([`api orders p.xml:1 ${app}`]);
  });
});
