import fc from 'fast-check';
import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest, type Explanation } from '../../src/explain/explanation.js';
import { cors } from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';
import { artifacts, type ServiceText } from '../serve/artifacts.js';

/** Checks of the origin and the method that are written by hand: who ends a request, with which status, and whether the page can read that. */

const shop = 'https://shop.contoso.com';
const admin = 'https://admin.contoso.com';
const origin = 'context.Request.Headers.GetValueOrDefault("Origin","")';
const refusal = (status = 403): readonly string[] => ['<return-response>', `<set-status code="${status}" />`, '</return-response>'];
const when = (condition: string, steps: readonly string[] = refusal()): readonly string[] => [
  '<choose>',
  `<when condition="@(${condition.replaceAll('&', '&amp;').replaceAll('"', '&quot;')})">`,
  ...steps,
  '</when>',
  '</choose>',
];
const letsIn = cors({ origins: ['*'], methods: ['*'], headers: ['*'] });
const listed = [
  '<check-header name="Origin" failed-check-httpcode="403" failed-check-error-message="no" ignore-case="true">',
  `<value>${shop}</value>`,
  '</check-header>',
];

interface Asked extends Partial<ServiceText> {
  readonly headers?: readonly { readonly name: string; readonly value: string | null }[];
  readonly url?: string;
}

async function asked(inbound: readonly string[], from: string, method = 'GET', { headers = [], url, ...more }: Asked = {}): Promise<Explanation> {
  const text: ServiceText = { apis: [{ id: 'orders', inbound, methods: ['GET', 'PUT'], subscriptionRequired: false }], ...more };
  const request = { origin: from, method, headers, credentials: 'omit' } as const;
  const destination =
    url === undefined ? ({ kind: 'name', workspace: null, api: 'orders', operation: null } as const) : ({ kind: 'url', url } as const);
  return explainRequest(memoryTree(artifacts(text)), { request, destination, product: null, key: null }, defaultSettings, null);
}

type End = readonly [verdict: Explanation['verdict'], status: Explanation['actual']['status'], backendCalled: boolean | 'unknown'];
const endOf = ({ verdict, actual }: Explanation): End => [verdict, actual.status, actual.backendCalled];
const through: End = ['allowed', 'backend', true];
const bare: End = ['blocked', 403, false];
const read: End = ['allowed', 403, false];

const set = '<set-variable name="from" value="@(context.Request.Headers.GetValueOrDefault(&quot;Origin&quot;,&quot;&quot;).ToLower())" />';
const rows: readonly (readonly [fact: string, inbound: readonly string[], shop: End, admin: End])[] = [
  ['a check above <cors> refuses without headers of CORS', [...when(`${origin} != "${shop}"`), ...letsIn], through, bare],
  ['one below it has its refusal read', [...letsIn, ...when(`${origin} != "${shop}"`)], through, read],
  ['the other way round', [...when(`${origin} == "${admin}"`), ...letsIn], through, bare],
  [
    'what follows <otherwise>',
    [
      '<choose>',
      `<when condition="@(${origin.replaceAll('"', '&quot;')} == &quot;${shop}&quot;)">`,
      '<set-header name="X-A" exists-action="override"><value>1</value></set-header>',
      '</when>',
      '<otherwise>',
      ...refusal(),
      '</otherwise>',
      '</choose>',
      ...letsIn,
    ],
    through,
    bare,
  ],
  ['by a variable', [set, ...when(`(string)context.Variables["from"] != "${shop}"`), ...letsIn], through, bare],
  ['by the end of a name', [...when(`!${origin}.EndsWith("//shop.contoso.com")`), ...letsIn], through, bare],
  ['only of other methods', [...when(`context.Request.Method != "GET" && ${origin} != "${shop}"`), ...letsIn], through, through],
  [
    'a check of the token below one of the origin',
    [...when(`${origin} != "${shop}"`, when('context.Request.Headers.GetValueOrDefault("Authorization","") == ""')), ...letsIn],
    through,
    bare,
  ],
  [
    '<check-header> under a condition',
    ['<choose>', '<when condition="@(context.Request.Method == &quot;GET&quot;)">', ...listed, '</when>', '</choose>', ...letsIn],
    through,
    bare,
  ],
  [
    'a list that the repository does not hold',
    [...when(`!"{{allowed}}".Split(',').Contains(${origin})`), ...letsIn],
    ['unknown', 'unknown', 'unknown'],
    ['unknown', 'unknown', 'unknown'],
  ],
];

