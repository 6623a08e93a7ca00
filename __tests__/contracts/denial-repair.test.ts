import { apiPath, cors, globalPath, operationPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { titlePhrase } from '../../src/report/sentences/repairs.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { effectPhrase } from '../../src/report/sentences/effects.js';
import { filesOf, type ServiceSpec } from '../cors/gateway/service.js';
import { edited, type Files } from '../page/page.js';
import { check } from './checked.js';

const shop = 'https://shop.contoso.com';
const evil = 'https://evil.fabrikam.com';
const other = 'https://other.contoso.com';
const only = `- { name: nobody else, only: "${shop}", call: "*" }`;
const deny = (origin: string): string => `- { name: not these, deny: "${origin}", call: "*" }`;
const allow = (origin: string): string => `- { name: the app, allow: "${origin}", call: "GET /orders/**" }`;
const api = (...origins: readonly string[]): Files => ({ [apiPath]: policy(cors({ origins })), [globalPath]: policy([]) });

// What takes the page out, and what is kept after it; null where no change is offered.
test.each<[string, Files, readonly string[], string | null]>([
  ['an origin that is listed', api(shop, evil), [only], `Take ${evil} out of the list`],
  ['one that is denied by its name', api(shop, evil), [deny(evil)], `Take ${evil} out of the list`],
  ['one that a pattern denies', api(shop, evil), [deny('https://*.fabrikam.com')], `Take ${evil} out of the list`],
  ['one that is listed twice', api(shop, evil, evil), [only], `Take ${evil} out of the list`],
  [
    'everybody, where the clause names who may',
    api('*'),
    [only],
    `Take * out of the list; then: Add ${shop} to the <cors> of the policy of API 'orders'`,
  ],
  [
    'all that a pattern denies',
    api(other, shop, `${shop}:8443`, evil),
    [deny('https://*.contoso.com:*')],
    `Take ${other}, ${shop} and ${shop}:8443 out of the list`,
  ],
  [
    'in several policies',
    { ...api(shop, evil), [operationPath]: policy(cors({ origins: [shop, other, evil] })) },
    [only],
    `Take ${other} and ${evil} out of 2 lists`,
  ],
  ['one of them, where another clause promises the other', api(shop, evil, other), [deny(evil), allow(other)], `Take ${evil} out of the list`],
  ['everybody beside who may', api('*', shop), [only], 'Take * out of the list'],
  ['everybody, where nobody is named', api('*'), [deny('*')], null],
  ['the only one of its list: what would answer then is another matter', api(evil), [deny(evil)], null],
  [
    'in the policy that is inherited',
    { [globalPath]: policy(cors({ origins: [shop, evil] })), [apiPath]: policy(['<base />']) },
    [only],
    `Take ${evil} out of the list`,
  ],
  ['not where another clause promises it', api(shop, evil), [only, allow(evil)], null],
  ['not where the wildcard lets in who is promised elsewhere', api('*'), [only, allow(other)], null],
  ['not a value that is not known', api(shop, '{{x}}', evil), [deny('https://*.fabrikam.com')], null],
])('%s', async (_, files, clauses, title) => {
  const whole = repository(files);
  const contracts = ['contracts:', ...clauses.map((one) => `  ${one}`)].join('\n');
  const before = await check({ files: whole, contracts, repair: true });
  const denied = before.find(({ clause }) => clause.promise !== 'allow');
  expect(denied?.result).toBe('broken');
  expect(denied?.repair === null || denied?.repair === undefined ? null : wholePhrase(titlePhrase(denied.repair.title))).toBe(title);
  if (denied?.repair === null || denied?.repair === undefined) return;
  const after = await check({ files: edited(whole, denied.repair.edits), contracts });
  expect(after.map(({ result }) => result)).toEqual(before.map(() => 'kept'));
});

test('a repair that is not all that the clause needs says what is left', async () => {
  const spec: ServiceSpec = {
    api: ['B'],
    operations: { GET: [{ origins: [shop], terminate: 'true' }], PUT: [{ origins: [shop], methods: ['PUT'], terminate: 'true' }] },
    methods: ['GET', 'PUT'],
  };
  const contracts = `contracts:\n  - { name: the app, allow: "${other}", call: "*" }\n`;
  const files = filesOf(spec);
  const [first] = await check({ files, contracts, repair: true });
  const effect = first?.repair?.effect;
  expect(effect?.leavesContract).toEqual({ origin: other, method: 'PUT', url: '/api/x', can: false, may: false });
  expect(effect === undefined ? '' : wholePhrase(effectPhrase(effect))).toContain(
    `The contract needs more than this: ${other} still cannot call PUT /api/x.`,
  );
  const [then] = await check({ files: edited(files, first?.repair?.edits ?? []), contracts, repair: true });
  expect([then?.result, then?.repair?.effect.leavesContract]).toEqual(['broken', undefined]);
  const [last] = await check({ files: edited(edited(files, first?.repair?.edits ?? []), then?.repair?.edits ?? []), contracts });
  expect(last?.result).toBe('kept');
});
