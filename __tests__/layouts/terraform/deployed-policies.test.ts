import { PolicyCache } from '../../../src/apim/policy-cache.js';
import { defaultSettings } from '../../../src/config/settings.js';
import { listPolicies, type ListedPolicy } from '../../../src/effective/policy-listing.js';
import { openRepository } from '../../../src/layouts/repository.js';
import type { PolicyDocument } from '../../../src/apim/policy.js';
import type { Service } from '../../../src/apim/service.js';
import { repositoryOptions, statesOf } from '../../../src/review/sides.js';
import { memoryTree } from '../../memory-tree.js';

type Files = Readonly<Record<string, string>>;

const xml = (...origins: readonly string[]): string =>
  `<policies>\n  <inbound>\n    <base />\n    <cors>\n      <allowed-origins>\n${origins.map((one) => `        <origin>${one}</origin>\n`).join('')}      </allowed-origins>\n    </cors>\n  </inbound>\n</policies>\n`;
const app = 'https://app.contoso.com';

interface Found {
  readonly policies: readonly ListedPolicy[];
  readonly services: readonly Service[];
  readonly unreviewed: readonly string[];
  readonly unreferenced: readonly string[];
}

async function find(files: Files, environments: readonly string[] = []): Promise<Found> {
  const settings = { ...defaultSettings, environments };
  const repository = await openRepository(memoryTree(files), repositoryOptions(settings), new PolicyCache());
  const services = await repository.loadAll();
  return {
    policies: listPolicies([...statesOf(services, settings).values()]),
    services,
    unreviewed: (await repository.unreviewed(null)).map(({ path }) => path),
    unreferenced: await repository.unreferenced(),
  };
}

/** `scope id/operation path:line origins ?open`. */
function line({ path, line: at, scope, origins, open, environments }: ListedPolicy): string {
  const id = [scope.workspace, scope.id, scope.operation].filter((one) => one !== null).join('/');
  const where = environments === null ? '' : ` in ${environments.join(' ')}`;
  return `${scope.kind}${id === '' ? '' : ` ${id}`} ${path}:${at}${[...origins, ...open.map((name) => `?${name}`)].map((one) => ` ${one}`).join('')}${where}`;
}

const lines = async (files: Files, environments: readonly string[] = []): Promise<readonly string[]> =>
  (await find(files, environments)).policies.map(line);

const service = 'api_management_name = "contoso"\n';
const apiPolicy = (text: string): string =>
  `resource "azurerm_api_management_api_policy" "p" {\n  api_name = "orders"\n  ${service}  xml_content = ${text}\n}\n`;
const heredoc = (text: string): string => `<<-XML\n${text.replace(/^(?=.)/gm, '    ')}  XML`;

describe('where the text of a policy comes from', () => {
  test.each<[name: string, files: Files, expected: string]>([
    ['file()', { 'main.tf': apiPolicy('file("${path.module}/orders.xml")'), 'orders.xml': xml(app) }, `api orders orders.xml:1 ${app}`],
    [
      'templatefile() with a variable that has a default',
      {
        'main.tf': `variable "host" {\n  default = "app"\n}\n${apiPolicy('templatefile("orders.xml.tpl", { host = var.host })')}`,
        'orders.xml.tpl': xml('https://${host}.contoso.com'),
      },
      `api orders orders.xml.tpl:1 ${app}`,
    ],
    [
      'templatefile() with a loop',
      {
        'main.tf': apiPolicy(`templatefile("orders.tftpl", { origins = ["${app}", "https://b.contoso.com"] })`),
        'orders.tftpl': xml('*').replace(/ *<origin>.*\n/, '%{ for origin in origins ~}\n<origin>${origin}</origin>\n%{ endfor ~}\n'),
      },
      `api orders orders.tftpl:1 ${app} https://b.contoso.com`,
    ],
    ['a heredoc', { 'main.tf': apiPolicy(heredoc(xml(app))) }, `api orders main.tf:5 ${app}`],
    ['a local', { 'main.tf': `locals {\n  policy = ${heredoc(xml(app))}\n}\n${apiPolicy('local.policy')}` }, `api orders main.tf:3 ${app}`],
    [
      'replace() of a file',
      { 'main.tf': apiPolicy(`replace(file("orders.xml"), "#origin#", "${app}")`), 'orders.xml': xml('#origin#') },
      `api orders orders.xml:1 ${app}`,
    ],
    [
      'template_file',
      {
        'main.tf': `data "template_file" "t" {\n  template = file("orders.xml.tpl")\n  vars = {\n    host = "app"\n  }\n}\n${apiPolicy('data.template_file.t.rendered')}`,
        'orders.xml.tpl': xml('https://${host}.contoso.com'),
      },
      `api orders orders.xml.tpl:1 ${app}`,
    ],
    [
      'a host name that a resource gets keeps its name',
      {
        'main.tf': `resource "azurerm_static_web_app" "web" {\n  name = "web"\n}\n${apiPolicy('templatefile("orders.xml.tpl", { host = azurerm_static_web_app.web.default_host_name })')}`,
        'orders.xml.tpl': xml('https://${host}'),
      },
      'api orders orders.xml.tpl:1 ?azurerm_static_web_app.web.default_host_name',
    ],
    [
      'an override file replaces what it names',
      {
        'main.tf': apiPolicy('file("one.xml")'),
        'main_override.tf': `resource "azurerm_api_management_api_policy" "p" {\n  xml_content = file("two.xml")\n}\n`,
        'one.xml': xml('https://old.contoso.com'),
        'two.xml': xml(app),
      },
      `api orders two.xml:1 ${app}`,
    ],
    [
      'a .tofu file outranks the .tf file of its name',
      {
        'main.tf': apiPolicy('file("one.xml")'),
        'main.tofu': apiPolicy('file("two.xml")'),
        'one.xml': xml('https://old.contoso.com'),
        'two.xml': xml(app),
      },
      `api orders two.xml:1 ${app}`,
    ],
  ])('%s', async (_, files, expected) => {
    expect(await lines(files)).toEqual([expected]);
  });
});