test.each(rows)('%s', async (_fact, inbound, ofShop, ofAdmin) => {
  expect(endOf(await asked(inbound, shop))).toEqual(ofShop);
  expect(endOf(await asked(inbound, admin))).toEqual(ofAdmin);
});

const without: readonly (readonly [what: string, condition: string, more: Asked | null])[] = [
  ['a header', 'context.Request.Headers.GetValueOrDefault("X-App","") != "shop"', { headers: [{ name: 'X-App', value: 'shop' }] }],
  ['a header that is there', '!context.Request.Headers.ContainsKey("Authorization")', { headers: [{ name: 'Authorization', value: null }] }],
  ['a token', 'context.Request.Headers.GetValueOrDefault("Authorization","") == ""', { headers: [{ name: 'Authorization', value: null }] }],
  [
    'a secret that is kept elsewhere',
    'context.Request.Headers.GetValueOrDefault("X-Key","") != "{{key}}"',
    { headers: [{ name: 'X-Key', value: null }] },
  ],
  ['a parameter', 'context.Request.Url.Query.GetValueOrDefault("v","") != "1"', { url: '/orders/items/1?v=1' }],
  ['a part of the path', 'context.Request.MatchedParameters["id"] == "3"', { url: '/orders/items/1' }],
  ['a key', 'context.Subscription == null', { url: '/orders/items/1?subscription-key=k' }],
  ['the host', 'context.Request.OriginalUrl.Host != "api.contoso.com"', { url: 'https://api.contoso.com/orders/items/1' }],
];

test.each(without)('a check of %s is decided by what the request is sent with', async (what, condition, more) => {
  const bareUrl =
    what === 'a part of the path' ? '/orders/items/3' : what === 'the host' ? 'https://other.example/orders/items/1' : '/orders/items/1';
  expect(endOf(await asked([...when(condition), ...letsIn], shop, 'GET', { url: bareUrl }))).toEqual(bare);
  expect(endOf(await asked([...letsIn, ...when(condition)], shop, 'GET', { url: bareUrl }))).toEqual(read);
  expect(endOf(await asked([...when(condition), ...letsIn], shop, 'GET', { url: bareUrl, ...more }))).toEqual(through);
});

const open: readonly (readonly [what: string, condition: string])[] = [
  ['the time', 'DateTime.UtcNow.Hour > 8'],
  ['the address', 'context.Request.IpAddress != "10.0.0.1"'],
  ['the host', 'context.Request.OriginalUrl.Host != "api.contoso.com"'],
  ['a value that is kept elsewhere', '"{{closed}}" == "true"'],
];

test.each(open)('of a check of %s it is not known whether it refuses, and the statement is named', async (_what, condition) => {
  const above = await asked([...when(condition), ...letsIn], shop, 'GET', { url: '/orders/items/1' });
  expect(endOf(above)).toEqual(['unknown', 'unknown', 'unknown']);
  expect(above.outcomes.flatMap((one) => (one.when.code === 'readings' ? one.when.readings : [])).map(({ question }) => question)).toContainEqual(
    expect.stringContaining('branch-runs:'),
  );
  // Below <cors> its refusal is read all the same.
  expect(endOf(await asked([...letsIn, ...when(condition)], shop, 'GET', { url: '/orders/items/1' }))).toEqual(['allowed', 'unknown', 'unknown']);
});

