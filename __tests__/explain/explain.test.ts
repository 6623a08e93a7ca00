import { ConfigError, InputError } from '../../src/config/errors.js';
import { defaultSettings } from '../../src/config/settings.js';
import type { ScriptRequest } from '../../src/browser/judge.js';
import { explanationsJson, explanationMarkdown, explanationText } from '../../src/report/explanation-text.js';
import { explainRequest, type Destination, type Explanation } from '../../src/explain/explanation.js';
import { apiPath, cors, globalPath, operationPath, ordersSpecification, policy, repository, rest } from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';
import { effectOf, titleOf } from '../report/said.js';
import { unpainted } from '../../src/report/paint.js';

const app = 'https://app.contoso.com';
const portal = 'https://portal.contoso.com';

interface Asked {
  readonly files: Readonly<Record<string, string>>;
  readonly origin?: string;
  readonly method?: string;
  readonly headers?: readonly string[];
  readonly credentials?: ScriptRequest['credentials'];
  readonly destination?: Destination;
  readonly product?: string;
  readonly key?: 'none' | 'header' | 'query';
  readonly assume?: Readonly<Record<string, string>>;
}

const orders = (operation: string | null = null): Destination => ({ kind: 'name', workspace: null, api: 'orders', operation });

function ask(asked: Asked): Promise<Explanation> {
  return explainRequest(
    memoryTree(repository(asked.files)),
    {
      request: {
        origin: asked.origin ?? app,
        method: asked.method ?? 'PUT',
        headers: (asked.headers ?? []).map((name) => ({ name, value: null })),
        credentials: asked.credentials ?? 'same-origin',
      },
      destination: asked.destination ?? orders(),
      product: asked.product ?? null,
      key: asked.key ?? null,
    },
    { ...defaultSettings, assume: new Map(Object.entries(asked.assume ?? {})) },
    null,
  );
}

const own = (text: Parameters<typeof cors>[0]): Readonly<Record<string, string>> => ({ [apiPath]: policy(['<base />', ...cors(text)]) });
const code = async (asked: Asked): Promise<string> => {
  const { verdict, reason } = await ask(asked);
  return `${verdict}${reason === null ? '' : ` ${reason.code}`}`;
};

describe('one <cors>', () => {
  test.each<[string, Asked, string]>([
    ['allows', { files: own({ origins: [app] }), headers: ['content-type'] }, 'allowed'],
    ['lacks the origin', { files: own({ origins: [portal] }) }, 'blocked PreflightMissingAllowOriginHeader'],
    ['lacks the origin of a simple request', { files: own({ origins: [portal] }), method: 'GET' }, 'blocked MissingAllowOriginHeader'],
    ['lacks the method', { files: own({ origins: [app], methods: ['GET'] }) }, 'blocked MethodDisallowedByPreflightResponse'],
    ['lacks a header', { files: own({ origins: [app], headers: ['x-a'] }), headers: ['X-A', 'X-B'] }, 'blocked HeaderDisallowedByPreflightResponse'],
    ['grants no credentials', { files: own({ origins: [app] }), credentials: 'include' }, 'blocked PreflightInvalidAllowCredentials'],
    [
      'grants credentials',
      { files: own({ origins: [app], methods: ['PUT'], attributes: ' allow-credentials="true"' }), credentials: 'include' },
      'allowed',
    ],
    [
      'grants credentials, and every method: gateways echo the one asked for',
      { files: own({ origins: [app], attributes: ' allow-credentials="true"' }), credentials: 'include' },
      'allowed',
    ],
    [
      'grants credentials, and every method, literal by assumption',
      { files: own({ origins: [app], attributes: ' allow-credentials="true"' }), credentials: 'include', assume: { 'wildcard-lists': 'literal' } },
      'blocked MethodDisallowedByPreflightResponse',
    ],
    ['allows every origin', { files: own({ origins: ['*'] }) }, 'allowed'],
    [
      'allows every origin, to a request with credentials',
      { files: own({ origins: ['*'] }), credentials: 'include' },
      'blocked PreflightWildcardOriginNotAllowed',
    ],
    [
      'allows every origin and credentials',
      { files: own({ origins: ['*'], methods: ['PUT'], attributes: ' allow-credentials="true"' }), credentials: 'include' },
      'unknown PreflightWildcardOriginNotAllowed',
    ],
    ['lists the method of a simple request', { files: { ...own({ origins: [app], methods: ['GET', 'PUT'] }) }, method: 'GET' }, 'allowed'],
    [
      'does not list the method of a simple request',
      { files: own({ origins: [app], methods: ['PUT'] }), method: 'GET' },
      'unknown MissingAllowOriginHeader',
    ],
    ['is missing', { files: { [apiPath]: policy(['<base />']) } }, 'blocked PreflightMissingAllowOriginHeader'],
    ['is missing, and a simple request is made', { files: { [apiPath]: policy(['<base />']) }, method: 'GET' }, 'blocked MissingAllowOriginHeader'],
    ['stands in a file that cannot be read', { files: { [apiPath]: '<policies><inbound>' } }, 'unknown'],
    ['holds a value that git does not know', { files: own({ origins: ['{{app-origin}}'] }) }, 'unknown PreflightMissingAllowOriginHeader'],
  ])('%s', async (_, asked, expected) => {
    expect(await code(asked)).toBe(expected);
  });
});

