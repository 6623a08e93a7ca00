import type { Files } from '../arm/templates.js';
import { app, bad, expectConstruct, fragmentXml, globalXml, including, xml, type Construct } from './construct.js';

jest.setTimeout(60_000);

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const information = (path = 'orders', more: object = {}): string => json({ properties: { path, subscriptionRequired: false, ...more } });
const specification = 'openapi: 3.0.1\npaths:\n  /:\n    get:\n      operationId: get\n      summary: Get all\n';
const root: Files = { 'r/apis/orders/apiInformation.json': information(), 'r/apis/orders/specification.yaml': specification };
const product = 'r/products/starter';
const ofProduct: Files = { [`${product}/productInformation.json`]: json({ properties: { state: 'published', subscriptionRequired: false } }) };

const apiops: readonly Construct[] = [
  ['the global policy', { ...root, 'r/policy.xml': globalXml(bad) }, `global ${app}`, 'r/policy.xml'],
  ['the policy of an API', { ...root, 'r/apis/orders/policy.xml': xml(bad) }, `api orders ${app}`, 'r/apis/orders/policy.xml'],
  [
    'the policy of an operation',
    { ...root, 'r/apis/orders/operations/get/policy.xml': xml(bad) },
    `operation orders/get ${app}`,
    'r/apis/orders/operations/get/policy.xml',
  ],
  ['a policy of another name', { ...root, 'r/apis/orders/own.xml': xml(bad) }, `api orders ${app}`, 'r/apis/orders/own.xml'],
  [
    'a product with its list of APIs (to version 5)',
    { ...root, ...ofProduct, [`${product}/apis.json`]: json([{ name: 'orders' }]), [`${product}/policy.xml`]: xml(bad) },
    `product starter ${app}`,
    `${product}/policy.xml`,
  ],
  [
    'a product with a folder for each API (from version 6)',
    { ...root, ...ofProduct, [`${product}/apis/orders/productApiInformation.json`]: '{}\n', [`${product}/policy.xml`]: xml(bad) },
    `product starter ${app}`,
    `${product}/policy.xml`,
  ],
  [
    'a revision',
    { ...root, 'r/apis/orders;rev=2/apiInformation.json': information('orders', { apiRevision: '2' }), 'r/apis/orders;rev=2/policy.xml': xml(bad) },
    `api orders;rev=2 ${app}`,
    'r/apis/orders;rev=2/policy.xml',
  ],
  [
    'a fragment',
    {
      ...root,
      'r/policy fragments/shared/policyFragmentInformation.json': json({ properties: { format: 'rawxml' } }),
      'r/policy fragments/shared/policy.xml': fragmentXml(bad),
      'r/apis/orders/policy.xml': including,
    },
    `fragment shared ${app}`,
    'r/policy fragments/shared/policy.xml',
  ],
  [
    'a workspace (version 6)',
    { ...root, 'r/workspaces/team/policy.xml': xml(bad), 'r/workspaces/team/apis/orders/apiInformation.json': information('team') },
    `workspace team ${app}`,
    'r/workspaces/team/policy.xml',
  ],
  [
    'an API of a workspace (version 7)',
    { ...root, 'r/workspaces/team/apis/orders/apiInformation.json': information('team'), 'r/workspaces/team/apis/orders/policy.xml': xml(bad) },
    `api team/orders ${app}`,
    'r/workspaces/team/apis/orders/policy.xml',
  ],
  [
    'folders with display names (to version 1)',
    {
      'r/apis/My orders/Original/1/apiInformation.json': json({ name: 'orders', properties: { path: 'orders', subscriptionRequired: false } }),
      'r/apis/My orders/Original/1/policy.xml': xml(bad),
    },
    `api orders ${app}`,
    'r/apis/My orders/Original/1/policy.xml',
  ],
  [
    'a policy in configuration.prod.yaml',
    {
      ...root,
      'r/apis/orders/policy.xml': '<policies>\n  <inbound>\n    <base />\n  </inbound>\n</policies>\n',
      'configuration.prod.yaml': `apis:\n  - name: orders\n    policies:\n      - name: policy\n        properties:\n          format: rawxml\n          value: |\n${xml(bad).replace(/^(?=.)/gm, '            ')}`,
    },
    `api orders ${app} in prod`,
    'configuration.prod.yaml',
  ],
];

const folder = 'api-management';
const configuration = (more: object = {}): Files => ({
  [`${folder}/configuration.json`]: json({ settings: {}, ...more }),
  [`${folder}/apis/Orders_x/configuration.json`]: json({
    id: '/apis/orders',
    path: 'orders',
    subscriptionRequired: false,
    operations: [
      { id: '/apis/orders/operations/get', method: 'GET', urlTemplate: '/', ...('operation' in more ? { '$ref-policy': more.operation } : {}) },
    ],
    ...('api' in more ? { '$ref-policy': more.api } : {}),
  }),
});
const at = (name: string): string => `${folder}/policies/${name}.xml`;
const git: readonly Construct[] = [
  ['the global policy', { ...configuration({ '$ref-policy': at('global') }), [at('global')]: globalXml(bad) }, `global ${app}`, at('global')],
  [
    'the policy of an API',
    { ...configuration({ api: at('apis/Orders_x') }), [at('apis/Orders_x')]: xml(bad) },
    `api orders ${app}`,
    at('apis/Orders_x'),
  ],
  [
    'the policy of an operation',
    { ...configuration({ operation: at('apis/Orders_x/operations/GET_y') }), [at('apis/Orders_x/operations/GET_y')]: xml(bad) },
    `operation orders/get ${app}`,
    at('apis/Orders_x/operations/GET_y'),
  ],
  [
    'the policy of a product',
    {
      ...configuration(),
      [`${folder}/products/Starter_z/configuration.json`]: json({
        id: '/products/starter',
        state: 'published',
        subscriptionRequired: false,
        '$refs-apis': [`${folder}/apis/Orders_x/configuration.json`],
        '$ref-policy': at('products/Starter_z'),
      }),
      [at('products/Starter_z')]: xml(bad),
    },
    `product starter ${app}`,
    at('products/Starter_z'),
  ],
];

const described = { 'api.yaml': specification };
const mapped = (entries: string): Files => ({ ...described, '.github/apim-cors.yml': `scopes:\n${entries}` });
const elsewhere: readonly Construct[] = [
  ['a global policy', { ...mapped('  - { path: p.xml, scope: global }\n'), 'p.xml': globalXml(bad) }, `global ${app}`, 'p.xml'],
  [
    'an API with its path and specification',
    {
      ...mapped('  - { path: "policies/*.xml", scope: api, api: { id: orders, path: orders, specification: api.yaml } }\n'),
      'policies/p.xml': xml(bad),
    },
    `api orders ${app}`,
    'policies/p.xml',
  ],
  [
    'an operation',
    {
      ...mapped('  - { path: p.xml, scope: operation, api: { id: orders, path: orders, specification: api.yaml }, operation: get }\n'),
      'p.xml': xml(bad),
    },
    `operation orders/get ${app}`,
    'p.xml',
  ],
  ['a product', { ...mapped('  - { path: p.xml, scope: product, product: starter }\n'), 'p.xml': xml(bad) }, `product starter ${app}`, 'p.xml'],
];

describe('APIOps: each kind of folder has its scope, its place and its repair', () => {
  test.each(apiops)('%s', expectConstruct);
});

describe('the git configuration of API Management: each reference has its scope, its place and its repair', () => {
  test.each(git)('%s', expectConstruct);
});

describe('a map of scopes: each entry has its place and its repair', () => {
  test.each(elsewhere)('%s', expectConstruct);
});
