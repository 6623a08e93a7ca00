import { app, bad, expectConstruct, fragmentXml, globalXml, including, more, xml, type Construct } from './construct.js';

jest.setTimeout(60_000);

const on = '  api_management_name = "contoso"\n';
const heredoc = (text: string): string => `<<-XML\n${text.replace(/^(?=.)/gm, '    ')}  XML`;
const string = (text: string): string => JSON.stringify(text);
const policy = (text: string): string =>
  `resource "azurerm_api_management_api_policy" "p" {\n  api_name            = "orders"\n${on}  xml_content         = ${text}\n}\n`;
const orders =
  `resource "azurerm_api_management_api" "a" {\n  name                = "orders"\n${on}  path                = "orders"\n}\n` +
  `resource "azurerm_api_management_api_operation" "o" {\n  operation_id        = "get"\n  api_name            = "orders"\n${on}  method              = "GET"\n  url_template        = "/"\n}\n`;
const instance = 'resource "azurerm_api_management" "apim" {\n  name = "contoso"\n}\n';
const inFile = 'file("p.xml")';
const file = { 'p.xml': xml(bad) };
const template = (hole: string): string => xml(bad, hole);
const listed = `api orders ${app}`;
const both = `api orders ${app} ${more}`;

const scopes: readonly Construct[] = [
  [
    'azurerm_api_management_policy',
    {
      'main.tf': `${instance}resource "azurerm_api_management_policy" "p" {\n  api_management_id = azurerm_api_management.apim.id\n  xml_content = ${inFile}\n}\n${orders}`,
      'p.xml': globalXml(bad),
    },
    `global ${app}`,
    'p.xml',
  ],
  [
    'azurerm_api_management_product_policy',
    {
      'main.tf': `${orders}resource "azurerm_api_management_product" "s" {\n  product_id = "starter"\n${on}  published = true\n  subscription_required = false\n}\nresource "azurerm_api_management_product_api" "l" {\n  product_id = "starter"\n  api_name = "orders"\n${on}}\nresource "azurerm_api_management_product_policy" "p" {\n  product_id = azurerm_api_management_product.s.product_id\n${on}  xml_content = ${inFile}\n}\n`,
      ...file,
    },
    `product starter ${app}`,
    'p.xml',
  ],
  ['azurerm_api_management_api_policy', { 'main.tf': orders + policy(inFile), ...file }, listed, 'p.xml'],
  [
    'azurerm_api_management_api_operation_policy',
    {
      'main.tf': `${orders}resource "azurerm_api_management_api_operation_policy" "p" {\n  api_name = azurerm_api_management_api_operation.o.api_name\n  operation_id = azurerm_api_management_api_operation.o.operation_id\n${on}  xml_content = ${inFile}\n}\n`,
      ...file,
    },
    `operation orders/get ${app}`,
    'p.xml',
  ],
  [
    'azurerm_api_management_policy_fragment',
    {
      'main.tf': `${instance}${orders}resource "azurerm_api_management_policy_fragment" "f" {\n  api_management_id = azurerm_api_management.apim.id\n  name = "shared"\n  format = "rawxml"\n  value = file("f.xml")\n}\n${policy(inFile)}`,
      'f.xml': fragmentXml(bad),
      'p.xml': including,
    },
    `fragment shared ${app}`,
    'f.xml',
  ],
  [
    'azurerm_api_management_workspace_policy',
    {
      'main.tf': `${instance}resource "azurerm_api_management_workspace" "w" {\n  name = "team"\n  api_management_id = azurerm_api_management.apim.id\n}\nresource "azurerm_api_management_workspace_policy" "p" {\n  api_management_workspace_id = azurerm_api_management_workspace.w.id\n  xml_content = ${inFile}\n}\n`,
      ...file,
    },
    `workspace team ${app}`,
    'p.xml',
  ],
  [
    'azurerm_api_management_workspace_policy_fragment',
    {
      'main.tf': `${instance}resource "azurerm_api_management_workspace" "w" {\n  name = "team"\n  api_management_id = azurerm_api_management.apim.id\n}\nresource "azurerm_api_management_workspace_policy_fragment" "p" {\n  api_management_workspace_id = azurerm_api_management_workspace.w.id\n  name = "shared"\n  xml_format = "rawxml"\n  xml_content = ${inFile}\n}\n`,
      'p.xml': fragmentXml(bad),
    },
    `fragment team/shared ${app}`,
    'p.xml',
  ],
  [
    'a policy block of azurerm_api_management',
    {
      'main.tf': `resource "azurerm_api_management" "apim" {\n  name = "contoso"\n  policy {\n    xml_content = ${heredoc(globalXml(bad))}\n  }\n}\n${orders}`,
    },
    `global ${app}`,
    'main.tf',
  ],
  [
    'a policy attribute of azurerm_api_management',
    {
      'main.tf': `resource "azurerm_api_management" "apim" {\n  name = "contoso"\n  policy = [{\n    xml_content = ${inFile}\n    xml_link = ""\n  }]\n}\n${orders}`,
      'p.xml': globalXml(bad),
    },
    `global ${app}`,
    'p.xml',
  ],
  [
    'azapi_resource',
    {
      'main.tf': `${instance}${orders}resource "azapi_resource" "p" {\n  type = "Microsoft.ApiManagement/service/apis/policies@2022-08-01"\n  name = "policy"\n  parent_id = azurerm_api_management_api.a.id\n  body = jsonencode({\n    properties = {\n      format = "rawxml"\n      value = ${inFile}\n    }\n  })\n}\n`,
      ...file,
    },
    listed,
    'p.xml',
  ],
  [
    'azapi_update_resource',
    {
      'main.tf': `${instance}${orders}resource "azapi_update_resource" "p" {\n  type = "Microsoft.ApiManagement/service/apis/policies@2022-08-01"\n  name = "policy"\n  parent_id = azurerm_api_management_api.a.id\n  body = {\n    properties = {\n      format = "rawxml"\n      value = ${inFile}\n    }\n  }\n}\n`,
      ...file,
    },
    listed,
    'p.xml',
  ],
  ...(['azurerm_resource_group_template_deployment', 'azurerm_template_deployment', 'azurerm_subscription_template_deployment'] as const).map(
    (type): Construct => [
      type,
      {
        'main.tf': `${orders}resource "${type}" "d" {\n  name = "d"\n  ${type === 'azurerm_template_deployment' ? 'template_body' : 'template_content'} = file("t.json")\n}\n`,
        't.json': `${JSON.stringify(
          {
            $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
            resources: [
              {
                type: 'Microsoft.ApiManagement/service/apis/policies',
                apiVersion: '2022-08-01',
                name: 'contoso/orders/policy',
                properties: { format: 'rawxml', value: xml(bad) },
              },
            ],
          },
          null,
          2,
        )}\n`,
      },
      listed,
      't.json',
    ],
  ),
];

