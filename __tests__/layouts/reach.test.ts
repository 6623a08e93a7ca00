import { fragment, json, open, policies, type Files, type Options } from './reading.js';

const files: Files = {
  'r/policy.xml': policies,
  'r/apis/orders/apiInformation.json': json({ properties: { path: 'orders', apiVersionSetId: '/apiVersionSets/set' } }),
  'r/apis/orders/policy.xml': policies,
  'r/apis/orders/specification.yaml': 'paths: {}',
  'r/apis/orders/operations/get/policy.xml': policies,
  'r/apis/orders/operations/get/operationInformation.json': '{}',
  'r/apis/orders/tags/5/tagInformation.json': '{}',
  'r/apis/orders/wiki.md': '',
  'r/apis/orders;rev=2/apiInformation.json': json({ properties: { path: 'orders' } }),
  'r/apis/carts/apiInformation.json': json({ properties: { path: 'carts' } }),
  'r/apis/tags/policy.xml': policies,
  'r/products/starter/productInformation.json': json({ properties: {} }),
  'r/products/starter/policy.xml': policies,
  'r/products/starter/apis.json': json([{ name: 'carts' }]),
  'r/products/starter/groups/developers/productGroupInformation.json': '{}',
  'r/products/groups/policy.xml': policies,
  'r/products/groups/apis/orders/productApiInformation.json': '{}',
  'r/products/renamed/apis.json': json([{ name: 'an id that is no folder' }]),
  'r/products/renamed/policy.xml': policies,
  'r/policy fragments/shared/policy.xml': fragment,
  'r/named values/x/namedValueInformation.json': '{}',
  'r/version sets/set/versionSetInformation.json': '{}',
  'r/version sets/unused/versionSetInformation.json': '{}',
  'r/apis/Old/apiVersionSet.json': json({ name: '5f1a', properties: {} }),
  'r/apis/Old/v1/1/apiInformation.json': json({ name: 'old', properties: { apiVersionSetId: '/x/apiVersionSets/5f1a' } }),
  'r/apis/Old/v1/1/policy.xml': policies,
  'r/workspaces/team/apis/orders/apiInformation.json': json({ properties: { apiVersionSetId: '/workspaces/team/apiVersionSets/set' } }),
  'r/workspaces/team/apis/orders/policy.xml': policies,
  'r/workspaces/team/policy.xml': policies,
  'r/workspaces/team/version sets/set/versionSetInformation.json': '{}',
  'r/workspaces/team/products/p/apis/link/productApiInformation.json': json({ properties: { apiId: '/workspaces/team/apis/orders' } }),
  'r/workspaces/team/products/p/policy.xml': policies,
  'configuration.prod.yaml': '',
  'README.md': '',
  'other/apis/orders/apiInformation.json': '{}',
};

/** What a change of some paths reaches: `root: api, api` or `root: all`, a workspace's APIs as `workspace/api`. */
async function reached(paths: readonly string[], options: Options = {}, tree: Files = files): Promise<readonly string[]> {
  const affected = await (await open(tree, options)).affectedBy(paths);
  return [...affected].map(([root, selection]) => `${root}: ${selection.kind === 'all' ? 'all' : [...selection.keys].sort().join(', ')}`).sort();
}

