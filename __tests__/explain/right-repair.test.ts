import type { Explanation, ExplainRequest } from '../../src/explain/explanation.js';
import {
  apiPath,
  cors,
  globalPath,
  headerVersioned,
  operationPath,
  ordersSpecification,
  policy,
  product,
  repository,
  rest,
  within,
} from '../../src/layouts/apiops/example.js';
import { explanationReport, explanationText, verdictLine } from '../../src/report/explanation-text.js';
import { unpainted } from '../../src/report/paint.js';
import { runHere } from '../cli/run-here.js';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';
import { app, ask, header, type Files } from '../asking.js';

/** The repair that helps this page, in the place where it belongs, and what is said beside it. */

const told = (explanation: Explanation): string => explanationText(explanation, unpainted);
const patchOf = ({ suggestion }: Explanation): string => suggestion?.patch ?? '';

describe('the portal\u2019s console is let in where the portal\u2019s own <cors> stands', () => {
  const portal = 'https://contoso.developer.azure-api.net';
  const above = (methods: readonly string[]): Files => ({
    [globalPath]: policy(cors({ origins: [portal], methods, headers: ['*'], exposed: ['*'], maxAge: 300, attributes: ' allow-credentials="true"' })),
    [apiPath]: policy(['<base />']),
  });

  test.each<[string, Files, string, string, string]>([
    ['another name of it', above(['*']), 'https://developer.contoso.com', 'GET', '<origin>https://developer.contoso.com</origin>'],
    ['another one', above(['*']), 'https://developers.contoso.com', 'PUT', '<origin>https://developers.contoso.com</origin>'],
    ['a name with more in it', above(['*']), 'https://dev-portal.contoso.com', 'GET', '<origin>https://dev-portal.contoso.com</origin>'],
    ['its own name, and a method that is not listed', above(['GET', 'POST']), portal, 'PUT', '<method>PUT</method>'],
  ])('%s', async (_, files, origin, method, line) => {
    const explanation = await ask(files, { origin, method, headers: [header('ocp-apim-subscription-key')] });
    expect(explanation.suggestion?.title.code).toBe('allow-in');
    expect(patchOf(explanation)).toContain(`+++ b/${globalPath}`);
    expect(patchOf(explanation)).toMatch(new RegExp(`^\\+ *${line}$`, 'm'));
    expect(told(explanation)).not.toContain('lists no app');
  });

  test('where an API does not inherit it, that is what is mended', async () => {
    const explanation = await ask({ ...above(['*']), [apiPath]: policy([]) }, { origin: portal, method: 'GET' });
    expect(
      patchOf(explanation)
        .split('\n')
        .filter((line) => /^[+-] /.test(line)),
    ).toEqual(['+    <base />']);
  });

  test('an app is no portal: it is not let into every API', async () => {
    const explanation = await ask(above(['*']), { origin: 'https://shop.contoso.com', headers: [header('x-a')] });
    expect(patchOf(explanation)).toContain(`+++ b/${apiPath}`);
    expect(told(explanation)).toContain('lists no app');
  });
});

describe('credentials, and every origin is let in by *', () => {
  const star = cors({ origins: ['*'], attributes: ' allow-credentials="true"' });
  test.each<[string, Files, string, readonly string[]]>([
    ['in the API', { [apiPath]: policy(star) }, 'PUT', []],
    ['in the operation', { [operationPath]: policy(['<base />', ...star]), [apiPath]: policy(['<base />']) }, 'GET', ['x-a']],
    [
      'beside another origin',
      { [apiPath]: policy(cors({ origins: ['https://shop.contoso.com', '*'], attributes: ' allow-credentials="true"' })) },
      'GET',
      ['x-a', 'x-b'],
    ],
  ])('the origin is written in place of it: %s', async (_, files, method, names) => {
    const explanation = await ask(files, { method, credentials: 'include', headers: names.map(header) });
    expect(explanation.verdict).toBe('unknown');
    expect(explanation.suggestion?.title.code).toBe('name-instead-of-wildcard');
    expect(patchOf(explanation)).toMatch(/^-\s+<origin>\*<\/origin>$/m);
    expect(patchOf(explanation)).toMatch(/^\+\s+<origin>https:\/\/app\.contoso\.com<\/origin>$/m);
    // Everybody else loses what they had, and that is said.
    expect(told(explanation).replace(/\s+/g, ' ')).toContain('any other website loses access');
  });

  test('inherited, it is left to the other APIs', async () => {
    const explanation = await ask(
      { [globalPath]: policy(star), [apiPath]: policy(['<base />']) },
      { credentials: 'include', headers: [header('x-a')] },
    );
    expect(explanation.suggestion?.title.code).toBe('add-cors');
  });

  test('without credentials there is nothing to repair', async () => {
    expect(await ask({ [apiPath]: policy(star) }, { method: 'PUT' })).toMatchObject({ verdict: 'allowed', suggestion: null });
  });
});

describe('a <cors> of the API for an operation, where another operation has its own', () => {
  const files = (own: Parameters<typeof cors>[0], broader: readonly string[] = ['<base />']): Files => ({
    ...ordersSpecification(['get', 'put', 'post']),
    [apiPath]: policy(broader),
    [operationPath]: policy(['<base />', ...cors(own)]),
  });
  test.each<[string, Files, string, readonly string[]]>([
    ['two methods', files({ origins: [app], methods: ['GET'] }), 'PUT', ['GET', 'PUT']],
    ['named headers', files({ origins: [app], methods: ['GET'], headers: ['x-b'] }), 'POST', ['GET', 'POST']],
    ['above other policies', files({ origins: [app], methods: ['GET'] }, ['<base />', '<set-variable name="a" value="b" />']), 'PUT', ['GET', 'PUT']],
  ])('grants what that one grants too: %s', async (_, tree, method, methods) => {
    const explanation = await ask(tree, { method, headers: [header('x-a')] });
    expect(explanation.suggestion?.title.code).toBe('add-cors');
    for (const one of methods) expect(patchOf(explanation)).toContain(`<method>${one}</method>`);
    expect(told(explanation)).not.toContain('lose');
  });
});

