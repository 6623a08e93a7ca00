import * as fc from 'fast-check';
import { blockedCodes, type Blocked, type BlockedCode } from '../../src/browser/judge.js';
import { codeMeanings, consoleMessage } from '../../src/browser/console-message.js';
import { readConsoleMessage, type ReadMessage } from '../../src/browser/read-console-message.js';

const url = 'https://api.contoso.com/orders/42?expand=lines';
const origin = 'https://app.contoso.com';
const none = "No 'Access-Control-Allow-Origin' header is present on the requested resource.";
const advice = " If an opaque response serves your needs, set the request's mode to 'no-cors' to fetch the resource with CORS disabled.";
const notAllowed = `Origin '${origin}' is therefore not allowed access.`;
const access = `Access to fetch at '${url}' from origin '${origin}' has been blocked by CORS policy: `;
const preflight = "Response to preflight request doesn't pass access control check: ";
const firefox = `Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ${url}. (Reason: `;

const wordings: [string, string, Partial<ReadMessage>][] = [
  ['today', `${access}${none}`, { code: 'MissingAllowOriginHeader', url, origin, initiator: 'fetch', browser: 'chromium', preflighted: null }],
  ['with the hint that is gone', `${access}${none}${advice}`, { code: 'MissingAllowOriginHeader', url, origin }],
  [
    'with a source, a stack and a second line',
    `app.js:12 ${access}${none}\napp.js:12  GET ${url} net::ERR_FAILED 200 (OK)\n(anonymous) @ app.js:12\nUncaught (in promise) TypeError: Failed to fetch`,
    { code: 'MissingAllowOriginHeader', url, origin, others: 0 },
  ],
  [
    'in curly quotation marks',
    `Access to fetch at ‘${url}’ from origin ‘${origin}’ has been blocked by CORS policy: ${none.replace(/'/g, '’')}`,
    { code: 'MissingAllowOriginHeader', url, origin },
  ],
  [
    'wrapped at 80 columns, also within a name',
    `Access to fetch at '${url}' from origin\n'${origin}' has been blocked by CORS policy: No 'Access-Control-\nAllow-Origin' header is present on the\nrequested resource.`,
    { code: 'MissingAllowOriginHeader', url, origin },
  ],
  [
    'with empty addresses',
    'Access to fetch at ‘’ from origin ‘null’ has been blocked by CORS policy: No ‘Access-Control-Allow-Origin’ header is present on the requested resource. If an opaque response serves your needs, set the request’s mode to ‘no-cors’ to fetch the resource with CORS disabled.',
    { code: 'MissingAllowOriginHeader', url: null, origin: 'null', initiator: 'fetch' },
  ],
  [
    'from Chrome 40, its address lost',
    'XMLHttpRequest cannot load No ‘Access-Control-Allow-Origin’ header is present on the requested resource. Origin ‘https://localhost:4300’ is therefore not allowed access.',
    { code: 'MissingAllowOriginHeader', url: null, origin: 'https://localhost:4300', initiator: 'XMLHttpRequest' },
  ],
  [
    'from Chrome 40',
    `XMLHttpRequest cannot load ${url}. ${none} ${notAllowed} The response had HTTP status code 401.`,
    { code: 'MissingAllowOriginHeader', url, origin, initiator: 'XMLHttpRequest', status: 401 },
  ],
  ['on three lines', `XMLHttpRequest cannot load ${url}.\n${none}\n${notAllowed}`, { code: 'MissingAllowOriginHeader', url, origin }],
  ['from Chrome 60', `orders:1 Failed to load ${url}: ${none} ${notAllowed}`, { code: 'MissingAllowOriginHeader', url, origin }],
  [
    'from Chrome 60, a preflight',
    `Failed to load ${url}: ${preflight}${none} ${notAllowed}`,
    { code: 'PreflightMissingAllowOriginHeader', preflighted: true, url, origin },
  ],
  [
    'from Chrome 60, redirected',
    `Failed to load ${url}: Redirect from '${url}' to 'https://login.contoso.com/' has been blocked by CORS policy: ${none} ${notAllowed}`,
    { code: 'MissingAllowOriginHeader', url: 'https://login.contoso.com/', redirectedFrom: url, origin },
  ],
  [
    'redirected',
    `Access to XMLHttpRequest at 'https://login.contoso.com/' (redirected from '${url}') from origin 'null' has been blocked by CORS policy: ${preflight}${none}`,
    {
      code: 'PreflightMissingAllowOriginHeader',
      url: 'https://login.contoso.com/',
      redirectedFrom: url,
      origin: 'null',
      initiator: 'XMLHttpRequest',
    },
  ],
  [
    'from Chrome 50, a status',
    `Failed to load ${url}: Response for preflight has invalid HTTP status code 405.`,
    { code: 'PreflightInvalidStatus', status: 405, preflighted: true, origin: null },
  ],
  [
    'from Chrome 38, a status',
    `XMLHttpRequest cannot load ${url}. Invalid HTTP status code 404`,
    { code: 'PreflightInvalidStatus', status: 404, url },
  ],
  [
    'from Chrome 60, a redirected preflight',
    `Failed to load ${url}: Response for preflight is invalid (redirect)`,
    { code: 'PreflightDisallowedRedirect', url },
  ],
  [
    'from Chrome 40, a redirected preflight',
    `XMLHttpRequest cannot load ${url}. The request was redirected to 'https://x/', which is disallowed for cross-origin requests that require preflight.`,
    { code: 'PreflightDisallowedRedirect', url },
  ],
  [
    'from Chrome 40, the wildcard',
    `XMLHttpRequest cannot load ${url}. A wildcard '*' cannot be used in the 'Access-Control-Allow-Origin' header when the credentials flag is true. ${notAllowed}`,
    { code: 'WildcardOriginNotAllowed', credentials: 'include', origin },
  ],
  [
    'from Chrome 40, credentials',
    `Fetch API cannot load ${url}. Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is ''. It must be 'true' to allow credentials. ${notAllowed}`,
    { code: 'InvalidAllowCredentials', credentials: 'include', value: '', origin, initiator: 'fetch' },
  ],
  [
    'from Chrome 60, another origin',
    `Failed to load ${url}: The 'Access-Control-Allow-Origin' header has a value 'https://other.example' that is not equal to the supplied origin. ${notAllowed} Have the server send the header with a valid value, or, if an opaque response serves your needs, set the request's mode to 'no-cors' to fetch the resource with CORS disabled.`,
    { code: 'AllowOriginMismatch', value: 'https://other.example', origin },
  ],
  [
    'a method',
    `${access}Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.`,
    { code: 'MethodDisallowedByPreflightResponse', method: 'PUT', preflighted: true },
  ],
  [
    'a header',
    `${access}Request header field ocp-apim-subscription-key is not allowed by Access-Control-Allow-Headers in preflight response.`,
    { code: 'HeaderDisallowedByPreflightResponse', header: 'ocp-apim-subscription-key' },
  ],
  [
    'a header, from Chrome 40',
    `XMLHttpRequest cannot load ${url}. Request header field Content-Type is not allowed by Access-Control-Allow-Headers in preflight response.`,
    { header: 'content-type', url },
  ],
  [
    'a font',
    `Font from origin 'https://cdn.contoso.com' has been blocked from loading by Cross-Origin Resource Sharing policy: ${none} ${notAllowed}`,
    { code: 'MissingAllowOriginHeader', initiator: 'font' },
  ],
  [
    'a font, today',
    `Access to font at 'https://cdn.contoso.com/a.woff2' from origin '${origin}' has been blocked by CORS policy: ${none}`,
    { initiator: 'font', url: 'https://cdn.contoso.com/a.woff2' },
  ],
  [
    'quotation marks in the address',
    `Access to fetch at 'https://api.contoso.com/odata/Products('1')' from origin '${origin}' has been blocked by CORS policy: ${none}`,
    { url: "https://api.contoso.com/odata/Products('1')", origin },
  ],
  [
    'before 2014',
    `XMLHttpRequest cannot load ${url}. Origin ${origin} is not allowed by Access-Control-Allow-Origin.`,
    { code: null, url, origin, browser: 'safari' },
  ],
  [
    'Safari, two lines',
    `[Error] Origin ${origin} is not allowed by Access-Control-Allow-Origin. Status code: 404\n[Error] Fetch API cannot load ${url} due to access control checks.`,
    { browser: 'safari', code: null, url, origin, status: 404, initiator: 'fetch' },
  ],
  [
    'Safari, a preflight',
    `[Error] Preflight response is not successful. Status code: 404\n[Error] XMLHttpRequest cannot load ${url} due to access control checks.\n[Error] Failed to load resource: Preflight response is not successful. Status code: 404 (orders, line 0)`,
    { browser: 'safari', code: 'PreflightInvalidStatus', url, status: 404, initiator: 'XMLHttpRequest' },
  ],
  [
    'Safari, a header',
    `Request header field x-a is not allowed by Access-Control-Allow-Headers.\nFetch API cannot load ${url} due to access control checks.`,
    { code: 'HeaderDisallowedByPreflightResponse', header: 'x-a', url },
  ],
  [
    'Firefox',
    `${firefox}CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 200.[Learn More]`,
    { browser: 'firefox', code: 'MissingAllowOriginHeader', url, origin: null, status: 200, initiator: null },
  ],
  [
    'Firefox, two lines',
    `${firefox}CORS request did not succeed). Status code: (null).\n${firefox}CORS preflight response did not succeed). Status code: 404.`,
    { code: 'PreflightInvalidStatus', status: 404, url, others: 0 },
  ],
  [
    'Firefox, quoted address',
    `Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ‘${url}’. (Reason: Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’).`,
    { code: 'WildcardOriginNotAllowed', url, credentials: 'include' },
  ],
  [
    'Firefox, another origin: the value is not the page',
    `${firefox}CORS header ‘Access-Control-Allow-Origin’ does not match ‘https://other.example’).`,
    { code: 'AllowOriginMismatch', value: 'https://other.example', origin: null },
  ],
  [
    'Firefox, a header',
    `${firefox}header ‘authorization’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response).`,
    { code: 'HeaderDisallowedByPreflightResponse', header: 'authorization' },
  ],
  [
    'Firefox 60, a header',
    `${firefox}missing token ‘x-a’ in CORS header ‘Access-Control-Allow-Headers’ from CORS preflight channel).`,
    { code: 'HeaderDisallowedByPreflightResponse', header: 'x-a' },
  ],
  ['Firefox 60, a status', `${firefox}CORS preflight channel did not succeed).`, { code: 'PreflightInvalidStatus' }],
  ['Firefox 60, no header', `${firefox}CORS header ‘Access-Control-Allow-Origin’ missing).`, { code: 'MissingAllowOriginHeader', status: null }],
  [
    'Firefox 30',
    'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://api.contoso.com/x. This can be fixed by moving the resource to the same domain or enabling CORS.',
    { code: null, url: 'https://api.contoso.com/x' },
  ],
  [
    'two requests: the first, and it says so',
    `${access}${none}\nAccess to fetch at 'https://other.example/' from origin '${origin}' has been blocked by CORS policy: ${none}`,
    { url, others: 1 },
  ],
];

