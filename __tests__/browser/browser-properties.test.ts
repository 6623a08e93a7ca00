import * as fc from 'fast-check';
import { blockedCodes, judge, judged, type BrowserRequest, type BrowserResponse, type HeaderPairs } from '../../src/browser/judge.js';

const origin = 'https://app.contoso.com';
const origins = fc.constantFrom(origin, 'null', 'https://app.contoso.com:8443', 'http://localhost:4300', 'chrome-extension://abcdef');
const methods = fc.constantFrom('GET', 'HEAD', 'POST', 'put', 'PUT', 'patch', 'PATCH', 'DELETE', 'options', 'QUERY', '*');
const value = fc.oneof(
  fc.constantFrom('application/json', 'text/plain', '*/*', 'bytes=0-', 'bytes=5-1', '1', 'on', '2.0', 'TRACE', '4g', 'fr', 'a:b', '', '"e"'),
  fc.string({ maxLength: 140 }).filter((text) => !/[\x00\n\r]|[^\x00-\xff]/.test(text)),
);
const headerName = fc.constantFrom(
  'Accept',
  'accept',
  'Accept-Language',
  'Content-Type',
  'Range',
  'Authorization',
  'Ocp-Apim-Subscription-Key',
  'X-A',
  'x-a',
  'DPR',
  'Save-Data',
  'ECT',
  'Width',
  'User-Agent',
  'Cookie',
  'Sec-Fetch-Mode',
  'X-HTTP-Method-Override',
  '*',
);
const requestHeaders = fc.array(fc.tuple(headerName, value), { maxLength: 6 });
const credentials = fc.constantFrom('omit', 'same-origin', 'include' as const);
const request: fc.Arbitrary<BrowserRequest> = fc.record({
  origin: origins,
  url: fc.constant('https://api.contoso.com/orders'),
  method: methods,
  headers: requestHeaders,
  credentials,
});

const listItem = fc.constantFrom(
  'GET',
  'PUT',
  'put',
  'PATCH',
  '*',
  'x-a',
  'X-A',
  'authorization',
  'content-type',
  '',
  ' ',
  'a b',
  '"x"',
  'etag',
  '@',
);
const list = fc.array(listItem, { maxLength: 4 }).map((items) => items.join(', '));
const allowOrigin = fc.oneof(origins, fc.constantFrom('*', '', 'null', `${origin}/`, `${origin}, *`, 'localhost', ' * '));
const responseHeader = fc.oneof(
  allowOrigin.map((text) => ['Access-Control-Allow-Origin', text] as const),
  fc.constantFrom('true', 'TRUE', ' true ').map((text) => ['access-control-allow-credentials', text] as const),
  list.map((text) => ['Access-Control-Allow-Methods', text] as const),
  list.map((text) => ['Access-Control-Allow-Headers', text] as const),
  list.map((text) => ['Access-Control-Expose-Headers', text] as const),
  fc.constantFrom(['ETag', '"e"'] as const, ['Set-Cookie', 'a=b'] as const, ['Location', '/x'] as const),
);
const response: fc.Arbitrary<BrowserResponse> = fc.record({
  status: fc.constantFrom(200, 204, 299, 301, 302, 304, 401, 404, 407, 500),
  headers: fc.array(responseHeader, { maxLength: 8 }),
});
const answers = fc.tuple(fc.option(response), fc.option(response));

const isPreflighted = (asked: BrowserRequest): [boolean, boolean] => {
  const { preflighted, standard } = judge(asked, null, null);
  return [preflighted, (standard ?? { preflighted }).preflighted];
};