describe('configuration in JSON', () => {
  const resource = (text: string, more: object = {}): object => ({
    resource: { azurerm_api_management_api_policy: { p: { api_name: 'orders', api_management_name: 'contoso', xml_content: text, ...more } } },
  });
  const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  test.each<[name: string, files: Files, expected: string]>([
    [
      'file(), with quotes that are escaped',
      { 'main.tf.json': json(resource('${file("${path.module}/p.xml")}')), 'p.xml': xml(app) },
      `api orders p.xml:1 ${app}`,
    ],
    [
      'a template, a local and a variable with a type of optional attributes',
      {
        'main.tf.json': json({
          '//': 'a comment',
          variable: { site: { type: 'object({ host = optional(string, "app") })', default: {} } },
          locals: { host: '${var.site.host}.contoso.com' },
          ...resource('${templatefile("p.tftpl", { host = local.host })}'),
        }),
        'p.tftpl': xml('https://${host}'),
      },
      `api orders p.tftpl:1 ${app}`,
    ],
    ['the policy itself', { 'main.tf.json': json(resource(xml(app))) }, `api orders main.tf.json:7 ${app}`],
    [
      'a module in JSON that is called from code',
      {
        'main.tf': 'module "m" {\n  source = "./m"\n  apis = ["orders"]\n}\n',
        'm/main.tofu.json': json({
          variable: [{ apis: {} }],
          ...resource('${file("p.xml")}', { for_each: '${toset(var.apis)}', api_name: '${each.key}' }),
        }),
        'p.xml': xml(app),
      },
      `api orders p.xml:1 ${app}`,
    ],
    [
      'a module that is called from JSON',
      {
        'main.tf.json': json({ module: { m: [{ source: './m', name: 'orders' }] } }),
        'm/main.tf': `variable "name" {}\n${apiPolicy('file("p.xml")').replace('"orders"', 'var.name')}`,
        'p.xml': xml(app),
      },
      `api orders p.xml:1 ${app}`,
    ],
    [
      'an override in JSON',
      {
        'main.tf': apiPolicy('file("old.xml")'),
        'main_override.tf.json': json({ resource: { azurerm_api_management_api_policy: { p: { xml_content: '${file("p.xml")}' } } } }),
        'old.xml': xml('*'),
        'p.xml': xml(app),
      },
      `api orders p.xml:1 ${app}`,
    ],
    [
      'a .tofu.json file outranks the .tf.json file of its name',
      {
        'main.tf.json': json(resource('${file("old.xml")}')),
        'main.tofu.json': json(resource('${file("p.xml")}')),
        'old.xml': xml('*'),
        'p.xml': xml(app),
      },
      `api orders p.xml:1 ${app}`,
    ],
  ])('%s', async (_, files, expected) => {
    const { policies, services } = await find(files);
    expect([policies.map(line), services.flatMap(({ problems }) => problems)]).toEqual([[expected], []]);
  });

  test.each<[name: string, text: string, line: number, rest: string]>([
    ['no JSON', '{\n  "locals": {\n    "a": 1,,\n  }\n}\n', 3, ','],
    ['it ends too early', '{\n  "locals": {', 2, ''],
    ['something behind it', '{}\n{}\n', 2, '{}'],
    ['hcl', 'locals {\n}\n', 1, 'locals {'],
  ])('a file that is no JSON is told at its line, and the rest goes on: %s', async (_, text, at, rest) => {
    const { services, policies } = await find({ 'broken.tf.json': text, 'main.tf': apiPolicy('file("p.xml")'), 'p.xml': xml(app) });
    expect(policies).toHaveLength(1);
    expect(services[0]?.problems).toEqual([{ path: 'broken.tf.json', line: at, says: { code: 'no-json', given: { rest } }, hides: true }]);
  });

  test('brackets without end, and values of variables in JSON', async () => {
    const { services, policies } = await find({
      'deep.tf.json': '{"a":'.repeat(100_000),
      'main.tf': `variable "host" {}\n${apiPolicy('templatefile("p.tftpl", { host = var.host })')}`,
      'prod.tfvars.json': '{ "host": "app" }',
      'p.tftpl': xml('https://${host}.contoso.com'),
    });
    expect(policies.map(line)).toEqual([`api orders p.tftpl:1 ${app} in prod`]);
    expect(services[0]?.problems.map(({ path, says }) => [path, says.code])).toEqual([['deep.tf.json', 'code-too-deep']]);
  });

  test.each([
    ['before them', apiPolicy('file("orders.xml")'), '', [`api orders orders.xml:1 ${app}`]],
    ['behind them', '', `module "z" {\n  source = "./z"\n}\n`, []],
  ])(
    'modules that call modules without end: the first ones are followed, and the rest is told once; a policy %s',
    async (_, before, after, expected) => {
      const calls = (source: string): string =>
        Array.from({ length: 10 }, (_, index) => `module "m${index}" {\n  source = "${source}"\n}\n`).join('');
      const folders = Array.from({ length: 8 }, (_, index) => [`m${index}/main.tf`, index === 7 ? '' : calls(`../m${index + 1}`)]);
      const { services, policies } = await find({
        'main.tf': `${before}${calls('./m0')}${after}`,
        'orders.xml': xml(app),
        ...(after === '' ? {} : { 'z/main.tf': apiPolicy('file("../orders.xml")') }),
        ...(Object.fromEntries(folders) as Files),
      });
      expect(policies.map(line)).toEqual(expected);
      expect(services.map(({ problems }) => problems.map(({ says }) => says.code))).toEqual([['too-many-modules']]);
    },
  );
});