describe('reads', () => {
  test.each(wordings)('%s', (_, text, found) => {
    expect(readConsoleMessage(text)).toMatchObject({ kind: 'blocked', ...found });
  });
});

describe('is no matter of a policy', () => {
  test.each([
    [
      'mixed content',
      `Mixed Content: The page at '${origin}/' was loaded over HTTPS, but requested an insecure resource 'http://api.contoso.com/'. This request has been blocked; the content must be served over HTTPS.`,
      /^Mixed content/,
    ],
    [
      'a WebSocket in Chromium',
      "WebSocket connection to 'wss://api.contoso.com/live' failed: Error during WebSocket handshake: Unexpected response code: 403",
      /^Browsers do not hold WebSockets against CORS/,
    ],
    ['a WebSocket in Firefox', 'Firefox can’t establish a connection to the server at wss://api.contoso.com/live.', /WebSockets against CORS/],
    ['a WebSocket in Safari', "WebSocket connection to 'ws://localhost:8080/' failed: The network connection was lost.", /WebSockets against CORS/],
    ['mixed content in Firefox', 'Blocked loading mixed active content “http://api.contoso.com/”', /^Mixed content/],
    [
      'mixed content in Safari',
      `[blocked] The page at ${origin}/ requested insecure content from http://api.contoso.com/. This content was blocked and must be served over HTTPS. was not allowed to run insecure content`,
      /^Mixed content/,
    ],
    [
      'a private address',
      `Access to fetch at 'http://127.0.0.1/' from origin '${origin}' has been blocked by CORS policy: Permission was denied for this request to access the \`loopback\` address space.`,
      /Local Network Access/,
    ],
    [
      'an insecure page and a private address',
      `Access to fetch at 'http://127.0.0.1/' from origin '${origin}' has been blocked by CORS policy: The request client is not a secure context and the resource is in more-private address space \`local\`.`,
      /Local Network Access/,
    ],
    [
      'a file',
      "Access to XMLHttpRequest at 'file:///C:/orders.json' from origin 'null' has been blocked by CORS policy: Cross origin requests are only supported for protocol schemes: chrome, data, http, https.",
      /neither http nor https/,
    ],
    [
      'a file in an old browser',
      'XMLHttpRequest cannot load file:///C:/orders.json. Cross origin requests are only supported for HTTP.',
      /neither http nor https/,
    ],
    [
      'mode same-origin',
      `Fetch API cannot load ${url}. Request mode is "same-origin" but the URL's origin is not same as the request origin ${origin}.`,
      /same-origin/,
    ],
    ['no connection in Firefox', `${firefox}CORS request did not succeed). Status code: (null).`, /no answer at all/],
    ['no connection in Chromium', `GET ${url} net::ERR_CONNECTION_REFUSED`, /no usable answer/],
    [
      'the page’s own policy',
      `Refused to connect to '${url}' because it violates the following Content Security Policy directive: "connect-src 'self'".`,
      /connect-src/,
    ],
    ['read blocking', `Cross-Origin Read Blocking (CORB) blocked cross-origin response ${url} with MIME type application/json.`, /read blocking/],
    ['an extension', `GET ${url} net::ERR_BLOCKED_BY_CLIENT`, /extension/],
  ])('%s', (_, text, what) => {
    expect(readConsoleMessage(text)).toEqual({ kind: 'other', what: expect.stringMatching(what) });
  });
});

