import { judge } from '../../src/browser/judge.js';
import { readHar, type Capture, type CapturedRequest } from '../../src/explain/har.js';

const page = 'https://app.contoso.com';
const api = 'https://api.contoso.com/orders/42';
type Headers = Readonly<Record<string, string>>;
const list = (headers: Headers) => Object.entries(headers).map(([name, value]) => ({ name, value }));

interface Shape {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Headers;
  readonly status?: number;
  readonly answer?: Headers;
  readonly more?: object;
  readonly error?: string;
}
const entry = ({ method = 'GET', url = api, headers = {}, status = 200, answer = {}, more = {}, error }: Shape): object => ({
  startedDateTime: '2026-01-01T10:00:00.000Z',
  time: 12,
  request: { method, url, httpVersion: 'h2', headers: list(headers), queryString: [], cookies: [], headersSize: -1, bodySize: -1 },
  response: {
    status,
    statusText: '',
    headers: list(answer),
    cookies: [],
    content: { size: 0, mimeType: '' },
    ...(error === undefined ? {} : { _error: error }),
  },
  cache: {},
  timings: { send: 0, wait: 1, receive: 1 },
  pageref: 'page_1',
  ...more,
});
const har = (entries: readonly object[], title = `${page}/orders`): string =>
  JSON.stringify({ log: { version: '1.2', creator: { name: 'x', version: '1' }, pages: [{ id: 'page_1', title, pageTimings: {} }], entries } });
const read = (...entries: readonly object[]): Capture => readHar(har(entries), 'capture.har');
const only = (capture: Capture): CapturedRequest => {
  const [one, ...more] = capture.requests;
  if (one === undefined || more.length > 0) throw new Error(`${capture.requests.length} requests`);
  return one;
};

