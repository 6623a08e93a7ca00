import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { cors } from '../../src/layouts/apiops/example.js';
import { proxyTo } from '../../src/serve/backend.js';
import { servedJson, servedText } from '../../src/serve/request-log.js';
import { isLoopbackHost } from '../../src/serve/server.js';
import { ScriptedApi } from '../live/scripted-api.js';
import type { ServiceText } from './artifacts.js';
import { corsHeaders, send, type RawResponse } from './client.js';
import { Gateways } from './gateway.js';
import { unpainted } from '../../src/report/paint.js';
import { commandsIn, hiddenIn } from '../report/inert.js';

const app = 'https://app.contoso.com';
const other = 'https://other.example';
const lists = (attributes = ' terminate-unmatched-request="false"'): string[] => cors({ origins: [app], attributes });

const gateways = new Gateways();
afterAll(() => gateways.close());

const preflight = (method: string, headers = '', origin = app): readonly (readonly [string, string])[] => [
  ['Origin', origin],
  ['Access-Control-Request-Method', method],
  ...(headers === '' ? [] : [['Access-Control-Request-Headers', headers] as const]),
];

interface Case {
  readonly service: ServiceText;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly assume?: Readonly<Record<string, string>>;
  readonly product?: string;
}

async function ask({
  service,
  path = '/orders/items/1',
  method = 'GET',
  headers = [['Origin', app]],
  assume = {},
  product,
}: Case): Promise<RawResponse> {
  const { url } = await gateways.open(service, {
    assume: new Map(Object.entries(assume)),
    subscriptions: { product: product ?? null },
  });
  return send(`${url}${path}`, method, headers);
}

const orders = (inbound: readonly string[], more: object = {}): ServiceText => ({ apis: [{ id: 'orders', inbound, ...more }] });
const decorated = { 'access-control-allow-origin': app };

describe('preflights', () => {
  test.each<[string, Case, number, Readonly<Record<string, string>>]>([
    [
      'a listed origin is answered with itself, the method and the headers',
      { service: orders(lists()), method: 'OPTIONS', headers: preflight('PUT', 'content-type,x-a') },
      200,
      { ...decorated, 'access-control-allow-methods': 'PUT', 'access-control-allow-headers': 'content-type,x-a' },
    ],
    ['an unlisted one gets an empty 200', { service: orders(lists()), method: 'OPTIONS', headers: preflight('PUT', '', other) }, 200, {}],
    ['no <cors> in scope is a 404', { service: orders(['<base />']), method: 'OPTIONS', headers: preflight('PUT') }, 404, {}],
    [
      'without <base /> the global policy has no part',
      { service: { ...orders(['<set-backend-service base-url="x" />']), global: lists() }, method: 'OPTIONS', headers: preflight('PUT') },
      404,
      {},
    ],
    [
      'an OPTIONS operation that asks for a key refuses it',
      {
        service: orders(lists(), { methods: ['PUT', 'OPTIONS'], subscriptionRequired: true }),
        method: 'OPTIONS',
        headers: preflight('PUT'),
      },
      401,
      decorated,
    ],
    [
      'a key in the URL makes the product’s policy answer',
      {
        service: {
          ...orders(['<base />'], { subscriptionRequired: true }),
          products: [{ id: 'starter', apis: ['orders'], subscriptionRequired: true, inbound: ['<base />', ...lists()] }],
        },
        path: '/orders/items/1?subscription-key=starter',
        method: 'OPTIONS',
        headers: preflight('GET'),
      },
      200,
      { ...decorated, 'access-control-allow-methods': 'GET' },
    ],
    [
      'without it the product’s policy has no part',
      {
        service: {
          ...orders(['<base />'], { subscriptionRequired: true }),
          products: [{ id: 'starter', apis: ['orders'], subscriptionRequired: true, inbound: ['<base />', ...lists()] }],
        },
        method: 'OPTIONS',
        headers: preflight('GET', 'ocp-apim-subscription-key'),
      },
      404,
      {},
    ],
    [
      'an open product’s policy answers without a key',
      {
        service: {
          ...orders(['<base />']),
          products: [{ id: 'open', apis: ['orders'], subscriptionRequired: false, inbound: ['<base />', ...lists()] }],
        },
        method: 'OPTIONS',
        headers: preflight('GET'),
      },
      200,
      { ...decorated, 'access-control-allow-methods': 'GET' },
    ],
    [
      'a version in the query names the API',
      {
        service: {
          apis: [
            { id: 'orders', inbound: ['<base />'], version: ['orders', ''] },
            { id: 'orders-v2', path: 'orders', inbound: lists(), version: ['orders', 'v2'] },
          ],
          versionSets: { orders: { versioningScheme: 'Query', versionQueryName: 'v' } },
        },
        path: '/orders/items/1?v=v2',
        method: 'OPTIONS',
        headers: preflight('GET'),
      },
      200,
      { ...decorated, 'access-control-allow-methods': 'GET' },
    ],
    [
      'a version in a header is not named by a preflight',
      {
        service: {
          apis: [{ id: 'orders-v2', path: 'orders', inbound: lists(), version: ['orders', 'v2'] }],
          versionSets: { orders: { versioningScheme: 'Header', versionHeaderName: 'x-v' } },
        },
        method: 'OPTIONS',
        headers: preflight('GET', 'x-v'),
      },
      404,
      {},
    ],
    [
      'a workspace’s policy stands between the API’s and the global one',
      {
        service: {
          apis: [{ id: 'stock' }, { id: 'orders', workspace: 'sales', inbound: ['<base />'] }],
          workspaces: { sales: ['<base />', ...lists()] },
        },
        method: 'OPTIONS',
        headers: preflight('GET'),
      },
      200,
      { ...decorated, 'access-control-allow-methods': 'GET' },
    ],
  ])('%s', async (_, asked, status, headers) => {
    const response = await ask(asked);
    expect([response.status, corsHeaders(response)]).toEqual([status, headers]);
  });
});

