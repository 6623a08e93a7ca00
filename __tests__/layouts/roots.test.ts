import { findRoots } from '../../src/layouts/apiops/artifact-roots.js';
import { memoryTree } from '../memory-tree.js';
import { json, only, open, policies, policiesOf } from './reading.js';

const roots = (...paths: readonly string[]): readonly string[] => findRoots(memoryTree(Object.fromEntries(paths.map((path) => [path, '']))).entries);

describe('a folder is a root of artifacts', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['that holds an API’s metadata', ['apimartifacts/apis/orders/apiInformation.json'], ['apimartifacts']],
    ['that is the repository itself', ['apis/orders/apiInformation.json'], ['']],
    ['at any depth and by any name', ['dev extracted/from;portal/a/apis/orders/specification.yaml'], ['dev extracted/from;portal/a']],
    ['more than once', ['team-a/apis/x/apiInformation.json', 'team-b/products/y/productInformation.json'], ['team-a', 'team-b']],
    ['inside another one', ['a/apis/x/apiInformation.json', 'a/old/apis/x/apiInformation.json'], ['a', 'a/old']],
    ['by a policy beside a folder of resources', ['a/policy.xml', 'a/apis/orders/policy.xml'], ['a']],
    ['by a global policy of any name', ['a/global.xml', 'a/named values/x/something.json'], ['a']],
    ['by an operation’s policy', ['a/apis/orders/operations/get/policy.xml'], ['a']],
    ['by a link of a product', ['a/products/starter/policy.xml', 'a/products/starter/apis/orders/productApiInformation.json'], ['a']],
    ['by a named value', ['a/namedValues/x/namedValueInformation.json'], ['a']],
    ['by a fragment’s metadata', ['a/policy fragments/x/policyFragmentInformation.json'], ['a']],
    ['by a version set', ['a/version sets/x/versionSetInformation.json'], ['a']],
    ['by versions and revisions of the oldest layout', ['a/apis/My API/Original/1/apiInformation.json'], ['a']],
    ['below a folder named apis', ['apis/team/artifacts/apis/orders/apiInformation.json'], ['apis/team/artifacts']],
    ['right below a folder named apis', ['apis/team/apis/orders/apiInformation.json'], ['apis/team']],
    [
      'right below one, with an API whose name is a number',
      ['apis/team/apis/orders/apiInformation.json', 'apis/team/apis/1/apiInformation.json'],
      ['apis/team'],
    ],
    ['below a folder named products', ['products/shop/apis/orders/apiInformation.json', 'products/shop/policy.xml'], ['products/shop']],
    ['below a folder named workspaces', ['workspaces/gateway/artifacts/apis/orders/apiInformation.json'], ['workspaces/gateway/artifacts']],
    [
      'below folders that are all named so',
      ['products/apis/named values/policy.xml', 'products/apis/named values/apis/x/policy.xml'],
      ['products/apis/named values'],
    ],
    ['that holds workspaces alone', ['a/workspaces/team/apis/orders/apiInformation.json'], ['a']],
    ['that holds a workspace’s fragments alone', ['a/workspaces/team/policy fragments/x/policyFragmentInformation.json'], ['a']],
  ])('%s', (_fact, paths, expected) => {
    expect(roots(...paths)).toEqual(expected);
    expect(roots(...[...paths].reverse())).toEqual(expected);
  });
});

/** Files in a folder of a root's own that make a root of any other folder. */
function inside(folder: string): [string, readonly string[], readonly string[]][] {
  const certain = ['a/apis/orders/apiInformation.json', 'a/policy.xml'];
  const others = [
    'apis/x/apiInformation.json',
    'products/x/productInformation.json',
    'apis/x/operations/y/policy.xml',
    'namedValues/x/namedValueInformation.json',
  ];
  return [
    ...others.map((file): [string, string[], string[]] => [`though ${folder}/${file} is there`, [...certain, `a/${folder}/${file}`], ['a']]),
    [`though ${folder}/ has policies`, [...certain, `a/${folder}/policy.xml`, `a/${folder}/apis/x/policy.xml`], ['a']],
  ];
}