describe('what the exchanges hold', () => {
  test('an allowed request, in the published shape', async () => {
    const explanation = await ask({
      files: own({ origins: [app], methods: ['PUT'], headers: ['content-type'], attributes: ' terminate-unmatched-request="false"' }),
      headers: ['Content-Type'],
    });
    expect(JSON.parse(explanationsJson([explanation]))).toEqual({
      schemaVersion: 2,
      request: { origin: app, method: 'PUT', headers: ['content-type'], credentials: 'same-origin' },
      target: { workspace: null, product: null, api: 'orders', operation: 'put-order' },
      preflight: {
        sent: true,
        status: 200,
        headers: { 'access-control-allow-origin': app, 'access-control-allow-methods': 'PUT', 'access-control-allow-headers': 'content-type' },
        decidedBy: { path: apiPath, line: 4 },
      },
      actual: {
        sent: true,
        status: 'backend',
        backendCalled: true,
        headers: { 'access-control-allow-origin': app },
        decidedBy: { path: apiPath, line: 4 },
      },
      verdict: 'allowed',
      reason: null,
      repairs: [],
      certainty: 'documented',
      outcomes: [],
      observed: null,
      trace: [
        { path: apiPath, line: 4, scope: 'api', text: `preflight: lists ${app}, and decides` },
        { path: apiPath, line: 4, scope: 'api', text: `request: lists ${app}, and decides` },
      ],
      mode: 'cors',
      advice: [expect.objectContaining({ kind: 'hint', code: 'origin-forwarded', arguments: { origin: app } })],
      corrected: null,
    });
  });

  test('a failed preflight: nothing else is sent', async () => {
    const { preflight, actual, reason } = await ask({
      files: own({ origins: [portal], attributes: ' terminate-unmatched-request="true"' }),
      destination: { kind: 'url', url: '/orders/orders/42' },
    });
    expect(preflight).toMatchObject({ sent: true, status: 200, headers: {}, decidedBy: { path: apiPath, line: 4 } });
    expect(actual).toEqual({ sent: false, status: null, backendCalled: false, headers: {}, decidedBy: null });
    expect(reason?.chromium).toBe(
      `Access to fetch at 'https://<gateway>/orders/orders/42' from origin '${app}' has been blocked by CORS policy: Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin' header is present on the requested resource.`,
    );
  });

  test.each([
    ['GET', ' terminate-unmatched-request="true"', 200, false],
    ['GET', ' terminate-unmatched-request="false"', 'backend', true],
    ['GET', '', 200, false],
    ['POST', ' terminate-unmatched-request="true"', 200, false],
  ])('an unmatched %s with%s', async (method, attributes, status, backendCalled) => {
    const files = { ...own({ origins: [portal], attributes }) };
    const specification = 'apimartifacts/apis/orders/specification.yaml';
    const posts = { ...files, [specification]: repository({})[specification]?.replace('    put:', '    post:') ?? '' };
    const { preflight, actual } = await ask({ files: method === 'POST' ? posts : files, method });
    expect(preflight).toEqual({ sent: false, status: null, headers: {}, decidedBy: null });
    expect(actual).toMatchObject({ sent: true, status, backendCalled });
  });

  test('no <cors> in scope: 404', async () => {
    expect((await ask({ files: { [globalPath]: policy([]) } })).preflight).toMatchObject({ status: 404, decidedBy: null });
  });

  test('what other readings give stands beside: the status, and whether the backend is called', async () => {
    const files = own({ origins: [portal], attributes: '' });
    const explanation = await ask({ files, method: 'GET' });
    expect(JSON.parse(explanationsJson([explanation]))).toMatchObject({
      verdict: 'blocked',
      certainty: 'reported',
      outcomes: [
        { readings: { 'terminate-unmatched-default': 'true' }, verdict: 'blocked', status: 200, backendCalled: false, leaning: true },
        {
          when: 'terminate-unmatched-request defaults to false',
          readings: { 'terminate-unmatched-default': 'false' },
          verdict: 'blocked',
          status: 'backend',
          backendCalled: true,
          leaning: false,
        },
      ],
    });
    expect(explanationText(explanation, unpainted)).toContain(
      'Other readings\n  blocked (what the backend answers, the backend is called) if terminate-unmatched-request defaults to false\n',
    );
  });

  test('a wildcard without credentials is answered with a literal one; which value it is with credentials is open', async () => {
    const { preflight } = await ask({ files: own({ origins: ['*'] }) });
    expect(preflight.headers['access-control-allow-origin']).toBe('*');
    const files = own({ origins: ['*'], attributes: ' allow-credentials="true"' });
    expect((await ask({ files })).preflight.headers['access-control-allow-origin']).toEqual({ oneOf: ['*', app] });
    const assumed = await ask({ files, assume: { 'wildcard-origin-with-credentials': 'echo' } });
    expect(assumed.preflight.headers['access-control-allow-origin']).toBe(app);
  });
});

