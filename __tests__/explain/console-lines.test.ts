import { networkLines } from '../../src/browser/network-line.js';
import { readConsoleMessage } from '../../src/browser/read-console-message.js';
import { withoutKeys } from '../../src/explain/hidden-keys.js';
import {
  apiPath,
  cors,
  globalPath,
  ordersApi,
  ordersSpecification,
  policy,
  product,
  productPath,
  repository,
} from '../../src/layouts/apiops/example.js';
import { app, ask, type Files } from '../asking.js';
import { explanationReport, explanationText } from '../../src/report/explanation-text.js';
import { unpainted } from '../../src/report/paint.js';
import { runHere } from '../cli/run-here.js';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';

/** What a paste holds beside the message, what of it is kept, and what is never printed. */

const url = 'https://contoso.azure-api.net/orders/orders/42';
const missing = "No 'Access-Control-Allow-Origin' header is present on the requested resource.";
const said = (at: string, reason = missing, origin = app): string =>
  `Access to fetch at '${at}' from origin '${origin}' has been blocked by CORS policy: ${reason}`;
const preflight = `Response to preflight request doesn't pass access control check: ${missing}`;

function explained(files: Files, ...args: readonly string[]): ReturnType<typeof runHere> {
  const folder = temporaryFolder();
  writeFiles(folder, repository({ ...ordersSpecification(['get', 'put', 'post']), ...files }));
  return runHere('explain', '--dir', folder, ...args);
}

describe('Chromium\u2019s own line tells the method and the status', () => {
  test.each<[string, string, { readonly method: string | null; readonly status: number | null }]>([
    ['after the message', `${said(url)}\nGET ${url} net::ERR_FAILED 401 (Unauthorized)`, { method: 'GET', status: 401 }],
    ['before it', `GET ${url} net::ERR_FAILED 401 (Unauthorized)\n${said(url)}`, { method: 'GET', status: 401 }],
    ['with its source', `app.js:12 ${said(url)}\napp.js:14  PUT ${url} net::ERR_FAILED 200`, { method: 'PUT', status: 200 }],
    ['without a status', `${said(url)}\n\tDELETE ${url} net::ERR_FAILED`, { method: 'DELETE', status: null }],
    ['of a failed preflight the method alone', `${said(url, preflight)}\nPUT ${url} net::ERR_FAILED 404 (x)`, { method: 'PUT', status: null }],
    ['of another URL nothing', `${said(url)}\nGET ${url}/lines net::ERR_FAILED 401 (Unauthorized)`, { method: null, status: null }],
    ['of two that differ nothing', `${said(url)}\nGET ${url} net::ERR_FAILED\nPUT ${url} net::ERR_FAILED`, { method: null, status: null }],
  ])('%s', (_, text, expected) => {
    expect(readConsoleMessage(text)).toMatchObject({
      kind: 'blocked',
      code: expect.stringContaining('MissingAllowOrigin') as string,
      url,
      ...expected,
    });
  });

  test('a long text of them is read in a moment', () => {
    expect(networkLines(`GET https://${'a '.repeat(20_000)}`)).toEqual([]);
    expect(networkLines('GET https://a net::ERR_FAILED '.repeat(1000))).toHaveLength(1000);
  });

  test('with the status that was seen the check of the key is named', async () => {
    const files = { ...ordersApi({ subscriptionRequired: true }), [apiPath]: policy(cors({ origins: [app] })) };
    const { stdout } = await explained(files, '--console', `${said(url)}\nGET ${url} net::ERR_FAILED 401 (Unauthorized)`);
    expect(stdout).toContain('The subscription key');
    expect(stdout).not.toContain('this is the answer for');
  });
});

test('other messages of a paste are named', async () => {
  const others = [said(`${url}/lines`, preflight), said(url, missing, 'https://shop.contoso.com')];
  const { stdout } = await explained(
    { [apiPath]: policy(cors({ origins: ['https://b.example'] })) },
    '--console',
    [said(url), ...others].join('\n'),
    '--method',
    'GET',
  );
  const told = stdout.replace(/\s+/g, ' ');
  expect(told).toContain(`2 more blocked requests, which are not explained here: ${url}/lines from ${app}, ${url} from https://shop.contoso.com.`);
  const one = await explained(
    { [apiPath]: policy(cors({ origins: ['https://b.example'] })) },
    '--console',
    [said(url), others[0]].join('\n'),
    '--method',
    'GET',
  );
  expect(one.stdout.replace(/\s+/g, ' ')).toContain(`one more blocked request, which is not explained here: ${url}/lines`);
});

