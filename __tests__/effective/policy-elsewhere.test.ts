import { defaultSettings, parseSettings, type Settings } from '../../src/config/settings.js';
import { markdownReport } from '../../src/report/markdown.js';
import { verdictOf } from '../../src/report/verdict.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;

const cors = (attributes: string, ...origins: readonly string[]): string =>
  `<cors${attributes}><allowed-origins>${origins.map((one) => `<origin>${one}</origin>`).join('\n')}</allowed-origins>\n` +
  '<allowed-methods><method>GET</method></allowed-methods></cors>';
const policy = (...inbound: readonly string[]): string => `<policies>\n<inbound>\n${inbound.join('\n')}\n</inbound>\n</policies>\n`;
const app = 'https://app.contoso.com';
const shop = 'https://shop.contoso.com';

const service = 'api_management_name = "contoso"';
const api =
  `resource "azurerm_api_management_api" "orders" {\n  name = "orders"\n  ${service}\n  path = "orders"\n  subscription_required = false\n}\n` +
  `resource "azurerm_api_management_api_operation" "get" {\n  operation_id = "get"\n  api_name = "orders"\n  ${service}\n  method = "GET"\n  url_template = "/"\n}\n` +
  `resource "azurerm_api_management_api_policy" "orders" {\n  api_name = "orders"\n  ${service}\n  xml_content = file("orders.xml")\n}\n`;
const global = `resource "azurerm_api_management_policy" "all" {\n  api_management_id = azurerm_api_management.contoso.id\n  xml_content = file("all.xml")\n}\n`;
const instance = 'resource "azurerm_api_management" "contoso" {\n  name = "contoso"\n}\n';

const assuming = (value: string): Settings => parseSettings(`assume:\n  policy-elsewhere: ${value}\n`, 'apim-cors.yml');

async function review(base: Files, head: Files, settings = defaultSettings): Promise<Review> {
  return reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings, today: '2026-01-01' });
}

const told = (found: Review): number => verdictOf(found).sentences.join(' ').split('not in this repository').length - 1;
const certainties = (found: Review): readonly string[] => found.findings.map(({ certainty }) => certainty);

const behind = (...origins: readonly string[]): Files => ({ 'main.tf': api, 'orders.xml': policy('<base />', cors('', ...origins)) });

test('a global policy that the change brings is missing in base alone', async () => {
  const found = await review(behind(app), { ...behind(app), 'main.tf': api + global, 'all.xml': policy(cors('', shop)) });
  expect(found.elsewhere).toEqual(['global-before']);
  expect(verdictOf(found).sentences.join(' ')).toContain('The global policy is not in base:');
});

test('a global policy that is not here is taken to hold no <cors>, and that is told once', async () => {
  const found = await review(behind(app, shop), behind(app));
  expect(found.changes).toMatchObject([{ kind: 'narrowed', origins: [{ origin: shop, before: { allowed: 'yes' }, after: { allowed: 'no' } }] }]);
  expect(certainties(found)).toEqual(['reported']);
  expect(found.elsewhere).toEqual(['global']);
  const page = markdownReport(found);
  expect(page.split('policy-elsewhere').length - 1).toBe(1);
  expect(page).toContain('The global policy is not in this repository');
  expect(page).not.toContain('kept elsewhere');
});

test('where the configuration says that it holds none, nothing is taken for granted', async () => {
  const found = await review(behind(app, shop), behind(app), assuming('no-cors'));
  expect(found.changes).toMatchObject([{ kind: 'narrowed', origins: [{ origin: shop, after: { allowed: 'no' } }] }]);
  expect([told(found), found.assumptions]).toEqual([0, ['policy-elsewhere=no-cors']]);
});

test('where the configuration says that the policy holds <cors>, what stands behind it changes nothing that is known', async () => {
  const found = await review(behind(app, shop), behind(app), assuming('holds-cors'));
  expect([found.changes, found.provenUnchanged, told(found)]).toEqual([[], false, 0]);
});

test.each<[name: string, files: Files]>([
  ['the global policy is here', { ...behind(app), 'main.tf': instance + api + global, 'all.xml': policy() }],
  ['the policy of the API takes nothing over', { 'main.tf': api, 'orders.xml': policy(cors('', app)) }],
  [
    'the repository holds the whole service',
    {
      'apis/orders/apiInformation.json': '{"properties":{"path":"orders","subscriptionRequired":false}}',
      'apis/orders/policy.xml': policy('<base />', cors('', app)),
    },
  ],
])('nothing is told where %s', async (_, files) => {
  const path = Object.keys(files).find((one) => /(?:orders|policy)\.xml$/.test(one)) ?? '';
  const found = await review(files, { ...files, [path]: (files[path] ?? '').replace(app, shop) });
  expect([found.changes.length > 0, told(found), found.elsewhere]).toEqual([true, 0, []]);
});

test.each<[name: string, more: string, expected: readonly string[]]>([
  ['no global policy', '', ['global']],
  ['a global policy', '- path: all.xml\n  scope: global\n', []],
])('a map of scopes with %s', async (_, more, expected) => {
  const settings = parseSettings(`scopes:\n- path: orders.xml\n  scope: api\n  api: orders\n${more}`, 'apim-cors.yml');
  const files = { 'all.xml': policy(), 'orders.xml': policy('<base />', cors('', app)) };
  const found = await review(files, { ...files, 'orders.xml': policy('<base />', cors('', shop)) }, settings);
  expect([found.changes.length, found.elsewhere]).toEqual([1, expected]);
});

test('a product of the repository whose policy is not here is told of too', async () => {
  const product =
    `resource "azurerm_api_management_product" "p" {\n  product_id = "gold"\n  ${service}\n  published = true\n  subscription_required = true\n}\n` +
    `resource "azurerm_api_management_product_api" "p" {\n  product_id = "gold"\n  api_name = "orders"\n  ${service}\n}\n`;
  const files = { ...behind(app), 'main.tf': api + product };
  const found = await review(files, { ...files, 'orders.xml': policy('<base />', cors('', shop)) });
  expect(found.elsewhere).toEqual(['global', 'product']);
});

test('that nothing changes for anybody is not said where it depends on a policy that is kept elsewhere', async () => {
  const passes = ' terminate-unmatched-request="false"';
  const without = { 'main.tf': api, 'orders.xml': policy(cors(passes, app)) };
  const inheriting = { 'main.tf': api, 'orders.xml': policy(cors(passes, app), '<base />') };
  const found = await review(without, inheriting);
  expect(found.provenUnchanged).toBe(false);
  expect(found.changes.map(({ kind }) => kind)).toEqual(['unknown']);
  expect((await review(without, inheriting, assuming('no-cors'))).provenUnchanged).toBe(true);
});
