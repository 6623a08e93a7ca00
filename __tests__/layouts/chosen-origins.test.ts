import { PolicyCache } from '../../src/apim/policy-cache.js';
import { defaultSettings } from '../../src/config/settings.js';
import { listPolicies } from '../../src/effective/policy-listing.js';
import { openRepository } from '../../src/layouts/repository.js';
import { repositoryOptions, statesOf } from '../../src/review/sides.js';
import { memoryTree } from '../memory-tree.js';
import { review } from './moved.js';
import type { Files } from './reading.js';

/** Origins and names of what is open, of the one policy that is there. */
async function said(files: Files): Promise<string> {
  const repository = await openRepository(memoryTree(files), repositoryOptions(defaultSettings), new PolicyCache());
  const states = statesOf(await repository.loadAll(), defaultSettings);
  return listPolicies([...states.values()])
    .map(({ origins, open }) => [...origins, ...open.map((name) => `?${name}`)].join(' '))
    .join(' | ');
}

const app = 'https://app.contoso.com';
const test1 = 'https://test.contoso.com';
const xml = (origins: string): string =>
  `<policies><inbound><base /><cors><allowed-origins>${origins}</allowed-origins><allowed-methods><method>GET</method></allowed-methods></cors></inbound></policies>`;

const terraform = (origins: string, more = '', files: Files = {}): Files => ({
  'main.tf': `${more}
variable "x" {}
resource "azurerm_api_management_policy" "p" {
  api_management_id = "contoso"
  xml_content = <<XML
${xml(origins)}
XML
}
`,
  ...files,
});

const bicep = (origins: string, more = ''): Files => ({
  'main.bicep': `param x string
param list array
${more}
resource apim 'Microsoft.ApiManagement/service@2022-08-01' existing = {
  name: 'contoso'
}
resource p 'Microsoft.ApiManagement/service/policies@2022-08-01' = {
  parent: apim
  name: 'policy'
  properties: {
    format: 'rawxml'
    value: '${xml(origins)}'
  }
}
`,
});

const arm = (origins: string): Files => ({
  'main.json': JSON.stringify({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: { x: { type: 'string' }, list: { type: 'array' } },
    resources: [
      {
        type: 'Microsoft.ApiManagement/service/policies',
        apiVersion: '2022-08-01',
        name: 'contoso/policy',
        properties: { format: 'rawxml', value: `[concat('${xml('#').replace('#', `', ${origins}, '`)}')]` },
      },
    ],
  }),
});

const both = `${app} ${test1}`;
const map = `locals {\n  sites = { prod = "${app}", test = "${test1}" }\n}\n`;

describe('a choice by what nothing decides names the origins of both ways, and no directive', () => {
  test.each<[name: string, files: Files, expected: string]>([
    ['%{ if } and %{ else }', terraform(`%{ if var.x }<origin>${app}</origin>%{ else }<origin>*</origin>%{ endif }`), `* ${app}`],
    ['%{ if } alone', terraform(`<origin>${test1}</origin>%{ if var.x }<origin>${app}</origin>%{ endif }`), both],
    ['inside of an <origin>', terraform(`<origin>\${var.x ? "${app}" : "${test1}"}</origin>`), both],
    ['in an argument of a function', terraform(`<origin>\${trimsuffix(var.x ? "${app}/" : "${test1}/", "/")}</origin>`), both],
    [
      'of lists that are put together',
      terraform(`%{ for o in concat(["${app}"], var.x ? ["${test1}"] : []) ~}\n<origin>\${o}</origin>\n%{ endfor ~}`),
      both,
    ],
    ['the entry of a map', terraform('<origin>${local.sites[var.x]}</origin>', map), both],
    ['lookup with a default', terraform('<origin>${lookup(local.sites, var.x, "*")}</origin>', map), `* ${both}`],
    ['interpolation of Bicep', bicep(`\${x == 'a' ? '<origin>${app}</origin>' : '<origin>*</origin>'}`), `* ${app}`],
    [
      'the entry of an object in Bicep',
      bicep('<origin>${sites[x].web}</origin>', `var sites = { a: { web: '${app}' }, b: { web: '${test1}' } }`),
      both,
    ],
    ['if() of ARM', arm(`if(equals(parameters('x'), 'a'), '<origin>${app}</origin>', '<origin>*</origin>')`), `* ${app}`],
  ])('%s', async (_, files, expected) => {
    expect(await said(files)).toBe(expected);
  });

  test('a condition of the rounds of a loop is the loop’s', async () => {
    const rounds = '%{ for o in var.x ~}\n%{ if o != "" }<origin>${o}</origin>%{ endif }\n%{ endfor ~}';
    expect(await said(terraform(rounds))).toBe('?var.x');
  });
});

describe('a list that nothing decides has its own name, however its elements are written', () => {
  test.each<[name: string, files: Files, expected: string]>([
    ['a loop of a template', terraform('%{ for o in var.x ~}\n<origin>${o}</origin>\n%{ endfor ~}'), '?var.x'],
    ['join of a loop', terraform('${join("", [for o in var.x : "<origin>${o}</origin>"])}'), '?var.x'],
    ['formatlist', terraform('${join("\\n", formatlist("<origin>%s</origin>", var.x))}'), '?var.x'],
    ['map() of Bicep', bicep("${join(map(list, o => '<origin>${o}</origin>'), '')}"), '?list'],
    ['a loop of Bicep', bicep("${join(all, '')}", "var all = [for o in list: '<origin>${o}</origin>']"), '?list'],
    [
      'map() of ARM',
      arm("join(map(parameters('list'), lambda('o', concat('<origin>', lambdaVariables('o'), '</origin>'))), '')"),
      "?parameters('list')",
    ],
  ])('%s', async (_, files, expected) => {
    expect(await said(files)).toBe(expected);
  });
});

describe('a policy in a dynamic block', () => {
  const dynamic = (rounds: string): Files => ({
    'main.tf': `resource "azurerm_api_management" "a" {
  name = "contoso"
  dynamic "policy" {
    for_each = ${rounds}
    iterator = one
    content {
      xml_content = file(one.value)
    }
  }
}
resource "azurerm_api_management_product_policy" "p" {
  api_management_name = "contoso"
  product_id          = "starter"
  xml_content         = "<policies><inbound><base /></inbound></policies>"
}
`,
    'g.xml': xml(`<origin>${app}</origin>`),
  });

  test('is that of its rounds, and there is none without any', async () => {
    expect((await said(dynamic('["g.xml"]'))).split(' | ')).toContain(app);
    expect((await said(dynamic('[]'))).split(' | ')).not.toContain(app);
  });
});

test('the order of the entries of a map says nothing', async () => {
  const of = (entries: string): Files => terraform('<origin>${local.sites[var.x]}</origin>', `locals {\n  sites = { ${entries} }\n}\n`);
  const [one, other] = [`prod = "${app}"`, `test = "${test1}"`];
  expect((await review(of(`${one}, ${other}`), of(`${other}, ${one}`))).provenUnchanged).toBe(true);
});

test('what `try` falls back to counts where the first value may not be there', async () => {
  const of = (fallback: string): Files => terraform(`<origin>\${try(var.x.origin, "${fallback}")}</origin>`);
  expect((await review(of(app), { ...of(app), 'other.tf': '# a remark\n' })).provenUnchanged).toBe(true);
  const { provenUnchanged, findings } = await review(of(app), of('*'));
  expect([provenUnchanged, findings.some(({ severity }) => severity === 'warning')]).toEqual([false, true]);
});
