import { blockedCodes, judged, type Blocked, type BlockedCode } from '../../src/browser/judge.js';
import { codeMeanings, consoleMessage } from '../../src/browser/console-message.js';
import { filled, oracle, scene, type OracleRow } from './browser-oracle.js';

const origin = 'http://localhost';
const api = 'http://127.0.0.1:8080';
const blocked = (code: BlockedCode, parameter = '', status: number | null = 200, more: Partial<Blocked> = {}): Blocked => ({
  code,
  parameter,
  status,
  repeated: false,
  ...more,
});

describe('every message the consoles printed', () => {
  const printed = oracle.filter((row) => row.chromium.console !== undefined).map((row): [string, OracleRow] => [row.id, row]);

  test.each(printed)('%s', (_, row) => {
    const said = (row.chromium.console ?? '').replaceAll('{api}', api);
    const url = /(?:at '|cannot load )([^' ]*?)(?:'|\. )/.exec(said)?.[1] ?? '';
    const { blocked: why } = judged(...scene(row, origin, `${api}/c/1`));
    if (why === null) throw new Error('is allowed');
    const message = consoleMessage(why, { origin, url });
    expect(message.chromium).toBe(filled(said, origin));
    const inFirefox = (row.firefox.console ?? []).map((text) => filled(text, origin));
    // The oracle replaced what looked like the page's address in other places too: such texts cannot be compared.
    if (inFirefox.length > 0 && row.firefox.preflighted === row.chromium.preflighted && why.code !== 'DisallowedByMode') {
      expect(inFirefox.map((text) => text.toLowerCase())).toContain(message.firefox.slice(message.firefox.indexOf('(Reason')).toLowerCase());
    }
  });
});

test('every code has words in every console', () => {
  expect(Object.keys(codeMeanings).sort()).toEqual([...blockedCodes].sort());
  for (const code of blockedCodes) {
    for (const initiator of ['fetch', 'XMLHttpRequest'] as const) {
      const { chromium, firefox } = consoleMessage(blocked(code, '{parameter}'), { origin, url: api, initiator });
      expect(chromium.length).toBeGreaterThan(20);
      expect(firefox.length).toBeGreaterThan(20);
      const named = codeMeanings[code].parameter !== null;
      if (!named) expect(chromium + firefox).not.toContain('{parameter}');
      else if (code !== 'CorsDisabledScheme' || initiator === 'fetch') expect(chromium + firefox).toContain('{parameter}');
    }
  }
});

