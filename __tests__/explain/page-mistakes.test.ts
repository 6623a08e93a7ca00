import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest, type Explanation } from '../../src/explain/explanation.js';
import { readHeader, readPage } from '../../src/explain/asked-request.js';
import type { PageMode } from '../../src/browser/request-mode.js';
import type { CredentialsMode } from '../../src/browser/judge.js';
import { explanationMarkdown, explanationReport, explanationText } from '../../src/report/explanation-text.js';
import { unpainted } from '../../src/report/paint.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { titlePhrase } from '../../src/report/sentences/repairs.js';
import type { Suggestion } from '../../src/review/review.js';
import {
  apiPath,
  cors,
  globalPath,
  operationPath,
  ordersApi,
  ordersSpecification,
  policy,
  repository,
  within,
} from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';

function titleOf(suggestion: Suggestion | null): string {
  return suggestion === null ? '' : wholePhrase(titlePhrase(suggestion.title));
}

/** Whose is it to fix: the page's own mistakes are told first, and the policy is left alone. */

type Files = Readonly<Record<string, string>>;
interface Asked {
  readonly files: Files;
  readonly page?: string;
  readonly method?: string;
  readonly headers?: readonly string[];
  readonly credentials?: CredentialsMode;
  readonly url?: string;
  readonly mode?: PageMode;
}

function ask({
  files,
  page = 'https://app.contoso.com',
  method = 'GET',
  headers = [],
  credentials = 'same-origin',
  url,
  mode,
}: Asked): Promise<Explanation> {
  const { origin, given } = readPage(page);
  return explainRequest(
    memoryTree(repository(files)),
    {
      request: { origin, method, headers: headers.map(readHeader), credentials },
      destination: url === undefined ? { kind: 'name', workspace: null, api: 'orders', operation: null } : { kind: 'url', url },
      product: null,
      key: null,
      ...(given === null ? {} : { given }),
      ...(mode === undefined ? {} : { mode }),
    },
    defaultSettings,
    null,
  );
}

const app = ['https://app.contoso.com'];
const own = (more: Partial<Parameters<typeof cors>[0]> = {}): Files => ({
  [apiPath]: policy(['<base />', ...cors({ origins: app, headers: ['accept'], ...more })]),
});
const anywhere: readonly (readonly [string, (lines: readonly string[]) => Files])[] = [
  ['at the API', (lines) => ({ [apiPath]: policy(lines) })],
  ['at the global scope', (lines) => ({ [globalPath]: policy(lines) })],
  ['at the operation', (lines) => ({ [operationPath]: policy(lines) })],
];

test.each<[string, string, readonly string[], readonly string[]]>([
  ['patch', 'allowed', ['GET', 'PATCH'], ['method-in-lower-case']],
  ['Patch', 'allowed', ['*'], ['method-in-lower-case']],
  ['patch', 'blocked', ['GET'], ['method-in-lower-case']],
  ['PATCH', 'blocked', ['GET'], []],
  ['put', 'blocked', ['GET'], []],
])('the method %s is %s once it is put right, where a list has %j', async (method, verdict, methods, found) => {
  for (const [, files] of anywhere.slice(0, 2)) {
    const all = { ...ordersSpecification(['get', 'put', 'patch']), ...files(cors({ origins: app, methods })) };
    const explanation = await ask({ files: all, method });
    // A list of all methods may be answered as it is written: then nothing is wrong.
    if (methods[0] === '*' && explanation.verdict === 'allowed') continue;
    expect(mistakes(explanation)).toEqual(found);
    if (found.length > 0) {
      expect([explanation.corrected?.method, explanation.corrected?.verdict]).toEqual(['PATCH', verdict]);
      expect(explanationText(explanation, unpainted)).toContain("+ method: 'PATCH',");
    }
  }
});

const mistakes = ({ advice }: Explanation): readonly string[] => advice.flatMap((one) => (one.kind === 'mistake' ? [one.about.code] : []));

