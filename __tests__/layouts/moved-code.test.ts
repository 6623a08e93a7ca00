import { isMove, app, xml, type Files, type Move } from './moved.js';

const onOneApi = (name: string): string =>
  `resource "azurerm_api_management_api" "${name}" {\n  name                = "${name}"\n  api_management_name = "contoso"\n  path                = "${name}"\n}\n` +
  `resource "azurerm_api_management_api_operation" "${name}_get" {\n  operation_id        = "get"\n  api_name            = "${name}"\n  api_management_name = "contoso"\n  method              = "GET"\n  url_template        = "/"\n}\n`;
const resource = (text: string, api = 'orders', name = api): string =>
  `resource "azurerm_api_management_api_policy" "${name}" {\n  api_name            = "${api}"\n  api_management_name = "contoso"\n  xml_content         = ${text}\n}\n`;
const heredoc = (text: string): string => `<<-XML\n${text.replace(/^(?=.)/gm, '    ')}  XML`;
const orders = onOneApi('orders');
const inFile = (path = 'p.xml'): Files => ({ 'main.tf': orders + resource(`file("${path}")`), [path]: xml(app) });
const inTemplate = (path = 'p.xml.tpl'): Files => ({
  'main.tf': orders + resource(`templatefile("${path}", { host = "app" })`),
  [path]: xml('https://${host}.contoso.com'),
});
const own = { 'main.tf': orders + resource(heredoc(xml(app))) };
const moduleOf = (text: string): string =>
  `variable "api" {}\n${orders.replaceAll('"orders"', 'var.api').replace('"azurerm_api_management_api" var.api', '"azurerm_api_management_api" "a"').replace('"azurerm_api_management_api_operation" "orders_get"', '"azurerm_api_management_api_operation" "o"')}${resource(text).replaceAll('"orders"', 'var.api').replace('policy" var.api', 'policy" "p"')}`;
const inModule = (label: string): Files => ({
  'main.tf': `module "${label}" {\n  source = "./m"\n  api    = "orders"\n}\n`,
  'm/main.tf': moduleOf('file("${path.module}/p.xml")'),
  'm/p.xml': xml(app),
});
const withVariable = (name: string): Files => ({
  'main.tf': `variable "${name}" {\n  default = "app"\n}\n${orders}${resource(`templatefile("p.xml.tpl", { host = var.${name} })`)}`,
  'p.xml.tpl': xml('https://${host}.contoso.com'),
});
const twice = ['orders', 'carts'];
const copies: Files = { 'main.tf': twice.map((one) => onOneApi(one) + resource('file("p.xml")', one)).join(''), 'p.xml': xml(app) };
const looped = (over: string): string =>
  `resource "azurerm_api_management_api" "a" {\n  for_each            = ${over}\n  name                = each.value\n  api_management_name = "contoso"\n  path                = each.value\n}\n` +
  `resource "azurerm_api_management_api_operation" "o" {\n  for_each            = ${over}\n  operation_id        = "get"\n  api_name            = azurerm_api_management_api.a[each.key].name\n  api_management_name = "contoso"\n  method              = "GET"\n  url_template        = "/"\n}\n` +
  `resource "azurerm_api_management_api_policy" "p" {\n  for_each            = ${over}\n  api_name            = azurerm_api_management_api.a[each.key].name\n  api_management_name = "contoso"\n  xml_content         = file("p.xml")\n}\n`;

