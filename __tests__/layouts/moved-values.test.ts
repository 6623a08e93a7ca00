import { isMove, xml, type Files, type Move } from './moved.js';

jest.setTimeout(60_000);

/** Moves of what fills a policy in (values, lists, conditions, names of an instance) from one construct of a language to another. */

const name = '  api_management_name = "contoso-${var.env}"\n';
const things = (on = name): string =>
  `resource "azurerm_api_management_api" "a" {\n  name                = "orders"\n${on}  path                = "orders"\n}\n` +
  `resource "azurerm_api_management_api_operation" "get" {\n  operation_id        = "get"\n  api_name            = azurerm_api_management_api.a.name\n${on}  method              = "GET"\n  url_template        = "/"\n}\n`;
const policy = (text: string, rest = '', on = name): string =>
  `resource "azurerm_api_management_api_policy" "p" {\n${rest}  api_name            = azurerm_api_management_api.a.name\n${on}  xml_content         = ${text}\n}\n`;
const variables = (...names: readonly string[]): string => names.map((one) => `variable "${one}" {}\n`).join('');
const tfvars = (of: (env: string) => string, path = (env: string): string => `env/${env}/terraform.tfvars`): Files =>
  Object.fromEntries(['dev', 'prod'].map((env) => [path(env), `env = "${env}"\n${of(env)}`]));
const none = (): string => '';
const host = (hole: string): string => xml(`https://${hole}.contoso.com`);
const heredoc = (text: string, open = '<<-XML', indent = '    '): string =>
  `${open}\n${text.replace(/^(?=.)/gm, indent)}${indent === '' ? '' : '  '}XML`;
const filled = 'templatefile("p.xml.tpl", { env = var.env })';
const one: Files = { 'main.tf': variables('env') + things() + policy(filled), 'p.xml.tpl': host('${env}'), ...tfvars(none) };
const main = (code: string, rest: Files = {}): Files => ({ 'main.tf': code, ...tfvars(none), ...rest });
const given = (env: string): string => `origins = ["https://${env}.contoso.com", "https://b.contoso.com"]\n`;
const marked = xml('X').replace(/ *<origin>X.*\n/, '%{ for one in origins ~}\n        <origin>${one}</origin>\n%{ endfor ~}\n');
const listed: Files = {
  'main.tf': variables('env', 'origins') + things() + policy('templatefile("p.xml.tpl", { origins = var.origins })'),
  'p.xml.tpl': marked,
  ...tfvars(given),
};
const written = (text: string): string => variables('env', 'origins') + things() + policy(text);
const joined = heredoc(xml('X').replace(/<origin>X<\/origin>/, '${join("\\n", [for one in var.origins : "<origin>${one}</origin>"])}'));
const conditional: Files = main(variables('env') + things() + policy('templatefile("p.xml.tpl", { host = var.env == "prod" ? "www" : var.env })'), {
  'p.xml.tpl': host('${host}'),
});
const directive = xml('X').replace(
  /<origin>X.*\n/,
  '%{ if env == "prod" ~}\n        <origin>https://www.contoso.com</origin>\n%{ else ~}\n        <origin>https://${env}.contoso.com</origin>\n%{ endif ~}\n',
);
const instance = (text: string): string =>
  `resource "azurerm_api_management" "apim" {\n  name = "contoso-\${var.env}"\n}\n${things('  api_management_name = azurerm_api_management.apim.name\n')}${text}`;
const globalPolicy = `resource "azurerm_api_management_policy" "p" {\n  api_management_id = azurerm_api_management.apim.id\n  xml_content       = ${filled}\n}\n`;
const azapi = (text: string): string =>
  `resource "azapi_resource" "p" {\n  type      = "Microsoft.ApiManagement/service/apis/policies@2022-08-01"\n  name      = "policy"\n  parent_id = azurerm_api_management_api.a.id\n  body = {\n    properties = {\n      format = "rawxml"\n      value  = ${text}\n    }\n  }\n}\n`;

