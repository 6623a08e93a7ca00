import { PolicyCache } from '../../src/apim/policy-cache.js';
import { defaultSettings } from '../../src/config/settings.js';
import { listPolicies } from '../../src/effective/policy-listing.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { openRepository } from '../../src/layouts/repository.js';
import { listingJson, listingText, type PolicyListing } from '../../src/report/listing.js';
import { unpainted } from '../../src/report/paint.js';
import { repositoryOptions, statesOf } from '../../src/review/sides.js';
import { memoryTree } from '../memory-tree.js';

const files = {
  'policy.xml': policy([...cors({ origins: ['https://app.contoso.com', 'https://{{stage}}.contoso.com', '{{site}}'] })]),
  'apis/orders/apiInformation.json': JSON.stringify({ properties: { path: 'orders' } }),
  'apis/orders/policy.xml': policy(['<base />']),
  'apis/orders/operations/get-order/policy.xml': policy(['<base />', ...cors({ origins: ['*'] })]),
  'products/starter/productInformation.json': '{}',
  'products/starter/policy.xml': '<policies><inbound>',
  'named values/site/namedValueInformation.json': JSON.stringify({ properties: { displayName: 'site', value: 'https://site.contoso.com' } }),
  'configuration.prod.yaml': 'namedValues:\n  - name: site\n    properties:\n      value: https://www.contoso.com\n',
  'elsewhere/other.xml': policy(['<base />']),
};

async function list(environments: readonly string[] = []): Promise<PolicyListing> {
  const settings = { ...defaultSettings, environments };
  const repository = await openRepository(memoryTree(files), repositoryOptions(settings), new PolicyCache());
  const states = statesOf(await repository.loadAll(), settings);
  const policies = listPolicies([...states.values()]).map((one) => ({ ...one, layout: repository.layoutOf(one.service) }));
  return { policies, unreviewed: await repository.unreviewed(null), unreferenced: await repository.unreferenced() };
}

interface Entry {
  readonly path: string;
  readonly environments: readonly string[] | null;
  readonly origins: readonly string[];
}

test('the listing has the published shape, one entry a policy and scope', async () => {
  const { policies, ...rest } = JSON.parse(listingJson(await list())) as { readonly policies: readonly Entry[] };
  expect(Object.keys(rest)).toEqual(['schemaVersion', 'unreviewed', 'unreferenced']);
  expect(rest).toMatchObject({
    schemaVersion: 2,
    unreviewed: [{ path: 'elsewhere/other.xml' }],
    unreferenced: [],
  });
  expect(policies.map(({ path }) => path)).toEqual([
    'apis/orders/operations/get-order/policy.xml',
    'apis/orders/policy.xml',
    'policy.xml',
    'policy.xml',
    'products/starter/policy.xml',
  ]);
  const nowhere = { workspace: null, product: null, api: null, operation: null, fragment: null };
  const common = { layout: 'apiops', service: '', environments: null, ...nowhere };
  expect(policies[0]).toEqual({
    ...common,
    path: 'apis/orders/operations/get-order/policy.xml',
    line: 1,
    endLine: expect.any(Number) as number,
    scope: 'operation',
    api: 'orders',
    operation: 'get-order',
    hasCors: true,
    origins: ['*'],
    open: [],
    by: { path: 'apis/orders/operations/get-order/policy.xml', line: 1 },
  });
  expect(policies[1]).toMatchObject({ ...common, scope: 'api', api: 'orders', hasCors: false, origins: [] });
  expect(policies[2]).toMatchObject({ ...common, scope: 'global', hasCors: true, open: ['stage'] });
  expect(policies[2]?.origins).toEqual(['https://app.contoso.com', 'https://site.contoso.com']);
  expect(policies[3]).toMatchObject({ ...common, scope: 'global', environments: ['prod'] });
  expect(policies[4]).toMatchObject({ ...common, scope: 'product', product: 'starter', hasCors: false });
});

test('what differs in an environment is an entry of its own', async () => {
  const { policies } = JSON.parse(listingJson(await list())) as { readonly policies: readonly Entry[] };
  const global = policies.filter(({ path }) => path === 'policy.xml');
  expect(global.map(({ environments, origins }) => [environments, origins.at(-1)])).toEqual([
    [null, 'https://site.contoso.com'],
    [['prod'], 'https://www.contoso.com'],
  ]);
  expect(policies.filter(({ path }) => path === 'apis/orders/policy.xml')).toMatchObject([{ environments: null }]);
});

test('the text has one policy a line, and says what is not reviewed', async () => {
  expect(listingText(await list(['dev']), unpainted)).toMatchInlineSnapshot(`
    "(repository root)  apiops, 4 policies
      apis/orders/operations/get-order/policy.xml:1  operation orders/get-order  <cors> *
      apis/orders/policy.xml:1  api orders
      policy.xml:1  global  <cors> https://app.contoso.com, https://site.contoso.com  not decided here: stage
      products/starter/policy.xml:1  product starter

    Not reviewed (2)
      configuration.prod.yaml: environment 'prod' is not evaluated; add it to 'environments' to see what it changes
      elsewhere/other.xml: which API or scope this policy belongs to cannot be told

    4 policies in place, 2 with <cors>.
    "
  `);
});

test.each([
  ['begins a <cors>', '<policies><inbound><cors><allowed-origins>', true],
  ['begins one in a comment only', '<policies><inbound><!-- <cors /> -->', false],
])('a policy that cannot be read and %s', async (_, text, expected) => {
  const repository = await openRepository(
    memoryTree({ ...files, 'products/starter/policy.xml': text }),
    repositoryOptions(defaultSettings),
    new PolicyCache(),
  );
  const listed = listPolicies([...statesOf(await repository.loadAll(), defaultSettings).values()]);
  expect(listed.filter(({ path }) => path.startsWith('products/')).map(({ hasCors, origins }) => [hasCors, origins])).toEqual([[expected, []]]);
});