const deployment = (rest: string): string => `${orders}resource "azurerm_resource_group_template_deployment" "d" {\n  name = "d"\n${rest}}\n`;
const inTemplate = (value: string): string =>
  `{\n    resources = [{\n      type       = "Microsoft.ApiManagement/service/apis/policies"\n      apiVersion = "2022-08-01"\n      name       = "contoso/orders/policy"\n      properties = {\n        format = "rawxml"\n        value  = ${value}\n      }\n    }]\n  }`;
const templates: readonly Construct[] = [
  [
    'a template that is encoded in the code',
    { 'main.tf': deployment(`  template_content = jsonencode(${inTemplate(inFile)})\n`), ...file },
    listed,
    'p.xml',
  ],
  [
    'a template in a local',
    { 'main.tf': `locals {\n  template = ${inTemplate(heredoc(xml(bad)))}\n}\n${deployment('  template_content = jsonencode(local.template)\n')}` },
    listed,
    'main.tf',
  ],
  [
    'a text that is handed to a template as a parameter',
    {
      'main.tf': deployment(`  template_content   = file("t.json")\n  parameters_content = jsonencode({\n    policy = { value = ${inFile} }\n  })\n`),
      't.json': JSON.stringify({
        $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
        parameters: { policy: { type: 'string' } },
        resources: [
          {
            type: 'Microsoft.ApiManagement/service/apis/policies',
            apiVersion: '2022-08-01',
            name: 'contoso/orders/policy',
            properties: { format: 'rawxml', value: "[parameters('policy')]" },
          },
        ],
      }),
      ...file,
    },
    listed,
    'p.xml',
  ],
];

