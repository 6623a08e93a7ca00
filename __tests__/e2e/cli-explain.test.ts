import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { apiPath, cors, globalPath, operationPath, ordersApi, ordersSpecification, policy } from '../../src/layouts/apiops/example.js';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';
import { runCli } from './run-cli.js';

/** From a browser's message, and from a capture, as a developer has them. */

let folder = '';
let artifacts = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'apim-cors-explain-'));
  expect(runCli(['demo', join(folder, 'demo')]).code).toBe(0);
  artifacts = join(folder, 'demo', 'base');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const shop = 'https://shop.contoso.com';
const put = 'https://contoso.azure-api.net/orders/42';
const chromium = (origin: string, rest: string): string =>
  `Access to fetch at '${put}' from origin '${origin}' has been blocked by CORS policy: ${rest}`;
const noHeader =
  "Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin' header is present on the requested resource.";

describe('--console', () => {
  test.each([
    ['Chromium', chromium('https://evil.example', noHeader), ['--method', 'PUT']],
    [
      'Chromium, the old words',
      `${chromium('https://evil.example', noHeader)} If an opaque response serves your needs, set the request's mode to 'no-cors' to fetch the resource with CORS disabled.`,
      ['--method', 'PUT'],
    ],
    [
      'Firefox, which does not name the page',
      `Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ${put}. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 200.`,
      ['--method', 'PUT', '--origin', 'https://evil.example'],
    ],
    [
      'Safari',
      `Origin https://evil.example is not allowed by Access-Control-Allow-Origin. Status code: 200\nFetch API cannot load ${put} due to access control checks.`,
      ['--method', 'PUT'],
    ],
  ])('%s: who, what and where are read out of it', (_, message, more) => {
    const ran = runCli(['explain', '--dir', artifacts, '--format', 'json', '--console', message, ...more]);
    expect([ran.stderr, ran.code]).toEqual(['', 1]);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      request: { origin: 'https://evil.example', method: 'PUT' },
      target: { api: 'orders', operation: 'put-order' },
      verdict: 'blocked',
      reason: { code: 'PreflightMissingAllowOriginHeader' },
    });
  });

  test('the method and the header of a message that names them', () => {
    const message = chromium(shop, 'Request field x-trace is not allowed by Access-Control-Allow-Headers in preflight response.').replace(
      'Request field',
      'Request header field',
    );
    const ran = runCli(['explain', '--dir', artifacts, '--method', 'PUT', '--format', 'json', '--console', message]);
    expect(JSON.parse(ran.stdout)).toMatchObject({ request: { headers: ['x-trace'] } });
  });

  test('policies that do not lead to the message: it says so', () => {
    const ran = runCli(['explain', '--dir', artifacts, '--method', 'PUT', '--console', chromium(shop, noHeader)]);
    // What was seen is never answered with "allowed".
    expect(ran.code).toBe(4);
    expect(ran.stdout.replace(/\s+/g, ' ')).toContain('these policies allow the request, and the browser blocked it');
  });

  test('a message that does not say the method: it is one of a method that the place has', () => {
    const ran = runCli(['explain', '--dir', artifacts, '--format', 'json', '--console', chromium('https://evil.example', noHeader)]);
    expect([ran.stderr, ran.code]).toEqual(['', 1]);
    // A GET without headers needs no preflight, and so does not lead to this message.
    expect(JSON.parse(ran.stdout)).toMatchObject({ request: { method: 'PUT' }, target: { operation: 'put-order' }, verdict: 'blocked' });
  });

  test.each([
    [
      'a message of a place that no API has',
      [chromium(shop, noHeader).replace('/orders/', '/elsewhere/')],
      /^apim-cors: no API's path starts '\/elsewhere\/42'/,
    ],
    ['no message of a browser', ['Hello'], /^apim-cors: --console: No message of [^\n]+$/],
  ])('%s: one line, exit code 2', (_, [message = ''], line) => {
    const ran = runCli(['explain', '--dir', artifacts, '--console', message]);
    expect(ran.code).toBe(2);
    expect(ran.stderr.trim()).toMatch(line);
  });

  test('what no policy can mend is told apart', () => {
    const message =
      "Mixed Content: The page at 'https://shop.contoso.com/' was loaded over HTTPS, but requested an insecure resource 'http://contoso.azure-api.net/orders/42'. This request has been blocked; the content must be served over HTTPS.";
    const ran = runCli(['explain', '--dir', artifacts, '--console', message]);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/https/i);
  });
});

