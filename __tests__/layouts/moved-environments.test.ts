import { isMove, review, xml, type Files, type Move } from './moved.js';

jest.setTimeout(60_000);

/** Moves of code that is deployed to several environments, and of instances of loops. */

const on = '  api_management_name = "contoso-${var.env}"\n';
const api = (label: string, rest: string, name: string): string =>
  `resource "azurerm_api_management_api" "${label}" {\n${rest}  name                = ${name}\n${on}  path                = ${name}\n}\n` +
  `resource "azurerm_api_management_api_operation" "${label}" {\n${rest}  operation_id        = "get"\n  api_name            = ${name}\n${on}  method              = "GET"\n  url_template        = "/"\n}\n`;
const policy = (label: string, rest: string, name: string, text: string): string =>
  `resource "azurerm_api_management_api_policy" "${label}" {\n${rest}  api_name            = ${name}\n${on}  xml_content         = ${text}\n}\n`;
const env = (name = 'env'): string => `variable "${name}" {}\n`;
const values = (more: Readonly<Record<string, string>> = {}): Files =>
  Object.fromEntries(['dev', 'prod'].map((name) => [`env/${name}/terraform.tfvars`, `env = "${name}"\n${more[name] ?? ''}`]));
const template = { 'p.xml.tpl': xml('https://${env}.contoso.com') };
const filled = 'templatefile("p.xml.tpl", { env = var.env })';
const one: Files = { 'main.tf': env() + api('a', '', '"orders"') + policy('p', '', '"orders"', filled), ...template, ...values() };
const main = (files: Files, change: (code: string) => string): Files => ({ ...files, 'main.tf': change(files['main.tf'] ?? '') });
const heredoc = (text: string): string => `<<-XML\n${text.replace(/^(?=.)/gm, '    ')}  XML`;
const inline = main(one, (code) => code.replace(filled, heredoc(xml('https://${var.env}.contoso.com'))));
const local = main(one, (code) => `${code.replace(filled, 'local.text')}locals {\n  text = ${filled}\n}\n`);
const keyed = (loop: string, name: string): Files => ({
  'main.tf': env() + api('a', `  for_each = ${loop}\n`, name) + policy('p', `  for_each = ${loop}\n`, name, filled),
  ...template,
  ...values(),
});
const moduleOf = (label: string, folder = 'm', variable = 'env', rest = ''): Files => ({
  'main.tf': `${env()}module "${label}" {\n${rest}  source = "./${folder}"\n  ${variable} = var.env\n}\n`,
  [`${folder}/main.tf`]: (
    env(variable) +
    api('a', '', '"orders"') +
    policy('p', '', '"orders"', filled.replace('"p.xml.tpl"', '"${path.module}/p.xml.tpl"'))
  ).replaceAll('var.env', `var.${variable}`),
  [`${folder}/p.xml.tpl`]: template['p.xml.tpl'],
  ...values(),
});
const lists = (of: Readonly<Record<string, string>>): Files =>
  values(Object.fromEntries(Object.entries(of).map(([name, list]) => [name, `origins = ${list}\n`])));
const listed = (text: string, given: Files): Files => ({
  'main.tf': `${env()}variable "origins" {}\n${api('a', '', '"orders"')}${policy('p', '', '"orders"', 'templatefile("p.xml.tpl", { origins = var.origins })')}`,
  'p.xml.tpl': text,
  ...given,
});
const loopText = xml('X').replace(/ *<origin>X.*\n/, '%{ for one in origins ~}\n        <origin>${one}</origin>\n%{ endfor ~}\n');
const own = { dev: '["https://dev.contoso.com", "https://b.contoso.com"]', prod: '["https://prod.contoso.com"]' };

