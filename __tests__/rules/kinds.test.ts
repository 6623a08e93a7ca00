/**
 * Everything that is worth knowing of CORS in a policy, in our words, and which rule says it how loudly: a document for each kind, read in the
 * profile that tells everything. A kind that nobody tells is a hole in the catalogue.
 */
import { parseSettings } from '../../src/config/settings.js';
import {
  apiPath,
  cors,
  fragmentPath,
  globalPath,
  headerVersioned,
  operationPath,
  ordersApi,
  ordersSpecification,
  policy,
  product,
  repository,
  rest,
  within,
  type CorsText,
} from '../../src/layouts/apiops/example.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { rules } from '../../src/rules/catalogue.js';
import { memoryTree } from '../memory-tree.js';
import { expectTheSame } from './looked-through.js';

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const portal = 'https://contoso.developer.azure-api.net';
const credentials = ' allow-credentials="true" terminate-unmatched-request="false"';
const settings = parseSettings('profile: strict\nrules:\n  base-first-required: error\n  origin-forwarded: info\n', 'c.yml');
const options = { settings, today: '2026-01-01', isWithoutRepairs: true };

/** The API's own `<cors>`, and what stands round it. */
const own = (text: CorsText, ...more: readonly string[]): Files => ({ [apiPath]: policy([...cors(text), ...more]) });
const listing = (...origins: readonly string[]): Files => own({ origins, methods: ['GET'], headers: ['x-a'] });
const trusting = (...origins: readonly string[]): Files => own({ origins, methods: ['GET'], headers: ['x-a'], attributes: credentials });
const allowing = (text: Partial<CorsText>): Files => own({ origins: [app], methods: ['GET'], headers: ['x-a'], ...text });
const acao = (value: string): readonly string[] =>
  within('set-header name="Access-Control-Allow-Origin" exists-action="override"', [`<value>${value}</value>`]);
const answering = (value: string, ...inbound: readonly string[]): Files => ({
  [apiPath]: policy(['<base />', ...inbound], rest(['<base />', ...acao(value)], ['<base />', ...acao(value)])),
});
const origin = 'context.Request.Headers.GetValueOrDefault("Origin", "")';
const checked = (test: string): Files => answering(`@{ var o = ${origin}; return ${test} ? o : ""; }`);
const jwt = within('validate-jwt header-name="Authorization"', [
  '<openid-config url="https://login.contoso.com/.well-known/openid-configuration" />',
]);
/** A check of callers that the global policy includes. */
const signing: Files = {
  [globalPath]: policy(['<include-fragment fragment-id="signed" />']),
  'apimartifacts/policy fragments/signed/policy.xml': `${within('fragment', jwt).join('\n')}\n`,
};
const preflights = { method: 'OPTIONS', urlTemplate: '/orders/{id}' };

/** A document that a scan reads or, with a base, a change. */
type Kind = readonly [kind: string, files: Files, told: string, base: Files | null];