describe('the chain', () => {
  const shadowed = { [globalPath]: policy(cors({ origins: [portal], attributes: '' })), ...own({ origins: [app] }) };

  test('an inherited <cors> that does not say what it does: what gateways were seen to do decides, and the other reading stands beside', async () => {
    const { verdict, outcomes, certainty } = await ask({ files: shadowed });
    expect([verdict, certainty]).toEqual(['blocked', 'reported']);
    expect(outcomes.map((one) => [one.verdict, one.leaning])).toEqual([
      ['blocked', true],
      ['allowed', false],
      ['blocked', false],
    ]);
    expect(outcomes[0]?.when).toMatchObject({ code: 'readings', readings: [{ question: 'terminate-unmatched-default', value: 'true' }] });
    expect(outcomes[1]?.when).toMatchObject({ code: 'readings', readings: [{ question: 'terminate-unmatched-default', value: 'false' }] });
  });

  test('the trace says of no element what is not so', async () => {
    const { trace } = await ask({ files: shadowed, assume: { 'terminate-unmatched-default': 'false' } });
    const lines = trace.filter((entry) => entry.path === apiPath).map((entry) => entry.event.code);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((code) => code === 'does-not-list')).toEqual([]);
  });

  test('settled by the configuration', async () => {
    expect(await code({ files: shadowed, assume: { 'terminate-unmatched-default': 'true' } })).toBe('blocked PreflightMissingAllowOriginHeader');
    expect(await code({ files: shadowed, assume: { 'terminate-unmatched-default': 'false', 'second-cors-decorates-actual': 'yes' } })).toBe(
      'allowed',
    );
  });

  test('a policy without <base /> keeps the broader ones out, and the trace says so', async () => {
    const { verdict, trace } = await ask({ files: { [globalPath]: policy(cors({ origins: [app] })), [apiPath]: policy([]) } });
    expect(verdict).toBe('blocked');
    expect(trace[0]).toEqual({ path: apiPath, line: 2, scope: 'api', phase: null, event: { code: 'no-base' } });
  });

  test('the operation has its own say', async () => {
    const files = { ...own({ origins: [portal] }), [operationPath]: policy(cors({ origins: [app] })) };
    expect(await code({ files, method: 'GET' })).toBe('allowed');
    expect(await code({ files, method: 'PUT' })).toBe('blocked PreflightMissingAllowOriginHeader');
  });

  test('an OPTIONS operation takes preflights out of the gateway’s hands', async () => {
    const specification = 'apimartifacts/apis/orders/specification.yaml';
    const text = `${repository({})[specification] ?? ''}    options:\n      operationId: options-order\n      responses:\n        '200':\n          description: OK\n`;
    const files = { ...own({ origins: [app] }), [specification]: text };
    // Its own pipeline runs, the check of the key included, and a preflight carries none.
    expect(await code({ files })).toBe('blocked PreflightInvalidStatus');
    const metadata = 'apimartifacts/apis/orders/apiInformation.json';
    const keyless = { ...files, [metadata]: (repository({})[metadata] ?? '').replace('"subscriptionRequired":true', '"subscriptionRequired":false') };
    expect(await code({ files: keyless })).toBe('allowed');
    expect(
      await code({
        files: { ...keyless, [apiPath]: policy(['<base />', '<validate-jwt header-name="Authorization" />', ...cors({ origins: [app] })]) },
      }),
    ).toBe('blocked PreflightMissingAllowOriginHeader');
  });
});