describe('Terraform in two environments: nothing changes for anybody where code', () => {
  test.each<Move>([
    ['is formatted', one, main(one, (code) => code.replaceAll(/ +=/g, ' =').replaceAll('\n}', '\n\n}'))],
    ['has its template formatted', one, { ...one, 'p.xml.tpl': template['p.xml.tpl'].replaceAll(/\n */g, '\n\t') }],
    ['takes its text out of the template', one, inline],
    ['takes its text from a local value', one, local],
    ['has its text in a local value in place of the code', inline, local],
    [
      'has its template renamed',
      one,
      { ...main(one, (code) => code.replace('p.xml.tpl', 'orders.tftpl')), 'orders.tftpl': template['p.xml.tpl'], 'p.xml.tpl': 'unused\n' },
    ],
    ['has its resources renamed', one, main(one, (code) => code.replaceAll('"a" {', '"renamed" {').replaceAll('"p" {', '"other" {'))],
    [
      'has its variable renamed',
      one,
      {
        ...main(one, (code) => code.replaceAll('var.env', 'var.stage').replace('"env"', '"stage"')),
        ...Object.fromEntries(['dev', 'prod'].map((name) => [`env/${name}/terraform.tfvars`, `stage = "${name}"\n`])),
      },
    ],
    [
      'has a variable of its template renamed',
      one,
      { ...main(one, (code) => code.replace('{ env =', '{ stage =')), 'p.xml.tpl': template['p.xml.tpl'].replace('${env}', '${stage}') },
    ],
    ['becomes a module', one, moduleOf('m')],
    ['has its module renamed', moduleOf('m'), moduleOf('renamed')],
    ['has the folder of its module renamed', moduleOf('m'), moduleOf('m', 'modules/orders')],
    ['has the variable of its module renamed', moduleOf('m'), moduleOf('m', 'm', 'stage')],
    ['has its module called once for each of one', moduleOf('m'), moduleOf('m', 'm', 'env', '  for_each = toset(["x"])\n')],
    ['has its module counted', moduleOf('m'), moduleOf('m', 'm', 'env', '  count = 1\n')],
    ['gets a loop', one, keyed('toset(["orders"])', 'each.value')],
    ['has a map in place of a set', keyed('toset(["orders"])', 'each.value'), keyed('{ any = "orders" }', 'each.value')],
    ['has the API under another key of its map', keyed('{ first = "orders" }', 'each.value'), keyed('{ second = "orders" }', 'each.value')],
    ['has two keys exchanged', keyed('{ a = "orders", b = "carts" }', 'each.value'), keyed('{ b = "orders", a = "carts" }', 'each.value')],
    ['has a loop of objects', keyed('toset(["orders"])', 'each.value'), keyed('{ any = { name = "orders" } }', 'each.value.name')],
    [
      'has its values in files beside it',
      one,
      {
        ...main(one, (code) => code),
        'env/dev/terraform.tfvars': 'env = "dev"\n',
        'env/prod/terraform.tfvars': '# production\nenv    =    "prod"\n',
      },
    ],
    [
      'has origins in another order',
      listed(loopText, lists(own)),
      listed(loopText, lists({ ...own, dev: '["https://b.contoso.com", "https://dev.contoso.com"]' })),
    ],
    [
      'has a loop of its template in place of a list',
      listed(loopText, lists({ dev: '["https://b.contoso.com"]', prod: '["https://b.contoso.com"]' })),
      listed(xml('${origins[0]}'), lists({ dev: '["https://b.contoso.com"]', prod: '["https://b.contoso.com"]' })),
    ],
    [
      'has a default in place of equal values',
      listed(loopText, lists({ dev: '["https://b.contoso.com"]', prod: '["https://b.contoso.com"]' })),
      main(listed(loopText, values()), (code) =>
        code.replace('variable "origins" {}', 'variable "origins" {\n  default = ["https://b.contoso.com"]\n}'),
      ),
    ],
  ])('%s', isMove);
});

const type = 'Microsoft.ApiManagement/service';
const parameters = (more = ''): Files =>
  Object.fromEntries(['dev', 'prod'].map((name) => [`main.${name}.bicepparam`, `using './main.bicep'\nparam env = '${name}'\n${more}`]));
const bicepApi = (symbol: string, loop = '', name = "'orders'"): string => {
  const [open, close] = loop === '' ? ['{', '}'] : [`[for one in ${loop}: {`, '}]'];
  return (
    `resource ${symbol} '${type}/apis@2022-08-01' = ${open}\n  name: 'contoso-\${env}/\${${name}}'\n  properties: {\n    path: ${name}\n  }\n${close}\n` +
    `resource ${symbol}Get '${type}/apis/operations@2022-08-01' = ${open}\n  name: 'contoso-\${env}/\${${name}}/get'\n  properties: {\n    method: 'GET'\n    urlTemplate: '/'\n  }\n${close}\n`
  );
};
const bicepPolicy = (symbol: string, value: string, loop = '', name = "'orders'"): string => {
  const [open, close] = loop === '' ? ['{', '}'] : [`[for one in ${loop}: {`, '}]'];
  return `resource ${symbol} '${type}/apis/policies@2022-08-01' = ${open}\n  name: 'contoso-\${env}/\${${name}}/policy'\n  properties: {\n    format: 'rawxml'\n    value: ${value}\n  }\n${close}\n`;
};
const replaced = "replace(loadTextContent('p.xml'), '{env}', env)";
const text = xml('https://{env}.contoso.com');
const bicep: Files = { 'main.bicep': `param env string\n${bicepApi('a')}${bicepPolicy('p', replaced)}`, 'p.xml': text, ...parameters() };
const looped = (loop: string, name: string): Files => ({
  ...bicep,
  'main.bicep': `param env string\n${bicepApi('a', loop, name)}${bicepPolicy('p', replaced, loop, name)}`,
});
const inModule = (symbol: string, file = 'm.bicep', parameter = 'env'): Files => ({
  'main.bicep': `param env string\nmodule ${symbol} '${file}' = {\n  name: '${symbol}'\n  params: {\n    ${parameter}: env\n  }\n}\n`,
  [file]: `param ${parameter} string\n${bicepApi('a')}${bicepPolicy('p', replaced)}`
    .replaceAll('${env}', `\${${parameter}}`)
    .replace(', env)', `, ${parameter})`),
  'p.xml': text,
  ...parameters(),
});
const bicepMain = (files: Files, change: (code: string) => string): Files => ({ ...files, 'main.bicep': change(files['main.bicep'] ?? '') });