describe('a mistake of the page: told, with the line to change, and no policy opened', () => {
  const bearer = 'authorization: Bearer x';
  test.each<[string, Omit<Asked, 'files'>, Partial<Parameters<typeof cors>[0]>, string, readonly string[]]>([
    [
      'a CORS header on the request',
      { headers: ['access-control-allow-origin: *'] },
      {},
      'response-header-on-request',
      ["- 'access-control-allow-origin': '*',"],
    ],
    [
      'two of them, in other cases',
      { headers: ['Access-Control-Allow-Headers: x', 'ACCESS-CONTROL-MAX-AGE'] },
      {},
      'response-header-on-request',
      ["- 'Access-Control-Allow-Headers': 'x',", "- 'ACCESS-CONTROL-MAX-AGE': …,"],
    ],
    [
      'another header of answers, on a PUT',
      { method: 'PUT', headers: ['X-Frame-Options: DENY'] },
      {},
      'response-header-on-request',
      ["- 'X-Frame-Options': 'DENY',"],
    ],
    [
      'JSON where there is no body',
      { headers: ['Content-Type: application/json'] },
      {},
      'content-type-without-body',
      ["- 'Content-Type': 'application/json',", "+ 'Accept': 'application/json',"],
    ],
    [
      'the same, in another type',
      { headers: ['content-type:application/xml; charset=utf-8'] },
      {},
      'content-type-without-body',
      ["- 'Content-Type': 'application/xml; charset=utf-8',", "+ 'Accept': 'application/xml; charset=utf-8',"],
    ],
    [
      'the same, its value not known',
      { headers: ['CONTENT-TYPE'] },
      {},
      'content-type-without-body',
      ["- 'Content-Type': 'application/json',", "+ 'Accept': 'application/json',"],
    ],
    [
      'against caches',
      { headers: ['Cache-Control: no-cache', 'Pragma'] },
      {},
      'header-not-needed',
      ["- 'Cache-Control': 'no-cache',", "- 'Pragma': …,", "+ cache: 'no-store',"],
    ],
    [
      'an old habit',
      { method: 'PUT', headers: ['x-requested-with: XMLHttpRequest'] },
      {},
      'header-not-needed',
      ["- 'x-requested-with': 'XMLHttpRequest',"],
    ],
    [
      'an option among the headers',
      { headers: ['crossDomain: true', 'mode: cors'] },
      {},
      'header-not-needed',
      ["- 'crossDomain': 'true',", "- 'mode': 'cors',"],
    ],
    [
      'credentials beside a token',
      { credentials: 'include', headers: [bearer] },
      { headers: ['authorization'] },
      'credentials-without-cookies',
      ["- credentials: 'include',"],
    ],
    [
      'credentials beside a key',
      { credentials: 'include', headers: ['Ocp-Apim-Subscription-Key: k'] },
      { headers: ['ocp-apim-subscription-key'] },
      'credentials-without-cookies',
      ["- credentials: 'include',"],
    ],
    [
      'credentials, and every origin allowed',
      { credentials: 'include', headers: [bearer] },
      { origins: ['*'], headers: ['*'] },
      'credentials-without-cookies',
      ["- credentials: 'include',"],
    ],
    ['no-cors', { mode: 'no-cors' }, {}, 'no-cors-hides-answer', ["- mode: 'no-cors',"]],
    ['no-cors, with a header that it drops', { mode: 'no-cors', headers: ['accept: a/b'] }, {}, 'no-cors-hides-answer', ["- mode: 'no-cors',"]],
    ['no-cors, with a method that it refuses', { mode: 'no-cors', method: 'PUT' }, {}, 'no-cors-hides-answer', ["- mode: 'no-cors',"]],
    ['a page over http', { page: 'http://app.contoso.com' }, {}, 'page-over-http', []],
    [
      'an API over http',
      { url: 'http://contoso.azure-api.net/orders/orders/42' },
      {},
      'api-over-http',
      ["- fetch('http://contoso.azure-api.net/orders/orders/42', …)", "+ fetch('https://contoso.azure-api.net/orders/orders/42', …)"],
    ],
    [
      'an API over HTTP, by another name',
      { url: 'HTTP://api.fabrikam.com:8080/orders/orders/42?a=b' },
      {},
      'api-over-http',
      ["- fetch('HTTP://api.fabrikam.com:8080/orders/orders/42?a=b', …)", "+ fetch('https://api.fabrikam.com:8080/orders/orders/42?a=b', …)"],
    ],
  ])('%s', async (_, asked, more, code, lines) => {
    for (const [, files] of anywhere.slice(0, asked.method === 'PUT' ? 2 : 3)) {
      const explanation = await ask({ files: files(cors({ origins: app, headers: ['accept'], ...more })), ...asked });
      expect([mistakes(explanation), explanation.verdict, explanation.corrected?.verdict, explanation.suggestion]).toEqual([
        [code],
        'blocked',
        'allowed',
        null,
      ]);
      const report = explanationReport(explanation) as { advice: readonly { lines: readonly string[]; sure: boolean }[] };
      expect(report.advice.map((one) => [one.lines, one.sure])).toEqual([[lines, true]]);
      const text = explanationText(explanation, unpainted);
      expect(text.startsWith('First, in the page\n')).toBe(true);
      expect(text).toContain('no policy has to change');
    }
  });

  test.each([
    ['https://app.contoso.com/orders', 'https://app.contoso.com'],
    ['HTTPS://App.Contoso.com:443/a/b?c=d', 'https://app.contoso.com'],
    ['http://localhost:4200/#/orders', 'http://localhost:4200'],
  ])('a page instead of its origin: %s', async (page, origin) => {
    const explanation = await ask({ files: own({ origins: [origin] }), page });
    expect([mistakes(explanation), explanation.request.origin, explanation.verdict]).toEqual([['origin-with-path'], origin, 'allowed']);
    expect(explanationMarkdown(explanation)).toContain('First, in the page');
  });

  test('what is left once it is put right is asked of the policy, and nothing more', async () => {
    const explanation = await ask({ files: own({ headers: [] }), method: 'PUT', headers: ['access-control-allow-origin:*', 'x-tenant:a'] });
    expect(explanation.corrected?.verdict).toBe('blocked');
    expect(titleOf(explanation.suggestion)).toBe("Allow x-tenant in the <cors> of the policy of API 'orders'");
    expect(explanation.suggestion?.patch).not.toContain('access-control');
  });

  test('over http, the https origin is what is listed', async () => {
    const { suggestion } = await ask({ files: own(), page: 'http://shop.contoso.com' });
    expect(titleOf(suggestion)).toBe("Allow https://shop.contoso.com in the <cors> of the policy of API 'orders'");
  });
});