describe('Terraform: nothing changes for anybody where code', () => {
  test.each<Move>([
    ['is formatted', inFile(), { ...inFile(), 'main.tf': (inFile()['main.tf'] ?? '').replaceAll(/ +=/g, ' =').replaceAll('\n}', '\n\n}') }],
    ['has its policy formatted', inFile(), { ...inFile(), 'p.xml': xml(app).replaceAll(/\n */g, '\n\t') }],
    ['takes a text from a file', own, inFile()],
    ['takes a text from a local value', own, { 'main.tf': `${orders}${resource('local.policy')}locals {\n  policy = ${heredoc(xml(app))}\n}\n` }],
    ['takes a text from a template', inFile(), inTemplate()],
    [
      'takes a text from a variable',
      inFile(),
      { ...inFile(), 'main.tf': `variable "p" {\n  default = "p.xml"\n}\n${orders}${resource('file(var.p)')}` },
    ],
    ['has a template renamed', inTemplate(), inTemplate('policies/orders.tftpl')],
    ['has a file moved', inFile(), inFile('policies/orders.xml')],
    ['has a resource in another file', own, { 'main.tf': orders, 'policies.tf': resource(heredoc(xml(app))) }],
    ['has a resource renamed', own, { 'main.tf': orders + resource(heredoc(xml(app)), 'orders', 'renamed') }],
    [
      'has resources in another order',
      copies,
      {
        ...copies,
        'main.tf': (copies['main.tf'] ?? '')
          .split(/(?=^resource)/m)
          .reverse()
          .join(''),
      },
    ],
    [
      'has a local module of it',
      inFile(),
      {
        'main.tf': 'module "m" {\n  source = "./m"\n  api    = "orders"\n}\n',
        'm/main.tf': moduleOf('file("${path.module}/p.xml")'),
        'm/p.xml': xml(app),
      },
    ],
    [
      'has a local module with the text handed over',
      own,
      {
        'main.tf': `module "m" {\n  source = "./m"\n  api    = "orders"\n  text   = ${heredoc(xml(app))}\n}\n`,
        'm/main.tf': `variable "text" {}\n${moduleOf('var.text')}`,
      },
    ],
    ['has a module renamed', inModule('m'), inModule('renamed')],
    ['has a variable renamed', withVariable('host'), withVariable('app_host')],
    ['has one loop in place of copies', copies, { 'main.tf': looped('toset(["orders", "carts"])'), 'p.xml': xml(app) }],
    [
      'has a loop over a map in place of one over a set',
      { 'main.tf': looped('toset(["orders", "carts"])'), 'p.xml': xml(app) },
      { 'main.tf': looped('{ a = "orders", b = "carts" }'), 'p.xml': xml(app) },
    ],
    [
      'is JSON',
      own,
      {
        'main.tf': orders,
        'p.tf.json': JSON.stringify({
          resource: { azurerm_api_management_api_policy: { p: { api_name: 'orders', api_management_name: 'contoso', xml_content: xml(app) } } },
        }),
      },
    ],
    ['lies in another folder', inFile(), { 'infra/main.tf': inFile()['main.tf'] ?? '', 'infra/p.xml': xml(app) }],
    ['has CRLF', inFile(), { 'main.tf': (inFile()['main.tf'] ?? '').replaceAll('\n', '\r\n'), 'p.xml': xml(app).replaceAll('\n', '\r\n') }],
    ['is OpenTofu', own, { 'main.tofu': own['main.tf'] }],
  ])('%s', isMove);
});

const type = 'Microsoft.ApiManagement/service';
const apim = `resource apim '${type}@2022-08-01' existing = {\n  name: 'contoso'\n}\n`;
const bicepApi = (name: string, symbol = name): string =>
  `resource ${symbol} '${type}/apis@2022-08-01' = {\n  parent: apim\n  name: '${name}'\n  properties: {\n    path: '${name}'\n  }\n}\nresource ${symbol}Get '${type}/apis/operations@2022-08-01' = {\n  parent: ${symbol}\n  name: 'get'\n  properties: {\n    method: 'GET'\n    urlTemplate: '/'\n  }\n}\n`;
const bicepPolicy = (value: string, api = 'orders', symbol = `${api}Policy`): string =>
  `resource ${symbol} '${type}/apis/policies@2022-08-01' = {\n  parent: ${api}\n  name: 'policy'\n  properties: {\n    format: 'rawxml'\n    value: ${value}\n  }\n}\n`;
