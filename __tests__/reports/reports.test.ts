import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cors, globalPath, policy, rest, within } from '../../src/layouts/apiops/example.js';
import { api, check, chromiumMissing, fragment, productOf, type Files, type Look, type Variant } from './variant.js';

/*
 * What people reported, each as its kind. A report is a tree of ../shared/data/reports; the variants of its kind are services of their own, with other
 * names, scopes, orders and ways of writing. No open point is settled: the leanings decide.
 */

const left = '';
const written = ' terminate-unmatched-request="true"';
const token = within('validate-jwt header-name="Authorization" failed-validation-httpcode="401"', [
  '<openid-config url="https://login.fabrikam.com/.well-known/openid-configuration" />',
]);
const header = (name: string, value: string, action = 'override'): string[] =>
  within(`set-header name="${name}" exists-action="${action}"`, [`<value>${value}</value>`]);
const deletion = (name: string): string => `<set-header name="${name}" exists-action="delete" />`;
const when = (condition: string, lines: readonly string[]): string[] => within('choose', within(`when condition="${condition}"`, lines));
const outbound = (lines: readonly string[], onError: readonly string[] = ['<base />']): string[] => rest(['<base />', ...lines], onError);

/** 01: a `<cors>` that stands below another one. */
function below(
  fact: string,
  files: (first: readonly string[]) => Files,
  look: { readonly url: string; readonly method: string; readonly more?: readonly string[] },
): Variant[] {
  const spa = 'https://spa.fabrikam.com';
  const args = [
    'explain',
    '--method',
    look.method,
    ...(look.more ?? []),
    '--console',
    chromiumMissing(`https://api.fabrikam.com${look.url}`, spa, true),
  ];
  const first = (attributes: string): string[] => cors({ origins: ['https://intranet.fabrikam.com'], attributes });
  const twice = [/<cors> (\d) of 2[^;]*decides.*<cors> \1 of 2[^;]*does not count.*Other readings/];
  return [
    {
      fact: `${fact}; the attribute is left out`,
      files: files(first(left)),
      looks: [
        {
          args,
          code: 1,
          says: [
            'What was seen leaves one reading',
            'terminate-unmatched-default=true',
            '<cors> 1 of 2 does not list',
            '<cors> 2 of 2 is not reached',
            'Move <cors> above <base />',
          ],
          never: [...twice, 'Other readings'],
        },
      ],
    },
    {
      fact: `${fact}; the attribute says false`,
      files: files(first(' terminate-unmatched-request="false"')),
      looks: [
        {
          args,
          // The policies allow what somebody saw blocked: which of the two holds is not known.
          code: 4,
          says: ['passes it on', '<cors> 2 of 2 lists https://spa.fabrikam.com, and decides', 'does not come from these policies'],
          never: twice,
        },
      ],
    },
  ];
}
const spaList = cors({ origins: ['https://spa.fabrikam.com'], attributes: ' allow-credentials="true"' });
const plainList = cors({ origins: ['https://spa.fabrikam.com'], attributes: left });

/** 02: a page of another site posts a form. */
const posted = (url: string, origin: string, more: Partial<Look> = {}): Look[] =>
  [[], ['--mode', 'navigate']].map((mode) => ({
    args: ['explain', '--origin', origin, '--method', 'POST', '--url', url, ...mode],
    code: 1,
    says: [/no browser checks (it|a form post) against CORS/, 'empty 200, and the backend is not called', 'answer: 200', 'backend: not called'],
    ...more,
  }));
const nobodyLoses: Look = { args: ['review'], code: 0, says: ['APIM CORS Review: pass'], never: [/no longer/, /\bloses?\b/, /may no longer/] };

/** 06: a header that a library adds. */
const notListed = (url: string, name: string, method: string): Look => ({
  args: [
    'explain',
    '--console',
    `Access to fetch at 'https://api.fabrikam.com${url}' from origin 'https://spa.fabrikam.com' has been blocked by CORS policy: Request header field ${name} is not allowed by Access-Control-Allow-Headers in preflight response.`,
  ],
  code: 1,
  says: [
    `The method is not said: it is that of the one operation there, ${method}.`,
    new RegExp(`Allow ${name} in the <cors> of`),
    `+ <header>${name}</header>`,
  ],
});
const short = cors({ origins: ['https://spa.fabrikam.com'], headers: ['Content-Type'], methods: ['GET', 'POST', 'DELETE'] });