describe('a folder that is no root', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['for a policy alone', ['infra/policy.xml', 'infra/main.bicep'], []],
    ['for files named like APIs', ['apim/policies/global.xml', 'apim/policies/apis/orders.xml'], []],
    ['that is a product’s', ['a/policy.xml', 'a/products/p/policy.xml', 'a/products/p/apis/orders/productApiInformation.json'], ['a']],
    ['that is a gateway’s', ['a/apis/x/apiInformation.json', 'a/gateways/g/apis/orders/gatewayApiInformation.json'], ['a']],
    ['that is a workspace', ['a/policy.xml', 'a/apis/x/policy.xml', 'a/workspaces/w/policy.xml', 'a/workspaces/w/apis/x/policy.xml'], ['a']],
    ...['apis', 'products', 'policyFragments', 'policy fragments', 'versionSets', 'version sets', 'namedValues', 'named values'].flatMap(inside),
    ...['backends', 'gateways', 'tags', 'workspaces', 'apis/orders', 'apis/orders/operations', 'apis/orders/operations/get'].flatMap(inside),
    ...['products/starter', 'policyFragments/web', 'apis/orders/schemas/deeper/still', 'workspaces/w', 'workspaces/w/apis/orders'].flatMap(inside),
    ['in one that is no root either', ['a/apis/x/apiInformation.json', 'a/apis/y/apis/y/apis/y/apiInformation.json'], ['a']],
    ['in the repository itself', ['apis/x/apiInformation.json', 'apis/apis/y/apiInformation.json', 'products/apis/y/apiInformation.json'], ['']],
    [
      'though there are several',
      ['a/apis/x/apiInformation.json', 'a/apis/apis/y/apiInformation.json', 'a/products/apis/y/apiInformation.json', 'a/b/apis/x/specification.json'],
      ['a', 'a/b'],
    ],
    ['that is an API named apis', ['a/apis/apis/apiInformation.json', 'a/apis/apis/policy.xml'], ['a']],
  ])('%s', (_fact, paths, expected) => {
    expect(roots(...paths)).toEqual(expected);
    expect(roots(...[...paths].reverse())).toEqual(expected);
  });
});

test('an XML file far above makes no root out of folders that hold some', () => {
  const paths = ['apis/team/policy.xml', 'apis/team/apis/orders/apiInformation.json'];
  expect(roots(...paths)).toEqual(['apis/team']);
  expect(roots(...paths, 'pom.xml')).toContain('apis/team');
});

test('each root is a service of its own, and a file belongs to the innermost', async () => {
  const repository = await open({
    'a/apis/orders/apiInformation.json': '{}',
    'a/policy.xml': policies,
    'a/old/apis/orders/apiInformation.json': '{}',
    'a/old/policy.xml': policies,
  });
  const services = await repository.loadAll();
  expect(services.map((service) => [service.root, service.apis.length, ...policiesOf(service)])).toEqual([
    ['a', 1, 'global < a/policy.xml'],
    ['a/old', 1, 'global < a/old/policy.xml'],
  ]);
});

test('a path of very many folders takes no longer than others', () => {
  const deep = `${'apis/'.repeat(200_000)}x/apiInformation.json`;
  expect(roots(deep)).toEqual([deep.slice(0, deep.lastIndexOf('/apis/x/'))]);
});

test('what the artifacts say does not depend on the order of the files', async () => {
  const files = {
    'r/apis/a/apiInformation.json': json({ properties: { path: 'a' } }),
    'r/apis/a/second.xml': policies,
    'r/apis/a/first.xml': policies,
    'r/apis/a/specification.yaml': 'paths: {}',
    'r/apis/a/specification.json': '{"paths":{"/x":{"get":{"operationId":"x"}}}}',
    'r/one.xml': '<project />',
    'r/two.xml': policies,
    'r/three.xml': policies,
  };
  const forward = await only(files);
  const backward = await only(Object.fromEntries(Object.entries(files).reverse()));
  expect(policiesOf(forward)).toEqual(['api a < r/apis/a/first.xml', 'global < r/three.xml']);
  expect(policiesOf(backward)).toEqual(policiesOf(forward));
  expect(backward.apis[0]?.operations).toEqual(forward.apis[0]?.operations);
});
