import type { BrowserResponse } from '../../src/browser/judge.js';
import { readConsoleMessage } from '../../src/browser/read-console-message.js';
import { defaultSettings } from '../../src/config/settings.js';
import { Explainer, type Explanation, type ExplainRequest } from '../../src/explain/explanation.js';
import { explainCapture } from '../../src/explain/explained-capture.js';
import { readHar } from '../../src/explain/har.js';
import type { Observation } from '../../src/explain/observation.js';
import { apiPath, cors, globalPath, operationPath, ordersApi, ordersSpecification, policy, repository } from '../../src/layouts/apiops/example.js';
import { captureText } from '../../src/report/capture.js';
import { explanationReport, explanationText, verdictLine } from '../../src/report/explanation-text.js';
import { unpainted } from '../../src/report/paint.js';
import { memoryTree } from '../memory-tree.js';

/** What was seen, where these policies do not lead to it: who else decided, and whose it is to put right. */

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const url = 'https://api.contoso.com/orders/orders/42';

function explained(
  files: Files,
  seen: Observation,
  more: { method?: string; headers?: readonly string[]; key?: ExplainRequest['key'] } = {},
): Promise<Explanation> {
  const headers = (more.headers ?? []).map((name) => ({ name, value: null }));
  return new Explainer(memoryTree(repository(files)), defaultSettings, null).explain({
    request: { origin: app, method: more.method ?? 'GET', headers, credentials: 'omit' },
    destination: { kind: 'url', url },
    product: null,
    key: more.key ?? null,
    observation: seen,
  });
}

function message(text: string): Observation {
  const read = readConsoleMessage(text);
  if (read.kind !== 'blocked') throw new Error(read.kind);
  return { kind: 'message', code: read.code, exact: read.browser === 'chromium', status: read.status, value: read.value };
}

const access = `Access to fetch at '${url}' from origin '${app}' has been blocked by CORS policy: `;
const inPreflight = "Response to preflight request doesn't pass access control check: ";
const noHeader = "No 'Access-Control-Allow-Origin' header is present on the requested resource.";
const firefox = (status: number): Observation =>
  message(
    `Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ${url}. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: ${status}.`,
  );
const capture = (preflight: BrowserResponse | null, actual: BrowserResponse | null): Observation => ({ kind: 'capture', preflight, actual });
const answer = (status: number, headers: Readonly<Record<string, string>> = {}): BrowserResponse => ({ status, headers: Object.entries(headers) });
const told = (explanation: Explanation): string => explanationText(explanation, unpainted);

const jwt = ['<validate-jwt header-name="Authorization"><openid-config url="https://id.contoso.com/x" /></validate-jwt>'];
const limit = ['<rate-limit-by-key calls="5" renewal-period="10" counter-key="@(context.Request.IpAddress)" />'];
const own = cors({ origins: [app] });
const maintenance = [
  '<choose>',
  '  <when condition="@(context.Request.Headers.GetValueOrDefault(&quot;X-Down&quot;,&quot;&quot;) != &quot;&quot;)">',
  '    <return-response><set-status code="503" reason="Down" /></return-response>',
  '  </when>',
  '</choose>',
];