describe('which scope a policy has', () => {
  const id = 'api_management_id = azurerm_api_management.apim.id\n';
  const apim = 'resource "azurerm_api_management" "apim" {\n  name = "contoso"\n}\n';
  test.each<[name: string, code: string, expected: string]>([
    ['global', `${apim}resource "azurerm_api_management_policy" "p" {\n  ${id}  xml_content = file("p.xml")\n}\n`, 'global'],
    ['a policy block', apim.replace('}\n', '  policy {\n    xml_content = file("p.xml")\n  }\n}\n'), 'global'],
    ['a policy attribute', apim.replace('}\n', '  policy = [{ xml_content = file("p.xml") }]\n}\n'), 'global'],
    [
      'product',
      `resource "azurerm_api_management_product_policy" "p" {\n  product_id = "starter"\n  ${service}  xml_content = file("p.xml")\n}\n`,
      'product starter',
    ],
    [
      'operation, by attributes of resources',
      `resource "azurerm_api_management_api" "a" {\n  name = "orders"\n  ${service}}\nresource "azurerm_api_management_api_operation" "o" {\n  operation_id = "get"\n  api_name = azurerm_api_management_api.a.name\n  ${service}  method = "GET"\n  url_template = "/"\n}\nresource "azurerm_api_management_api_operation_policy" "p" {\n  api_name = azurerm_api_management_api_operation.o.api_name\n  operation_id = azurerm_api_management_api_operation.o.operation_id\n  ${service}  xml_content = file("p.xml")\n}\n`,
      'operation orders/get',
    ],
    ['fragment', `resource "azurerm_api_management_policy_fragment" "p" {\n  name = "f"\n  ${id}  value = file("p.xml")\n}\n${apim}`, 'fragment f'],
    [
      'a workspace',
      `${apim}resource "azurerm_api_management_workspace" "w" {\n  name = "team"\n  ${id}}\nresource "azurerm_api_management_workspace_policy" "p" {\n  api_management_workspace_id = azurerm_api_management_workspace.w.id\n  xml_content = file("p.xml")\n}\n`,
      'workspace team',
    ],
    [
      'azapi, the body an object',
      `${apim}resource "azapi_resource" "p" {\n  type = "Microsoft.ApiManagement/service/apis/policies@2023-05-01-preview"\n  name = "policy"\n  parent_id = "\${azurerm_api_management.apim.id}/apis/orders"\n  body = {\n    properties = {\n      value = file("p.xml")\n    }\n  }\n}\n`,
      'api orders',
    ],
    [
      'azapi, the body jsonencode()',
      `${apim}resource "azapi_resource" "p" {\n  type = "Microsoft.ApiManagement/service/policyFragments@2023-05-01-preview"\n  name = "f"\n  parent_id = azurerm_api_management.apim.id\n  body = jsonencode({ properties = { value = file("p.xml") } })\n}\n`,
      'fragment f',
    ],
    ...['apis', 'products'].map((kind): [string, string, string] => [
      `azapi, ${kind} by resources of the provider itself`,
      `resource "azapi_resource" "s" {\n  type = "Microsoft.ApiManagement/service@2024-05-01"\n  name = "contoso"\n  parent_id = azurerm_resource_group.g.id\n}\n` +
        `resource "azapi_resource" "a" {\n  type = "Microsoft.ApiManagement/service/${kind}@2024-05-01"\n  name = "orders"\n  parent_id = azapi_resource.s.id\n}\n` +
        `resource "azapi_resource" "p" {\n  type = "Microsoft.ApiManagement/service/${kind}/policies@2024-05-01"\n  name = "policy"\n  parent_id = azapi_resource.a.id\n  body = { properties = { value = file("p.xml") } }\n}\n`,
      `${kind === 'apis' ? 'api' : 'product'} orders`,
    ]),
    [
      'azapi, in what the repository does not decide',
      `variable "api_id" {}\nresource "azapi_resource" "p" {\n  type = "Microsoft.ApiManagement/service/apis/policies@2024-05-01"\n  name = "policy"\n  parent_id = var.api_id\n  body = { properties = { value = file("p.xml") } }\n}\n`,
      'api var.api_id',
    ],
    [
      'a deployment of an ARM template',
      `resource "azurerm_template_deployment" "d" {\n  template_body = file("api.json")\n  parameters = {\n    service = "contoso"\n    policy = file("p.xml")\n  }\n}\n`,
      'api orders',
    ],
    [
      'a module kept elsewhere: an API',
      `module "a" {\n  source = "git::https://example.com/m.git//api_management_api?ref=v1"\n  name = "orders"\n  ${service}  xml_content = file("p.xml")\n}\n`,
      'api orders',
    ],
    [
      'a module kept elsewhere: an operation of an API',
      `module "a" {\n  source = "git::https://example.com/m.git//api_management_api?ref=v1"\n  name = "orders"\n  ${service}  api_operation_policies = [{ operation_id = "get", xml_content = file("p.xml") }]\n}\n`,
      'operation orders/get',
    ],
    [
      'a module kept elsewhere: a product',
      `module "a" {\n  source = "./.terraform/modules/__v4__/api_management_product"\n  product_id = "starter"\n  ${service}  policy_xml = file("p.xml")\n}\n`,
      'product starter',
    ],
    [
      'a module kept elsewhere: the same argument is global in the module of the instance',
      'module "a" {\n  source = "./.terraform/modules/__v4__/api_management"\n  name = "contoso"\n  xml_content = file("p.xml")\n}\n',
      'global',
    ],
    [
      'a module kept elsewhere: a list of policies',
      `module "a" {\n  source = "acme/apim-api/azurerm"\n  name = "orders"\n  ${service}  policies = [{ xml_content = file("p.xml") }]\n}\n`,
      'api orders',
    ],
  ])('%s', async (_, code, expected) => {
    const template = {
      resources: [
        {
          type: 'Microsoft.ApiManagement/service/apis/policies',
          name: "[concat(parameters('service'), '/orders/policy')]",
          properties: { value: "[parameters('policy')]" },
        },
      ],
    };
    // A fragment is one in itself: a policy document in its place is refused.
    const isFragment = expected.startsWith('fragment');
    const text = isFragment
      ? `<fragment>\n  <cors>\n    <allowed-origins>\n      <origin>${app}</origin>\n    </allowed-origins>\n  </cors>\n</fragment>\n`
      : xml(app);
    expect(await lines({ 'main.tf': code, 'p.xml': text, 'api.json': JSON.stringify(template) })).toEqual([`${expected} p.xml:1 ${app}`]);
  });

  test('two versions of an API, by calls of a module kept elsewhere, are two APIs', async () => {
    const call = (version: string): string =>
      `module "a_${version}" {\n  source = "git::https://example.com/m.git//api_management_api?ref=v1"\n  name = "orders"\n  api_version = "${version}"\n  ${service}  xml_content = file("${version}.xml")\n  api_operation_policies = [{ operation_id = "get", xml_content = file("${version}.xml") }]\n}\n`;
    const put = `resource "azurerm_api_management_api_operation_policy" "put" {\n  api_name = module.a_v2.name\n  operation_id = "put"\n  ${service}  xml_content = file("v2.xml")\n}\n`;
    const files = { 'main.tf': call('v1') + call('v2') + put, 'v1.xml': xml(app), 'v2.xml': xml('https://two.contoso.com') };
    expect([...(await lines(files))].sort()).toEqual([
      `api orders-v1 v1.xml:1 ${app}`,
      'api orders-v2 v2.xml:1 https://two.contoso.com',
      `operation orders-v1/get v1.xml:1 ${app}`,
      'operation orders-v2/get v2.xml:1 https://two.contoso.com',
      'operation orders-v2/put v2.xml:1 https://two.contoso.com',
    ]);
  });

  test('a policy document in the place of a fragment is refused, and so is a fragment in the place of a policy', async () => {
    const code = `resource "azurerm_api_management_policy_fragment" "f" {\n  name = "f"\n  ${id}  value = file("p.xml")\n}\n${apim}resource "azurerm_api_management_policy" "p" {\n  ${id}  xml_content = file("f.xml")\n}\n`;
    const { services } = await find({ 'main.tf': code, 'p.xml': xml(app), 'f.xml': '<fragment><base /></fragment>\n' });
    const [service] = services;
    const broken = [service?.global, service?.fragments[0]?.policy].map((file) => (file?.ok === false ? file.broken.says.code : null));
    expect(broken).toEqual(['root-of-another-place', 'root-of-another-place']);
  });
});

