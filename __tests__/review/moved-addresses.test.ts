import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { notePhrase } from '../../src/report/sentences/notes.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

const root = 'apimartifacts';
const specification = (url: string, method = 'get'): string =>
  `openapi: 3.0.1\ninfo: { title: o, version: '1' }\npaths:\n  ${url}:\n    ${method}:\n      operationId: list\n      responses: { '200': { description: ok } }\n`;
const information = (properties: Readonly<Record<string, unknown>>): string => JSON.stringify({ properties });
const versionSet = (header: string): string => information({ versioningScheme: 'Header', versionHeaderName: header });

const service = {
  [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })),
  [`${root}/apis/orders/apiInformation.json`]: information({ path: 'orders', apiVersion: 'v1', apiVersionSetId: '/apiVersionSets/orders' }),
  [`${root}/apis/orders/specification.yaml`]: specification('/items/{id}'),
  [`${root}/version sets/orders/versionSetInformation.json`]: versionSet('Api-Version'),
};

test.each<[change: string, files: Readonly<Record<string, string>>, moved: readonly string[]]>([
  [
    'the path of an API',
    { [`${root}/apis/orders/apiInformation.json`]: information({ path: 'v2/orders', apiVersion: 'v1', apiVersionSetId: '/apiVersionSets/orders' }) },
    ['orders'],
  ],
  [
    'its version',
    { [`${root}/apis/orders/apiInformation.json`]: information({ path: 'orders', apiVersion: 'v2', apiVersionSetId: '/apiVersionSets/orders' }) },
    ['orders'],
  ],
  ['the header that tells versions apart', { [`${root}/version sets/orders/versionSetInformation.json`]: versionSet('X-Version') }, ['orders']],
  ['the URL of an operation', { [`${root}/apis/orders/specification.yaml`]: specification('/things/{id}') }, ['list of orders']],
  ['the method of an operation', { [`${root}/apis/orders/specification.yaml`]: specification('/items/{id}', 'delete') }, ['list of orders']],
  ['the name of a parameter', { [`${root}/apis/orders/specification.yaml`]: specification('/items/{key}') }, []],
  [
    'the display name',
    {
      [`${root}/apis/orders/apiInformation.json`]: information({
        displayName: 'x',
        path: 'Orders',
        apiVersion: 'v1',
        apiVersionSetId: '/apiVersionSets/orders',
      }),
    },
    [],
  ],
])('"nothing changes for anybody" is not said where requests go elsewhere: %s', async (_, files, moved) => {
  const tree = (head: Readonly<Record<string, string>>): ReturnType<typeof memoryTree> => memoryTree(repository({ ...service, ...head }));
  const result = await reviewTrees(tree({}), tree(files), { settings: defaultSettings, today: '2026-01-01' });
  expect(result.changes).toEqual([]);
  const told = result.notes.flatMap((note) => (note.code === 'addresses-move' ? [note] : []));
  expect(told.flatMap(({ given }) => [...given.apis, ...given.operations.map((one) => `${one.operations.join(' ')} of ${one.api}`)])).toEqual(moved);
  if (moved.some((one) => one.includes(' of ')))
    expect(told.map((note) => wholePhrase(notePhrase(note)))).toEqual([
      "Operation 'list' of orders takes another method or URL than before: requests that went there find nothing there any more, or something else.",
    ]);
  expect(result.provenUnchanged).toBe(moved.length === 0);
});

