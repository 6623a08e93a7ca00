import { apiPath, cors, globalPath, headerVersioned, ordersApi, ordersSpecification, policy, repository } from '../../src/layouts/apiops/example.js';
import { ask, header, type Files } from '../asking.js';
import { runHere } from '../cli/run-here.js';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';

/** Questions that no <cors> has a part in are answered as such, in every format; and outcomes that nobody leans to are marked so. */

const app = 'https://app.contoso.com';
const socket = 'Browsers do not hold WebSockets against CORS';
const sockets: Files = { ...ordersApi({ type: 'websocket', protocols: ['wss'] }), [apiPath]: policy(['<base />']) };

async function explained(files: Files, ...args: readonly string[]): ReturnType<typeof runHere> {
  const folder = temporaryFolder();
  writeFiles(folder, repository({ ...ordersSpecification(['get', 'put']), ...files }));
  return runHere('explain', '--dir', folder, ...args);
}

describe('a WebSocket is not held against CORS', () => {
  test.each<[string, readonly string[]]>([
    ['an API of them by name', ['--origin', app, '--method', 'GET', '--api', 'orders']],
    ['by its path', ['--origin', app, '--method', 'GET', '--url', '/orders/x']],
    ['without a method', ['--origin', app, '--url', 'https://contoso.azure-api.net/orders/x']],
    ['a URL that says so', ['--origin', app, '--method', 'GET', '--url', 'wss://contoso.azure-api.net/orders/x']],
  ])('%s', async (_, args) => {
    const text = await explained(sockets, ...args);
    expect([text.code, text.stderr]).toEqual([4, '']);
    expect(text.stdout).toContain(socket);
    expect(text.stdout).not.toContain('<cors>');
    const { code, stdout } = await explained(sockets, ...args, '--format', 'json');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      4,
      { schemaVersion: 2, verdict: 'unknown', notOfCors: expect.stringContaining(socket) as string },
    ]);
  });

  test('an API of another type is explained', async () => {
    const { code, stdout } = await explained(
      { ...ordersApi({ type: 'http' }), [apiPath]: policy(cors({ origins: [app] })) },
      '--origin',
      app,
      '--method',
      'GET',
      '--api',
      'orders',
    );
    expect(code).toBe(0);
    expect(stdout).not.toContain(socket);
  });
});

describe('JSON is JSON', () => {
  test.each<[string, string]>([
    ['mixed content', "Mixed Content: The page at 'https://app.contoso.com/' was loaded over HTTPS, but requested an insecure resource 'http://x/'."],
    ['a WebSocket', "WebSocket connection to 'wss://contoso.azure-api.net/orders' failed"],
    [
      'a file',
      `Access to fetch at 'file:///C:/x/data.json' from origin 'null' has been blocked by CORS policy: Cross origin requests are only supported for protocol schemes: chrome, data, http, https.`,
    ],
    [
      'same-origin mode',
      `Fetch API cannot load https://x/y. Request mode is "same-origin" but the URL's origin is not same as the request origin ${app}.`,
    ],
    [
      'Local Network Access',
      `Access to fetch at 'http://192.168.0.2/' from origin '${app}' has been blocked by CORS policy: The request client is not a secure context and the resource is in more-private address space \`private\`.`,
    ],
  ])('for %s', async (_, text) => {
    const { code, stdout } = await explained({ [apiPath]: policy(['<base />']) }, '--console', text, '--format', 'json');
    expect([code, JSON.parse(stdout)]).toMatchObject([1, { schemaVersion: 2, verdict: 'blocked', notOfCors: expect.any(String) as string }]);
    const plain = await explained({ [apiPath]: policy(['<base />']) }, '--console', text);
    expect(plain.stdout.trim()).toBe((JSON.parse(stdout) as { readonly notOfCors: string }).notOfCors);
  });
});

describe('an outcome is what the leanings give, or none is', () => {
  const branch = [
    '<choose>',
    '<when condition="@(context.Request.Headers.GetValueOrDefault(&quot;x&quot;,&quot;&quot;) == &quot;1&quot;)">',
    ...cors({ origins: [app] }),
    '</when>',
    '</choose>',
  ];
  test.each<[string, Files, Parameters<typeof ask>[1]]>([
    [
      'a version in a header',
      { ...headerVersioned(), [globalPath]: policy(cors({ origins: ['https://b.example'] })), [apiPath]: policy(cors({ origins: [app] })) },
      { headers: [header('api-version')] },
    ],
    ['a branch', { [apiPath]: policy(branch) }, {}],
    ['a method that is not listed', { [apiPath]: policy(cors({ origins: [app], methods: ['GET'] })) }, { method: 'POST' }],
    ['the default of an attribute', { [apiPath]: policy(cors({ origins: ['https://b.example'], attributes: '' })) }, {}],
  ])('%s', async (_, files, request) => {
    const { outcomes } = await ask({ ...ordersSpecification(['get', 'post']), ...files }, request);
    expect(outcomes.length).toBeGreaterThan(1);
    expect(outcomes.filter(({ leaning }) => leaning).length).toBeLessThan(2);
  });
});