describe('modules of the repository', () => {
  const module =
    'variable "name" {}\nvariable "file" {}\nresource "azurerm_api_management_api_policy" "p" {\n  api_name = var.name\n  api_management_name = "contoso"\n  xml_content = file(var.file)\n}\n';

  test('one module called twice stands at two scopes', async () => {
    const call = (name: string): string => `module "${name}" {\n  source = "../modules/api"\n  name = "${name}"\n  file = "${name}.xml"\n}\n`;
    const files = { 'modules/api/main.tf': module, 'live/main.tf': call('a') + call('b'), 'live/a.xml': xml(app), 'live/b.xml': xml('*') };
    expect(await lines(files)).toEqual([`api a live/a.xml:1 ${app}`, 'api b live/b.xml:1 *']);
  });

  test('for_each over a map, and count', async () => {
    const main =
      'module "api" {\n  source = "./api"\n  for_each = { a = "a.xml", b = "b.xml" }\n  name = each.key\n  file = each.value\n}\n' +
      apiPolicy('file("a.xml")').replace('{', '{\n  count = 0');
    expect(await lines({ 'api/main.tf': module, 'main.tf': main, 'a.xml': xml(app), 'b.xml': xml('*') })).toEqual([
      `api a a.xml:1 ${app}`,
      'api b b.xml:1 *',
    ]);
  });

  test('optional attributes of a variable have their defaults', async () => {
    const main =
      'variable "apis" {\n  type = map(object({ file = optional(string, "a.xml") }))\n  default = { a = {} }\n}\nmodule "api" {\n  source = "./api"\n  for_each = var.apis\n  name = each.key\n  file = each.value.file\n}\n';
    expect(await lines({ 'api/main.tf': module, 'main.tf': main, 'a.xml': xml(app) })).toEqual([`api a a.xml:1 ${app}`]);
  });

  test('a module that nobody calls deploys nothing', async () => {
    const files = { 'modules/spare/main.tf': module, 'live/main.tf': apiPolicy('file("a.xml")'), 'live/a.xml': xml(app) };
    expect(await lines(files)).toEqual([`api orders live/a.xml:1 ${app}`]);
  });

  test('a module that calls itself ends', async () => {
    const files = {
      'a/main.tf': `module "x" {\n  source = "../b"\n}\n`,
      'b/main.tf': `module "y" {\n  source = "../b"\n}\n${apiPolicy('file("../a/a.xml")')}`,
      'a/a.xml': xml(app),
    };
    expect((await lines(files))[0]).toContain('api orders');
  });
});