describe('Bicep in two environments: nothing changes for anybody where code', () => {
  test.each<Move>([
    ['is formatted', bicep, bicepMain(bicep, (code) => code.replaceAll(/\n +/g, '\n\t').replaceAll('}\n', '}\n\n'))],
    ['has its policy formatted', bicep, { ...bicep, 'p.xml': text.replaceAll(/\n */g, '\n\t') }],
    [
      'takes its text out of the file',
      bicep,
      bicepMain(bicep, (code) => code.replace(replaced, `'${text.replaceAll('\n', '\\n').replace('{env}', '${env}')}'`)),
    ],
    ['takes its text from a variable', bicep, bicepMain(bicep, (code) => `${code.replace(replaced, 'text')}var text = ${replaced}\n`)],
    [
      'has its symbols renamed',
      bicep,
      bicepMain(bicep, (code) => code.replaceAll('resource a', 'resource renamed').replaceAll('resource p ', 'resource other ')),
    ],
    [
      'has its parameter renamed',
      bicep,
      {
        ...bicepMain(bicep, (code) => code.replaceAll('${env}', '${stage}').replace('param env', 'param stage').replace(', env)', ', stage)')),
        ...Object.fromEntries(['dev', 'prod'].map((name) => [`main.${name}.bicepparam`, `using './main.bicep'\nparam stage = '${name}'\n`])),
      },
    ],
    [
      'has one file of parameters renamed',
      bicep,
      Object.fromEntries(Object.entries(bicep).map(([path, code]) => [path.replace('main.prod.bicepparam', 'main.production.bicepparam'), code])),
    ],
    ['has its file renamed', bicep, { ...bicepMain(bicep, (code) => code.replace('p.xml', 'policies/orders.xml')), 'policies/orders.xml': text }],
    ['becomes a module', bicep, inModule('m')],
    ['has its module renamed', inModule('m'), inModule('renamed')],
    ['has the file of its module renamed', inModule('m'), inModule('m', 'orders.bicep')],
    ['has the parameter of its module renamed', inModule('m'), inModule('m', 'm.bicep', 'stage')],
    ['gets a loop', bicep, looped("['orders']", 'one')],
    ['loops over objects', looped("['orders', 'carts']", 'one'), looped("[{ name: 'orders' }, { name: 'carts' }]", 'one.name')],
    ['loops over the items of a map', looped("['orders']", 'one'), looped("items({ first: 'orders' })", 'one.value')],
    [
      'has the API under another key of its map',
      looped("items({ first: 'orders' })", 'one.value'),
      looped("items({ second: 'orders' })", 'one.value'),
    ],
    ['loops in another order', looped("['orders', 'carts']", 'one'), looped("['carts', 'orders']", 'one')],
    [
      'has JSON files of parameters',
      bicep,
      {
        'main.bicep': bicep['main.bicep'] ?? '',
        'p.xml': text,
        ...Object.fromEntries(
          ['dev', 'prod'].map((name) => [
            `main.parameters.${name}.json`,
            JSON.stringify({
              $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#',
              parameters: { env: { value: name } },
            }),
          ]),
        ),
      },
    ],
  ])('%s', isMove);
});

type Json = Readonly<Record<string, unknown>>;
const armFile = (name: string, more: Json = {}): string =>
  `${JSON.stringify({ $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#', parameters: { env: { value: name }, ...more } })}\n`;
const armTemplate = (resources: readonly Json[], more: Json = {}, parameter = 'env'): string =>
  `${JSON.stringify({ $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', parameters: { [parameter]: { type: 'string' } }, ...more, resources }, null, 2)}\n`;
