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

/** What is told beside a message. */
const named = (says: readonly (string | RegExp)[], url: string, code: 1 | 4 = 1, message = messages.bare(url)): Look => ({
  args: ['explain', '--console', message],
  code,
  says,
});
const written = (origin: string): string[] => cors({ origins: [origin], methods: ['GET'] });

/** A <cors> went to the global policy, and the API does not inherit. */
const moved = (where: string): Look => ({
  args: ['review'],
  code: 1,
  says: [/error\[cors-not-inherited\]: https:\/\/spa\.fabrikam\.com can no longer call/, `--> ${where}`, 'Add <base />'],
  // One thing is told once.
  never: ['warning[access-narrowed]', 'cannot call https://spa'],
});

/** An API in Terraform, whose global policy is kept elsewhere. */
const terraform = (content: string, more = ''): Files => ({
  'main.tf': `resource "azurerm_api_management_api" "chat" {
  name                = "chat"
  api_management_name = "fabrikam"
  resource_group_name = "rg"
  revision            = "1"
  display_name        = "Chat"
  path                = "chat"
  protocols           = ["https"]
}
resource "azurerm_api_management_api_operation" "stream" {
  operation_id        = "stream"
  api_name            = azurerm_api_management_api.chat.name
  api_management_name = "fabrikam"
  resource_group_name = "rg"
  display_name        = "stream"
  method              = "GET"
  url_template        = "/stream"
}
resource "azurerm_api_management_api_policy" "chat" {
  api_name            = azurerm_api_management_api.chat.name
  api_management_name = "fabrikam"
  resource_group_name = "rg"
  xml_content         = ${content}
}
${more}`,
});
const notAllowed = (name: string): string =>
  `Access to fetch at '${gateway}/chat/stream' from origin '${spa}' has been blocked by CORS policy: Request header field ${name} is not allowed by Access-Control-Allow-Headers in preflight response.`;
const template = policy([
  '<cors>',
  '  <allowed-origins>',
  '%{ for one in origins ~}',
  '    <origin>${one}</origin>',
  '%{ endfor ~}',
  '  </allowed-origins>',
  '  <allowed-methods>',
  '    <method>GET</method>',
  '  </allowed-methods>',
  '</cors>',
  '<base />',
]);

/** An origin that a template's list lacks is written behind the loop: within, it would be repeated, or be missing where the list is empty. */
const behindLoop = (origins: string): Variant => ({
  fact: `directives as deep as the text; ${origins}`,
  files: {
    ...terraform('templatefile("chat.xml", { origins = var.origins })', 'variable "origins" { type = list(string) }\n'),
    'chat.xml': template,
    'terraform.tfvars': `origins = [${origins}]\n`,
  },
  looks: [
    {
      args: ['explain', '--console', messages.bare('/chat/stream')],
      code: 1,
      says: [/%\{ endfor ~\} - <\/allowed-origins> \+ <origin>https:\/\/spa\.fabrikam\.com<\/origin>/],
    },
  ],
});

/** The first <cors> lists the origin too, and not what the operation takes. */
const listsLess: Look = {
  args: ['scan'],
  code: 1,
  says: ['inherited-cors-decides', 'answers first, and grants less', 'lists it, and comes second'],
  never: ['answers first, and does not list'],
};
const pages = (methods: readonly string[]): string[] => cors({ origins: [spa], methods, attributes: '' });

