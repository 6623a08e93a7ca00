import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest } from '../../src/explain/explanation.js';
import { apiPath, cors, globalPath, policy, repository, rest } from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';
import { refusalsOf } from '../../src/explain/explanation-notes.js';
import { refusedGroups } from '../../src/repairs/refusals.js';
import { ServiceState } from '../../src/effective/service-state.js';
import { openRepository } from '../../src/layouts/repository.js';
import { PolicyCache } from '../../src/apim/policy-cache.js';

const app = 'https://app.contoso.com';
const refused = policy([...cors({ origins: ['https://*.contoso.com'] })]);
const own = cors({ origins: [app], methods: ['GET'] });
const alone = ['<backend>', '  <base />', '</backend>', '<outbound>', '</outbound>', '<on-error>', '</on-error>'];

const rows: readonly (readonly [fact: string, api: string, verdict: 'allowed' | 'unknown'])[] = [
  ['an API that inherits nothing has its own answer', policy(own, alone), 'allowed'],
  ['one that inherits in <outbound> may have another', policy(own), 'unknown'],
  ['one that inherits in <on-error> may too', policy(own, rest([])), 'unknown'],
  [
    'so may one that inherits under a condition',
    policy([...own, '<choose>', '<when condition="@(true)">', '<base />', '</when>', '</choose>'], alone),
    'unknown',
  ],
  ['one that inherits does', policy([...own, '<base />'], alone), 'unknown'],
];

test.each(rows)('below a global policy that is refused at save, %s', async (_fact, api, verdict) => {
  const tree = memoryTree(repository({ [globalPath]: refused, [apiPath]: api }));
  const request = { origin: app, method: 'GET', headers: [], credentials: 'omit' } as const;
  const asked = { request, destination: { kind: 'name', workspace: null, api: 'orders', operation: null }, product: null, key: null } as const;
  expect((await explainRequest(tree, asked, defaultSettings, null)).verdict).toBe(verdict);
  // The gateway of `serve` and the table of a review agree.
  const [service] = await (await openRepository(tree, { scopes: [], environments: [] }, new PolicyCache())).loadAll();
  if (service?.apis[0] === undefined) throw new Error('the example holds one API');
  const state = new ServiceState(service, new Map());
  const route = { state, api: service.apis[0], operation: null, isUnmatched: false, options: null, product: null, key: null } as const;
  expect(refusalsOf(route).length > 0).toBe(verdict === 'unknown');
  expect(state.groups.some(refusedGroups(null, state))).toBe(verdict === 'unknown');
});