const armName = (rest: string, parameter = 'env'): string => `[concat('contoso-', parameters('${parameter}'), '/${rest}')]`;
const armResource = (kind: string, name: string, properties: Json, more: Json = {}): Json => ({
  type: `${type}/${kind}`,
  apiVersion: '2022-08-01',
  name,
  properties,
  ...more,
});
const armText = (parameter = 'env'): string => `[replace(variables('text'), '{env}', parameters('${parameter}'))]`;
const armAll = (parameter = 'env', value = armText(parameter)): readonly Json[] => [
  armResource('apis', armName('orders', parameter), { path: 'orders' }),
  armResource('apis/operations', armName('orders/get', parameter), { method: 'GET', urlTemplate: '/' }),
  armResource('apis/policies', armName('orders/policy', parameter), { format: 'rawxml', value }),
];
const armValues: Files = { 'main.parameters.dev.json': armFile('dev'), 'main.parameters.prod.json': armFile('prod') };
const arm: Files = { 'main.json': armTemplate(armAll(), { variables: { text } }), ...armValues };
const armLoop = (names: unknown, each: string): Files => ({
  'main.json': armTemplate(
    armAll().map((one) => ({
      ...one,
      name: String(one['name']).replace("'/orders", `'/', ${each}, '`),
      copy: { name: 'all', count: "[length(variables('names'))]" },
    })),
    { variables: { text, names } },
  ).replaceAll('"path": "orders"', `"path": "[${each}]"`),
  ...armValues,
});

describe('ARM templates in two environments: nothing changes for anybody where a template', () => {
  test.each<Move>([
    ['is formatted', arm, { ...arm, 'main.json': JSON.stringify(JSON.parse(arm['main.json'] ?? '')) }],
    ['has its policy formatted', arm, { ...arm, 'main.json': armTemplate(armAll(), { variables: { text: text.replaceAll(/\n */g, '\n') } }) }],
    ['has no variable', arm, { ...arm, 'main.json': armTemplate(armAll('env', `[concat('${text.replace('{env}', "', parameters('env'), '")}')]`)) }],
    [
      'has its variable renamed',
      arm,
      { ...arm, 'main.json': armTemplate(armAll('env', armText().replace("'text'", "'renamed'")), { variables: { renamed: text } }) },
    ],
    [
      'has its parameter renamed',
      arm,
      {
        'main.json': armTemplate(armAll('stage'), { variables: { text } }, 'stage'),
        'main.parameters.dev.json': armFile('dev').replace('"env"', '"stage"'),
        'main.parameters.prod.json': armFile('prod').replace('"env"', '"stage"'),
      },
    ],
    ['gets a loop', arm, armLoop(['orders'], "variables('names')[copyIndex()]")],
    [
      'loops over objects',
      armLoop(['orders', 'carts'], "variables('names')[copyIndex()]"),
      armLoop([{ id: 'orders' }, { id: 'carts' }], "variables('names')[copyIndex()].id"),
    ],
    [
      'loops in another order',
      armLoop(['orders', 'carts'], "variables('names')[copyIndex()]"),
      armLoop(['carts', 'orders'], "variables('names')[copyIndex()]"),
    ],
    [
      'deploys the policy by a template of its own',
      arm,
      {
        ...armValues,
        'main.json': armTemplate([
          ...armAll().slice(0, 2),
          {
            type: 'Microsoft.Resources/deployments',
            apiVersion: '2021-04-01',
            name: 'd',
            properties: { templateLink: { relativePath: 'nested/p.json' }, parameters: { env: { value: "[parameters('env')]" } } },
          },
        ]),
        'nested/p.json': armTemplate(armAll().slice(2), { variables: { text } }),
      },
    ],
    ['becomes Bicep', arm, bicep],
  ])('%s', isMove);
});

describe('where the folder that a service is named after goes', () => {
  const root = (folder: string, name: string, more = ''): Files => ({
    [`${folder}/main.tf`]: env() + api('a', '', `"${name}"`) + policy('p', '', `"${name}"`, filled) + more,
    [`${folder}/p.xml.tpl`]: template['p.xml.tpl'],
    ...Object.fromEntries(Object.entries(values()).map(([path, text]) => [`${folder}/${path}`, text])),
  });
  const unfollowed = 'module "m" {\n  source = "git::https://git.example/apim-tools.git"\n  name   = "x"\n}\n';
  const core = root('core', 'carts');
  const rest = root('domains/orders', 'orders', unfollowed);

  test.each<[what: string, base: Files, head: Files]>([
    ['away', { ...core, ...rest }, rest],
    ['in', rest, { ...core, ...rest }],
  ])('%s, the rest of the service is what it was, in each environment', async (_, base, head) => {
    const { changes, findings } = await review(base, head);
    expect(new Set(changes.flatMap(({ targets }) => targets.map((one) => one.api)))).toEqual(new Set(['carts']));
    expect(findings.filter(({ rule, status }) => rule === 'not-understood' && status === 'new')).toEqual([]);
  });
});
