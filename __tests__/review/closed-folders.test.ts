import fc from 'fast-check';
import { openAffected } from '../../src/layouts/affected.js';
import { PolicyCache } from '../../src/apim/policy-cache.js';
import { defaultSettings, parseSettings, type Settings } from '../../src/config/settings.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { closedTrees } from '../closed-trees.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;

const allows = (host: string): string => policy(['<base />', ...cors({ origins: [`https://${host}.contoso.com`] })]);
const plain = policy(['<base />']);
const properties = (value: Readonly<Record<string, unknown>>, name?: string): string => JSON.stringify({ name, properties: value });
const specification = "openapi: 3.0.1\ninfo: { title: T, version: '1' }\npaths:\n  /things:\n    get:\n      operationId: get\n      responses: {}\n";

/** `id`: what the metadata says where that is another name than the folder's. */
function api(root: string, folder: string, text: string, more: Readonly<Record<string, unknown>> = {}, id?: string): Files {
  const at = `${root}apis/${folder}`;
  return {
    [`${at}/apiInformation.json`]: properties({ path: folder.replace(';rev=', '-'), displayName: folder, ...more }, id),
    [`${at}/specification.yaml`]: specification,
    [`${at}/policy.xml`]: text,
    [`${at}/operations/get/policy.xml`]: plain,
    [`${at}/tags/one/tagInformation.json`]: '{}',
  };
}

function product(root: string, name: string, linked: readonly string[], text = allows(`product-${name}`)): Files {
  const links = linked.map((one) => [`${root}products/${name}/apis/${one}/productApiInformation.json`, '{}']);
  return {
    [`${root}products/${name}/productInformation.json`]: properties({ displayName: name, state: 'published', subscriptionRequired: true }),
    [`${root}products/${name}/policy.xml`]: text,
    ...(Object.fromEntries(links) as Files),
  };
}

const root = 'artifacts/';
const team = `${root}workspaces/team/`;
const versioned = { apiVersionSetId: '/apiVersionSets/set' };
const versionSet = (scheme: string): Files => ({
  [`${root}version sets/set-folder/versionSetInformation.json`]: properties(
    { displayName: 'Set', versioningScheme: scheme, versionHeaderName: 'v' },
    'set',
  ),
});

const service: Files = {
  ...api(root, 'orders', allows('app')),
  ...api(root, 'orders;rev=2', allows('next'), { apiRevision: '2', isCurrent: false }),
  ...api(root, 'stock', allows('app')),
  ...api(root, 'v1', allows('v1'), { ...versioned, apiVersion: 'v1' }),
  ...api(root, 'v2', allows('v2'), { ...versioned, apiVersion: 'v2' }),
  // The folders and the ids of these two are crossed.
  ...api(root, 'left', allows('left'), {}, 'right'),
  ...api(root, 'right', allows('right'), {}, 'left'),
  ...product(root, 'starter', ['orders', 'stock']),
  ...product(root, 'crossed', ['left']),
  ...product(root, 'lonely', []),
  ...versionSet('Header'),
  [`${root}policy.xml`]: policy([]),
  [`${root}policy fragments/shared/policy.xml`]: '<fragment></fragment>',
  [`${root}named values/host/namedValueInformation.json`]: properties({ displayName: 'host', value: 'app' }),
  [`${team}policy.xml`]: plain,
  ...api(team, 'inner', allows('inner')),
  ...api(team, 'other', allows('other')),
  ...product(team, 'inside', ['inner']),
};
const second: Files = { ...api('elsewhere/of/it/', 'else', allows('else')), ...api('elsewhere/of/it/', 'more', allows('more')) };
const workspaceOnly: Files = { ...api('only/workspaces/w/', 'first', allows('first')), ...api('only/workspaces/w/', 'second', allows('second')) };
const files: Files = { ...service, ...second, ...workspaceOnly, 'docs/guide/readme.md': '# Guide\n', 'loose/orders-policy.xml': plain };

type Change = Readonly<Record<string, string | null>>;

function changed(from: Files, change: Change): Files {
  const all = Object.entries({ ...from, ...change }).flatMap(([path, text]) => (text === null ? [] : [[path, text] as const]));
  return Object.fromEntries(all);
}