describe('Terraform: nothing changes for anybody where', () => {
  test.each<Move>([
    [
      'environments have another convention of files',
      one,
      {
        ...main('', {}),
        ...tfvars(none, (env) => `${env}.tfvars`),
        'main.tf': one['main.tf'] ?? '',
        'p.xml.tpl': one['p.xml.tpl'] ?? '',
        'env/dev/terraform.tfvars': '#\n',
        'env/prod/terraform.tfvars': '#\n',
      },
    ],
    ['the list of a template is written by a loop of the code', listed, { ...tfvars(given), 'main.tf': written(joined) }],
    [
      'a loop of the code is a directive of a heredoc',
      { ...tfvars(given), 'main.tf': written(joined) },
      { ...tfvars(given), 'main.tf': written(heredoc(marked.replace(/in origins/, 'in var.origins'), '<<XML', '').replace(/ {2}XML$/, 'XML')) },
    ],
    [
      'values of the environments are a map of the code',
      listed,
      main(
        variables('env') +
          things() +
          policy('templatefile("p.xml.tpl", { origins = local.origins[var.env] })') +
          'locals {\n  origins = {\n    dev  = ["https://dev.contoso.com", "https://b.contoso.com"]\n    prod = ["https://prod.contoso.com", "https://b.contoso.com"]\n  }\n}\n',
        { 'p.xml.tpl': marked },
      ),
    ],
    [
      'values of the environments are YAML',
      listed,
      main(variables('env') + things() + policy('templatefile("p.xml.tpl", yamldecode(file("config/${var.env}.yaml")))'), {
        'p.xml.tpl': marked,
        'config/dev.yaml': 'origins:\n  - https://dev.contoso.com\n  - https://b.contoso.com\n',
        'config/prod.yaml': 'origins:\n  - https://prod.contoso.com\n  - https://b.contoso.com\n',
      }),
    ],
    [
      'values of the environments are JSON',
      listed,
      main(variables('env') + things() + policy('templatefile("p.xml.tpl", { origins = jsondecode(file("config/${var.env}.json")).origins })'), {
        'p.xml.tpl': marked,
        'config/dev.json': '{"origins":["https://dev.contoso.com","https://b.contoso.com"]}',
        'config/prod.json': '{"origins":["https://prod.contoso.com","https://b.contoso.com"]}',
      }),
    ],
    [
      'a list is made of names',
      listed,
      main(variables('env') + things() + policy('templatefile("p.xml.tpl", { origins = formatlist("https://%s.contoso.com", [var.env, "b"]) })'), {
        'p.xml.tpl': marked,
      }),
    ],
    [
      'a list is a text with commas',
      listed,
      {
        ...listed,
        'main.tf': (listed['main.tf'] ?? '').replace('= var.origins', '= split(",", var.origins)'),
        ...tfvars((env) => `origins = "https://${env}.contoso.com,https://b.contoso.com"\n`),
      },
    ],
    ['a condition of the code is a directive', conditional, main(variables('env') + things() + policy(filled), { 'p.xml.tpl': directive })],
    [
      'a condition of the code is a lookup',
      conditional,
      main(variables('env') + things() + policy('templatefile("p.xml.tpl", { host = lookup({ prod = "www" }, var.env, var.env) })'), {
        'p.xml.tpl': host('${host}'),
      }),
    ],
    [
      'each environment has a file of its own',
      one,
      main(variables('env') + things() + policy('file("policies/${var.env}.xml")'), {
        'policies/dev.xml': host('dev'),
        'policies/prod.xml': host('prod'),
      }),
    ],
    [
      'a template is a data source',
      one,
      main(
        variables('env') +
          things() +
          policy('data.template_file.p.rendered') +
          'data "template_file" "p" {\n  template = file("p.xml.tpl")\n  vars = {\n    env = var.env\n  }\n}\n',
        { 'p.xml.tpl': host('${env}') },
      ),
    ],
    [
      'holes are words that the code replaces',
      one,
      main(variables('env') + things() + policy('replace(file("p.xml"), "__ENV__", var.env)'), { 'p.xml': host('__ENV__') }),
    ],
    ['the text is formatted with %s', one, main(variables('env') + things() + policy('format(file("p.xml"), var.env)'), { 'p.xml': host('%s') })],
    ['a text is trimmed', one, { ...one, 'main.tf': variables('env') + things() + policy(`trimspace(${filled})`) }],
    [
      'a resource is counted by a switch',
      one,
      {
        ...one,
        'main.tf':
          variables('env') + 'variable "on" {\n  default = true\n}\n' + things() + policy(filled, '  count               = var.on ? 1 : 0\n'),
      },
    ],
    ['a policy is of azapi', one, { ...one, 'main.tf': variables('env') + things() + azapi(filled) }],
    [
      'the name of the instance is that of its resource',
      one,
      { ...one, 'main.tf': variables('env') + instance(policy(filled, '', '  api_management_name = azurerm_api_management.apim.name\n')) },
    ],
    [
      'the name of the instance is read from Azure',
      one,
      {
        ...one,
        'main.tf':
          variables('env') +
          'data "azurerm_api_management" "apim" {\n  name                = "contoso-${var.env}"\n  resource_group_name = "rg"\n}\n' +
          (things() + policy(filled)).replaceAll(name, '  api_management_name = data.azurerm_api_management.apim.name\n'),
      },
    ],
    [
      'a block of the instance is a resource',
      { ...one, 'main.tf': variables('env') + instance('').replace('"\n}\n', `"\n  policy {\n    xml_content = ${filled}\n  }\n}\n`) },
      { ...one, 'main.tf': variables('env') + instance(globalPolicy) },
    ],
    [
      'policies are what a folder holds',
      { 'main.tf': variables('env') + things() + policy('file("policies/orders.xml")'), 'policies/orders.xml': host('b'), ...tfvars(none) },
      {
        'main.tf':
          variables('env') +
          things() +
          `resource "azurerm_api_management_api_policy" "p" {\n  for_each            = fileset("\${path.module}/policies", "*.xml")\n  api_name            = trimsuffix(each.value, ".xml")\n${name}  xml_content         = file("\${path.module}/policies/\${each.value}")\n}\n`,
        'policies/orders.xml': host('b'),
        ...tfvars(none),
      },
    ],
    [
      'operations are those of a specification',
      one,
      {
        ...one,
        'main.tf': (one['main.tf'] ?? '')
          .replace(/resource "azurerm_api_management_api_operation"[^}]*\}[^}]*\}\n/, '')
          .replace(
            '  path                = "orders"\n',
            '  path                = "orders"\n  import {\n    content_format = "openapi"\n    content_value  = file("orders.yaml")\n  }\n',
          ),
        'orders.yaml':
          'openapi: 3.0.1\ninfo:\n  title: orders\n  version: "1"\npaths:\n  /:\n    get:\n      operationId: get\n      responses:\n        "200":\n          description: ok\n',
      },
    ],
    [
      'a value is a named value of Azure',
      one,
      {
        ...one,
        'main.tf':
          variables('env') +
          things() +
          policy('file("p.xml")') +
          'resource "azurerm_api_management_named_value" "n" {\n  name                = "host"\n' +
          name +
          '  display_name        = "host"\n  value               = var.env\n}\n',
        'p.xml': host('{{host}}'),
      },
    ],
    ['a root lies a folder deeper', one, Object.fromEntries(Object.entries(one).map(([path, text]) => [`infra/apim/${path}`, text]))],
    [
      'a text goes through two modules',
      one,
      {
        ...tfvars(none),
        'main.tf': `${variables('env')}module "outer" {\n  source = "./outer"\n  env    = var.env\n  text   = ${filled}\n}\n`,
        'p.xml.tpl': host('${env}'),
        'outer/main.tf': `${variables('env', 'text')}module "inner" {\n  source = "../inner"\n  stage  = var.env\n  xml    = { orders = var.text }\n}\n`,
        'inner/main.tf': variables('stage', 'xml') + (things() + policy('var.xml["orders"]')).replaceAll('var.env', 'var.stage'),
      },
    ],
  ])('%s', isMove);
});

