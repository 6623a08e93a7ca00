import {
  apiPath,
  cors,
  fragmentPath,
  globalPath,
  headerVersioned,
  operationPath,
  policy,
  product,
  repository,
  rest,
  within,
} from '../../src/layouts/apiops/example.js';
import type { Tree } from '../../src/layouts/tree.js';
import { causeReason } from '../../src/report/sentences/cause-reasons.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { accessWhyPhrase } from '../../src/report/trace-sentences.js';
import { titlePhrase } from '../../src/report/sentences/repairs.js';
import { fix } from '../../src/review/fix.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { memoryTree } from '../memory-tree.js';
import { reviewOf } from '../page/page.js';

type Files = Readonly<Record<string, string>>;
const [app, other] = ['https://app.contoso.com', 'https://tracker.fabrikam.com'];
const inApi = (changes: Partial<Parameters<typeof cors>[0]> = {}): Files => ({
  [globalPath]: policy([]),
  [apiPath]: policy(cors({ origins: [app], methods: ['GET', 'PUT'], headers: ['content-type', 'ocp-apim-subscription-key'], ...changes })),
});
const inGlobal = (changes: Partial<Parameters<typeof cors>[0]> = {}): Files => ({
  [globalPath]: policy(cors({ origins: [app], methods: ['GET', 'PUT'], headers: ['content-type', 'ocp-apim-subscription-key'], ...changes })),
  [apiPath]: policy(['<base />']),
});
const promised = (...clauses: readonly string[]): Files => ({
  '.github/apim-cors-contracts.yml': ['contracts:', ...clauses.map((one) => `  - ${one}`), ''].join('\n'),
});
const allow = `{ name: the app writes, allow: "${app}", call: "PUT /orders/**" }`;
const only = `{ name: nobody else, only: "${app}", call: "*" }`;

// A change, and the one cause that is told of it: its title, its rules, and its safe repairs.
test.each<[string, Files, Files, string, readonly string[], readonly string[]]>([
  [
    'a method is taken out',
    inApi(),
    inApi({ methods: ['GET'] }),
    `${app} can no longer call orders (put-order)`,
    ['access-narrowed', 'method-not-allowed'],
    ['List PUT'],
  ],
  [
    'a method is taken out of the policy that is inherited',
    inGlobal(),
    inGlobal({ methods: ['GET'] }),
    `${app} can no longer call orders (put-order)`,
    ['access-narrowed', 'method-not-allowed'],
    ['List PUT'],
  ],
  [
    'a header that the API asks for is taken out',
    inApi(),
    inApi({ headers: ['content-type'] }),
    `${app} can no longer send ocp-apim-subscription-key to orders`,
    ['access-narrowed', 'header-not-allowed'],
    ['List Ocp-Apim-Subscription-Key'],
  ],
  [
    'a promise is broken by it',
    { ...inApi(), ...promised(allow, only) },
    { ...inApi({ methods: ['GET'] }), ...promised(allow, only) },
    `${app} can no longer call orders (put-order)`,
    ['access-narrowed', 'contract-broken', 'method-not-allowed'],
    ['List PUT'],
  ],
  [
    'a promise to keep others out is broken',
    { ...inApi(), ...promised(allow, only) },
    { ...inApi({ origins: [app, other] }), ...promised(allow, only) },
    `${other} can now call orders`,
    ['access-widened', 'contract-broken'],
    [],
  ],
  [
    'everybody is let in against a promise',
    { ...inGlobal(), ...promised(only) },
    { ...inGlobal({ origins: ['*'] }), ...promised(only) },
    'any other website can now call orders',
    ['access-widened', 'contract-broken', 'wildcard-origin'],
    [],
  ],
])('%s', async (_, base, head, title, rules, safe) => {
  const causes = rootCauses(await reviewOf(repository(base), repository(head)));
  const [first, ...others] = causes.filter(({ status, severity }) => status === 'new' && severity !== 'info');
  expect(others.map(causeTitle)).toEqual([]);
  expect(first && causeTitle(first)).toBe(title);
  expect([...new Set(first?.findings.map(({ rule }) => rule))].sort()).toEqual(rules);
  expect(first?.repairs.filter(({ isSafe }) => isSafe).map((one) => wholePhrase(titlePhrase(one.title)))).toEqual(safe);
});

test('a broken promise of another operation stays a cause of its own', async () => {
  const base = { ...inApi(), ...promised(`{ name: reads, allow: "${app}", call: "GET /orders/**", credentials: include }`) };
  const head = { ...inApi({ methods: ['GET'] }), ...promised(`{ name: reads too, allow: "${app}", call: "GET /orders/**", credentials: include }`) };
  const causes = rootCauses(await reviewOf(repository(base), repository(head)));
  const own = causes.find(({ findings }) => findings.some(({ rule }) => rule === 'contract-broken'));
  expect(own?.findings.map(({ rule }) => rule)).toEqual(['contract-broken']);
});

