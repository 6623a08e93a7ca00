import { defaultSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { hosts, type Files, type Kept } from './hosts.js';

/** What code deploys in ways that nobody follows is told where it is new or another one, and nothing is proven beside it. */

const own = policy(cors({ origins: ['https://app.contoso.com'] }));
const plain = policy(['<base />']);
const before: Kept = { global: plain, api: own, operation: plain };
const kept = (name: string): Files => hosts.find((host) => host.name === name)?.files(before) ?? {};
const added = (files: Files, path: string, text: string, more: Files = {}): Files => ({ ...files, [path]: `${files[path] ?? ''}${text}`, ...more });

interface Told {
  readonly said: readonly string[];
  readonly proven: boolean;
  readonly nothing: boolean;
}

async function told(base: Files, head: Files): Promise<Told> {
  const made = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });
  const said = made.findings.flatMap(({ status, says, severity, path }) =>
    status === 'new' && says.code === 'not-understood.deployment' ? [`${severity} ${says.given.what} ${path}`] : [],
  );
  return { said, proven: made.provenUnchanged, nothing: jobSummary(made).includes('Nothing changes for anybody') };
}

const put = 'az rest --method put --uri https://management.azure.com/x/providers/Microsoft.ApiManagement/service/contoso/policies/policy';
const moduleCall = (source: string, more = ''): string => `module "x" {\n  source = "${source}"\n  ${more}\n}\n`;
const command = (text: string, type = 'null_resource'): string =>
  `resource "${type}" "x" {\n  provisioner "local-exec" {\n    command = <<SH\n${text}\nSH\n  }\n}\n`;
const providers = (source: string): string => `terraform {\n  required_providers {\n    azurerm = { source = "${source}" }\n  }\n}\n`;
const deployment = (lines: string): string =>
  `resource "azurerm_resource_group_template_deployment" "x" {\n  name = "x"\n  resource_group_name = "g"\n  deployment_mode = "Incremental"\n  ${lines}\n}\n`;

/** A text that is added to the code, what is said of it, and files beside it. */
type Added = readonly [fact: string, text: string, says: readonly string[], more?: Files];
const filled = ([fact, text, says, more = {}]: Added): [string, string, readonly string[], Files] => [fact, text, says, more];

