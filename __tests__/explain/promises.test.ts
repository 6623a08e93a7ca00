import { apiPath, cors, globalPath, operationPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { runHere, type RanHere } from '../cli/run-here.js';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';

/** What `explain` promises, sentence by sentence, on the command line that people type. */

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const shop = 'https://shop.contoso.com';
const portal = 'https://contoso.developer.azure-api.net';
const url = 'https://contoso.azure-api.net/orders/orders/42';
const folders = new Map<Files, string>();

function explain(files: Files, ...args: readonly string[]): Promise<RanHere> {
  let folder = folders.get(files);
  if (folder === undefined) {
    folder = temporaryFolder();
    folders.set(files, folder);
    writeFiles(folder, repository(files));
  }
  return runHere('explain', '--dir', folder, ...args);
}

const chromium = (says: string, what = 'fetch'): string =>
  `Access to ${what} at '${url}' from origin '${app}' has been blocked by CORS policy: ${says}`;
const noHeader = "No 'Access-Control-Allow-Origin' header is present on the requested resource.";
const preflightFailed = "Response to preflight request doesn't pass access control check: ";
const firefox = (reason: string, status: string): string =>
  `Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ${url}. (Reason: ${reason}). Status code: ${status}.`;
const to = (method: string, origin = app): readonly string[] => ['--origin', origin, '--method', method, '--url', '/orders/orders/42'];

const listed = { [apiPath]: policy([...cors({ origins: [app], methods: ['GET', 'PUT'], headers: ['content-type'] }), '<base />']) };
const below = {
  [globalPath]: policy(cors({ origins: [portal], attributes: ' allow-credentials="true"' })),
  [apiPath]: policy(['<base />', ...cors({ origins: [app], methods: ['GET', 'PUT'] })]),
};
const bare = { [apiPath]: policy(['<base />']) };

describe('a message is held against every reading, and what contradicts it is out', () => {
  test.each<[string, readonly string[], string]>([
    ['a preflight without the header', ['--console', chromium(preflightFailed + noHeader)], 'terminate-unmatched-default=true'],
    [
      'the same of XMLHttpRequest',
      ['--method', 'PUT', '--console', chromium(preflightFailed + noHeader, 'XMLHttpRequest')],
      'terminate-unmatched-default=true',
    ],
  ])('%s', async (_, args, assume) => {
    const { stdout, code } = await explain(below, ...args);
    expect(code).toBe(1);
    expect(stdout).toContain('What was seen leaves one reading');
    expect(stdout).toContain(`--assume ${assume}`);
  });

  test.each<[string, string]>([
    ['Firefox', firefox('CORS preflight response did not succeed', '404')],
    ['Safari', `Preflight response is not successful. Status code: 404\nFetch API cannot load ${url} due to access control checks.`],
    ['Chromium', chromium(`${preflightFailed}It does not have HTTP ok status.`)],
  ])('what is said of the preflight settles nothing about the request behind it: %s', async (_, message) => {
    const { stdout } = await explain(below, '--origin', app, '--method', 'PUT', '--console', message);
    expect(stdout).not.toContain('--assume');
    expect(stdout).toMatch(/^(?:Blocked, and not as these policies say|Not known: these policies allow)/);
  });

  test.each([401, 403, 429, 503])('a preflight that was refused with %s was refused by something that no policy is', async (status) => {
    const { stdout, code } = await explain(
      listed,
      '--origin',
      app,
      '--method',
      'PUT',
      '--console',
      firefox('CORS preflight response did not succeed', String(status)),
    );
    expect(code).toBe(1);
    expect(stdout).toContain(`No policy answers a preflight with ${status}`);
    expect(stdout).toContain('whose-fix.md#a-preflight-that-is-refused');
    expect(stdout).not.toContain('What would allow it');
  });

  test('a 404 says that the policies are not there', async () => {
    const { stdout } = await explain(
      listed,
      '--origin',
      app,
      '--method',
      'PUT',
      '--console',
      firefox('CORS preflight response did not succeed', '404'),
    );
    expect(stdout.replace(/\s+/g, ' ')).toContain('answers its preflights with 404: these policies are not deployed there');
  });
});

describe('--assume decides, and a settled point is no longer told', () => {
  test.each<[string, number, string]>([
    ['true', 1, 'Blocked: the answer to the preflight has no Access-Control-Allow-Origin.'],
    ['false', 0, 'Allowed: the page can read the answer.'],
  ])('%s', async (value, code, words) => {
    const ran = await explain(
      below,
      ...to('PUT'),
      '--assume',
      `terminate-unmatched-default=${value}`,
      '--assume',
      'second-cors-decorates-actual=yes',
    );
    expect(ran).toMatchObject({ code });
    expect(ran.stdout).toContain(words);
    expect(ran.stdout).not.toContain('terminate-unmatched-request defaults');
  });
});

describe('without --method', () => {
  test('the message says it', async () => {
    const { stdout } = await explain(
      below,
      '--console',
      chromium('Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.'),
    );
    expect(stdout.replace(/\s+/g, ' ')).toContain(`sends PUT ${url}`);
  });

  test('a message that a method is missing is not about one that browsers never miss', async () => {
    const message = firefox('Did not find method in CORS header ‘Access-Control-Allow-Methods’', '200');
    const { stdout } = await explain(
      { [apiPath]: policy([...cors({ origins: [app], methods: ['DELETE'] }), '<base />']) },
      '--origin',
      app,
      '--console',
      message,
    );
    expect(stdout.match(/sends (?:GET|PUT)\b/g)).toEqual(['sends PUT']);
    expect(stdout).toContain('Access-Control-Allow-Methods does not list the method');
  });

  test('each method that the URL has is answered, of a message those that fit it', async () => {
    const { stdout } = await explain(listed, '--origin', app, '--url', '/orders/orders/42');
    expect(stdout.match(/sends (?:GET|PUT)\b/g)).toEqual(['sends GET', 'sends PUT']);
    const seen = await explain(bare, '--console', chromium(preflightFailed + noHeader));
    expect(seen.stdout.match(/sends (?:GET|PUT)\b/g)).toEqual(['sends PUT']);
  });
});

describe('the page’s own mistakes come first, with the line to change, and no policy is opened for them', () => {
  test.each<[string, readonly string[], readonly string[], string]>([
    [
      'a header of answers',
      [...to('GET'), '--header', 'Access-Control-Allow-Origin:*'],
      ["- 'Access-Control-Allow-Origin': '*',"],
      'headers-of-answers-on-the-request',
    ],
    [
      'two of them',
      [...to('PUT'), '--header', 'Strict-Transport-Security:x', '--header', 'X-Frame-Options:DENY'],
      ["- 'X-Frame-Options': 'DENY',"],
      'headers-of-answers-on-the-request',
    ],
    [
      'one that the console names',
      [
        '--method',
        'GET',
        '--console',
        chromium('Request header field access-control-allow-methods is not allowed by Access-Control-Allow-Headers in preflight response.'),
      ],
      ["- 'access-control-allow-methods': …,"],
      'headers-of-answers-on-the-request',
    ],
    [
      'Content-Type on a GET',
      [...to('GET'), '--header', 'Content-Type:application/json'],
      ["- 'Content-Type': 'application/json',", "+ 'Accept': 'application/json',"],
      'content-type-where-there-is-no-body',
    ],
    [
      'the key under a name that nobody reads',
      [...to('GET'), '--header', 'Apim-Subscription-Key:k'],
      ["- 'Apim-Subscription-Key': 'k',", "+ 'Ocp-Apim-Subscription-Key': 'k',"],
      'the-key-under-another-name',
    ],
    [
      'the same from the console',
      [
        '--method',
        'GET',
        '--console',
        chromium('Request header field subscription-key is not allowed by Access-Control-Allow-Headers in preflight response.'),
      ],
      ["- 'subscription-key': …,", "+ 'Ocp-Apim-Subscription-Key': …,"],
      'the-key-under-another-name',
    ],
    [
      'headers past caches',
      [...to('GET'), '--header', 'Cache-Control:no-cache', '--header', 'Pragma:no-cache'],
      ["- 'Pragma': 'no-cache',", "+ cache: 'no-store',"],
      'headers-that-are-not-needed',
    ],
    [
      'a habit of libraries',
      [...to('PUT'), '--header', 'X-Requested-With:XMLHttpRequest'],
      ["- 'X-Requested-With': 'XMLHttpRequest',"],
      'headers-that-are-not-needed',
    ],
    ['an option among the headers', [...to('GET'), '--header', 'crossDomain:true'], ["- 'crossDomain': 'true',"], 'headers-that-are-not-needed'],
    [
      'cookies beside a token',
      [...to('GET'), '--credentials', 'include', '--header', 'content-type:text/plain', '--header', 'Authorization:x'],
      ["- credentials: 'include',"],
      'credentials-where-nothing-reads-cookies',
    ],
    ['no-cors, where the answer is read', [...to('GET'), '--mode', 'no-cors'], ["- mode: 'no-cors',"], 'no-cors'],
    ['a page over http', to('GET', 'http://app.contoso.com'), [], 'http'],
    ['the API over http', ['--origin', app, '--method', 'GET', '--url', url.replace('https:', 'http:')], [`+ fetch('${url}', …)`], 'http'],
    ['an address for an origin', to('GET', `${app}/orders/index.html`), [], 'an-address-is-not-an-origin'],
  ])('%s', async (_, args, lines, paragraph) => {
    const { stdout } = await explain(listed, ...args);
    expect(stdout).toMatch(/^First, in the page\n/);
    for (const line of lines) expect(stdout).toContain(`  ${line}\n`);
    expect(stdout).toContain(`docs/whose-fix.md#${paragraph}\n`);
    expect(stdout).not.toMatch(/<header>(?:access-control|x-frame|strict|pragma|cache|crossdomain|x-requested)/i);
  });
});

test.each<[string, Files]>([
  ['a <cors> lists it by name', { [apiPath]: policy([...cors({ origins: [app], headers: ['x-subscription-key'] }), '<base />']) }],
  [
    'a policy asks for it',
    {
      [apiPath]: policy([
        ...cors({ origins: [app], headers: ['x-a'] }),
        '<check-header name="X-Subscription-Key" failed-check-httpcode="401" />',
        '<base />',
      ]),
    },
  ],
])('a header like a key that somebody reads is left alone: %s', async (_, files) => {
  const { stdout } = await explain(files, ...to('GET'), '--header', 'X-Subscription-Key:k');
  expect(stdout).not.toContain('First, in the page');
});

describe('the origin null is never listed', () => {
  test.each<[string, readonly string[], string]>([
    ['itself', to('GET', 'null'), 'Browsers send the origin null for'],
    ['a file', to('PUT', 'file:///C:/demo/index.html'), 'file:///C:/demo/index.html is a page without an origin'],
    ['a data: page', to('GET', 'data:text/html,x'), 'data:text/html,x is a page without an origin'],
    [
      'in a message',
      ['--method', 'PUT', '--console', chromium(preflightFailed + noHeader).replace(`origin '${app}'`, "origin 'null'")],
      'Browsers send the origin null for',
    ],
  ])('%s', async (_, args, words) => {
    const { stdout } = await explain(listed, ...args);
    expect(stdout.replace(/\s+/g, ' ')).toContain(words);
    expect(stdout).toContain('whose-fix.md#the-origin-null');
    expect(stdout).toContain('http://localhost:8080');
    expect(stdout).not.toContain('What would allow it');
    expect(stdout).not.toContain('Ask whoever');
  });
});

describe('a host that is not the gateway is told as that, whatever path it is asked for', () => {
  test.each([
    ['https://contoso.developer.azure-api.net/orders/orders/42', 'the developer portal', 'contoso.azure-api.net'],
    ['https://contoso.management.azure-api.net/orders/orders/42', 'the management endpoint', 'contoso.azure-api.net'],
    ['https://contoso.developer.azure-api.us/nothing', 'the developer portal', 'contoso.azure-api.us'],
  ])('%s', async (address, what, gateway) => {
    const { stderr, code } = await explain(listed, '--origin', app, '--method', 'GET', '--url', address);
    expect(code).toBe(2);
    expect(stderr).toContain(`is ${what}, whose answers no policy touches; the gateway is ${gateway}`);
  });
});

describe('an extension is told where it is allowed', () => {
  test.each(['chrome-extension://abcdefghijklmnopabcdefghijklmnop', 'moz-extension://0f0f0f0f-1111-2222-3333-444444444444'])('%s', async (origin) => {
    const { stdout } = await explain(listed, ...to('PUT', origin));
    expect(stdout).toContain('host_permissions');
    expect(stdout).toContain('whose-fix.md#a-browser-extension-asks');
    expect(stdout).not.toContain('What would allow it');
  });
});

describe('who cannot change the API is told what to ask for, of whom, and what is no way', () => {
  test.each<[string, Files, readonly string[], string]>([
    ['the origin and the method', bare, to('PUT'), `the origin ${app} and the method PUT`],
    ['a header too', bare, [...to('GET'), '--header', 'authorization'], `the origin ${app}, the method GET and the header authorization`],
    ['not what is listed already', below, to('PUT'), `The policies list ${app} already. Ask whoever owns the API for the change above`],
  ])('%s', async (_, files, args, words) => {
    const { stdout } = await explain(files, ...args);
    expect(stdout.replace(/\s+/g, ' ')).toContain(words);
    expect(stdout.replace(/\s+/g, ' ')).toContain('no-cors, JSONP and browser extensions are no way here');
    expect(stdout).toContain('whose-fix.md#when-the-api-is-not-yours');
  });
});

describe('the developer portal’s own <cors> is called that', () => {
  const own = (origin: string): Files => ({
    [globalPath]: policy(
      cors({ origins: [origin], methods: ['*'], headers: ['*'], exposed: ['*'], maxAge: 300, attributes: ' allow-credentials="true"' }),
    ),
    [apiPath]: policy(['<base />', ...cors({ origins: [app] })]),
  });
  test.each<[string, string, string]>([
    ['by its origin', portal, 'is what "Enable CORS" of the developer portal writes'],
    ['of another cloud', 'https://contoso.developer.azure-api.us', 'is what "Enable CORS" of the developer portal writes'],
    ['by its shape', 'https://apis.contoso.com', 'has the shape of what "Enable CORS" of the developer portal writes'],
  ])('%s', async (_, origin, words) => {
    const { stdout } = await explain(own(origin), ...to('PUT'), '--assume', 'terminate-unmatched-default=true');
    expect(stdout.replace(/\s+/g, ' ')).toContain(words);
    expect(stdout).toContain('whose-fix.md#the-developer-portals-own-cors');
  });

  test('and not the <cors> of an app', async () => {
    const { stdout } = await explain({ [globalPath]: policy(cors({ origins: [shop] })), [operationPath]: policy(['<base />']) }, ...to('PUT'));
    expect(stdout).not.toContain('Enable CORS');
  });
});