function moved(from: Files, folder: string, to: string): Files {
  return Object.fromEntries(Object.entries(from).map(([path, text]) => [path.startsWith(folder) ? to + path.slice(folder.length) : path, text]));
}

async function bothReviews(base: Files, head: Files, settings: Settings = defaultSettings): Promise<Review> {
  const options = { settings, today: '2026-01-01' };
  const expected = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), options);
  const sides = closedTrees(base, head);
  expect(await reviewTrees(sides.base, sides.head, options)).toEqual(expected);
  return expected;
}

const ordersInformation = (path: string): string => properties({ path, displayName: 'orders' });

test.each<[fact: string, change: Change, operations: number]>([
  ['an API’s policy', { [`${root}apis/stock/policy.xml`]: allows('new') }, 1],
  ['the metadata of an API with a revision', { [`${root}apis/orders/apiInformation.json`]: ordersInformation('moved') }, 2],
  ['the policy of a revision', { [`${root}apis/orders;rev=2/policy.xml`]: allows('new') }, 1],
  [
    'the current API and its revision',
    { [`${root}apis/orders/policy.xml`]: allows('new'), [`${root}apis/orders;rev=2/policy.xml`]: allows('new') },
    2,
  ],
  ['a version set', versionSet('Segment'), 2],
  ['a version set that is gone', { [`${root}version sets/set-folder/versionSetInformation.json`]: null }, 2],
  ['a product’s policy', { [`${root}products/starter/policy.xml`]: allows('new') }, 3],
  ['a product’s policy and one of its links', { ...product(root, 'starter', ['v1'], allows('new')) }, 4],
  ['an API that joins a product', { [`${root}products/starter/apis/v1/productApiInformation.json`]: '{}' }, 4],
  ['an API that leaves a product', { [`${root}products/starter/apis/stock/productApiInformation.json`]: null }, 3],
  ['a link to a folder that has another id', { [`${root}products/crossed/policy.xml`]: allows('new') }, 1],
  ['an API whose id is another folder’s name', { [`${root}apis/right/policy.xml`]: allows('new') }, 1],
  ['a link to an id that is no folder', { [`${root}products/starter/apis/nobody/productApiInformation.json`]: '{}' }, 9],
  ['a link to a folder that is no API', { 'artifacts/products/starter/apis/junk/productApiInformation.json': '{}' }, 9],
  ['a product that no API is in', { [`${root}products/lonely/policy.xml`]: allows('new') }, 0],
  ['a product of a workspace', { [`${team}products/inside/policy.xml`]: allows('new') }, 1],
  ['an API of a workspace', { [`${team}apis/inner/policy.xml`]: allows('new') }, 1],
  ['a workspace’s policy', { [`${team}policy.xml`]: policy([]) }, 9],
  ['the global policy', { [`${root}policy.xml`]: allows('new') }, 9],
  ['a fragment', { [`${root}policy fragments/shared/policy.xml`]: '<fragment><base /></fragment>' }, 9],
  ['an API in a service that has only workspaces', { 'only/workspaces/w/apis/first/policy.xml': allows('new') }, 1],
  ['the policy beside folders of workspaces', { 'only/policy.xml': allows('new') }, 2],
  ['an API in the second service', { 'elsewhere/of/it/apis/else/policy.xml': allows('new') }, 1],
  ['a policy in a new place of the second service', { 'elsewhere/of/it/policy.xml': allows('new') }, 2],
  [
    'an API that is gone, and showed one side where the service lies',
    Object.fromEntries(Object.keys(api('elsewhere/of/it/', 'else', '')).map((path) => [path, null])),
    1,
  ],
  ['a policy of another name', { [`${root}apis/stock/policy.xml`]: null, [`${root}apis/stock/cors.xml`]: allows('new') }, 1],
  [
    'two XML files where one policy is taken',
    { [`${root}apis/stock/policy.xml`]: null, [`${root}apis/stock/a.xml`]: plain, [`${root}apis/stock/b.xml`]: plain },
    1,
  ],
  ['a policy without a scope', { 'loose/orders-policy.xml': policy([]) }, 0],
  ['an environment', { 'configuration.dev.yaml': 'apis: []\n' }, 13],
  ['nothing that is an artifact', { 'docs/guide/readme.md': '# Another\n' }, 0],
  ['nothing', {}, 0],
])('%s: trees with closed folders make the same review', async (_, change, operations) => {
  const base = { ...files, 'artifacts/apis/junk/readme.txt': 'no API\n' };
  const review = await bothReviews(base, changed(base, change));
  expect(review.operations.total).toBe(operations);
});

