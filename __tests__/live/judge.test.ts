import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { blockedCodes, judged as judgedBy, type BlockedCode, type BrowserRequest, type BrowserResponse } from '../../src/browser/judge.js';
import { consoleMessage } from '../../src/browser/console-message.js';
import type { Browser, PageCall, Seen } from './browser.js';
import { live } from './installed.js';
import { ScriptedApi, type Script, type ScriptedResponse } from './scripted-api.js';

/** `judge` and its messages against live browsers: what they say of a request and its answers is what then happens. */

const page = 'https://app.contoso.com';

/** One request of a page and what it is answered. */
interface Case {
  readonly name: string;
  readonly origin: string;
  readonly request: Omit<BrowserRequest, 'origin' | 'url'>;
  readonly script: Script;
  readonly read: readonly string[];
  /** Left out: an address of its own. */
  readonly url?: string;
  /** Left out: fetch. */
  readonly via?: PageCall['via'];
}

/** What a browser and `judge` are both asked. */
interface Verdict {
  readonly allowed: boolean;
  readonly preflighted: boolean;
  readonly requestHeaders: readonly string[];
  /** Of the headers that the answer has, those that script can read. */
  readonly readable: readonly string[];
  /** null for Firefox, which has no names for them. */
  readonly code: string | null;
  /** What the console says about it first; null: nothing about this request. */
  readonly says: string | null;
}

function judged(one: Case, url: string, engine: 'Chromium' | 'Firefox'): Verdict {
  const answer = (response: ScriptedResponse | null): BrowserResponse | null => response;
  const request = { origin: one.origin, url, ...one.request };
  const { judgement, blocked } = judgedBy(request, answer(one.script.preflight), answer(one.script.actual));
  const { allowed, code, preflighted, requestHeaders, exposed } = judgement;
  const isOpaque = one.request.mode === 'no-cors';
  const readable = one.read.filter((name) => !isOpaque && exposed.includes(name.toLowerCase()) && isSent(one.script.actual, name));
  const initiator = one.via === 'xhr' ? 'XMLHttpRequest' : 'fetch';
  const says = blocked === null || isSilent(blocked.code) ? null : consoleMessage(blocked, { origin: one.origin, url, initiator });
  return {
    allowed,
    preflighted,
    requestHeaders,
    readable: allowed ? readable.sort() : [],
    code: engine === 'Chromium' ? code : null,
    says: (engine === 'Chromium' ? says?.chromium : says?.firefox) ?? null,
  };
}

/** Told to the script alone, or by a line that names no request. */
function isSilent(code: BlockedCode): boolean {
  return code === 'TypeError' || code === 'NetworkError';
}

function isSent(response: ScriptedResponse | null, name: string): boolean {
  if (name.toLowerCase() === 'content-length') return response !== null && ![204, 304].includes(response.status);
  return response?.headers.some(([sent]) => sent.toLowerCase() === name.toLowerCase()) === true;
}

function observed(seen: Seen, api: ScriptedApi, url: string, engine: 'Chromium' | 'Firefox'): Verdict {
  const preflight = url.startsWith(api.origin) ? api.received(url).find(({ headers }) => headers.has('access-control-request-method')) : undefined;
  const names = preflight?.headers.get('access-control-request-headers') ?? '';
  return {
    allowed: seen.allowed,
    preflighted: preflight !== undefined,
    requestHeaders: names === '' ? [] : names.split(','),
    readable: [...seen.exposed.keys()].sort(),
    code: engine === 'Chromium' ? codeOf(seen) : null,
    // Of an answer that the script got a console may warn.
    says: seen.allowed ? null : (seen.console[0] ?? null),
  };
}

