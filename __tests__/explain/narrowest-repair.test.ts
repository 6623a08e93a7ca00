import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest } from '../../src/explain/explanation.js';
import { apiPath, cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';

/** A `*` with credentials above many APIs: one request of one page is no reason to take it from all others. */

const app = 'https://app.contoso.com';
const everybody = (attributes: string): string =>
  policy(cors({ origins: ['*'], methods: ['*'], attributes: ` allow-credentials="true"${attributes}` }));
const others = cors({ origins: ['https://other.contoso.com'], methods: ['GET'] });

describe.each([
  ['passes on', ' terminate-unmatched-request="false"'],
  ['says nothing', ''],
])('where the global * %s', (_, attributes) => {
  test.each([
    ['an API that only inherits gets a <cors> of its own', ['<base />']],
    ['one with a <cors> below what it inherits has that moved above it', ['<base />', ...others]],
    ['one with a <cors> above it has that changed', [...others, '<base />']],
  ])('%s', async (_fact, inbound) => {
    const tree = memoryTree(repository({ [globalPath]: everybody(attributes), [apiPath]: policy(inbound) }));
    for (const headers of [[], [{ name: 'x-a', value: '1' }]]) {
      const request = { origin: app, method: 'GET', headers, credentials: 'include' } as const;
      const destination = { kind: 'name', workspace: null, api: 'orders', operation: null } as const;
      const { verdict, repairs } = await explainRequest(tree, { request, destination, product: null, key: null }, defaultSettings, null);
      expect(verdict).not.toBe('allowed');
      expect([...new Set(repairs[0]?.edits.map(({ path }) => path))]).toEqual([apiPath]);
    }
  });
});