test('products are told in one order, however their folders were opened', async () => {
  const base = changed(files, { [`${root}products/starter/apis/left/productApiInformation.json`]: plain });
  await bothReviews(base, changed(base, { [`${root}apis/left/apiInformation.json`]: plain }));
});

test('a change of one API leaves the other ones closed, and the other services', async () => {
  const head = changed(files, { [`${root}apis/stock/policy.xml`]: plain });
  const sides = closedTrees(files, head);
  await openAffected(sides, [`${root}apis/stock/policy.xml`], { scopes: [], environments: [] }, new PolicyCache());
  for (const side of [sides.base, sides.head]) {
    const closed = [...(side.closed?.ids.keys() ?? [])];
    expect(closed).toEqual(expect.arrayContaining(['docs', 'elsewhere', 'only', `${root}apis/v1`, `${root}products/starter/apis/orders`]));
  }
});

test('a service whose folder moved is compared with itself', async () => {
  const base = { ...service, ...second };
  const head = changed(moved(base, root, 'renamed/'), { 'renamed/apis/stock/policy.xml': allows('new') });
  const review = await bothReviews(base, head);
  expect(review.changes.map(({ existence }) => existence)).toEqual(review.changes.map(() => 'changed'));
  expect(review.changes).not.toEqual([]);
});

const scoped = parseSettings("scopes:\n- path: 'loose/*.xml'\n  scope: global\n- path: 'nowhere/*.xml'\n  scope: global\n", 'apim-cors.yml');
const inProduction = parseSettings('environments: [prod]\n', 'apim-cors.yml');
const production = 'apis:\n- name: stock\n  properties:\n    path: stock-in-production\n';

test.each<[fact: string, settings: Settings, base: Files, change: Change, notes: number]>([
  ['a scopes: map of which one glob fits nothing', scoped, files, { [`${root}apis/stock/policy.xml`]: plain }, 1],
  ['a file that the scopes: map claims', scoped, files, { 'loose/orders-policy.xml': allows('new') }, 1],
  ['an environment that no file has, and nothing changed', inProduction, files, { 'docs/guide/readme.md': '' }, 1],
  ['an environment that no file has, and an API', inProduction, files, { [`${root}apis/stock/policy.xml`]: plain }, 1],
  [
    'overrides in a service that did not change',
    inProduction,
    { ...files, [`${root}configuration.prod.yaml`]: production },
    { 'docs/new.md': '' },
    0,
  ],
  [
    'overrides beside the service of a change',
    inProduction,
    { ...files, [`${root}configuration.prod.yaml`]: production },
    { [`${root}apis/stock/policy.xml`]: plain },
    0,
  ],
  ['overrides at the top', inProduction, { ...files, 'configuration.prod.yaml': production }, { [`${root}apis/stock/policy.xml`]: plain }, 0],
  ['other overrides', inProduction, { ...files, 'configuration.prod.yaml': production }, { 'configuration.prod.yaml': 'apis: []\n' }, 1],
])('%s: trees with closed folders make the same review', async (_, settings, base, change, notes) => {
  const review = await bothReviews(base, changed(base, change), settings);
  expect(review.notes).toHaveLength(notes);
});

const texts = [plain, policy([]), allows('a'), '<fragment></fragment>', properties({}), properties({ path: 'p', ...versioned }, 'orders'), null];

test('whatever changes, trees with closed folders make the same review', async () => {
  const paths = [
    ...Object.keys(files),
    ...[
      'only/policy.xml',
      'policy.xml',
      'elsewhere/policy.xml',
      `${root}apis/new/policy.xml`,
      `${root}products/starter/apis/left/productApiInformation.json`,
    ],
  ];
  const change = fc.dictionary(fc.constantFrom(...paths), fc.constantFrom(...texts), { minKeys: 1, maxKeys: 4 });
  await fc.assert(
    fc.asyncProperty(change, change, async (before, after) => {
      const base = changed(files, before);
      await bothReviews(base, changed(base, after));
    }),
    { numRuns: 60 },
  );
});