describe('environments', () => {
  const main = `variable "env" {}\nvariable "origin" {\n  default = "${app}"\n}\n${apiPolicy('templatefile("p.xml.tpl", { origin = var.env == "dev" ? "*" : var.origin })')}`;
  const files = {
    'main.tf': main,
    'p.xml.tpl': xml('${origin}'),
    'env/dev/terraform.tfvars': 'env = "dev"\n',
    'env/prod/terraform.tfvars': 'env = "prod"\n',
    'env/prod/backend.tfvars': 'key = "state"\n',
  };

  test('each file of values is one, named after its folder or itself; what sets no variable is none', async () => {
    expect(await lines(files)).toEqual(['api orders p.xml.tpl:1 * in dev', `api orders p.xml.tpl:1 ${app} in prod`]);
    const beside = {
      'main.tf': main,
      'p.xml.tpl': xml('${origin}'),
      'weu-prod.tfvars': 'env = "prod"\n',
      'terraform.tfvars': 'origin = "https://b.contoso.com"\n',
    };
    expect(await lines(beside)).toEqual(['api orders p.xml.tpl:1 https://b.contoso.com in weu-prod']);
  });

  test.each<[what: string, values: Readonly<Record<string, string>>, expected: readonly string[]]>([
    ['of other variables are parts of one', { terraform: 'env = "x"\n', net: 'origin = "https://net"\n' }, ['https://net in env']],
    [
      'of one variable are one each, above what lies there for all',
      { terraform: 'env = "x"\n', dev: 'origin = "https://dev"\n', prod: 'origin = "https://prod"\n' },
      ['https://dev in dev', 'https://prod in prod'],
    ],
    [
      'of one variable that the file for all sets too',
      { terraform: 'env = "x"\norigin = "https://all"\n', dev: 'origin = "https://dev"\n', prod: 'origin = "https://prod"\n' },
      ['https://all in env', 'https://dev in dev', 'https://prod in prod'],
    ],
    [
      'with one other',
      { terraform: 'env = "x"\norigin = "https://all"\n', dev: 'origin = "https://dev"\n' },
      ['https://all in env', 'https://dev in dev'],
    ],
  ])('files of values in one folder beside a terraform.tfvars: %s', async (_what, values, expected) => {
    const all = Object.fromEntries(Object.entries(values).map(([name, text]) => [`env/${name}.tfvars`, text]));
    const found = await lines({ 'main.tf': main, 'p.xml.tpl': xml('${origin}'), ...all });
    expect([...found].sort()).toEqual(expected.map((one) => `api orders p.xml.tpl:1 ${one}`).sort());
  });

  test('of a folder with files of its own, those that lie beside it for others make no environment and add to its own', async () => {
    const beside = { 'other/sub-prod/terraform.tfvars': 'env = "x"\n', 'other/dev/terraform.tfvars': 'origin = "https://dev.contoso.com"\n' };
    const own = Object.fromEntries(Object.entries(files).map(([path, text]) => [`app/${path}`, text]));
    expect(await lines({ ...own, ...beside })).toEqual(['api orders app/p.xml.tpl:1 * in dev', `api orders app/p.xml.tpl:1 ${app} in prod`]);
    const bare = Object.fromEntries(Object.entries(own).filter(([path]) => !path.startsWith('app/env/')));
    expect(await lines({ ...bare, ...beside })).toEqual([
      'api orders app/p.xml.tpl:1 * https://dev.contoso.com in dev',
      `api orders app/p.xml.tpl:1 ${app} in sub-prod`,
    ]);
  });

  const state = 'terraform {\n  backend "azurerm" {}\n}\n';
  const open = [`* ${app}`];
  test.each([
    ['it has values of its own', files, '', ['* in dev', `${app} in prod`]],
    ['it says where its state lies', { 'p.xml.tpl': xml('${origin}') }, state, open],
    ['it says what it deploys with', { 'p.xml.tpl': xml('${origin}') }, 'provider "azurerm" {}\n', open],
    ['it says nothing of that', { 'p.xml.tpl': xml('${origin}') }, '', []],
  ])('a folder that an example calls is a root all the same or a module: %s', async (_, own, more, expected) => {
    const all = {
      ...own,
      'main.tf': `${more}${main.replace('"p.xml', '"${path.module}/p.xml')}`,
      'examples/basic/main.tf': 'module "x" {\n  source = "../../"\n  env = "x"\n}\n',
    };
    const found = await lines(all);
    expect([...found].sort()).toEqual([app, ...expected].map((one) => `api orders p.xml.tpl:1 ${one}`).sort());
  });

  test('those that are named are evaluated, and no others', async () => {
    expect(await lines(files, ['prod'])).toEqual([`api orders p.xml.tpl:1 ${app} in prod`]);
  });

  test('an override file in the folder of an environment counts there alone, also where it is all that the folder has', async () => {
    const override = `resource "azurerm_api_management_api_policy" "p" {\n  xml_content = file("dev.xml")\n}\n`;
    const overridden = { ...files, 'env/dev/api_override.tf': override, 'dev.xml': xml('https://dev.contoso.com') };
    expect(await lines(overridden)).toEqual(['api orders dev.xml:1 https://dev.contoso.com in dev', `api orders p.xml.tpl:1 ${app} in prod`]);
    const alone = { ...overridden, 'env/dev/terraform.tfvars': '' };
    expect(await lines(alone)).toEqual(await lines(overridden));
  });

  test('a list without a value is one unknown list', async () => {
    const unset = {
      'main.tf': `variable "origins" {\n  type = list(string)\n}\n${apiPolicy('templatefile("p.tftpl", { origins = var.origins })')}`,
      'p.tftpl': xml('*').replace(/ *<origin>.*\n/, '%{ for o in origins ~}\n<origin>${o}</origin>\n%{ endfor ~}\n'),
    };
    const [only] = (await find(unset)).policies;
    expect(only).toMatchObject({ hasCors: true, origins: [] });
    expect(only?.open.join()).toContain('var.origins');
  });
});

