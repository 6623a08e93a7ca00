import { defaultSettings } from '../../src/config/settings.js';
import { cors, globalPath, policy, apiPath, repository } from '../../src/layouts/apiops/example.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { titlePhrase } from '../../src/report/sentences/repairs.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

const app = 'https://app.contoso.com';
const service = 'resource_group_name = "rg"\n  api_management_name = "contoso"';
const heredoc = (text: string): string => `<<XML\n${text}\nXML`;
const resource = (type: string, name: string, ...lines: readonly string[]): string =>
  `resource "azurerm_api_management_${type}" "${name}" {\n  ${[service, ...lines].join('\n  ')}\n}\n`;
/** An API of one operation; `version`: how its version is told. */
const api = (text: string, version: 'Header' | 'Segment' | null = null): string =>
  [
    version === null
      ? ''
      : resource(
          'api_version_set',
          'set',
          'name = "set"',
          'display_name = "set"',
          `versioning_scheme = "${version}"`,
          'version_header_name = "Api-Version"',
        ),
    resource(
      'api',
      'orders',
      'name = "orders"',
      'revision = "1"',
      'display_name = "Orders"',
      'path = "orders"',
      'protocols = ["https"]',
      ...(version === null ? [] : ['version = "v1"', 'version_set_id = azurerm_api_management_api_version_set.set.id']),
    ),
    resource(
      'api_operation',
      'list',
      'operation_id = "list"',
      'api_name = "orders"',
      'display_name = "list"',
      'method = "GET"',
      'url_template = "/list"',
    ),
    resource('api_policy', 'orders', 'api_name = "orders"', `xml_content = ${heredoc(text)}`),
  ].join('\n');
const own = cors({ origins: [app] });
const asIs = cors({ origins: [app], attributes: '' });
const product = [
  api(policy(['<base />'])),
  resource('product', 'gold', 'product_id = "gold"', 'display_name = "Gold"', 'subscription_required = true', 'published = true'),
  resource('product_api', 'gold', 'product_id = "gold"', 'api_name = "orders"'),
  resource('product_policy', 'gold', 'product_id = "gold"', `xml_content = ${heredoc(policy(own))}`),
].join('\n');
const globalPolicy = (lines: readonly string[]): string =>
  resource('policy', 'all', 'api_management_id = "contoso"', `xml_content = ${heredoc(policy(lines))}`).replace(service, '');

/** Of each cause that is more than a remark: rule, certainty and severity. */
async function scanned(code: string, assume: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const settings = { ...defaultSettings, assume: new Map(Object.entries(assume)) };
  const { findings } = await scanTree(memoryTree({ 'main.tf': code }), { settings, today: '2026-01-01' });
  return findings.filter(({ severity }) => severity !== 'info').map(({ rule, certainty, severity }) => `${severity} ${rule}, ${certainty}`);
}

// Where the global policy is kept elsewhere, it is taken to hold no <cors>: what follows from that is told, as reported.
test.each<[string, string, readonly string[]]>([
  ['a version in a header', api(policy(own), 'Header'), ['error header-versioning-hides-cors, reported']],
  ['a version in the path', api(policy(own), 'Segment'), []],
  ['a product that preflights do not reach', product, ['error product-cors-unreachable, reported']],
  [
    'a condition around it',
    api(policy(['<choose>', '<when condition="@(true)">', ...own, '</when>', '</choose>', '<base />'])),
    ['error cors-not-direct-child, reported'],
  ],
  ['the attribute left out, and nothing known to follow', api(policy([...asIs, '<base />'])), []],
  ['nor above it', api(policy(['<base />', ...asIs])), []],
])('%s', async (name, code, expected) => {
  expect(await scanned(code)).toEqual(expected);
  // Who knows that it holds one, or none, says so; nothing is then told of what it may answer.
  const known = await scanned(code, { 'policy-elsewhere': 'no-cors' });
  expect(known).toEqual(expected.map((one) => one.replace('reported', 'documented')));
  const follows = name.startsWith('the attribute left out') ? ['warning terminate-unmatched-implicit, documented'] : [];
  expect(await scanned(code, { 'policy-elsewhere': 'holds-cors' })).toEqual(follows);
});

test('where the global policy is here, and has none, it is documented', async () => {
  expect(await scanned(`${api(policy(own), 'Header')}\n${globalPolicy([])}`)).toEqual(['error header-versioning-hides-cors, documented']);
});

describe('the default written out', () => {
  const files = (global: readonly string[], inApi: readonly string[]): Readonly<Record<string, string>> =>
    repository({ [globalPath]: policy(global), [apiPath]: policy(inApi) });
  const portal = 'https://contoso.developer.azure-api.net';

  // "true" is no fix where it makes sure that an app which may be shut out is.
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['of the inherited one', files(cors({ origins: [portal], attributes: '' }), ['<base />', ...own]), app],
    ['of the own one', files(cors({ origins: [portal] }), [...asIs, '<base />']), portal],
  ])('%s', async (_, head, victim) => {
    const scan = await scanTree(memoryTree(head), { settings: defaultSettings, today: '2026-01-01' });
    const review = await reviewTrees(memoryTree(files([], own)), memoryTree(head), { settings: defaultSettings, today: '2026-01-01' });
    for (const result of [scan, review]) {
      const causes = rootCauses(result);
      const titles = causes.flatMap(({ repairs }) => repairs.map(({ title }) => wholePhrase(titlePhrase(title))));
      expect(titles.filter((one) => one.includes('terminate-unmatched-request="true"'))).toEqual([]);
      expect(causes.some((cause) => causeTitle(cause).includes(victim))).toBe(true);
    }
    const written = scan.findings
      .find(({ rule }) => rule === 'terminate-unmatched-implicit')
      ?.suggestions.map(({ title }) => wholePhrase(titlePhrase(title)));
    expect(written?.some((one) => one.includes('terminate-unmatched-request="false"')) ?? true).toBe(true);
  });
});