describe('an operation takes OPTIONS, and the check of the key refuses its preflights', () => {
  const options = ordersSpecification(['get', 'put', 'options']);
  const api: Files = { ...options, [apiPath]: policy(['<base />', ...own]) };
  const inherited: Files = { ...options, [globalPath]: policy(own), [apiPath]: policy(['<base />']) };

  test.each<[string, Files, Observation]>([
    ["Chromium's message", api, message(access + inPreflight + noHeader)],
    ["Firefox's", api, firefox(401)],
    ['a capture', api, capture(answer(401, { 'www-authenticate': 'AzureApiManagementKey realm="x"' }), null)],
    ['the <cors> is inherited', inherited, message(access + inPreflight + noHeader)],
  ])('a 401 without CORS headers settles nothing, and says what to delete: %s', async (_, files, seen) => {
    const explanation = await explained(files, seen, { key: 'header' });
    expect(explanation).toMatchObject({ verdict: 'blocked', preflight: { status: 401, headers: {} } });
    expect(explanation.observed?.contradicted ?? false).toBe(false);
    expect(explanationReport(explanation)).toMatchObject({ observed: null });
    expect(explanation.advice.map(({ about }) => about.code)).toContain('options-operation');
    expect(told(explanation)).toMatch(/Delete it .* and the <cors> answers preflights by itself/);
    expect(told(explanation)).not.toContain('to allow the origin');
  });

  test('a 401 with CORS headers fits too', async () => {
    const explanation = await explained(api, capture(answer(401, { 'access-control-allow-origin': app }), null), { key: 'header' });
    expect(explanation.observed?.contradicted ?? false).toBe(false);
    expect(explanation.preflight.headers).toEqual({ 'access-control-allow-origin': app });
  });
});

const terraform: Files = {
  'main.tf': `resource "azurerm_api_management_api" "orders" {
  name                = "orders"
  api_management_name = "contoso"
  resource_group_name = "rg"
  revision            = "1"
  display_name        = "Orders"
  path                = "orders"
  protocols           = ["https"]
}
resource "azurerm_api_management_api_operation" "get" {
  operation_id        = "get-order"
  api_name            = azurerm_api_management_api.orders.name
  api_management_name = "contoso"
  resource_group_name = "rg"
  display_name        = "get"
  method              = "GET"
  url_template        = "/orders/{id}"
}
resource "azurerm_api_management_api_policy" "orders" {
  api_name            = azurerm_api_management_api.orders.name
  api_management_name = "contoso"
  resource_group_name = "rg"
  xml_content         = file("orders.xml")
}
`,
  'orders.xml': policy(['<base />', ...own]),
};

test.each<[string, Observation, 'PUT' | 'GET']>([
  ['a header of the preflight is missing', message(access + inPreflight + noHeader), 'GET'],
  ['the answer to the request has none', message(access + noHeader), 'GET'],
  ['an answer of a capture', capture(answer(403), null), 'GET'],
])('that a policy elsewhere holds a <cors> is never settled by what is missing: %s', async (_, seen, method) => {
  const explanation = await new Explainer(memoryTree(terraform), defaultSettings, null).explain({
    request: { origin: app, method, headers: [{ name: 'x-a', value: null }], credentials: 'omit' },
    destination: { kind: 'url', url },
    product: null,
    key: null,
    observation: seen,
  });
  expect(explanation.observed?.assume ?? []).toEqual([]);
  expect(told(explanation)).not.toContain('assume');
});