const lists = (origin = app): readonly string[] =>
  cors({
    origins: [origin],
    methods: ['GET', 'PUT'],
    headers: ['content-type', 'ocp-apim-subscription-key'],
    attributes: ' terminate-unmatched-request="true"',
  });
const token =
  '<validate-jwt header-name="Authorization"><openid-config url="https://login.contoso.com/.well-known/openid-configuration" /></validate-jwt>';
const mock = '<mock-response status-code="200" content-type="application/json" />';
const asks = (condition: string): readonly string[] => within('choose', within(`when condition="@(${condition})"`, lists()));

// What stands where it answers nobody, or cannot be saved, is why access is lost: one cause, by the title of what is lost and at the place that is mended.
test.each<[string, Files, Files, rules: readonly string[], title: string, at: string]>([
  [
    'an open product is closed',
    { [apiPath]: policy(['<base />']), ...product(policy(['<base />', ...lists()]), false) },
    { [apiPath]: policy(['<base />']), ...product(policy(['<base />', ...lists()]), true) },
    ['access-narrowed', 'product-cors-unreachable'],
    `${app} can no longer call orders`,
    'apimartifacts/products/starter/policy.xml:4',
  ],
  [
    'a <cors> goes from the API to its product',
    { [apiPath]: policy(['<base />', ...lists()]), ...product(policy(['<base />'])) },
    { [apiPath]: policy(['<base />']), ...product(policy(['<base />', ...lists()])) },
    ['access-narrowed', 'product-cors-unreachable'],
    `${app} can no longer call orders`,
    'apimartifacts/products/starter/policy.xml:4',
  ],
  [
    'the version goes into a header',
    { [apiPath]: policy(lists()) },
    { [apiPath]: policy(lists()), ...headerVersioned() },
    ['access-narrowed', 'header-versioning-hides-cors'],
    `${app} can no longer call orders`,
    `${apiPath}:3`,
  ],
  [
    'a <cors> goes into <choose>',
    { [apiPath]: policy(lists()) },
    { [apiPath]: policy(asks('context.Request.Method == &quot;PUT&quot;')) },
    ['access-narrowed', 'cors-not-direct-child'],
    `${app} can no longer call orders (put-order)`,
    `${apiPath}:5`,
  ],
  [
    'a global <cors> goes into <choose>',
    { [globalPath]: policy(lists()), [apiPath]: policy(['<base />']) },
    { [globalPath]: policy(asks('context.Request.Method == &quot;PUT&quot;')), [apiPath]: policy(['<base />']) },
    ['access-narrowed', 'cors-not-direct-child'],
    `${app} can no longer call orders (put-order)`,
    `${globalPath}:5`,
  ],
  [
    'a <cors> goes into <outbound>',
    { [apiPath]: policy(lists()) },
    { [apiPath]: policy(['<base />'], rest(lists())) },
    ['access-narrowed', 'cors-outside-inbound'],
    `${app} can no longer call orders`,
    `${apiPath}:9`,
  ],
  [
    'a mocked answer comes above it',
    { [apiPath]: policy(lists()) },
    { [apiPath]: policy([mock, ...lists()]) },
    ['access-narrowed', 'policy-before-cors'],
    `${app} can no longer call orders`,
    `${apiPath}:4`,
  ],
  [
    'a mocked answer comes above it, in the policy that is inherited',
    { [globalPath]: policy([]), [apiPath]: policy(['<base />', ...lists()]) },
    { [globalPath]: policy([mock]), [apiPath]: policy(['<base />', ...lists()]) },
    ['access-narrowed', 'policy-before-cors'],
    `${app} can no longer call orders`,
    `${apiPath}:4`,
  ],
  [
    'an origin that cannot be saved takes its place',
    { [apiPath]: policy(lists()) },
    { [apiPath]: policy(lists('https://app.contoso.com/home')) },
    ['access-narrowed', 'invalid-origin'],
    `${apiPath} is refused at save: nothing is deployed`,
    `${apiPath}:5`,
  ],
  [
    'the fragment that held it is gone',
    { [fragmentPath]: within('fragment', lists()).join('\n'), [apiPath]: policy(['<include-fragment fragment-id="browsers" />']) },
    { [apiPath]: policy(['<include-fragment fragment-id="browsers" />']) },
    ['access-narrowed', 'missing-fragment'],
    `${apiPath} is refused at save: nothing is deployed`,
    `${apiPath}:3`,
  ],
  [
    'a new policy without <base /> drops a check with it',
    { [apiPath]: policy([...lists(), token]) },
    { [apiPath]: policy([...lists(), token]), [operationPath]: policy(['<rate-limit calls="5" renewal-period="60" />']) },
    ['access-narrowed', 'cors-not-inherited', 'inherited-policies-dropped'],
    `${app} can no longer call orders (get-order)`,
    `${operationPath}:2`,
  ],
])('one cause, though two rules see it: %s', async (_, base, head, rules, title, at) => {
  const causes = rootCauses(await reviewOf(repository(base), repository(head)));
  const worse = causes.filter(({ status, severity }) => status === 'new' && severity !== 'info');
  expect(worse.map(causeTitle)).toEqual([title]);
  expect([...new Set(worse[0]?.findings.map(({ rule }) => rule))].sort()).toEqual(rules);
  expect(worse.map(({ path, line }) => `${path}:${line}`)).toEqual([at]);
});

