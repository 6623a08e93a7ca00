import { cors, globalPath, policy } from '../../src/layouts/apiops/example.js';
import { api, check, chromiumMissing, fragment, productOf, type Files, type Look, type Variant } from './variant.js';

/*
 * More situations that people report, each as its kind: what they ask, and the cause, the victim and the cure that a careful colleague would name.
 */

const spa = 'https://spa.fabrikam.com';
const gateway = 'https://api.fabrikam.com';
const list = cors({ origins: [spa], methods: ['GET', 'PUT'], headers: ['content-type', 'ocp-apim-subscription-key'] });
const limit = '<rate-limit-by-key calls="10" renewal-period="60" counter-key="@(context.Request.IpAddress)" />';
const down = [
  '<choose>',
  '  <when condition="@(context.Variables.ContainsKey(&quot;down&quot;))">',
  '    <return-response>',
  '      <set-status code="503" reason="Down" />',
  '    </return-response>',
  '  </when>',
  '</choose>',
];
const ends = ['<backend>', '<forward-request />', '</backend>', '<outbound />', '<on-error />'];
const messages = {
  bare: (url: string): string => chromiumMissing(`${gateway}${url}`, spa, false),
  redirected: (url: string): string =>
    `Access to fetch at '${gateway}${url}' from origin '${spa}' has been blocked by CORS policy: Response to preflight request doesn't pass access control check: Redirect is not allowed for a preflight request.`,
};

/** A policy of a broader scope than the API's refuses, and holds the `<cors>` too. */
const refusedAbove = (who: string): Look => ({
  args: ['explain', '--method', 'GET', '--console', messages.bare('/home/page')],
  code: 1,
  says: ['Refused before any <cors>', `${who} (`, 'stands above the <cors>', /Move <cors> above/],
  never: ['does not come from these policies'],
});
const home = api({ id: 'home', path: 'home', operations: ['GET /page page'] });

/** Only with a key of a product does the request end so. */
const withKeyOf = (says: readonly string[], args: readonly string[] = []): Look => ({
  args: ['explain', '--method', 'GET', '--console', messages.bare('/news/all'), ...args],
  code: 1,
  says: ['Blocked: the answer has no Access-Control-Allow-Origin', ...says],
  never: ['does not come from these policies', 'Not known'],
});
const news = (text: string): Files => api({ id: 'news', path: 'news', operations: ['GET /all all'], policy: text, asksForKey: true });

/** Operations that take OPTIONS, and no `<cors>`. */
const redirectedPreflight = (url: string): Look[] => [
  {
    args: ['explain', '--method', 'GET', '--header', 'authorization', '--console', messages.redirected(url)],
    code: 1,
    says: ['the preflight is redirected', 'a <cors>, which is missing here', 'Add a <cors>', `+ <origin>${spa}</origin>`],
    never: ['and the <cors> answers'],
  },
  {
    args: ['explain', '--method', 'GET', '--header', 'authorization', '--origin', spa, '--url', url],
    code: 1,
    says: ['No <cors> stands here: write one'],
    never: ['and the <cors> answers'],
  },
];

const kinds: Readonly<Record<string, readonly Variant[]>> = {
  'a refusal without CORS headers, by what stands above a <cors> of a broader scope': [
    {
      fact: 'a switch for maintenance in the global policy',
      files: { [globalPath]: policy([...down, ...list], ends), ...home },
      looks: [refusedAbove('choose')],
    },
    {
      fact: 'a limit in the policy of an open product',
      files: { ...home, ...productOf('open', 'home', policy([limit, ...list, '<base />'])) },
      looks: [refusedAbove('rate-limit-by-key')],
    },
    {
      fact: 'in a fragment that the API includes, with the <cors>',
      files: {
        ...fragment('front', [limit, ...list]),
        ...api({
          id: 'home',
          path: 'home',
          operations: ['GET /page page'],
          policy: policy(['<include-fragment fragment-id="front" />', '<base />']),
        }),
      },
      looks: [{ ...refusedAbove('rate-limit-by-key'), says: ['Refused before any <cors>', 'rate-limit-by-key (', 'stands above the <cors>'] }],
    },
  ],
  'it works without a product, and not with a key of one': [
    {
      fact: 'the policy of the product has no <base />',
      files: { [globalPath]: policy(list, ends), ...news(policy(['<base />'])), ...productOf('starter', 'news', policy([limit]), true) },
      looks: [withKeyOf(["a key of product 'starter'", 'Add <base />'])],
    },
    {
      fact: 'of two products one cuts, and the other does not',
      files: {
        [globalPath]: policy(list, ends),
        ...news(policy(['<base />'])),
        ...productOf('gold', 'news', policy(['<base />']), true),
        ...productOf('iron', 'news', policy([limit]), true),
      },
      looks: [{ ...withKeyOf(["a key of product 'iron', which"]), never: ["'gold'", 'Not known'] }],
    },
    {
      fact: 'no key at all, and the <cors> stands in a fragment',
      files: { ...fragment('pages', list), ...news(policy(['<include-fragment fragment-id="pages" />', '<base />'])) },
      looks: [withKeyOf(['answer: 401', 'what was seen fits a request without one'])],
    },
    {
      fact: 'a key that was said is taken as it is',
      files: { [globalPath]: policy(list, ends), ...news(policy(['<base />'])), ...productOf('starter', 'news', policy([limit]), true) },
      looks: [{ args: ['explain', '--method', 'GET', '--key', 'header', '--console', messages.bare('/news/all')], code: 4, says: ['Not known'] }],
    },
  ],
  'the backend redirects preflights to a sign-in page': [
    {
      fact: 'one OPTIONS operation for all',
      files: api({ id: 'rooms', path: 'rooms', operations: ['GET /list list', 'OPTIONS /* any'] }),
      looks: redirectedPreflight('/rooms/list'),
    },
    {
      fact: 'one a URL, and a <cors> of another API',
      files: {
        ...api({ id: 'desks', path: 'desks', operations: ['GET /{id} one', 'OPTIONS /{id} ask'] }),
        ...api({ id: 'home', path: 'home', operations: ['GET /page page'], policy: policy([...list, '<base />']) }),
      },
      looks: redirectedPreflight('/desks/7'),
    },
    {
      fact: 'with a <cors> that is below an operation policy without <base />',
      files: api({
        id: 'halls',
        path: 'halls',
        operations: ['GET /{id} one', 'OPTIONS /{id} ask'],
        policy: policy([...list, '<base />']),
        own: { ask: policy([limit]) },
      }),
      looks: [
        {
          args: ['explain', '--method', 'GET', '--header', 'content-type', '--console', messages.redirected('/halls/7')],
          code: 1,
          says: ['delete that operation, and the <cors> answers'],
        },
      ],
    },
  ],
};

describe.each(Object.entries(kinds))('%s', (_, variants) => {
  test.each(variants.map((variant) => [variant.fact, variant] as const))('%s', (_fact, variant) => check(variant));
});

test('what a repair gives under some readings only, it may give', () =>
  check({
    fact: 'a fragment',
    files: { ...fragment('pages', list), ...news(policy(['<include-fragment fragment-id="pages" />', '<base />'])) },
    looks: [
      {
        args: ['scan'],
        code: 0,
        says: ['Write <cors> into the policy that includes the fragment', /may gain .*request header/],
        never: [/fabrikam\.com gains/],
      },
    ],
  }));