const kinds: Readonly<Record<string, readonly Variant[]>> = {
  'an inherited <cors> lists the origin, and not the method': [
    {
      fact: 'of the API, over an operation',
      files: api({
        id: 'tasks',
        path: 'tasks',
        operations: ['GET /all all', 'DELETE /{id} del'],
        policy: policy([...pages(['GET']), '<base />']),
        own: { del: policy(['<base />', ...pages(['DELETE'])]) },
      }),
      looks: [listsLess],
    },
    {
      fact: 'of the global policy, over an API',
      files: {
        [globalPath]: policy(pages(['GET']), ends),
        ...api({ id: 'tasks', path: 'tasks', operations: ['PUT /{id} put'], policy: policy(['<base />', ...pages(['PUT'])]) }),
      },
      looks: [listsLess],
    },
    {
      fact: 'of an open product, over an API',
      files: {
        ...api({ id: 'tasks', path: 'tasks', operations: ['PATCH /{id} patch'], policy: policy(['<base />', ...pages(['PATCH'])]) }),
        ...productOf('open', 'tasks', policy([...pages(['GET']), '<base />'])),
      },
      looks: [listsLess],
    },
  ],
  'a list that a template writes': [
    behindLoop('"https://www.fabrikam.com"'),
    behindLoop('"https://www.fabrikam.com", "https://b.fabrikam.com"'),
    behindLoop('"https://www.fabrikam.com", "https://b.fabrikam.com", "https://c.fabrikam.com"'),
  ],
  'what may be behind it is named': [
    {
      fact: 'the page came to https, the list has http',
      files: { [globalPath]: policy(written('http://spa.fabrikam.com'), ends), ...home },
      looks: [named(['policy.xml:5 lists http://spa.fabrikam.com, which is another origin', '(http and https)'], '/home/page')],
    },
    {
      fact: 'with another port, at the API',
      files: api({
        id: 'home',
        path: 'home',
        operations: ['GET /page page'],
        policy: policy([...written('https://spa.fabrikam.com:8443'), '<base />']),
      }),
      looks: [named(['(another port)'], '/home/page')],
    },
    {
      fact: 'with www., in an open product',
      files: { ...home, ...productOf('open', 'home', policy([...written('https://www.spa.fabrikam.com'), '<base />'])) },
      looks: [named(['(with and without www.)'], '/home/page')],
    },
    {
      fact: 'the policy was written for a revision that is not current',
      files: {
        ...home,
        ...Object.fromEntries(
          Object.entries(api({ id: 'home;rev=2', path: 'home', operations: ['GET /page page'], policy: policy([...written(spa), '<base />']) })).map(
            ([path, text]) => [path, path.endsWith('Information.json') ? text.replace('"path"', '"apiRevision":"2","isCurrent":false,"path"') : text],
          ),
        ),
      },
      looks: [named(['(revision 2) lists https://spa.fabrikam.com, and has no part', 'Make that one current'], '/home/page')],
    },
    {
      fact: 'white space round the origin',
      files: api({ id: 'home', path: 'home', operations: ['GET /page page'], policy: policy([...written(` ${spa} `), '<base />']) }),
      looks: [named(['lists https://spa.fabrikam.com with white space round it, as no browser sends it'], '/home/page', 4)],
    },
    {
      fact: 'an answer that a cache keeps for all',
      files: api({
        id: 'home',
        path: 'home',
        operations: ['GET /page page'],
        policy: policy(
          [...cors({ origins: [spa, 'https://shop.fabrikam.com'] }), '<base />', '<cache-lookup vary-by-developer="false" />'],
          ['<backend>', '<base />', '</backend>', '<outbound>', '<base />', '<cache-store duration="60" />', '</outbound>', '<on-error />'],
        ),
      }),
      looks: [
        named(
          ['<cache-lookup> hands out one stored answer whatever the origin', '<vary-by-header>Origin</vary-by-header>'],
          '/home/page',
          1,
          `Access to fetch at '${gateway}/home/page' from origin '${spa}' has been blocked by CORS policy: The 'Access-Control-Allow-Origin' header has a value 'https://shop.fabrikam.com' that is not equal to the supplied origin.`,
        ),
      ],
    },
    {
      fact: 'the gateway waited too long for the backend',
      files: api({ id: 'home', path: 'home', operations: ['GET /page page'], policy: policy([...written(spa), '<base />']) }),
      looks: [
        {
          args: [
            'explain',
            '--origin',
            spa,
            '--method',
            'GET',
            '--console',
            `Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ${gateway}/home/page. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 500.`,
          ],
          code: 4,
          says: ['An answer of 5xx can be the gateway’s own'],
        },
      ],
    },
  ],
  'a <cors> is moved to a broader policy that is not inherited': [
    {
      fact: 'from the API to the global policy',
      files: { [globalPath]: policy([], ends), ...api({ id: 'home', path: 'home', operations: ['GET /page page'], policy: policy(written(spa)) }) },
      head: {
        [globalPath]: policy(written(spa), ends),
        ...api({ id: 'home', path: 'home', operations: ['GET /page page'], policy: policy([limit]) }),
      },
      looks: [moved('apimartifacts/apis/home/policy.xml')],
    },
    {
      fact: 'from an operation to its API',
      files: api({
        id: 'home',
        path: 'home',
        operations: ['GET /page page', 'GET /other other'],
        policy: policy(['<base />']),
        own: { page: policy(written(spa)) },
      }),
      head: api({
        id: 'home',
        path: 'home',
        operations: ['GET /page page', 'GET /other other'],
        policy: policy([...written(spa), '<base />']),
        own: { page: policy([limit]) },
      }),
      looks: [moved('apimartifacts/apis/home/operations/page/policy.xml')],
    },
    {
      fact: 'from a product to the global policy',
      files: { [globalPath]: policy([], ends), ...news(policy(['<base />'])), ...productOf('gold', 'news', policy(written(spa)), false) },
      head: { [globalPath]: policy(written(spa), ends), ...news(policy(['<base />'])), ...productOf('gold', 'news', policy([limit]), false) },
      looks: [moved('apimartifacts/products/gold/policy.xml')],
    },
  ],
  'the global policy is kept elsewhere': [
    {
      fact: 'a header that the API’s own <cors> lacks is listed there, and nothing moves',
      files: { ...terraform('file("chat.xml")'), 'chat.xml': policy(['<base />', ...list]) },
      looks: [
        {
          args: ['explain', '--console', notAllowed('last-event-id')],
          code: 1,
          says: ['+ <header>last-event-id</header>'],
          never: [/What would allow it Move/],
        },
      ],
    },
    {
      fact: 'a <cors> in <outbound> is moved, and none is written beside it',
      files: {
        ...terraform('file("chat.xml")'),
        'chat.xml': policy(['<base />'], ['<backend>', '<base />', '</backend>', '<outbound>', ...list, '<base />', '</outbound>', '<on-error />']),
      },
      looks: [
        { args: ['scan'], code: 1, says: ['cors-outside-inbound', 'fix 1: Move <cors> to the top of <inbound>'] },
        {
          args: ['explain', '--origin', spa, '--method', 'GET', '--header', 'content-type', '--url', '/chat/stream'],
          code: 1,
          says: ['Move <cors> to the top of <inbound>'],
          never: ['Add a <cors>'],
        },
      ],
    },
    {
      fact: 'the environment in which the message is right comes first, and a repair says what it does in the others',
      files: {
        ...terraform('templatefile("chat.xml", { origins = var.origins })', 'variable "origins" { type = list(string) }\n'),
        'chat.xml': template,
        'env/dev/terraform.tfvars': `origins = ["${spa}"]\n`,
        'env/prod/terraform.tfvars': 'origins = ["https://www.fabrikam.com"]\n',
      },
      looks: [
        {
          args: ['explain', '--console', messages.bare('/chat/stream')],
          code: 1,
          says: [
            /Blocked: the answer has no.*This is so in prod.*Not known: these policies allow.*This is so in dev/,
            "In environment 'dev': nobody’s access changes.",
          ],
        },
      ],
    },
  ],
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
      looks: [
        {
          args: ['explain', '--method', 'GET', '--key', 'header', '--console', messages.bare('/news/all')],
          code: 1,
          says: ['What was seen leaves one reading', "the key is one of product 'starter'"],
        },
      ],
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