const texts: readonly Construct[] = [
  ['file', { 'main.tf': orders + policy('file("${path.module}/p.xml")'), ...file }, listed, 'p.xml'],
  [
    'templatefile',
    { 'main.tf': orders + policy(`templatefile("p.xml.tpl", { host = "${more}" })`), 'p.xml.tpl': template('${host}') },
    both,
    'p.xml.tpl',
  ],
  [
    'templatefile with %{ for }',
    {
      'main.tf': orders + policy(`templatefile("p.tftpl", { hosts = ["${more}"] })`),
      'p.tftpl': template('X').replace(/ *<origin>X.*\n/, '%{ for host in hosts ~}\n        <origin>${host}</origin>\n%{ endfor ~}\n'),
    },
    both,
    'p.tftpl',
  ],
  [
    'templatefile with %{ if }',
    {
      'main.tf': orders + policy('templatefile("p.tftpl", { is_open = false })'),
      'p.tftpl': template('X').replace(
        / *<origin>X.*\n/,
        `%{ if is_open }\n        <origin>*</origin>\n%{ else }\n        <origin>${more}</origin>\n%{ endif }\n`,
      ),
    },
    both,
    'p.tftpl',
  ],
  [
    'template_file',
    {
      'main.tf': `${orders}data "template_file" "t" {\n  template = file("p.tpl")\n  vars = {\n    host = "${more}"\n  }\n}\n${policy('data.template_file.t.rendered')}`,
      'p.tpl': template('${host}'),
    },
    both,
    'p.tpl',
  ],
  ['a heredoc', { 'main.tf': orders + policy(`<<XML\n${xml(bad)}XML`) }, listed, 'main.tf'],
  ['an indented heredoc', { 'main.tf': orders + policy(heredoc(xml(bad))) }, listed, 'main.tf'],
  ['a string', { 'main.tf': orders + policy(string(xml(bad))) }, listed, 'main.tf'],
  ['a string on one line of XML', { 'main.tf': orders + policy(string(xml(bad).replaceAll(/\n */g, ''))) }, listed, 'main.tf'],
  ['a local', { 'main.tf': `locals {\n  text = ${heredoc(xml(bad))}\n}\n${orders}${policy('local.text')}` }, listed, 'main.tf'],
  [
    'the default of a variable',
    { 'main.tf': `variable "text" {\n  default = ${heredoc(xml(bad))}\n}\n${orders}${policy('var.text')}` },
    listed,
    'main.tf',
  ],
  [
    'a variable with its value in terraform.tfvars',
    { 'main.tf': `variable "text" {}\n${orders}${policy('var.text')}`, 'terraform.tfvars': `text = ${heredoc(xml(bad))}\n` },
    listed,
    'terraform.tfvars',
  ],
  [
    'a variable with its value in a file of an environment',
    { 'main.tf': `variable "text" {}\n${orders}${policy('var.text')}`, 'env/prod/terraform.tfvars': `text = ${heredoc(xml(bad))}\n` },
    `${listed} in prod`,
    'env/prod/terraform.tfvars',
  ],
  ['replace', { 'main.tf': orders + policy(`replace(file("p.xml"), "#host#", "${more}")`), 'p.xml': template('#host#') }, both, 'p.xml'],
  ['format', { 'main.tf': orders + policy(`format(file("p.xml"), "${more}")`), 'p.xml': template('%s') }, both, 'p.xml'],
  [
    'join',
    { 'main.tf': orders + policy(`join("", [file("a.xml"), file("b.xml")])`), 'a.xml': xml(bad).slice(0, 120), 'b.xml': xml(bad).slice(120) },
    listed,
    'a.xml',
  ],
  [
    'concat of lists in a template',
    { 'main.tf': orders + policy(`templatefile("p.tftpl", { hosts = concat(["${more}"], []) })`), 'p.tftpl': template('${hosts[0]}') },
    both,
    'p.tftpl',
  ],
  ['trimspace', { 'main.tf': orders + policy(`trimspace(${inFile})`), ...file }, listed, 'p.xml'],
  ['coalesce', { 'main.tf': `variable "text" {\n  default = ""\n}\n${orders}${policy(`coalesce(var.text, ${inFile})`)}`, ...file }, listed, 'p.xml'],
  [
    'lookup',
    { 'main.tf': `locals {\n  texts = {\n    orders = ${inFile}\n  }\n}\n${orders}${policy('lookup(local.texts, "orders", "")')}`, ...file },
    listed,
    'p.xml',
  ],
  [
    'a condition',
    { 'main.tf': `variable "is_open" {\n  default = false\n}\n${orders}${policy(`var.is_open ? "<policies />" : ${inFile}`)}`, ...file },
    listed,
    'p.xml',
  ],
  [
    'jsondecode(file())',
    {
      'main.tf': orders + policy(`templatefile("p.tftpl", jsondecode(file("v.json")))`),
      'p.tftpl': template('${host}'),
      'v.json': JSON.stringify({ host: more }),
    },
    both,
    'p.tftpl',
  ],
  [
    'yamldecode(file())',
    {
      'main.tf': orders + policy(`templatefile("p.tftpl", yamldecode(file("v.yaml")))`),
      'p.tftpl': template('${host}'),
      'v.yaml': `host: ${more}\n`,
    },
    both,
    'p.tftpl',
  ],
  [
    'configuration in JSON',
    {
      'main.tf': orders,
      'p.tf.json': `${JSON.stringify({ resource: { azurerm_api_management_api_policy: { p: { api_name: 'orders', api_management_name: 'contoso', xml_content: xml(bad) } } } }, null, 2)}\n`,
    },
    listed,
    'p.tf.json',
  ],
  ['OpenTofu', { 'main.tofu': orders + policy(heredoc(xml(bad))) }, listed, 'main.tofu'],
  [
    'an override file',
    {
      'main.tf': orders + policy(heredoc(xml(more))),
      'main_override.tf': `resource "azurerm_api_management_api_policy" "p" {\n  xml_content = ${inFile}\n}\n`,
      ...file,
    },
    listed,
    'p.xml',
  ],
];

