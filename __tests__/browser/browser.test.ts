import { judge, judged, type BlockedCode, type BrowserRequest, type BrowserResponse, type HeaderPairs } from '../../src/browser/judge.js';
import { filled, oracle, scene, type OracleRow } from './browser-oracle.js';

/** The rows in which an engine leaves the standard, each with what the standard says instead. */
const leaving: Readonly<Record<string, string>> = {
  'trigger/header-Save-Data=on': 'save-data',
  'trigger/header-DPR=2': 'dpr',
  'trigger/header-User-Agent=x': 'user-agent',
  'preflight/h:Authorization|*|same-origin': 'authorization',
  'preflight/h:Authorization,X-A|*|same-origin': 'authorization,x-a',
};

describe.each([
  ['http://localhost', 'http://127.0.0.1:8080/c/1'],
  ['https://app.contoso.com', 'https://api.contoso.com/orders?page=2'],
])('the measured rows, asked from %s', (origin, url) => {
  const all = oracle.map((row): [string, OracleRow] => [row.id, row]);

  test.each(all)('%s', (id, row) => {
    const { standard, ...chromium } = judge(...scene(row, origin, url));
    expect(chromium).toMatchObject({
      allowed: row.chromium.allow,
      preflighted: row.chromium.preflighted,
      requestHeaders: row.chromium.acrh?.split(',') ?? [],
      // DevTools have no CorsError where fetch itself refuses; the standard's reading names the reason.
      code: row.chromium.allow ? null : (row.chromium.corsError ?? row.spec.error),
    });
    const by = standard ?? chromium;
    expect([by.allowed, by.preflighted, by.requestHeaders.join(',')]).toEqual([row.spec.allow, row.spec.preflighted, row.spec.acrh ?? '']);
    expect(standard?.requestHeaders.join(',')).toBe(leaving[id]);
    if (standard !== null) expect(standard.code ?? undefined).toBe(row.spec.error);
  });

  test.each(all.filter(([, row]) => row.read !== undefined))('%s: what script can read', (_, row) => {
    const { exposed } = judge(...scene(row, origin, url));
    const seen = row.read?.filter((name) => exposed.includes(name.toLowerCase()));
    expect(seen).toEqual(row.spec.visible);
    expect(seen?.slice().sort()).toEqual(Object.keys(row.chromium.headers ?? {}).sort());
  });

  test.each(all.filter(([, row]) => row.chromium.failedParameter !== undefined))('%s: the failed parameter', (_, row) => {
    const { blocked } = judged(...scene(row, origin, url));
    // Where Chromium's parameter is empty, ours may hold the bad token, which Firefox names.
    if (blocked?.code.startsWith('InvalidAllowMethods') || blocked?.code.startsWith('InvalidAllowHeaders')) return;
    const measured = (row.chromium.failedParameter ?? '').replaceAll('http://localhost', '{O}');
    const acao = row.act.h.concat(row.pre.h).filter(([name]) => name === 'Access-Control-Allow-Origin');
    if (acao.some(([, value]) => /\{[HS]/.test(value))) return;
    expect(blocked?.parameter).toBe(filled(measured, origin));
  });
});

const page = 'https://app.contoso.com';
const api = 'https://api.contoso.com/orders';
const ask = (over: Partial<BrowserRequest> = {}): BrowserRequest => ({ origin: page, url: api, method: 'GET', headers: [], ...over });
const answer = (status: number, ...headers: HeaderPairs): BrowserResponse => ({ status, headers });
const granted = ['Access-Control-Allow-Origin', page] as const;
const ok = answer(200, granted);
const leave = answer(200, granted, ['Access-Control-Allow-Methods', 'PUT'], ['Access-Control-Allow-Headers', 'x-a']);

/** Facts measured in Chromium 156 beside the oracle's rows. */
describe('what is refused before anything is sent', () => {
  const refused: [string, Partial<BrowserRequest>, BlockedCode][] = [
    ['a forbidden method', { method: 'trace' }, 'TypeError'],
    ['a method that is no token', { method: 'A B' }, 'TypeError'],
    ['a body with GET', { body: '' }, 'TypeError'],
    ['a body with head in lower case', { method: 'head', body: 'x' }, 'TypeError'],
    ['a header that is no token', { headers: [['X A', '1']] }, 'TypeError'],
    ['a header without a name', { headers: [['', '1']] }, 'TypeError'],
    ['a line end within a value', { headers: [['X-A', 'a\nb']] }, 'TypeError'],
    ['a character that is no byte, in a header that would be dropped', { headers: [['Cookie', '\u0100']] }, 'TypeError'],
    ['a user name in the URL', { url: 'https://u:p@api.contoso.com/' }, 'TypeError'],
    ['a text that is no URL', { url: 'http://[' }, 'TypeError'],
    ['a method that is not safelisted in mode no-cors', { mode: 'no-cors', method: 'patch' }, 'TypeError'],
    ['another origin in mode same-origin', { mode: 'same-origin' }, 'DisallowedByMode'],
    ['a scheme without CORS', { url: 'ftp://api.contoso.com/' }, 'CorsDisabledScheme'],
    ['a file', { origin: 'null', url: 'file:///c:/orders.json' }, 'CorsDisabledScheme'],
    ['http from an https page', { url: 'http://api.contoso.com/' }, 'MixedContent'],
  ];
  test.each(refused)('%s', (_, over, code) => {
    expect(judge(ask(over), leave, ok)).toEqual({ allowed: false, preflighted: false, requestHeaders: [], code, exposed: [], standard: null });
  });

  test.each([
    ['white space round a value', ask({ headers: [['Accept', '\n*/*\r\n']] })],
    ['get in lower case', ask({ method: 'get' })],
    ['http to the machine itself', ask({ url: 'http://localhost:7071/api' })],
    ['http to a loopback address', ask({ url: 'http://127.0.0.1:7071/api' })],
  ])('but not %s', (_, request) => {
    expect(judge(request, null, ok)).toMatchObject({ allowed: true, preflighted: false });
  });
});

describe('what a header asks for', () => {
  const json = 'content-type';
  const accept = (value: string): [string, string][] => [['Accept', value]];
  const type = (value: string): [string, string][] => [['Content-Type', value]];
  const range = (value: string): [string, string][] => [['Range', value]];
  test.each<[string, [string, string][], string]>([
    ['one character is one byte', accept('\u00e9'.repeat(128)), ''],
    ['129 bytes are too many', accept('\u00e9'.repeat(129)), 'accept'],
    ['an empty value is safe', accept(''), ''],
    ['a tab is safe in accept', accept('a\tb'), ''],
    ['and not in a language', [['Accept-Language', 'a\tb']], 'accept-language'],
    ['a quotation mark is not safe', accept('a"b'), 'accept'],
    ['values of one name count together', [...accept('a'.repeat(64)), ['accept', 'b'.repeat(63)]], 'accept'],
    ['up to 128 bytes', [...accept('a'.repeat(63)), ['accept', 'b'.repeat(63)]], ''],
    ['white space round a type does not matter', type(' text/plain\t;a=b '), ''],
    ['case does not matter', type('TEXT/PLAIN'), ''],
    ['a comma in a parameter is no list', type('text/plain; charset=utf-8, text/html'), ''],
    ['a comma after the subtype is', type('text/plain,'), json],
    ['an empty type is no type', type(''), json],
    ['a space within is no type', type('text /plain'), json],
    ['two slashes are no type', type('text/plain/x'), json],
    ['a quoted parameter is not safe', type('text/plain;a="b"'), json],
    ['a parameter in other letters is safe', type('text/plain;charset=\u00e9'), ''],
    ['a vendor type is not safe', type('message/ad-auction-trusted-signals-request'), json],
    ['an open range is safe', range('bytes=0-'), ''],
    ['leading zeros are digits', range('bytes=00-1'), ''],
    ['a suffix range is not', range('bytes=-5'), 'range'],
    ['the unit is in lower case', range('Bytes=0-1'), 'range'],
    ['a list is no simple range', range('bytes=0-1,5-6'), 'range'],
    [
      'nor are two ranges set one by one',
      [
        ['Range', 'bytes=0-1'],
        ['range', 'bytes=2-3'],
      ],
      'range',
    ],
    ['a header that names a forbidden method is dropped', [['X-HTTP-Method-Override', 'get, TRACE']], ''],
    ['a quoted one is not', [['X-HTTP-Method-Override', '"TRACE"']], 'x-http-method-override'],
    [
      'forbidden headers are dropped',
      ['Cookie', 'DNT', 'Referer', 'Sec-Fetch-Mode', 'Proxy-X', 'Set-Cookie', 'Origin'].map((name) => [name, 'x']),
      '',
    ],
    ['a response header on a request is a header like any other', [['Access-Control-Allow-Origin', '*']], 'access-control-allow-origin'],
    ['a star is a name', [['*', '1']], '*'],
    ['an empty value of an unknown header', [['X-A', '']], 'x-a'],
  ])('%s', (_, headers, asked) => {
    const judgement = judge(ask({ method: 'POST', headers }), answer(404), ok);
    expect([judgement.requestHeaders.join(','), judgement.preflighted, judgement.standard]).toEqual([asked, asked !== '', null]);
  });

  const hint = 'Chromium asks for no leave, the standard does';
  test.each<[string, [string, string][], string, string]>([
    [hint, [['RTT', '100']], '', 'rtt'],
    ['a hint of another kind is no hint', [['RTT', 'x']], 'rtt', 'rtt'],
    [hint, [['ECT', 'slow-2g']], '', 'ect'],
    ['these are compared as they are', [['ECT', '2G']], 'ect', 'ect'],
    [hint, [['Downlink', '1.5']], '', 'downlink'],
    ['a number begins with a digit', [['Downlink', '.5']], 'downlink', 'downlink'],
    [hint, [['Save-Data', 'ON']], '', 'save-data'],
    ['only on is known', [['Save-Data', 'off']], 'save-data', 'save-data'],
    [hint, [['Intervention', 'x']], '', 'intervention'],
    ['lang is not safelisted any more', [['Lang', 'fr']], 'lang', 'lang'],
    [
      'User-Agent is left out beside others',
      [
        ['User-Agent', 'x'],
        ['X-A', '1'],
      ],
      'x-a',
      'user-agent,x-a',
    ],
    ['Chromium counts bytes in 63 bits', [['Range', 'bytes=9223372036854775807-']], 'range', ''],
    [
      'more than 1,024 safe bytes are not safe',
      [
        ...['Accept', 'Accept-Language', 'Content-Language', 'Intervention'].map((name): [string, string] => [name, 'a'.repeat(128)]),
        ...['DPR', 'Width', 'Viewport-Width', 'RTT', 'Downlink'].map((name): [string, string] => [name, '1'.repeat(128)]),
      ],
      'accept,accept-language,content-language,downlink,dpr,intervention,rtt,viewport-width,width',
      'downlink,dpr,intervention,rtt,viewport-width,width',
    ],
  ])('%s: %j', (_, headers, chromium, standard) => {
    const judgement = judge(ask({ method: 'POST', headers }), answer(404), ok);
    expect([judgement.requestHeaders.join(','), (judgement.standard ?? judgement).requestHeaders.join(',')]).toEqual([chromium, standard]);
  });
});

describe('what a preflight answers', () => {
  const put = ask({ method: 'PUT' });
  const cases: [string, BrowserRequest, BrowserResponse | null, BlockedCode | null][] = [
    ['nothing: the network failed', put, null, 'NetworkError'],
    ['a redirect, whatever else it says', put, answer(302, ['Location', '/x']), 'PreflightDisallowedRedirect'],
    ['a 303', put, answer(303, granted, ['Location', '/x']), 'PreflightDisallowedRedirect'],
    ['a redirect to nowhere', put, answer(302, granted), 'PreflightInvalidStatus'],
    ['a redirect to the empty URL', put, answer(302, granted, ['Location', '']), 'PreflightInvalidStatus'],
    ['a redirect to what is no URL', put, answer(302, granted, ['Location', 'http://[']), 'NetworkError'],
    ['statuses that only look like redirects', put, answer(305, granted, ['Location', '/x']), 'PreflightInvalidStatus'],
    ['not modified', put, answer(304, granted, ['Location', '/x']), 'PreflightInvalidStatus'],
    ['a Location with 200', put, answer(200, granted, ['Access-Control-Allow-Methods', 'PUT'], ['Location', '/x']), null],
    ['299', put, answer(299, granted, ['Access-Control-Allow-Methods', 'PUT']), null],
    ['600', put, answer(600, granted), 'PreflightInvalidStatus'],
    ['the origin is looked at before the status', put, answer(404), 'PreflightMissingAllowOriginHeader'],
    [
      'credentials before the status',
      ask({ method: 'PUT', credentials: 'include' }),
      answer(404, ['Access-Control-Allow-Origin', '*']),
      'PreflightWildcardOriginNotAllowed',
    ],
    ['a proxy asks for a password', put, answer(407, granted), 'NetworkError'],
    ['methods before headers', put, answer(200, granted, ['Access-Control-Allow-Headers', 'a b']), 'InvalidAllowHeadersPreflightResponse'],
    [
      'a bad list of methods matters to GET too',
      ask({ headers: [['X-A', '1']] }),
      answer(200, granted, ['Access-Control-Allow-Methods', 'a b'], ['Access-Control-Allow-Headers', 'x-a']),
      'InvalidAllowMethodsPreflightResponse',
    ],
    ['neither the method nor the header', ask({ method: 'PUT', headers: [['X-A', '1']] }), ok, 'MethodDisallowedByPreflightResponse'],
    ['empty items do not count', put, answer(200, granted, ['Access-Control-Allow-Methods', '\t, PUT ,,']), null],
    ['a list of nothing', put, answer(200, granted, ['Access-Control-Allow-Methods', ',']), 'MethodDisallowedByPreflightResponse'],
    ['a semicolon', put, answer(200, granted, ['Access-Control-Allow-Methods', 'PUT;']), 'InvalidAllowMethodsPreflightResponse'],
    ['a comma in quotes', put, answer(200, granted, ['Access-Control-Allow-Methods', '"PUT, x",PUT']), 'InvalidAllowMethodsPreflightResponse'],
    ['another kind of space', put, answer(200, granted, ['Access-Control-Allow-Methods', 'PUT\u00a0']), 'InvalidAllowMethodsPreflightResponse'],
    [
      'a star among methods is a name with credentials',
      ask({ method: '*', credentials: 'include' }),
      answer(200, granted, ['Access-Control-Allow-Credentials', 'true'], ['Access-Control-Allow-Methods', '*']),
      null,
    ],
  ];
  test.each(cases)('%s', (_, request, preflight, code) => {
    const judgement = judge(request, preflight, answer(200, granted, ['Access-Control-Allow-Credentials', 'true']));
    expect([judgement.code, judgement.allowed, judgement.preflighted, judgement.standard]).toEqual([code, code === null, true, null]);
  });

  test('the first of several missing headers is named', () => {
    const headers: HeaderPairs = [
      ['Content-Type', 'application/json'],
      ['Ocp-Apim-Subscription-Key', '1'],
      ['Authorization', 'x'],
    ];
    expect(judged(ask({ headers }), ok, ok).blocked?.parameter).toBe('authorization');
  });
});

describe('which mismatch Chromium sees', () => {
  test.each([
    ['https://{{host}}', 'AllowOriginMismatch'],
    ['{{origin}}', 'InvalidAllowOriginValue'],
    ['http://a^b', 'InvalidAllowOriginValue'],
    ['http://xn--a', 'AllowOriginMismatch'],
    ['http://a%20b', 'AllowOriginMismatch'],
    ['http://256.1.1.1', 'InvalidAllowOriginValue'],
    ['http://a:99999', 'InvalidAllowOriginValue'],
    ['localhost:8081', 'AllowOriginMismatch'],
    ['*.example.com', 'InvalidAllowOriginValue'],
    ['https://*.contoso.com', 'AllowOriginMismatch'],
    ['https://app.contoso.com\\', 'AllowOriginMismatch'],
    ['http://a\tb', 'AllowOriginMismatch'],
    ['https://', 'InvalidAllowOriginValue'],
    ['^https', 'InvalidAllowOriginValue'],
    ['true', 'InvalidAllowOriginValue'],
    ['ht tp', 'MultipleAllowOriginValues'],
  ])('%s', (value, code) => {
    expect(judge(ask(), null, answer(200, ['Access-Control-Allow-Origin', value]))).toMatchObject({ allowed: false, code, standard: null });
  });

  test('a header that comes twice is one value', () => {
    const twice = judged(ask(), null, answer(200, ['access-control-allow-origin', ''], granted));
    expect(twice.blocked).toEqual({ code: 'MultipleAllowOriginValues', parameter: `, ${page}`, status: 200, repeated: true });
  });

  test('the null origin is compared like any other', () => {
    const from = (value: string): boolean => judge(ask({ origin: 'null' }), null, answer(200, ['Access-Control-Allow-Origin', value])).allowed;
    expect(['null', '*', 'NULL', page].map(from)).toEqual([true, true, false, false]);
  });
});

describe('what script may read', () => {
  const safe = ['cache-control', 'content-language', 'content-length', 'content-type', 'expires', 'last-modified', 'pragma'];
  const read = (...values: string[]): readonly string[] => {
    const lists = values.map((value) => ['Access-Control-Expose-Headers', value] as const);
    return judge(ask(), null, answer(200, granted, ['X-Test', '1'], ['ETag', '"e"'], ['Set-Cookie', 'a=b'], ...lists)).exposed.filter(
      (name) => !safe.includes(name),
    );
  };
  test.each<[string, string[], string[]]>([
    ['nothing beside the safe ones', [], []],
    ['empty items do not count', [',X-Test,'], ['x-test']],
    ['several headers are one list', ['', 'X-Test'], ['x-test']],
    ['a bad item spoils the list', ['X-Test', 'a b'], []],
    ['and a wildcard too', ['*, a b'], []],
    ['a wildcard exposes what is there, never cookies', ['*,'], ['access-control-allow-origin', 'access-control-expose-headers', 'etag', 'x-test']],
    ['cookies are never exposed', ['set-cookie, etag'], ['etag']],
  ])('%s', (_, values, names) => {
    expect(read(...values)).toEqual(names);
  });

  test('the safe ones always', () => {
    expect(judge(ask(), null, ok).exposed).toEqual(safe);
  });

  test('everything but cookies from the own origin, which needs no leave', () => {
    const own = judge(ask({ url: `${page}/x`, method: 'PUT', headers: [['X-A', '1']] }), null, answer(500, ['X-Test', '1'], ['Set-Cookie', 'a=b']));
    expect([own.allowed, own.preflighted, own.exposed]).toEqual([true, false, [...safe, 'x-test']]);
  });

  test('nothing in mode no-cors', () => {
    const request = ask({ mode: 'no-cors', method: 'POST', headers: [['Content-Type', 'application/json']], body: '{}' });
    expect(judge(request, null, answer(200))).toMatchObject({ allowed: true, preflighted: false, exposed: [] });
    expect(judge(request, null, null)).toMatchObject({ allowed: false, code: 'NetworkError' });
  });
});

describe('a redirect of the request itself', () => {
  const to = (location: string, status = 302, ...more: HeaderPairs): BrowserResponse => answer(status, granted, ['Location', location], ...more);
  test.each<[string, BrowserResponse, BlockedCode]>([
    ['must pass the check itself', answer(302, ['Location', '/x']), 'MissingAllowOriginHeader'],
    ['must not name a user', to('https://u:p@api.contoso.com/'), 'RedirectContainsCredentials'],
    ['the check comes first', answer(302, ['Location', 'https://u:p@api.contoso.com/']), 'MissingAllowOriginHeader'],
    ['must stay on the web', to('ftp://api.contoso.com/'), 'CorsDisabledScheme'],
    ['must not lead to data', to('data:text/plain,x'), 'NetworkError'],
    ['must lead somewhere', answer(302, ['Location', 'http://[']), 'NetworkError'],
  ])('%s', (_, actual, code) => {
    expect(judge(ask(), null, actual)).toMatchObject({ allowed: false, code });
  });

  test('without a Location is an answer', () => {
    expect(judged(ask(), null, answer(302, granted))).toMatchObject({ judgement: { allowed: true }, next: null });
  });

  test.each<[string, Partial<BrowserRequest>, string, number, Partial<BrowserRequest>]>([
    ['within the API keeps the origin', {}, '/v2/orders', 302, { origin: page, url: 'https://api.contoso.com/v2/orders' }],
    ['to a third origin hides the page', {}, 'https://other.example/', 307, { origin: 'null', url: 'https://other.example/' }],
    ['back to the page hides it too', {}, `${page}/x`, 302, { origin: 'null', url: `${page}/x` }],
    ['from the own origin to the API does not', { url: `${page}/x` }, api, 302, { origin: page, url: api }],
    ['makes a GET of a POST', { method: 'POST', body: '{}', headers: [['Content-Type', 'text/plain']] }, '/x', 302, { method: 'GET', headers: [] }],
    ['keeps a POST with 307', { method: 'POST', body: '{}' }, '/x', 307, { method: 'POST', body: '{}' }],
    ['makes a GET of anything with 303', { method: 'PUT' }, '/x', 303, { method: 'GET' }],
    ['keeps a PUT with 302', { method: 'PUT' }, '/x', 302, { method: 'PUT' }],
    ['drops the token on the way out', { headers: [['Authorization', 'x']] }, 'https://other.example/', 302, { headers: [] }],
    ['keeps it within', { headers: [['Authorization', 'x']] }, '/x', 302, { headers: [['Authorization', 'x']] }],
  ])('%s', (_, over, location, status, expected) => {
    const both = answer(200, granted, ['Access-Control-Allow-Methods', '*'], ['Access-Control-Allow-Headers', 'authorization']);
    const { judgement, next } = judged(ask(over), both, to(location, status));
    expect(judgement).toMatchObject({ allowed: true, code: null });
    expect(next).toMatchObject(expected);
    if (next?.method === 'GET') expect(next).not.toHaveProperty('body');
  });
});