describe('services', () => {
  const policyOf = (type: string, name: string, file: string): string =>
    `resource "azurerm_api_management_${type}" "p" {\n  ${name}\n${type === 'api_policy' ? '  api_name = "orders"\n' : ''}  xml_content = file("${file}")\n}\n`;
  const data = (name: string): string => `data "azurerm_api_management" "x" {\n  name = "${name}"\n}\n`;

  test('root modules that deploy to one instance are one service, through the name of its data', async () => {
    const { services } = await find({
      'core/main.tf': `resource "azurerm_api_management" "x" {\n  name = "contoso"\n}\n${policyOf('policy', 'api_management_id = azurerm_api_management.x.id', 'p.xml')}`,
      'core/p.xml': xml(app),
      'orders/main.tf': data('contoso') + policyOf('api_policy', 'api_management_name = data.azurerm_api_management.x.name', 'p.xml'),
      'orders/p.xml': xml('*'),
    });
    expect(services.map(({ root, global, apis }) => [root, global !== null, apis.map(({ id }) => id)])).toEqual([['core', true, ['orders']]]);
  });

  test('two instances are two services', async () => {
    const { services } = await find({
      'a/main.tf': data('one') + policyOf('api_policy', 'api_management_name = data.azurerm_api_management.x.name', 'p.xml'),
      'a/p.xml': xml(app),
      'b/main.tf': data('two') + policyOf('api_policy', 'api_management_name = data.azurerm_api_management.x.name', 'p.xml'),
      'b/p.xml': xml('*'),
    });
    expect(services.map(({ root }) => root)).toEqual(['a', 'b']);
  });

  test('folders that deploy one scope are two instances of one name, each with what is nearest to it; a folder between them goes with both', async () => {
    const deploys = (type: string): string => policyOf(type, 'api_management_name = "contoso"', 'p.xml');
    const { services, policies } = await find({
      'dev/apis/main.tf': deploys('api_policy'),
      'dev/apis/p.xml': xml('*'),
      'dev/core/main.tf': deploys('policy'),
      'dev/core/p.xml': xml('*'),
      'prod/apis/main.tf': deploys('api_policy'),
      'prod/apis/p.xml': xml(app),
      'prod/core/main.tf': deploys('policy'),
      'prod/core/p.xml': xml(app),
      'shared/main.tf': deploys('product_policy').replace('\n', '\n  product_id = "starter"\n'),
      'shared/p.xml': xml(app),
    });
    expect(services.map(({ root, global, apis, products }) => [root, global?.ok, apis.map(({ policy }) => policy?.ok), products.length])).toEqual([
      ['dev/core', true, [true], 1],
      ['prod/core', true, [true], 1],
    ]);
    expect(policies.map(line)).toContain(`api orders prod/apis/p.xml:1 ${app}`);
  });

  test('the facts of an API come from its resource and its specification', async () => {
    const code =
      'resource "azurerm_api_management_api_version_set" "v" {\n  name = "orders"\n  versioning_scheme = "Header"\n  version_header_name = "v"\n  api_management_name = "contoso"\n}\n' +
      'resource "azurerm_api_management_api" "a" {\n  name = "orders"\n  api_management_name = "contoso"\n  path = "sales/orders"\n  version = "v1"\n  version_set_id = azurerm_api_management_api_version_set.v.id\n  subscription_required = false\n' +
      '  subscription_key_parameter_names {\n    header = "k"\n    query = "q"\n  }\n  import {\n    content_format = "openapi+json"\n    content_value = file("s.json")\n  }\n}\n' +
      'resource "azurerm_api_management_product" "s" {\n  product_id = "starter"\n  api_management_name = "contoso"\n  published = true\n}\n' +
      'resource "azurerm_api_management_product_api" "l" {\n  product_id = azurerm_api_management_product.s.product_id\n  api_name = azurerm_api_management_api.a.name\n  api_management_name = "contoso"\n}\n' +
      'resource "azurerm_api_management_named_value" "n" {\n  name = "site"\n  display_name = "site"\n  value = "https://site.contoso.com"\n  api_management_name = "contoso"\n}\n';
    const specification = JSON.stringify({
      openapi: '3.0.0',
      paths: { '/{id}': { get: { operationId: 'get-order' }, put: { operationId: 'put-order' } } },
    });
    const { services, policies } = await find({ 'main.tf': code + apiPolicy('file("p.xml")'), 'p.xml': xml('{{site}}'), 's.json': specification });
    expect(services[0]?.apis[0]).toMatchObject({
      id: 'orders',
      path: 'sales/orders',
      version: 'v1',
      versionSet: 'orders',
      subscriptionRequired: false,
      subscriptionKeyNames: { header: 'k', query: 'q' },
      operationsKnown: true,
    });
    expect(services[0]?.apis[0]?.operations.map(({ id, method, urlTemplate }) => [id, method, urlTemplate])).toEqual([
      ['get-order', 'GET', '/{id}'],
      ['put-order', 'PUT', '/{id}'],
    ]);
    expect(services[0]?.products).toMatchObject([{ id: 'starter', published: true, subscriptionRequired: true, apis: new Set(['orders']) }]);
    expect(services[0]?.versionSets.get('orders')).toMatchObject({ scheme: 'Header', headerName: 'v' });
    expect(policies.map(({ origins }) => origins)).toEqual([['https://site.contoso.com']]);
  });

  test('operations at a URL are not known', async () => {
    const code =
      'resource "azurerm_api_management_api" "a" {\n  name = "orders"\n  api_management_name = "contoso"\n  import {\n    content_format = "openapi-link"\n    content_value = "https://example.com/s.json"\n  }\n}\n';
    const { services } = await find({ 'main.tf': code + apiPolicy('file("p.xml")'), 'p.xml': xml(app) });
    expect(services[0]?.apis[0]).toMatchObject({ operationsKnown: false, operations: [] });
  });
});

