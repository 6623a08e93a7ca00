import { defaultSettings } from '../../src/config/settings.js';
import { ConfigError } from '../../src/config/errors.js';
import { checkMode, readHeader } from '../../src/explain/asked-request.js';
import { explainRequest, type Explanation } from '../../src/explain/explanation.js';
import { modeOf } from '../../src/explain/har-mode.js';
import { explanationReport, explanationText } from '../../src/report/explanation-text.js';
import { unpainted } from '../../src/report/paint.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { titlePhrase } from '../../src/report/sentences/repairs.js';
import type { Suggestion } from '../../src/review/review.js';
import { apiPath, cors, globalPath, operationPath, ordersSpecification, policy, repository } from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';

function titleOf(suggestion: Suggestion | null): string {
  return suggestion === null ? '' : wholePhrase(titlePhrase(suggestion.title));
}

/** Form posts, links and downloads: no browser holds them against CORS, and a gateway may end them all the same. */

const idp = 'https://accounts.fabrikam.com';
const posts = (id: string, path = '/orders/{id}'): Readonly<Record<string, string>> => {
  const [file = '', text = ''] = Object.entries(ordersSpecification(['post', 'get']))[0] ?? [];
  return { [file]: text.replace('post-order', id).replace('/orders/{id}', path) };
};
const ends = cors({ origins: ['https://app.contoso.com'], attributes: ' terminate-unmatched-request="true"' });
const passes = cors({ origins: ['https://app.contoso.com'] });
const settled = new Map([['unmatched-other-methods', 'ends']]);

function ask(
  files: Readonly<Record<string, string>>,
  method: string,
  mode?: 'navigate',
  headers: readonly string[] = [],
  key: 'none' | null = null,
): Promise<Explanation> {
  return explainRequest(
    memoryTree(repository({ ...posts('post-order'), ...files })),
    {
      request: { origin: idp, method, headers: headers.map(readHeader), credentials: 'same-origin' },
      destination: { kind: 'name', workspace: null, api: 'orders', operation: null },
      product: null,
      key,
      ...(mode === undefined ? {} : { mode }),
    },
    { ...defaultSettings, assume: settled },
    null,
  );
}

describe('as a navigation', () => {
  test.each<[string, Readonly<Record<string, string>>, string, readonly string[], string, string | number, boolean]>([
    ['ended at the API', { [apiPath]: policy([...ends, '<base />']) }, 'POST', [], 'blocked', 200, false],
    [
      'ended at the global scope',
      { [globalPath]: policy(ends), [apiPath]: policy(['<base />']) },
      'POST',
      ['content-type: application/x-www-form-urlencoded'],
      'blocked',
      200,
      false,
    ],
    [
      'ended before the API’s own list is asked',
      { [globalPath]: policy(ends), [apiPath]: policy(['<base />', ...cors({ origins: [idp] })]) },
      'POST',
      ['content-type: multipart/form-data; boundary=x'],
      'blocked',
      200,
      false,
    ],
    ['passed on', { [apiPath]: policy([...passes, '<base />']) }, 'POST', [], 'allowed', 'backend', true],
    [
      'listed',
      { [apiPath]: policy(cors({ origins: [idp], attributes: ' terminate-unmatched-request="true"' })) },
      'POST',
      [],
      'allowed',
      'backend',
      true,
    ],
    [
      'every origin listed',
      { [apiPath]: policy(cors({ origins: ['*'], attributes: ' terminate-unmatched-request="true"' })) },
      'POST',
      [],
      'allowed',
      'backend',
      true,
    ],
    ['no <cors> at all', { [apiPath]: policy(['<base />']) }, 'POST', [], 'allowed', 'backend', true],
    ['a link, which names no origin', { [apiPath]: policy([...ends, '<base />']) }, 'GET', [], 'allowed', 'backend', true],
  ])('%s', async (_, files, method, headers, verdict, status, backendCalled) => {
    const explanation = await ask(files, method, 'navigate', headers);
    expect([explanation.verdict, explanation.actual.status, explanation.actual.backendCalled, explanation.preflight.sent]).toEqual([
      verdict,
      status,
      backendCalled,
      false,
    ]);
    expect(explanation.advice[0]).toMatchObject({ about: { code: 'navigation', namesOrigin: method === 'POST' } });
    const report = explanationReport(explanation) as { reason: unknown };
    expect(report.reason).toEqual(verdict === 'allowed' ? null : { code: 'NavigationEnded', chromium: '', firefox: '' });
    expect(explanationText(explanation, unpainted)).toMatch(/no browser checks it against CORS/);
  });

  test('ended: the way out gives no origin access, and lets it through', async () => {
    const { suggestion } = await ask({ [apiPath]: policy([...ends, '<base />']) }, 'POST', 'navigate');
    expect(titleOf(suggestion)).toContain('terminate-unmatched-request="false"');
    expect(suggestion?.patch).not.toContain(idp);
  });

  test('without a key where one is asked for: 401, and not by a <cors>', async () => {
    const explanation = await ask({ [apiPath]: policy([...passes, '<base />']) }, 'POST', 'navigate', [], 'none');
    expect([explanation.verdict, explanation.actual.status]).toEqual(['blocked', 401]);
    expect(explanationText(explanation, unpainted)).toContain('ends it with 401');
  });
});

