import { apiPath, cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { titlePhrase } from '../../src/report/sentences/repairs.js';
import { rootCauses } from '../../src/review/root-causes.js';
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