const lines = (text: string): string => `'''\n${text}'''`;
const line = (text: string): string => `'${text.replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
const bicepOrders = apim + bicepApi('orders');
const written: Files = { 'main.bicep': bicepOrders + bicepPolicy(lines(xml(app))) };
const loads = (path = 'p.xml'): Files => ({ 'main.bicep': bicepOrders + bicepPolicy(`loadTextContent('${path}')`), [path]: xml(app) });
const bicepCopies: Files = {
  'main.bicep': apim + twice.map((one) => bicepApi(one) + bicepPolicy("loadTextContent('p.xml')", one)).join(''),
  'p.xml': xml(app),
};
const bicepLoop = (over: string): string =>
  `${apim}resource a '${type}/apis@2022-08-01' = [for name in ${over}: {\n  parent: apim\n  name: name\n  properties: {\n    path: name\n  }\n}]\nresource o '${type}/apis/operations@2022-08-01' = [for (name, i) in ${over}: {\n  parent: a[i]\n  name: 'get'\n  properties: {\n    method: 'GET'\n    urlTemplate: '/'\n  }\n}]\nresource p '${type}/apis/policies@2022-08-01' = [for (name, i) in ${over}: {\n  parent: a[i]\n  name: 'policy'\n  properties: {\n    format: 'rawxml'\n    value: loadTextContent('p.xml')\n  }\n}]\n`;

const inBicepModule = (symbol: string, parameter: string): Files => ({
  'main.bicep': `module ${symbol} 'm/api.bicep' = {\n  name: '${symbol}'\n  params: {\n    api: 'orders'\n    ${parameter}: loadTextContent('p.xml')\n  }\n}\n`,
  'm/api.bicep': `param api string\nparam ${parameter} string\n${apim}${bicepApi('X', 'orders').replaceAll("'X'", 'api')}${bicepPolicy(parameter)}`,
  'p.xml': xml(app),
});

describe('Bicep: nothing changes for anybody where code', () => {
  test.each<Move>([
    ['is formatted', loads(), { ...loads(), 'main.bicep': (loads()['main.bicep'] ?? '').replaceAll(/\n +/g, '\n\t').replaceAll('}\n', '}\n\n') }],
    ['takes a text from a file', written, loads()],
    ['has a text on one line', written, { 'main.bicep': bicepOrders + bicepPolicy(line(xml(app))) }],
    ['takes a text from a variable', written, { 'main.bicep': `var text = ${lines(xml(app))}\n${bicepOrders}${bicepPolicy('text')}` }],
    [
      'fills a template',
      loads(),
      { 'main.bicep': bicepOrders + bicepPolicy("replace(loadTextContent('p.xml'), '{host}', 'app')"), 'p.xml': xml('https://{host}.contoso.com') },
    ],
    ['has a file renamed', loads(), loads('policies/orders.xml')],
    ['has a resource renamed', written, { 'main.bicep': bicepOrders + bicepPolicy(lines(xml(app)), 'orders', 'renamed') }],
    [
      'has a resource in another file',
      loads(),
      {
        'main.bicep': `${bicepOrders}module m 'policies.bicep' = {\n  name: 'm'\n}\n`,
        'policies.bicep': `resource orders '${type}/apis@2022-08-01' existing = {\n  name: 'contoso/orders'\n}\n${bicepPolicy("loadTextContent('p.xml')")}`,
        'p.xml': xml(app),
      },
    ],
    [
      'has a local module with the text handed over',
      loads(),
      {
        'main.bicep': `module m 'm/api.bicep' = {\n  name: 'm'\n  params: {\n    api: 'orders'\n    text: loadTextContent('p.xml')\n  }\n}\n`,
        'm/api.bicep': `param api string\nparam text string\n${apim}${bicepApi('X', 'orders').replaceAll("'X'", 'api')}${bicepPolicy('text')}`,
        'p.xml': xml(app),
      },
    ],
    ['has a module renamed', inBicepModule('m', 'text'), inBicepModule('renamed', 'text')],
    ['has a parameter renamed', inBicepModule('m', 'text'), inBicepModule('m', 'policyText')],
    ['has one loop in place of copies', bicepCopies, { 'main.bicep': bicepLoop("['orders', 'carts']"), 'p.xml': xml(app) }],
    [
      'loops over a variable',
      { 'main.bicep': bicepLoop("['orders', 'carts']"), 'p.xml': xml(app) },
      { 'main.bicep': `var names = [\n  'orders'\n  'carts'\n]\n${bicepLoop('names')}`, 'p.xml': xml(app) },
    ],
    [
      'has a name with slashes in place of a parent',
      loads(),
      {
        'main.bicep': `${bicepOrders}resource p '${type}/apis/policies@2022-08-01' = {\n  name: '\${apim.name}/orders/policy'\n  properties: {\n    format: 'rawxml'\n    value: loadTextContent('p.xml')\n  }\n}\n`,
        'p.xml': xml(app),
      },
    ],
    ['has another version of the API', loads(), { ...loads(), 'main.bicep': (loads()['main.bicep'] ?? '').replaceAll('@2022-08-01', '@2024-05-01') }],
    ['lies in another folder', loads(), { 'infra/main.bicep': loads()['main.bicep'] ?? '', 'infra/p.xml': xml(app) }],
    ['has CRLF', loads(), { 'main.bicep': (loads()['main.bicep'] ?? '').replaceAll('\n', '\r\n'), 'p.xml': xml(app).replaceAll('\n', '\r\n') }],
  ])('%s', isMove);
});

type Json = Readonly<Record<string, unknown>>;
const template = (resources: readonly Json[], more: Json = {}): string =>
  `${JSON.stringify({ $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', ...more, resources }, null, 2)}\n`;
const armApi = (name: string): readonly Json[] => [
  { type: `${type}/apis`, apiVersion: '2022-08-01', name: `contoso/${name}`, properties: { path: name } },
  { type: `${type}/apis/operations`, apiVersion: '2022-08-01', name: `contoso/${name}/get`, properties: { method: 'GET', urlTemplate: '/' } },
];
const armPolicy = (value: unknown, name: string = 'orders', format = 'rawxml'): Json => ({
  type: `${type}/apis/policies`,
  apiVersion: '2022-08-01',
  name: `contoso/${name}/policy`,
  properties: { format, value },
});
const arm: Files = { 'main.json': template([...armApi('orders'), armPolicy(xml(app))]) };
const link = (path: string): Files => ({
  'main.json': template([...armApi('orders'), armPolicy(`[concat(parameters('base'), '/${path}')]`, 'orders', 'rawxml-link')], {
    parameters: { base: { type: 'string' } },
  }),
  [path]: xml(app),
});
const linked = (path: string): Files => ({
  'main.json': template([
    { type: 'Microsoft.Resources/deployments', apiVersion: '2021-04-01', name: 'd', properties: { templateLink: { relativePath: path } } },
  ]),
  [path]: arm['main.json'] ?? '',
});
const armVariable = (name: string): Files => ({
  'main.json': template([...armApi('orders'), armPolicy(`[variables('${name}')]`)], { variables: { [name]: xml(app) } }),
});
const armCopies: Files = { 'main.json': template(twice.flatMap((one) => [...armApi(one), armPolicy(xml(app), one)])) };
const armLoop: Files = {
  'main.json': template(
    [...armApi('X'), armPolicy(xml(app), 'X')].map((one) => ({
      ...(JSON.parse(
        JSON.stringify(one)
          .replace(/"name":"contoso\/X([^"]*)"/, (_, rest: string) => `"name":"[concat('contoso/', variables('names')[copyIndex()], '${rest}')]"`)
          .replace('"path":"X"', `"path":"[variables('names')[copyIndex()]]"`),
      ) as Json),
      copy: { name: 'all', count: 2 },
    })),
    { variables: { names: twice } },
  ),
};

describe('ARM: nothing changes for anybody where a template', () => {
  test.each<Move>([
    ['is formatted', arm, { 'main.json': JSON.stringify(JSON.parse(arm['main.json'] ?? '')) }],
    ['has its members in another order', arm, { 'main.json': template([armPolicy(xml(app)), ...armApi('orders')]) }],
    ['takes a text from a file', arm, link('policies/p.xml')],
    ['has a file moved', link('policies/p.xml'), link('xml/orders.xml')],
    [
      'takes a text from a variable',
      arm,
      { 'main.json': template([...armApi('orders'), armPolicy("[variables('p')]")], { variables: { p: xml(app) } }) },
    ],
    [
      'takes a text from a default',
      arm,
      {
        'main.json': template([...armApi('orders'), armPolicy("[parameters('p')]")], {
          parameters: { p: { type: 'string', defaultValue: xml(app) } },
        }),
      },
    ],
    [
      'fills in a host',
      arm,
      {
        'main.json': template([...armApi('orders'), armPolicy("[replace(variables('p'), 'HOST', 'app')]")], {
          variables: { p: xml('https://HOST.contoso.com') },
        }),
      },
    ],
    ['deploys another one for it', arm, linked('nested/api.json')],
    ['has a nested template renamed', linked('nested/api.json'), linked('templates/orders.json')],
    [
      'has the policy in a template of its own',
      arm,
      {
        ...linked('p.json'),
        'main.json': template([
          ...armApi('orders'),
          { type: 'Microsoft.Resources/deployments', apiVersion: '2021-04-01', name: 'd', properties: { templateLink: { relativePath: 'p.json' } } },
        ]),
        'p.json': template([armPolicy(xml(app))]),
      },
    ],
    [
      'has a child in place of a name with slashes',
      arm,
      {
        'main.json': template([
          {
            ...armApi('orders')[0],
            resources: [
              { type: 'policies', apiVersion: '2022-08-01', name: 'policy', properties: { format: 'rawxml', value: xml(app) } },
              { type: 'operations', apiVersion: '2022-08-01', name: 'get', properties: { method: 'GET', urlTemplate: '/' } },
            ],
          },
        ]),
      },
    ],
    ['has a variable renamed', armVariable('p'), armVariable('text')],
    ['has one loop in place of copies', armCopies, armLoop],
    ['escapes the text as XML', arm, { 'main.json': template([...armApi('orders'), armPolicy(xml(app), 'orders', 'xml')]) }],
    ['is Bicep', arm, written],
  ])('%s', isMove);
});