describe('cannot be read', () => {
  test.each([
    ['', /is empty/],
    ['TypeError: Failed to fetch', /all that scripts are told/],
    [`GET ${url} net::ERR_FAILED`, /all that scripts are told/],
    ['TypeError: Load failed', /all that scripts are told/],
    ['Http failure response for https://contoso.azure-api.net/orders: 0 Unknown Error', /all that scripts are told/],
    ['Uncaught ReferenceError: foo is not defined', /No message of/],
    ['x'.repeat(64 * 1024 + 1), /longer than 64 kB/],
  ])('%.40s', (text, why) => {
    expect(readConsoleMessage(text)).toEqual({ kind: 'unread', why: expect.stringMatching(why) });
  });
});

describe('what the browsers print comes back', () => {
  const codes = blockedCodes.filter(
    (code) => !['TypeError', 'NetworkError', 'MixedContent', 'DisallowedByMode', 'CorsDisabledScheme'].includes(code),
  );
  const parameter = (code: BlockedCode): string => {
    if (code.startsWith('Method')) return 'PATCH';
    if (code.startsWith('Header')) return 'x-a';
    return codeMeanings[code].parameter === null ? '' : code.includes('Credentials') ? 'TRUE' : 'https://other.example';
  };
  const blocked = (code: BlockedCode): Blocked => ({ code, parameter: parameter(code), status: 200, repeated: false });

  test.each(codes)('Chromium: %s', (code) => {
    for (const initiator of ['fetch', 'XMLHttpRequest'] as const) {
      for (const redirectedFrom of [null, 'https://api.contoso.com/']) {
        const read = readConsoleMessage(consoleMessage(blocked(code), { origin, url, initiator, redirectedFrom }).chromium);
        expect(read).toMatchObject({ kind: 'blocked', browser: 'chromium', code, url, origin, initiator, redirectedFrom });
      }
    }
  });

  /** Firefox does not tell a preflight from a request, nor finer kinds of mismatch; RedirectContainsCredentials is a failure like any other. */
  const coarse = (code: BlockedCode): string =>
    code.replace(/^Preflight(?!Invalid(?:Status)|Disallowed)/, '').replace(/^(?:Multiple|Invalid)AllowOriginValues?$/, 'AllowOriginMismatch');
  test.each(codes.filter((code) => code !== 'RedirectContainsCredentials'))('Firefox: %s', (code) => {
    const read = readConsoleMessage(consoleMessage(blocked(code), { origin, url }).firefox);
    expect(read).toMatchObject({ kind: 'blocked', browser: 'firefox', code: coarse(code), url, origin: null });
  });

  test.each(codes)('Safari: %s', (code) => {
    const { safari } = consoleMessage(blocked(code), { origin, url });
    if (safari !== null) expect(readConsoleMessage(safari)).toMatchObject({ kind: 'blocked', browser: 'safari', url });
  });
});

test('never throws, and says something, whatever is pasted', () => {
  const pieces = wordings.flatMap(([, text]) => text.split(/(?<=[ '])/));
  const garbled = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 60 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(garbled, (text) => {
      const read = readConsoleMessage(text);
      if (read.kind === 'blocked') {
        expect(read.origin === null || read.origin === 'null' || /^[a-z][a-z0-9+.-]*:\/\/[^\s/]+$/i.test(read.origin)).toBe(true);
        expect(read.others).toBeGreaterThanOrEqual(0);
      } else {
        expect((read.kind === 'other' ? read.what : read.why).length).toBeGreaterThan(20);
      }
    }),
  );
});

test('what Axios says of every answer that the browser keeps is a request that failed, and not a broken connection', () => {
  const axios = "AxiosError {message: 'Network Error', name: 'AxiosError', code: 'ERR_NETWORK', config: {…}, request: XMLHttpRequest}";
  expect(readConsoleMessage(axios)).toMatchObject({ kind: 'unread', why: expect.stringContaining('fits every failure') });
  expect(readConsoleMessage('GET https://api.contoso.com/orders net::ERR_NETWORK_CHANGED')).toMatchObject({ kind: 'other' });
});
