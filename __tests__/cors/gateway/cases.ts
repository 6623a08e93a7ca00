import type { Asked, CorsSpec, ServiceSpec } from './service.js';

/**
 * What API Management answers, case by case, as its documentation and its users tell it: transcribed by hand, never from what the code says.
 * Basis: D documented, M stated by Microsoft outside the documentation, U reported by a user, I inferred, ? open (then every outcome is listed).
 */
export interface Case {
  readonly number: number;
  readonly fact: string;
  readonly basis: string;
  readonly service: ServiceSpec;
  readonly asked: Asked;
  /** `status Access-Control-Allow-Origin`, one for each reading that the sources leave open. */
  readonly answers: readonly string[];
  /** Headers of every answer that has an Access-Control-Allow-Origin. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

const a = 'https://a';
const b = 'https://b';
const p = 'https://p';
const w = 'https://w';
const all = { methods: ['*'], headers: ['*'] } as const;
const cors = (origin: string, terminate?: 'true' | 'false', more: Partial<CorsSpec> = {}): CorsSpec => ({
  origins: [origin],
  ...(terminate === undefined ? {} : { terminate }),
  ...all,
  ...more,
});
/** Without lists: GET and POST, and no header that needs a preflight. */
const bare = (origin: string, more: Partial<CorsSpec> = {}): CorsSpec => ({ origins: [origin], ...more });
const PF = (origin: string, method: string, headers: readonly string[] = [], more: Partial<Asked> = {}): Asked => ({
  phase: 'preflight',
  origin,
  method,
  headers,
  ...more,
});
const RQ = (origin: string, method: string, more: Partial<Asked> = {}): Asked => ({ phase: 'request', origin, method, ...more });

const one = { global: [cors(a, 'false')], api: ['B'] };
const three = { global: [cors(a, 'true')], api: ['B'] };
const product = (inbound: readonly (string | CorsSpec)[] | undefined, required: boolean) => ({
  required,
  ...(inbound === undefined ? {} : { inbound }),
});
const jwt = "<validate-jwt header-name='Authorization' />";

export const cases: readonly Case[] = [
  { number: 1, fact: 'a listed origin', basis: 'M, D', service: one, asked: PF(a, 'GET'), answers: ['200 https://a'] },
  { number: 2, fact: 'an unlisted origin, terminate false', basis: 'D', service: one, asked: PF(b, 'GET'), answers: ['200 -'] },
  { number: 3, fact: 'an unlisted origin, terminate true', basis: 'D', service: three, asked: PF(b, 'GET'), answers: ['200 -'] },
  {
    number: 4,
    fact: 'an unlisted GET, terminate true: empty 200, no backend',
    basis: 'D, U',
    service: three,
    asked: RQ(b, 'GET'),
    answers: ['200 -'],
  },
  { number: 5, fact: 'an unlisted GET, terminate false: backend, no CORS', basis: 'D', service: one, asked: RQ(b, 'GET'), answers: ['backend -'] },
  { number: 6, fact: 'a listed GET', basis: 'D', service: one, asked: RQ(a, 'GET'), answers: ['backend https://a'] },
  {
    number: 8,
    fact: 'an unlisted GET, terminate not written',
    basis: 'D against D',
    service: { global: [cors(a)], api: ['B'] },
    asked: RQ(b, 'GET'),
    answers: ['200 -', 'backend -'],
  },
  {
    number: 9,
    fact: 'an unlisted preflight, terminate not written, one <cors>',
    basis: 'D',
    service: { global: [cors(a)], api: ['B'] },
    asked: PF(b, 'GET'),
    answers: ['200 -'],
  },
  {
    number: 10,
    fact: 'a first <cors> that passes on lets the second match',
    basis: 'D',
    service: { global: [cors(p, 'false')], api: ['B', cors(a, 'true')] },
    asked: PF(a, 'GET'),
    answers: ['200 https://a'],
  },
  {
    number: 11,
    fact: 'a first <cors> that terminates keeps the second from matching',
    basis: 'D',
    service: { global: [cors(p, 'true')], api: ['B', cors(a)] },
    asked: PF(a, 'GET'),
    answers: ['200 -'],
  },
  {
    number: 12,
    fact: 'cors above base decides first',
    basis: 'D',
    service: { global: [cors(p, 'true')], api: [cors(a), 'B'] },
    asked: PF(a, 'GET'),
    answers: ['200 https://a'],
  },
  {
    number: 13,
    fact: 'cors above base that passes on lets the global one match',
    basis: 'D',
    service: { global: [cors(p, 'true')], api: [cors(a, 'false'), 'B'] },
    asked: PF(p, 'GET'),
    answers: ['200 https://p'],
  },
  {
    number: 14,
    fact: 'without base the global <cors> does not exist',
    basis: 'D',
    service: { global: [cors(p)], api: [cors(a)] },
    asked: PF(p, 'GET'),
    answers: ['200 -'],
  },
  { number: 15, fact: 'neither base nor cors: 404', basis: 'D, I', service: { global: [cors(a)], api: [] }, asked: PF(a, 'GET'), answers: ['404 -'] },
  { number: 16, fact: 'no cors anywhere: 404', basis: 'D, U', service: { api: ['B'] }, asked: PF(a, 'GET'), answers: ['404 -'] },
  {
    number: 17,
    fact: 'no cors anywhere: the backend’s answer as it is',
    basis: 'I',
    service: { api: ['B'] },
    asked: RQ(a, 'GET'),
    answers: ['backend -'],
  },
  {
    number: 18,
    fact: 'a product’s <cors>, key in a header: no product at preflight',
    basis: 'D, M; status I',
    service: { products: { p: product([cors(a), 'B'], true) }, api: ['B'], subscriptionRequired: true },
    asked: PF(a, 'GET', [], { product: 'p', key: 'header' }),
    answers: ['404 -'],
  },
  {
    number: 19,
    fact: 'a product’s <cors>, key in the query',
    basis: 'D, M',
    service: { products: { p: product([cors(a), 'B'], true) }, api: ['B'], subscriptionRequired: true },
    asked: PF(a, 'GET', [], { product: 'p', key: 'query' }),
    answers: ['200 https://a'],
  },
  {
    number: 20,
    fact: 'an open product’s <cors>, no key',
    basis: 'I',
    service: { products: { p: product([cors(a), 'B'], false) }, api: ['B'], subscriptionRequired: true },
    asked: PF(a, 'GET'),
    answers: ['200 https://a'],
  },
  {
    number: 21,
    fact: 'a product’s <cors>, a key of the API',
    basis: 'D',
    service: { products: { p: product([cors(a), 'B'], true) }, api: ['B'], subscriptionRequired: true },
    asked: RQ(a, 'GET', { key: 'header' }),
    answers: ['backend -'],
  },
  {
    number: 22,
    fact: 'an open product without <cors> beside one with it: the open one is the context',
    basis: 'I',
    service: { products: { p1: product(undefined, false), p2: product([cors(a), 'B'], true) }, api: ['B'], subscriptionRequired: true },
    asked: PF(a, 'GET'),
    answers: ['404 -'],
  },
  {
    number: 23,
    fact: 'a preflight needs no key',
    basis: 'D',
    service: { api: [cors(a), 'B'], subscriptionRequired: true },
    asked: PF(a, 'GET'),
    answers: ['200 https://a'],
  },
  {
    number: 24,
    fact: 'a missing key: 401 with the headers of an inline <cors>',
    basis: 'U',
    service: { api: [cors(a), 'B'], subscriptionRequired: true },
    asked: RQ(a, 'GET'),
    answers: ['401 https://a'],
  },
  {
    number: 25,
    fact: 'a missing key: 401 without those of one in a fragment',
    basis: 'U',
    service: { api: ["<include-fragment fragment-id='f' />", 'B'], fragments: { f: [cors(a)] }, subscriptionRequired: true },
    asked: RQ(a, 'GET'),
    answers: ['401 -'],
  },
  {
    number: 26,
    fact: 'a <cors> in a fragment at preflight: reports disagree',
    basis: 'U against U',
    service: { global: ["<include-fragment fragment-id='f' />"], fragments: { f: [cors(a)] }, api: ['B'] },
    asked: PF(a, 'GET'),
    answers: ['200 https://a', '404 -'],
  },
  {
    number: 27,
    fact: 'a <cors> under choose takes no part at preflight',
    basis: 'D, I',
    service: {
      api: [`<choose><when condition='@(true)'><cors><allowed-origins><origin>https://a</origin></allowed-origins></cors></when></choose>`],
    },
    asked: PF(a, 'GET'),
    answers: ['404 -'],
  },
  {
    number: 28,
    fact: 'validate-jwt above cors does not run at preflight',
    basis: 'D, M',
    service: { api: [jwt, cors(a)] },
    asked: PF(a, 'GET'),
    answers: ['200 https://a'],
  },
  {
    number: 29,
    fact: 'validate-jwt above cors: 401 without CORS headers',
    basis: 'I',
    service: { api: [jwt, cors(a)] },
    asked: RQ(a, 'GET'),
    answers: ['401 -'],
  },
  {
    number: 30,
    fact: 'validate-jwt below cors: 401 with CORS headers',
    basis: 'I',
    service: { api: [cors(a), jwt] },
    asked: RQ(a, 'GET'),
    answers: ['401 https://a'],
  },
  {
    number: 31,
    fact: 'an unlisted origin ends before the token is looked at',
    basis: 'U, D',
    service: { api: [cors(a, 'true'), jwt] },
    asked: RQ(b, 'GET'),
    answers: ['200 -'],
  },
  {
    number: 32,
    fact: 'an unlisted origin that is passed on meets the token check',
    basis: 'D, I',
    service: { api: [cors(a, 'false'), jwt] },
    asked: RQ(b, 'GET'),
    answers: ['401 -'],
  },
  {
    number: 33,
    fact: 'ip-filter above cors does not run at preflight',
    basis: 'D',
    service: { api: ["<ip-filter action='forbid'><address>10.0.0.1</address></ip-filter>", cors(a)] },
    asked: PF(a, 'GET'),
    answers: ['200 https://a'],
  },
  {
    number: 34,
    fact: 'an OPTIONS operation: <cors> in its pipeline answers',
    basis: 'M',
    service: { api: [cors(a)], methods: ['GET', 'OPTIONS'] },
    asked: PF(a, 'GET'),
    answers: ['200 https://a'],
  },
  {
    number: 35,
    fact: 'an OPTIONS operation, an unlisted origin: no CORS headers, status open',
    basis: 'M, ?',
    service: { api: [cors(a)], methods: ['GET', 'OPTIONS'] },
    asked: PF(b, 'GET'),
    answers: ['unknown -'],
  },
  {
    number: 36,
    fact: 'an OPTIONS operation: check-header runs first, and refuses',
    basis: 'I',
    service: {
      api: ["<check-header name='X' failed-check-httpcode='403' failed-check-error-message='no' ignore-case='true' />", cors(a)],
      methods: ['GET', 'OPTIONS'],
    },
    asked: PF(a, 'GET'),
    answers: ['403 -'],
  },
  {
    number: 37,
    fact: 'a version in a header is not in the preflight: the API’s <cors> is not found',
    basis: 'D, U',
    service: { api: [cors(a)], headerVersioned: true },
    asked: PF(a, 'GET'),
    answers: ['404 -'],
  },
  {
    number: 38,
    fact: 'a version in a header, a global <cors>',
    basis: 'I, ?',
    service: { global: [cors(a)], api: ['B'], headerVersioned: true },
    asked: PF(a, 'GET'),
    answers: ['200 https://a', '404 -'],
  },
  { number: 39, fact: 'methods absent: POST is granted', basis: 'D', service: { api: [bare(a)] }, asked: PF(a, 'POST'), answers: ['200 https://a'] },
  {
    number: 40,
    fact: 'methods absent: PUT is not granted',
    basis: 'D, shape ?',
    service: { api: [bare(a)] },
    asked: PF(a, 'PUT'),
    answers: ['200 https://a'],
    headers: { 'access-control-allow-methods': 'GET, POST' },
  },
  {
    number: 41,
    fact: 'method and header granted',
    basis: 'D',
    service: { api: [bare(a, { methods: ['GET', 'PATCH'], headers: ['content-type'] })] },
    asked: PF(a, 'PATCH', ['content-type']),
    answers: ['200 https://a'],
    headers: { 'access-control-allow-methods': ['PATCH', 'GET, PATCH'], 'access-control-allow-headers': 'content-type' },
  },
  {
    number: 42,
    fact: 'one header of two is lacking',
    basis: 'D, shape ?',
    service: { api: [bare(a, { methods: ['GET', 'PATCH'], headers: ['content-type'] })] },
    asked: PF(a, 'PATCH', ['content-type', 'authorization']),
    answers: ['200 https://a'],
    headers: { 'access-control-allow-headers': 'content-type' },
  },
  {
    number: 43,
    fact: 'every header is granted',
    basis: 'D',
    service: { api: [cors(a)] },
    asked: PF(a, 'GET', ['authorization', 'x-y']),
    answers: ['200 https://a'],
    headers: { 'access-control-allow-headers': ['authorization,x-y', '*'] },
  },
  {
    number: 44,
    fact: 'a trailing slash does not count',
    basis: 'D',
    service: { api: [cors('http://localhost:8080/')] },
    asked: PF('http://localhost:8080', 'GET'),
    answers: ['200 http://localhost:8080'],
  },
  {
    number: 45,
    fact: 'a default port does not count',
    basis: 'D, I',
    service: { api: [cors('https://a:443')] },
    asked: PF(a, 'GET'),
    answers: ['200 https://a'],
  },
  { number: 46, fact: 'another scheme is another origin', basis: 'D', service: { api: [cors(a)] }, asked: PF('http://a', 'GET'), answers: ['200 -'] },
  {
    number: 47,
    fact: 'another port is another origin',
    basis: 'D',
    service: { api: [cors(a)] },
    asked: PF('https://a:8443', 'GET'),
    answers: ['200 -'],
  },
  {
    number: 50,
    fact: 'every origin: a literal * comes back',
    basis: 'D, M',
    service: { api: [cors('*')] },
    asked: PF('https://z', 'GET'),
    answers: ['200 *'],
  },
  {
    number: 51,
    fact: 'every origin with credentials: which value comes back decides',
    basis: '?',
    service: { api: [cors('*', undefined, { credentials: 'true' })] },
    asked: RQ('https://z', 'GET', { credentials: 'include' }),
    answers: ['backend *', 'backend https://z'],
  },
  { number: 52, fact: 'the null origin does not match a URL', basis: 'I', service: { api: [cors(a)] }, asked: PF('null', 'GET'), answers: ['200 -'] },
  {
    number: 55,
    fact: 'an operation’s <cors> behind its API’s that passes on',
    basis: 'D',
    service: { api: ['B', cors(p, 'false')], operations: { GET: ['B', cors(a, 'true')] } },
    asked: PF(a, 'GET'),
    answers: ['200 https://a'],
  },
  {
    number: 56,
    fact: 'one operation’s <cors> is not another’s',
    basis: 'I',
    service: { api: [], operations: { GET: [cors(a)] } },
    asked: PF(a, 'POST'),
    answers: ['404 -'],
  },
  {
    number: 57,
    fact: 'a workspace’s <cors> behind the global one that passes on',
    basis: 'D',
    service: { global: [cors(p, 'false')], workspace: ['B', cors(w, 'true')], api: ['B'] },
    asked: PF(w, 'GET'),
    answers: ['200 https://w'],
  },
  {
    number: 58,
    fact: 'a workspace’s <cors> behind the global one that terminates',
    basis: 'D',
    service: { global: [cors(p, 'true')], workspace: ['B', cors(w)], api: ['B'] },
    asked: PF(w, 'GET'),
    answers: ['200 -'],
  },
  {
    number: 59,
    fact: 'return-response behind cors carries its headers',
    basis: 'I',
    service: { api: [cors(a), "<return-response><set-status code='200' /></return-response>"] },
    asked: RQ(a, 'GET'),
    answers: ['200 https://a'],
  },
  {
    number: 60,
    fact: 'headers written in outbound are not on errors',
    basis: 'D',
    service: {
      api: [jwt],
      outbound: ["<set-header name='Access-Control-Allow-Origin'><value>*</value></set-header>"],
    },
    asked: RQ(a, 'GET'),
    answers: ['401 -'],
  },
  {
    number: 61,
    fact: 'set-header in inbound writes no answer',
    basis: 'D',
    service: { api: ["<set-header name='Access-Control-Allow-Origin'><value>*</value></set-header>", 'B'] },
    asked: RQ(a, 'GET'),
    answers: ['backend -'],
  },
  {
    number: 63,
    fact: 'an unlisted POST, terminate true: open',
    basis: '?',
    service: { api: [cors(a, 'true')] },
    asked: RQ(b, 'POST'),
    answers: ['200 -', 'backend -'],
  },
  {
    number: 64,
    fact: 'a second <cors> on the request itself: open',
    basis: '?',
    service: { global: [cors(b, 'false')], api: [cors(a, 'false'), 'B'] },
    asked: RQ(b, 'GET'),
    answers: ['backend -', 'backend https://b'],
  },
  {
    number: 65,
    fact: 'a named value is put in',
    basis: 'D against M',
    service: { api: [cors('{{ORIGIN}}')], namedValues: { ORIGIN: a } },
    asked: PF(a, 'GET'),
    answers: ['200 https://a'],
  },
  {
    number: 66,
    fact: 'an expression as origin: open',
    basis: 'D against M',
    service: { api: [cors('@{ return "https://a"; }')] },
    asked: PF(a, 'GET'),
    answers: ['200 -', '200 https://a'],
  },
  {
    number: 67,
    fact: 'preflight-result-max-age is Access-Control-Max-Age',
    basis: 'D',
    service: { api: [bare(a, { methods: ['GET'], maxAge: '600' })] },
    asked: PF(a, 'GET'),
    answers: ['200 https://a'],
    headers: { 'access-control-max-age': '600' },
  },
  {
    number: 70,
    fact: 'base in the global policy is nothing',
    basis: 'D',
    service: { global: ['B', cors(a)], api: ['B'] },
    asked: PF(a, 'GET'),
    answers: ['200 https://a'],
  },
];

/** Cases about what API Management refuses to save: the rule that says so. */
export const refusedToSave: readonly {
  readonly number: number;
  readonly fact: string;
  readonly basis: string;
  readonly service: ServiceSpec;
  readonly rule: string;
}[] = [
  { number: 48, fact: 'a wildcard sub-domain', basis: 'U', service: { api: [cors('https://*.a.com')] }, rule: 'invalid-origin' },
  { number: 49, fact: 'a path', basis: 'I', service: { api: [cors('https://a/path')] }, rule: 'invalid-origin' },
  {
    number: 51,
    fact: 'every origin with credentials is saved, and an error',
    basis: 'I',
    service: { api: [cors('*', undefined, { credentials: 'true' })] },
    rule: 'wildcard-origin-with-credentials',
  },
  { number: 53, fact: 'two <cors> in one section', basis: 'D', service: { api: [cors(a), cors(b)] }, rule: 'duplicate-cors' },
  {
    number: 54,
    fact: '<cors> in outbound',
    basis: 'D',
    service: { outbound: ['<cors><allowed-origins><origin>https://a</origin></allowed-origins></cors>'] },
    rule: 'cors-outside-inbound',
  },
];