/** What Chromium has a name for, by that name; the rest by how it shows. */
function codeOf(seen: Seen): BlockedCode | null {
  if (seen.allowed) return null;
  const known = blockedCodes.find((code) => code === seen.code);
  if (known !== undefined) return known;
  if (seen.code !== null) throw new Error(`Chromium says ${seen.code}`);
  if (seen.failure === 'mixed-content') return 'MixedContent';
  if (seen.failure !== null) return 'NetworkError';
  if (seen.console.some((line) => line.includes('Request mode is "same-origin"'))) return 'DisallowedByMode';
  if (seen.console.some((line) => /URL scheme "[^"]*" is not supported/.test(line))) return 'CorsDisabledScheme';
  return 'TypeError';
}

interface OracleRow {
  readonly id: string;
  readonly req: {
    readonly method?: string;
    readonly headers?: readonly (readonly [string, string])[];
    readonly credentials?: 'omit' | 'same-origin' | 'include';
    readonly mode?: 'no-cors' | 'same-origin';
    readonly body?: string;
  };
  readonly pre: { readonly status: number; readonly h: readonly (readonly [string, string])[] };
  readonly act: { readonly status: number; readonly h: readonly (readonly [string, string])[] };
  readonly read?: readonly string[];
}

/** The measured rows, asked by another page than the one they were measured with. */
function oracleCases(): readonly Case[] {
  const { rows } = JSON.parse(readFileSync(join(__dirname, '..', 'fixtures', 'browser-oracle.json'), 'utf8')) as {
    readonly rows: readonly OracleRow[];
  };
  const { host, protocol } = new URL(page);
  const filled = (text: string): string =>
    text
      .replaceAll('{O^}', page.toUpperCase())
      .replaceAll('{O}', page)
      .replaceAll('{H^}', host.toUpperCase())
      .replaceAll('{H}', host)
      .replaceAll('{S}', protocol.slice(0, -1));
  const response = ({ status, h }: OracleRow['act']): ScriptedResponse => ({ status, headers: h.map(([name, value]) => [name, filled(value)]) });
  return rows.map(({ id, req: { method = 'GET', headers = [], ...rest }, pre, act, read = [] }) => ({
    name: id,
    origin: page,
    request: { method, headers, ...rest },
    script: { preflight: response(pre), actual: response(act) },
    read,
  }));
}

type Header = readonly [string, string];

/** A header in none, one or two of these values. */
function header(name: string, values: readonly string[]): fc.Arbitrary<readonly Header[]> {
  const one = fc.constantFrom(...values).map((value): readonly Header[] => [[name, value]]);
  const two = fc.tuple(one, one).map(([a, b]) => [...a, ...b]);
  return fc.oneof({ arbitrary: one, weight: 8 }, { arbitrary: two, weight: 1 }, { arbitrary: fc.constant([]), weight: 1 });
}

const origins = [
  page,
  page,
  page,
  '*',
  '*',
  'null',
  'https://other.example',
  `${page}/`,
  `${page}:443`,
  page.toUpperCase(),
  `${page}, ${page}`,
  'app.contoso.com',
  `  ${page}\t`,
  '',
];
const tokens = fc.constantFrom(
  'PUT',
  'put',
  'PATCH',
  'patch',
  'GET',
  'DELETE',
  '*',
  'x-a',
  'X-A',
  'x-b',
  'content-type',
  'authorization',
  '',
  'P UT',
  '"x-a"',
  'OPTIONS',
  'CHICKEN',
);
const list = (name: string): fc.Arbitrary<readonly Header[]> =>
  fc.oneof(
    { arbitrary: fc.array(tokens, { maxLength: 5 }).map((items): readonly Header[] => [[name, items.join(', ')]]), weight: 6 },
    {
      arbitrary: fc
        .constantFrom('*', 'PUT, PATCH, patch, CHICKEN, OPTIONS, DELETE', 'x-a,x-b,content-type,authorization')
        .map((value): readonly Header[] => [[name, value]]),
      weight: 6,
    },
    { arbitrary: fc.constant([]), weight: 1 },
  );
const credentialsHeader = header('Access-Control-Allow-Credentials', ['true', 'true', 'true', 'TRUE', 'false', ' true ', '']);
const originHeader = header('Access-Control-Allow-Origin', origins);
const responseHeaders = ['ETag', 'X-A', 'Content-Type', 'Expires', 'Content-Length', 'Retry-After'];

const generated: fc.Arbitrary<Case> = fc
  .record({
    origin: fc.constantFrom(page, page, page, 'null'),
    method: fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'PUT', 'put', 'PATCH', 'patch', 'DELETE', 'OPTIONS', 'CHICKEN'),
    headers: fc.subarray<Header>(
      [
        ['X-A', '1'],
        ['x-b', '2'],
        ['Content-Type', 'application/json'],
        ['Authorization', 'Bearer t'],
        ['Accept', 'application/json'],
        ['Accept-Language', 'nn_NO'],
      ],
      { maxLength: 3 },
    ),
    credentials: fc.constantFrom<('omit' | 'same-origin' | 'include')[]>('omit', 'same-origin', 'include', 'include'),
    status: fc.constantFrom(200, 200, 200, 204, 299, 300, 304, 400, 401, 404, 500),
    preflight: fc.tuple(originHeader, credentialsHeader, list('Access-Control-Allow-Methods'), list('Access-Control-Allow-Headers')),
    actual: fc.tuple(originHeader, credentialsHeader, header('Access-Control-Expose-Headers', ['*', 'ETag', 'x-a, retry-after', 'e tag', 'ETAG,,*'])),
    actualStatus: fc.constantFrom(200, 200, 404, 500, 204),
  })
  .map(({ origin, method, headers, credentials, status, preflight, actual, actualStatus }) => ({
    name: 'generated',
    origin,
    request: { method, headers, credentials },
    script: {
      preflight: { status, headers: preflight.flat() },
      actual: {
        status: actualStatus,
        headers: [...actual.flat(), ['ETag', '"e"'], ['X-A', '1'], ['Content-Type', 'text/plain'], ['Expires', '0']] as const,
      },
    },
    read: responseHeaders,
  }));

