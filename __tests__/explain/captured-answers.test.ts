import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { runHere, type RanHere } from '../cli/run-here.js';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';
import { join } from 'node:path';

/** A capture holds more than the gateway's answers: stored ones, ones of a service worker, and requests that never left the browser. */

const page = 'https://app.contoso.com';
const url = 'https://contoso.azure-api.net/orders/orders/42';
const list = (headers: object) => Object.entries(headers).map(([name, value]) => ({ name, value: String(value) }));

interface Shape {
  readonly url?: string;
  readonly headers?: object;
  readonly status?: number;
  readonly answer?: object;
  readonly error?: string;
  readonly more?: object;
  /** HAR's `content`. */
  readonly body?: object;
}

function entry({ url: to = url, headers = { Origin: page }, status = 404, answer = {}, error, more = {}, body }: Shape): object {
  const response = {
    status,
    headers: list(answer),
    ...(error === undefined ? {} : { _error: error }),
    ...(body === undefined ? {} : { content: body }),
  };
  return { request: { method: 'GET', url: to, headers: list(headers) }, response, _resourceType: 'fetch', cache: {}, pageref: 'page_1', ...more };
}

/** terminate-unmatched-request is not written; only where it is false the backend answers, and with 404. */
const files = repository({ [apiPath]: policy(cors({ origins: ['https://shop.contoso.com'], attributes: '' })) });

async function explain(entries: readonly object[], title = `${page}/orders`, format = 'text'): Promise<RanHere> {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  const har = { log: { version: '1.2', pages: [{ id: 'page_1', title }], entries } };
  writeFiles(folder, { 'capture.har': JSON.stringify(har) });
  return runHere('explain', '--dir', folder, '--har', join(folder, 'capture.har'), '--format', format);
}

test('an answer of the gateway settles what its policies leave open', async () => {
  expect((await explain([entry({})])).stdout).toContain('--assume terminate-unmatched-default=false');
});

test.each<[string, Shape, string]>([
  ['Chromium: from the disk', { more: { _fromCache: 'disk' } }, 'from the browser’s cache'],
  ['Chromium: from memory', { more: { _fromCache: 'memory' } }, 'from the browser’s cache'],
  ['Firefox', { more: { cache: { afterRequest: { expires: 'Session', fetchCount: 2 } } } }, 'from the browser’s cache'],
  ['Safari', { more: { _fetchType: 'Disk Cache' } }, 'from the browser’s cache'],
  ['Chromium: a service worker', { more: { _fetchedViaServiceWorker: true } }, 'out of a service worker'],
  ['Safari: a service worker', { more: { _fetchType: 'Service Worker' } }, 'out of a service worker'],
  ['a 304', { status: 304 }, 'is a 304'],
])('one that is none of the gateway’s settles nothing: %s', async (_, shape, words) => {
  const { stdout } = await explain([entry(shape)]);
  expect(stdout).toContain(words);
  expect(stdout).not.toContain('--assume');
});

test('the worker’s own request does, beside the page’s', async () => {
  const { stdout } = await explain([
    entry({ more: { _fetchedViaServiceWorker: true } }),
    entry({ more: { _initiator: { type: 'script', url: `${page}/sw.js` } } }),
  ]);
  expect(stdout).toContain('out of a service worker');
  expect(stdout).toContain('--assume terminate-unmatched-default=false');
});

test.each([
  ['net::ERR_BLOCKED_BY_CLIENT', 'an extension'],
  ['net::ERR_CERT_AUTHORITY_INVALID', 'no usable answer'],
  ['net::ERR_NAME_NOT_RESOLVED', 'no usable answer'],
])('a request that no policy failed is not told as allowed or blocked: %s', async (error, words) => {
  const { stdout, code } = await explain([entry({ status: 0, error, headers: { Referer: `${page}/` } })]);
  expect(stdout).toContain(words);
  expect(stdout).toContain('1 kind of cross-origin request: 0 allowed, 0 blocked, 0 not known, 1 not explained.');
  expect(code).toBe(4);
});

test('one that was given up is explained, and says so', async () => {
  const { stdout } = await explain([entry({ status: 0, error: 'net::ERR_ABORTED', headers: { Referer: `${page}/` } })]);
  expect(stdout).toContain('was given up before an answer came');
  expect(stdout).toContain('Blocked');
});

test('a file has no origin: the page that the capture names is the one that is told', async () => {
  const { stdout } = await explain([entry({ headers: { Origin: 'null' } })], 'file:///C:/demo/index.html');
  expect(stdout).toContain('file:///C:/demo/index.html is a page without an origin of its own');
  expect(stdout).not.toMatch(/^ *\+.*null/m);
});

test.each([
  ['chrome-extension://abcdefghijklmnopabcdefghijklmnop', 'would have to be listed'],
  ['moz-extension://0f0f0f0f-1111-2222-3333-444444444444', 'another id in every installation'],
  ['safari-web-extension://0F0F0F0F-1111-2222-3333-444444444444', 'another id in every installation'],
])('an extension allows itself, and no policy is opened: %s', async (origin, words) => {
  const { stdout } = await explain([entry({ headers: { Origin: origin } })], 'x');
  expect(stdout).toContain('host_permissions');
  expect(stdout).toContain(words);
  expect(stdout).toContain('whose-fix.md#a-browser-extension-asks');
  expect(stdout).not.toContain('What would allow it');
  expect(stdout).not.toContain('Ask whoever');
});

test('other hosts of a page are named in a few words, and nothing is said of the gateway', async () => {
  const { stdout } = await explain([entry({ url: 'https://metrics.fabrikam.com/v2/track' }), entry({})]);
  expect(stdout).toContain(
    'https://metrics.fabrikam.com/v2/track from https://app.contoso.com (entry 1): not explained, no API in these files has this path',
  );
  expect(stdout).not.toContain('answers 404 there');
});

test('where nothing could be explained nothing is known to be allowed', async () => {
  expect(await explain([])).toMatchObject({ code: 4, stdout: 'No cross-origin request of a script is in this capture.\n' });
  expect((await explain([entry({ url: 'https://metrics.fabrikam.com/v2/track' })])).code).toBe(4);
});

describe('an answer with a body is not the empty one with which a <cors> ends a request', () => {
  const sized = (content: object | undefined): object => entry({ status: 200, ...(content === undefined ? {} : { body: content }) });
  test.each<[string, object | undefined, boolean]>([
    ['400 bytes', { size: 400, mimeType: 'application/json' }, true],
    ['one byte', { size: 1 }, true],
    ['none', { size: 0 }, false],
    ['kept back', { size: -1 }, false],
    ['not told', undefined, false],
  ])('%s', async (_, content, decides) => {
    const { stdout } = await explain([sized(content)], `${page}/orders`, 'json');
    const { requests } = JSON.parse(stdout) as { readonly requests: readonly [{ readonly explanation: { readonly observed: unknown } }] };
    expect(requests[0].explanation.observed).toEqual(decides ? { assume: { 'terminate-unmatched-default': 'false' } } : null);
  });
});
