import { defaultSettings } from '../../src/config/settings.js';
import { verdictOf } from '../../src/report/verdict.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** A release makes a revision of an API the current one: its policies answer then. */

type Files = Readonly<Record<string, string>>;
const service = 'Microsoft.ApiManagement/service';
const xml = (origin: string): string =>
  `<policies><inbound><base /><cors><allowed-origins><origin>${origin}</origin></allowed-origins><allowed-methods><method>GET</method></allowed-methods></cors></inbound></policies>`;
const policies = [xml('https://app.contoso.com'), xml('*')];
const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-11-30' });

/** `released`: the number of a revision; 0: none is released. */
const terraform = (released: number, by = `azurerm_api_management_api.r${released}.id`): Files => ({
  'main.tf': [
    ...policies.map((text, index) => {
      const name = `orders${index === 0 ? '' : ';rev=2'}`;
      return `resource "azurerm_api_management_api" "r${index + 1}" {
  name = "${name}"
  api_management_name = "contoso"
  path = "orders"
  revision = "${index + 1}"
}
resource "azurerm_api_management_api_policy" "p${index + 1}" {
  api_name = "${name}"
  api_management_name = "contoso"
  xml_content = <<XML
${text}
XML
}
`;
    }),
    released === 0 ? '' : `locals {\n  now = azurerm_api_management_api.r${released}.id\n}\n`,
    released === 0 ? '' : `resource "azurerm_api_management_api_release" "r" {\n  name = "r"\n  api_id = ${by}\n}\n`,
  ].join(''),
});

const bicep = (released: number): Files => ({
  'main.bicep': [
    `resource apim '${service}@2022-08-01' existing = {\n  name: 'contoso'\n}\n`,
    ...policies.map(
      (text, index) => `resource r${index + 1} '${service}/apis@2022-08-01' = {
  parent: apim
  name: 'orders;rev=${index + 1}'
  properties: {
    path: 'orders'
    apiRevision: '${index + 1}'
    isCurrent: ${index === 0}
  }
}
resource p${index + 1} '${service}/apis/policies@2022-08-01' = {
  parent: r${index + 1}
  name: 'policy'
  properties: {
    format: 'rawxml'
    value: '''${text}'''
  }
}
`,
    ),
    released === 0
      ? ''
      : `resource r '${service}/apis/releases@2022-08-01' = {\n  parent: r1\n  name: 'r'\n  properties: {\n    apiId: r${released}.id\n  }\n}\n`,
  ].join(''),
});

const arm = (released: number, apiId = `[resourceId('${service}/apis', 'contoso', 'orders;rev=${released}')]`): Files => ({
  'main.json': JSON.stringify({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    variables: { now: String(released) },
    resources: [
      ...policies.flatMap((value, index) => [
        {
          type: `${service}/apis`,
          apiVersion: '2022-08-01',
          name: `contoso/orders;rev=${index + 1}`,
          properties: { path: 'orders', apiRevision: String(index + 1), isCurrent: index === 0 },
        },
        {
          type: `${service}/apis/policies`,
          apiVersion: '2022-08-01',
          name: `contoso/orders;rev=${index + 1}/policy`,
          properties: { format: 'rawxml', value },
        },
      ]),
      ...(released === 0 ? [] : [{ type: `${service}/apis/releases`, apiVersion: '2022-08-01', name: 'contoso/orders/r', properties: { apiId } }]),
    ],
  }),
});

const layouts: readonly (readonly [string, (released: number) => Files])[] = [
  ['Terraform', terraform],
  ['Terraform, by a local value', (released) => terraform(released, 'local.now')],
  ['Bicep', bicep],
  ['ARM', arm],
  ['ARM, by a variable', (released) => arm(released, "[concat('/apis/orders;rev=', variables('now'))]")],
];