describe('refused before any <cors> ran', () => {
  test.each<[string, Files, Observation, string, number | 'unknown']>([
    ['a token check in the API, by a capture', { [apiPath]: policy([...jwt, ...own, '<base />']) }, capture(null, answer(401)), 'validate-jwt', 401],
    ['by Firefox', { [apiPath]: policy([...jwt, ...own]) }, firefox(401), 'validate-jwt', 401],
    ['by Chromium, which tells no status', { [apiPath]: policy([...jwt, ...own]) }, message(access + noHeader), 'validate-jwt', 'unknown'],
    [
      'a limit in the global policy',
      { [globalPath]: policy(limit), [apiPath]: policy(['<base />', ...own]) },
      firefox(429),
      'rate-limit-by-key',
      429,
    ],
    ['in the operation', { [operationPath]: policy([...limit, ...own]) }, firefox(429), 'rate-limit-by-key', 429],
    ['of two the one that refuses so', { [apiPath]: policy([...jwt, ...limit, ...own]) }, firefox(429), 'rate-limit-by-key', 429],
    ['a page of maintenance', { [apiPath]: policy(['<base />', ...maintenance, ...own]) }, capture(null, answer(503)), 'choose', 503],
  ])('%s', async (_, files, seen, name, status) => {
    const explanation = await explained(files, seen, { headers: ['authorization'] });
    expect(explanation).toMatchObject({ verdict: 'blocked', reason: { code: 'MissingAllowOriginHeader' }, actual: { status, backendCalled: false } });
    const { account } = explanation;
    expect(account?.code).toBe('refused-early');
    if (account?.code === 'refused-early') expect(account.refusers.map((one) => one.name)).toEqual([name]);
    expect(verdictLine(explanation)).not.toContain('Allowed');
    expect(told(explanation)).toContain('Put the <cors> above');
    expect(told(explanation)).not.toContain('look whether they are the ones deployed');
  });

  test.each<[string, Files]>([
    ['in the API', { [apiPath]: policy([...jwt, ...own]) }],
    ['in the operation', { [operationPath]: policy([...jwt, ...own]) }],
    ['inherited', { [globalPath]: policy(jwt), [apiPath]: policy(['<base />', ...own]) }],
  ])('the repair is the move that scan offers: %s', async (_, files) => {
    const { repairs } = await explained(files, firefox(401), { headers: ['authorization'] });
    expect(repairs.map(({ title }) => title.code)).toContain('move-above');
    for (const { title } of repairs) expect(title.code).not.toBe('add-cors');
  });

  test.each<[string, Files, Observation]>([
    ['nothing refuses here', { [apiPath]: policy(own) }, firefox(401)],
    ['what refuses stands below', { [apiPath]: policy([...own, ...jwt]) }, firefox(401)],
    ['the status is not one of a token check', { [apiPath]: policy([...limit, ...own]) }, firefox(401)],
  ])('not known, and never "Allowed", where %s', async (_, files, seen) => {
    const explanation = await explained(files, seen, { key: 'header' });
    expect(explanation).toMatchObject({ verdict: 'unknown', account: { code: 'not-these' }, suggestion: null });
    expect(verdictLine(explanation)).toBe('Not known: these policies allow the request, and the browser blocked it.');
    expect(explanationReport(explanation).outcomes).toMatchObject([
      { verdict: 'allowed', when: expect.stringContaining('the ones deployed') as string },
    ]);
  });
});

describe('the check of the subscription key refused it', () => {
  test.each<[string, Files, Observation, ExplainRequest['key'], 'header' | 'query' | null]>([
    ['a 401, and nobody said whether a key was sent', { [apiPath]: policy(own) }, firefox(401), null, 'header'],
    ['a 401 without a key', { [apiPath]: policy(own) }, firefox(401), 'none', 'header'],
    ['the <cors> is inherited', { [globalPath]: policy(own), [apiPath]: policy(['<base />']) }, firefox(401), null, 'header'],
    ['an answer of a capture', { [apiPath]: policy(own) }, capture(null, answer(401)), null, 'header'],
    ['the <cors> lists no header of a key', { [apiPath]: policy(cors({ origins: [app], headers: ['content-type'] })) }, firefox(401), null, 'query'],
  ])('%s', async (_, files, seen, key, allowedWith) => {
    const explanation = await explained(files, seen, { key });
    expect(explanation).toMatchObject({ verdict: 'blocked', actual: { status: 401, backendCalled: false }, suggestion: null });
    expect(explanation.advice).toContainEqual({
      kind: 'hint',
      about: { code: 'key-check', header: 'Ocp-Apim-Subscription-Key', query: 'subscription-key', allowedWith },
    });
    expect(explanation.observed?.assume ?? []).toEqual([]);
  });

  test('a message without a status says nothing of keys', async () => {
    const explanation = await explained({ [apiPath]: policy(own) }, message(access + noHeader));
    expect(explanation).toMatchObject({ verdict: 'unknown', account: { code: 'not-these' } });
  });
});