test('what policies made of a header before the check counts, and what they make of it behind does not', async () => {
  const check = when('context.Request.Headers.GetValueOrDefault("X-App","") != "shop"');
  const sets = ['<set-header name="X-App" exists-action="override"><value>shop</value></set-header>'];
  const url = '/orders/items/1';
  expect(endOf(await asked([...sets, ...check, ...letsIn], shop, 'GET', { url }))).toEqual(through);
  expect(endOf(await asked([...check, ...sets, ...letsIn], shop, 'GET', { url }))).toEqual(bare);
  expect(endOf(await asked(['<base />', ...check, ...letsIn], shop, 'GET', { url, global: sets }))).toEqual(through);
  expect(endOf(await asked(['<include-fragment fragment-id="own" />', ...check, ...letsIn], shop, 'GET', { url, fragments: { own: sets } }))).toEqual(
    through,
  );
  const deletes = ['<set-header name="X-App" exists-action="delete" />'];
  const headers = [{ name: 'X-App', value: 'shop' }];
  expect(endOf(await asked([...deletes, ...check, ...letsIn], shop, 'GET', { url, headers }))).toEqual(bare);
});

const url = '/orders/items/1';
const header = (value: string): Asked => ({ url, headers: [{ name: 'X-App', value }] });
const appCheck = when('context.Request.Headers.GetValueOrDefault("X-App","") != "shop"');
const queryCheck = when('context.Request.Url.Query.GetValueOrDefault("v","") == "2"');
const named =
  '<check-header name="X-App" failed-check-httpcode="403" failed-check-error-message="no" ignore-case="IGNORES"><value>shop</value></check-header>';
const skips = '<set-header name="X-App" exists-action="skip"><value>shop</value></set-header>';
const fails = when('context.Request.Headers["X-App"][0] != "shop"');
const notKnown: End = ['unknown', 'unknown', 'unknown'];
const parts: readonly (readonly [fact: string, check: readonly string[], more: Asked, end: End])[] = [
  ['<check-header> refuses a value that it does not list', [named], header('other'), bare],
  ['it lets one through that it lists', [named], header('shop'), through],
  ['in other letters, where these do not count', [named.replace('IGNORES', 'true')], header('SHOP'), through],
  ['and where they do', [named.replace('IGNORES', 'false')], header('SHOP'), bare],
  ['a value that is not known is taken to be right', [named], { url, headers: [{ name: 'X-App', value: null }] }, through],
  ['a list that the repository does not hold', [named.replace('>shop<', '>{{app}}<')], header('other'), through],
  ['a header that a policy sets where it is missing', [skips, ...appCheck], { url }, through],
  ['and leaves where it is there', [skips, ...appCheck], header('other'), bare],
  [
    'a parameter that a policy sets',
    ['<set-query-parameter name="v" exists-action="override"><value>2</value></set-query-parameter>', ...queryCheck],
    { url },
    bare,
  ],
  ['one that it takes away', ['<set-query-parameter name="v" exists-action="delete" />', ...queryCheck], { url: `${url}?v=2` }, through],
  [
    'one that it sets where it is missing',
    ['<set-query-parameter name="v" exists-action="skip"><value>2</value></set-query-parameter>', ...queryCheck],
    { url: `${url}?v=1` },
    through,
  ],
  ['one that a rewritten URL has', ['<rewrite-uri template="/q?v=2" />', ...queryCheck], { url }, bare],
  ['one that it does not have', ['<rewrite-uri template="/q?w=2" />', ...queryCheck], { url }, through],
  [
    'a body has a type, and a GET has none',
    when('context.Request.Headers.GetValueOrDefault("Content-Type","") != "application/json"'),
    { url },
    bare,
  ],
  ['nobody is known without a key', when('context.User == null'), { url }, bare],
  ['an expression that fails refuses whoever makes it fail', fails, { url }, ['blocked', 500, false]],
  ['and nobody else', fails, header('shop'), through],
  ['the path that policies see holds what the template matches', when('context.Request.Url.Path.Contains("items")'), { url }, bare],
  ['and ends with it', when('!context.Request.Url.Path.ToLower().EndsWith("/items/1")'), { url }, through],
  ['what it starts with is not known', when('context.Request.Url.Path.StartsWith("/items")'), { url }, notKnown],
  [
    'nor what it is after it was rewritten',
    ['<rewrite-uri template="/other" />', ...when('context.Request.Url.Path.Contains("items")')],
    { url },
    notKnown,
  ],
  ['the path of an operation that is called by its name', when('context.Request.OriginalUrl.Path.StartsWith("/orders/items/")'), {}, bare],
  ['and its parameter, which may have any value', when('context.Request.OriginalUrl.Path.EndsWith("/3")'), {}, through],
  ['one that it cannot be', when('context.Request.OriginalUrl.Path == "/invoices"'), {}, through],
];