describe('operations of one method, of which one has an OPTIONS operation at its URL', () => {
  const listing = ['  /orders:', '    get:', '      operationId: list-orders', '      responses:', "        '200':", '          description: OK', ''];
  const specification = Object.entries(ordersSpecification(['get', 'options'])).map(([path, text]) => [path, `${text}${listing.join('\n')}`]);
  const files = { ...own({ origins: [app] }), ...(Object.fromEntries(specification) as Readonly<Record<string, string>>) };

  test('answer alike where the browser sends no preflight', async () => {
    const { verdict, sent } = await ask({ files, method: 'GET', key: 'none' });
    expect({ verdict, preflight: sent.preflightBecause }).toEqual({ verdict: 'allowed', preflight: [] });
  });

  test.each<[string, Partial<Asked>]>([
    ['a key in a header', { key: 'header' }],
    ['a header of the page’s own', { key: 'none', headers: ['x-mine'] }],
  ])('answer differently where it sends one for %s', async (_what, more) => {
    await expect(ask({ files, method: 'GET', ...more })).rejects.toThrow("the GET operations of 'orders' answer differently");
  });
});

describe('the smallest repair', () => {
  const titleFor = async (asked: Asked): Promise<string | undefined> => {
    const { suggestion } = await ask(asked);
    return suggestion === null ? undefined : titleOf(suggestion);
  };
  const shadowed = {
    [globalPath]: policy(cors({ origins: [portal], attributes: ' terminate-unmatched-request="true"' })),
    ...own({ origins: [app] }),
  };

  test.each<[string, Asked, string | undefined]>([
    ['an origin', { files: own({ origins: [portal] }) }, `Allow ${app} in the <cors> of the policy of API 'orders'`],
    ['a method', { files: own({ origins: [app], methods: ['GET'] }) }, 'List PUT'],
    [
      'headers',
      { files: own({ origins: [app], headers: ['x-a'] }), headers: ['X-A', 'X-B', 'X-C'] },
      "Allow x-b, x-c in the <cors> of the policy of API 'orders'",
    ],
    [
      'nothing for credentials that nothing uses: the page leaves them out',
      { files: own({ origins: [app], methods: ['PUT'] }), credentials: 'include' },
      undefined,
    ],
    ['nothing, where the request is allowed', { files: own({ origins: [app] }) }, undefined],
    ['nothing for the null origin', { files: own({ origins: [app] }), origin: 'null' }, undefined],
    ['a <cors> where there is none', { files: { [apiPath]: policy(['<base />']) } }, "Add a <cors> to the policy of API 'orders'"],
  ])('%s', async (_, asked, expected) => {
    expect(await titleFor(asked)).toBe(expected);
  });

  test('a shadowed <cors> is moved up, and who was let in stays so', async () => {
    const { suggestion } = await ask({ files: shadowed });
    expect(suggestion === null ? null : titleOf(suggestion)).toBe(`Move <cors> above <base />, and list ${portal} in it too`);
    expect(suggestion === null ? null : effectOf(suggestion)).toContain(`${app} gains access`);
  });

  test('it does what it says: applied, the request is allowed', async () => {
    for (const files of [shadowed, own({ origins: [portal] }), { [apiPath]: policy(['<base />']) }]) {
      const { suggestion } = await ask({ files });
      const repaired = { ...repository(files) };
      for (const edit of [...(suggestion?.edits ?? [])].reverse()) {
        const lines = (repaired[edit.path] ?? '').split('\n');
        lines.splice(edit.startLine - 1, edit.endLine - edit.startLine + 1, ...edit.lines);
        repaired[edit.path] = lines.join('\n');
      }
      expect(await code({ files: repaired })).toBe('allowed');
    }
  });
});