/** 09: an open product's `<cors>`. */
const open = (url: string, method: string, more: readonly string[] = []): Look[] => [
  {
    args: ['explain', '--origin', 'https://spa.fabrikam.com', '--method', method, '--url', url, ...more],
    code: 0,
    says: [/decided by apimartifacts\/(products|policy fragments)\//, '(product): lists', 'Allowed', 'Reported from live gateways'],
    never: [/\bkey\b/i],
  },
  { args: ['scan'], code: 0, says: [], never: [/subscription/i, /\bkey\b/i, 'product-cors-unreachable'] },
];

/** 10: an empty 200 to an origin that is not listed, above the check of a token. */
const emptied = (url: string, method: string, origin: string, more: Partial<Look> = {}): Look => ({
  args: ['explain', '--origin', origin, '--method', method, '--url', url],
  code: 1,
  says: [
    'answer: 200',
    'backend: not called',
    'empty 200',
    'Other readings',
    'blocked (401, the backend is not called) if terminate-unmatched-request defaults to false',
    'Reported from live gateways',
  ],
  never: ['before any <cors> runs'],
  ...more,
});

/** 11: an origin that cannot be saved. */
const refused = (url: string, origin: string, entry: string): Look[] => [
  { args: ['scan'], code: 1, says: ['invalid-origin', entry, 'refuses to save', 'nothing of it is deployed'] },
  {
    args: ['explain', '--origin', origin, '--method', 'GET', '--url', url],
    code: 4,
    says: [/Not known: .+ is refused at save: nothing of it is deployed/, `- <origin>${entry}</origin>`, `+ <origin>${origin}</origin>`],
    never: [`+ <origin>${entry}</origin>`],
  },
];

/** 14: a branch for OPTIONS that never runs, and what it writes. */
const answering = (value: string): string[] =>
  within('return-response', ['<set-status code="200" reason="OK" />', ...header('Access-Control-Allow-Origin', value)]);
const byHand = (url: string, origin: string, branch: RegExp): Look[] => [
  {
    args: ['scan'],
    code: 1,
    says: [
      branch,
      'options-branch-never-runs',
      'routing ends a preflight with 404',
      'A <cors> would answer it',
      /reflected-origin|loose-origin-match/,
    ],
  },
  {
    args: ['explain', '--origin', origin, '--method', 'PUT', '--url', url],
    code: 1,
    says: ['answer: 404', 'never runs', 'a <cors> would answer it', '+ <cors '],
    never: [/\+ <set-header/, /\+ <on-error/],
  },
];
const reflected = (write: string, read: string): readonly [string, string] => [write, read];
const [viaVariable, recall] = reflected(
  '<set-variable name="who" value="@(context.Request.Headers.GetValueOrDefault(&quot;Origin&quot;,&quot;&quot;))" />',
  '@((string)context.Variables["who"])',
);
const mended = (origins: readonly string[]): string => policy([...cors({ origins }), '<base />']);

/** 16: the backend is handed the Origin. */
const handedOn = (url: string, method: string, origin: string): Look => ({
  args: ['explain', '--origin', origin, '--method', method, '--url', url],
  code: 0,
  says: ['Allowed', `The backend gets the header Origin: ${origin}, and may refuse`, 'list it there too, or delete Origin after the <cors>'],
  never: ['What would allow it', /may refuse.*may refuse/],
});

/** 18: a second writer, by deletion. */
const stripped = (url: string, origin: string, condition: string): Look[] => [
  { args: ['scan'], code: 0, says: ['two-cors-writers', 'Access-Control-Allow-Origin is deleted here', condition], never: [/by hand/] },
  {
    args: ['explain', '--origin', origin, '--method', 'GET', '--url', url],
    code: 4,
    says: ['deletes access-control-allow-origin', condition, 'It depends on'],
    never: [/by hand/],
  },
];

/** 19: a `<cors>` in a fragment. */
const inFragment = (url: string, origin: string): Look[] => [
  {
    args: ['scan'],
    code: 0,
    says: [
      'cors-in-fragment',
      'answers preflights there since October 2022',
      /fix 1: Write <cors> into the (policy|2 policies) that includes? the fragment/,
    ],
  },
  {
    args: ['explain', '--origin', origin, '--method', 'PUT', '--url', url, '--key', 'header'],
    code: 0,
    says: ['Allowed', 'answer: 200, decided by'],
  },
  {
    args: ['explain', '--origin', origin, '--method', 'GET', '--url', url, '--key', 'none'],
    code: 1,
    says: [
      'answer: 401',
      'no CORS headers',
      'the refusal of a missing key goes without its headers',
      /Write <cors> into the (policy|2 policies) that includes? the fragment/,
    ],
  },
];

/** 23: the caller's origin, with a default for none. */
const echoed: Look = {
  args: ['scan'],
  code: 1,
  says: ['reflected-origin', /any website may read (the|these) answers/, 'The default in it is for requests without an origin; it checks nothing'],
  never: ['loose-origin-match'],
};

const kinds: Readonly<Record<string, readonly Variant[]>> = {
  '01-signalr-negotiate': [
    ...below(
      'the list of an operation below the API’s, a PUT',
      (first) =>
        api({
          id: 'baskets',
          path: 'shop/baskets',
          operations: ['PUT /lines/{id} put-line'],
          policy: policy([...first, '<base />']),
          own: { 'put-line': policy(['<base />', ...spaList]) },
        }),
      { url: '/shop/baskets/lines/7', method: 'PUT', more: ['--credentials', 'include'] },
    ),
    ...below(
      'the API’s list below that of a product without keys, a DELETE',
      (first) => ({
        ...api({ id: 'files', path: 'files', operations: ['DELETE /{id} remove'], policy: policy(['<base />', ...plainList, ...token]) }),
        ...productOf('open', 'files', policy(['<base />', ...first])),
      }),
      { url: '/files/9', method: 'DELETE' },
    ),
    ...below(
      'the first in a fragment that the global policy includes',
      (first) => ({
        ...fragment('for-all', first),
        [globalPath]: policy(
          ['<include-fragment fragment-id="for-all" />'],
          ['<backend>', '<forward-request />', '</backend>', '<outbound />', '<on-error />'],
        ),
        ...api({ id: 'chat', path: 'chat/v1', operations: ['POST /send send'], policy: policy(['<base />', ...plainList]) }),
      }),
      { url: '/chat/v1/send', method: 'POST', more: ['--header', 'x-client-version'] },
    ),
    ...below(
      'in a workspace, whose policy holds the first',
      (first) => ({
        'apimartifacts/workspaces/retail/workspaceInformation.json': '{"properties":{"displayName":"retail"}}',
        'apimartifacts/workspaces/retail/policy.xml': policy(first),
        ...api({ id: 'stock', path: 'stock', workspace: 'retail', operations: ['PATCH /{sku} change'], policy: policy(['<base />', ...plainList]) }),
      }),
      { url: '/stock/4711', method: 'PATCH' },
    ),
  ],
  '02-saml-form-post': [
    {
      fact: 'OpenID Connect posts its form; the operation gets a list of its own',
      files: api({ id: 'web', path: '', operations: ['POST /signin-oidc signed-in', 'GET /me me'], policy: policy([...spaList, '<base />']) }),
      head: api({
        id: 'web',
        path: '',
        operations: ['POST /signin-oidc signed-in', 'GET /me me'],
        policy: policy([...spaList, '<base />']),
        own: {
          'signed-in': policy([
            ...cors({ origins: ['https://spa.fabrikam.com', 'https://login.fabrikam.com'], attributes: ' allow-credentials="true"' }),
            '<base />',
          ]),
        },
      }),
      looks: [...posted('/signin-oidc', 'https://login.fabrikam.com'), nobodyLoses],
    },
    {
      fact: 'a payment page posts its result; the global list passes others on',
      files: {
        [globalPath]: policy(cors({ origins: ['https://spa.fabrikam.com'], attributes: written })),
        ...api({ id: 'pay', path: 'pay', operations: ['POST /3ds/callback callback', 'GET /start start'] }),
      },
      head: {
        [globalPath]: policy(cors({ origins: ['https://spa.fabrikam.com'] })),
        ...api({ id: 'pay', path: 'pay', operations: ['POST /3ds/callback callback', 'GET /start start'] }),
      },
      looks: [...posted('/pay/3ds/callback', 'https://acs.bank.example'), nobodyLoses],
    },
    {
      fact: 'WS-Federation in a workspace; the API’s list takes the other site in, in another order',
      files: {
        'apimartifacts/workspaces/hr/workspaceInformation.json': '{"properties":{"displayName":"hr"}}',
        ...api({ id: 'people', path: 'people', workspace: 'hr', operations: ['POST /saml2/acs wsfed'], policy: policy(['<base />', ...spaList]) }),
      },
      head: {
        'apimartifacts/workspaces/hr/workspaceInformation.json': '{"properties":{"displayName":"hr"}}',
        ...api({
          id: 'people',
          path: 'people',
          workspace: 'hr',
          operations: ['POST /saml2/acs wsfed'],
          policy: policy([
            '<base />',
            ...cors({ origins: ['https://sts.fabrikam.com', 'https://spa.fabrikam.com'], attributes: ' allow-credentials="true"' }),
          ]),
        }),
      },
      looks: [...posted('/people/saml2/acs', 'https://sts.fabrikam.com'), nobodyLoses],
    },
  ],
  '06-traceparent': [
    {
      fact: 'an id of a request, a DELETE under a global list',
      files: { [globalPath]: policy(short), ...api({ id: 'jobs', path: 'jobs', operations: ['DELETE /{id} stop'] }) },
      looks: [notListed('/jobs/3', 'request-id', 'DELETE')],
    },
    {
      fact: 'of a monitoring agent, a POST with its list at the operation',
      files: api({ id: 'carts', path: 'v2/carts', operations: ['POST / create', 'GET /{id} read'], own: { create: policy(['<base />', ...short]) } }),
      looks: [notListed('/v2/carts/', 'newrelic', 'POST')],
    },
    {
      fact: 'baggage, in a product without keys',
      files: {
        ...api({ id: 'news', path: 'news', operations: ['GET /{slug} article'] }),
        ...productOf('readers', 'news', policy([...short, '<base />'])),
      },
      looks: [notListed('/news/today', 'baggage', 'GET')],
    },
  ],
  '09-open-product': [
    {
      fact: 'a DELETE, beside a global list that ends nothing',
      files: {
        [globalPath]: policy(cors({ origins: ['https://intranet.fabrikam.com'] })),
        ...api({ id: 'tasks', path: 'tasks', operations: ['DELETE /{id} remove'] }),
        ...productOf('public', 'tasks', policy([...spaList, '<base />'])),
      },
      looks: open('/tasks/1', 'DELETE'),
    },
    {
      fact: 'without <base />, a POST in JSON, with a check of the token below',
      files: {
        ...api({ id: 'forms', path: 'forms/v3', operations: ['POST /answers answer'] }),
        ...productOf(
          'citizens',
          'forms',
          policy([...cors({ origins: ['https://spa.fabrikam.com'], headers: ['authorization', 'content-type'] }), ...token]),
        ),
      },
      looks: open('/forms/v3/answers', 'POST', ['--header', 'content-type: application/json', '--header', 'Authorization']),
    },
    {
      fact: 'a PATCH, the list in a fragment',
      files: {
        ...fragment('web-apps', cors({ origins: ['https://spa.fabrikam.com'] })),
        ...api({ id: 'profile', path: 'profile', operations: ['PATCH /me change'], policy: policy([...header('X-Tenant', 'a'), '<base />']) }),
        ...productOf('members', 'profile', policy(['<base />', '<include-fragment fragment-id="web-apps" />'])),
      },
      looks: open('/profile/me', 'PATCH'),
    },
  ],
  '10-empty-200': [
    {
      fact: 'at the global scope, a form POST',
      files: {
        [globalPath]: policy([...cors({ origins: ['https://spa.fabrikam.com'], attributes: left }), ...token]),
        ...api({ id: 'notes', path: 'notes', operations: ['POST / add'] }),
      },
      looks: [emptied('/notes/', 'POST', 'https://www.adatum.com')],
    },
    {
      fact: 'the token is checked by the operation, the list is the API’s',
      files: api({
        id: 'mail',
        path: 'mail/v1',
        operations: ['GET /inbox inbox'],
        policy: policy([...cors({ origins: ['https://spa.fabrikam.com', 'https://b.fabrikam.com'], attributes: left }), '<base />']),
        own: { inbox: policy(['<base />', ...token]) },
      }),
      looks: [emptied('/mail/v1/inbox', 'GET', 'https://www.adatum.com')],
    },
    {
      fact: 'in a fragment, above a check in the policy',
      files: {
        ...fragment('pages', cors({ origins: ['https://spa.fabrikam.com'], attributes: left })),
        ...api({
          id: 'bills',
          path: 'bills',
          operations: ['GET /open open-bills'],
          policy: policy(['<include-fragment fragment-id="pages" />', ...token, '<base />']),
        }),
      },
      looks: [emptied('/bills/open', 'GET', 'https://www.adatum.com')],
    },
  ],
  '11-wildcard-subdomain': [
    {
      fact: 'at the global scope, beside a good one',
      files: {
        [globalPath]: policy(cors({ origins: ['https://www.fabrikam.com', 'https://*.fabrikam.com'] })),
        ...api({ id: 'maps', path: 'maps', operations: ['GET /tiles tiles'] }),
      },
      looks: refused('/maps/tiles', 'https://spa.fabrikam.com', 'https://*.fabrikam.com'),
    },
    {
      fact: 'at the operation, a port that is a wildcard',
      files: api({
        id: 'dev',
        path: 'dev',
        operations: ['GET /ping ping'],
        own: { ping: policy([...cors({ origins: ['http://localhost:*'], attributes: left }), '<base />']) },
      }),
      looks: refused('/dev/ping', 'http://localhost:4200', 'http://localhost:*'),
    },
    {
      fact: 'in a fragment, a wildcard in the middle',
      files: {
        ...fragment('previews', cors({ origins: ['https://app-*.fabrikam.net'] })),
        ...api({
          id: 'preview',
          path: 'preview',
          operations: ['GET /state state'],
          policy: policy(['<base />', '<include-fragment fragment-id="previews" />']),
        }),
      },
      looks: refused('/preview/state', 'https://app-17.fabrikam.net', 'https://app-*.fabrikam.net'),
    },
  ],
  '14-options-by-hand': [
    {
      fact: 'at the global scope, the method compared the other way round',
      files: {
        [globalPath]: policy(
          [viaVariable, ...when('@(&quot;OPTIONS&quot; == context.Request.Method)', answering(recall))],
          rest(header('Access-Control-Allow-Origin', recall), []),
        ),
        ...api({ id: 'tags', path: 'tags', operations: ['PUT /{id} put-tag'] }),
      },
      head: {
        [globalPath]: mended(['https://spa.fabrikam.com']).replace(/<base \/>/g, ''),
        ...api({ id: 'tags', path: 'tags', operations: ['PUT /{id} put-tag'] }),
      },
      looks: byHand('/tags/1', 'https://spa.fabrikam.com', /reflected-origin/),
    },
    {
      fact: 'in a fragment, the origin written without a variable',
      files: {
        ...fragment(
          'by-hand',
          when('@(context.Request.Method.Equals(&quot;OPTIONS&quot;))', answering('@(context.Request.Headers.GetValueOrDefault("Origin",""))')),
        ),
        ...api({
          id: 'rooms',
          path: 'rooms/v1',
          operations: ['GET / list', 'PUT /{id} put-room'],
          policy: policy(
            ['<include-fragment fragment-id="by-hand" />', '<base />'],
            outbound(header('Access-Control-Allow-Origin', '@(context.Request.Headers.GetValueOrDefault("Origin",""))')),
          ),
        }),
      },
      looks: byHand('/rooms/v1/5', 'https://spa.fabrikam.com', /reflected-origin/),
    },
    {
      fact: 'at the operation, one site’s names let through by their end',
      files: api({
        id: 'plans',
        path: 'plans',
        operations: ['PUT /{id} put-plan'],
        own: {
          'put-plan': policy(
            [
              '<base />',
              viaVariable,
              ...when(
                '@(context.Request.Method == &quot;OPTIONS&quot; &amp;&amp; ((string)context.Variables[&quot;who&quot;]).EndsWith(&quot;fabrikam.com&quot;))',
                answering(recall),
              ),
            ],
            outbound(
              when(
                '@(((string)context.Variables[&quot;who&quot;]).EndsWith(&quot;fabrikam.com&quot;))',
                header('Access-Control-Allow-Origin', recall),
              ),
            ),
          ),
        },
      }),
      looks: byHand('/plans/2', 'https://spa.fabrikam.com', /loose-origin-match/),
    },
  ],
  '16-backend-refuses-origin': [
    {
      fact: 'listed globally, a PUT with its preflight',
      files: {
        [globalPath]: policy(cors({ origins: ['https://spa.fabrikam.com'] })),
        ...api({ id: 'docs', path: 'docs', operations: ['PUT /{id} store'] }),
      },
      looks: [handedOn('/docs/8', 'PUT', 'https://spa.fabrikam.com')],
    },
    {
      fact: 'every origin, at the operation, through another backend',
      files: api({
        id: 'search',
        path: 'search/v2',
        operations: ['POST /query query'],
        own: { query: policy(['<set-backend-service base-url="https://find.internal.fabrikam.com" />', ...cors({ origins: ['*'] }), '<base />']) },
      }),
      looks: [handedOn('/search/v2/query', 'POST', 'https://www.adatum.com')],
    },
    {
      fact: 'listed in a product without keys; another header is deleted',
      files: {
        ...api({ id: 'menu', path: 'menu', operations: ['GET /today today'], policy: policy(['<base />', deletion('Referer')]) }),
        ...productOf('guests', 'menu', policy([...spaList, '<base />'])),
      },
      looks: [handedOn('/menu/today', 'GET', 'https://spa.fabrikam.com')],
    },
  ],
  '18-strip-in-outbound': [
    {
      fact: 'by the global policy, for one path, below a list of the API’s',
      files: {
        [globalPath]: policy(
          [],
          rest(when('@(context.Request.Url.Path.StartsWith(&quot;/private&quot;))', [deletion('access-control-allow-origin')]), []),
        ),
        ...api({ id: 'pages', path: 'pages', operations: ['GET /{page} page'], policy: policy([...spaList, '<base />']) }),
      },
      looks: stripped('/pages/a', 'https://spa.fabrikam.com', '@(context.Request.Url.Path.StartsWith("/private"))'),
    },
    {
      fact: 'by a fragment, under a condition on a header',
      files: {
        ...fragment('strip', when('@(context.Request.Headers.ContainsKey(&quot;X-Partner&quot;))', [deletion('Access-Control-Allow-Origin')])),
        ...api({
          id: 'feeds',
          path: 'feeds',
          operations: ['GET /all all'],
          policy: policy([...spaList, '<base />'], outbound(['<include-fragment fragment-id="strip" />'])),
        }),
      },
      looks: stripped('/feeds/all', 'https://spa.fabrikam.com', '@(context.Request.Headers.ContainsKey("X-Partner"))'),
    },
    {
      fact: 'at the operation, by the status of the answer, under a global list',
      files: {
        [globalPath]: policy(spaList),
        ...api({
          id: 'media',
          path: 'media/v1',
          operations: ['GET /{id} get-file'],
          own: {
            'get-file': policy(['<base />'], outbound(when('@(context.Response.StatusCode == 206)', [deletion('Access-Control-Allow-Origin')]))),
          },
        }),
      },
      looks: stripped('/media/v1/1', 'https://spa.fabrikam.com', '@(context.Response.StatusCode == 206)'),
    },
  ],
  '19-fragment': [
    {
      fact: 'included at the operation',
      files: {
        ...fragment('pages-of-ours', cors({ origins: ['https://spa.fabrikam.com'] })),
        ...api({
          id: 'parts',
          path: 'parts',
          asksForKey: true,
          operations: ['GET /{id} part', 'PUT /{id} put-part'],
          own: Object.fromEntries(['part', 'put-part'].map((id) => [id, policy(['<include-fragment fragment-id="pages-of-ours" />', '<base />'])])),
        }),
      },
      looks: inFragment('/parts/1', 'https://spa.fabrikam.com'),
    },
    {
      fact: 'included by the global policy, under another name and list',
      files: {
        ...fragment('allow_web', cors({ origins: ['https://a.fabrikam.com', 'https://b.fabrikam.com'], attributes: written })),
        [globalPath]: policy(['<include-fragment fragment-id="allow_web" />', '<set-variable name="a" value="b" />']),
        ...api({ id: 'tickets', path: 'tickets/v1', asksForKey: true, operations: ['GET /{id} ticket', 'PUT /{id} put-ticket'] }),
      },
      looks: inFragment('/tickets/v1/1', 'https://b.fabrikam.com'),
    },
    {
      fact: 'included before <base /> by the API, credentials allowed',
      files: {
        ...fragment('browser', spaList),
        ...api({
          id: 'seats',
          path: 'seats',
          asksForKey: true,
          operations: ['GET /{id} seat', 'PUT /{id} put-seat'],
          policy: policy(['<include-fragment fragment-id="browser" />', '<base />']),
        }),
      },
      looks: inFragment('/seats/1', 'https://spa.fabrikam.com'),
    },
  ],
  '23-reflect': [
    {
      fact: 'in the global policy, in outbound alone, another default',
      files: {
        [globalPath]: policy([], rest(header('Access-Control-Allow-Origin', '@(context.Request.Headers.GetValueOrDefault("origin", "*"))'), [])),
        ...api({ id: 'wiki', path: 'wiki', operations: ['GET /{page} page'] }),
      },
      looks: [echoed],
    },
    {
      fact: 'on-error alone, at the operation, through a variable',
      files: api({
        id: 'log',
        path: 'log/v1',
        operations: ['POST / write'],
        own: {
          write: policy(
            [
              '<base />',
              '<set-variable name="from" value="@(context.Request.Headers.GetValueOrDefault(&quot;Origin&quot;, &quot;https://spa.fabrikam.com&quot;))" />',
            ],
            rest(['<base />'], header('Access-Control-Allow-Origin', '@((string)context.Variables["from"])')),
          ),
        },
      }),
      looks: [echoed],
    },
    {
      fact: 'in a fragment, beside a <cors>',
      files: {
        ...fragment('answer', header('Access-Control-Allow-Origin', '@{ return context.Request.Headers.GetValueOrDefault("Origin", "null"); }')),
        ...api({
          id: 'blog',
          path: 'blog',
          operations: ['GET /{id} post'],
          policy: policy([...spaList, '<base />'], outbound(['<include-fragment fragment-id="answer" />'])),
        }),
      },
      looks: [echoed],
    },
  ],
};

describe.each(Object.entries(kinds))('%s', (_, variants) => {
  test.each(variants.map((variant) => [variant.fact, variant] as const))('%s', (_fact, variant) => check(variant));
});

test('each report has three variants or more', () => {
  for (const [tree, variants] of Object.entries(kinds))
    expect([tree, new Set(variants.map(({ fact }) => fact.split(';')[0])).size >= 3]).toEqual([tree, true]);
});

const reports = join(__dirname, '../../../shared/data/reports');
(existsSync(reports) ? test : test.skip)('every report is here', () => {
  const trees = readdirSync(reports, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  expect(Object.keys(kinds).sort()).toEqual(trees.sort());
});