describe('a key', () => {
  const key = '0123456789abcdef0123456789abcdef';

  test.each<[string, string, string]>([
    ['the usual name', `/a?subscription-key=${key}&x=1`, '/a?subscription-key=***&x=1'],
    ['the API\u2019s own name', `https://a/b?x=1&Mine=${key}#top`, 'https://a/b?x=1&Mine=***#top'],
    ['a function\u2019s', `/a?code=${key}`, '/a?code=***'],
    ['no value', '/a?subscription-key=&y', '/a?subscription-key=&y'],
    ['nothing of the kind', '/a?page=2&monkeys=3', '/a?page=2&monkeys=3'],
  ])('is left out of a URL: %s', (_, given, expected) => {
    expect(withoutKeys(given, 'mine')).toBe(expected);
  });

  test.each<[string, readonly string[]]>([
    ['a message', ['--console', said(`${url}?subscription-key=${key}`), '--method', 'GET']],
    [
      'a redirected one',
      [
        '--console',
        `Access to fetch at 'https://login.example/x' (redirected from '${url}?subscription-key=${key}') from origin '${app}' has been blocked by CORS policy: ${missing}`,
        '--method',
        'GET',
      ],
    ],
    ['a URL over http', ['--url', `http://contoso.azure-api.net/orders/orders/42?subscription-key=${key}`, '--origin', app, '--method', 'GET']],
  ])('is never printed: %s', async (_, args) => {
    for (const format of ['text', 'json', 'markdown']) {
      const { stdout, stderr } = await explained({ [apiPath]: policy(cors({ origins: ['https://b.example'] })) }, ...args, '--format', format);
      expect(stdout).not.toBe('');
      expect(stdout + stderr).not.toContain(key);
    }
  });

  test('of one subscription decides nothing for others', async () => {
    const files: Files = {
      ...product(policy([...cors({ origins: [app], attributes: '' }), '<base />'])),
      [globalPath]: policy(cors({ origins: ['https://b.example'], attributes: ' terminate-unmatched-request="true"' })),
      [apiPath]: policy(['<base />']),
    };
    expect(Object.keys(files)).toContain(productPath);
    const observation = { kind: 'message', code: 'MissingAllowOriginHeader', exact: true, status: null } as const;
    const explanation = await ask(files, {}, { key: 'query', observation });
    expect(explanation.observed?.assume.map(({ question }) => question)).toEqual(['key-of-product:starter']);
    expect(explanationText(explanation, unpainted)).not.toContain('key-of-product');
    expect(explanationReport(explanation)).toMatchObject({ observed: null });
  });
});

describe('a parameter that the API does not read its key from', () => {
  const files = (query: string): Files => ({
    ...ordersApi({ subscriptionRequired: true, subscriptionKeyParameterNames: { header: 'api-key', query } }),
    [apiPath]: policy(cors({ origins: [app] })),
  });
  test.each<[string, string, string]>([
    ['api-key', 'subscription-key', 'https'],
    ['key', 'Ocp-Apim-Subscription-Key', 'https'],
    ['subscription-key', 'subscriptionkey', 'https'],
  ])('%s, not %s', async (own, sent) => {
    const destination = { kind: 'url', url: `${url}?x=1&${sent}=0123` } as const;
    const explanation = await ask(files(own), {}, { destination });
    expect([explanation.actual.status, explanation.actual.backendCalled, explanation.corrected?.verdict]).toEqual([401, false, 'allowed']);
    expect(explanation.advice[0]).toMatchObject({
      kind: 'mistake',
      sure: true,
      about: { code: 'key-parameter-under-another-name', names: [sent], instead: own },
    });
    expect(explanation.suggestion).toBeNull();
  });
  test('the right one is no mistake', async () => {
    const explanation = await ask(files('api-key'), {}, { destination: { kind: 'url', url: `${url}?api-key=0123&subscription-key=1` } });
    expect([explanation.verdict, explanation.actual.backendCalled, explanation.advice.filter(({ kind }) => kind === 'mistake')]).toEqual([
      'allowed',
      true,
      [],
    ]);
  });
});
