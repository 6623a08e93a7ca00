import { defaultSettings, parseSettings } from '../../src/config/settings.js';
import { apiPath, cors, fragmentPath, globalPath, operationPath, policy, repository, within } from '../../src/layouts/apiops/example.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;
const app = 'https://app.contoso.com';
const shop = 'https://shop.contoso.com';
const both = cors({ origins: [app, shop] });
const check = (values: readonly string[], more = ''): string[] =>
  within(
    `check-header name="Origin"${more}`,
    values.map((value) => `<value>${value}</value>`),
  );
const jwt = '<validate-jwt header-name="Authorization" />';
const included = '<include-fragment fragment-id="browsers" />';

/** The policies that are told to refuse before a `<cors>`. */
async function refusers(files: Files): Promise<readonly string[]> {
  const base = repository({ [apiPath]: policy(['<base />']) });
  const { findings } = await reviewTrees(memoryTree(base), memoryTree(repository(files)), { settings: defaultSettings, today: '2026-11-30' });
  return findings.flatMap(({ says }) => (says.code === 'policy-before-cors' ? says.given.refusers.map(({ name }) => name) : []));
}

test.each<[string, Files]>([
  ['several values', { [apiPath]: policy([...check([app, shop, 'https://more.contoso.com']), ...both, '<base />']) }],
  ['in another case', { [apiPath]: policy([...check([app, shop.toUpperCase()], ' ignore-case="true"'), ...both, '<base />']) }],
  ['in the global policy', { [globalPath]: policy([...check([app, shop]), ...both]), [apiPath]: policy(['<base />']) }],
  ['inherited above', { [globalPath]: policy(check([app, shop])), [apiPath]: policy(['<base />', ...both]) }],
  [
    'a <cors> further down lets in more, and the first one ends what it does not list',
    {
      [apiPath]: policy([...check([app]), ...cors({ origins: [app], attributes: ' terminate-unmatched-request="true"' }), '<base />']),
      [globalPath]: policy(both),
    },
  ],
  ['in a fragment', { [fragmentPath]: `<fragment>${check([app, shop]).join('')}</fragment>`, [apiPath]: policy([included, ...both, '<base />']) }],
])('a check of the origin that refuses nobody whom <cors> lets in is silent: %s', async (_, files) => {
  expect(await refusers(files)).toEqual([]);
});

test.each<[string, Files]>([
  ['one origin lacks', { [apiPath]: policy([...check([app]), ...both, '<base />']) }],
  ['another case counts', { [apiPath]: policy([...check([app, shop.toUpperCase()]), ...both, '<base />']) }],
  ['the <cors> lets everybody in', { [apiPath]: policy([...check([app]), ...cors({ origins: ['*'] }), '<base />']) }],
  ['a value is not here', { [apiPath]: policy([...check([app, '{{shop}}']), ...both, '<base />']) }],
  [
    'a <cors> further down lets in more',
    { [apiPath]: policy([...check([app]), ...cors({ origins: [app] }), '<base />']), [globalPath]: policy(both) },
  ],
  [
    'the <cors> of one operation does',
    {
      [globalPath]: policy(check([app])),
      [apiPath]: policy(['<base />', ...cors({ origins: [app] })]),
      [operationPath]: policy(['<base />', ...both]),
    },
  ],
  ['it is about another header', { [apiPath]: policy([...within('check-header name="X-App"', [`<value>${app}</value>`]), ...both, '<base />']) }],
])('one that may refuse a page that <cors> lets in is told: %s', async (_, files) => {
  expect(new Set(await refusers(files))).toEqual(new Set(['check-header']));
});

test('of several policies only those are told that refuse such a page', async () => {
  expect(await refusers({ [apiPath]: policy([...check([app, shop]), jwt, ...both, '<base />']) })).toEqual(['validate-jwt']);
});

/** An API whose own policy checks the origin, in Terraform: the global policy is kept elsewhere. */
async function inTerraform(lines: readonly string[], assume: string): Promise<readonly string[]> {
  const api = 'resource "azurerm_api_management_api" "orders" {\n  name = "orders"\n  path = "orders"\n  api_management_name = "contoso"\n}\n';
  const own = `resource "azurerm_api_management_api_policy" "orders" {\n  api_name = "orders"\n  api_management_name = "contoso"\n  xml_content = <<XML\n${policy(lines)}XML\n}\n`;
  const settings = parseSettings(assume, '.github/apim-cors.yml');
  const { findings } = await reviewTrees(memoryTree({}), memoryTree({ 'main.tf': api + own }), { settings, today: '2026-11-30' });
  return findings.flatMap(({ says }) => (says.code === 'policy-before-cors' ? says.given.refusers.map(({ name }) => name) : []));
}

test.each<[string, readonly string[], string, readonly string[]]>([
  ['taken to hold no <cors>', [...check([app, shop]), ...both, '<base />'], '', []],
  ['taken to hold none, and the check refuses one of the two', [...check([app]), ...both, '<base />'], '', ['check-header']],
  ['assumed to hold none', [...check([app, shop]), ...both, '<base />'], 'assume: { policy-elsewhere: "no-cors" }', []],
  ['assumed to hold one', [...check([app, shop]), ...both, '<base />'], 'assume: { policy-elsewhere: "holds-cors" }', ['check-header']],
])('a global policy that is kept elsewhere is %s', async (_, lines, assume, told) => {
  expect(await inTerraform(lines, assume)).toEqual(told);
});
