import { request } from 'node:http';
import { listenWithPage } from '../../src/serve/page-server.js';
import type { Listening } from '../../src/serve/server.js';

interface Got {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

function ask(url: string, method: string, path: string, headers: Readonly<Record<string, string>>): Promise<Got> {
  return new Promise((done, fail) => {
    const asked = request(new URL(path, url), { method, headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      response.on('end', () => {
        done({ status: response.statusCode, headers: response.headers, body });
      });
    });
    asked.on('error', fail);
    asked.end();
  });
}

let served: Listening;
beforeAll(async () => {
  served = await listenWithPage('<p>page</p>', 0);
});
afterAll(() => served.close());

test('gives the page, which no other page may frame or read', async () => {
  const { status, headers, body } = await ask(served.url, 'GET', '/?a=b', {});
  expect([status, body]).toEqual([200, '<p>page</p>']);
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  });
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
});

test.each<[fact: string, status: number, method: string, path: string, headers: Record<string, string>]>([
  ['HEAD has no body', 200, 'HEAD', '/', {}],
  ['localhost is this machine too', 200, 'GET', '/', { host: 'localhost:1' }],
  ['a link from another site is followed', 200, 'GET', '/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
  ['a name that points here is refused', 421, 'GET', '/', { host: 'evil.example' }],
  ['another site loads nothing', 403, 'GET', '/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ['nothing is taken', 405, 'POST', '/', {}],
  ['there is one page', 404, 'GET', '/../package.json', {}],
])('%s: %i', async (_, status, method, path, headers) => {
  const got = await ask(served.url, method, path, headers);
  expect(got.status).toBe(status);
  if (method === 'HEAD' || status !== 200) expect(got.body).not.toContain('page</p>');
});
