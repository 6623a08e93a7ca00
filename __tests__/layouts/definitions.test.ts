import type { Review } from '../../src/review/review.js';
import { review, xml, type Files } from './moved.js';

jest.setTimeout(60_000);

/** What names stand for that the repository does not decide: another definition is another thing, and the same one by another name is not. */

/** A change of what a name stands for: the name, what it is defined by before and after, and where that stands. */
type Redefined = readonly [what: string, base: Files, head: Files, at: string];

const api =
  'resource "azurerm_api_management_api" "a" {\n  name                = "orders"\n  api_management_name = "contoso"\n  path                = "orders"\n}\n' +
  'resource "azurerm_api_management_api_operation" "get" {\n  operation_id        = "get"\n  api_name            = azurerm_api_management_api.a.name\n  api_management_name = "contoso"\n  method              = "GET"\n  url_template        = "/"\n}\n';
const policyOf = (origin: string): string =>
  `resource "azurerm_api_management_api_policy" "p" {\n  api_name            = azurerm_api_management_api.a.name\n  api_management_name = "contoso"\n  xml_content         = templatefile("p.xml.tpl", { origin = ${origin} })\n}\n`;
const template = { 'p.xml.tpl': xml('${origin}') };
/** A root of Terraform whose policy lists one origin; what defines it comes first in the file. */
const terraform = (definition: string, origin: string, rest: Files = {}): Files => ({
  'main.tf': `${definition}${api}${policyOf(origin)}`,
  ...template,
  ...rest,
});
const block = (head: string, ...lines: readonly string[]): string => `${head} {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
const vault = (name: string, label = 'o'): string => block(`data "azurerm_key_vault_secret" "${label}"`, `name = ${name}`, 'key_vault_id = "kv"');
const secret = 'data.azurerm_key_vault_secret.o.value';
/** Definitions as long as none that anybody writes: how far they are followed is nobody's way past a review. */
const longVault = (last: string): string =>
  block('data "azurerm_key_vault_secret" "o"', `names = [${Array.from({ length: 21_000 }, (_, index) => `"n${index}"`).join(', ')}, "${last}"]`);
const vaultBehindOthers = (last: string): string =>
  Array.from({ length: 40 }, (_, index) =>
    vault(index === 39 ? `"${last}"` : `data.azurerm_key_vault_secret.o${index + 1}.value`, index === 0 ? 'o' : `o${index}`),
  ).join('');
const site = (name: string, ...more: readonly string[]): string =>
  block('resource "azurerm_static_web_app" "web"', `name = "${name}"`, 'location = "westeurope"', ...more);
const host = (of: string): string => `"https://\${${of}}"`;
const staticSite = 'azurerm_static_web_app.web.default_host_name';

const service = "resource apim 'Microsoft.ApiManagement/service@2022-08-01' existing = { name: 'contoso' }\n";
const bicep = (definition: string, origin: string, rest: Files = {}): Files => ({
  'main.bicep':
    `${definition}${service}resource a 'Microsoft.ApiManagement/service/apis@2022-08-01' = {\n  parent: apim\n  name: 'orders'\n  properties: { path: 'orders', displayName: 'orders' }\n}\n` +
    "resource get 'Microsoft.ApiManagement/service/apis/operations@2022-08-01' = {\n  parent: a\n  name: 'get'\n  properties: { method: 'GET', urlTemplate: '/', displayName: 'get' }\n}\n" +
    `resource p 'Microsoft.ApiManagement/service/apis/policies@2022-08-01' = {\n  parent: a\n  name: 'policy'\n  properties: { format: 'rawxml', value: replace(loadTextContent('p.xml'), '@@', ${origin}) }\n}\n`,
  'p.xml': xml('@@'),
  ...rest,
});
const existing = (name: string, symbol = 'web'): string => `resource ${symbol} 'Microsoft.Web/sites@2022-03-01' existing = { name: ${name} }\n`;
const webHost = "'https://${web.properties.defaultHostName}'";
const webModule = {
  'web.bicep': `param n string\nresource s 'Microsoft.Web/sites@2022-03-01' = { name: n, location: 'weu' }\noutput url string = 'https://\${s.properties.defaultHostName}'\n`,
};
const bicepValue = (vaultSecret: string): string =>
  `resource nv 'Microsoft.ApiManagement/service/namedValues@2022-08-01' = {\n  parent: apim\n  name: 'origin'\n  properties: { displayName: 'origin', secret: true, keyVault: { secretIdentifier: '${vaultSecret}' } }\n}\n`;
const parameters = (secretName: string): string =>
  `{\n  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",\n  "contentVersion": "1.0.0.0",\n  "parameters": {\n    "origin": { "reference": { "keyVault": { "id": "kv" }, "secretName": "${secretName}" } }\n  }\n}\n`;

const armResource = (type: string, name: string, properties: object): object => ({
  type: `Microsoft.ApiManagement/service/${type}`,
  apiVersion: '2022-08-01',
  name,
  properties,
});
const arm = (value: string, extra: readonly object[] = [], rest: Files = {}): Files => ({
  'azuredeploy.json': JSON.stringify(
    {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      parameters: { origin: { type: 'string' } },
      resources: [
        armResource('apis', 'contoso/orders', { path: 'orders', displayName: 'orders' }),
        armResource('apis/operations', 'contoso/orders/get', { method: 'GET', urlTemplate: '/', displayName: 'get' }),
        armResource('apis/policies', 'contoso/orders/policy', { format: 'rawxml', value }),
        ...extra,
      ],
    },
    null,
    2,
  ),
  ...rest,
});
const armValue = (secretIdentifier: string): object =>
  armResource('namedValues', 'contoso/origin', { displayName: 'origin', secret: true, keyVault: { secretIdentifier } });
const armText = `[concat('${xml('X').replace(/\n */g, '').replace('X', "', parameters('origin'), '")}')]`;

const artifacts = (namedValue: object | null, rest: Files = {}): Files => ({
  'apimartifacts/apis/orders/apiInformation.json': '{"properties":{"path":"orders","displayName":"orders"}}',
  'apimartifacts/apis/orders/policy.xml': xml('{{origin}}'),
  ...(namedValue === null
    ? {}
    : { 'apimartifacts/named values/origin/namedValueInformation.json': JSON.stringify({ properties: { displayName: 'origin', ...namedValue } }) }),
  ...rest,
});
const kept = (secretIdentifier: string): object => ({ secret: true, keyVault: { secretIdentifier } });
const configured = (lines: string): Files => ({
  'configuration.prod.yaml': `namedValues:\n  - name: origin\n    properties:\n      displayName: origin\n${lines}`,
});
const value = artifacts({ value: 'https://app.contoso.com' });

const origins = ({ changes }: Review): readonly string[] => [...new Set(changes.flatMap((one) => one.origins.map(({ origin }) => origin)))];

describe('another definition is told as another name is', () => {
  test.each<Redefined>([
    ['an argument behind twenty thousand', terraform(longVault('shop'), secret), terraform(longVault('evil'), secret), ''],
    ['a data source behind forty others', terraform(vaultBehindOthers('shop'), secret), terraform(vaultBehindOthers('evil'), secret), ''],
    ['an argument of a data source', terraform(vault('"shop"'), secret), terraform(vault('"evil"'), secret), 'main.tf:2'],
    [
      'a local that an argument names',
      terraform(`locals {\n  n = "shop"\n}\n${vault('local.n')}`, secret),
      terraform(`locals {\n  n = "evil"\n}\n${vault('local.n')}`, secret),
      'main.tf:2',
    ],
    [
      'a value of an environment that an argument names',
      terraform(`variable "n" {}\n${vault('var.n')}`, secret, { 'dev.tfvars': 'n = "a"\n', 'prod.tfvars': 'n = "shop"\n' }),
      terraform(`variable "n" {}\n${vault('var.n')}`, secret, { 'dev.tfvars': 'n = "a"\n', 'prod.tfvars': 'n = "evil"\n' }),
      'prod.tfvars:1',
    ],
    [
      'a data source that an argument of another one names',
      terraform(block('data "azurerm_key_vault" "kv"', 'name = "shop"') + vault('data.azurerm_key_vault.kv.name'), secret),
      terraform(block('data "azurerm_key_vault" "kv"', 'name = "evil"') + vault('data.azurerm_key_vault.kv.name'), secret),
      'main.tf:2',
    ],
    ['the name of a resource', terraform(site('shop'), host(staticSite)), terraform(site('evil'), host(staticSite)), 'main.tf:2'],
    [
      'the key of a remote state',
      terraform(
        block('data "terraform_remote_state" "x"', 'backend = "azurerm"', 'config = { key = "shop" }'),
        'data.terraform_remote_state.x.outputs.origin',
      ),
      terraform(
        block('data "terraform_remote_state" "x"', 'backend = "azurerm"', 'config = { key = "evil" }'),
        'data.terraform_remote_state.x.outputs.origin',
      ),
      'main.tf:3',
    ],
    [
      'an argument of a module of a registry',
      terraform(block('module "web"', 'source = "Azure/web/azurerm"', 'name = "shop"'), host('module.web.hostname')),
      terraform(block('module "web"', 'source = "Azure/web/azurerm"', 'name = "evil"'), host('module.web.hostname')),
      'main.tf:3',
    ],
    ...['shop'].map((name): Redefined => {
      const local = {
        'web/main.tf': `variable "name" {}\n${block('resource "azurerm_static_web_app" "w"', 'name = var.name')}output "host" {\n  value = azurerm_static_web_app.w.default_host_name\n}\n`,
      };
      const of = (one: string): Files => terraform(block('module "web"', 'source = "./web"', `name = "${one}"`), host('module.web.host'), local);
      return ['an argument of a local module', of(name), of('evil'), 'main.tf:3'];
    }),
    [
      'what a key of a loop stands for',
      terraform(
        block('data "azurerm_linux_web_app" "w"', 'for_each = { a = "shop" }', 'name = each.value'),
        host('data.azurerm_linux_web_app.w["a"].default_hostname'),
      ),
      terraform(
        block('data "azurerm_linux_web_app" "w"', 'for_each = { a = "evil" }', 'name = each.value'),
        host('data.azurerm_linux_web_app.w["a"].default_hostname'),
      ),
      'main.tf:2',
    ],
    [
      'the secret of a named value of Terraform',
      ...(['shop', 'evil'].map((one): Files => ({
        ...terraform(
          block(
            'resource "azurerm_api_management_named_value" "o"',
            'name = "origin"',
            'display_name = "origin"',
            'api_management_name = "contoso"',
            'secret = true',
            `value_from_key_vault { secret_id = "https://kv/secrets/${one}" }`,
          ),
          '"{{origin}}"',
        ),
      })) as [Files, Files]),
      'main.tf:6',
    ],
    ['the name of a resource that is there', bicep(existing("'shop'"), webHost), bicep(existing("'evil'"), webHost), 'main.bicep:1'],
    [
      'a variable of Bicep that a name is made of',
      bicep(`var n = 'shop'\n${existing('n')}`, webHost),
      bicep(`var n = 'evil'\n${existing('n')}`, webHost),
      'main.bicep:1',
    ],
    [
      'a parameter of a local module of Bicep',
      bicep("module w 'web.bicep' = { name: 'w', params: { n: 'shop' } }\n", 'w.outputs.url', webModule),
      bicep("module w 'web.bicep' = { name: 'w', params: { n: 'evil' } }\n", 'w.outputs.url', webModule),
      'main.bicep:1',
    ],
    [
      'a parameter of a module of a registry of Bicep',
      bicep("module w 'br/public:avm/res/web/site:0.3.0' = { name: 'w', params: { n: 'shop' } }\n", 'w.outputs.url'),
      bicep("module w 'br/public:avm/res/web/site:0.3.0' = { name: 'w', params: { n: 'evil' } }\n", 'w.outputs.url'),
      'main.bicep:1',
    ],
    [
      'a secret that a file of parameters names, for Bicep',
      bicep('param origin string\n', 'origin', { 'main.parameters.json': parameters('shop') }),
      bicep('param origin string\n', 'origin', { 'main.parameters.json': parameters('evil') }),
      'main.parameters.json:5',
    ],
    [
      'the secret of a named value of Bicep',
      bicep(bicepValue('https://kv/secrets/shop'), "'{{origin}}'"),
      bicep(bicepValue('https://kv/secrets/evil'), "'{{origin}}'"),
      'main.bicep:4',
    ],
    [
      'a secret that a file of parameters names, for a template',
      arm(armText, [], { 'azuredeploy.parameters.json': parameters('shop') }),
      arm(armText, [], { 'azuredeploy.parameters.json': parameters('evil') }),
      'azuredeploy.parameters.json:5',
    ],
    [
      'the secret of a named value of a template',
      arm(xml('{{origin}}'), [armValue('https://kv/secrets/shop')]),
      arm(xml('{{origin}}'), [armValue('https://kv/secrets/evil')]),
      '',
    ],
    [
      'the secret of a named value of artifacts',
      artifacts(kept('https://kv/secrets/shop')),
      artifacts(kept('https://kv/secrets/evil')),
      'apimartifacts/named values/origin/namedValueInformation.json:1',
    ],
    [
      'the secret of a named value in one environment',
      { ...value, ...configured('      secret: true\n      keyVault:\n        secretIdentifier: https://kv/secrets/shop\n') },
      { ...value, ...configured('      secret: true\n      keyVault:\n        secretIdentifier: https://kv/secrets/evil\n') },
      'configuration.prod.yaml:7',
    ],
    [
      'the token of a named value in one environment',
      { ...value, ...configured('      value: "{#[SHOP]#}"\n') },
      { ...value, ...configured('      value: "{#[EVIL]#}"\n') },
      'configuration.prod.yaml:5',
    ],
  ])('%s', async (_, base, head, at) => {
    for (const [before, after] of [
      [base, head],
      [head, base],
    ] as const) {
      const result = await review(before, after);
      const open = origins(result).filter((origin) => /[${]/.test(origin));
      // Both stand there: what the name stood for, and what it stands for.
      expect(open.map((origin) => origin.includes('(before)')).sort()).toEqual([false, true]);
      const told = result.findings.filter(({ status }) => status === 'new').map(({ rule, severity }) => `${severity} ${rule}`);
      expect(told).toEqual(expect.arrayContaining(['warning access-narrowed', 'info access-widened']));
      const places = result.changes.flatMap(({ causes }) => causes.map(({ path, line }) => `${path}:${line}`));
      if (at !== '') expect(places).toContain(at);
      expect(JSON.stringify(result)).not.toContain('secrets/');
    }
  });
});

describe('the same definition is the same thing', () => {
  test.each<readonly [string, Files, Files]>([
    [
      'its arguments have another order, and remarks',
      terraform(vault('"shop"'), secret),
      terraform('# the shop\ndata "azurerm_key_vault_secret" "o" {\n  key_vault_id = "kv" # ours\n\n  name         = "shop"\n}\n', secret),
    ],
    ['an argument becomes a local', terraform(vault('"shop"'), secret), terraform(`locals {\n  n = "shop"\n}\n${vault('local.n')}`, secret)],
    [
      'an argument becomes a variable',
      terraform(vault('"shop"'), secret),
      terraform(`variable "n" {}\n${vault('var.n')}`, secret, { 'terraform.tfvars': 'n = "shop"\n' }),
    ],
    [
      'a data source has another name',
      terraform(vault('"shop"'), secret),
      terraform(vault('"shop"', 'shop'), 'data.azurerm_key_vault_secret.shop.value'),
    ],
    [
      'a data source and the one that it names have other names',
      terraform(block('data "azurerm_key_vault" "kv"', 'name = "shop"') + vault('data.azurerm_key_vault.kv.name'), secret),
      terraform(
        block('data "azurerm_key_vault" "v"', 'name = "shop"') + vault('data.azurerm_key_vault.v.name', 's'),
        'data.azurerm_key_vault_secret.s.value',
      ),
    ],
    [
      'a resource has tags, and another size',
      terraform(site('shop'), host(staticSite)),
      terraform(site('shop', 'tags = { a = "b" }', 'sku_tier = "Standard"'), host(staticSite)),
    ],
    [
      'a resource moves into a local module',
      terraform(site('shop'), host(staticSite)),
      terraform(block('module "web"', 'source = "./web"', 'name = "shop"'), host('module.web.host'), {
        'web/main.tf': `variable "name" {}\n${block('resource "azurerm_static_web_app" "w"', 'name = var.name', 'location = "westeurope"')}output "host" {\n  value = azurerm_static_web_app.w.default_host_name\n}\n`,
      }),
    ],
    [
      'a call of a module has another name',
      terraform(block('module "web"', 'source = "Azure/web/azurerm"', 'name = "shop"'), host('module.web.hostname')),
      terraform(block('module "shop"', 'source = "Azure/web/azurerm"', 'name = "shop"'), host('module.shop.hostname')),
    ],
    ['another data source changes', terraform(vault('"shop"') + vault('"a"', 'x'), secret), terraform(vault('"shop"') + vault('"b"', 'x'), secret)],
    [
      'a loop has another round',
      terraform(
        block('data "azurerm_linux_web_app" "w"', 'for_each = { a = "shop" }', 'name = each.value'),
        host('data.azurerm_linux_web_app.w["a"].default_hostname'),
      ),
      terraform(
        block('data "azurerm_linux_web_app" "w"', 'for_each = { a = "shop", b = "c" }', 'name = each.value'),
        host('data.azurerm_linux_web_app.w["a"].default_hostname'),
      ),
    ],
    ['a symbol of Bicep has another name', bicep(existing("'shop'"), webHost), bicep(existing("'shop'", 'app'), webHost.replace('web.', 'app.'))],
    ['a name of Bicep becomes a variable', bicep(existing("'shop'"), webHost), bicep(`var n = 'shop'\n${existing('n')}`, webHost)],
    [
      'a module of Bicep has another name',
      bicep("module w 'web.bicep' = { name: 'w', params: { n: 'shop' } }\n", 'w.outputs.url', webModule),
      bicep("module site 'web.bicep' = {\n  name: 'other'\n  params: {\n    n: 'shop'\n  }\n}\n", 'site.outputs.url', webModule),
    ],
    [
      'metadata of artifacts is written otherwise',
      artifacts(kept('https://kv/secrets/shop')),
      artifacts({ tags: ['a'], keyVault: { identityClientId: null, secretIdentifier: 'https://kv/secrets/shop' }, secret: true }),
    ],
    [
      'a file of parameters is written otherwise',
      bicep('param origin string\n', 'origin', { 'main.parameters.json': parameters('shop') }),
      bicep('param origin string\n', 'origin', { 'main.parameters.json': JSON.stringify(JSON.parse(parameters('shop'))) }),
    ],
  ])('%s', async (_, base, head) => {
    for (const [before, after] of [
      [base, head],
      [head, base],
    ] as const) {
      const { changes, findings } = await review(before, after);
      expect(changes.flatMap((one) => one.origins.map(({ origin }) => origin))).toEqual([]);
      expect(findings.filter(({ status, severity }) => status === 'new' && severity !== 'info').map(({ rule }) => rule)).toEqual([]);
    }
  });
});
