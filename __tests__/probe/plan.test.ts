import { cors } from '../../src/layouts/apiops/example.js';
import { nobody } from '../../src/probe/probe-plan.js';
import type { ProbeRequest } from '../../src/probe/probe-request.js';
import { planOf, stateOf } from './probing.js';

const app = 'https://app.contoso.com';
const shop = 'https://shop.contoso.com';
const listing = (origins: readonly string[], more: Partial<Parameters<typeof cors>[0]> = {}): string[] =>
  cors({ origins, methods: ['GET', 'PUT'], headers: ['content-type', 'x-a'], ...more });
const two = {
  apis: [
    { id: 'orders', inbound: listing([app]), methods: ['GET', 'PUT'] },
    { id: 'same', inbound: listing([app]), methods: ['GET', 'PUT'] },
    { id: 'catalogue', inbound: listing([shop]), methods: ['GET', 'PUT'] },
  ],
};

const told = ({ method, target, requestMethod, origin }: ProbeRequest): string => `${method} ${requestMethod ?? ''} ${target} ${origin}`;

test('one preflight for each distinct chain and origin: each that is named, one that nobody names, and null', async () => {
  const { requests, leftOut } = planOf(await stateOf(two));
  expect(requests.map(({ request }) => told(request)).sort()).toEqual(
    ['orders', 'catalogue'].flatMap((api) => [app, shop, nobody, 'null'].map((origin) => `OPTIONS PUT /${api}/items/probe ${origin}`)).sort(),
  );
  expect(leftOut).toBe(0);
  expect(requests[0]?.request.requestHeaders).toEqual(['content-type', 'x-a']);
});

test('origins that a chain names come before those that others name', async () => {
  const { requests, leftOut } = planOf(await stateOf(two), { most: 6 });
  expect(leftOut).toBe(2);
  const asked = requests.map(({ request }) => `${request.target.split('/')[1] ?? ''} ${request.origin}`);
  expect(asked).toContain(`orders ${app}`);
  expect(asked).toContain(`catalogue ${shop}`);
  expect(asked).not.toContain(`orders ${shop}`);
});

test('--requests adds GET, or HEAD where there is no GET, and nothing that changes anything', async () => {
  const apis = [
    { id: 'both', inbound: listing([app]), methods: ['GET', 'HEAD', 'POST', 'DELETE'] },
    { id: 'head', inbound: listing([shop]), methods: ['HEAD', 'POST'] },
    { id: 'none', inbound: listing(['https://third.contoso.com']), methods: ['POST', 'PUT', 'PATCH', 'DELETE'] },
  ];
  const { requests } = planOf(await stateOf({ apis }), { requests: true });
  const sent = new Set(requests.map(({ request }) => `${request.method} ${request.target.split('/')[1] ?? ''}`));
  expect([...sent].sort()).toEqual(['GET both', 'HEAD head', 'OPTIONS both', 'OPTIONS head', 'OPTIONS none']);
});

test('--api and --origin choose and add', async () => {
  const { requests } = planOf(await stateOf(two), { apis: new Set(['catalogue']), origins: ['https://more.example'] });
  expect(requests.map(({ request }) => told(request)).sort()).toEqual(
    [shop, 'https://more.example', nobody, 'null'].map((origin) => `OPTIONS PUT /catalogue/items/probe ${origin}`).sort(),
  );
});

test('what tells most comes first, and other methods and headers are tried only as far as they tell more', async () => {
  const first = listing([app], { methods: ['GET'], attributes: ' terminate-unmatched-request="false"' });
  const second = listing([app], { methods: ['PUT'] });
  const state = await stateOf({ apis: [{ id: 'orders', inbound: [...first, ...second], methods: ['GET', 'PUT'] }, ...two.apis.slice(2)] });
  const [opening, ...others] = planOf(state).requests;
  expect([opening?.request.requestMethod, opening?.request.origin]).toEqual(['PUT', app]);
  expect(others.length).toBe(7);
});

test('an API whose requests cannot be told from those of another is left out; a version in the path or the query is named', async () => {
  const state = await stateOf({
    apis: [
      { id: 'v1', path: 'orders', version: ['set', 'v1'], inbound: listing([app]) },
      { id: 'v2', path: 'orders', version: ['query', 'v 2'], inbound: listing([shop]) },
    ],
    versionSets: { set: { versioningScheme: 'Segment' }, query: { versioningScheme: 'Query', versionQueryName: 'api-version' } },
  });
  expect(new Set(planOf(state).requests.map(({ request }) => request.target))).toEqual(
    new Set(['/orders/v1/items/probe', '/orders/items/probe?api-version=v+2']),
  );
});

test('a path that no API has is asked for where the global policy might answer it', async () => {
  const state = await stateOf({ global: listing([app]), apis: [{ id: 'orders', inbound: ['<base />'] }] });
  expect(planOf(state).requests.map(({ request }) => told(request))).toContain(`OPTIONS GET /apim-cors-probe-no-such-api ${app}`);
});