describe('products and keys', () => {
  const product = (required: boolean): Readonly<Record<string, string>> => ({
    'apimartifacts/products/starter/productInformation.json': JSON.stringify({
      properties: { displayName: 'Starter', subscriptionRequired: required },
    }),
    'apimartifacts/products/starter/apis.json': JSON.stringify([{ name: 'orders' }]),
    'apimartifacts/products/starter/policy.xml': policy(['<base />', ...cors({ origins: [app] })]),
  });

  test('a key in a header is not in the preflight', async () => {
    const { verdict, preflight, request, notes } = await ask({ files: product(true), product: 'starter' });
    expect(verdict).toBe('blocked');
    expect(preflight.status).toBe(404);
    expect(request.headers.map((header) => header.name)).toEqual(['ocp-apim-subscription-key']);
    expect(notes.join(' ')).toContain('The preflight carries no key');
  });

  test('a key in the URL is', async () => {
    expect(await code({ files: product(true), product: 'starter', key: 'query' })).toBe('allowed');
  });

  test('an open product needs none', async () => {
    expect(await code({ files: product(false) })).toBe('allowed');
    expect(await code({ files: product(false), product: 'starter' })).toBe('allowed');
  });

  test('without the product its policy has no part', async () => {
    expect(await code({ files: product(true) })).toBe('blocked PreflightMissingAllowOriginHeader');
  });
});