test.each(layouts)('%s: a release that comes, or is of another revision, is told, and proves nothing', async (_, of) => {
  for (const base of [0, 1]) {
    const made = await review(of(base), of(2));
    expect(made.provenUnchanged).toBe(false);
    expect(made.findings.filter(({ says }) => says.code === 'not-understood.deployment').map(({ severity, status }) => [severity, status])).toEqual([
      ['warning', 'new'],
    ]);
  }
  const [same] = [await review(of(2), { ...of(2), 'notes.md': 'x', ...addedTo(of(2)) })];
  expect(same.findings.filter(({ status }) => status === 'new')).toEqual([]);
});

/** The same code with a line more at its end. */
function addedTo(files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, `${text}\n`]));
}

test('that no file of a service is touched is not said of a release among artifacts', async () => {
  const api = (more: object): string => JSON.stringify({ properties: { displayName: 'orders', path: 'orders', ...more } });
  const base = {
    'a/policy.xml': xml('https://app.contoso.com'),
    'a/apis/orders/apiInformation.json': api({}),
    'a/apis/orders;rev=2/apiInformation.json': api({ isCurrent: false }),
    'a/apis/orders;rev=2/policy.xml': xml('*'),
  };
  const made = await review(base, {
    ...base,
    'a/apis/orders/releases/r/apiReleaseInformation.json': '{"properties":{"apiId":"/apis/orders;rev=2"}}',
  });
  expect(verdictOf(made).sentences).toContain(
    'No change of access was found. It is not proven that there is none: something was not reviewed and what some code deploys was not looked at.',
  );
});

describe('a release among artifacts', () => {
  const api = (more: object = {}): string => JSON.stringify({ properties: { displayName: 'orders', path: 'orders', ...more } });
  const artifacts = (released: string | null, more: object = {}): Files => ({
    'a/policy.xml': xml('https://app.contoso.com'),
    'a/apis/orders/apiInformation.json': api(more),
    'a/apis/orders/policy.xml': xml('https://app.contoso.com'),
    'a/apis/orders;rev=2/apiInformation.json': api({ isCurrent: false }),
    'a/apis/orders;rev=2/policy.xml': xml('*'),
    ...(released === null ? {} : { 'a/apis/orders/releases/r/apiReleaseInformation.json': JSON.stringify({ properties: { apiId: released } }) }),
  });
  const told = async (base: Files, head: Files): Promise<readonly string[]> =>
    (await review(base, head)).findings
      .filter(({ status, says }) => status === 'new' && says.code === 'not-understood.deployment')
      .map(({ severity, path }) => `${severity} ${path}`);
  const where = 'warning a/apis/orders/releases/r/apiReleaseInformation.json';

  test('is told where it comes, and where it is of another revision', async () => {
    expect(await told(artifacts(null), artifacts('/apis/orders;rev=2'))).toEqual([where]);
    expect(await told(artifacts('/apis/orders'), artifacts('/apis/orders;rev=2'))).toEqual([where]);
  });
  test('is told beside a policy that changes everywhere', async () => {
    const head = { ...artifacts('/apis/orders;rev=2'), 'a/policy.xml': xml('https://shop.contoso.com') };
    expect(await told(artifacts(null), head)).toEqual([where]);
  });
  test.each([
    ['of the API itself', '/apis/orders', {}],
    ['of the revision that is current', '/apis/orders;rev=2', { apiRevision: '2' }],
    ['of the first revision, where no other is named', '/apis/orders;rev=1', {}],
  ])('%s makes nothing else current', async (_, apiId, more) => {
    expect(await told(artifacts(null, more), artifacts(apiId, more))).toEqual([]);
  });
  test('that base has too is no news', async () => {
    const both = artifacts('/apis/orders;rev=2');
    expect(await told(both, { ...both, 'a/apis/orders/policy.xml': xml('https://shop.contoso.com') })).toEqual([]);
  });
});

