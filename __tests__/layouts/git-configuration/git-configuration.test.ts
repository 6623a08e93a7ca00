import { app, find, line, xml, type Files } from '../arm/templates.js';

const at = (value: unknown): string => JSON.stringify(value, null, 2);
const folder = 'api-management';
const files: Files = {
  [`${folder}/configuration.json`]: at({ settings: {}, '$ref-policy': `${folder}/policies/global.xml` }),
  [`${folder}/policies/global.xml`]: xml('*'),
  [`${folder}/policies/apis/Orders_x.xml`]: xml(app),
  [`${folder}/policies/apis/Orders_2.xml`]: xml('https://two.contoso.com'),
  [`${folder}/policies/apis/Orders_x/operations/GET_y.xml`]: xml('https://op.contoso.com'),
  [`${folder}/policies/products/Starter_z.xml`]: xml('https://product.contoso.com'),
  [`${folder}/policies/apis/Old_x.xml`]: xml('https://old.contoso.com'),
  [`${folder}/apis/Orders_x/configuration.json`]: at({
    id: '/apis/orders',
    name: 'Orders',
    apiRevision: '1',
    isCurrent: true,
    subscriptionRequired: true,
    path: 'orders',
    subscriptionKeyParameterNames: { header: 'X-Key', query: 'key' },
    apiVersion: 'v1',
    apiVersionSetId: '/api-version-sets/set',
    operations: [
      {
        id: '/apis/orders/operations/get',
        method: 'GET',
        urlTemplate: '/{id}',
        '$ref-policy': `${folder}/policies/apis/Orders_x/operations/GET_y.xml`,
      },
      { id: '/apis/orders/operations/put', method: 'PUT', urlTemplate: '/{id}', policies: null },
    ],
    '$ref-policy': `${folder}/policies/apis/Orders_x.xml`,
  }),
  [`${folder}/apis/Orders_2/configuration.json`]: at({
    id: '/apis/orders',
    apiRevision: '2',
    path: 'orders',
    operations: [],
    '$ref-policy': `${folder}/policies/apis/Orders_2.xml`,
  }),
  [`${folder}/products/Starter_z/configuration.json`]: at({
    id: '/products/starter',
    name: 'Starter',
    subscriptionRequired: true,
    state: 'published',
    '$refs-apis': [`${folder}/apis/Orders_x/configuration.json`],
    '$ref-policy': `${folder}/policies/products/Starter_z.xml`,
  }),
  [`${folder}/apiVersionSets/Set_q/configuration.json`]: at({
    id: '/api-version-sets/set',
    versioningScheme: 'Header',
    versionHeaderName: 'Api-Version',
  }),
  [`${folder}/properties/Site/configuration.json`]: at({ id: '/properties/1', name: 'site', value: app, secret: false }),
};

test('every policy that a configuration refers to has its scope', async () => {
  const { policies, unreferenced, unreviewed } = await find(files);
  expect(policies.map(line)).toEqual([
    `api orders;rev=2 ${folder}/policies/apis/Orders_2.xml:1 https://two.contoso.com`,
    `api orders ${folder}/policies/apis/Orders_x.xml:1 ${app}`,
    `operation orders/get ${folder}/policies/apis/Orders_x/operations/GET_y.xml:1 https://op.contoso.com`,
    `global ${folder}/policies/global.xml:1 *`,
    `product starter ${folder}/policies/products/Starter_z.xml:1 https://product.contoso.com`,
  ]);
  expect(unreferenced).toEqual([`${folder}/policies/apis/Old_x.xml`]);
  expect(unreviewed).toEqual([]);
});

test('the service is whole, with its APIs, products, version sets and values', async () => {
  const { services } = await find(files);
  const [service] = services;
  expect(service?.partlyKept).toBeUndefined();
  expect(
    service?.apis.map(({ id, path, isCurrent, versionSet, operations }) => [
      id,
      path,
      isCurrent,
      versionSet,
      operations.map((one) => `${one.method} ${one.id}`),
    ]),
  ).toEqual([
    ['orders', 'orders', true, 'set', ['GET get', 'PUT put']],
    ['orders;rev=2', 'orders', false, 'set', []],
  ]);
  expect(service?.products).toMatchObject([{ id: 'starter', displayName: 'Starter', published: true, apis: new Set(['orders', 'orders;rev=2']) }]);
  expect(service?.versionSets.get('set')).toMatchObject({ scheme: 'Header' });
  expect(service?.namedValues.get('site')).toMatchObject({ kind: 'known', value: app });
});

test('a repository of an instance may lie in a folder of another one', async () => {
  const below = Object.fromEntries(Object.entries(files).map(([path, text]) => [`exports/${path}`, text]));
  const { policies } = await find(below);
  expect(policies).toHaveLength(5);
  expect(policies.every(({ path }) => path.startsWith('exports/'))).toBe(true);
});

test('a configuration that is no JSON is a finding, and the rest goes on', async () => {
  const { policies, problems } = await find({ ...files, [`${folder}/apis/Orders_2/configuration.json`]: '{ "id": ' });
  expect(policies).toHaveLength(4);
  expect(problems.join()).toContain(`${folder}/apis/Orders_2/configuration.json:1`);
});
