import { defaultSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { hosts, type Files, type Kept } from './hosts.js';

/** What code has of its own to put another policy in the place of one that everybody looks at. One website more is let in, which no rule minds. */

const app = 'https://app.contoso.com';
const evil = 'https://evil.example.net';
const allows = (...origins: readonly string[]): string => policy(cors({ origins, attributes: ' allow-credentials="true"' }));
const plain = policy(['<base />']);
const own = allows(app);
const wider = allows(app, evil);
const before: Kept = { global: plain, api: own, operation: plain };
/** The API's own policy keeps out whom the global one lets in. */
const shut: Kept = { ...before, global: wider };

function kept(layout: string, texts: Kept): Files {
  const host = hosts.find(({ name }) => name === layout);
  if (host === undefined) throw new Error(`there is no ${layout}`);
  return host.files(texts);
}

/** The files with a text of one of them replaced, and more files. */
function edited(files: Files, path: string, from: string | RegExp, to: string, more: Files = {}): Files {
  const text = files[path] ?? '';
  const after = text.replace(from, () => to);
  if (after === text) throw new Error(`${path} does not hold ${String(from)}`);
  return { ...files, [path]: after, ...more };
}

type Case = readonly [fact: string, base: Files, head: Files];

const base64 = Buffer.from(wider).toString('base64');
const withEvil = { 'p/evil.xml': wider };

function terraform(): readonly Case[] {
  const base = kept('Terraform with files', before);
  const closed = kept('Terraform with files', shut);
  const read = 'file("p/api.xml")';
  const put = (to: string, more: Files = {}): Files => edited(base, 'main.tf', read, to, more);
  const block = /resource "azurerm_api_management_api_policy" "ap" \{[^]*?\n\}\n/;
  const site = (more: Files = {}): Files =>
    put('replace(file("p/api.xml"), "SITE", var.site)', {
      'p/api.xml': allows('SITE'),
      'v.tf': `variable "site" {\n  default = "${app}"\n}\n`,
      ...more,
    });
  const more = (text: string): Files => ({ ...base, ...withEvil, 'z.tf': text });
  const second = (lines: string): Files =>
    more(`resource "azurerm_api_management_api_policy" "z" {\n  api_management_name = "contoso"\n  ${lines}\n}\n`);
  return [
    ['base64decode()', base, put(`base64decode("${base64}")`)],
    ['base64decode() of a file', base, put('base64decode(file("p/b64"))', { 'p/b64': base64 })],
    ['jsondecode()', base, put('jsondecode(file("p/x.json")).policy', { 'p/x.json': JSON.stringify({ policy: wider }) })],
    ['yamldecode()', base, put('yamldecode(file("p/x.yaml"))["policy"]', { 'p/x.yaml': `policy: |\n${wider.replace(/^(?=.)/gm, '  ')}` })],
    ['try()', base, put('try(file("p/evil.xml"), file("p/api.xml"))', withEvil)],
    ['fileexists()', base, put('fileexists("p/evil.xml") ? file("p/evil.xml") : file("p/api.xml")', withEvil)],
    ['coalesce()', base, put('coalesce(var.x, file("p/api.xml"))', { 'v.tf': `variable "x" {\n  default = <<XML\n${wider}XML\n}\n` })],
    [
      'a name of a file that is put together',
      base,
      put('file("p/${var.n}.xml")', { ...withEvil, 'v.tf': 'variable "n" {\n  default = "evil"\n}\n' }),
    ],
    ['a way round to a file', base, put('file("p/../p/./evil.xml")', withEvil)],
    ['what a web server says', base, put('data.http.p.response_body', { 'd.tf': 'data "http" "p" {\n  url = "https://evil.example.net"\n}\n' })],
    ['a choice by workspace', base, put('lookup({ prod = file("p/evil.xml") }, terraform.workspace, file("p/api.xml"))', withEvil)],
    ['a link', base, edited(base, 'main.tf', `xml_content = ${read}`, 'xml_link = "https://evil.example.net/p.xml"')],
    ['a link beside the text', base, put(`${read}\n  xml_link = "https://evil.example.net/p.xml"`)],
    ['values that are loaded by themselves', site(), site({ 'terraform.tfvars': `site = "${evil}"\n` })],
    ['values that are loaded by their name', site(), site({ 'z.auto.tfvars': `site = "${evil}"\n` })],
    ['values in JSON', site(), site({ 'z.auto.tfvars.json': JSON.stringify({ site: evil }) })],
    ['values of a new environment', site(), site({ 'prod.tfvars': `site = "${evil}"\n` })],
    [
      'one environment as the other was',
      site({ 'prod.tfvars': `site = "${app}"\n`, 'dev.tfvars': 'site = "*"\n' }),
      site({ 'prod.tfvars': 'site = "*"\n', 'dev.tfvars': 'site = "*"\n' }),
    ],
    [
      'a file that overrides',
      base,
      { ...base, ...withEvil, 'x_override.tf': 'resource "azurerm_api_management_api_policy" "ap" {\n  xml_content = file("p/evil.xml")\n}\n' },
    ],
    [
      'a file of OpenTofu beside it',
      base,
      {
        ...put(read.replace('api', 'evil'), withEvil),
        'main.tf': base['main.tf'] ?? '',
        'main.tofu': put(read.replace('api', 'evil'))['main.tf'] ?? '',
      },
    ],
    ['a second resource', base, second('api_name = "orders"\n  xml_content = file("p/evil.xml")')],
    [
      'a second resource that follows a reference',
      base,
      second('api_name = azurerm_api_management_api.a.name\n  xml_content = join("", [for x in ["a"] : file("p/evil.xml")])'),
    ],
    [
      'a second resource in JSON',
      base,
      {
        ...base,
        'z.tf.json': JSON.stringify({
          resource: { azurerm_api_management_api_policy: { z: { api_name: 'orders', api_management_name: 'contoso', xml_content: wider } } },
        }),
      },
    ],
    ['no resource any more', closed, edited(closed, 'main.tf', block, '')],
    ['a resource in a comment', closed, edited(closed, 'main.tf', block, '/* resource "azurerm_api_management_api_policy" "ap" {} */\n')],
    ['count = 0', closed, edited(closed, 'main.tf', '"ap" {', '"ap" {\n  count = 0')],
    ['for_each over nothing', closed, edited(closed, 'main.tf', '"ap" {', '"ap" {\n  for_each = toset([])')],
    ['a resource that is removed', closed, edited(closed, 'main.tf', block, 'removed {\n  from = azurerm_api_management_api_policy.ap\n}\n')],
    ['another name of the instance', base, { ...base, 'main.tf': (base['main.tf'] ?? '').replaceAll('contoso', 'fabrikam'), 'p/api.xml': wider }],
  ];
}

function bicep(): readonly Case[] {
  const base = kept('Bicep with files', before);
  const closed = kept('Bicep with files', shut);
  const read = "loadTextContent('p/api.xml')";
  const put = (to: string, more: Files = {}): Files => edited(base, 'main.bicep', read, to, more);
  const type = 'Microsoft.ApiManagement/service/apis/policies@2022-08-01';
  const second = (head: string): string => `${head}  properties: {\n    format: 'rawxml'\n    value: loadTextContent('p/evil.xml')\n  }\n}\n`;
  const block = /resource ap [^]*?\n\}\n/;
  const start = /resource ap '[^']*' =/;
  const site = (value: string, more: Files = {}): Files => {
    const files = put("replace(loadTextContent('p/api.xml'), 'SITE', site)", { 'p/api.xml': allows('SITE'), ...more });
    return { ...files, 'main.bicep': `param site string = '${value}'\n${files['main.bicep'] ?? ''}` };
  };
  const values = (value: string): string => `using './main.bicep'\nparam site = '${value}'\n`;
  return [
    ['base64ToString()', base, put(`base64ToString('${base64}')`)],
    ['a file as base64', base, put("base64ToString(loadFileAsBase64('p/evil.xml'))", withEvil)],
    ['a file of JSON', base, put("loadJsonContent('p/x.json').policy", { 'p/x.json': JSON.stringify({ policy: wider }) })],
    ['a link', base, edited(base, 'main.bicep', `'rawxml'\n    value: ${read}`, "'rawxml-link'\n    value: 'https://evil.example.net/p.xml'")],
    ['another default', site(app), site(evil)],
    ['values of a new environment', site(app), site(app, { 'main.prod.bicepparam': values(evil) })],
    [
      'one environment as the other was',
      site(app, { 'main.prod.bicepparam': values(app), 'main.dev.bicepparam': values('*') }),
      site(app, { 'main.prod.bicepparam': values('*'), 'main.dev.bicepparam': values('*') }),
    ],
    [
      'a second resource',
      base,
      { ...base, ...withEvil, 'main.bicep': `${base['main.bicep'] ?? ''}${second(`resource z '${type}' = {\n  parent: api\n  name: 'policy'\n`)}` },
    ],
    [
      'a second resource in another file',
      base,
      { ...base, ...withEvil, 'z.bicep': second(`resource z '${type}' = {\n  name: 'contoso/orders/policy'\n`) },
    ],
    ['if (false)', closed, edited(closed, 'main.bicep', start, `resource ap '${type}' = if (false)`)],
    ['existing', closed, edited(closed, 'main.bicep', start, `resource ap '${type}' existing =`)],
    ['no resource any more', closed, edited(closed, 'main.bicep', block, '')],
    ['a resource in a comment', closed, edited(closed, 'main.bicep', block, '/* resource ap */\n')],
    ['a type in upper case', base, edited(base, 'main.bicep', start, `resource ap '${type.toUpperCase()}' =`, { 'p/api.xml': wider })],
    ['a key twice', base, put(`${read}\n    value: loadTextContent('p/evil.xml')`, withEvil)],
    [
      'union() of properties',
      base,
      edited(
        base,
        'main.bicep',
        `properties: {\n    format: 'rawxml'\n    value: ${read}\n  }`,
        "properties: union({ format: 'rawxml' }, { value: loadTextContent('p/evil.xml') })",
        withEvil,
      ),
    ],
  ];
}

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
}

