import type { Socket } from 'node:net';
import { callerOf } from '../../src/calls/call-gateway.js';
import type { ProbeRequest } from '../../src/probe/probe-request.js';
import { loopback, rawLoopback, type Loopback } from './loopback.js';

const preflight: ProbeRequest = {
  method: 'OPTIONS',
  target: '/orders/1?x=y',
  origin: 'https://app.contoso.com',
  requestMethod: 'PUT',
  requestHeaders: ['content-type', 'x-a'],
};
const get: ProbeRequest = { ...preflight, method: 'GET', requestMethod: null, requestHeaders: [] };
const secret = 'k3y/With+special=';

const open: Pick<Loopback, 'close'>[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function served(...given: Parameters<typeof loopback>): Promise<Loopback> {
  const server = await loopback(...given);
  open.push(server);
  return server;
}

async function raw(act: (socket: Socket) => void): Promise<string> {
  const server = await rawLoopback(act);
  open.push(server);
  return server.url;
}

const caller = (url: string, patience = 2000) => callerOf({ url: new URL(url), keys: [{ header: 'X-Key', value: secret }], patience });

test('a preflight carries its origin, what it asks for, and nothing of a session or a key', async () => {
  const server = await served((_, response) => response.end());
  await caller(`${server.url}/base/`)(preflight);
  const [{ method, target, headers } = { method: '', target: '', headers: {} }] = server.arrived;
  expect([method, target]).toEqual(['OPTIONS', '/base/orders/1?x=y']);
  expect(Object.keys(headers).sort()).toEqual([
    'accept',
    'access-control-request-headers',
    'access-control-request-method',
    'connection',
    'host',
    'origin',
    'user-agent',
  ]);
  expect(headers).toMatchObject({ origin: preflight.origin, 'access-control-request-headers': 'content-type,x-a' });
});

test('a key goes with the request itself, and comes back in no answer', async () => {
  const server = await served((_, response) => {
    response.setHeader('Access-Control-Allow-Origin', secret);
    response.setHeader('Access-Control-Expose-Headers', [encodeURIComponent(secret), `a${Buffer.from(secret).toString('base64')}`]);
    response.end('x');
  });
  const sent = await caller(server.url)(get);
  expect(server.arrived[0]?.headers['x-key']).toBe(secret);
  expect(sent).toEqual({
    answer: { status: 200, hasBody: true, headers: { 'access-control-allow-origin': '***', 'access-control-expose-headers': '***, a***' } },
  });
});

test('a redirect is an answer, and is not followed; a cookie is not kept', async () => {
  const elsewhere = await served((_, response) => response.end());
  const server = await served((_, response) => {
    response.writeHead(302, { Location: `${elsewhere.url}/`, 'Set-Cookie': 'a=b' }).end();
  });
  const call = caller(server.url);
  expect(await call(get)).toMatchObject({ answer: { status: 302 } });
  await call(get);
  expect(elsewhere.arrived).toEqual([]);
  expect(server.arrived[1]?.headers).not.toHaveProperty('cookie');
});

test.each<[string, string, boolean | null]>([
  ['no body', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', false],
  ['a body', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx', true],
  ['a body that never ends', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n${'x'.repeat(5)}\r\n`, true],
  ['a body that does not come', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n', null],
])('%s is told from the others', async (_, text, hasBody) => {
  const url = await raw((socket) => socket.write(text));
  expect(await caller(url, 300)(get)).toMatchObject({ answer: { status: 200, hasBody } });
});

test('headers that come several times, and control characters, are one text', async () => {
  const url = await raw((socket) =>
    socket.write(
      'HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: a\r\naccess-control-allow-origin: b\x1b[31m\r\nX-Other: c\r\nContent-Length: 0\r\n\r\n',
      'latin1',
    ),
  );
  const sent = await caller(url)(get);
  // node's parser takes no escape characters in a value; either way nothing else is told.
  if ('answer' in sent) expect(sent.answer.headers).toEqual({ 'access-control-allow-origin': 'a, b\x1b[31m' });
  else expect(sent.none.code).toBe('failed');
});

test.each<[string, (socket: Socket) => void, string]>([
  ['a reset', (socket) => socket.resetAndDestroy(), 'failed'],
  ['an end without an answer', (socket) => socket.end(), 'failed'],
  ['silence', () => undefined, 'timeout'],
  ['headers one by one for ever', (socket) => socket.write('HTTP/1.1 200 OK\r\nX: '), 'timeout'],
  ['headers without end', (socket) => socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(1_000_000)}`), 'failed'],
  ['no HTTP', (socket) => socket.end('SSH-2.0-OpenSSH\r\n'), 'failed'],
  ['another protocol', (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'), 'timeout'],
])('%s is no answer', async (_, act, code) => {
  const url = await raw(act);
  expect(await caller(url, 300)(get)).toMatchObject({ none: { code } });
});

test('nobody at the address is no answer', async () => {
  const server = await loopback(() => undefined);
  await server.close();
  expect(await caller(server.url)(get)).toMatchObject({ none: { code: 'failed', says: expect.stringContaining('ECONNREFUSED') } });
});