describe('judge', () => {
  test('gives a code exactly when it blocks, and exposes nothing then', () => {
    fc.assert(
      fc.property(request, answers, (asked, [preflight, actual]) => {
        const { standard, ...chromium } = judge(asked, preflight, actual);
        for (const outcome of standard === null ? [chromium] : [chromium, standard]) {
          expect(outcome.code === null).toBe(outcome.allowed);
          if (outcome.code !== null) {
            expect(blockedCodes).toContain(outcome.code);
            expect(outcome.exposed).toEqual([]);
          }
          if (outcome.requestHeaders.length > 0) expect(outcome.preflighted).toBe(true);
        }
      }),
    );
  });

  test('never throws, whatever it is given', () => {
    const anything: fc.Arbitrary<BrowserRequest> = fc.record({
      origin: fc.string(),
      url: fc.oneof(fc.string(), fc.webUrl()),
      method: fc.string(),
      headers: fc.array(fc.tuple(fc.string(), fc.string())),
      credentials,
      mode: fc.constantFrom('cors', 'no-cors', 'same-origin' as const),
      body: fc.string(),
    });
    const garbled = fc.record({ status: fc.integer(), headers: fc.array(fc.oneof(fc.tuple(fc.string(), fc.string()), responseHeader)) });
    fc.assert(fc.property(anything, garbled, garbled, (asked, preflight, actual) => typeof judge(asked, preflight, actual).allowed === 'boolean'));
  });

  test('one more header never spares a preflight', () => {
    fc.assert(
      fc.property(request, headerName, value, (asked, name, more) => {
        const [chromium, standard] = isPreflighted(asked);
        const [chromiumThen, standardThen] = isPreflighted({ ...asked, headers: [...asked.headers, [name, more]] });
        expect([chromium && !chromiumThen, standard && !standardThen]).toEqual([false, false]);
      }),
    );
  });

  test('a gateway that echoes what it is asked lets everything through', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const method = judged(asked, { status: 200, headers: [['Access-Control-Allow-Origin', asked.origin]] }, null).blocked?.parameter ?? '';
        const { requestHeaders: names } = judge(asked, null, null);
        const headers: HeaderPairs = [
          ['Access-Control-Allow-Origin', asked.origin],
          ['Access-Control-Allow-Credentials', 'true'],
          ['Access-Control-Allow-Methods', `${asked.method}, ${asked.method.toUpperCase()}, ${method}`],
          ['Access-Control-Allow-Headers', names.join(',')],
        ];
        expect(judge(asked, { status: 204, headers }, { status: 500, headers })).toMatchObject({ allowed: true, code: null });
      }),
    );
  });

  test('the order of headers of different names does not matter', () => {
    const distinct = fc.uniqueArray(fc.tuple(headerName, value), { selector: ([name]) => name.toLowerCase(), maxLength: 6 });
    const shuffled = distinct.chain((headers) => fc.tuple(fc.constant(headers), fc.shuffledSubarray(headers, { minLength: headers.length })));
    fc.assert(
      fc.property(request, shuffled, response, response, (asked, [headers, reordered], preflight, actual) => {
        expect(judge({ ...asked, headers: reordered }, preflight, actual)).toEqual(judge({ ...asked, headers }, preflight, actual));
      }),
    );
  });

  test('what is allowed with credentials is allowed without, and reads no less', () => {
    fc.assert(
      fc.property(request, response, response, (asked, preflight, actual) => {
        const with_ = judge({ ...asked, credentials: 'include' }, preflight, actual);
        const without = judge({ ...asked, credentials: 'omit' }, preflight, actual);
        if (with_.allowed) {
          expect(without.allowed).toBe(true);
          expect(with_.exposed.filter((name) => name !== '*' && !without.exposed.includes(name))).toEqual([]);
        }
      }),
    );
  });

  test('the preflight is not looked at when none is sent, nor the answer when the preflight fails', () => {
    fc.assert(
      fc.property(request, answers, answers, (asked, [preflight, actual], [other, otherActual]) => {
        const judgement = judge(asked, preflight, actual);
        if (!judgement.preflighted && judgement.standard === null) expect(judge(asked, null, actual)).toEqual(judgement);
        if (judgement.code?.startsWith('Preflight') === true && judgement.standard === null) {
          expect(judge(asked, preflight, otherActual)).toEqual(judgement);
        }
        if (!judge(asked, other, null).preflighted) expect(judgement.preflighted).toBe(false);
      }),
    );
  });
});

/** The standard's three checks once more, as plainly as they can be written, over values joined as one text. */
describe('the checks, as a second reading has them', () => {
  const joined = (headers: HeaderPairs, name: string): string | null => {
    const values = headers.filter(([key]) => key.toLowerCase() === name).map(([, text]) => text.trim());
    return values.length === 0 ? null : values.join(', ');
  };
  const items = (text: string | null): string[] | null => {
    const all = (text ?? '')
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
    return all.some((item) => /[ "@]/.test(item)) ? null : all;
  };
  const checked = ({ headers }: BrowserResponse, asked: BrowserRequest): boolean => {
    const acao = joined(headers, 'access-control-allow-origin');
    if (asked.credentials !== 'include' && acao === '*') return true;
    return acao === asked.origin && (asked.credentials !== 'include' || joined(headers, 'access-control-allow-credentials') === 'true');
  };

  test('agree', () => {
    const plain = request.filter(({ headers }) => headers.every(([name]) => /^(authorization|x-a|ocp-apim-subscription-key)$/i.test(name)));
    const answered = fc.record({
      status: fc.constantFrom(200, 204, 304, 404),
      headers: fc.array(responseHeader, { maxLength: 8 }).map((headers) => [...headers, ['Access-Control-Allow-Origin', origin] as const].slice(-8)),
    });
    let allowed = 0;
    fc.assert(
      fc.property(plain, answered, answered, (asked, preflight, actual) => {
        const method = /^(get|head|post|put|delete|options)$/i.test(asked.method) ? asked.method.toUpperCase() : asked.method;
        const names = asked.headers.map(([name]) => name.toLowerCase());
        const needed = !['GET', 'HEAD', 'POST'].includes(method) || names.length > 0;
        const byMethods = items(joined(preflight.headers, 'access-control-allow-methods'));
        const byHeaders = items(joined(preflight.headers, 'access-control-allow-headers'))?.map((name) => name.toLowerCase()) ?? null;
        const star = (listed: string[]): boolean => asked.credentials !== 'include' && listed.includes('*');
        const passes =
          !needed ||
          (checked(preflight, asked) &&
            preflight.status < 300 &&
            byMethods !== null &&
            byHeaders !== null &&
            (byMethods.includes(method) || ['GET', 'HEAD', 'POST'].includes(method) || star(byMethods)) &&
            names.every((name) => byHeaders.includes(name) || (name !== 'authorization' && star(byHeaders))));
        const { standard, ...chromium } = judge(asked, preflight, actual);
        const expected = passes && checked(actual, asked);
        expect((standard ?? chromium).allowed).toBe(expected);
        if (expected) allowed += 1;
      }),
      { numRuns: 1000 },
    );
    expect(allowed).toBeGreaterThan(0);
  });
});