/** Measured in Chromium 156 and Firefox 153 beside the oracle's rows. */
describe('as printed', () => {
  const at = (url: string, redirectedFrom?: string) => ({ origin, url, ...(redirectedFrom === undefined ? {} : { redirectedFrom }) });
  test.each<[string, Blocked, Parameters<typeof consoleMessage>[1], string]>([
    [
      'after a redirect',
      blocked('MissingAllowOriginHeader'),
      at(`${api}/nowhere`, `${api}/c/5`),
      `Access to fetch at '${api}/nowhere' (redirected from '${api}/c/5') from origin '${origin}' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.`,
    ],
    [
      'a redirect out of the web',
      blocked('CorsDisabledScheme', 'ftp', 302, { url: 'ftp://x/' }),
      at(`${api}/c/4`),
      `Access to fetch at 'ftp://x/' (redirected from '${api}/c/4') from origin '${origin}' has been blocked by CORS policy: Cross origin requests are only supported for protocol schemes: chrome, chrome-untrusted, data, http, https.`,
    ],
    [
      'a redirect with a password',
      blocked('RedirectContainsCredentials', '', 302),
      at(`${api}/c/3`),
      `Access to fetch at '${api}/c/3' from origin '${origin}' has been blocked by CORS policy: Redirect location '' contains a username and password, which is disallowed for cross-origin requests.`,
    ],
    [
      'another scheme',
      blocked('CorsDisabledScheme', 'ftp', null),
      at('ftp://127.0.0.1/'),
      'Fetch API cannot load ftp://127.0.0.1/. URL scheme "ftp" is not supported.',
    ],
    [
      'XMLHttpRequest gets no advice',
      blocked('AllowOriginMismatch', 'https://x'),
      { ...at(`${api}/c/14`), initiator: 'XMLHttpRequest' },
      `Access to XMLHttpRequest at '${api}/c/14' from origin '${origin}' has been blocked by CORS policy: The 'Access-Control-Allow-Origin' header has a value 'https://x' that is not equal to the supplied origin.`,
    ],
    [
      'and a sentence about its attribute',
      blocked('InvalidAllowCredentials'),
      { ...at(`${api}/c/13`), initiator: 'XMLHttpRequest' },
      `Access to XMLHttpRequest at '${api}/c/13' from origin '${origin}' has been blocked by CORS policy: The value of the 'Access-Control-Allow-Credentials' header in the response is '' which must be 'true' when the request's credentials mode is 'include'. The credentials mode of requests initiated by the XMLHttpRequest is controlled by the withCredentials attribute.`,
    ],
    [
      'what is not printable is escaped',
      blocked('InvalidAllowOriginValue', 'a\tb\u0007c\u00c3'),
      at(`${api}/c/17`),
      `Access to fetch at '${api}/c/17' from origin '${origin}' has been blocked by CORS policy: The 'Access-Control-Allow-Origin' header contains the invalid value 'a\\u0009b\\u0007c\\u00C3'. Have the server send the header with a valid value.`,
    ],
  ])('Chromium: %s', (_, why, context, text) => {
    expect(consoleMessage(why, context).chromium).toBe(text);
  });

  const firefox = (reason: string, url = api): string =>
    `Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ${url}. (Reason: ${reason}.`;
  test.each<[string, Blocked, string]>([
    ['a redirected preflight', blocked('PreflightDisallowedRedirect', '', 301), firefox('CORS request external redirect not allowed)')],
    [
      'a redirected preflight without leave',
      blocked('PreflightDisallowedRedirect', '', 301, { cause: blocked('PreflightMissingAllowOriginHeader', '', 301) }),
      firefox('CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 301'),
    ],
    [
      'the wildcard with credentials, its URL in quotation marks',
      blocked('PreflightWildcardOriginNotAllowed'),
      firefox('Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’)', `‘${api}’`),
    ],
    [
      'a header that comes twice',
      blocked('MultipleAllowOriginValues', 'a, b', 200, { repeated: true }),
      firefox('Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed)'),
    ],
    [
      'a list in one header',
      blocked('MultipleAllowOriginValues', 'a, b'),
      firefox('CORS header ‘Access-Control-Allow-Origin’ does not match ‘a, b’)'),
    ],
    ['no connection', blocked('NetworkError', '', null), firefox('CORS request did not succeed). Status code: (null)')],
    ['mixed content', blocked('MixedContent', '', null), `Blocked loading mixed active content “${api}”`],
    [
      'what fetch refuses',
      blocked('TypeError', "'TRACE' HTTP method is unsupported.", null, { firefox: 'Invalid request method TRACE.' }),
      'TypeError: Window.fetch: Invalid request method TRACE.',
    ],
  ])('Firefox: %s', (_, why, text) => {
    expect(consoleMessage(why, { origin, url: api }).firefox).toBe(text);
  });

  test.each<[string, Blocked, string | null]>([
    ['no header', blocked('MissingAllowOriginHeader', '', 404), `Origin ${origin} is not allowed by Access-Control-Allow-Origin. Status code: 404`],
    [
      'a preflight without leave and status',
      blocked('PreflightMissingAllowOriginHeader', '', 404),
      'Preflight response is not successful. Status code: 404',
    ],
    ['several origins', blocked('MultipleAllowOriginValues', 'a, b'), 'Access-Control-Allow-Origin cannot contain more than one origin.'],
    ['a list it cannot parse', blocked('InvalidAllowMethodsPreflightResponse', 'a b'), null],
  ])('WebKit: %s', (_, why, text) => {
    expect(consoleMessage(why, { origin, url: api }).safari).toBe(
      text === null ? null : `${text}\nFetch API cannot load ${api} due to access control checks.`,
    );
  });
});
