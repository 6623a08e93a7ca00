import { versionSetOf } from '../../src/apim/service.js';
import { apisOf, fragment, json, only, policies, policiesOf, specification, valueOf, type Files } from './reading.js';

const info = (path: string, more: object = {}): string => json({ properties: { path, ...more } });
const versionSet = json({ properties: { versioningScheme: 'Header', versionHeaderName: 'api-version' } });
const armId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/x/apiVersionSets/5f1a';

interface Case {
  readonly files: Files;
  readonly policies?: readonly string[];
  readonly apis?: readonly string[];
}

/** Each fact of a version's folders, alone: nothing else is in the tree but what makes its folder a root. */
const layouts: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  'versions 0 and 1 (display names)': {
    'an API’s policy lies below its version and revision; its id is the metadata’s': {
      files: {
        'r/apis/My API/Original/1/apiInformation.json': json({ name: 'my-api', properties: { path: 'mine' } }),
        'r/apis/My API/Original/1/policy.xml': policies,
      },
      policies: ['api my-api < r/apis/My API/Original/1/policy.xml'],
      apis: ['my-api at mine [] in []'],
    },
    'an operation’s folder has its display name': {
      files: {
        'r/apis/My API/v2/1/apiInformation.json': json({ name: 'my-api-v2', properties: { path: 'mine' } }),
        'r/apis/My API/v2/1/specification.yaml': specification('get-item'),
        'r/apis/My API/v2/1/operations/Show get-item/policy.xml': policies,
      },
      policies: ['operation my-api-v2/get-item < r/apis/My API/v2/1/operations/Show get-item/policy.xml'],
      apis: ['my-api-v2 at mine [get-item GET /get-item/{key}] in []'],
    },
    'a product’s folder has its display name, its list names ids': {
      files: {
        'r/apis/My API/Original/1/apiInformation.json': json({ name: 'my-api', properties: { path: 'mine' } }),
        'r/products/Starter Pack/productInformation.json': json({ name: 'starter', properties: {} }),
        'r/products/Starter Pack/apis.json': json([{ name: 'my-api' }]),
        'r/products/Starter Pack/policy.xml': policies,
      },
      policies: ['product starter < r/products/Starter Pack/policy.xml'],
      apis: ['my-api at mine [] in [starter]'],
    },
    'revisions are APIs of their own, versions lie beside each other, and the folder above them is no API': {
      files: {
        'r/apis/My API/apiVersionSet.json': json({ name: '5f1a', properties: { versioningScheme: 'Segment' } }),
        'r/apis/My API/Original/1/apiInformation.json': json({ name: 'my-api', properties: { path: 'mine', apiVersionSetId: armId } }),
        'r/apis/My API/Original/2/apiInformation.json': json({ name: 'my-api;rev=2', properties: { path: 'mine' } }),
        'r/apis/My API/v2/1/apiInformation.json': json({ name: 'my-api-v2', properties: { path: 'mine' } }),
      },
      apis: ['my-api at mine [] in []', 'my-api-v2 at mine [] in []', 'my-api;rev=2 at mine [] in []'],
    },
  },
  'versions 2 to 5': {
    'policies of the service, a product, an API and an operation': {
      files: {
        'r/policy.xml': policies,
        'r/products/starter/policy.xml': policies,
        'r/apis/orders/policy.xml': policies,
        'r/apis/orders/operations/get-order/policy.xml': policies,
      },
      policies: [
        'api orders < r/apis/orders/policy.xml',
        'global < r/policy.xml',
        'operation orders/get-order < r/apis/orders/operations/get-order/policy.xml',
        'product starter < r/products/starter/policy.xml',
      ],
    },
    'a revision that is not current lies beside the current one': {
      files: {
        'r/apis/orders/apiInformation.json': info('orders'),
        'r/apis/orders;rev=2/apiInformation.json': info('orders'),
        'r/apis/orders;rev=2/policy.xml': policies,
      },
      policies: ['api orders;rev=2 < r/apis/orders;rev=2/policy.xml'],
      apis: ['orders at orders [] in []', 'orders;rev=2 at orders [] in []'],
    },
    'a fragment lies in “policy fragments”': {
      files: {
        'r/policy fragments/shared/policy.xml': fragment,
        'r/policy fragments/shared/policyFragmentInformation.json': json({ properties: { description: '' } }),
      },
      policies: ['fragment shared < r/policy fragments/shared/policy.xml'],
    },
    'a product’s APIs are listed in apis.json': {
      files: {
        'r/apis/orders/apiInformation.json': info('orders'),
        'r/apis/carts/apiInformation.json': info('carts'),
        'r/products/starter/apis.json': json([{ name: 'orders' }]),
      },
      apis: ['carts at carts [] in []', 'orders at orders [] in [starter]'],
    },
    'operations come from the specification, JSON too': {
      files: {
        'r/apis/orders/apiInformation.json': info('/orders/'),
        'r/apis/orders/specification.json': json({ openapi: '3.0.1', paths: { '/orders/{id}': { put: { operationId: 'put-order' } } } }),
      },
      apis: ['orders at orders [put-order PUT /orders/{id}] in []'],
    },
    'a specification of another kind lists no operations, and their folders stand for them': {
      files: {
        'r/apis/soap/apiInformation.json': info('soap'),
        'r/apis/soap/specification.wsdl': '<definitions />',
        'r/apis/soap/operations/add/policy.xml': policies,
      },
      policies: ['operation soap/add < r/apis/soap/operations/add/policy.xml'],
      apis: ['soap at soap [add ? ?] in []'],
    },
  },
  'version 6': {
    'a product’s APIs are folders with productApiInformation.json': {
      files: {
        'r/apis/orders/apiInformation.json': info('orders'),
        'r/apis/carts/apiInformation.json': info('carts'),
        'r/products/starter/productInformation.json': json({ properties: {} }),
        'r/products/starter/apis/orders/productApiInformation.json': '{}',
      },
      apis: ['carts at carts [] in []', 'orders at orders [] in [starter]'],
    },
    'an apis.json that an upgrade left beside newer links is not read': {
      files: {
        'r/apis/orders/apiInformation.json': info('orders'),
        'r/apis/carts/apiInformation.json': info('carts'),
        'r/products/starter/apis.json': json([{ name: 'carts' }]),
        'r/products/starter/apis/orders/productApiInformation.json': '{}',
      },
      apis: ['carts at carts [] in []', 'orders at orders [] in [starter]'],
    },
    'an apis.json of another product counts where it has no newer links': {
      files: {
        'r/apis/orders/apiInformation.json': info('orders'),
        'r/apis/carts/apiInformation.json': info('carts'),
        'r/products/starter/apis.json': json([{ name: 'carts' }]),
        'r/products/gold/apis/orders/productApiInformation.json': '{}',
      },
      apis: ['carts at carts [] in [starter]', 'orders at orders [] in [gold]'],
    },
    'a workspace has a policy and fragments': {
      files: {
        'r/policy.xml': policies,
        'r/apis/orders/apiInformation.json': info('orders'),
        'r/workspaces/team/policy.xml': policies,
        'r/workspaces/team/policy fragments/shared/policy.xml': fragment,
      },
      policies: [
        'global < r/policy.xml',
        'team: fragment shared < r/workspaces/team/policy fragments/shared/policy.xml',
        'team: workspace < r/workspaces/team/policy.xml',
      ],
    },
  },
  'version 7': {
    'a workspace has APIs, operations, products and fragments of its own': {
      files: {
        'r/apis/orders/policy.xml': policies,
        'r/apis/orders/apiInformation.json': info('orders'),
        'r/workspaces/team/apis/orders/apiInformation.json': info('team-orders'),
        'r/workspaces/team/apis/orders/policy.xml': policies,
        'r/workspaces/team/apis/orders/operations/get-order/policy.xml': policies,
        'r/workspaces/team/products/starter/policy.xml': policies,
        'r/workspaces/team/policy fragments/shared/policy.xml': fragment,
      },
      policies: [
        'api orders < r/apis/orders/policy.xml',
        'team: api orders < r/workspaces/team/apis/orders/policy.xml',
        'team: fragment shared < r/workspaces/team/policy fragments/shared/policy.xml',
        'team: operation orders/get-order < r/workspaces/team/apis/orders/operations/get-order/policy.xml',
        'team: product starter < r/workspaces/team/products/starter/policy.xml',
      ],
      apis: ['orders at orders [] in []', 'team: orders at team-orders [get-order ? ?] in []'],
    },
    'a workspace’s link names its API inside the file': {
      files: {
        'r/apis/orders/apiInformation.json': info('orders'),
        'r/workspaces/team/apis/orders/apiInformation.json': info('team-orders'),
        'r/workspaces/team/products/starter/productInformation.json': json({ properties: {} }),
        'r/workspaces/team/products/starter/apis/link-1/productApiInformation.json': json({
          name: 'link-1',
          properties: { apiId: '/workspaces/team/apis/orders' },
        }),
      },
      apis: ['orders at orders [] in []', 'team: orders at team-orders [] in [starter]'],
    },
    'a repository of workspaces alone is one service': {
      files: {
        'r/workspaces/one/apis/orders/apiInformation.json': info('one'),
        'r/workspaces/two/apis/orders/apiInformation.json': info('two'),
        'r/workspaces/two/apis/orders/policy.xml': policies,
      },
      policies: ['two: api orders < r/workspaces/two/apis/orders/policy.xml'],
      apis: ['one: orders at one [] in []', 'two: orders at two [] in []'],
    },
  },
  'apiops-cli': {
    'folders are written together': {
      files: { 'r/apis/orders/apiInformation.json': info('orders'), 'r/policyFragments/shared/policy.xml': fragment },
      policies: ['fragment shared < r/policyFragments/shared/policy.xml'],
    },
    'a fragment may stand inside its JSON, at the line of its value': {
      files: {
        'r/apis/orders/apiInformation.json': info('orders'),
        'r/policyFragments/shared/policyFragmentInformation.json': `{\n  "properties": {\n    "format": "rawxml",\n    "value": ${json('<policies />')}\n  }\n}`,
      },
      policies: [
        'fragment shared < r/policyFragments/shared/policyFragmentInformation.json:4 <policies> is the root element, and this is the place of a fragment: <fragment> has to be its root.',
      ],
    },
    'a fragment’s policy.xml wins over the value in its JSON': {
      files: {
        'r/policyFragments/shared/policy.xml': fragment,
        'r/policyFragments/shared/policyFragmentInformation.json': json({ properties: { value: '<fragment />' } }),
      },
      policies: ['fragment shared < r/policyFragments/shared/policy.xml'],
    },
    'an operation’s file tells method and template where there is no specification': {
      files: {
        'r/apis/orders/apiInformation.json': info('orders'),
        'r/apis/orders/operations/get-order/operationInformation.json': json({ properties: { method: 'get', urlTemplate: '/orders/{id}' } }),
        'r/apis/orders/operations/get-order/policy.xml': policies,
      },
      policies: ['operation orders/get-order < r/apis/orders/operations/get-order/policy.xml'],
      apis: ['orders at orders [get-order GET /orders/{id}] in []'],
    },
    'a resolver’s policy is not an operation’s policy': {
      files: { 'r/apis/graph/apiInformation.json': info('graph'), 'r/apis/graph/resolvers/pets/policy.xml': policies },
      policies: [],
      apis: ['graph at graph [] in []'],
    },
  },
  'in every version': {
    'an id in the metadata beats the folder’s name': {
      files: {
        'r/apis/folder/apiInformation.json': json({ name: 'orders', properties: { path: 'orders' } }),
        'r/apis/folder/policy.xml': policies,
        'r/apis/folder/operations/first/operationInformation.json': json({ name: 'get-order', properties: {} }),
        'r/apis/folder/operations/first/policy.xml': policies,
        'r/products/folder/productInformation.json': json({ name: 'starter', properties: {} }),
        'r/products/folder/policy.xml': policies,
        'r/products/folder/apis.json': json([{ name: 'orders' }]),
        'r/policy fragments/folder/policyFragmentInformation.json': json({ name: 'shared', properties: {} }),
        'r/policy fragments/folder/policy.xml': fragment,
      },
      policies: [
        'api orders < r/apis/folder/policy.xml',
        'fragment shared < r/policy fragments/folder/policy.xml',
        'operation orders/get-order < r/apis/folder/operations/first/policy.xml',
        'product starter < r/products/folder/policy.xml',
      ],
      apis: ['orders at orders [get-order ? ?] in [starter]'],
    },
    'any XML file in the place of a policy is one': {
      files: { 'r/apis/orders/apiInformation.json': info('orders'), 'r/apis/orders/orders-policy.xml': policies, 'r/global.xml': policies },
      policies: ['api orders < r/apis/orders/orders-policy.xml', 'global < r/global.xml'],
    },
    'XML of other tools in that place is no policy': {
      files: {
        'apis/orders/apiInformation.json': info('orders'),
        'pom.xml': '<project />',
        'checkstyle.xml': '<!DOCTYPE module PUBLIC "a" "b"><module />',
        'service.xml': policies,
        'apis/orders/schema.xml': '<xs:schema xmlns:xs="x" />',
      },
      policies: ['global < service.xml'],
    },
    'APIs and products named like folders of the layout': {
      files: {
        'r/apis/products/apiInformation.json': info('p'),
        'r/apis/products/policy.xml': policies,
        'r/apis/apis/policy.xml': policies,
        'r/apis/operations/operations/operations/policy.xml': policies,
        'r/apis/workspaces/policy.xml': policies,
        'r/products/apis/policy.xml': policies,
        'r/products/tags/policy.xml': policies,
      },
      policies: [
        'api apis < r/apis/apis/policy.xml',
        'api products < r/apis/products/policy.xml',
        'api workspaces < r/apis/workspaces/policy.xml',
        'operation operations/operations < r/apis/operations/operations/operations/policy.xml',
        'product apis < r/products/apis/policy.xml',
        'product tags < r/products/tags/policy.xml',
      ],
    },
    'tags, releases and schemas with numbers for names make no API': {
      files: {
        'r/apis/orders/apiInformation.json': info('orders'),
        'r/apis/orders/tags/5/tagInformation.json': '{}',
        'r/apis/orders/releases/1/apiReleaseInformation.json': '{}',
        'r/apis/orders/schemas/2/schemaInformation.json': '{}',
        'r/apis/orders/wiki.md': '',
      },
      apis: ['orders at orders [] in []'],
    },
    'a product includes the revisions of its APIs': {
      files: {
        'r/apis/orders/apiInformation.json': info('orders'),
        'r/apis/orders;rev=3/apiInformation.json': info('orders'),
        'r/products/starter/apis.json': json([{ name: 'orders' }]),
      },
      apis: ['orders at orders [] in [starter]', 'orders;rev=3 at orders [] in [starter]'],
    },
  },
};

