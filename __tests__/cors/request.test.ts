import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { consoleMessage, corsCheck, isForbiddenMethod, sentRequest, type BlockedCode, type PageRequest } from '../../src/cors/request.js';

function request(
  method: string,
  headers: readonly (readonly [string, string | null])[] = [],
  credentials: PageRequest['credentials'] = 'same-origin',
): PageRequest {
  return { origin: 'https://app.contoso.com', method, headers: headers.map(([name, value]) => ({ name, value })), credentials };
}

describe('what a browser sends', () => {
  test.each([
    ['GET', [], 'GET', [], 0],
    ['put', [], 'PUT', [], 1],
    ['patch', [], 'patch', [], 1],
    ['POST', [['Content-Type', 'text/plain; charset=utf-8']], 'POST', [], 0],
    ['POST', [['Content-Type', 'application/json']], 'POST', ['content-type'], 1],
    ['POST', [['content-type', null]], 'POST', ['content-type'], 1],
    [
      'GET',
      [
        ['Accept', null],
        ['Accept-Language', 'nn_NO'],
      ],
      'GET',
      ['accept-language'],
      1,
    ],
    ['GET', [['Accept', 'x'.repeat(129)]], 'GET', ['accept'], 1],
    [
      'GET',
      [
        ['Accept', 'x'.repeat(100)],
        ['accept', 'y'.repeat(100)],
      ],
      'GET',
      ['accept'],
      1,
    ],
    ['GET', [['Range', 'bytes=5-']], 'GET', [], 0],
    ['GET', [['Range', 'bytes=-5']], 'GET', ['range'], 1],
    ['GET', [['Range', 'bytes=9-5']], 'GET', ['range'], 1],
    [
      'GET',
      [
        ['X-B', '1'],
        ['Authorization', 'x'],
        ['x-b', '2'],
      ],
      'GET',
      ['authorization', 'x-b'],
      2,
    ],
    [
      'GET',
      [
        ['Cookie', 'a'],
        ['Sec-Fetch-Mode', 'x'],
        ['X-HTTP-Method-Override', 'TRACE'],
      ],
      'GET',
      [],
      0,
    ],
    ['GET', [['X-HTTP-Method-Override', 'PUT']], 'GET', ['x-http-method-override'], 1],
  ] as const)('%s %j', (method, headers, normalised, unsafe, reasons) => {
    const sent = sentRequest(request(method, headers));
    expect([sent.method, sent.unsafeHeaders, sent.preflightBecause.length]).toEqual([normalised, unsafe, reasons]);
  });

  test('forbidden methods are never sent', () => {
    expect(['TRACE', 'track', 'Connect', 'PATCH'].map(isForbiddenMethod)).toEqual([true, true, true, false]);
  });
});

describe('the CORS check', () => {
  const check = (allowOrigin: string | null, allowCredentials = false, credentials: PageRequest['credentials'] = 'omit'): string | null =>
    corsCheck({ allowOrigin, allowCredentials }, request('GET', [], credentials), 'actual')?.code ?? null;

  test.each([
    [null, false, 'omit', 'MissingAllowOriginHeader'],
    ['*', false, 'omit', null],
    ['*', true, 'include', 'WildcardOriginNotAllowed'],
    ['https://app.contoso.com', false, 'same-origin', null],
    ['https://app.contoso.com', false, 'include', 'InvalidAllowCredentials'],
    ['https://app.contoso.com', true, 'include', null],
    ['https://app.contoso.com/', false, 'omit', 'AllowOriginMismatch'],
  ] as const)('%s, credentials %s, mode %s: %s', (origin, allowed, mode, expected) => {
    expect(check(origin, allowed, mode)).toBe(expected);
  });

  test('of two possible values both must pass', () => {
    const either = { allowOrigin: { oneOf: ['*', 'https://app.contoso.com'] }, allowCredentials: true };
    expect(corsCheck(either, request('GET'), 'preflight')).toBeNull();
    expect(corsCheck(either, request('GET', [], 'include'), 'preflight')?.code).toBe('PreflightWildcardOriginNotAllowed');
  });
});

interface Row {
  readonly id: string;
  readonly req: {
    readonly method?: string;
    readonly headers?: readonly (readonly [string, string])[];
    readonly credentials?: PageRequest['credentials'];
    readonly mode?: string;
    readonly body?: unknown;
  };
  readonly spec: { readonly allow: boolean; readonly preflighted: boolean };
  readonly chromium: { readonly acrh?: string; readonly corsError?: string; readonly failedParameter?: string; readonly console?: string };
  readonly firefox: { readonly console?: readonly string[] };
  readonly pre: { readonly status: number; readonly h: readonly unknown[] };
  readonly act: { readonly status: number; readonly h: readonly unknown[] };
}

const oracle = join(__dirname, '..', '..', '..', 'shared', 'data', 'browser-oracle.json');
const rows: readonly Row[] = existsSync(oracle) ? JSON.parse(readFileSync(oracle, 'utf8')).rows : [];
const plain = rows.filter(({ req }) => (req.mode ?? 'cors') === 'cors' && req.body === undefined);

(rows.length === 0 ? describe.skip : describe)('as measured in browsers (skipped where the measurements are not at hand)', () => {
  test('whether a preflight is sent, and what it asks for', () => {
    const wrong: string[] = [];
    for (const { id, req, spec, chromium } of plain) {
      const sent = sentRequest(request(req.method ?? 'GET', req.headers ?? []));
      if (sent.preflightBecause.length > 0 !== spec.preflighted) wrong.push(id);
      else if (chromium.acrh !== undefined && chromium.acrh !== sent.unsafeHeaders.join(',')) wrong.push(`${id}: ${chromium.acrh}`);
    }
    expect(wrong).toEqual([]);
    expect(plain.length).toBeGreaterThan(150);
  });

  test('what the consoles say', () => {
    const known = new Set([
      'MissingAllowOriginHeader',
      'WildcardOriginNotAllowed',
      'AllowOriginMismatch',
      'PreflightMissingAllowOriginHeader',
      'PreflightWildcardOriginNotAllowed',
      'PreflightAllowOriginMismatch',
      'PreflightInvalidStatus',
      'MethodDisallowedByPreflightResponse',
      'HeaderDisallowedByPreflightResponse',
    ]);
    let compared = 0;
    for (const { chromium } of plain) {
      if (chromium.corsError === undefined || !known.has(chromium.corsError) || chromium.console === undefined) continue;
      const url = /at '([^']*)'/.exec(chromium.console)?.[1] ?? '';
      const acao = /has a value '([^']*)'/.exec(chromium.console)?.[1];
      const said = consoleMessage({ code: chromium.corsError as BlockedCode, parameter: acao ?? chromium.failedParameter ?? '' }, '{O}', url, null);
      expect(said.chromium).toBe(chromium.console.split('\n')[0]);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(50);
  });
});