const terraform: readonly Added[] = [
  [
    'a module of a registry for API Management',
    moduleCall('acme/apim-cors/azurerm', 'version = "1"\n  apim = "contoso"'),
    ['warning module main.tf'],
  ],
  ['a module of another repository', moduleCall('git::https://evil.example.net/infra.git'), ['info module main.tf']],
  ['one that gets the id of the API', moduleCall('git::https://e.example/i.git', 'id = azurerm_api_management_api.a.id'), ['warning module main.tf']],
  ['one that gets origins', moduleCall('git::https://e.example/i.git', 'allowed_origins = ["*"]'), ['warning module main.tf']],
  ['a module that is not there', moduleCall('./nothing'), ['error missing-module main.tf']],
  ['a request by command', command(put), ['error command main.tf']],
  ['one in a resource for data', command(put, 'terraform_data'), ['error command main.tf']],
  ['a request to the manager of resources', command('az rest --method put --uri "$URL" --body @x.json'), ['warning command main.tf']],
  ['a command of API Management', command('az apim api import --path x'), ['warning command main.tf']],
  ['a command of PowerShell', command('Set-AzApiManagementPolicy -PolicyFilePath p.xml'), ['error command main.tf']],
  ['a script of the repository', command('bash ${path.module}/do.sh'), ['error command main.tf'], { 'do.sh': `#!/bin/sh\n${put}\n` }],
  ['a program for data', `data "external" "x" {\n  program = ["sh", "-c", "${put}"]\n}\n`, ['error command main.tf']],
  ['a resource of a provider of shells', `resource "shell_script" "x" {\n  create = "${put}"\n}\n`, ['error command main.tf']],
  [
    'another provider that writes to the address',
    `resource "rest_object" "x" {\n  path = "/service/contoso/policies/policy"\n}\n`,
    ['error resource main.tf'],
  ],
  [
    'the deployment of another branch',
    'resource "azapi_resource_action" "x" {\n  type = "Microsoft.ApiManagement/service/tenant@2022-08-01"\n  resource_id = "/x/tenant/configuration"\n  action = "deploy"\n}\n',
    ['error resource main.tf'],
  ],
  ['a template by its id', deployment('template_spec_version_id = "/subscriptions/s/x"'), ['warning template main.tf']],
  ['a template from a web server', deployment('template_content = data.http.x.response_body'), ['warning template main.tf']],
  ['a template that is not there', deployment('template_content = file("gone.json")'), ['warning template main.tf']],
  ['another provider under the name', providers('evil/azurerm'), ['error provider main.tf']],
  ['a resource of any type', 'resource "azapi_resource" "x" {\n  type = var.t\n  name = "policy"\n}\n', ['warning resource main.tf']],
  ['the provider', providers('hashicorp/azurerm'), []],
  ['other providers of its maker', 'terraform {\n  required_providers {\n    null = { source = "hashicorp/null" }\n  }\n}\n', []],
  ['one of anybody', 'terraform {\n  required_providers {\n    null = { source = "evil/null" }\n  }\n}\n', ['info provider main.tf']],
  ['a module of Azure for something else', moduleCall('Azure/avm-res-storage-storageaccount/azurerm'), []],
  ['one for API Management', moduleCall('Azure/avm-res-apimanagement-service/azurerm'), ['warning module main.tf']],
  [
    'a subnet beside API Management',
    moduleCall('git::https://e.example/i.git//subnet', 'beside = data.azurerm_subnet.apim.id\n  private_endpoint_network_policies = "Enabled"'),
    ['info module main.tf'],
  ],
  ['a resource for data alone', 'resource "null_resource" "x" {\n  triggers = { a = "b" }\n}\n', []],
  ['a local module', moduleCall('./own'), [], { 'own/main.tf': 'locals {\n  a = 1\n}\n' }],
  ['a resource beside it', 'resource "azurerm_monitor_diagnostic_setting" "x" {\n  target_resource_id = azurerm_api_management_api.a.id\n}\n', []],
];

