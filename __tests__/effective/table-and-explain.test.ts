import fc from 'fast-check';
import { PolicyCache } from '../../src/apim/policy-cache.js';
import type { Operation, Product } from '../../src/apim/service.js';
import { sentRequest, type ScriptRequest } from '../../src/browser/judge.js';
import { optionsOperationAt } from '../../src/apim/resolve-url.js';
import { accessOf } from '../../src/cors/access.js';
import { namesOf } from '../../src/cors/name-set.js';
import { explore } from '../../src/cors/worlds.js';
import { routeRequest } from '../../src/effective/http-request.js';
import { decidingOpenProduct, isOpenProduct } from '../../src/effective/open-product.js';
import type { Route } from '../../src/effective/request-route.js';
import { ServiceState, type ChainGroup } from '../../src/effective/service-state.js';
import { course } from '../../src/explain/course.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { openRepository } from '../../src/layouts/repository.js';
import { memoryTree } from '../memory-tree.js';
import { idOf, smallHosts, type SmallHost, type SmallService } from '../review/small-services.js';

/** The table of a review says of every operation what `explain` and `serve` say of a request to it, whoever calls: with no key, with one of a product, or with the API's. */

const app = 'https://app.contoso.com';
const plain = policy(['<base />']);
const letsIn = policy([...cors({ origins: [app] }), '<base />']);
const cutOff = policy([]);

const text = fc.constantFrom(plain, letsIn, letsIn, cutOff);
const templates = ['/orders', '/orders/{id}', '/orders/special', '/{area}', '/{*rest}', '/items({key})', '/Orders/{number}/lines'];
const operations = fc
  .tuple(
    fc.uniqueArray(fc.tuple(fc.constantFrom('GET', 'PUT'), fc.constantFrom(...templates)), { minLength: 1, maxLength: 4, selector: String }),
    fc.uniqueArray(fc.constantFrom(...templates), { maxLength: 2 }),
  )
  .map(([own, options]) => [...own.map((one) => one.join(' ')), ...options.map((url) => `OPTIONS ${url}`)])
  .filter((all) => new Set(all.map(idOf)).size === all.length);
const product = (id: string) =>
  fc.record({
    id: fc.constant(id),
    isOpen: fc.boolean(),
    isPublished: fc.constantFrom(true, true, false),
    policy: text,
    holds: fc.constantFrom(true, true, false),
  });

const service: fc.Arbitrary<SmallService> = fc
  .record({
    policy: text,
    operations,
    needsKey: fc.boolean(),
    products: fc.tuple(product('one'), product('two')),
    own: fc.option(text, { nil: undefined }),
  })
  // At most one product that holds an API needs no key (Microsoft Learn, "Subscriptions in Azure API Management").
  .filter(({ products }) => products.filter(({ isOpen, holds }) => isOpen && holds).length < 2)
  .map(({ own, ...all }) => ({ ...all, own: own === undefined ? {} : { [all.operations[0] ?? '']: own } }));

async function stateOf(host: SmallHost, small: SmallService): Promise<ServiceState> {
  const repository = await openRepository(memoryTree(host.files(small)), { scopes: [], environments: [] }, new PolicyCache());
  const [found] = await repository.loadAll();
  if (found === undefined) throw new Error('no service');
  return new ServiceState(found, new Map());
}

type Verdict = 'yes' | 'no' | 'unknown';
interface Caller {
  readonly product: Product | null;
  readonly key: 'none' | 'header' | 'query';
}

function said(route: Route, assume: ReadonlyMap<string, string>): Verdict {
  const { api, operation } = route;
  if (api === null || operation === null) throw new Error('an operation is asked for');
  // A header of one's own, so that every request has a preflight.
  const request: ScriptRequest = { origin: app, method: operation.method ?? '', headers: [{ name: 'x-a', value: '1' }], credentials: 'omit' };
  const target = { route: { ...route, api }, complete: true, url: `https://gateway.example/${api.path ?? ''}`, notes: [] };
  const { worlds } = explore((walk) => course(target, request, sentRequest(request), walk).verdict, assume);
  const verdicts = new Set(worlds.map(({ result }) => result));
  return verdicts.size > 1 || verdicts.has('unknown') ? 'unknown' : verdicts.has('allowed') ? 'yes' : 'no';
}

/** What the table says of a request with a header of its own. */
function tabled(group: ChainGroup, operation: Operation, assume: ReadonlyMap<string, string>): Verdict {
  const { allowed, headers } = accessOf(group.chain, app, assume, namesOf([operation.method ?? '']));
  if (allowed === 'yes' && headers !== '*' && headers.length === 0) return 'no';
  return allowed;
}