describe('somebody else writes the header', () => {
  const several = (value: string): Observation =>
    message(`${access}The 'Access-Control-Allow-Origin' header contains multiple values '${value}', but only one is allowed.`);
  const other = (value: string): Observation =>
    message(`${access}The 'Access-Control-Allow-Origin' header has a value '${value}' that is not equal to the supplied origin.`);

  test.each<[string, Files, Observation, string]>([
    ['beside the <cors>', { [apiPath]: policy(own) }, several(`${app}, *`), `the <cors> writes ${app}, and the backend sends`],
    ['beside one of the operation', { [operationPath]: policy(own) }, several(`*, ${app}`), `the <cors> writes ${app}, and the backend sends`],
    [
      'in a capture',
      { [apiPath]: policy(own) },
      capture(null, {
        status: 200,
        headers: [
          ['access-control-allow-origin', app],
          ['access-control-allow-origin', app],
        ],
      }),
      `the <cors> writes ${app}, and the backend sends`,
    ],
    ['twice, and there is no <cors>', { [apiPath]: policy([]) }, several('*, *'), 'no policy that runs here writes the header: the backend sends'],
    ['for another page', { [apiPath]: policy(own) }, other('https://www.contoso.com'), `'https://www.contoso.com', and the <cors> writes ${app}`],
    ['for another page, without a <cors>', { [apiPath]: policy([]) }, other('https://www.contoso.com'), "The answer says 'https://www.contoso.com'"],
  ])('%s', async (_, files, seen, says) => {
    const explanation = await explained(files, seen);
    expect(explanation).toMatchObject({ verdict: 'blocked', account: { code: 'backend-headers' }, suggestion: null, repairs: [] });
    expect(told(explanation)).toContain(says);
    expect(told(explanation)).not.toMatch(/Allowed:|Add a <cors>|to allow the origin/);
  });

  test.each<[string, Observation]>([
    [
      'of a preflight',
      message(`${access}${inPreflight}The 'Access-Control-Allow-Origin' header contains multiple values '*, *', but only one is allowed.`),
    ],
    ['where a <cors> ends the request', several('*, *')],
  ])('the backend is not blamed for the answer %s', async (_, seen) => {
    const attributes = ' terminate-unmatched-request="true"';
    const explanation = await explained({ [apiPath]: policy(cors({ origins: ['https://other.contoso.com'], attributes })) }, seen);
    expect(explanation.account?.code ?? 'none').not.toBe('backend-headers');
  });
});