describe.each(['Terraform', 'Terraform with files'])('%s', (name) => {
  test.each(terraform.map(filled))('%s', async (_fact, text, says, more) => {
    const base = kept(name);
    const isProven = says.length === 0;
    expect(await told(base, added(base, 'main.tf', text, more))).toEqual({ said: says, proven: isProven, nothing: isProven });
  });

  test('in a file of its own, and in JSON', async () => {
    const base = kept(name);
    const json = JSON.stringify({ resource: { null_resource: { x: { provisioner: { 'local-exec': { command: put } } } } } });
    expect((await told(base, { ...base, 'z.tf': command(put) })).said).toEqual(['error command z.tf']);
    expect((await told(base, { ...base, 'z.tf.json': json })).said).toEqual(['error command z.tf.json']);
    const other = JSON.stringify({ terraform: { required_providers: { azurerm: { source: 'evil/azurerm' } } } });
    expect((await told(base, { ...base, 'z.tf.json': other })).said).toEqual(['error provider z.tf.json']);
  });

  test('what was there is no news, however it is written', async () => {
    const base = added(kept(name), 'main.tf', `${moduleCall('git::https://e.example/i.git', 'id = "a"')}${command(put)}`);
    const head = { ...base, 'main.tf': `# as it was\n${(base['main.tf'] ?? '').replace('id = "a"', '# more\n  id   =   "a"')}` };
    expect(await told(base, head)).toEqual({ said: [], proven: true, nothing: true });
  });

  test.each([
    ['another command', command(put), command(`${put} --body @evil.json`), ['error command main.tf']],
    ['another source', moduleCall('git::https://e.example/i.git'), moduleCall('git::https://evil.example/i.git'), ['info module main.tf']],
  ] as const)('%s in the place of one', async (_fact, was, is, says) => {
    const base = kept(name);
    expect(await told(added(base, 'main.tf', was), added(base, 'main.tf', is))).toEqual({ said: says, proven: false, nothing: false });
  });

  test.each([
    ['a name', 'label = "a"', 'label = "b"', ['info module main.tf']],
    ['what goes to a policy', 'label = "a"', 'label = "a"\n  allowed_origins = ["*", "https://a.example"]', ['warning module main.tf']],
    ['an argument less', 'label = "a"', '', ['info module main.tf']],
  ] as const)('of a call, %s is told for itself', async (_fact, was, is, says) => {
    const call = (line: string): string => moduleCall('git::https://e.example/i.git', `apim = "contoso"\n  ${line}`);
    expect(await told(added(kept(name), 'main.tf', call(was)), added(kept(name), 'main.tf', call(is)))).toEqual({
      said: says,
      proven: false,
      nothing: false,
    });
  });

  test('the value that another folder has is news', async () => {
    const call = (origin: string): string =>
      `module "x" {\n  source = "../own"\n}\nmodule "y" {\n  source = "git::https://e.example/i.git"\n  allowed_origins = ["${origin}"]\n}\n`;
    const files = (prod: string): Files =>
      Object.fromEntries(
        [['own', kept(name)] as const, ['dev', { 'main.tf': call('*') }] as const, ['prod', { 'main.tf': call(prod) }] as const].flatMap(
          ([folder, own]) => Object.entries(own).map(([path, text]) => [`${folder}/${path}`, text]),
        ),
      );
    expect(await told(files('https://a.example'), files('*'))).toEqual({ said: ['warning module prod/main.tf'], proven: false, nothing: false });
  });

  test('a script that a command names is another one', async () => {
    const base = added(kept(name), 'main.tf', command('sh ./do.sh'), { 'do.sh': 'echo\n' });
    expect(await told(base, { ...base, 'do.sh': `${put}\n` })).toEqual({ said: ['error command main.tf'], proven: false, nothing: false });
  });

  test('a script says something else behind what would be a remark in Terraform', async () => {
    const base = added(kept(name), 'main.tf', command('sh ./do.sh'), { 'do.sh': `${put} --body @strict.json\n` });
    expect(await told(base, { ...base, 'do.sh': `${put} --body @open.json\n` })).toEqual({
      said: ['error command main.tf'],
      proven: false,
      nothing: false,
    });
  });

  test('so does a command, behind a text in an expression in it', async () => {
    const run = (body: string): string =>
      `resource "null_resource" "x" {\n  provisioner "local-exec" {\n    command = "az rest --uri \${join("//", var.parts)}/policies/policy --body @${body}"\n  }\n}\n`;
    const base = added(kept(name), 'main.tf', run('strict.json'));
    expect(await told(base, added(kept(name), 'main.tf', run('open.json')))).toEqual({
      said: ['error command main.tf'],
      proven: false,
      nothing: false,
    });
  });

  test('a module that is followed by its shape comes from elsewhere', async () => {
    const called = (source: string, version: string): Files =>
      added(
        kept(name),
        'main.tf',
        moduleCall(source, `version = "${version}"\n  api_management_name = "contoso"\n  product_id = "gold"\n  policy_xml = file("p/gold.xml")`),
        {
          'p/gold.xml': own,
        },
      );
    const base = called('acme/product/azurerm', '1.0');
    const twice = called('evil/product/azurerm', '1.0');
    const other = (twice['main.tf'] ?? '')
      .slice((kept(name)['main.tf'] ?? '').length)
      .replace('"x"', '"y"')
      .replace('"gold"', '"silver"');
    expect((await told(base, added(twice, 'main.tf', other))).said).toEqual(['warning module main.tf']);
    expect(await told(base, called('evil/product/azurerm', '1.0'))).toMatchObject({ said: ['warning module main.tf'], nothing: false });
    expect(await told(base, called('acme/product/azurerm', '1.1'))).toMatchObject({ said: ['info module-version main.tf'], nothing: false });
  });
});

const script = (text: string): string =>
  `resource s 'Microsoft.Resources/deploymentScripts@2023-08-01' = {\n  name: 's'\n  kind: 'AzureCLI'\n  properties: {\n    azCliVersion: '2.0'\n    retentionInterval: 'P1D'\n    scriptContent: ${text}\n  }\n}\n`;
const bicepModule = (source: string, lines = "name: 'x'"): string => `module x '${source}' = {\n  ${lines}\n}\n`;