describe('as a script’s request', () => {
  test('a POST that a form can send too gets a word about it', async () => {
    for (const headers of [[], ['Content-Type: application/x-www-form-urlencoded'], ['content-type:multipart/form-data; boundary=x']]) {
      const explanation = await ask({ [apiPath]: policy([...ends, '<base />']) }, 'POST', undefined, headers);
      expect(explanation.advice[0]).toMatchObject({
        about: { code: 'may-be-navigation', seen: null, outcome: { status: 200, backendCalled: false } },
      });
      expect(titleOf(explanation.suggestion)).toContain(`Allow ${idp}`);
      const text = explanationText(explanation, unpainted);
      expect(text).toContain('no browser checks a form post against CORS');
      expect(text).toContain('with an empty 200, and the backend is not called');
    }
  });

  test.each([
    ['JSON', 'POST', ['content-type: application/json'], ends],
    ['a header of a script’s', 'POST', ['x-a: b'], ends],
    ['a GET', 'GET', [], ends],
    ['an origin that is listed', 'POST', [], cors({ origins: [idp] })],
  ])('%s gets none', async (_, method, headers, lines) => {
    const { advice } = await ask({ [apiPath]: policy([...lines, '<base />']) }, method, undefined, headers);
    expect(advice.map((one) => one.about.code)).not.toContain('may-be-navigation');
  });

  test.each([
    ['login-saml', '/saml/acs'],
    ['postACS', '/x'],
    ['op1', '/signin-oidc'],
  ])('where the name says what it is for (%s %s), no origin is let in for a form', async (id, path) => {
    const { advice, suggestion } = await ask({ ...posts(id, path), [apiPath]: policy([...ends, '<base />']) }, 'POST');
    expect(advice[0]).toMatchObject({ about: { code: 'may-be-navigation', seen: expect.any(String) } });
    expect(titleOf(suggestion)).toContain('terminate-unmatched-request="false"');
    expect(suggestion?.patch).not.toContain(idp);
  });

  test('and nothing is changed where the form gets through already', async () => {
    const { suggestion } = await ask({ ...posts('login-saml', '/saml/acs'), [apiPath]: policy([...passes, '<base />']) }, 'POST');
    expect(suggestion).toBeNull();
  });
});

test('an operation’s own policy is the place where it has one', async () => {
  const files = {
    [globalPath]: policy(ends),
    [apiPath]: policy(['<base />']),
    [operationPath.replace('get-order', 'post-order')]: policy(['<base />', '<set-variable name="a" value="b" />']),
  };
  const { suggestion } = await ask(files, 'POST', 'navigate');
  expect(suggestion).not.toBeNull();
});

