import fc from 'fast-check';
import { layersOf } from '../../src/apim/layers.js';
import { openRepository } from '../../src/layouts/repository.js';
import { PolicyCache } from '../../src/apim/policy-cache.js';
import { defaultSettings } from '../../src/config/settings.js';
import { accessOf } from '../../src/cors/access.js';
import { explainRequest } from '../../src/explain/explanation.js';
import { apiPath, cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { ServiceState } from '../../src/effective/service-state.js';
import { memoryTree } from '../memory-tree.js';

const app = 'https://app.contoso.com';

const element = fc
  .record({
    origins: fc.constantFrom([app], ['https://portal.contoso.com'], ['*'], ['https://portal.contoso.com', app], ['{{origin}}'], ['null']),
    methods: fc.constantFrom(['GET'], ['GET', 'PUT'], ['*'], ['PUT']),
    headers: fc.constantFrom(['*'], ['x-a'], ['x-b']),
    attributes: fc.constantFrom('', ' terminate-unmatched-request="false"', ' terminate-unmatched-request="true"', ' allow-credentials="true"'),
  })
  .map((text) => cors(text));
const inbound = fc.oneof(
  fc.constant(['<base />']),
  element,
  element.map((lines) => ['<base />', ...lines]),
  element.map((lines) => [...lines, '<base />']),
  element.map((lines) => ['<choose>', '<when condition="@(true)">', ...lines, '</when>', '</choose>', '<base />']),
);

test('explain never contradicts the access table', async () => {
  await fc.assert(
    fc.asyncProperty(
      inbound,
      inbound,
      fc.constantFrom(app, 'null', 'https://elsewhere.example'),
      fc.constantFrom('GET', 'PUT'),
      fc.constantFrom([], ['x-a']),
      fc.constantFrom('omit' as const, 'include' as const),
      async (global, api, origin, method, headers, credentials) => {
        const tree = memoryTree(repository({ [globalPath]: policy(global), [apiPath]: policy(api) }));
        const [service] = await (await openRepository(tree, { scopes: [], environments: [] }, new PolicyCache())).loadAll();
        const orders = service?.apis[0];
        if (service === undefined || orders === undefined) throw new Error('the example holds one API');
        const operation = orders.operations.find((one) => one.method === method) ?? null;
        const access = accessOf(new ServiceState(service, new Map()).chain(layersOf(service, orders, operation, null)), origin);
        const asked = { origin, method, headers: headers.map((name) => ({ name, value: '1' })), credentials };
        const destination = { kind: 'name', workspace: null, api: 'orders', operation: null } as const;
        const { verdict } = await explainRequest(tree, { request: asked, destination, product: null, key: null }, defaultSettings, null);
        const has = (names: readonly string[] | '*', name: string): boolean => names === '*' || names.includes(name);
        const covered =
          has(access.methods, method) &&
          headers.every((name) => has(access.headers, name)) &&
          (credentials === 'omit' || access.credentials === true);
        if (access.allowed === 'no') expect(verdict).toBe('blocked');
        // Where a nested element decorates what another one granted, explain also asks whether the nested one minds the method.
        const nested = [...global, ...api].includes('<choose>');
        // A list that says `*` means nothing to a request with credentials, unless the gateway echoes what was asked for: explain asks which.
        const hangs = nested || (credentials === 'include' && (access.methods === '*' || access.headers === '*'));
        if (access.allowed === 'yes' && covered) expect(hangs ? ['allowed', 'unknown'] : ['allowed']).toContain(verdict);
        if (verdict === 'allowed') expect(access.allowed).toBe('yes');
        // What the table lacks for certain the browser refuses: a method that is not safelisted, a header, credentials.
        const lacks =
          (method === 'PUT' && !has(access.methods, method)) ||
          headers.some((name) => !has(access.headers, name)) ||
          (credentials === 'include' && access.credentials === false);
        if (lacks && access.allowed !== 'unknown') expect(verdict).not.toBe('allowed');
      },
    ),
    { numRuns: 300 },
  );
});