describe('a redirect', () => {
  test.each<[string, Files]>([
    ['a <cors> of the API', { [apiPath]: policy(own) }],
    ['an inherited one', { [globalPath]: policy(own), [apiPath]: policy(['<base />']) }],
    ['one of the operation', { [operationPath]: policy(own) }],
  ])('that the gateway handed on is followed to a host that blocks: %s', async (_, files) => {
    const explanation = await explained(files, {
      kind: 'passed',
      to: 'https://x.azurewebsites.net/api/1',
      code: 'PreflightMissingAllowOriginHeader',
    });
    expect(explanation).toMatchObject({ verdict: 'blocked', account: { code: 'redirected' }, suggestion: null });
    expect(explanation.reason?.chromium).toContain(`at 'https://x.azurewebsites.net/api/1' (redirected from '${url}')`);
    expect(told(explanation)).toContain('https://x.azurewebsites.net is what did not let the page in');
  });

  test.each<[string, Files, string]>([
    ['no operation takes OPTIONS', { [apiPath]: policy(own) }, 'what stands in front of the gateway redirects it'],
    [
      'an operation takes OPTIONS',
      { ...ordersSpecification(['get', 'put', 'options']), ...ordersApi({ subscriptionRequired: false }), [apiPath]: policy(own) },
      'delete that operation',
    ],
  ])('of a preflight, where %s', async (_, files, says) => {
    const seen = message(`${access}${inPreflight}Redirect is not allowed for a preflight request.`);
    const explanation = await explained(files, seen, { headers: ['x-a'] });
    expect(explanation).toMatchObject({ verdict: 'blocked', account: { code: 'preflight-redirected' }, actual: { sent: false } });
    expect(told(explanation)).toContain(says);
  });

  const har = (second: object | null): string => {
    const entry = (address: string, from: string, response: object): object => ({
      request: { method: 'GET', url: address, headers: [{ name: 'Origin', value: from }] },
      response,
      _resourceType: 'fetch',
    });
    const location = 'https://x.azurewebsites.net/api/1';
    const first = {
      status: 302,
      headers: [
        { name: 'Location', value: location },
        { name: 'Access-Control-Allow-Origin', value: app },
      ],
    };
    const entries = [entry(url, app, first), ...(second === null ? [] : [entry(location, 'null', second)])];
    return JSON.stringify({ log: { entries } });
  };

  test.each<[string, object | null, 'blocked' | 'allowed']>([
    ['the second answer has no header', { status: 200, headers: [] }, 'blocked'],
    ['it lets in another page', { status: 200, headers: [{ name: 'Access-Control-Allow-Origin', value: app }] }, 'blocked'],
    ['it lets everybody in', { status: 200, headers: [{ name: 'Access-Control-Allow-Origin', value: '*' }] }, 'allowed'],
    ['it is not in the capture', null, 'allowed'],
  ])('in a capture: %s', async (_, second, verdict) => {
    const explainer = new Explainer(memoryTree(repository({ [apiPath]: policy(own) })), defaultSettings, null);
    const seen = await explainCapture(explainer, readHar(har(second), 'x.har'), { product: null, key: null }, 'omit');
    expect(seen.requests[0]?.explanation?.verdict).toBe(verdict);
    expect(captureText(seen, unpainted).includes('The redirect')).toBe(verdict === 'blocked');
  });
});

test.each<[string, 'decorated' | 'bare', Observation]>([
  ['no header at all', 'bare', message(access + inPreflight + noHeader)],
  [
    'the header that is not listed',
    'decorated',
    message(`${access}Request header field x-b is not allowed by Access-Control-Allow-Headers in preflight response.`),
  ],
  ['an empty answer of a capture', 'bare', capture(answer(200), null)],
  ['an answer of a capture', 'decorated', capture(answer(200, { 'access-control-allow-origin': app, 'access-control-allow-headers': 'x-a' }), null)],
])('a preflight that asks for more than is listed is told by what was seen: %s', async (_, value, seen) => {
  const explanation = await explained({ [apiPath]: policy(cors({ origins: [app], headers: ['x-a'] })) }, seen, { headers: ['x-a', 'x-b'] });
  expect(explanation.observed).toMatchObject({ contradicted: false, assume: [{ question: 'partial-match-at-preflight', value }] });
  expect(explanation.verdict).toBe('blocked');
});

test.each<[string, readonly string[]]>([
  ['an upload that is watched', []],
  ['a header that every page may send', ['accept']],
])('a preflight that was seen is sent, though nothing known needs it: %s', async (_, headers) => {
  const explanation = await new Explainer(
    memoryTree(repository({ [apiPath]: policy(cors({ origins: ['https://other.contoso.com'] })) })),
    defaultSettings,
    null,
  ).explain({
    request: { origin: app, method: 'GET', headers: headers.map((name) => ({ name, value: '*/*' })), credentials: 'omit' },
    destination: { kind: 'url', url },
    product: null,
    key: null,
    preflighted: true,
    observation: message(access + inPreflight + noHeader),
  });
  expect(explanation).toMatchObject({ verdict: 'blocked', preflight: { sent: true }, reason: { code: 'PreflightMissingAllowOriginHeader' } });
  expect(told(explanation)).toContain('the message speaks of one');
  expect(told(explanation)).not.toContain('none: the method and the headers');
});
