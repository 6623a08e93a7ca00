import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest, type Explanation, type ExplainRequest } from '../../src/explain/explanation.js';
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
} from '../../src/layouts/apiops/example.js';
import { app, header, type Asked, type Files } from '../asking.js';
import { memoryTree } from '../memory-tree.js';
import { hostings, type Hosted } from '../rules/hosting.js';

/** What the verdicts promise, in artifacts, Terraform and Bicep alike: trees of which the answer is written down from what gateways were seen to do. */

const shop = 'https://shop.contoso.com';
const portal = 'https://contoso.developer.azure-api.net';
const ends = ' terminate-unmatched-request="true"';
const passes = ' terminate-unmatched-request="false"';
const base = '<base />';
const put = operationPath.replace('get-', 'put-');
const post = operationPath.replace('get-', 'post-');
const include = '<include-fragment fragment-id="browsers" />';
const nothing = { [globalPath]: policy([]) };
const token = within('validate-jwt header-name="Authorization"', [
  '<openid-config url="https://login.contoso.com/.well-known/openid-configuration" />',
]);
const answer = within('return-response', ['<set-status code="200" reason="OK" />']);
const fragment = (lines: readonly string[]): Files => ({ [fragmentPath]: within('fragment', lines).join('\n') });
const one = (lines: readonly string[]): Files => ({ ...nothing, [apiPath]: policy([...lines, base]) });
const keyless = ordersApi({ subscriptionRequired: false });

const layouts = ['artifacts', 'Terraform, heredoc', 'Bicep, loadTextContent()'] as const;
type Layout = (typeof layouts)[number];

async function hosted(files: Files, layout: Layout): Promise<Hosted> {
  const all = repository(files);
  if (layout === 'artifacts') return { files: all, scopes: [] };
  const found = (await hostings(all))?.get(layout);
  if (found === undefined) throw new Error(`no ${layout}`);
  return found;
}

async function ask(files: Files, layout: Layout, request: Asked, more: Partial<ExplainRequest> = {}): Promise<Explanation> {
  const kept = await hosted(files, layout);
  return explainRequest(
    memoryTree(kept.files),
    {
      request: { origin: app, method: 'GET', headers: [], credentials: 'omit', ...request },
      destination: { kind: 'name', workspace: null, api: 'orders', operation: null },
      product: null,
      key: null,
      ...more,
    },
    defaultSettings,
    null,
  );
}