/** The group whose row speaks of a caller. */
function groupOf(state: ServiceState, operation: Operation, { product, key }: Caller): ChainGroup | null {
  const [api] = state.service.apis;
  if (api === undefined) return null;
  const context = key === 'none' ? (state.productsOf(api).find(isOpenProduct) ?? null) : product;
  const within = (of: Product | null) => state.groups.find((group) => group.product === of && group.target.operations.includes(operation.id));
  return within(context) ?? within(null) ?? null;
}

function callersOf(state: ServiceState): readonly Caller[] {
  const [api] = state.service.apis;
  const keyed = api === undefined ? [] : state.productsOf(api).filter((one) => !isOpenProduct(one));
  return [
    { product: null, key: 'none' },
    { product: null, key: 'query' },
    ...keyed.flatMap((one): readonly Caller[] => [
      { product: one, key: 'header' },
      { product: one, key: 'query' },
    ]),
  ];
}

/** Each answer that the points may have, once and for all. */
function assumptions(state: ServiceState, { product, key }: Caller): readonly ReadonlyMap<string, string>[] {
  const unpublished = state.service.products.filter(({ published }) => published === false).map(({ id }) => `unpublished-product:${id}`);
  const sent: readonly (readonly [string, string])[] = product === null ? [] : [[`product-key-sent:${product.id}`, key]];
  return ['called', 'not-called'].map(
    (value) => new Map([...sent, ...unpublished.map((point) => [point, value] as const), ['key-refusal', 'decorated']]),
  );
}

test.each(smallHosts.map((host) => [host.name, host] as const))('%s', async (_, host) => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(service, async (small) => {
      const state = await stateOf(host, small);
      const [api] = state.service.apis;
      if (api === undefined) throw new Error('no API');
      for (const operation of api.operations.filter(({ method }) => method !== 'OPTIONS')) {
        for (const caller of callersOf(state)) {
          const group = groupOf(state, operation, caller);
          if (group === null) throw new Error(`no row for ${operation.id}`);
          const options = optionsOperationAt(api, operation);
          // A key in the URL passes the check that an OPTIONS operation has for a preflight; the row without a product is of those without one.
          if (options !== null && group.product === null && caller.key === 'query') continue;
          // Nor does it speak of keys of a product without a say whose preflights, which carry none, are those of an open product.
          if (group.product === null && caller.key === 'header' && decidingOpenProduct(state, api) !== null) continue;
          for (const assume of assumptions(state, caller)) {
            const table = tabled(group, operation, assume);
            const answer = said({ state, api, operation, isUnmatched: false, options, ...caller }, assume);
            expect({ operation: operation.id, caller: [caller.key, caller.product?.id], assume: [...assume], says: table }).toEqual({
              operation: operation.id,
              caller: [caller.key, caller.product?.id],
              assume: [...assume],
              says: answer,
            });
            const kind = `${table} ${options === null ? 'plain' : 'options'} ${caller.key}`;
            seen.set(kind, (seen.get(kind) ?? 0) + 1);
          }
        }
      }
    }),
    { numRuns: 120 },
  );
  // Nothing is held against itself alone.
  for (const kind of ['yes plain none', 'no plain none', 'yes plain header', 'no plain header', 'no options header', 'no options none'])
    expect([kind, (seen.get(kind) ?? 0) > 0]).toEqual([kind, true]);
});

test('a request at the URL of an operation meets the OPTIONS operation that the table takes for its own', async () => {
  const urls: Readonly<Record<string, string>> = {
    '/orders': '/orders',
    '/orders/{id}': '/orders/7',
    '/orders/special': '/orders/special',
    '/{area}': '/stock',
    '/{*rest}': '/some/thing/else/altogether',
    '/items({key})': '/items(4)',
    '/Orders/{number}/lines': '/orders/7/lines',
  };
  const [host] = smallHosts;
  if (host === undefined) throw new Error('no layout');
  let met = 0;
  await fc.assert(
    fc.asyncProperty(operations, async (all) => {
      const state = await stateOf(host, { policy: letsIn, operations: all, needsKey: false });
      const [api] = state.service.apis;
      for (const operation of api?.operations ?? []) {
        if (api === undefined || operation.method === 'OPTIONS') continue;
        const url = urls[operation.urlTemplate ?? ''] ?? '';
        const headers = new Map([
          ['origin', app],
          ['access-control-request-method', operation.method ?? ''],
        ]);
        const routed = routeRequest(state, { method: 'OPTIONS', target: `/orders${url}`, headers }, { product: null });
        if (routed?.route.operation?.id !== operation.id) continue;
        met += 1;
        expect([url, routed.route.options?.id ?? null]).toEqual([url, optionsOperationAt(api, operation)?.id ?? null]);
      }
    }),
    { numRuns: 200 },
  );
  expect(met).toBeGreaterThan(100);
});