describe('a change reaches', () => {
  test.each<[string, string, readonly string[]]>([
    ['everything: the global policy', 'r/policy.xml', ['r: all']],
    ['everything: a fragment', 'r/policy fragments/shared/policy.xml', ['r: all']],
    ['everything: a named value', 'r/named values/x/namedValueInformation.json', ['r: all']],
    ['everything: a workspace’s policy', 'r/workspaces/team/policy.xml', ['r: all']],
    ['its API: a policy', 'r/apis/orders/policy.xml', ['r: orders']],
    ['its API: an operation’s policy', 'r/apis/orders/operations/get/policy.xml', ['r: orders']],
    ['its API: an operation’s metadata', 'r/apis/orders/operations/get/operationInformation.json', ['r: orders']],
    ['its API: a specification', 'r/apis/orders/specification.yaml', ['r: orders']],
    ['its API and the revisions that take it over: metadata', 'r/apis/orders/apiInformation.json', ['r: orders, orders;rev=2']],
    ['that revision and what it may take the place of: its metadata', 'r/apis/orders;rev=2/apiInformation.json', ['r: orders, orders;rev=2']],
    ['an API named like a part of one', 'r/apis/tags/policy.xml', ['r: tags']],
    ['the APIs of a product, from its list', 'r/products/starter/policy.xml', ['r: carts']],
    ['the APIs of a product, from its links, with their revisions', 'r/products/groups/policy.xml', ['r: orders, orders;rev=2']],
    ['the APIs of a product, by its list', 'r/products/starter/apis.json', ['r: carts']],
    ['the API that a link names inside', 'r/workspaces/team/products/p/policy.xml', ['r: team/orders']],
    ['everything where only metadata could tell the APIs of a product', 'r/products/renamed/policy.xml', ['r: all']],
    ['the APIs of a version set, with their revisions', 'r/version sets/set/versionSetInformation.json', ['r: orders, orders;rev=2']],
    ['the APIs of a version set by its id', 'r/apis/Old/apiVersionSet.json', ['r: Old/v1/1']],
    ['the APIs of a workspace’s version set', 'r/workspaces/team/version sets/set/versionSetInformation.json', ['r: team/orders']],
    ['no API: a version set that nobody has', 'r/version sets/unused/versionSetInformation.json', ['r: ']],
    ['a version and revision of the oldest layouts', 'r/apis/Old/v1/1/policy.xml', ['r: Old/v1/1']],
    ['an API of a workspace', 'r/workspaces/team/apis/orders/policy.xml', ['r: team/orders']],
    ['nothing: a tag', 'r/apis/orders/tags/5/tagInformation.json', []],
    ['nothing: a wiki', 'r/apis/orders/wiki.md', []],
    ['nothing: a product’s group', 'r/products/starter/groups/developers/productGroupInformation.json', []],
    ['nothing: a file elsewhere', 'README.md', []],
    ['everything in every service: an environment', 'configuration.prod.yaml', ['other: all', 'r: all']],
    ['the service it belongs to', 'other/apis/orders/apiInformation.json', ['other: orders']],
  ])('%s', async (_fact, path, expected) => {
    expect(Object.keys(files)).toContain(path);
    expect(await reached([path])).toEqual(expected);
  });

  test('everything in every service: an environment that is named; nothing: one beside it', async () => {
    expect(await reached(['configuration.prod.yaml'], { environments: ['prod'] })).toEqual(['other: all', 'r: all']);
    expect(await reached(['configuration.prod.yaml'], { environments: ['dev'] })).toEqual([]);
  });

  test('what a path stood for that the tree no longer has', async () => {
    const gone = (path: string): Files => Object.fromEntries(Object.entries(files).filter(([one]) => one !== path));
    for (const [path, expected] of [
      ['r/policy.xml', ['r: all']],
      ['r/apis/carts/apiInformation.json', ['r: carts']],
      ['r/version sets/set/versionSetInformation.json', ['r: orders, orders;rev=2']],
    ] as const)
      expect(await reached([path], {}, gone(path))).toEqual(expected);
  });

  test('the union of what each of several changes does', async () => {
    expect(await reached(['r/apis/orders/policy.xml', 'r/apis/carts/apiInformation.json', 'r/products/starter/policy.xml'])).toEqual([
      'r: carts, orders',
    ]);
    expect(await reached(['r/apis/orders/policy.xml', 'r/policy.xml'])).toEqual(['r: all']);
  });
});

test('a selection holds its APIs as everything would, and says that others were left out', async () => {
  const repository = await open(files);
  const whole = (await repository.loadAll()).find((service) => service.root === 'r');
  const [part] = await repository.load(new Map([['r', { kind: 'apis' as const, keys: new Set(['orders;rev=2', 'Old/v1/1']) }]]));
  expect(part?.apis.map((api) => api.id).sort()).toEqual(['old', 'orders;rev=2']);
  for (const api of part?.apis ?? []) expect(whole?.apis).toContainEqual(api);
  expect([part?.apisLeftOut, whole?.apisLeftOut]).toEqual([true, false]);
});