describe('what is not deployed, or not followed', () => {
  const handed = (source: string, argument: string): string => `module "o" {\n  source = "${source}"\n  ${argument}\n}\n`;
  test.each<[name: string, files: Files, unreviewed: readonly string[]]>([
    ['to a module of no known shape', { 'main.tf': handed('contoso/foo/azurerm', `thing = ${heredoc(xml(app))}`) }, ['main.tf']],
    [
      'to it through a local value',
      { 'main.tf': handed('contoso/foo/azurerm', 'thing = local.policy'), 'locals.tf': `locals {\n  policy = ${heredoc(xml(app))}\n}\n` },
      ['locals.tf'],
    ],
    ['as a local value that no module gets', { 'main.tf': `locals {\n  policy = ${heredoc(xml(app))}\n}\n` }, []],
    [
      'to a module whose shape says its scope',
      { 'main.tf': handed('contoso/apim-api/azurerm', `name = "orders"\n  policy_xml = ${heredoc(xml(app))}`) },
      [],
    ],
    ['to a module of the repository', { 'main.tf': handed('./foo', `thing = ${heredoc(xml(app))}`), 'foo/main.tf': apiPolicy('var.thing') }, []],
  ])('a policy that is written out and handed %s', async (_, files, unreviewed) => {
    expect((await find(files)).unreviewed).toEqual(unreviewed);
  });

  test('a policy that nothing names is listed and raises no alarm; one that code names in a way that is not followed has no scope', async () => {
    const files = {
      'main.tf': `${apiPolicy('file("p.xml")')}# file("commented.xml")\nresource "null_resource" "r" {\n  triggers = { text = file("\${path.module}/named.xml") }\n}\n`,
      'p.xml': xml(app),
      'old/dead.xml': xml('*'),
      'commented.xml': xml('*'),
      'named.xml': xml('*'),
    };
    const { unreferenced, unreviewed } = await find(files);
    expect(unreferenced).toEqual(['commented.xml', 'old/dead.xml']);
    expect(unreviewed).toEqual(['named.xml']);
  });

  test('what a module names that nobody calls is deployed by nothing; one that is called under a condition is', async () => {
    const files = {
      'main.tf': `${apiPolicy('file("p.xml")')}module "off" {\n  source = "./modules/off"\n  count = 0\n}\n`,
      'modules/spare/main.tf': apiPolicy('file("${path.module}/dead.xml")'),
      'modules/spare/dead.xml': xml('*'),
      'modules/off/main.tf': apiPolicy('file("${path.module}/off.xml")'),
      'modules/off/off.xml': xml('*'),
      'p.xml': xml(app),
    };
    const { unreferenced, unreviewed } = await find(files);
    expect([unreferenced, unreviewed]).toEqual([['modules/spare/dead.xml'], ['modules/off/off.xml']]);
  });

  test.each<[name: string, text: string, unreviewed: readonly string[]]>([
    ['a path with a hole', 'file("policies/${lower(var.x)}.xml")', ['policies/a.xml']],
    ['a template at such a path', 'templatefile("./policies/${lower(var.x)}.xml", { a = 1 })', ['policies/a.xml']],
    [
      'a template at such a path with much that it is given',
      `templatefile("policies/\${lower(var.x)}.xml", { a = "${'a'.repeat(300)}" })`,
      ['policies/a.xml'],
    ],
    ['a path from a folder above', 'file("../${lower(var.x)}/a.xml")', ['elsewhere/a.xml', 'policies/a.xml']],
    ['a path that is not decided at all', 'file(var.x)', ['elsewhere/a.xml', 'policies/a(1).xml', 'policies/a.xml', 'policies/b.txt.xml']],
    ['a text that comes from no file', 'var.x', []],
  ])('%s: what it may mean has no scope, and is not passed over', async (name, text, expected) => {
    const root = name.includes('above') ? 'live/' : '';
    const files = {
      [`${root}main.tf`]: `variable "x" {}\n${apiPolicy(text)}${apiPolicy('file("p.xml")').replace('"p"', '"q"').replace('orders', 'other')}`,
      [`${root}p.xml`]: xml(app),
      'policies/a.xml': xml('*'),
      'policies/a(1).xml': name.includes('at all') ? xml('*') : '<x />',
      'policies/b.txt.xml': name.includes('at all') ? xml('*') : '<x />',
      'elsewhere/a.xml': xml('*'),
    };
    const { unreferenced, unreviewed } = await find(files);
    expect(unreviewed).toEqual(expected);
    expect(unreferenced).toEqual(['elsewhere/a.xml', 'policies/a.xml'].filter((path) => !expected.includes(path)));
  });

  test.each([
    ['a path with a variable', 'file("policies/${var.x}.xml")', ['a', 'b'], ['elsewhere/a.xml']],
    ['a template at such a path', 'templatefile("./policies/${var.x}.xml", { a = 1 })', ['a', 'b'], ['elsewhere/a.xml']],
    ['a path from a folder above', 'file("../${var.x}/a.xml")', ['elsewhere', 'policies'], ['policies/b.xml']],
  ])('%s: each file that it may mean is deployed in an environment of its own', async (name, text, environments, dead) => {
    const root = name.includes('above') ? 'live/' : '';
    const { services, unreferenced, unreviewed } = await find({
      [`${root}main.tf`]: `variable "x" {}\n${apiPolicy(text)}`,
      'policies/a.xml': xml('*'),
      'policies/b.xml': xml(app),
      'elsewhere/a.xml': xml(app),
    });
    expect([services.map(({ environment }) => environment), unreviewed, unreferenced]).toEqual([environments, [], dead]);
  });

  test('where nothing of the repository deploys policies, a policy has no scope', async () => {
    const { unreferenced, unreviewed } = await find({ 'main.tf': 'resource "azurerm_resource_group" "g" {\n  name = "g"\n}\n', 'p.xml': xml(app) });
    expect([unreferenced, unreviewed]).toEqual([[], ['p.xml']]);
  });

  test('a policy whose text the repository does not decide is unread, never missing', async () => {
    const { services } = await find({ 'main.tf': `variable "policy" {}\n${apiPolicy('var.policy')}` });
    expect(services[0]?.apis[0]?.policy).toMatchObject({ ok: false, broken: { path: 'main.tf', line: 5, isRefused: false } });
  });

  test('broken code is told at its line, and the rest goes on', async () => {
    const { services, policies } = await find({ 'broken.tf': 'locals {\n  a = [1,\n}\n', 'main.tf': apiPolicy('file("p.xml")'), 'p.xml': xml(app) });
    expect(policies).toHaveLength(1);
    expect(services[0]?.problems.map(({ path }) => path)).toEqual(['broken.tf']);
  });
});