describe.each(Object.entries(layouts))('APIOps artifacts, %s', (_version, facts) => {
  test.each(Object.entries(facts))('%s', async (_fact, expected) => {
    const service = await only(expected.files);
    if (expected.policies !== undefined) expect(policiesOf(service)).toEqual(expected.policies);
    if (expected.apis !== undefined) expect(apisOf(service)).toEqual(expected.apis);
    expect(service.problems).toEqual([]);
  });
});

describe('version sets', () => {
  test.each<[string, string, string]>([
    ['2 to 5', 'r/version sets/5f1a/apiVersionSetInformation.json', armId],
    ['6', 'r/version sets/5f1a/versionSetInformation.json', armId],
    ['7', 'r/version sets/5f1a/versionSetInformation.json', '/apiVersionSets/5f1a'],
    ['apiops-cli', 'r/versionSets/5f1a/versionSetInformation.json', '/apiVersionSets/5f1a'],
  ])('of version %s are found by the last segment of their id', async (_version, path, id) => {
    const service = await only({
      'r/apis/orders/apiInformation.json': info('orders', { apiVersion: 'v1', apiVersionSetId: id }),
      [path]: versionSet,
    });
    const [api] = service.apis;
    expect(api === undefined ? null : versionSetOf(service, api)).toMatchObject({ id: '5f1a', scheme: 'Header', headerName: 'api-version' });
  });

  test('of versions 0 and 1 lie with the API, and have their id inside', async () => {
    const service = await only({
      'r/apis/My API/v1/1/apiInformation.json': json({ name: 'my-api', properties: { apiVersionSetId: armId } }),
      'r/apis/My API/apiVersionSet.json': json({ name: '5f1a', properties: { versioningScheme: 'Query', versionQueryName: 'v' } }),
    });
    const [api] = service.apis;
    expect(api === undefined ? null : versionSetOf(service, api)).toMatchObject({ scheme: 'Query', queryName: 'v' });
  });

  test('of a workspace are not the service’s, whatever their ids', async () => {
    const service = await only({
      'r/apis/orders/apiInformation.json': info('orders', { apiVersionSetId: '/apiVersionSets/set' }),
      'r/version sets/set/versionSetInformation.json': json({ properties: { versioningScheme: 'Segment' } }),
      'r/workspaces/team/apis/orders/apiInformation.json': info('team', { apiVersionSetId: '/workspaces/team/apiVersionSets/set' }),
      'r/workspaces/team/version sets/set/versionSetInformation.json': versionSet,
    });
    const schemes = service.apis.map((api) => `${api.workspace ?? 'service'} ${versionSetOf(service, api)?.scheme ?? '?'}`);
    expect(schemes.sort()).toEqual(['service Segment', 'team Header']);
  });
});