const kinds: readonly (readonly [kind: string, files: Files, told: string, base?: Files])[] = [
  // Who gets in.
  ['every origin, with credentials', trusting('*'), 'error wildcard-origin-with-credentials'],
  ['every origin, without', listing('*'), 'warning wildcard-origin'],
  ['every origin beside a name', listing('*', app), 'error wildcard-mixed'],
  ['the null origin', listing('null'), 'error null-origin'],
  ['the null origin, in capitals', listing('NULL'), 'error null-origin'],
  ['the null origin, written by hand', answering('null'), 'error null-origin'],
  ['every origin given back, on the way out', answering(`@(${origin})`), 'error reflected-origin'],
  [
    '… whatever stands for a missing one',
    answering('@(context.Request.Headers.GetValueOrDefault("Origin", "https://app.contoso.com"))'),
    'error reflected-origin',
  ],
  [
    '… through a variable',
    answering('@((string)context.Variables["o"])', `<set-variable name="o" value='@(${origin})' />`),
    'error reflected-origin',
  ],
  [
    '… through a fragment',
    {
      ...answering('@((string)context.Variables["o"])', '<include-fragment fragment-id="callers" />'),
      'apimartifacts/policy fragments/callers/policy.xml': `${within('fragment', [`<set-variable name="o" value='@(${origin})' />`]).join('\n')}\n`,
    },
    'error reflected-origin',
  ],
  ['… on errors alone', { [apiPath]: policy(['<base />'], rest(['<base />'], ['<base />', ...acao(`@(${origin})`)])) }, 'error reflected-origin'],
  ['… in an <origin>', listing(`@(${origin})`), 'error reflected-origin'],
  ['… beside a <cors>', { [apiPath]: policy(cors({ origins: [app] }), rest(['<base />', ...acao(`@(${origin})`)])) }, 'error reflected-origin'],
  ['a check by a part of it', checked('o.Contains("contoso.com")'), 'error loose-origin-match'],
  ['… by its end, without a dot', checked('o.EndsWith("contoso.com")'), 'error loose-origin-match'],
  ['… by its beginning', checked('o.StartsWith("https://contoso")'), 'error loose-origin-match'],
  [
    '… by a pattern without ends',
    checked('System.Text.RegularExpressions.Regex.IsMatch(o, "https://app\\\\.contoso\\\\.com")'),
    'error loose-origin-match',
  ],
  [
    '… by a pattern with a bare dot',
    checked('System.Text.RegularExpressions.Regex.IsMatch(o, "^https://app.contoso\\\\.com$")'),
    'error loose-origin-match',
  ],
  ['… by where it begins', checked('o.IndexOf("contoso.com") > 0'), 'error loose-origin-match'],
  // Whose origin that is.
  ['plain http', listing('http://app.contoso.com'), 'warning insecure-origin'],
  ['plain http, with credentials', trusting('http://app.contoso.com'), 'error insecure-origin'],
  ...['http://localhost:3000', 'https://a.localhost', 'http://127.0.0.2', 'http://[::1]:8080', 'http://0.0.0.0'].map(
    (one) => [`the user's own machine: ${one}`, listing(app, one), 'warning loopback-origin'] as const,
  ),
  ['a name on shared hosting', listing('https://contoso.azurewebsites.net'), 'warning shared-hosting-origin'],
  ['the suffix itself', listing('https://azurewebsites.net'), 'error shared-hosting-origin'],
  ...['https://codepen.io', 'https://a.ngrok.io', 'https://a.stackblitz.io', 'https://a.devtunnels.ms', 'https://a.trycloudflare.com'].map(
    (one) => [`a playground or tunnel: ${one}`, listing(app, one), 'error shared-hosting-origin'] as const,
  ),
  ...['https://10.0.0.1', 'https://[2001:db8::1]', 'https://intranet', 'https://app.local', 'https://app.corp', 'https://app.internal'].map(
    (one) => [`nobody's on the internet: ${one}`, listing(app, one), 'warning intranet-origin'] as const,
  ),
  [
    'the user’s own machine, with credentials, in production',
    { ...trusting(app, 'http://localhost:3000'), 'configuration.prod.yaml': 'namedValues:\n  - name: a\n    properties:\n      value: b\n' },
    'error loopback-origin',
  ],
  ['a file', listing(app, 'file://a'), 'error unusual-scheme-origin'],
  ['an extension', listing(app, 'chrome-extension://abcdef'), 'warning unusual-scheme-origin'],
  ['an app', listing(app, 'capacitor://localhost'), 'warning unusual-scheme-origin'],
  ['a named value that the repository does not hold', listing('{{shop}}'), 'info unresolved-origin'],
  ['nearly another one of the list', listing('https://app.contoso.com', 'https://app.contosso.com'), 'info near-miss-origin'],
  ['twice', listing(app, app), 'info duplicate-entry'],
  ['a method twice', allowing({ methods: ['GET', 'PUT', 'GET'] }), 'info duplicate-entry'],
  ['a header twice, in another case', allowing({ headers: ['x-a', 'X-A'] }), 'info duplicate-entry'],
  // No origin at all.
  ...[
    'https://app.contoso.com/shop',
    `${app}?a=b`,
    'https://me@app.contoso.com',
    'app.contoso.com',
    '//app.contoso.com',
    `${app}, https://b.contoso.com`,
    `${app}:0`,
    `${app}:70000`,
    '^https://.*$',
  ].map((one) => [`no origin: ${one}`, listing(one), 'error invalid-origin'] as const),
  ['empty', listing(''), 'error invalid-origin'],
  ['none', listing(), 'error invalid-origin'],
  ['a pattern of names', listing('https://*.contoso.com'), 'error invalid-origin'],
  ...[`${app}/`, `${app}:443`, 'HTTPS://App.Contoso.com', 'https://bücher.example.com', ` ${app} `].map(
    (one) => [`written otherwise than browsers send it: ${one}`, listing(one), 'info origin-normalised'] as const,
  ),
  // Methods.
  ['every method', allowing({ methods: ['*'] }), 'info wildcard-methods'],
  ['every method, with credentials', allowing({ methods: ['*'], attributes: credentials }), 'warning wildcard-methods'],
  ['every method beside a name', allowing({ methods: ['*', 'GET'] }), 'info wildcard-mixed'],
  ...['TRACE', 'CONNECT', 'TRACK'].map(
    (one) => [`a method that no browser sends: ${one}`, allowing({ methods: ['GET', one] }), 'warning forbidden-method'] as const,
  ),
  ['a method in lower case', allowing({ methods: ['GET', 'patch'] }), 'warning method-case'],
  ['no method at all', allowing({ methods: ['GET', 'OPTION'] }), 'warning method-case'],
  ['OPTIONS', allowing({ methods: ['GET', 'OPTIONS'] }), 'info needless-method'],
  ['a method of no operation', allowing({ methods: ['GET', 'PUT', 'DELETE'] }), 'info needless-method'],
  ['a method of an operation is missing', allowing({ methods: ['GET'] }), 'warning method-not-allowed'],
  // Headers of requests.
  ['every header', allowing({ headers: ['*'] }), 'info wildcard-headers'],
  ['every header, with credentials', allowing({ headers: ['*'], attributes: credentials }), 'warning wildcard-headers'],
  ['every header beside a name', allowing({ headers: ['*', 'x-a'] }), 'info wildcard-mixed'],
  ...['X-HTTP-Method-Override', 'X-Forwarded-For', 'X-Original-URL', 'X-MS-CLIENT-PRINCIPAL', 'X-ARR-ClientCert', 'Client-IP'].map(
    (one) => [`a header that servers believe: ${one}`, allowing({ headers: [one] }), 'warning spoofable-header-allowed'] as const,
  ),
  ...['Origin', 'Host', 'Cookie', 'Referer', 'Sec-Fetch-Mode'].map(
    (one) => [`a header that no script sets: ${one}`, allowing({ headers: ['x-a', one] }), 'info forbidden-header'] as const,
  ),
  ['a header of the answer', allowing({ headers: ['x-a', 'Access-Control-Allow-Origin'] }), 'warning response-header-in-request-list'],
  ['a pattern of headers', allowing({ headers: ['x-*'] }), 'error header-pattern'],
  ['no name of a header', allowing({ headers: ['x a'] }), 'error header-pattern'],
  ['a header that a policy asks for', own({ origins: [app], headers: ['x-a'] }, ...jwt), 'error header-not-allowed'],
  ['the key of a subscription', allowing({ methods: ['GET', 'PUT'] }), 'warning header-not-allowed'],
  [
    // Whether its preflight finds the version no page says.
    'the header that tells the version',
    {
      ...headerVersioned(),
      [globalPath]: policy(cors({ origins: [app], headers: ['Ocp-Apim-Subscription-Key'] })),
      [apiPath]: policy(['<base />']),
    },
    'info header-not-allowed',
  ],
  [
    'the type of a body in JSON',
    { ...ordersSpecification(['get', 'put'], ['put']), ...allowing({ methods: ['GET', 'PUT'] }) },
    'warning header-not-allowed',
  ],
  ['Authorization left to the wildcard', own({ origins: [app] }, ...jwt), 'warning authorization-under-wildcard'],
  // Headers of answers.
  ['every header exposed', allowing({ exposed: ['*'] }), 'info wildcard-exposed-headers'],
  ['every header exposed, with credentials', allowing({ exposed: ['*'], attributes: credentials }), 'info expose-wildcard-with-credentials'],
  ...['Authorization', 'Set-Cookie', 'X-Auth-Token', 'Server', 'X-Powered-By'].map(
    (one) => [`a header that says too much: ${one}`, allowing({ exposed: [one] }), 'info sensitive-header-exposed'] as const,
  ),
  [
    'when to come back is not exposed',
    own({ origins: [app] }, '<rate-limit-by-key calls="1" renewal-period="60" counter-key="a" retry-after-header-name="Retry-After" />'),
    'info headers-not-exposed',
  ],
  [
    'how many calls are left is not exposed',
    own({ origins: [app] }, '<rate-limit calls="1" renewal-period="60" remaining-calls-header-name="X-Left" />'),
    'info headers-not-exposed',
  ],
  [
    'where the new thing is, is not exposed',
    { [apiPath]: policy(cors({ origins: [app] }), rest(['<base />', ...within('set-header name="Location"', ['<value>/orders/1</value>'])])) },
    'info headers-not-exposed',
  ],
  [
    'what an update has to name is not exposed',
    own({ origins: [app] }, '<base />', '<check-header name="If-Match" failed-check-httpcode="412" />'),
    'info headers-not-exposed',
  ],
  // Credentials, and how long a preflight is kept.
  [
    'credentials that nothing reads',
    own({ origins: [app], headers: ['Authorization'], attributes: credentials }, ...jwt),
    'info credentials-not-needed',
  ],
  [
    'credentials by an expression',
    allowing({ attributes: ' allow-credentials="@(true)" terminate-unmatched-request="false"' }),
    'warning credentials-by-expression',
  ],
  ...['True', 'TRUE'].map(
    (one) =>
      [
        `credentials written ${one}`,
        allowing({ attributes: ` allow-credentials="${one}" terminate-unmatched-request="false"` }),
        'warning credentials-value',
      ] as const,
  ),
  [
    'a form of another site, with cookies',
    {
      ...ordersApi({ subscriptionRequired: false }),
      ...ordersSpecification(['post']),
      ...own({ origins: [app], attributes: credentials }, '<base />'),
    },
    'info simple-post-with-cookies',
  ],
  ['no preflight kept', allowing({}), 'info preflight-not-cached'],
  ['… by a zero', allowing({ maxAge: 0 }), 'info preflight-not-cached'],
  ['longer than browsers keep', allowing({ maxAge: 86_400 }), 'info max-age-capped'],
  ['no number of seconds', allowing({ maxAge: -1 }), 'warning max-age-invalid'],
  // What came before CORS.
  [
    'an answer in a script',
    { [apiPath]: policy(['<base />'], rest(['<base />', '<jsonp callback-parameter-name="cb" />'])) },
    'warning cross-domain-or-jsonp',
  ],
  [
    'a policy of a plug-in',
    {
      [apiPath]: policy([
        ...within('cross-domain', within('cross-domain-policy', ['<allow-http-request-headers-from domain="*" headers="*" />'])),
        '<base />',
      ]),
    },
    'info cross-domain-or-jsonp',
  ],
  // Where it stands.
  ['outside <inbound>', { [apiPath]: policy(['<base />'], rest(['<base />', ...cors({ origins: [app] })])) }, 'error cors-outside-inbound'],
  ['two in one section', { [apiPath]: policy([...cors({ origins: [app] }), ...cors({ origins: [app] })]) }, 'error duplicate-cors'],
  [
    'inside another policy',
    { [apiPath]: policy(within('choose', within('when condition="@(true)"', cors({ origins: [app] })))) },
    'error cors-not-direct-child',
  ],
  [
    'in a fragment',
    {
      [apiPath]: policy(['<include-fragment fragment-id="browsers" />']),
      [fragmentPath]: `${within('fragment', cors({ origins: [app] })).join('\n')}\n`,
    },
    'warning cors-in-fragment',
  ],
  ['in a fragment that nothing includes', { [fragmentPath]: `${within('fragment', cors({ origins: [app] })).join('\n')}\n` }, 'info unused-fragment'],
  ['a fragment that is not there', { [apiPath]: policy(['<base />', '<include-fragment fragment-id="gone" />']) }, 'error missing-fragment'],
  [
    'behind a policy that refuses',
    { [apiPath]: policy(['<rate-limit calls="1" renewal-period="60" />', ...cors({ origins: [app] })]) },
    'warning policy-before-cors',
  ],
  ['not inherited', { [globalPath]: policy(cors({ origins: [portal] })), [apiPath]: policy([]) }, 'warning cors-not-inherited'],
  [
    'behind one that is inherited',
    { [globalPath]: policy(cors({ origins: [portal], attributes: '' })), [apiPath]: policy(['<base />', ...cors({ origins: [app] })]) },
    'error inherited-cors-decides',
  ],
  [
    'in a product, with the key in a header',
    { ...product(policy(cors({ origins: [app] }))), [apiPath]: policy(['<base />']) },
    'error product-cors-unreachable',
  ],
  [
    'in an API whose version a header tells',
    { ...headerVersioned(), ...allowing({ methods: ['GET', 'PUT'] }) },
    'error header-versioning-hides-cors',
  ],
  [
    'beside an operation that takes OPTIONS',
    { ...ordersSpecification(['get', 'options']), [apiPath]: policy(cors({ origins: [app] })) },
    'warning options-operation-shadows-cors',
  ],
  [
    'an answer to OPTIONS that never runs',
    {
      [apiPath]: policy([
        '<base />',
        ...within(
          'choose',
          within(`when condition='@(context.Request.Method == "${preflights.method}")'`, [
            '<return-response><set-status code="200" /></return-response>',
          ]),
        ),
      ]),
    },
    'warning options-branch-never-runs',
  ],
  [
    'another writer of the header',
    {
      [apiPath]: policy(
        cors({ origins: [app] }),
        rest([
          '<base />',
          ...within('set-header name="Access-Control-Allow-Origin" exists-action="append"', ['<value>https://b.contoso.com</value>']),
        ]),
      ),
    },
    'error two-cors-writers',
  ],
  ['by hand, and not on errors', { [apiPath]: policy(['<base />'], rest(['<base />', ...acao(app)])) }, 'warning hand-written-cors'],
  [
    'one stored answer for all origins',
    {
      [apiPath]: policy(
        ['<base />', '<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" />'],
        rest(['<base />', ...acao(`@(${origin} == "${app}" ? "${app}" : "")`), '<cache-store duration="60" />']),
      ),
    },
    'warning cached-without-vary-origin',
  ],
  [
    'a default that access depends on',
    { [globalPath]: policy(cors({ origins: [portal], attributes: '' })), [apiPath]: policy(['<base />', ...cors({ origins: [app] })]) },
    'warning terminate-unmatched-implicit',
  ],
  [
    'a form of another site that it ends',
    {
      'apimartifacts/apis/orders/specification.yaml':
        'openapi: 3.0.1\ninfo:\n  title: Orders\n  version: "1"\npaths:\n  /saml/acs:\n    post:\n      operationId: postACS\n      responses:\n        "200":\n          description: OK\n',
      [apiPath]: policy(cors({ origins: [app], attributes: '' })),
    },
    'warning navigation-ended-by-cors',
  ],
  ['<base /> is not first', { [apiPath]: policy([...cors({ origins: [app] }), '<base />']) }, 'error base-first-required'],
  ['the backend gets the origin', listing(app), 'info origin-forwarded'],
  ['refused at save: a section inside a section', { [apiPath]: policy(['<inbound>', '</inbound>']) }, 'error refused-at-save'],
  [
    'refused at save: an unknown element of <cors>',
    { [apiPath]: policy(cors({ origins: [app] }).map((line) => line.replace('</cors>', '  <allowed-hosts />\n</cors>'))) },
    'error refused-at-save',
  ],
  [
    'refused at save: an unknown attribute of <cors>',
    { [apiPath]: policy(cors({ origins: [app], attributes: ' allow-credential="true"' })) },
    'error refused-at-save',
  ],
  ['not XML', { [apiPath]: '<policies><inbound>' }, 'error malformed-policy'],
  ['metadata that cannot be read', { 'apimartifacts/apis/orders/apiInformation.json': '{' }, 'warning unreadable-metadata'],
  ['a policy without a scope', { 'elsewhere/orders-policy.xml': policy(cors({ origins: [app] })) }, 'error policy-without-scope'],
  [
    'a part that is not understood',
    { [apiPath]: policy(['<include-fragment fragment-id="{{which}}" />', ...cors({ origins: [app] })]) },
    'error not-understood',
  ],
  // What a change does.
  ['somebody gains access', listing(app), 'info access-widened', {}],
  ['everybody gains access, with credentials', trusting('*'), 'error access-widened', {}],
  ['somebody loses access', listing('https://b.contoso.com'), 'warning access-narrowed', listing(app)],
  [
    'a check of the origin lets everybody through',
    trusting('*'),
    'error origin-check-changed',
    {
      [apiPath]:
        trusting('*')[apiPath]?.replace('</cors>', '</cors><check-header name="Origin"><value>https://a.contoso.com</value></check-header>') ?? '',
    },
  ],
  [
    'a check of the origin refuses an app',
    {
      [apiPath]: policy([...cors({ origins: [app] }), '<check-header name="Origin"><value>https://b.contoso.com</value></check-header>', '<base />']),
    },
    'warning origin-check-changed',
    { [apiPath]: policy([...cors({ origins: [app] }), '<base />']) },
  ],
  [
    'the developer portal loses its console',
    { [globalPath]: policy(cors({ origins: [app] })) },
    'warning portal-cors-lost',
    { [globalPath]: policy(cors({ origins: [portal] })) },
  ],
  [
    'a subscription key is needed now',
    { ...listing(app), ...ordersApi() },
    'warning subscription-key-changed',
    {
      ...listing(app),
      ...ordersApi({ subscriptionRequired: false }),
    },
  ],
  [
    'inherited policies no longer run',
    { [globalPath]: policy(['<rate-limit calls="1" renewal-period="60" />']), [operationPath]: policy([]) },
    'warning inherited-policies-dropped',
    { [globalPath]: policy(['<rate-limit calls="1" renewal-period="60" />']) },
  ],
  [
    '… one of which checks callers',
    { [globalPath]: policy(jwt), [operationPath]: policy([]) },
    'error inherited-policies-dropped',
    { [globalPath]: policy(jwt) },
  ],
  ...[
    '<validate-azure-ad-token tenant-id="a"><client-application-ids><application-id>b</application-id></client-application-ids></validate-azure-ad-token>',
    '<validate-client-certificate validate-revocation="true" validate-trust="true" validate-not-before="true" validate-not-after="true" />',
    '<check-header name="X-Tenant" failed-check-httpcode="401"><value>a</value></check-header>',
    '<ip-filter action="allow"><address>10.0.0.1</address></ip-filter>',
  ].map(
    (one) =>
      [
        `… such as ${one.slice(0, one.indexOf(' '))}>`,
        { [globalPath]: policy([one]), [operationPath]: policy([]) },
        'error inherited-policies-dropped',
        { [globalPath]: policy([one]) },
      ] as const,
  ),
  ['… in a fragment', { ...signing, [operationPath]: policy([]) }, 'error inherited-policies-dropped', signing],
  [
    '… by a <base /> that is taken away',
    { [globalPath]: policy(jwt), [operationPath]: policy([]) },
    'error inherited-policies-dropped',
    { [globalPath]: policy(jwt), [operationPath]: policy(['<base />']) },
  ],
];

test.each(kinds.map(([kind, files, told, base = null]): Kind => [kind, files, told, base]))('%s', async (_, files, told, base) => {
  const tree = memoryTree(repository(files), 'head');
  const { findings } = base === null ? await scanTree(tree, options) : await reviewTrees(memoryTree(repository(base), 'base'), tree, options);
  expect(findings.map(({ severity, rule }) => `${severity} ${rule}`)).toContain(told);
  await expectTheSame(base === null ? undefined : repository(base), repository(files));
});

test('every rule of the catalogue tells a kind', () => {
  const telling = new Set(kinds.map(([, , told]) => told.split(' ')[1]));
  const others = rules.map(({ id }) => id).filter((id) => !telling.has(id) && !id.startsWith('contract'));
  expect(others).toEqual([]);
});
