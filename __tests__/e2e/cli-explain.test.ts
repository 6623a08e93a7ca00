import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('does not come from these policies');
  });

  test.each([
    ['a message that does not say the method', [chromium(shop, noHeader)], /the message does not say it; say which method/],
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
      [1, expect.stringContaining("no API's path starts")],
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
