import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
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
  ['the URL of an operation', { [`${root}/apis/orders/specification.yaml`]: specification('/things/{id}') }, ['orders']],
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
  expect(result.notes.flatMap((note) => (note.code === 'addresses-move' ? note.given.apis : []))).toEqual(moved);
  expect(result.provenUnchanged).toBe(moved.length === 0);
});