describe('requests', () => {
  test.each<[string, Case, number, Readonly<Record<string, string>>]>([
    ['a listed origin gets the backend’s answer, decorated', { service: orders(lists()) }, 200, decorated],
    ['an unlisted one gets it bare', { service: orders(lists()), headers: [['Origin', other]] }, 200, {}],
    ['no origin, no CORS', { service: orders(lists()), headers: [] }, 200, {}],
    ['a missing key is a 401 with the headers', { service: orders(lists(), { subscriptionRequired: true }) }, 401, decorated],
    [
      'a key under the API’s own name',
      {
        service: orders(lists(), { subscriptionRequired: true, keyNames: { header: 'x-key', query: 'k' } }),
        headers: [
          ['Origin', app],
          ['X-Key', 'abc'],
        ],
      },
      200,
      decorated,
    ],
    [
      'a key in the query',
      { service: orders(lists(), { subscriptionRequired: true }), path: '/orders/items/1?subscription-key=abc' },
      200,
      decorated,
    ],
    [
      '--product: every key is one of that product',
      {
        service: {
          ...orders(['<base />'], { subscriptionRequired: true }),
          products: [{ id: 'starter', apis: ['orders'], subscriptionRequired: true, inbound: ['<base />', ...lists()] }],
        },
        headers: [
          ['Origin', app],
          ['Ocp-Apim-Subscription-Key', 'abc'],
        ],
        product: 'starter',
      },
      200,
      decorated,
    ],
    ['a path that no API has', { service: orders(lists()), path: '/nothing' }, 404, {}],
    ['a method that no operation has', { service: orders(lists(), { methods: ['PUT'] }) }, 404, {}],
    [
      'a policy that asks for a header ends the request',
      { service: orders([...lists(), '<check-header name="x-a" failed-check-httpcode="403" />']) },
      403,
      decorated,
    ],
  ])('%s', async (_, asked, status, headers) => {
    const response = await ask(asked);
    expect([response.status, corsHeaders(response)]).toEqual([status, headers]);
  });

  test('a terminated request: 200, empty, and the backend is not called', async () => {
    const { url, served } = await gateways.open(orders(lists(' terminate-unmatched-request="true"')));
    const response = await send(`${url}/orders/items/1`, 'GET', [['Origin', other]]);
    expect(response).toMatchObject({ status: 200, body: '' });
    expect(served).toMatchObject([{ backendCalled: false, decidedBy: { path: 'apimartifacts/apis/orders/policy.xml', line: 3 } }]);
  });
});