describe('what is not there', () => {
  const notThere =
    'The gateway answers 404 there: no backend is called, and a browser reports an answer without CORS headers as a CORS error. Call it with a method and a URL that the API has, or add the operation';
  const files = own({ origins: [app] });
  test.each<[string, Asked, string]>([
    ['an API', { files, destination: { kind: 'name', workspace: null, api: 'order', operation: null } }, "no API 'order'; did you mean 'orders'?"],
    [
      'a workspace',
      { files, destination: { kind: 'name', workspace: 'team', api: 'orders', operation: null } },
      "API 'orders' is in no workspace; leave --workspace out",
    ],
    ['an operation', { files, destination: orders('get-orders') }, "API 'orders' has no operation 'get-orders'; did you mean 'get-order'?"],
    ['an operation of another method', { files, destination: orders('get-order') }, "operation 'get-order' answers GET, not PUT"],
    ['a method', { files, method: 'DELETE' }, `API 'orders' has no DELETE operation; it has GET /orders/{id}, PUT /orders/{id}. ${notThere}`],
    [
      'a path',
      { files, destination: { kind: 'url', url: '/invoices/1' } },
      "no API's path starts '/invoices/1'; there are /orders. The gateway answers 404 there, without CORS headers, which a browser reports as a CORS error: the URL is wrong, or its API is not in these files",
    ],
    [
      'what the developer portal answers',
      { files, destination: { kind: 'url', url: 'https://contoso.developer.azure-api.net/invoices/1' } },
      'contoso.developer.azure-api.net is the developer portal, whose answers no policy touches; the gateway is contoso.azure-api.net',
    ],
    [
      'what the management endpoint answers',
      { files, destination: { kind: 'url', url: 'https://contoso.management.azure-api.net/invoices' } },
      'contoso.management.azure-api.net is the management endpoint, whose answers no policy touches; the gateway is contoso.azure-api.net',
    ],
    [
      'an operation at a path',
      { files, destination: { kind: 'url', url: '/orders/x' } },
      `API 'orders' has no operation for PUT /orders/x; it has GET /orders/{id}, PUT /orders/{id}. ${notThere}`,
    ],
    ['a URL', { files, destination: { kind: 'url', url: 'orders' } }, "'orders' is no URL; write its path, such as /orders/42?expand=lines"],
    ['a product', { files, product: 'starter' }, "no product 'starter'; there are none"],
  ])('%s', async (_, asked, message) => {
    await expect(ask(asked)).rejects.toThrow(new ConfigError(message));
  });

  test('a service', async () => {
    const nothing = explainRequest(
      memoryTree({ 'readme.md': '' }),
      { request: { origin: app, method: 'GET', headers: [], credentials: 'omit' }, destination: orders(), product: null, key: null },
      defaultSettings,
      null,
    );
    await expect(nothing).rejects.toThrow(InputError);
  });
});