type Template = Readonly<Record<string, unknown>> & { readonly resources: readonly Resource[] };

const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#';

function arm(): readonly Case[] {
  const base = kept('an ARM template', before);
  const closed = kept('an ARM template', shut);
  /** The template with the API's policy made into other resources. */
  const put = (files: Files, change: (policy: Resource) => readonly unknown[], more: Files = {}, top: object = {}): Files => {
    const made = JSON.parse(files['main.json'] ?? '') as Template;
    const resources = made.resources.flatMap((one) => (one.type.endsWith('/apis/policies') ? change(one) : [one]));
    return { ...files, 'main.json': JSON.stringify({ ...made, ...top, resources }, null, 2), ...more };
  };
  const raw = (value: string): object => ({ properties: { format: 'rawxml', value } });
  const given = (value: string): string => JSON.stringify({ $schema: schema, parameters: { x: { value } } });
  const parameter = (more: Files = {}): Files =>
    put(base, (one) => [{ ...one, ...raw("[parameters('x')]") }], more, { parameters: { x: { type: 'string', defaultValue: own } } });
  const nested = (one: Resource): object => ({
    type: 'Microsoft.Resources/deployments',
    name: 'n',
    properties: { mode: 'Incremental', template: { resources: [{ ...one, ...raw(wider) }] } },
  });
  return [
    ['base64ToString()', base, put(base, (one) => [{ ...one, ...raw(`[base64ToString('${base64}')]`) }])],
    ['a variable', base, put(base, (one) => [{ ...one, ...raw("[variables('x')]") }], {}, { variables: { x: wider } })],
    ['a link', base, put(base, (one) => [{ ...one, properties: { format: 'rawxml-link', value: 'https://evil.example.net/p.xml' } }])],
    ['values that always apply', parameter(), parameter({ 'main.parameters.json': given(wider) })],
    ['values of a new environment', parameter(), parameter({ 'main.parameters.prod.json': given(wider) })],
    ['a second resource', base, put(base, (one) => [one, { ...one, ...raw(wider) }])],
    ['a nested deployment', base, put(base, (one) => [one, nested(one)])],
    ['a type in upper case', base, put(base, (one) => [{ ...one, ...raw(wider), type: one.type.toUpperCase() }])],
    ['keys in upper case', base, put(base, ({ properties, ...one }) => [{ ...one, Properties: { Format: properties['format'], Value: wider } }])],
    ['the key of old versions beside it', base, put(base, (one) => [{ ...one, properties: { ...one.properties, policyContent: wider } }])],
    ['a name that is not known', base, put(base, (one) => [{ ...one, ...raw(wider), name: "[concat('contoso/', parameters('api'), '/policy')]" }])],
    ['no resource any more', closed, put(closed, () => [])],
    ['a condition that is false', closed, put(closed, (one) => [{ ...one, condition: false }])],
    ['no copy', closed, put(closed, (one) => [{ ...one, copy: { name: 'c', count: 0 } }])],
  ];
}

const languages = [
  ['Terraform', terraform()],
  ['Bicep', bicep()],
  ['ARM', arm()],
] as const;
const all = languages.flatMap(([language, cases]) => cases.map((one) => [language, ...one] as const));

test.each(all)('%s: %s', async (_language, _fact, base, head) => {
  const made = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });
  const said = made.findings.filter(({ status }) => status === 'new').map(({ rule }) => rule);
  expect(said).not.toEqual([]);
  expect([made.provenUnchanged, jobSummary(made).includes('Nothing changes for anybody')]).toEqual([false, false]);
});