/** What headers alone do not bring about. */
function ownCases(api: ScriptedApi): readonly Case[] {
  const request = { method: 'GET', headers: [] } as const;
  const allows: Header = ['Access-Control-Allow-Origin', page];
  const good: ScriptedResponse = { status: 200, headers: [allows] };
  const script: Script = { preflight: good, actual: good };
  const withUser = api.origin.replace('://', '://user:secret@');
  return [
    { name: 'a method that no script may send', origin: page, request: { ...request, method: 'TRACE' }, script, read: [] },
    { name: 'a server that hangs up', origin: page, request, script: { preflight: null, actual: null }, read: [] },
    {
      name: 'a server that hangs up on the preflight',
      origin: page,
      request: { ...request, method: 'PUT' },
      script: { preflight: null, actual: good },
      read: [],
    },
    { name: 'http from an https page', origin: page, request, script, read: [], url: 'http://api.contoso.com/mixed' },
    { name: 'a scheme without CORS', origin: page, request, script, read: [], url: 'ftp://127.0.0.1/file' },
    { name: 'mode same-origin', origin: page, request: { ...request, mode: 'same-origin' }, script, read: [] },
    {
      name: 'a redirect to a URL with a password',
      origin: page,
      request,
      script: { preflight: good, actual: { status: 302, headers: [allows, ['Location', `${withUser}/elsewhere`]] } },
      read: [],
    },
    {
      name: 'a redirect to a scheme without CORS',
      origin: page,
      request,
      script: { preflight: good, actual: { status: 302, headers: [allows, ['Location', 'capacitor:elsewhere']] } },
      read: [],
    },
    {
      name: 'a preflight that is redirected',
      origin: page,
      request: { ...request, method: 'PUT' },
      script: { preflight: { status: 307, headers: [allows, ['Location', '/elsewhere']] }, actual: good },
      read: [],
    },
  ];
}

const patience = 60_000;

interface Compared {
  readonly what: Case;
  readonly judged: Verdict;
  readonly seen: Verdict;
}

/** Asks both. */
async function compare(browser: Browser, engine: 'Chromium' | 'Firefox', api: ScriptedApi, cases: readonly Case[]): Promise<readonly Compared[]> {
  const calls = cases.map(({ origin, request, script, read, url, via = 'fetch' }): PageCall => ({
    origin,
    via,
    url: url ?? api.at(script),
    method: request.method,
    headers: request.headers,
    credentials: request.credentials,
    body: request.body,
    read,
    options: request.mode === undefined ? {} : { mode: request.mode },
  }));
  const all = await browser.call(calls);
  return cases.flatMap((what, index) => {
    const [call, seen] = [calls[index], all[index]];
    if (call === undefined || seen === undefined) throw new Error('a call is missing');
    return [{ what, judged: judged(what, call.url, engine), seen: observed(seen, api, call.url, engine) }];
  });
}

function expectAgreement(compared: readonly Compared[]): void {
  for (const { what, judged: said, seen } of compared) expect({ ...seen, what }).toEqual({ ...said, what });
}

/** The same requests by XMLHttpRequest, whose only credentials modes are `include` and `same-origin`. */
function byXhr(one: Case): Case {
  const { credentials = 'same-origin' } = one.request;
  return { ...one, via: 'xhr', request: { ...one.request, credentials: credentials === 'include' ? 'include' : 'same-origin' } };
}

live('Chromium', (browser) => {
  let api: ScriptedApi;
  beforeAll(async () => {
    api = await ScriptedApi.start();
  });
  afterAll(() => api.stop());

  const codes = new Set<string | null>();
  const agree = async (cases: readonly Case[]): Promise<void> => {
    const compared = await compare(browser(), 'Chromium', api, cases);
    expectAgreement(compared);
    for (const { seen } of compared) codes.add(seen.code);
  };

  test('the measured rows', () => agree(oracleCases()), patience);
  test('generated requests and answers', () => agree(fc.sample(generated, { numRuns: 300, seed: 20261125 })), patience);
  test('generated ones by XMLHttpRequest', () => agree(fc.sample(generated, { numRuns: 100, seed: 20261126 }).map(byXhr)), patience);
  test('what headers alone do not bring about', () => agree(ownCases(api)), patience);

  test('every code that judge knows was among them', () => {
    expect(blockedCodes.filter((code) => !codes.has(code))).toEqual([]);
  });
});

live('Firefox', (browser) => {
  let api: ScriptedApi;
  beforeAll(async () => {
    api = await ScriptedApi.start();
  });
  afterAll(() => api.stop());

  test(
    'generated requests and answers',
    async () => {
      expectAgreement(await compare(browser(), 'Firefox', api, fc.sample(generated, { numRuns: 60, seed: 20261127 })));
    },
    patience,
  );
});