test('who loses access by something else stays a cause of its own', async () => {
  const base = { [apiPath]: policy(lists()), [globalPath]: policy([]) };
  const head = { [apiPath]: policy(lists(other)), ...product(policy(['<base />', ...lists('https://till.contoso.com')])) };
  const causes = rootCauses(await reviewOf(repository(base), repository(head)));
  const own = causes.find(({ findings }) => findings.some(({ rule }) => rule === 'access-narrowed'));
  expect(own?.findings.some(({ rule }) => rule === 'product-cors-unreachable')).toBe(false);
});

const portal = 'https://contoso.developer.azure-api.net';
const limit = '<rate-limit-by-key calls="5" renewal-period="60" counter-key="@(context.Request.IpAddress)" />';
const portals = cors({ origins: [portal], methods: ['*'], headers: ['*'], attributes: ' allow-credentials="true"' });
const own = cors({ origins: [app], methods: ['*'], headers: ['*'], attributes: ' terminate-unmatched-request="false"' });

const limitedTo = (value: string): Files => ({
  'apimartifacts/named values/most/namedValueInformation.json': JSON.stringify({ properties: { displayName: 'most', value } }),
});

// `<base />` put back runs what ran in base, and nothing else: it is safe, and enough.
test.each<[string, Files, Files, titles: readonly string[]]>([
  [
    'a new policy of an operation',
    { [apiPath]: policy([...lists(), token]) },
    { [apiPath]: policy([...lists(), token]), [operationPath]: policy([limit]) },
    ['Add <base />, so that the broader policies apply'],
  ],
  [
    'a policy that had it below its own <cors>',
    { [globalPath]: policy([...portals, limit]), [apiPath]: policy([...own, '<base />']) },
    { [globalPath]: policy([...portals, limit]), [apiPath]: policy(own) },
    ['Add <base />, so that the broader policies apply'],
  ],
  [
    'a check that is new in the policy that is inherited ran nowhere yet',
    { [apiPath]: policy(lists()) },
    { [apiPath]: policy([...lists(), token]), [operationPath]: policy([limit]) },
    [],
  ],
  [
    'a check of the inherited policy says something else than in base',
    { [globalPath]: policy([...portals, limit]), [apiPath]: policy([...own, '<base />']) },
    { [globalPath]: policy([...portals, limit.replace('calls="5"', 'calls="1"')]), [apiPath]: policy(own) },
    [],
  ],
  [
    'a named value of the inherited check is another one',
    { ...limitedTo('5'), [globalPath]: policy([...portals, limit.replace('"5"', '"{{most}}"')]), [apiPath]: policy([...own, '<base />']) },
    { ...limitedTo('1'), [globalPath]: policy([...portals, limit.replace('"5"', '"{{most}}"')]), [apiPath]: policy(own) },
    [],
  ],
])('what gives base back is safe: %s', async (_, base, head, titles) => {
  const [before, after] = [repository(base), repository(head)];
  const review = await reviewOf(before, after);
  const [cause] = rootCauses(review);
  expect(cause?.repairs.filter(({ isSafe }) => isSafe).map((one) => wholePhrase(titlePhrase(one.title)))).toEqual(titles);
  if (titles.length === 0) return;
  const evaluate = async (tree: Tree) => {
    const files = await tree.read(Object.keys(after));
    return reviewOf(before, Object.fromEntries([...files].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)])));
  };
  const fixed = await fix(memoryTree(after), review, evaluate, { which: 'all', only: null, alsoExisting: false });
  expect(fixed.made.flatMap(({ repairs }) => repairs.map((one) => wholePhrase(titlePhrase(one.title))))).toEqual(titles);
  expect(fixed.review.changes.filter(({ kind }) => kind !== 'widened')).toEqual([]);
});

test('what an unknown named value leaves open is not put down to Microsoft’s pages', async () => {
  const named = (value: object): Files => ({
    'apimartifacts/named values/shop/namedValueInformation.json': JSON.stringify({ properties: { displayName: 'shop-url', ...value } }),
    [apiPath]: policy(lists('{{shop-url}}')),
  });
  const review = await reviewOf(repository(named({ value: app })), repository(named({ secret: true })));
  const cause = rootCauses(review).find(({ mayLose }) => mayLose.length > 0);
  expect(cause && wholePhrase(causeReason(cause))).toBe('The answer depends on what {{shop-url}} is.');
});

test('an answer that is given above is not called a refusal', async () => {
  const review = await reviewOf(repository({ [apiPath]: policy(lists()) }), repository({ [apiPath]: policy([mock, ...lists()]) }));
  const why = review.changes.flatMap(({ origins }) => origins.map(({ after }) => wholePhrase(accessWhyPhrase(after.why))));
  expect(new Set(why)).toEqual(new Set(['<mock-response> answers the request before any <cors> runs']));
});
