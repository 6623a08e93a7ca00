import { withContracts } from '../../src/contracts/review-contracts.js';
import { defaultSettings, parseSettings, type Settings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { reviewReport } from '../../src/report/json.js';
import { verdictOf } from '../../src/report/verdict.js';
import { messagePhrase } from '../../src/report/sentences/statements.js';
import { wholePhrase } from '../../src/report/phrase.js';
import type { Review } from '../../src/review/review.js';
import { hasContracts } from '../../src/review/contracts-present.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

const file = '.github/apim-cors-contracts.yml';
const shop = 'https://shop.contoso.com';
const evil = 'https://evil.fabrikam.com';
const allow = `  - { name: the shop reads, allow: "${shop}", call: "GET /orders/**" }\n`;
const only = `  - { name: nobody else, only: "${shop}", call: "*" }\n`;
const contracts = (...clauses: readonly string[]): string => `contracts:\n${clauses.join('')}`;
const byId = (id: string): string => `  - { name: by id, deny: "${evil}", call: "GET /orders/${id}" }\n`;
const overrides = (origin: string): string => `namedValues:\n  - name: site\n    properties:\n      displayName: site\n      value: ${origin}\n`;
const listing = (...origins: readonly string[]): string => policy(['<base />', ...cors({ origins })]);
const kept = { [apiPath]: listing(shop), [file]: contracts(allow, only) };

type Files = Readonly<Record<string, string>>;

async function review(base: Files, head: Files, more: Partial<Settings> = {}): Promise<Review> {
  const settings = { ...defaultSettings, ...more };
  const sides = { base: memoryTree(repository(base)), head: memoryTree(repository(head)) };
  const run = { settings, today: '2026-01-01' };
  const plain = await reviewTrees(sides.base, sides.head, run);
  return (await hasContracts(plain, sides.base, sides.head, settings)) ? withContracts(plain, sides, run) : plain;
}

const ofContracts = ({ findings }: Review): readonly string[] =>
  findings
    .filter(({ rule }) => rule.startsWith('contract'))
    .map(({ rule, severity, status, path, line }) => `${status} ${severity} ${rule} ${path}:${line}`);

describe('what a review finds', () => {
  test.each<[string, Files, Files, readonly string[]]>([
    ['nothing, where all is kept', kept, { ...kept, [apiPath]: listing(shop).replace('300', '600') }, []],
    [
      'a clause that the change breaks, at the line that causes it',
      kept,
      { ...kept, [apiPath]: listing(evil) },
      [`new error contract-broken ${apiPath}:6`, `new error contract-broken ${apiPath}:6`],
    ],
    [
      'one that base breaks too',
      { ...kept, [apiPath]: listing(shop, evil) },
      { ...kept, [apiPath]: listing(evil, shop, evil) },
      [`existing error contract-broken ${apiPath}:4`],
    ],
    [
      'a new clause that is broken, though no policy changed',
      { ...kept, [file]: contracts(allow) },
      { ...kept, [file]: contracts(allow, only.replace(shop, evil)) },
      [`new error contract-broken ${file}:3`],
    ],
    [
      'another promise under the name of one that is broken in base',
      { ...kept, [apiPath]: listing(evil), [file]: contracts(allow) },
      { ...kept, [apiPath]: listing(evil), [file]: contracts(allow.replace(shop, 'https://other.example')) },
      [`new error contract-broken ${file}:2`, `new warning contract-relaxed ${file}:2`],
    ],
    [
      'a clause of an environment whose file alone changes',
      { ...kept, 'configuration.prod.yaml': overrides('https://shop.contoso.com'), [apiPath]: listing('{{site}}') },
      { ...kept, 'configuration.prod.yaml': overrides(evil), [apiPath]: listing('{{site}}') },
      [
        `existing warning contract-undecided ${apiPath}:4`,
        'new error contract-broken configuration.prod.yaml:5',
        `existing error contract-undecided ${apiPath}:4`,
        'new error contract-broken configuration.prod.yaml:5',
      ],
    ],
    [
      'every clause, where the configuration names a file that there is not',
      kept,
      { ...kept, '.github/apim-cors.yml': 'contracts: nowhere.yml\n' },
      [`new warning contract-relaxed ${file}:2`, `new warning contract-relaxed ${file}:3`],
    ],
    [
      'a parameter by another name: nothing of its own',
      { ...kept, [file]: contracts(byId('{id}')) },
      { ...kept, [file]: contracts(byId('{orderId}')) },
      [`existing error contract-matches-nothing ${file}:2`],
    ],
    ['a clause that is dropped', kept, { ...kept, [file]: contracts(allow) }, [`new warning contract-relaxed ${file}:3`]],
    [
      'a file that is dropped',
      kept,
      { [apiPath]: listing(shop) },
      [`new warning contract-relaxed ${file}:2`, `new warning contract-relaxed ${file}:3`],
    ],
    [
      'a clause that promises less',
      kept,
      { ...kept, [file]: contracts(allow, only.replace(`"${shop}"`, `["${shop}", "${evil}"]`)) },
      [`new warning contract-relaxed ${file}:3`],
    ],
    ['a clause that promises more', kept, { ...kept, [file]: contracts(allow.replace('GET /', 'GET,HEAD /'), only) }, []],
    ['a clause under another name', kept, { ...kept, [file]: contracts(allow, only.replace('nobody else', 'not one more')) }, []],
    ['the same clauses in another order', kept, { ...kept, [file]: contracts(only, allow) }, []],
    [
      'a clause that matches nothing',
      kept,
      { ...kept, [file]: contracts(allow, only, allow.replace('the shop', 'the store').replace('/orders', '/order')) },
      [`new error contract-matches-nothing ${file}:4`],
    ],
    [
      'a file that cannot be read: base counts all the same',
      kept,
      { [apiPath]: listing(evil), [file]: 'contracts: []' },
      [`new error contracts-malformed ${file}:1`, `new error contract-broken ${apiPath}:6`, `new error contract-broken ${apiPath}:6`],
    ],
    ['what is not known', kept, { ...kept, [apiPath]: listing(shop, '{{elsewhere}}') }, [`new error contract-undecided ${apiPath}:7`]],
    [
      'what is not known of an app',
      kept,
      { ...kept, [apiPath]: listing('{{elsewhere}}') },
      [`new warning contract-undecided ${apiPath}:6`, `new error contract-undecided ${apiPath}:6`],
    ],
    ['a change of nothing of a service', kept, { ...kept, 'README.md': 'x' }, []],
  ])('%s', async (_, base, head, expected) => {
    expect(ofContracts(await review(base, head))).toEqual(expected);
  });
});

test('a file that moves with the configuration is no change', async () => {
  const moved = { [apiPath]: kept[apiPath], 'cors/promises.yml': kept[file], '.github/apim-cors.yml': 'contracts: cors/promises.yml\n' };
  const made = await review(kept, moved);
  expect(ofContracts(made)).toEqual([]);
  expect(made.contracts?.map(({ path, before, result }) => [path, before, result])).toEqual([
    ['cors/promises.yml', 'kept', 'kept'],
    ['cors/promises.yml', 'kept', 'kept'],
  ]);
});

test('a pull request does not relax its own gate: where base says so, what it drops counts', async () => {
  const head = { [apiPath]: listing(evil) };
  const told = await review(kept, head);
  expect([told.conclusion, ofContracts(told).map((one) => one.split(' ')[2])]).toEqual(['pass', ['contract-relaxed', 'contract-relaxed']]);
  expect(verdictOf(told).sentences.join(' ')).not.toContain('Contracts:');
  const made = await review(kept, head, { enforceContracts: 'base' });
  expect(made.conclusion).toBe('fail');
  expect(ofContracts(made).map((one) => one.split(' ')[2])).toEqual(['contract-relaxed', 'contract-broken', 'contract-relaxed', 'contract-broken']);
  expect(verdictOf(made).sentences).toContain('Contracts: 2 broken.');
});

test('the counts, the conclusion, the line and the JSON', async () => {
  const made = await review(kept, { ...kept, [apiPath]: listing(shop, evil) });
  expect(made.conclusion).toBe('fail');
  expect(verdictOf(made).sentences).toContain('Contracts: 1 kept, 1 broken.');
  const { contracts: reported, counts } = reviewReport(made, '0');
  expect(counts.error).toBeGreaterThan(0);
  expect(reported).toMatchObject([
    { name: 'the shop reads', path: file, line: 2, environment: null, before: 'kept', result: 'kept', counterexample: null, repairs: [] },
    {
      name: 'nobody else',
      before: 'kept',
      result: 'broken',
      decidedBy: { path: apiPath, line: 4 },
      counterexample: { origin: evil, method: 'GET', credentials: 'omit', product: null, key: null, code: null },
    },
  ]);
  const broken = made.findings.find(({ rule }) => rule === 'contract-broken');
  expect(broken && wholePhrase(messagePhrase(broken))).toBe(`The contract "nobody else" is broken: ${evil} can call GET /orders/orders/{id}.`);
});

test('without a contracts file a review is as it was', async () => {
  const made = await review({ [apiPath]: listing(shop) }, { [apiPath]: listing(evil) });
  expect([ofContracts(made), made.contracts, reviewReport(made, '0').contracts]).toEqual([[], undefined, []]);
});

describe('the configuration reaches what is found of contracts', () => {
  const undecided: Files = { ...kept, [apiPath]: listing(shop, '{{elsewhere}}') };
  const broken: Files = { ...kept, [apiPath]: listing(shop, evil) };
  const configured = (text: string): Partial<Settings> => parseSettings(text, 'apim-cors.yml');
  const ignore = (more: string): string =>
    `rules: { access-widened: "off" }\nignore: [{ rule: contract-broken, path: 'apimartifacts/**', reason: agreed${more} }]`;

  test.each<[string, Files, string, readonly string[], Review['conclusion']]>([
    ['a severity', undecided, 'rules: { contract-undecided: info }', [`new info contract-undecided ${apiPath}:7`], 'pass'],
    ['off', undecided, 'rules: { contract-undecided: "off" }', [], 'pass'],
    [
      'a severity for another path',
      undecided,
      'rules: { contract-undecided: [{ path: "elsewhere/**", severity: info }] }',
      [`new error contract-undecided ${apiPath}:7`],
      'fail',
    ],
    ['an ignore entry', broken, ignore(''), [], 'pass'],
    ['an ignore entry that has ended', broken, ignore(', until: 2025-12-31'), [`new error contract-broken ${apiPath}:7`], 'fail'],
  ])('%s', async (_, head, text, expected, conclusion) => {
    const made = await review(kept, head, { ...configured(text), failOn: 'warning' });
    expect([ofContracts(made), made.conclusion]).toEqual([expected, conclusion]);
  });

  test('what is ignored is listed with its reason, and its entry is not called unused', async () => {
    const { ignored, notes } = await review(kept, broken, configured(ignore('')));
    expect(ignored.map(({ finding, reason, from }) => [finding.rule, reason, from])).toEqual([['contract-broken', 'agreed', 'configuration']]);
    expect(notes).toEqual([]);
  });
});

describe('which repairs are safe', () => {
  const own = cors({ origins: [shop] });
  const global = { [globalPath]: policy(cors({ origins: [evil], attributes: ' terminate-unmatched-request="true"' })) };
  const base = { ...global, [apiPath]: policy([...own, '<base />']) };
  const head = { ...global, [apiPath]: policy(['<base />', ...own]) };
  const denied = `  - { name: no shop, deny: "${shop}", call: "PUT /orders/**" }\n`;
  const goodForAll = `  - { name: evil, allow: "${evil}", call: "GET /orders/**" }\n`;

  /** The title of each repair of the first cause, and whether it is called safe. */
  const repairs = async (before: Files, after: Files, more: Partial<Settings> = {}): Promise<readonly (readonly [string, boolean])[]> => {
    const { causes } = reviewReport(await review({ ...base, ...before }, { ...head, ...after }, more), '0');
    return (causes[0]?.repairs ?? []).map(({ title, safe }) => [title.replace(/ the <cors> of.*| <cors> above <base \/>/, ''), safe] as const);
  };
  const offered = (move: boolean, moveAndList: boolean, add: boolean): readonly (readonly [string, boolean])[] => [
    [`Move, and list ${evil} in it too`, moveAndList],
    [`Add ${shop} to`, add],
    ['Move', move],
    ['Let', false],
  ];

  test.each<[string, readonly string[], ReturnType<typeof offered>]>([
    ['all, without contracts', [], offered(true, true, true)],
    ['those by which every clause stays as it is', [allow], offered(true, true, true)],
    ['none by which an origin gets in that a clause keeps out', [denied], offered(false, false, false)],
    ['none by which an app is shut out', [goodForAll], offered(false, true, true)],
    ['those by which a clause stays broken', [denied.replace(shop, evil)], offered(true, true, true)],
  ])('%s', async (_, clauses, expected) => {
    const promised: Files = clauses.length === 0 ? {} : { [file]: contracts(...clauses) };
    expect(await repairs(promised, promised)).toEqual(expected);
  });

  test('those that break what a change drops, unless it counts all the same', async () => {
    const promised = { [file]: contracts(denied) };
    expect(await repairs(promised, {})).toEqual(offered(true, true, true));
    expect(await repairs(promised, {}, { enforceContracts: 'base' })).toEqual(offered(false, false, false));
  });
});

test.each<[string, readonly string[], readonly string[], string]>([
  ['broken now', [shop], [shop, evil], `It is broken now: ${evil} can call GET /orders/orders/{id}.`],
  ['broken before too', [shop, evil], [shop, evil], `It is broken, as before: ${evil} can call GET /orders/orders/{id}.`],
  ['kept', [shop], [shop], 'It is kept all the same.'],
])('a clause that is dropped says what becomes of it: %s', async (_, before, after, expected) => {
  const made = await review(
    { [apiPath]: listing(...before), [file]: contracts(allow, only) },
    { [apiPath]: listing(...after), [file]: contracts(allow) },
  );
  const relaxed = made.findings.filter(({ rule }) => rule === 'contract-relaxed').map((one) => wholePhrase(messagePhrase(one)));
  expect(relaxed).toEqual([`This change drops the contract "nobody else". ${expected}`]);
});

test('an environment that there is not has a finding, and no clause is told to be kept or broken in it', async () => {
  const prod = only.replace('call: "*"', 'call: "*", environments: [prod]');
  const made = await review(kept, { ...kept, [file]: contracts(allow, prod) });
  expect((made.contracts ?? []).map(({ name, environment }) => [name, environment])).toEqual([['the shop reads', null]]);
  expect(ofContracts(made)).toContain(`new error contract-matches-nothing ${file}:3`);
});