describe('no mistake', () => {
  test.each<[string, Asked]>([
    ['a form’s type on a POST', { files: own(), method: 'PUT', headers: ['content-type: application/json'] }],
    [
      'a header that a policy asks for',
      {
        files: {
          [apiPath]: policy([...cors({ origins: app, headers: ['accept'] }), '<check-header name="X-Requested-With" failed-check-httpcode="400" />']),
        },
        headers: ['x-requested-with: a'],
      },
    ],
    ['a header that is listed by name', { files: own({ headers: ['pragma'], methods: ['PUT'] }), method: 'PUT', headers: ['pragma: a', 'x-a: b'] }],
    ['what costs no more than a preflight, where it is allowed', { files: own({ headers: ['*'] }), headers: ['cache-control: no-cache'] }],
    ['a header of the API’s own that is called mode', { files: own(), headers: ['mode: dark'] }],
    [
      'credentials that a <cors> grants to the page',
      { files: own({ attributes: ' allow-credentials="true"', methods: ['GET'] }), credentials: 'include', headers: ['authorization: x'] },
    ],
    ['a page on this machine', { files: own(), page: 'http://localhost:4200' }],
    ['a page on this machine, by its address', { files: own(), page: 'http://127.0.0.1:8080' }],
    ['an API on this machine', { files: own(), page: 'http://[::1]:1', url: 'http://localhost:4280/orders/orders/42' }],
  ])('%s', async (_, asked) => {
    expect(mistakes(await ask(asked))).toEqual([]);
  });

  test('cookies that a policy reads', async () => {
    const jwt = '<validate-jwt token-value="@(context.Request.Headers.GetValueOrDefault(&quot;Cookie&quot;,&quot;&quot;))" />';
    expect(
      mistakes(await ask({ files: { [apiPath]: policy([...cors({ origins: app }), jwt]) }, credentials: 'include', headers: ['authorization: x'] })),
    ).toEqual([]);
  });
});