describe('revisions', () => {
  const revision = (name: string, properties: object): Files => ({ [`r/apis/${name}/apiInformation.json`]: json({ properties }) });
  test.each<[string, Files, string, object]>([
    ['the folder without a number is current', revision('orders', { apiRevision: '4' }), 'orders', { isCurrent: true, revision: '4' }],
    ['one with a number is not', revision('orders;rev=2', {}), 'orders;rev=2', { isCurrent: false, revision: '2' }],
    [
      'what the metadata says comes first',
      revision('orders;rev=2', { isCurrent: true, apiRevision: '7' }),
      'orders;rev=2',
      { isCurrent: true, revision: '7' },
    ],
    [
      'one with a number takes path, version, set and keys from the current one, as publishing does',
      {
        ...revision('orders', {
          path: 'new',
          apiVersion: 'v2',
          apiVersionSetId: '/apiVersionSets/s',
          subscriptionRequired: false,
          subscriptionKeyParameterNames: { header: 'api-key', query: 'key' },
        }),
        ...revision('orders;rev=2', { path: 'old', apiVersion: 'v1', subscriptionRequired: true }),
      },
      'orders;rev=2',
      { path: 'new', version: 'v2', versionSet: 's', subscriptionRequired: false, subscriptionKeyNames: { header: 'api-key', query: 'key' } },
    ],
    [
      'in the oldest layouts the id tells',
      { 'r/apis/Orders/Original/2/apiInformation.json': json({ name: 'orders;rev=2', properties: {} }) },
      'orders;rev=2',
      { isCurrent: false, revision: '2' },
    ],
  ])('%s', async (_fact, files, id, expected) => {
    const service = await only(files);
    expect(service.apis.find((api) => api.id === id)).toMatchObject(expected);
  });
});