describe('--har', () => {
  const entry = (method: string, url: string, origin: string | null, status: number, headers: Readonly<Record<string, string>> = {}) => ({
    request: {
      method,
      url,
      headers: [
        ...(origin === null ? [] : [{ name: 'Origin', value: origin }]),
        ...(method === 'OPTIONS' ? [{ name: 'Access-Control-Request-Method', value: 'PUT' }] : []),
      ],
    },
    response: { status, headers: Object.entries(headers).map(([name, value]) => ({ name, value })) },
  });
  const capture = (entries: readonly object[]): string => {
    const file = join(folder, 'capture.har');
    writeFileSync(file, JSON.stringify({ log: { version: '1.2', entries } }));
    return file;
  };

  test('every cross-origin request once, alike ones together, others left out', () => {
    const file = capture([
      entry('OPTIONS', put, 'https://evil.example', 200),
      entry('PUT', put, 'https://evil.example', 0),
      entry('GET', put, shop, 200, { 'Access-Control-Allow-Origin': shop }),
      entry('GET', put, shop, 200, { 'Access-Control-Allow-Origin': shop }),
      entry('GET', 'https://other.example/api', shop, 200),
      entry('GET', `${shop}/own`, shop, 200),
    ]);
    const ran = runCli(['explain', '--dir', artifacts, '--format', 'json', '--har', file]);
    expect([ran.stderr, ran.code]).toEqual(['', 1]);
    const { requests } = JSON.parse(ran.stdout) as {
      requests: { entries: number[]; skipped: string | null; explanation: { verdict: string } | null }[];
    };
    expect(requests.map((one) => [one.entries.length, one.explanation?.verdict ?? one.skipped])).toEqual([
      [1, 'blocked'],
      [2, 'allowed'],
      [1, 'no API in these files has this path'],
    ]);
    const text = runCli(['explain', '--dir', artifacts, '--har', file]);
    expect(text.stdout).toContain('3 kinds of cross-origin requests: 1 allowed, 1 blocked, 0 not known, 1 not explained.');
    expect(text.stdout).toContain('What would allow it');
  });

  test.each([
    ['no JSON', 'x', /capture\.har:1 is not JSON/],
    ['no capture', '{}', /is no HAR capture/],
  ])('%s: one line, exit code 3', (_, content, line) => {
    const file = join(folder, 'capture.har');
    writeFileSync(file, content);
    const ran = runCli(['explain', '--dir', artifacts, '--har', file]);
    expect([ran.code, ran.stdout]).toEqual([3, '']);
    expect(ran.stderr).toMatch(line);
  });

  test('a file that is not there', () => {
    const ran = runCli(['explain', '--dir', artifacts, '--har', join(folder, 'none.har')]);
    expect([ran.code, ran.stderr]).toEqual([3, expect.stringContaining('cannot be read')]);
  });
});