test('credentials that only a backend may read: they are left out first, and the policy is left alone', async () => {
  const files = { ...own({ methods: ['GET'] }), ...ordersApi({ subscriptionRequired: false }) };
  const { advice, corrected, suggestion } = await ask({ files, credentials: 'include' });
  expect(advice[0]).toMatchObject({ kind: 'mistake', sure: false, about: { code: 'credentials-without-cookies', shows: null } });
  expect([corrected?.credentials, corrected?.verdict]).toEqual(['same-origin', 'allowed']);
  expect(suggestion).toBeNull();
});

describe('the origin null', () => {
  test.each([
    ['null', null],
    ['file:///C:/pages/index.html', 'file:///C:/pages/index.html'],
    ['data:text/html,hello', 'data:text/html,hello'],
  ])('%s: what makes it and the way out, never "allow null"', async (page, given) => {
    for (const [, files] of anywhere) {
      const explanation = await ask({ files: files(cors({ origins: app })), page });
      expect(explanation.advice).toContainEqual({ kind: 'hint', about: { code: 'null-origin', given } });
      expect(explanation.suggestion).toBeNull();
      const text = explanationText(explanation, unpainted);
      expect(text).toMatch(/serve it \(http:\/\/localhost/);
      expect(text).toContain('every website can make');
    }
  });
});

describe('the developer portal’s own <cors>', () => {
  const written = (origin: string, attributes: string): string[] => cors({ origins: [origin], attributes, exposed: ['*'], maxAge: 300 });
  test.each([
    ['public cloud', 'https://contoso.developer.azure-api.net', ' allow-credentials="true"'],
    ['without credentials', 'https://contoso.developer.azure-api.net', ' terminate-unmatched-request="true"'],
    ['US government', 'https://contoso.developer.azure-api.us', ''],
    ['China', 'https://contoso.developer.azure-api.cn', ' allow-credentials="true"'],
    ['a name of the customer’s, by its shape', 'https://developers.contoso.com', ' allow-credentials="true"'],
  ])('%s', async (_, origin, attributes) => {
    const { advice } = await ask({ files: { [globalPath]: policy(written(origin, attributes)), [apiPath]: policy(['<base />']) }, method: 'PUT' });
    expect(advice).toContainEqual({
      kind: 'hint',
      about: { code: 'portal-cors', place: { path: globalPath, line: 3 }, sign: origin.includes('azure-api') ? 'origin' : 'shape' },
    });
  });

  test('the same shape further down is somebody’s app', async () => {
    const { advice } = await ask({
      files: { [apiPath]: policy(written('https://shop.contoso.com', ' allow-credentials="true"')) },
      page: 'https://x.contoso.com',
      method: 'PUT',
    });
    expect(advice.map((one) => one.about.code)).not.toContain('portal-cors');
  });

  test.each([
    ['an app’s', cors({ origins: ['https://shop.contoso.com'], attributes: '' })],
    [
      'one with an app beside it',
      cors({ origins: ['https://contoso.developer.azure-api.net', 'https://shop.contoso.com'], exposed: ['*'], maxAge: 300 }),
    ],
    ['a host that only looks like it', cors({ origins: ['https://contoso.developer.azure-api.net.evil.example'] })],
  ])('not %s', async (_, lines) => {
    const { advice } = await ask({ files: { [globalPath]: policy(lines) }, method: 'PUT' });
    expect(advice.map((one) => one.about.code)).not.toContain('portal-cors');
  });
});

test('what to ask the owner for is the request, and nothing more', async () => {
  const { advice } = await ask({ files: own(), page: 'https://shop.contoso.com', method: 'PUT', headers: ['x-b: 1', 'X-A: 2', 'accept: a/b'] });
  expect(advice.at(-1)).toEqual({
    kind: 'hint',
    about: { code: 'ask-owner', origin: 'https://shop.contoso.com', method: 'PUT', headers: ['x-a', 'x-b'], credentials: 'same-origin' },
  });
});

test('allowed: the backend gets the Origin and may refuse, unless a policy writes headers', async () => {
  const codes = async (lines: readonly string[]): Promise<readonly string[]> =>
    (await ask({ files: { [apiPath]: policy([...cors({ origins: app }), ...lines]) } })).advice.map((one) => one.about.code);
  expect(await codes(['<base />'])).toEqual(['origin-forwarded']);
  expect(await codes(['<set-backend-service base-url="https://backend.contoso.com" />'])).toEqual(['origin-forwarded']);
  expect(await codes(within('set-header name="Origin" exists-action="delete"', []))).toEqual([]);
});