describe('named values', () => {
  test.each<[string, string, object | string, string]>([
    ['go by display name, not by folder', 'named values/6715', { properties: { displayName: 'x', value: 'v' } }, 'known v'],
    ['of apiops-cli lie in namedValues', 'namedValues/x', { properties: { displayName: 'x', value: 'v' } }, 'known v'],
    ['without a display name go by their folder', 'named values/x', { properties: { value: 'v' } }, 'known v'],
    [
      'that are secret have no value, also where one is written',
      'named values/x',
      { properties: { displayName: 'x', value: 'v', secret: true } },
      'hidden',
    ],
    ['of a key vault have none', 'named values/x', { properties: { displayName: 'x', keyVault: { secretIdentifier: 's' } } }, 'hidden'],
    ['with a key vault that is null have theirs', 'named values/x', { properties: { displayName: 'x', value: 'v', keyVault: null } }, 'known v'],
    ['without a value are hidden', 'named values/x', { properties: { displayName: 'x' } }, 'hidden'],
    [
      'that a pipeline fills in are tokens',
      'named values/x',
      { properties: { displayName: 'x', value: 'https://{#[HOST]#}' } },
      'token https://{#[HOST]#}',
    ],
    ['that are blank are tokens', 'named values/x', { properties: { displayName: 'x', value: ' ' } }, 'token  '],
    ['that cannot be read are absent by name', 'named values/y', '{', 'absent'],
  ])('%s', async (_fact, folder, content, expected) => {
    const service = await only({
      'r/apis/orders/apiInformation.json': info('orders'),
      [`r/${folder}/namedValueInformation.json`]: typeof content === 'string' ? content : json(content),
    });
    expect(valueOf(service.namedValues.get('x'))).toBe(expected);
  });
});
