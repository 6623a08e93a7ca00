import { defaultSettings } from '../../src/config/settings.js';
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