const rows: [string, Files, Asked, Partial<ExplainRequest>, string][] = [
  // who ends
  [
    'PUT of an unlisted origin, the default decides above an answer: the preflight has no headers either way',
    one([...cors({ origins: [shop], attributes: '' }), ...answer]),
    { method: 'PUT' },
    {},
    'blocked, documented; preflight 200; request not sent',
  ],
  [
    'GET of an unlisted origin that is ended above an answer',
    one([...cors({ origins: [shop], attributes: ends }), ...answer]),
    {},
    {},
    'blocked, documented; preflight not sent; request 200',
  ],
  [
    'GET of an unlisted origin that is passed on to an answer without headers',
    one([...cors({ origins: [shop], attributes: passes }), ...answer]),
    {},
    {},
    'blocked, inferred; preflight not sent; request 200',
  ],
  [
    'a mock above the <cors> ends a GET before any runs',
    one(['<mock-response status-code="200" />', ...cors({ origins: [app] })]),
    {},
    {},
    'blocked, inferred; preflight not sent; request 200',
  ],
  [
    'the same after a preflight that it has no part in',
    one(['<mock-response status-code="200" />', ...cors({ origins: [app] })]),
    { method: 'PUT' },
    {},
    'blocked, inferred; preflight 200; request 200',
  ],
  ['no <cors> anywhere', { ...nothing, [apiPath]: policy([base]) }, { method: 'PUT' }, {}, 'blocked, documented; preflight 404; request not sent'],
  [
    'an API that does not inherit the only one',
    { [globalPath]: policy(cors({ origins: [app] })), [apiPath]: policy([]) },
    { method: 'PUT' },
    {},
    'blocked, documented; preflight 404; request not sent',
  ],
  [
    'the same of a GET without a preflight',
    { [globalPath]: policy(cors({ origins: [app] })), [apiPath]: policy([]) },
    {},
    {},
    'blocked, documented; preflight not sent; request backend',
  ],
  [
    'the third <cors> lists it, and all above pass it on',
    {
      [globalPath]: policy(cors({ origins: [portal], attributes: passes })),
      [apiPath]: policy([base, ...cors({ origins: [shop], attributes: passes })]),
      [put]: policy([base, ...cors({ origins: [app], attributes: ends })]),
    },
    { method: 'PUT' },
    {},
    'allowed, inferred; preflight 200; request backend',
  ],
  [
    'the second ends it by default',
    {
      [globalPath]: policy(cors({ origins: [portal], attributes: passes })),
      [apiPath]: policy([base, ...cors({ origins: [shop], attributes: '' })]),
      [put]: policy([base, ...cors({ origins: [app], attributes: ends })]),
    },
    { method: 'PUT' },
    {},
    'blocked, inferred; preflight 200; request not sent',
  ],
  // navigation
  [
    'a form posted to an operation whose own <cors> lists everybody',
    {
      ...ordersSpecification(['post']),
      [apiPath]: policy([...cors({ origins: [shop], attributes: '' }), base]),
      ...nothing,
      [post]: policy([...cors({ origins: ['*'], attributes: '' }), base]),
    },
    { method: 'POST', origin: 'https://login.example' },
    { mode: 'navigate' },
    'allowed, documented; preflight not sent; request backend',
  ],
  [
    'a form ended by a <cors> in a fragment',
    { ...ordersSpecification(['post']), ...nothing, ...fragment(cors({ origins: [shop], attributes: ends })), [apiPath]: policy([include, base]) },
    { method: 'POST', origin: 'https://login.example' },
    { mode: 'navigate' },
    'blocked, reported; preflight not sent; request 200',
  ],
  [
    'a link carries no Origin',
    one(cors({ origins: [shop], attributes: '' })),
    { origin: 'https://login.example' },
    { mode: 'navigate' },
    'allowed, documented; preflight not sent; request backend',
  ],
  [
    'a form of a listed site',
    { ...ordersSpecification(['post']), ...one(cors({ origins: [shop], attributes: '' })) },
    { method: 'POST', origin: shop },
    { mode: 'navigate' },
    'allowed, documented; preflight not sent; request backend',
  ],
  [
    'a no-cors POST is ended too',
    { ...ordersSpecification(['post']), ...one(cors({ origins: [shop], attributes: '' })) },
    { method: 'POST' },
    { mode: 'no-cors' },
    'blocked, reported; preflight not sent; request 200',
  ],
  // versions
  [
    'a version in a header, and a simple GET',
    { ...headerVersioned(), ...one(cors({ origins: [app] })) },
    {},
    {},
    'blocked, documented; preflight 404; request not sent',
  ],
  [
    'the same, and a global <cors> that may answer',
    { ...headerVersioned(), [globalPath]: policy(cors({ origins: [app] })), [apiPath]: policy([base]) },
    { method: 'PUT' },
    {},
    'unknown, unknown; preflight unknown; request backend',
  ],
  [
    'the same, and a global one for others',
    {
      ...headerVersioned(),
      [globalPath]: policy(cors({ origins: [portal], attributes: '' })),
      [apiPath]: policy([...cors({ origins: [app] }), base]),
    },
    { method: 'PUT' },
    {},
    'blocked, documented; preflight unknown; request not sent',
  ],
  // fragments
  [
    'a missing key behind a fragment',
    { ...nothing, ...fragment(cors({ origins: [app] })), [apiPath]: policy([include, base]) },
    { method: 'PUT' },
    { key: 'none' },
    'blocked, reported; preflight 200; request 401',
  ],
  [
    'a missing key behind a <cors> of the policy itself',
    one(cors({ origins: [app] })),
    { method: 'PUT' },
    { key: 'none' },
    'allowed, reported; preflight 200; request 401',
  ],
  [
    'a fragment at the operation',
    { ...nothing, ...keyless, ...fragment(cors({ origins: [app] })), [apiPath]: policy([base]), [put]: policy([include, base]) },
    { method: 'PUT' },
    {},
    'allowed, inferred; preflight 200; request backend',
  ],
  [
    'a fragment that does not list it',
    { ...nothing, ...keyless, ...fragment(cors({ origins: [shop], attributes: '' })), [apiPath]: policy([include, base]) },
    { method: 'PUT' },
    {},
    'blocked, reported; preflight 200; request not sent',
  ],
  // products
  [
    'the <cors> of an open product',
    { ...nothing, ...product(policy([...cors({ origins: [app] }), base]), false), [apiPath]: policy([base]) },
    { method: 'PUT' },
    {},
    'allowed, reported; preflight 200; request backend',
  ],
  [
    'of a product whose key comes in a header',
    { ...nothing, ...product(policy([...cors({ origins: [app] }), base])), [apiPath]: policy([base]) },
    { method: 'PUT' },
    { product: 'starter', key: 'header' },
    'blocked, documented; preflight 404; request not sent',
  ],
  [
    'of one whose key comes in the URL',
    { ...nothing, ...product(policy([...cors({ origins: [app] }), base])), [apiPath]: policy([base]) },
    { method: 'PUT' },
    { product: 'starter', key: 'query' },
    'allowed, documented; preflight 200; request backend',
  ],
  [
    'a key in a header forces a preflight',
    { ...nothing, ...product(policy([...cors({ origins: [app] }), base])), [apiPath]: policy([base]) },
    {},
    { product: 'starter', key: 'header' },
    'blocked, documented; preflight 404; request not sent',
  ],
  [
    'an API that does not inherit its open product',
    { ...nothing, ...product(policy([...cors({ origins: [app] }), base]), false), [apiPath]: policy([]) },
    { method: 'PUT' },
    {},
    'blocked, reported; preflight 404; request not sent',
  ],
  // certainty
  [
    'an OPTIONS operation',
    { ...ordersSpecification(['get', 'put', 'options']), ...keyless, ...one(cors({ origins: [app] })) },
    { method: 'PUT' },
    {},
    'allowed, reported; preflight 200; request backend',
  ],
  [
    'an OPTIONS operation that asks for a key',
    { ...ordersSpecification(['get', 'put', 'options']), ...one(cors({ origins: [app] })) },
    { method: 'PUT' },
    {},
    'blocked, inferred; preflight 401; request not sent',
  ],
  [
    'an OPTIONS operation whose <cors> does not list it',
    { ...ordersSpecification(['get', 'put', 'options']), ...keyless, ...one(cors({ origins: [shop], attributes: ends })) },
    { method: 'PUT' },
    {},
    'blocked, reported; preflight unknown; request not sent',
  ],
  [
    'no allowed-headers, and one is sent',
    one(cors({ origins: [app] }).filter((line) => !/header/.test(line))),
    { method: 'PUT', headers: [header('x-a')] },
    {},
    'blocked, inferred; preflight 200; request not sent',
  ],
  [
    'no allowed-headers, and none is sent',
    one(cors({ origins: [app] }).filter((line) => !/header/.test(line))),
    { method: 'PUT' },
    {},
    'allowed, reported; preflight 200; request backend',
  ],
  [
    'a pattern among the headers',
    one(cors({ origins: [app], headers: ['x-*'] })),
    { method: 'PUT', headers: [header('x-a')] },
    {},
    'blocked, inferred; preflight 200; request not sent',
  ],
  [
    'capitals in the host',
    one(cors({ origins: ['https://App.contoso.com'] })),
    { method: 'PUT' },
    {},
    'allowed, inferred; preflight 200; request backend',
  ],
  [
    'letters outside ASCII',
    one(cors({ origins: ['https://bücher.example'] })),
    { method: 'PUT', origin: 'https://xn--bcher-kva.example' },
    {},
    'allowed, inferred; preflight 200; request backend',
  ],
  [
    'white space round the origin',
    one(cors({ origins: [' https://app.contoso.com '] })),
    { method: 'PUT' },
    {},
    'allowed, inferred; preflight 200; request backend',
  ],
  [
    'a trailing slash',
    one(cors({ origins: ['https://app.contoso.com/'] })),
    { method: 'PUT' },
    {},
    'allowed, reported; preflight 200; request backend',
  ],
  [
    'the default port',
    one(cors({ origins: ['https://app.contoso.com:443'] })),
    { method: 'PUT' },
    {},
    'allowed, documented; preflight 200; request backend',
  ],
  [
    'listed by none of two',
    {
      [globalPath]: policy(cors({ origins: [portal], attributes: passes })),
      [apiPath]: policy([base, ...cors({ origins: [shop], attributes: ends })]),
    },
    { method: 'PUT' },
    {},
    'blocked, documented; preflight 200; request not sent',
  ],
  [
    'listed by the second',
    {
      [globalPath]: policy(cors({ origins: [portal], attributes: passes })),
      [apiPath]: policy([base, ...cors({ origins: [app], attributes: ends })]),
    },
    { method: 'PUT' },
    {},
    'allowed, inferred; preflight 200; request backend',
  ],
  [
    'under <choose>, for a PUT',
    one(within('choose', within('when condition="@(true)"', cors({ origins: [app] })))),
    { method: 'PUT' },
    {},
    'blocked, inferred; preflight 404; request not sent',
  ],
  [
    'under <choose>, for a GET',
    one(within('choose', within('when condition="@(context.User != null)"', cors({ origins: [app] })))),
    {},
    {},
    'unknown, unknown; preflight not sent; request backend',
  ],
  [
    'the policy of the operation that a preflight means',
    { ...nothing, [apiPath]: policy([base]), [put]: policy([...cors({ origins: [app] }), base]) },
    { method: 'PUT' },
    {},
    'allowed, inferred; preflight 200; request backend',
  ],
  [
    'the policy of another operation',
    { ...nothing, [apiPath]: policy([base]), [put]: policy([...cors({ origins: [app] }), base]) },
    { method: 'GET', headers: [header('x-a')] },
    {},
    'blocked, documented; preflight 404; request not sent',
  ],
  ['a plain <cors>', one(cors({ origins: [app] })), { method: 'PUT' }, {}, 'allowed, documented; preflight 200; request backend'],
  [
    'a method that is not listed',
    one(cors({ origins: [app], methods: ['GET'] })),
    { method: 'PUT' },
    {},
    'blocked, documented; preflight 200; request not sent',
  ],
  ['everybody, without credentials', one(cors({ origins: ['*'] })), { method: 'PUT' }, {}, 'allowed, documented; preflight 200; request backend'],
  [
    'everybody, with credentials',
    one(cors({ origins: ['*'], attributes: `${passes} allow-credentials="true"` })),
    { credentials: 'include' },
    {},
    'unknown, unknown; preflight not sent; request backend',
  ],
  ['the origin null under *', one(cors({ origins: ['*'] })), { origin: 'null' }, {}, 'unknown, unknown; preflight not sent; request backend'],
  [
    'a method in lower case',
    { ...ordersSpecification(['patch']), ...one(cors({ origins: [app], methods: ['patch'] })) },
    { method: 'PATCH' },
    {},
    'unknown, unknown; preflight 200; request backend',
  ],
  [
    'a token check above the <cors>',
    one([...token, ...cors({ origins: [app] })]),
    { method: 'PUT' },
    {},
    'blocked, inferred; preflight 200; request 401',
  ],
  [
    'a header written in outbound',
    {
      ...nothing,
      [apiPath]: policy(
        [base],
        rest([base, ...within('set-header name="Access-Control-Allow-Origin" exists-action="override"', [`<value>${app}</value>`])]),
      ),
    },
    {},
    {},
    'allowed, inferred; preflight not sent; request backend',
  ],
  [
    'the same, of a request with a preflight',
    {
      ...nothing,
      [apiPath]: policy(
        [base],
        rest([base, ...within('set-header name="Access-Control-Allow-Origin" exists-action="override"', [`<value>${app}</value>`])]),
      ),
    },
    { method: 'PUT' },
    {},
    'blocked, documented; preflight 404; request not sent',
  ],
  [
    'the header deleted in outbound',
    {
      ...nothing,
      [apiPath]: policy(
        [...cors({ origins: [app] }), base],
        rest([base, '<set-header name="Access-Control-Allow-Origin" exists-action="delete" />']),
      ),
    },
    {},
    {},
    'unknown, unknown; preflight not sent; request backend',
  ],
  ['refused at save', one(cors({ origins: ['https://*.contoso.com', app] })), {}, {}, 'unknown, unknown; preflight not sent; request unknown'],
  [
    'a branch for OPTIONS that no request reaches',
    one(within('choose', within('when condition="@(context.Request.Method == &quot;OPTIONS&quot;)"', answer))),
    { method: 'PUT' },
    {},
    'blocked, documented; preflight 404; request not sent',
  ],
];

describe.each(layouts)('%s', (layout) => {
  test.each(rows)('%s', async (_, files, request, more, expected) => {
    const { verdict, certainty, preflight, actual } = await ask(files, layout, request, more);
    const ended = (phase: Explanation['preflight']): string => (phase.sent ? String(phase.status) : 'not sent');
    expect(`${verdict}, ${certainty}; preflight ${ended(preflight)}; request ${ended(actual)}`).toBe(expected);
  });
});
