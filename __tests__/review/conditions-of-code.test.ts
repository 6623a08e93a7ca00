import { defaultSettings } from '../../src/config/settings.js';
import { harmRows } from '../../src/report/harm-table.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { harmTo, rootCauses } from '../../src/review/root-causes.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** A policy that is deployed under a condition which nothing decides, and another condition in its place. */

type Files = Readonly<Record<string, string>>;
const app = 'https://app.contoso.com';
const xml = `<policies><inbound><base /><cors><allowed-origins><origin>${app}</origin></allowed-origins><allowed-methods><method>GET</method></allowed-methods></cors></inbound></policies>`;
const service = 'Microsoft.ApiManagement/service';

const terraform = (condition: string): Files => ({
  'main.tf': `variable "x" {}
variable "y" {}
variable "enabled" {}
resource "azurerm_api_management_api" "a" {
  name = "orders"
  api_management_name = "contoso"
  path = "orders"
}
resource "azurerm_api_management_api_policy" "p" {
  api_name = "orders"
  api_management_name = "contoso"
  count = ${condition}
  xml_content = <<XML
${xml}
XML
}
`,
});

const bicep = (condition: string): Files => ({
  'main.bicep': `param x bool
param y bool
param enabled bool
resource apim '${service}@2022-08-01' existing = {
  name: 'contoso'
}
resource orders '${service}/apis@2022-08-01' = {
  parent: apim
  name: 'orders'
  properties: {
    path: 'orders'
  }
}
resource p '${service}/apis/policies@2022-08-01' = if (${condition}) {
  parent: orders
  name: 'policy'
  properties: {
    format: 'rawxml'
    value: '''${xml}'''
  }
}
`,
});

const arm = (condition: string): Files => ({
  'main.json': JSON.stringify({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: { x: { type: 'bool' }, y: { type: 'bool' }, enabled: { type: 'bool' } },
    resources: [
      { type: `${service}/apis`, apiVersion: '2022-08-01', name: 'contoso/orders', properties: { path: 'orders' } },
      {
        type: `${service}/apis/policies`,
        apiVersion: '2022-08-01',
        name: 'contoso/orders/policy',
        condition: `[${condition}]`,
        properties: { format: 'rawxml', value: xml },
      },
    ],
  }),
});

const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-11-30' });

/** What becomes of the web app: nothing, or which way its access may go. */
async function moves(base: Files, head: Files): Promise<string> {
  const made = await review(base, head);
  const [row] = made.changes.flatMap(({ origins }) => origins).filter(({ origin }) => origin === app);
  if (row === undefined) return made.provenUnchanged ? 'proven' : 'no change';
  const [cause] = rootCauses(made);
  const ways = [...(cause?.mayLose.length ? ['may lose'] : []), ...(cause?.mayGain.length ? ['may gain'] : [])];
  return `${harmTo(row) ?? ''}: ${ways.join(', ')}`;
}

const p = (name: string): string => `parameters('${name}')`;
const written: readonly (readonly [
  string,
  (condition: string) => Files,
  Readonly<Record<'x' | 'either' | 'other' | 'both' | 'turned' | 'renamed', string>>,
])[] = [
  [
    'Terraform',
    terraform,
    {
      x: 'var.x ? 1 : 0',
      either: 'var.x || var.y ? 1 : 0',
      other: 'var.y || var.x ? 1 : 0',
      both: 'var.x && var.y ? 1 : 0',
      turned: '!var.x ? 0 : 1',
      renamed: 'var.enabled ? 1 : 0',
    },
  ],
  ['Bicep', bicep, { x: 'x', either: 'x || y', other: 'y || x', both: 'x && y', turned: '!(!x)', renamed: 'enabled' }],
  [
    'ARM',
    arm,
    {
      x: p('x'),
      either: `or(${p('x')}, ${p('y')})`,
      other: `or(${p('y')}, ${p('x')})`,
      both: `and(${p('x')}, ${p('y')})`,
      turned: `not(not(${p('x')}))`,
      renamed: p('enabled'),
    },
  ],
];

describe.each(written)('%s: another condition in the place of one that nothing decides', (_, of, conditions) => {
  test.each<[string, keyof typeof conditions, keyof typeof conditions, string]>([
    ['one more way to be deployed gives, and takes nothing', 'x', 'either', 'mayGain: may gain'],
    ['one way less takes, and gives nothing', 'either', 'x', 'mayLose: may lose'],
    ['one more thing that is needed takes', 'x', 'both', 'mayLose: may lose'],
    ['both in the place of either', 'either', 'both', 'mayLose: may lose'],
    ['another order', 'either', 'other', 'proven'],
    ['negated twice', 'x', 'turned', 'proven'],
    ['another name may be another thing', 'x', 'renamed', 'mayLose: may lose, may gain'],
  ])('%s', async (__, base, head, expected) => {
    expect(await moves(of(conditions[base]), of(conditions[head]))).toBe(expected);
  });

  test('of what may go either way, each finding names its own condition, and the table says both', async () => {
    const made = await review(of(conditions.x), of(conditions.renamed));
    const values = made.findings.flatMap(({ says }) =>
      says.code === 'access-widened' || says.code === 'access-narrowed'
        ? [[says.code, ...(says.given.holding.when === 'sometimes' ? says.given.holding.readings.map(({ value }) => value) : [])].join(' ')]
        : [],
    );
    expect(values.sort()).toEqual(['access-narrowed yes no', 'access-widened no yes']);
    expect(harmRows(made, rootCauses(made)).map(({ after }) => wholePhrase(after))).toEqual(['as before, or less, or more, by another reading']);
  });
});