test.each(parts)('%s', async (_, inbound, more, end) => {
  expect(endOf(await asked([...inbound, ...letsIn], shop, 'GET', more))).toEqual(end);
});

test('a header that what stands before the gateway adds may be there', async () => {
  const check = when('context.Request.Headers.GetValueOrDefault("X-Azure-FDID","") != "a-door"');
  expect(endOf(await asked([...check, ...letsIn], shop, 'GET', { url: '/orders/items/1' }))).toEqual(through);
});

test('a check of the method ends what it names, whatever policy holds the <cors>', async () => {
  const inbound = [...when('context.Request.Method == "PUT"', refusal(405)), '<base />'];
  expect(endOf(await asked(inbound, shop, 'PUT', { global: letsIn }))).toEqual(['blocked', 405, false]);
  expect(endOf(await asked(inbound, shop, 'GET', { global: letsIn }))).toEqual(through);
});

test('a check in a fragment and one at the global scope are met as they stand', async () => {
  const check = when(`${origin} != "${shop}"`);
  expect(endOf(await asked(['<include-fragment fragment-id="check" />', ...letsIn], admin, 'GET', { fragments: { check } }))).toEqual(bare);
  expect(endOf(await asked(['<base />', ...letsIn], admin, 'GET', { global: check }))).toEqual(bare);
  expect(endOf(await asked([...letsIn, '<base />'], admin, 'GET', { global: check }))).toEqual(read);
});

test.each([
  ['named', shop, through, bare],
  ['left open', '{{shop}}', ['unknown', 'unknown', 'unknown'], ['unknown', 'unknown', 'unknown']],
] as const)('a check that an operation inherits through two policies, its origin %s', async (_, value, ofShop, ofAdmin) => {
  const check = listed.map((line) => line.replace(shop, value));
  const api = { id: 'orders', inbound: [...check, ...letsIn, '<base />'], methods: ['GET'], operations: { GET: ['<base />'] } };
  for (const [from, end] of [
    [shop, ofShop],
    [admin, ofAdmin],
  ] as const) {
    const { verdict, actual } = await asked([], from, 'GET', { apis: [{ ...api, subscriptionRequired: false }], global: ['<base />'] });
    expect([verdict, actual.status, actual.backendCalled]).toEqual(end);
  }
});

test('what a check refuses is for whoever owns the check: no <cors> is offered to be changed', async () => {
  for (const inbound of [
    [...when(`${origin} != "${shop}"`), ...letsIn],
    [...when(`${origin} != "${shop}"`), ...cors({ origins: [shop] })],
  ]) {
    const { repairs, advice } = await asked(inbound, admin);
    expect(repairs).toEqual([]);
    expect(advice.map(({ about }) => about)).toContainEqual(expect.objectContaining({ code: 'origin-check', isCertain: true }));
  }
});

test('with a check alone above <cors>, an origin gets through just where the check says so', async () => {
  const names = [shop, admin, 'https://other.example'];
  await fc.assert(
    fc.asyncProperty(fc.subarray(names), fc.boolean(), fc.boolean(), fc.constantFrom(...names), async (some, isAllowList, isAbove, from) => {
      const is = `new [] { ${['"none"', ...some.map((one) => `"${one}"`)].join(', ')} }.Contains(${origin})`;
      const check = when(isAllowList ? `!${is}` : is);
      const { verdict, actual } = await asked(isAbove ? [...check, ...letsIn] : [...letsIn, ...check], from);
      const passes = some.includes(from) === isAllowList;
      expect([verdict, actual.status]).toEqual(passes ? ['allowed', 'backend'] : [isAbove ? 'blocked' : 'allowed', 403]);
    }),
    { numRuns: 60, seed: 11 },
  );
});