const moduleFiles: Files = {
  'm/main.tf': variables('env') + things() + policy(filled.replace('"p.xml.tpl"', '"${path.module}/p.xml.tpl"')),
  'm/p.xml.tpl': host('${env}'),
};
const folders: Files = {
  ...moduleFiles,
  ...Object.fromEntries(
    ['dev', 'prod'].map((env) => [`environments/${env}/main.tf`, `module "apim" {\n  source = "../../m"\n  env    = "${env}"\n}\n`]),
  ),
};
const objects = (type: string, rest: Files): Files => ({
  'main.tf': `variable "env" {}\nvariable "config" {\n${type}}\n${things()}${policy('templatefile("p.xml.tpl", { origins = var.config.origins })')}`,
  'p.xml.tpl': marked,
  ...rest,
});

describe('Terraform, further from the text: nothing changes for anybody where', () => {
  test.each<Move>([
    [
      'folders of the environments have the code itself',
      folders,
      Object.fromEntries(
        ['dev', 'prod'].flatMap((env) => [
          [`environments/${env}/main.tf`, (things() + policy(filled)).replaceAll('${var.env}', env).replace('var.env', `"${env}"`)],
          [`environments/${env}/p.xml.tpl`, host('${env}')],
        ]),
      ),
    ],
    [
      'an object has its list by default',
      listed,
      objects(
        '  type = object({\n    origins = optional(list(string), ["https://b.contoso.com"])\n  })\n',
        tfvars((env) => `config = { origins = ["https://${env}.contoso.com", "https://b.contoso.com"] }\n`),
      ),
    ],
    [
      'an object is merged',
      listed,
      {
        ...listed,
        ...tfvars((env) => `more = { origins = ["https://${env}.contoso.com", "https://b.contoso.com"] }\n`),
        'main.tf': variables('env', 'more') + things() + policy('templatefile("p.xml.tpl", merge({ origins = [] }, var.more))'),
      },
    ],
    [
      'lists are joined',
      listed,
      {
        ...listed,
        ...tfvars((env) => `own = "https://${env}.contoso.com"\n`),
        'main.tf':
          variables('env', 'own') +
          things() +
          policy(
            'templatefile("p.xml.tpl", { origins = distinct(compact(concat([var.own], ["https://b.contoso.com", "", "https://b.contoso.com"]))) })',
          ),
      },
    ],
    [
      'lists of lists are flattened',
      listed,
      { ...listed, 'main.tf': written('templatefile("p.xml.tpl", { origins = flatten([[var.origins], []]) })') },
    ],
    [
      'a value is tried',
      one,
      {
        ...one,
        'main.tf':
          variables('env') +
          things() +
          policy('templatefile("p.xml.tpl", { env = try(local.all.missing, coalesce(null, var.env)) })') +
          'locals {\n  all = {}\n}\n',
      },
    ],
    [
      'values that each environment shares stand in an automatic file',
      listed,
      {
        ...listed,
        ...tfvars(none),
        'shared.auto.tfvars': 'hosts = ["b"]\n',
        'main.tf':
          variables('env', 'hosts') +
          things() +
          policy('templatefile("p.xml.tpl", { origins = [for one in concat([var.env], var.hosts) : "https://${one}.contoso.com"] })'),
      },
    ],
    [
      'an override file has the text',
      one,
      {
        ...one,
        'main.tf': variables('env') + things() + policy('"<policies />"'),
        'p_override.tf': `resource "azurerm_api_management_api_policy" "p" {\n  xml_content = ${filled}\n}\n`,
      },
    ],
    [
      'policies are a map of objects',
      one,
      {
        ...one,
        'main.tf':
          variables('env') +
          things() +
          `locals {\n  policies = {\n    orders = { api = azurerm_api_management_api.a.name, xml = ${filled} }\n  }\n}\nresource "azurerm_api_management_api_policy" "p" {\n  for_each            = { for key, one in local.policies : key => one if one.xml != null }\n  api_name            = each.value.api\n${name}  xml_content         = each.value.xml\n}\n`,
      },
    ],
    [
      'the resource is moved into a module by a moved block',
      one,
      {
        ...moduleFiles,
        ...tfvars(none),
        'main.tf': `${variables('env')}module "apim" {\n  source = "./m"\n  env    = var.env\n}\nmoved {\n  from = azurerm_api_management_api_policy.p\n  to   = module.apim.azurerm_api_management_api_policy.p\n}\n`,
      },
    ],
    [
      'a template is deployed by Terraform',
      one,
      {
        ...one,
        'main.tf':
          variables('env') +
          things() +
          `resource "azurerm_resource_group_template_deployment" "d" {\n  name                = "d"\n  resource_group_name = "rg"\n  deployment_mode     = "Incremental"\n  parameters_content  = jsonencode({ env = { value = var.env } })\n  template_content    = file("p.json")\n}\n`,
        'p.json': JSON.stringify({
          $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
          contentVersion: '1.0.0.0',
          parameters: { env: { type: 'string' } },
          resources: [
            {
              type: 'Microsoft.ApiManagement/service/apis/policies',
              apiVersion: '2022-08-01',
              name: "[concat('contoso-', parameters('env'), '/orders/policy')]",
              properties: { format: 'rawxml', value: `[replace('${host('HOLE')}', 'HOLE', parameters('env'))]` },
            },
          ],
        }),
      },
    ],
  ])('%s', isMove);
});