describe('what is written by hand goes with the grant', () => {
  const shop = cors({ origins: ['https://shop.contoso.com'], attributes: ' terminate-unmatched-request="true"' });
  const write = within('set-header name="Access-Control-Allow-Origin" exists-action="override"', ['<value>https://app.contoso.com</value>']);
  const conditional = within('choose', within('when condition="@(context.Request.Method == &quot;GET&quot;)"', write));
  test.each<[string, Files]>([
    ['under a condition', { [apiPath]: policy(shop, rest(conditional)) }],
    ['always', { [apiPath]: policy(shop, rest(write)) }],
    ['in the operation', { [apiPath]: policy(shop), [operationPath]: policy(['<base />'], rest(['<base />', ...write])) }],
  ])('%s', async (_, files) => {
    const explanation = await ask(files);
    expect(explanation.verdict).toBe('blocked');
    expect(patchOf(explanation)).toMatch(/^\+\s+<origin>https:\/\/app\.contoso\.com<\/origin>$/m);
  });
});

test('other ways are told after the best one, each once', async () => {
  const explanation = await ask(
    {
      [globalPath]: policy(cors({ origins: [app], attributes: ' allow-credentials="true"' })),
      [apiPath]: policy(['<set-variable name="a" value="b" />']),
    },
    { method: 'PUT' },
  );
  const { repairs } = explanationReport(explanation);
  expect(repairs.length).toBeGreaterThan(1);
  const text = told(explanation);
  for (const { title } of repairs) expect(text.split(title).length - 1).toBe(1);
});

test.each<[string, readonly string[], string]>([
  ['one', ['x-b'], 'x-b'],
  ['of two the first', ['x-z', 'x-b'], 'x-b'],
  ['of which one is listed', ['x-a', 'x-z'], 'x-z'],
])('the verdict names the header that is not listed: %s', async (_, names, named) => {
  const explanation = await ask({ [apiPath]: policy(cors({ origins: [app], headers: ['x-a'] })) }, { headers: names.map(header) });
  expect(verdictLine(explanation)).toContain(`Access-Control-Allow-Headers does not list ${named}.`);
});

describe('a product whose <cors> has no part in the preflight is named', () => {
  const files: Files = { ...product(policy(['<base />', ...cors({ origins: [app] })])), [apiPath]: policy(['<base />']) };
  test.each<[string, Partial<ExplainRequest>, boolean]>([
    ['the key is not said', {}, true],
    ['the key is in a header', { key: 'header' }, true],
    ['its product is named', { key: 'header', product: 'starter' }, true],
    ['the key is in the URL', { key: 'query', product: 'starter' }, false],
  ])('%s', async (_, more, isTold) => {
    const explanation = await ask(files, { method: 'PUT' }, more);
    expect(told(explanation).includes("(product 'starter') lists https://app.contoso.com, and has no part")).toBe(isTold);
  });
});

test.each<[string, Files, string]>([
  [
    'the global policy is here',
    { ...headerVersioned(), [globalPath]: policy([]), [apiPath]: policy(['<base />', ...cors({ origins: [app] })]) },
    globalPath,
  ],
  ['it is not', { ...headerVersioned(), [apiPath]: policy(['<base />', ...cors({ origins: [app] })]) }, 'not in these files'],
])('a version in a header: where the <cors> has to stand, and %s', async (_, files, where) => {
  const text = told(await ask(files, { method: 'PUT' }));
  expect(text).toContain(`only the global one can answer (${where})`);
  expect(text).not.toContain('to allow the origin');
});

describe('a redirected request is explained where the gateway answered', () => {
  const redirected = (from: string, to: string, rest: string): string =>
    `Access to fetch at '${to}' (redirected from '${from}') from origin '${app}' has been blocked by CORS policy: ${rest}`;
  const missing = "No 'Access-Control-Allow-Origin' header is present on the requested resource.";
  const preflight = `Response to preflight request doesn't pass access control check: ${missing}`;
  const gateway = 'https://contoso.azure-api.net/orders/orders/42';

  test.each<[string, string, number, RegExp]>([
    ['to the backend', redirected(gateway, 'https://x.azurewebsites.net/api/42', missing), 1, /Blocked after a redirect/],
    [
      'to a sign-in',
      redirected(gateway, 'https://login.microsoftonline.com/x/oauth2', preflight),
      1,
      /login\.microsoftonline\.com is\s+what did not let the page in/,
    ],
    ['from another host to the gateway', redirected('https://www.contoso.com/start', gateway, missing), 4, /Not known: these policies allow/],
    ['on the gateway itself', redirected('http://contoso.azure-api.net/orders/orders/42', gateway, missing), 4, /Not known: these policies allow/],
  ])('%s', async (_, text, code, says) => {
    const dir = temporaryFolder();
    writeFiles(dir, repository({ [apiPath]: policy(cors({ origins: [app] })) }));
    const ran = await runHere('explain', '--dir', dir, '--method', 'GET', '--console', text);
    expect(ran.stderr).toBe('');
    expect(ran.code).toBe(code);
    expect(ran.stdout).toMatch(says);
    expect(ran.stdout).not.toContain('Allowed');
  });
});