describe('what is not known', () => {
  test('501, with every outcome and what settles it', async () => {
    const { url, served } = await gateways.open(orders(lists(' terminate-unmatched-request="@(1 == 1)"')));
    const response = await send(`${url}/orders/items/1`, 'GET', [['Origin', other]]);
    expect(response.status).toBe(501);
    expect(response.body).toBe(
      [
        'What API Management answers here is not known. It depends on:',
        '  - if the expression of terminate-unmatched-request gives true: 200, without CORS headers',
        "      --assume 'expression:terminate-unmatched-request:@(1 == 1)=true'",
        '  - if the expression of terminate-unmatched-request gives false: what the backend answers, without CORS headers',
        "      --assume 'expression:terminate-unmatched-request:@(1 == 1)=false'",
        '',
      ].join('\n'),
    );
    expect(served[0]?.outcomes).toHaveLength(2);
  });

  test('where the evidence decides, it is answered so, and what other readings give is told beside', async () => {
    const { url, served } = await gateways.open(orders(lists('')));
    const response = await send(`${url}/orders/items/1`, 'GET', [['Origin', other]]);
    expect(response).toMatchObject({ status: 200, body: '' });
    expect(served[0]?.outcomes).toMatchObject([
      { leaning: true, when: [{ value: 'true' }], answer: { status: 200 } },
      { leaning: false, when: [{ value: 'false' }], answer: { status: 'backend' } },
    ]);
    const [request] = served;
    if (request === undefined) throw new Error('nothing was served');
    expect(servedText(request, unpainted)).toContain(
      'other readings:\n    - if terminate-unmatched-request defaults to false: what the backend answers, without CORS headers\n',
    );
  });

  test.each([
    ['true', ''],
    ['false', 'stub'],
  ])('--assume terminate-unmatched-default=%s settles it', async (value, body) => {
    const response = await ask({
      service: orders(lists('')),
      headers: [['Origin', other]],
      assume: { 'terminate-unmatched-default': value },
    });
    expect(response.status).toBe(200);
    expect(response.body).toContain(body);
    expect(response.body === '').toBe(body === '');
  });

  test.each(['\u0085::error::x', '##VSO[task.complete]\u202ex', 'a\u009bb'])('%j in an id is inert in every answer and in the log', async (id) => {
    const service = { apis: [{ id, path: 'orders', inbound: lists('') }] };
    const { url, served } = await gateways.open(service, { assume: new Map() });
    const stub = await send(`${url}/orders/items/1`, 'GET', [['Origin', app]]);
    expect(JSON.parse(stub.body)).toMatchObject({ api: id });
    const refused = await send(`${url}/orders/items/1`, 'GET', [['Host', 'x##[y]\u009b']]);
    for (const text of [stub.body, refused.body, ...served.flatMap((one) => [servedText(one, unpainted), servedJson(one)])]) {
      expect([commandsIn(text), hiddenIn(text)]).toEqual([[], []]);
    }
  });

  test('a policy that cannot be read is named', async () => {
    const response = await ask({ service: orders(['<cors>']), headers: [['Origin', app]] });
    expect(response.status).toBe(501);
    expect(response.body).toContain('apimartifacts/apis/orders/policy.xml');
  });

  const refused = cors({ origins: [app, 'https://*.contoso.com'] });
  test.each<[string, ServiceText, string]>([
    ['an origin that is none', orders(refused), 'apimartifacts/apis/orders/policy.xml:6'],
    ['a second <cors>', orders([...lists(), ...lists()]), 'apimartifacts/apis/orders/policy.xml:14'],
    ['in the global policy', { ...orders(['<base />']), global: refused }, 'apimartifacts/policy.xml:6'],
    [
      'in a fragment',
      { ...orders(['<include-fragment fragment-id="shared" />']), fragments: { shared: refused } },
      'apimartifacts/policy fragments/shared/policy.xml:5',
    ],
  ])('a policy that is refused at save is not deployed: %s', async (_, service, place) => {
    const { url, served } = await gateways.open(service, { assume: new Map() });
    for (const [method, headers] of [
      ['GET', [['Origin', app]]],
      ['GET', [['Origin', other]]],
      ['OPTIONS', preflight('PUT')],
    ] as const) {
      const response = await send(`${url}/orders/items/1`, method, headers);
      expect([response.status, corsHeaders(response)]).toEqual([501, {}]);
      expect(response.body).toContain(`${place} is refused at save: nothing of it is deployed`);
      expect(response.body).not.toContain('It depends on');
    }
    expect(served.map(({ decidedBy, backendCalled }) => [decidedBy, backendCalled])).toEqual([
      [null, false],
      [null, false],
      [null, false],
    ]);
    expect(served[0]?.trace.map(({ path, line }) => `${path}:${line}`)).toEqual([place]);
  });

  test('what all outcomes have in common is sent, so that the page can read the answer', async () => {
    const response = await ask({ service: orders([...lists(), '<return-response><set-status code="@(1)" /></return-response>']) });
    expect([response.status, corsHeaders(response)]).toEqual([501, decorated]);
  });
});