describe('what no navigation sends', () => {
  test.each<[string, string, readonly string[], 'none' | 'header' | 'query' | null, RegExp | null]>([
    ['a PUT', 'PUT', [], null, /a GET .* or a POST .*, never PUT/],
    ['a header of a script’s', 'POST', ['authorization: x'], null, /such as authorization/],
    ['JSON', 'POST', ['content-type: application/json'], null, /such as content-type/],
    ['a key in a header', 'POST', [], 'header', /--key query or --key none/],
    ['a form', 'POST', ['Content-Type: text/plain;charset=utf-8'], 'query', null],
    ['a link', 'get', [], 'none', null],
  ])('%s', (_, method, headers, key, message) => {
    const check = (): void => {
      checkMode('navigate', { method, headers: headers.map(readHeader) }, key);
    };
    if (message === null) expect(check).not.toThrow();
    else expect(check).toThrow(ConfigError);
    if (message !== null) expect(check).toThrow(message);
  });
});

describe('a captured entry', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  test.each<[string, string, Readonly<Record<string, string>>, string | null, boolean, string | null]>([
    ['Fetch metadata: cors', 'GET', { 'sec-fetch-mode': 'cors' }, 'fetch', false, 'cors'],
    ['Fetch metadata: a form post', 'POST', { 'sec-fetch-mode': 'navigate', ...form }, 'document', true, 'navigate'],
    ['Fetch metadata: a form post into a frame', 'POST', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, null, true, 'navigate'],
    ['Fetch metadata: a link', 'GET', { 'sec-fetch-mode': 'navigate' }, 'document', false, null],
    ['Fetch metadata: no-cors of a script', 'POST', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty' }, null, true, 'no-cors'],
    ['Fetch metadata: an image', 'GET', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, 'image', false, null],
    ['Chrome’s type: a form post', 'POST', form, 'document', true, 'navigate'],
    ['Chrome’s type: fetch', 'POST', form, 'fetch', true, 'cors'],
    ['nothing told: a form post that wants a page', 'POST', { ...form, accept: 'text/html,application/xhtml+xml' }, null, true, 'navigate'],
    [
      'nothing told: a form post that wants https',
      'POST',
      { 'content-type': 'multipart/form-data; boundary=x', 'upgrade-insecure-requests': '1' },
      null,
      true,
      'navigate',
    ],
    ['nothing told: a script’s form', 'POST', { ...form, accept: '*/*' }, null, true, 'cors'],
    ['nothing told, no Origin', 'GET', {}, null, false, null],
  ])('%s', (_, method, headers, type, hasOrigin, expected) => {
    expect(modeOf({ method, headers: new Map(Object.entries(headers)), type, hasOrigin })).toBe(expected);
  });
});

describe('a navigation that several <cors> end has a way out', () => {
  const above = cors({
    origins: ['https://contoso.developer.azure-api.net'],
    attributes: ' allow-credentials="true" terminate-unmatched-request="true"',
  });
  test.each<[string, Readonly<Record<string, string>>]>([
    ['the API\u2019s own and the global one', { [globalPath]: policy(above), [apiPath]: policy([...ends, '<base />']) }],
    ['in the other order', { [globalPath]: policy(above), [apiPath]: policy(['<base />', ...ends]) }],
    [
      'three',
      {
        [globalPath]: policy(above),
        [apiPath]: policy([...ends, '<base />']),
        [operationPath.replace('get-order', 'post-order')]: policy([...ends, '<base />']),
      },
    ],
  ])('%s', async (_, files) => {
    const explanation = await ask(files, 'POST', 'navigate');
    expect(explanation.actual.backendCalled).toBe(false);
    expect(titleOf(explanation.suggestion)).not.toBe('');
    expect(explanationText(explanation, unpainted).replace(/\s+/g, ' ')).toContain('To let it through, list the origin in a <cors>');
  });

  test('one that goes through needs none', async () => {
    const text = explanationText(await ask({ [apiPath]: policy([...passes, '<base />']) }, 'POST', 'navigate'), unpainted);
    expect(text).not.toContain('To let it through');
  });
});