describe('a policy that stands as it stood, in a file that changes elsewhere', () => {
  const named = (name: string, text: string): string => apiPolicy(heredoc(text)).replace('"p"', `"${name}"`).replace('"orders"', `"${name}"`);
  const file = (origin: string): string => `${named('orders', xml(origin))}${named('carts', xml(app))}`;

  async function documents(text: string, cache: PolicyCache): Promise<ReadonlyMap<string, PolicyDocument>> {
    const repository = await openRepository(memoryTree({ 'main.tf': text }), repositoryOptions(defaultSettings), cache);
    const apis = (await repository.loadAll()).flatMap((one) => one.apis);
    return new Map(apis.flatMap(({ id, policy }) => (policy?.ok === true ? [[id, policy.document] as const] : [])));
  }

  test('is read once for both sides, and is found again in the file of each', async () => {
    const cache = new PolicyCache();
    const texts = [file('https://one.contoso.com'), file('https://two.contoso.com')];
    const [base, head] = await Promise.all(texts.map((text) => documents(text, cache)));
    expect(head?.get('carts')?.sections).toBe(base?.get('carts')?.sections);
    expect(head?.get('carts')?.id).toBe(base?.get('carts')?.id);
    expect(head?.get('orders')?.id).not.toBe(base?.get('orders')?.id);
    for (const [index, side] of [base, head].entries()) {
      expect(side?.get('carts')?.host?.open(texts[index] ?? '')?.text).toBe(xml(app));
    }
  });

  test('is another reading where what stands above it has another length, or the same one and more lines', async () => {
    const cache = new PolicyCache();
    const texts = [`# ab\n${file(app)}`, `# abc\n${file(app)}`, `#ab\n\n${file(app)}`];
    const found = await Promise.all(texts.map((text) => documents(text, cache)));
    expect(new Set(found.map((side) => side.get('carts')?.id)).size).toBe(3);
    expect(new Set(found.map((side) => side.get('carts')?.line)).size).toBe(2);
  });
});