describe('a revision becomes current: what answers at its number, and at that of the other one, is held against what answered there', () => {
  const [app, shop] = ['https://app.contoso.com', 'https://shop.contoso.com'];
  const api = (id: string, revision: string, isCurrent: boolean, origins: readonly string[]): Readonly<Record<string, string>> => ({
    [`${root}/apis/${id}/apiInformation.json`]: information({ path: 'orders', apiRevision: revision, isCurrent }),
    [`${root}/apis/${id}/specification.yaml`]: specification('/items/{id}'),
    [`${root}/apis/${id}/policy.xml`]: policy(cors({ origins })),
  });
  const moves = async (base: Readonly<Record<string, string>>, head: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    const made = await reviewTrees(memoryTree(base), memoryTree(head), { settings: defaultSettings, today: '2026-01-01' });
    expect(made.provenUnchanged).toBe(made.changes.length === 0);
    return made.changes.flatMap(({ existence, targets, origins }) =>
      targets.flatMap((target) => origins.map(({ origin, after }) => `${target.api ?? ''}: ${origin} ${after.allowed}, ${existence}`)),
    );
  };
  const base = { ...api('orders', '1', true, [app]), ...api('orders;rev=2', '2', false, [shop]) };

  test.each<[how: string, head: Readonly<Record<string, string>>, told: readonly string[]]>([
    [
      'the folders exchanged, as an extraction has them',
      { ...api('orders', '2', true, [shop]), ...api('orders;rev=1', '1', false, [app]) },
      [`orders: ${app} no, changed`, `orders: ${shop} yes, changed`],
    ],
    [
      'the marks exchanged',
      { ...api('orders', '1', false, [app]), ...api('orders;rev=2', '2', true, [shop]) },
      [`orders;rev=2: ${app} no, changed`, `orders;rev=2: ${shop} yes, changed`],
    ],
    [
      'and changed on the way',
      { ...api('orders', '2', true, [app]), ...api('orders;rev=1', '1', false, [app]) },
      [`orders;rev=2: ${app} yes, changed`, `orders;rev=2: ${shop} no, changed`],
    ],
    ['and the older one goes', api('orders', '2', true, [shop]), [`orders: ${app} no, changed`, `orders: ${shop} yes, changed`]],
    ['the other one goes', api('orders', '1', true, [app]), [`orders;rev=2: ${shop} no, removed`]],
  ])('%s', async (_, head, told) => {
    expect([...(await moves(base, head))].sort()).toEqual(told);
  });

  describe.each([
    ['an open product', false],
    ['a product with keys', true],
  ])('inside %s with policies of its own', (_kind, subscriptionRequired) => {
    const inProduct = (files: Readonly<Record<string, string>>, text: string): Readonly<Record<string, string>> => ({
      ...Object.fromEntries(Object.entries(files).map(([path, kept]) => [path, path.endsWith('policy.xml') ? text : kept])),
      [`${root}/products/p/productInformation.json`]: JSON.stringify({ properties: { displayName: 'p', subscriptionRequired, state: 'published' } }),
      [`${root}/products/p/apis/orders/productApiInformation.json`]: '{}',
      [`${root}/products/p/policy.xml`]: policy(cors({ origins: [app] })),
    });
    const released = { ...api('orders', '2', true, [shop]), ...api('orders;rev=1', '1', false, [app]) };

    test('nothing changes where both revisions have the same policies', async () => {
      const alike = policy(['<base />']);
      expect(await moves(inProduct(base, alike), inProduct(released, alike))).toEqual([]);
    });

    test('the released one is held against what answered before', async () => {
      const first = inProduct(base, policy(['<base />']));
      const [now, nobody] = [inProduct(released, policy(['<base />'])), policy([])];
      const second = { ...first, [`${root}/apis/orders;rev=2/policy.xml`]: nobody };
      const told = await moves(second, { ...now, [`${root}/apis/orders/policy.xml`]: nobody });
      expect(told.every((one) => one.endsWith('changed'))).toBe(true);
      expect(told.some((one) => one.startsWith(`orders: ${app} no`))).toBe(true);
    });
  });

  test('nobody’s access changes where both have the same policies', async () => {
    const alike = { ...api('orders', '1', true, [app]), ...api('orders;rev=2', '2', false, [app]) };
    expect(await moves(alike, { ...api('orders', '2', true, [app]), ...api('orders;rev=1', '1', false, [app]) })).toEqual([]);
  });
});