test.each<[string, (flag: unknown) => Files]>([
  [
    'artifacts',
    (flag) => ({
      'a/apis/orders;rev=2/apiInformation.json': JSON.stringify({ properties: { displayName: 'orders', path: 'orders', isCurrent: flag } }),
    }),
  ],
])('a flag that is written as a text counts: %s', async (_, of) => {
  const both = (isCurrent: unknown): Files => ({
    'a/policy.xml': '<policies><inbound><base /></inbound></policies>',
    'a/apis/orders/apiInformation.json': JSON.stringify({
      properties: { displayName: 'orders', path: 'orders', isCurrent: isCurrent === 'true' ? 'false' : true },
    }),
    'a/apis/orders/policy.xml': xml('https://app.contoso.com'),
    'a/apis/orders;rev=2/policy.xml': xml('*'),
    ...of(isCurrent),
  });
  const made = await review(both(false), both('true'));
  expect(made.changes.flatMap(({ origins }) => origins.map(({ origin }) => origin))).toContain('*');
});

test.each<[string, string]>([
  ['capitals', 'Configuration.PROD.yaml'],
  ['capitals of its ending', 'configuration.prod.YAML'],
  ['a dot in its name', 'configuration.prod.west.yaml'],
])('a configuration of the publisher that is not looked for by its name is not reviewed: %s', async (_, path) => {
  const base = {
    'a/policy.xml': xml('{{app}}'),
    'a/named values/app/namedValueInformation.json': JSON.stringify({ properties: { displayName: 'app', value: 'https://app.contoso.com' } }),
    'a/apis/orders/apiInformation.json': JSON.stringify({ properties: { displayName: 'orders', path: 'orders' } }),
  };
  const made = await review(base, { ...base, [path]: 'namedValues:\n  - name: app\n    properties:\n      value: "*"\n' });
  expect(made.unreviewed.map(({ path: told }) => told)).toEqual([path]);
  expect([made.provenUnchanged, verdictOf(made).sentences.join(' ')]).toEqual([false, expect.stringContaining('something was not reviewed')]);
});

test.each<[string, (number: number) => Files]>([
  ['a default', (number) => ({ 'v.tf': `variable "now" {\n  default = "${number}"\n}\n` })],
  ['a value that is loaded by itself', (number) => ({ 'v.tf': 'variable "now" {\n  default = "1"\n}\n', 'terraform.tfvars': `now = "${number}"\n` })],
  [
    'a value of an environment',
    (number) => ({ 'v.tf': 'variable "now" {\n  default = "1"\n}\n', 'prod.tfvars': `now = "${number}"\n`, 'dev.tfvars': 'now = "2"\n' }),
  ],
])('Terraform: a release whose revision stands in %s alone', async (_fact, values) => {
  const id = '"/subscriptions/s/resourceGroups/rg/providers/Microsoft.ApiManagement/service/contoso/apis/orders;rev=${var.now}"';
  const of = (number: number): Files => ({ ...terraform(1, id), ...values(number) });
  const made = await review(of(1), of(2));
  expect(made.provenUnchanged).toBe(false);
  expect(made.findings.filter(({ status }) => status === 'new').map(({ says, severity }) => [says.code, severity])).toContainEqual([
    'not-understood.deployment',
    'warning',
  ]);
});

test.each(['{ properties = { apiId = API } }', 'jsonencode({ properties = { apiId = API } })'])('a release of azapi: %s', async (body) => {
  const of = (number: number): Files => ({
    ...terraform(0),
    'r.tf': `resource "azapi_resource" "r" {
  type = "Microsoft.ApiManagement/service/apis/releases@2022-08-01"
  name = "r"
  parent_id = azurerm_api_management_api.r1.id
  body = ${body.replace('API', `"/apis/orders;rev=${number}"`)}
}
`,
  });
  const made = await review(of(1), of(2));
  expect([made.provenUnchanged, verdictOf(made).sentences.join(' ')]).toEqual([false, expect.not.stringContaining('Nothing changes for anybody')]);
});