const grant = {
  'access-control-allow-origin': page,
  'access-control-allow-methods': 'PUT',
  'access-control-allow-headers': 'authorization,content-type',
};
const asks = { origin: page, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization,content-type' };

describe('Chrome', () => {
  // HTTP/2's own fields among the headers; the preflight after its request; Authorization left out of the export.
  const browsers = {
    ':authority': 'api.contoso.com',
    ':method': 'PUT',
    accept: '*/*',
    'accept-encoding': 'gzip',
    'cache-control': 'no-cache',
    pragma: 'no-cache',
  };
  const fetchMade = { more: { _resourceType: 'fetch', _initiator: { type: 'script', stack: { callFrames: [{ url: `${page}/app.js` }] } } } };
  const preflightMade = { method: 'OPTIONS', more: { _resourceType: 'preflight', _initiator: { type: 'preflight', url: api } } };

  test('a request and its preflight', () => {
    const capture = read(
      entry({
        ...fetchMade,
        method: 'PUT',
        headers: {
          ...browsers,
          origin: page,
          'content-type': 'application/json',
          'user-agent': 'x',
          'sec-fetch-mode': 'cors',
          priority: 'u=1',
          referer: `${page}/`,
        },
        answer: grant,
      }),
      entry({ ...preflightMade, headers: { ...asks, 'sec-fetch-mode': 'cors' }, status: 204, answer: grant }),
    );
    expect(only(capture)).toEqual({
      entry: 1,
      origin: page,
      originFrom: 'origin',
      url: api,
      method: 'PUT',
      mode: 'cors',
      asker: 'fetch',
      headers: [
        { name: 'accept', value: '*/*' },
        { name: 'content-type', value: 'application/json' },
        { name: 'authorization', value: null },
      ],
      credentials: null,
      preflight: { status: 204, headers: Object.entries(grant) },
      actual: { status: 200, headers: Object.entries(grant) },
      source: 'network',
      failure: null,
      page: null,
      notes: [],
    });
  });

  test('a blocked request has provisional headers and no answer; its preflight knows the origin', () => {
    const one = only(
      read(
        entry({
          ...fetchMade,
          method: 'PUT',
          headers: { 'content-type': 'application/json', referer: 'https://other.example/' },
          status: 0,
          error: 'net::ERR_FAILED',
        }),
        entry({ ...preflightMade, headers: asks, status: 404 }),
      ),
    );
    expect(one).toMatchObject({ origin: page, originFrom: 'origin', actual: null, preflight: { status: 404 }, failure: null, notes: [] });
    const headers = one.headers.map(({ name, value }): [string, string] => [name, value ?? 'x']);
    expect(judge({ ...one, mode: 'cors', origin: page, headers, credentials: 'omit' }, one.preflight, one.actual).code).toBe(
      'PreflightMissingAllowOriginHeader',
    );
  });

  test.each<[string, Shape, string, CapturedRequest['originFrom'], string | null]>([
    ['its Referer', { headers: { referer: `${page}/orders?x=1` } }, 'the page', 'referer', page],
    ['the page of the capture', {}, `${page}/orders`, 'page', page],
    ['the script', {}, 'Orders - Contoso', 'initiator', page],
  ])('a blocked request alone takes its origin from %s, and says so', (_, shape, title, originFrom, origin) => {
    const capture = readHar(har([entry({ ...fetchMade, status: 0, ...shape })], title), 'capture.har');
    expect(only(capture)).toMatchObject({ origin, originFrom, notes: [expect.stringMatching(/^The origin is read from the /)] });
  });

  test('an origin that nothing tells is not made up', () => {
    const capture = readHar(har([entry({ status: 0, more: { _resourceType: 'xhr', pageref: undefined } })], ''), 'capture.har');
    expect(only(capture)).toMatchObject({ origin: null, originFrom: null, notes: [expect.stringMatching(/does not tell the page's origin/)] });
  });

  test('each preflight goes with its own request', () => {
    const put = { ...fetchMade, method: 'PUT', headers: { origin: page, 'content-type': 'application/json' } };
    const pre = (status: number): object => entry({ ...preflightMade, headers: asks, status });
    const capture = read(entry(put), pre(201), entry(put), pre(202), entry({ ...put, method: 'GET' }), entry(put));
    expect(capture.requests.map(({ entry: place, method, preflight }) => [place, method, preflight?.status])).toEqual([
      [1, 'PUT', 201],
      [3, 'PUT', 202],
      [5, 'GET', undefined],
      [6, 'PUT', undefined],
    ]);
  });
});

describe('Firefox', () => {
  const metadata = { Origin: page, 'Sec-Fetch-Mode': 'cors', 'User-Agent': 'x', Connection: 'keep-alive', Referer: `${page}/` };

  test('the preflight comes first', () => {
    const capture = read(
      entry({
        method: 'OPTIONS',
        headers: { ...metadata, 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'x-a' },
        status: 200,
        answer: { 'Access-Control-Allow-Origin': page },
      }),
      entry({ method: 'PUT', headers: { ...metadata, 'X-A': '1', Cookie: 'a=b' }, status: 0 }),
    );
    expect(only(capture)).toMatchObject({
      entry: 2,
      headers: [{ name: 'x-a', value: '1' }],
      credentials: 'include',
      preflight: { status: 200 },
      actual: null,
    });
  });

  test('two in a row are not mixed up', () => {
    const pre = (status: number): object => entry({ method: 'OPTIONS', headers: { ...metadata, 'Access-Control-Request-Method': 'PUT' }, status });
    const put = entry({ method: 'PUT', headers: metadata });
    expect(read(pre(201), put, pre(202), put).requests.map(({ preflight }) => preflight?.status)).toEqual([201, 202]);
  });

  test('a preflight alone stands for what it asked for', () => {
    const one = only(
      read(
        entry({
          method: 'OPTIONS',
          headers: { ...metadata, 'Access-Control-Request-Method': 'DELETE', 'Access-Control-Request-Headers': 'x-b, x-a' },
          status: 405,
        }),
      ),
    );
    expect(one).toMatchObject({ method: 'DELETE', actual: null, preflight: { status: 405 }, notes: [expect.stringMatching(/^Only the preflight/)] });
    expect(one.headers).toEqual([
      { name: 'x-b', value: null },
      { name: 'x-a', value: null },
    ]);
  });
});

test('Safari: no types, no preflights, perhaps no metadata', () => {
  const capture = read(
    entry({ headers: { Origin: page, Accept: '*/*' }, more: { _fetchType: 'Network Load' } }),
    entry({ headers: { Accept: 'image/png' } }),
  );
  expect(only(capture)).toMatchObject({ entry: 1, origin: page, preflight: null, headers: [{ name: 'accept', value: '*/*' }] });
  expect(capture.skipped).toEqual({ sameOrigin: 0, otherSchemes: 0, withoutCors: 1 });
});

test('what is no cross-origin request of CORS is counted and left out', () => {
  const capture = read(
    entry({ url: 'data:image/png;base64,xx' }),
    entry({ url: 'wss://api.contoso.com/' }),
    entry({ url: 'chrome-extension://abc/x.js' }),
    entry({ url: `${page}/api`, method: 'POST', headers: { origin: page, 'sec-fetch-mode': 'cors' } }),
    entry({ headers: { 'sec-fetch-mode': 'navigate', origin: page }, method: 'POST' }),
    entry({ headers: { 'sec-fetch-mode': 'no-cors' }, more: { _resourceType: 'image' } }),
    entry({ headers: { origin: page }, method: 'POST', more: { _resourceType: 'document' } }),
    entry({ headers: { origin: page }, url: 'https://cdn.contoso.com/a.woff2', more: { _resourceType: 'font' } }),
    entry({ headers: { origin: 'null' }, method: 'OPTIONS' }),
  );
  expect(capture.skipped).toEqual({ sameOrigin: 1, otherSchemes: 3, withoutCors: 1 });
  // An OPTIONS without Access-Control-Request-Method is the script's own.
  // A form post is no request of CORS either, but a gateway may end it by a <cors>.
  expect(capture.requests.map(({ url, method, origin, mode }) => [url, method, origin, mode])).toEqual([
    [api, 'POST', page, 'navigate'],
    [api, 'POST', page, 'navigate'],
    ['https://cdn.contoso.com/a.woff2', 'GET', page, 'cors'],
    [api, 'OPTIONS', 'null', 'cors'],
  ]);
});

test('values of a repeated header that were put into one are several again', () => {
  const one = only(read(entry({ headers: { origin: page }, answer: { 'Access-Control-Allow-Origin': `${page}\n*` } })));
  expect(one.actual?.headers).toEqual([
    ['Access-Control-Allow-Origin', page],
    ['Access-Control-Allow-Origin', '*'],
  ]);
});

describe('what is wrong with a file', () => {
  test.each<[string, string, string]>([
    ['no JSON', '{\n  "log": oops', 'capture.har:2 is not JSON; a capture is what "Save all as HAR" in the browser\'s network panel writes'],
    ['nothing', '', 'capture.har:1 is not JSON; a capture is what "Save all as HAR" in the browser\'s network panel writes'],
    ['other JSON', '[]', 'capture.har is no HAR capture: it is missing or of the wrong kind'],
    ['brackets alone', '['.repeat(1_000_000), 'capture.har is no HAR capture: it nests deeper than 200 levels'],
    ['no entries', '{"log":{}}', 'capture.har is no HAR capture: log.entries is missing or of the wrong kind'],
    [
      'an entry without a URL',
      '{"log":{"entries":[{"request":{"method":"GET"}}]}}',
      'capture.har: entry 1 is no HAR entry: request.url is missing or of the wrong kind',
    ],
    [
      'a second entry without a method',
      '{"log":{"entries":[{"request":{"method":"GET","url":"https://a/"}},{"request":{"method":"","url":"https://a/"}}]}}',
      'capture.har: entry 2 is no HAR entry: request.method is missing or of the wrong kind',
    ],
    [
      'a text that is no method',
      '{"log":{"entries":[{"request":{"method":"G T","url":"https://a/"}}]}}',
      'capture.har: entry 1 is no HAR entry: request.method is no method',
    ],
    [
      'a header without a name',
      '{"log":{"entries":[{"request":{"method":"GET","url":"https://a/","headers":[{"value":"x"}]}}]}}',
      'capture.har: entry 1 is no HAR entry: request.headers.0.name is missing or of the wrong kind',
    ],
  ])('%s', (_, text, message) => {
    expect(() => readHar(text, 'capture.har')).toThrow(message);
  });

  test('too large', () => {
    expect(() => readHar(' '.repeat(100 * 1024 * 1024 + 1), 'capture.har')).toThrow(
      'capture.har is larger than 100 MB; filter the network panel before exporting',
    );
  });

  test('not an entry without headers, pages or an answer', () => {
    const text = '\ufeff{"log":{"pages":null,"entries":[{"request":{"method":"GET","url":"https://a.example/"},"response":null}]}}';
    expect(readHar(text, 'capture.har')).toEqual({ requests: [], skipped: { sameOrigin: 0, otherSchemes: 0, withoutCors: 1 } });
  });
});