describe('whose is it to fix', () => {
  const get = ['explain', '--dir', '', '--method', 'GET', '--url', '/orders/42'];
  const asked = (...more: string[]): string[] => [...get.map((word) => (word === '' ? artifacts : word)), ...more];
  interface Told {
    readonly verdict: string;
    readonly advice: readonly { readonly code: string; readonly lines: readonly string[]; readonly read: string }[];
    readonly corrected: { readonly verdict: string } | null;
    readonly suggestion?: object;
  }
  const told = (args: readonly string[]): Told => JSON.parse(runCli([...args, '--format', 'json']).stdout) as Told;

  test('a CORS header on the request, from the console: the line goes, and no policy changes', () => {
    const message = chromium(
      shop,
      'Request header field access-control-allow-origin is not allowed by Access-Control-Allow-Headers in preflight response.',
    );
    const { verdict, advice, corrected, suggestion } = told(['explain', '--dir', artifacts, '--method', 'PUT', '--console', message]);
    expect([verdict, corrected?.verdict, suggestion]).toEqual(['blocked', 'allowed', undefined]);
    expect(advice.map((one) => one.code)).toEqual(['response-header-on-request']);
    const text = runCli(['explain', '--dir', artifacts, '--method', 'PUT', '--console', message]).stdout;
    expect(text).not.toContain('What would allow it');
    expect(text).toContain('docs/whose-fix.md#headers-of-answers-on-the-request');
  });

  test.each([
    ['an address', ['--origin', `${shop}/orders`], 0, 'origin-with-path'],
    ['a file', ['--origin', 'file:///C:/index.html'], 1, 'null-origin'],
    ['no-cors', ['--origin', shop, '--mode', 'no-cors'], 1, 'no-cors-hides-answer'],
    ['JSON of no body', ['--origin', 'https://evil.example', '--header', 'content-type:application/json'], 1, 'content-type-without-body'],
    ['a link', ['--origin', 'https://evil.example', '--mode', 'navigate'], 0, 'navigation'],
  ])('%s: told first, exit code kept', (_, more, code, advice) => {
    const ran = runCli(asked(...more));
    expect([ran.stderr, ran.code]).toEqual(['', code]);
    expect(told(asked(...more)).advice[0]?.code).toBe(advice);
  });

  test.each([
    ['a navigation by PUT', ['explain', '--origin', shop, '--method', 'PUT', '--mode', 'navigate', '--url', '/orders/42'], /never PUT/],
    ['--mode with --har', ['explain', '--har', 'x.har', '--mode', 'navigate'], /leave --mode out/],
    [
      'another mode',
      ['explain', '--origin', shop, '--method', 'GET', '--mode', 'websocket', '--url', '/orders/42'],
      /Allowed choices are cors, no-cors, navigate/,
    ],
  ])('%s: exit code 2', (_, args, line) => {
    const ran = runCli([...args, '--dir', artifacts]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(line);
  });

  test('a captured form post is told as a navigation', () => {
    const file = join(folder, 'form.har');
    const headers = [
      ['Origin', 'https://accounts.fabrikam.com'],
      ['Sec-Fetch-Mode', 'navigate'],
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Accept', 'text/html'],
    ].map(([name, value]) => ({ name, value }));
    const log = {
      version: '1.2',
      entries: [{ request: { method: 'POST', url: 'https://x.azure-api.net/auth/saml/acs', headers }, response: { status: 200, headers: [] } }],
    };
    writeFileSync(file, JSON.stringify({ log }));
    const service = join(folder, 'form');
    for (const [path, text] of Object.entries(samlService)) {
      mkdirSync(dirname(join(service, path)), { recursive: true });
      writeFileSync(join(service, path), text);
    }
    const ran = runCli(['explain', '--dir', service, '--har', file, '--format', 'json']);
    expect([ran.stderr, ran.code]).toEqual(['', 1]);
    const { requests } = JSON.parse(ran.stdout) as { requests: { explanation: { mode: string; actual: object; reason: { code: string } } }[] };
    expect(requests[0]?.explanation).toMatchObject({
      mode: 'navigate',
      actual: { status: 200, backendCalled: false },
      reason: { code: 'NavigationEnded' },
    });
    expect(runCli(['explain', '--dir', service, '--har', file]).stdout).toContain('no browser checks it against CORS');
  });
});

const samlService: Readonly<Record<string, string>> = {
  '.github/apim-cors.yml': 'assume:\n  unmatched-other-methods: ends\n',
  'apimartifacts/apis/auth/apiInformation.json': JSON.stringify({ properties: { displayName: 'Auth', path: 'auth', subscriptionRequired: false } }),
  'apimartifacts/apis/auth/specification.yaml':
    "openapi: 3.0.1\ninfo:\n  title: Auth\n  version: '1'\npaths:\n  /saml/acs:\n    post:\n      operationId: acs\n      responses:\n        '200':\n          description: OK\n",
  'apimartifacts/apis/auth/policy.xml':
    '<policies>\n  <inbound>\n    <cors terminate-unmatched-request="true">\n      <allowed-origins>\n        <origin>https://app.contoso.com</origin>\n      </allowed-origins>\n    </cors>\n    <base />\n  </inbound>\n</policies>\n',
};

describe('a header that a library adds, in a message that names no method', () => {
  const page = 'https://checkout.contoso.com';
  const url = 'https://contoso.azure-api.net/orders/orders/7';
  const listed = cors({ origins: [page], methods: ['GET', 'PUT'], headers: ['Content-Type', 'Authorization'] });
  const chromiumSays = (name: string, by: string): string =>
    `Access to ${by} at '${url}' from origin '${page}' has been blocked by CORS policy: Request header field ${name} is not allowed by Access-Control-Allow-Headers in preflight response.`;
  const firefoxSays = (name: string): string =>
    `Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ${url}. (Reason: header ‘${name}’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response).`;
  const api = { ...ordersApi({ subscriptionRequired: false }), [apiPath]: policy(['<base />']) };

  function explained(files: Readonly<Record<string, string>>, message: string, more: readonly string[] = []): ReturnType<typeof runCli> {
    const root = temporaryFolder();
    writeFiles(root, files);
    return runCli(['explain', '--dir', root, '--format', 'json', '--console', message, ...more]);
  }

  test.each([
    ['the API lists the headers', { ...api, ...ordersSpecification(['get']), [apiPath]: policy(listed) }, 'traceparent', apiPath, 'XMLHttpRequest'],
    ['the operation does', { ...api, ...ordersSpecification(['get']), [operationPath]: policy(listed) }, 'x-correlation-id', operationPath, 'fetch'],
    ['the global policy does', { ...api, ...ordersSpecification(['get']), [globalPath]: policy(listed) }, 'tracestate', globalPath, 'fetch'],
    ['as Firefox says it', { ...api, ...ordersSpecification(['get']), [apiPath]: policy([...listed, '<base />']) }, 'request-id', apiPath, null],
  ])('%s: the one operation that has the URL is meant, and the header gets listed', (_, files, name, path, by) => {
    const ran = by === null ? explained(files, firefoxSays(name), ['--origin', page]) : explained(files, chromiumSays(name, by));
    expect([ran.stderr, ran.code]).toEqual(['', 1]);
    const answer = JSON.parse(ran.stdout) as { suggestion: { edits: readonly { path: string; lines: readonly string[] }[] } };
    expect(answer).toMatchObject({
      request: { origin: page, method: 'GET', headers: [name] },
      target: { operation: 'get-order' },
      verdict: 'blocked',
      reason: { code: 'HeaderDisallowedByPreflightResponse' },
    });
    expect(answer.suggestion.edits.map((edit) => edit.path)).toEqual([path]);
    expect(answer.suggestion.edits.flatMap(({ lines }) => lines.map((line) => line.trim()))).toContain(`<header>${name}</header>`);
  });

  test('of two operations that have the URL, each is answered', () => {
    const ran = explained({ ...api, ...ordersSpecification(['get', 'put']), [apiPath]: policy(listed) }, chromiumSays('traceparent', 'fetch'));
    const { explanations } = JSON.parse(ran.stdout) as { explanations: { request: { method: string }; verdict: string }[] };
    expect(explanations.map(({ request, verdict }) => [request.method, verdict])).toEqual([
      ['GET', 'blocked'],
      ['PUT', 'blocked'],
    ]);
  });
});

describe('without --environment', () => {
  const list = (value: string): string => JSON.stringify({ properties: { displayName: 'site', value } });
  const files = {
    ...ordersApi({ subscriptionRequired: false }),
    ...ordersSpecification(['get']),
    [apiPath]: policy(cors({ origins: ['{{site}}'] })),
    'apimartifacts/named values/site/namedValueInformation.json': list('https://dev.contoso.com'),
    'configuration.prod.yaml': `namedValues:\n  - name: site\n    properties:\n      value: ${shop}\n`,
    'configuration.test.yaml': 'namedValues: []\n',
  };
  const ask = ['explain', '--origin', shop, '--method', 'GET', '--api', 'orders', '--operation', 'get-order', '--format', 'json'];

  test('each answer says where it is so, and one that blocks decides the exit code', () => {
    const dir = temporaryFolder();
    writeFiles(dir, files);
    const ran = runCli([...ask, '--dir', dir]);
    expect([ran.stderr, ran.code]).toEqual(['', 1]);
    const { explanations } = JSON.parse(ran.stdout) as {
      readonly explanations: readonly { readonly verdict: string; readonly environments: readonly string[] }[];
    };
    expect(explanations.map(({ verdict, environments }) => [verdict, environments])).toEqual([
      ['blocked', ['test']],
      ['allowed', ['prod']],
    ]);
    const text = runCli([...ask.slice(0, -2), '--dir', dir]).stdout;
    expect(text).toContain('This is so in the files as they are, and in test.');
    expect(text).toContain('This is so in prod.');
    expect(runCli([...ask, '--dir', dir, '--environment', 'prod']).code).toBe(0);
  });
});