describe('the backend', () => {
  let backend: ScriptedApi;
  beforeAll(async () => {
    backend = await ScriptedApi.start();
  });
  afterAll(() => backend.stop());

  const behind = async (inbound: readonly string[], assume: Readonly<Record<string, string>> = {}, base = ''): Promise<string> => {
    const text = { apis: [{ id: 'orders', path: 'shop/v1', inbound }] };
    const options = { backend: proxyTo(new URL(`${backend.origin}${base}`)), assume: new Map(Object.entries(assume)) };
    return (await gateways.open(text, options)).url;
  };

  test('is asked for the path below the API’s own, with all that the page sent', async () => {
    const asked = backend.set('/base/items/a%2Fb?x=%20y', { preflight: null, actual: { status: 201, headers: [], body: 'made' } });
    const headers = [
      ['Origin', app],
      ['X-B', '2'],
      ['Connection', 'close, x-hop'],
    ] as const;
    const url = await behind(lists(), {}, '/base/');
    expect(await send(`${url}/shop/v1/items/a%2Fb?x=%20y`, 'POST', headers, 'sent')).toMatchObject({ status: 201, body: 'made' });
    const [received, ...more] = backend.received(asked);
    expect(more).toEqual([]);
    expect(received?.method).toBe('POST');
    expect(Object.fromEntries(received?.headers ?? [])).toMatchObject({
      origin: app,
      'x-b': '2',
      'content-length': '4',
      host: new URL(backend.origin).host,
    });
  });

  test('answers come through as they are, decorated', async () => {
    const cookies = [
      ['X-A', '1'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
    ] as const;
    backend.set('/items/1', { preflight: null, actual: { status: 418, headers: cookies, body: 'tea' } });
    const response = await send(`${await behind(lists())}/shop/v1/items/1`, 'GET', [['Origin', app]]);
    expect(response).toMatchObject({ status: 418, body: 'tea' });
    expect(response.headers).toEqual(expect.arrayContaining([...cookies, ['Access-Control-Allow-Origin', app]]));
  });

  test('is never asked by a preflight', async () => {
    const asked = backend.set('/items/2', { preflight: { status: 200, headers: [] }, actual: { status: 200, headers: [] } });
    const { status } = await send(`${await behind(lists())}/shop/v1/items/2`, 'OPTIONS', preflight('PUT'));
    expect([status, backend.received(asked)]).toEqual([200, []]);
  });

  test('its own headers of CORS come through where no <cors> has a part', async () => {
    backend.set('/items/3', { preflight: null, actual: { status: 200, headers: [['access-control-allow-origin', '*']] } });
    const response = await send(`${await behind(['<base />'])}/shop/v1/items/3`, 'GET', [['Origin', app]]);
    expect(corsHeaders(response)).toEqual({ 'access-control-allow-origin': '*' });
  });

  test.each<[string, Readonly<Record<string, string>>, number, readonly string[]]>([
    ['are an open point beside the gateway’s', {}, 501, []],
    ['are taken away, if so assumed', { 'backend-cors': 'replaced' }, 200, [app]],
    ['stay, if so assumed', { 'backend-cors': 'kept-beside' }, 200, ['*', app]],
  ])('its own headers of CORS %s', async (_, assume, status, values) => {
    backend.set('/items/4', { preflight: null, actual: { status: 200, headers: [['access-control-allow-origin', '*']] } });
    const response = await send(`${await behind(lists(), assume)}/shop/v1/items/4`, 'GET', [['Origin', app]]);
    expect(response.status).toBe(status);
    expect(response.headers.filter(([name]) => name.toLowerCase() === 'access-control-allow-origin').map(([, value]) => value)).toEqual(values);
    expect(response.body.includes('--assume backend-cors=replaced')).toBe(status === 501);
  });

  test('one that cannot be reached is a 502 that the page can read', async () => {
    const gone = await ScriptedApi.start();
    const { origin } = gone;
    await gone.stop();
    const { url } = await gateways.open(orders(lists()), { backend: proxyTo(new URL(origin)) });
    const response = await send(`${url}/orders/items/1`, 'GET', [['Origin', app]]);
    expect([response.status, corsHeaders(response)]).toEqual([502, decorated]);
    expect(response.body).toMatch(/^the backend cannot be asked: .*ECONNREFUSED/);
  });
});

describe('what is refused', () => {
  test.each([
    ['127.0.0.1', true],
    ['127.0.0.1:4280', true],
    ['localhost:4280', true],
    ['app.localhost', true],
    ['LOCALHOST', true],
    ['evil.example', false],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example', false],
    ['evil-localhost', false],
    ['0.0.0.0', false],
    ['', false],
    [undefined, false],
  ])('the host %s: taken is %s', (host, isTaken) => {
    expect(isLoopbackHost(host)).toBe(isTaken);
  });

  test.each<[string, number, string, string, readonly (readonly [string, string])[], string]>([
    ['a name that was pointed at this machine', 421, 'GET', '/orders/items/1', [['Host', 'evil.example']], 'evil.example'],
    ['a method that node does not know', 501, 'patch', '/orders/items/1', [], "'patch'"],
    ['a body that has no end', 413, 'PUT', '/orders/items/1', [['Content-Length', '10000001']], '10000000'],
  ])('%s is a %i', async (_, status, method, path, headers, says) => {
    const { url } = await gateways.open(orders(lists()));
    const body = status === 413 ? 'x'.repeat(10_000_001) : '';
    const response = await send(`${url}${path}`, method, status === 413 ? [] : headers, body);
    expect(response.status).toBe(status);
    expect(response.body).toContain(says);
  });

  test('only loopback is listened on', async () => {
    const { url } = await gateways.open(orders([]));
    expect(new URL(url).hostname).toBe('127.0.0.1');
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter((address) => address.family === 'IPv4' && !address.internal);
    for (const { address } of outside) {
      const port = Number(new URL(url).port);
      await expect(once(connect(port, address), 'connect')).rejects.toThrow('ECONNREFUSED');
    }
  });
});
