import { defaultSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** An API that comes to a product meets the product's policy: an opening there is as severe as in the API's own. */

type Files = Readonly<Record<string, string>>;

const plain = policy(['<base />']);
const open = policy(cors({ origins: ['*'], attributes: ' allow-credentials="true"' }));
const json = JSON.stringify;

async function said(base: Files, head: Files): Promise<readonly string[]> {
  const made = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });
  expect([made.provenUnchanged, jobSummary(made).includes('Nothing changes for anybody')]).toEqual([false, false]);
  return made.findings.filter(({ status }) => status === 'new').map(({ severity, rule }) => `${severity} ${rule}`);
}

const artifacts = (subscriptionRequired: boolean): Files => ({
  'a/policy.xml': plain,
  'a/apis/orders/apiInformation.json': json({ properties: { path: 'orders' } }),
  'a/apis/orders/policy.xml': plain,
  'a/products/gold/productInformation.json': json({ properties: { displayName: 'Gold', subscriptionRequired, state: 'published' } }),
  'a/products/gold/policy.xml': open,
});

const links: readonly (readonly [fact: string, files: Files])[] = [
  ['a list', { 'a/products/gold/apis.json': json([{ name: 'orders' }]) }],
  ['a list, in upper case', { 'a/products/gold/apis.json': json([{ name: 'ORDERS' }]) }],
  ['a folder', { 'a/products/gold/apis/orders/productApiInformation.json': '{}' }],
  ['a folder in another case', { 'a/products/gold/apis/Orders/productApiInformation.json': '{}' }],
];

test.each(links.flatMap(([fact, files]) => [true, false].map((isKeyed) => [fact, isKeyed ? 'with a key' : 'open', files, isKeyed] as const)))(
  'artifacts, %s, %s',
  async (_fact, _kind, files, isKeyed) => {
    const base = artifacts(isKeyed);
    // With a key no preflight reaches the product's policy, as reported: that is the error then.
    expect(await said(base, { ...base, ...files })).toContain(`error ${isKeyed ? 'product-cors-unreachable' : 'access-widened'}`);
  },
);

const block = (type: string, name: string, lines: Files): string =>
  `resource "azurerm_api_management_${type}" "${name}" {\n  api_management_name = "contoso"\n${Object.entries(lines)
    .map(([key, value]) => `  ${key} = ${value}\n`)
    .join('')}}\n`;
const service = (isKeyed: string): string =>
  [
    block('api', 'a', { name: '"orders"', path: '"orders"' }),
    block('api_policy', 'p', { api_name: '"orders"', xml_content: `<<XML\n${plain}XML` }),
    block('product', 'g', { product_id: '"gold"', subscription_required: isKeyed, published: 'true' }),
    block('product_policy', 'gp', { product_id: '"gold"', xml_content: `<<XML\n${open}XML` }),
  ].join('');

test.each(['orders', 'ORDERS'])('Terraform, %s', async (id) => {
  const terraform = service('false');
  const link = block('product_api', 'l', { product_id: '"gold"', api_name: `"${id}"` });
  expect(await said({ 'main.tf': terraform }, { 'main.tf': `${terraform}${link}` })).toContain('error access-widened');
});

test('an API that is new, in a product that is there, is new', async () => {
  const base = artifacts(true);
  const head = {
    ...base,
    'a/apis/stock/apiInformation.json': json({ properties: { path: 'stock' } }),
    'a/products/gold/apis.json': json([{ name: 'stock' }]),
  };
  const found = await said(base, head);
  expect([found.includes('error access-widened'), found.includes('info access-widened')]).toEqual([false, true]);
});