const moduleOf = (text: string): string => `variable "api" {}\n${policy(text).replace('"orders"', 'var.api')}`;
const external = (name: string, body: string): string =>
  `module "m" {\n  source = "git::https://git.example/modules.git//${name}?ref=v1"\n  name   = "orders"\n${on}${body}}\n`;
const loops: readonly Construct[] = [
  [
    'for_each over a set',
    { 'main.tf': orders + policy(inFile).replace('"p" {', '"p" {\n  for_each = toset(["orders"])').replace('= "orders"', '= each.value'), ...file },
    listed,
    'p.xml',
  ],
  [
    'for_each over a map',
    {
      'main.tf': orders + policy('file(each.value)').replace('"p" {', '"p" {\n  for_each = { orders = "p.xml" }').replace('= "orders"', '= each.key'),
      ...file,
    },
    listed,
    'p.xml',
  ],
  ['count', { 'main.tf': orders + policy(inFile).replace('"p" {', '"p" {\n  count = 1'), ...file }, listed, 'p.xml'],
  [
    'a local module',
    {
      'main.tf': `${orders}module "m" {\n  source = "./m"\n  api    = "orders"\n}\n`,
      'm/main.tf': moduleOf('file("${path.module}/p.xml")'),
      'm/p.xml': xml(bad),
    },
    listed,
    'm/p.xml',
  ],
  [
    'a local module that is handed the text',
    {
      'main.tf': `${orders}module "m" {\n  source = "./m"\n  api    = "orders"\n  text   = ${inFile}\n}\n`,
      'm/main.tf': `variable "text" {}\n${moduleOf('var.text')}`,
      ...file,
    },
    listed,
    'p.xml',
  ],
  [
    'a local module with for_each',
    {
      'main.tf': `${orders}module "m" {\n  for_each = toset(["orders"])\n  source   = "./m"\n  api      = each.key\n}\n`,
      'm/main.tf': moduleOf('file("${path.module}/p.xml")'),
      'm/p.xml': xml(bad),
    },
    listed,
    'm/p.xml',
  ],
  [
    'xml_content of a module kept elsewhere',
    { 'main.tf': external('api_management_api', `  path = "orders"\n  xml_content = ${inFile}\n`), ...file },
    listed,
    'p.xml',
  ],
  [
    'policy_xml of a module kept elsewhere',
    { 'main.tf': external('api_management_product', `  product_id = "starter"\n  policy_xml = ${inFile}\n`), ...file },
    `product starter ${app}`,
    'p.xml',
  ],
  [
    'api_operation_policies of a module kept elsewhere',
    {
      'main.tf': external(
        'api_management_api',
        `  path = "orders"\n  api_operation_policies = [\n    {\n      operation_id = "get"\n      xml_content  = ${inFile}\n    }\n  ]\n`,
      ),
      ...file,
    },
    `operation orders/get ${app}`,
    'p.xml',
  ],
  [
    'policies of a module kept elsewhere',
    { 'main.tf': external('apim-api', `  path = "orders"\n  policies = [{\n    xml_content = ${inFile}\n  }]\n`), ...file },
    listed,
    'p.xml',
  ],
  [
    'xml_content of a module of the whole service',
    { 'main.tf': external('api_management', `  xml_content = ${inFile}\n`), 'p.xml': globalXml(bad) },
    `global ${app}`,
    'p.xml',
  ],
];

describe('Terraform: each scope has its policy, its place and its repair', () => {
  test.each(scopes)('%s', expectConstruct);
});

describe('Terraform: a text in a template of the Azure Resource Manager has its place and its repair', () => {
  test.each(templates)('%s', expectConstruct);
});

describe('Terraform: each way to a text has its place and its repair', () => {
  test.each(texts)('%s', expectConstruct);
});

describe('Terraform: each loop and module has its place and its repair', () => {
  test.each(loops)('%s', expectConstruct);
});