const bicep: readonly Added[] = [
  ['a module that is not there', bicepModule('gone.bicep'), ['error missing-module main.bicep']],
  ['a template that is not there', bicepModule('gone.json'), ['error missing-module main.bicep']],
  ['a module of a registry for API Management', bicepModule('br:evil.azurecr.io/apim/policy:v1'), ['warning module main.bicep']],
  ['a module of a registry', bicepModule('br:evil.azurecr.io/infra:v1'), ['info module main.bicep']],
  ['a template specification', bicepModule('ts:sub/rg/spec:v1'), ['info module main.bicep']],
  ['a public module of something else', bicepModule('br/public:avm/res/storage/storage-account:0.9.0'), []],
  ['a request by script', script(`'${put}'`), ['error command main.bicep']],
  ['a script that is loaded', script("loadTextContent('s.sh')"), ['error command main.bicep'], { 's.sh': put }],
  [
    'a template by its link',
    "resource d 'Microsoft.Resources/deployments@2023-07-01' = {\n  name: 'd'\n  properties: {\n    mode: 'Incremental'\n    templateLink: {\n      uri: 'https://evil.example.net/x.json'\n    }\n  }\n}\n",
    ['warning template main.bicep'],
  ],
  ['a module of the repository', bicepModule('own.bicep'), [], { 'own.bicep': "var a = 'b'\n" }],
];

describe.each(['Bicep', 'Bicep with files'])('%s', (name) => {
  test.each(bicep.map(filled))('%s', async (_fact, text, says, more) => {
    const base = kept(name);
    const isProven = says.length === 0;
    expect(await told(base, added(base, 'main.bicep', text, more))).toEqual({ said: says, proven: isProven, nothing: isProven });
  });

  test('a script that is loaded is another one', async () => {
    const base = added(kept(name), 'main.bicep', script("loadTextContent('s.sh')"), { 's.sh': `${put} --body @strict.json\n` });
    expect(await told(base, { ...base, 's.sh': `${put} --body @open.json\n` })).toEqual({
      said: ['error command main.bicep'],
      proven: false,
      nothing: false,
    });
  });

  test('a module that goes away while it is called', async () => {
    const base = added(kept(name), 'main.bicep', bicepModule('own.bicep'), { 'own.bicep': "var a = 'b'\n" });
    const head = Object.fromEntries(Object.entries(base).filter(([path]) => path !== 'own.bicep'));
    expect(await told(base, head)).toEqual({ said: ['error missing-module main.bicep'], proven: false, nothing: false });
  });
});

describe('an ARM template', () => {
  const base = kept('an ARM template');
  const withResource = (type: string, properties: object): Files => {
    const made = JSON.parse(base['main.json'] ?? '{}') as { readonly resources: readonly unknown[] };
    const resource = { type, apiVersion: '2021-04-01', name: 'x', properties };
    return { ...base, 'main.json': JSON.stringify({ ...made, resources: [...made.resources, resource] }, null, 2) };
  };
  test.each<[string, string, object, string]>([
    ['by a link', 'Microsoft.Resources/deployments', { templateLink: { uri: 'https://evil.example.net/x.json' } }, 'warning template main.json'],
    [
      'by a path that leads nowhere',
      'Microsoft.Resources/deployments',
      { templateLink: { relativePath: 'gone.json' } },
      'warning template main.json',
    ],
    ['by the id of a specification', 'Microsoft.Resources/deployments', { templateLink: { id: '/x/templateSpecs/y' } }, 'warning template main.json'],
    ['by an expression', 'Microsoft.Resources/deployments', { template: "[variables('x')]" }, 'warning template main.json'],
    [
      'in another case',
      'MICROSOFT.RESOURCES/DEPLOYMENTS',
      { TemplateLink: { Uri: 'https://evil.example.net/x.json' } },
      'warning template main.json',
    ],
    ['by a script', 'Microsoft.Resources/deploymentScripts', { scriptContent: put }, 'error command main.json'],
  ])('%s', async (_fact, type, properties, says) => {
    expect(await told(base, withResource(type, properties))).toEqual({ said: [says], proven: false, nothing: false });
  });
});