describe('reports', () => {
  test('text: the verdict, and the story in order', async () => {
    const text = explanationText(await ask({ files: own({ origins: [portal] }), headers: ['x-a'] }), unpainted);
    expect(text.split('\n').filter((line) => /^[A-Z\d]/.test(line))).toEqual([
      'Blocked: the answer to the preflight has no Access-Control-Allow-Origin.',
      'The page',
      '1. Preflight',
      '2. Request',
      'The console says',
      'What would allow it',
      'If the API is not yours',
      'Notes',
    ]);
    expect(text).not.toContain('\u001b');
  });

  test('text: steps are numbered, what an element does is said once, and sentences keep to the width', async () => {
    const files = {
      [globalPath]: policy(cors({ origins: [portal] })),
      [apiPath]: policy(['<base />', ...cors({ origins: [app], headers: ['x-a'] })]),
    };
    const text = explanationText(await ask({ files, headers: ['x-a'] }), unpainted, 80);
    expect(text).toMatch(/^1\. Preflight\n(?: {2}sent: .*\n)+ {2}\S+:3 \(global\): <cors> 1 of 2 does not list/m);
    const long = text.split('\n').filter((line) => line.length > 80 && !/^ *(?:https?:|[-+@])/.test(line));
    expect(long).toEqual([]);
    const paragraphs = text.split(/\n(?! {4})/).map((one) => one.replace(/\s+/g, ' ').trim());
    const told = paragraphs.filter((one) => one.split(' ').length > 6 && one.includes('<cors>'));
    expect(told.filter((one, at) => told.indexOf(one) !== at)).toEqual([]);
  });

  test('nothing that was asked reaches a terminal or a page as more than text', async () => {
    const explanation = await ask({
      files: own({ origins: [app] }),
      headers: ['x-a'],
      destination: { kind: 'url', url: 'https://x/orders/orders/<img%20src=x>\u001b[2J::error::x' },
    });
    expect(explanationText(explanation, unpainted)).not.toContain('\u001b');
    expect(explanationMarkdown(explanation)).not.toMatch(/(?<![\\`])<img/);
  });
});

test.each<[place: string, folder: string, workspace: string | null]>([
  ['the service itself', 'artifacts/', null],
  ['a workspace', 'artifacts/workspaces/team/', 'team'],
])('a request to an API of %s reads that API alone', async (_place, folder, workspace) => {
  const api = (name: string): Readonly<Record<string, string>> => ({
    [`${folder}apis/${name}/apiInformation.json`]: JSON.stringify({ properties: { path: name } }),
    [`${folder}apis/${name}/policy.xml`]: policy(cors({ origins: [app] })),
  });
  const tree = memoryTree({ ...api('orders'), ...api('carts') });
  const destination: Destination = { kind: 'name', workspace, api: 'orders', operation: null };
  const request: ScriptRequest = { origin: app, method: 'GET', headers: [], credentials: 'omit' };
  const { verdict } = await explainRequest(tree, { request, destination, product: null, key: null }, defaultSettings, null);
  expect(verdict).toBe('allowed');
  expect(tree.readPaths).toContain(`${folder}apis/orders/policy.xml`);
  expect(tree.readPaths.filter((path) => path.includes('/carts/'))).toEqual([]);
});

describe('what the repository does not decide is unknown, by its name', () => {
  const namedValue = (value: string): Readonly<Record<string, string>> => ({
    'apimartifacts/named values/spa/namedValueInformation.json': JSON.stringify({ properties: { displayName: 'spa', value } }),
  });
  const before = (...lines: readonly string[]): Readonly<Record<string, string>> => ({ [apiPath]: policy([...lines, ...cors({ origins: [app] })]) });
  const outbound = (line: string): Readonly<Record<string, string>> => ({ [apiPath]: policy(['<base />'], rest([line])) });
  /** The elements of that name stand between two directives. */
  const templated = (files: Asked['files'], element: string, first: string, last: string): Asked['files'] => ({
    ...files,
    [apiPath]: (files[apiPath] ?? '').replace(new RegExp(`<${element}>.*</${element}>`), (all) => `${first}${all}${last}`),
  });
  const written = (value: string): string =>
    `<set-header name="Access-Control-Allow-Origin" exists-action="override"><value>${value}</value></set-header>`;

  test.each<[string, Asked, string]>([
    ['a template’s hole as an origin', { files: own({ origins: ['${spa_origin}'] }) }, '${spa_origin}'],
    ['a named value that a template fills in', { files: { ...own({ origins: ['{{spa}}'] }), ...namedValue('${spa_origin}') } }, '{{spa}}'],
    ['a named value that a pipeline fills in', { files: { ...own({ origins: ['https://{{spa}}'] }), ...namedValue('%SPA%') } }, 'https://{{spa}}'],
    ['a token in an origin', { files: own({ origins: ['https://{host}.contoso.com'] }) }, 'https://{host}.contoso.com'],
    [
      'a loop of a template, by the name of its list',
      { files: templated(own({ origins: ['${o}'] }), 'origin', '%{ for o in var.origins ~}', '%{ endfor ~}') },
      '${var.origins}',
    ],
    [
      'an origin under a condition of a template',
      { files: templated(own({ origins: [app] }), 'origin', '%{~ if dev }', '%{ endif ~}') },
      `${app} %{ if dev }`,
    ],
    ['a header that is asked for', { files: before('<check-header name="${x}" failed-check-httpcode="403" />') }, '${x}'],
    ['a header of a token', { files: before('<validate-jwt header-name="{{token-header}}" />') }, '{{token-header}}'],
  ])('%s', async (_name, asked, name) => {
    const { verdict, outcomes } = await ask({ method: 'GET', ...asked });
    expect(verdict).toBe('unknown');
    expect(JSON.stringify(outcomes.map(({ when }) => when))).toContain(JSON.stringify(name).slice(1, -1));
  });

  test.each(['${spa_origin}', '{{spa}}', '#{spa}#', '%SPA%', '@(context.Variables["o"])'])('%s written by hand', async (value) => {
    expect((await ask({ files: outbound(written(value)), method: 'GET' })).verdict).toBe('unknown');
  });

  test('a method under a condition of a template', async () => {
    const files = own({ origins: [app], methods: ['PUT'] });
    const conditional = templated(files, 'method', '%{ if dev }', '%{ endif }');
    expect((await ask({ files })).verdict).toBe('allowed');
    expect((await ask({ files: conditional })).verdict).toBe('unknown');
  });
});
