import { answersSoFar } from '../../src/cors/worlds.js';
import { openChecked } from '../../src/contracts/check-contracts.js';
import { initialContracts } from '../../src/contracts/initial-contracts.js';
import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, fragmentPath, globalPath, policy, repository, rest } from '../../src/layouts/apiops/example.js';
import { ServiceState } from '../../src/effective/service-state.js';
import { reviewReport } from '../../src/report/json.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { RepairBudget } from '../../src/review/repair-budget.js';
import type { Finding, Review } from '../../src/review/review.js';
import { memoryTree } from '../memory-tree.js';

/** Every input ends in a finding: what is more than is worked through is an error, and never another reading. */

type Files = Readonly<Record<string, string>>;

const options = { settings: defaultSettings, today: '2026-01-01' };
const tree = (files: Files, label: string): ReturnType<typeof memoryTree> => memoryTree(repository(files), label);
const review = (base: Files, head: Files): Promise<Review> => reviewTrees(tree(base, 'base'), tree(head, 'head'), options);

const many = (count: number, make: (index: number) => string): string[] => Array.from({ length: count }, (_, index) => make(index));
const cors = (origins: readonly string[]): string =>
  `<cors><allowed-origins>${origins.map((origin) => `<origin>${origin}</origin>`).join('\n')}</allowed-origins></cors>`;
const app = (index: number): string => `https://a${index}.contoso.com`;
const choose = (condition: number, origins: readonly string[]): string =>
  `<choose><when condition="@(x${condition})">${cors(origins)}</when></choose>`;
const header = (index: number): string =>
  `<set-header name="Access-Control-Allow-Origin" exists-action="override"><value>${app(index)}</value></set-header>`;
const headers = (count: number): string[] => many(count, header);
const api = (lines: readonly string[]): Files => ({ [apiPath]: policy(lines) });
const plain = api(['<base />', cors([app(0)])]);
const namedValue = (name: string, value: string): Files => ({
  [`apimartifacts/named values/${name}/namedValueInformation.json`]: JSON.stringify({ properties: { displayName: name, value } }),
});
const fragment = (name: string, lines: readonly string[]): Files => ({
  [fragmentPath.replace('browsers', name)]: `<fragment>\n${lines.join('\n')}\n</fragment>`,
});
const include = (name: string): string => `<include-fragment fragment-id="${name}" />`;
const products = (count: number): Files =>
  Object.assign(
    {},
    ...many(count, String).map((name) => ({
      [`apimartifacts/products/p${name}/productInformation.json`]: JSON.stringify({ properties: { displayName: name, subscriptionRequired: true } }),
      [`apimartifacts/products/p${name}/apis.json`]: '[{"name":"orders"}]',
      [`apimartifacts/products/p${name}/policy.xml`]: policy(['<base />', cors([app(Number(name))])]),
    })),
  ) as Files;

const tooMuch = ({ findings }: Pick<Review, 'findings'>): readonly Finding[] =>
  findings.filter(({ says }) => says.code === 'not-understood.too-much');
const whats = (result: Pick<Review, 'findings'>): readonly unknown[] =>
  tooMuch(result).map(({ says, severity, status }) => [says.given, severity, status]);

const beyond: readonly (readonly [kind: string, what: string, files: Files])[] = [
  ['named values without a value', 'unknown', api(['<base />', cors(many(300, (index) => `{{n${index}}}`))])],
  ['expressions', 'unknown', api(['<base />', cors(many(300, (index) => `@(context.Variables["o${index}"])`))])],
  ['conditions', 'cors', api(['<base />', ...many(120, (index) => choose(index, [app(index)]))])],
  ['conditions that leave much open', 'readings', api(['<base />', ...many(12, (index) => choose(index, [app(index), `{{n${index}}}`]))])],
  ['<cors> elements', 'cors', api(['<base />', ...many(200, (index) => cors([app(index)]))])],
  ['headers written by hand', 'written', { [apiPath]: policy(['<base />'], rest(['<base />', ...headers(600)])) }],
  ['headers in an answer of a policy', 'written', api(['<base />', '<return-response>', ...headers(600), '</return-response>'])],
  [
    'headers under conditions',
    'written',
    {
      [apiPath]: policy(
        ['<base />'],
        rest(['<base />', ...many(600, (index) => `<choose><when condition="@(x${index})">${header(index)}</when></choose>`)]),
      ),
    },
  ],
  ['<base /> elements', 'cors', { ...api([...many(200, () => '<base />'), cors([app(0)])]), [globalPath]: policy([cors([app(1)])]) }],
  [
    'headers under conditions, each of which is tried for each origin',
    'readings',
    {
      [apiPath]: policy(
        ['<base />'],
        rest(['<base />', ...many(200, (index) => `<choose><when condition="@(x${index})">${header(index)}</when></choose>`)]),
      ),
    },
  ],
  [
    'a long value in many origins',
    'values',
    { ...api(['<base />', cors(many(200, (index) => `{{big}}${index}`))]), ...namedValue('big', 'x'.repeat(4000)) },
  ],
  ['a fragment that includes itself', 'policies', { ...api(['<base />', include('f')]), ...fragment('f', [cors([app(0)]), include('f')]) }],
  [
    'a chain of fragments',
    'policies',
    {
      ...api(['<base />', include('f0')]),
      ...(Object.assign({}, ...many(20, (at) => `f${at}`).map((name, at) => fragment(name, [include(`f${at + 1}`)]))) as Files),
    },
  ],
  [
    'fragments that include others many times',
    'policies',
    {
      ...api(['<base />', include('f0')]),
      ...(Object.assign(
        {},
        ...many(8, String).map((at) =>
          fragment(
            `f${at}`,
            many(20, () => (at === '7' ? '<base />' : include(`f${Number(at) + 1}`))),
          ),
        ),
      ) as Files),
    },
  ],
];

describe.each(beyond)('more than is worked through: %s', (_, what, files) => {
  test('is an error, in a change and in a state', async () => {
    const changed = await review(plain, files);
    expect(whats(changed)).toEqual([[{ what }, 'error', 'new']]);
    expect([changed.conclusion, changed.provenUnchanged]).toEqual(['fail', false]);
    expect(whats(await scanTree(tree(files, 'head'), options))).toEqual([[{ what }, 'error', 'new']]);
  });

  test('proves nothing where it is on both sides, and is new where it changed', async () => {
    const [path = '', text = ''] = Object.entries(files).find(([one]) => one === apiPath) ?? [];
    const touched = await review(files, { ...files, [path]: text.replace('<base />', '<!-- touched --><base />') });
    expect([touched.provenUnchanged, tooMuch(touched).length]).toEqual([false, 1]);
    const added = await review(files, { ...files, [globalPath]: policy([cors(['https://evil.example'])]) });
    expect(tooMuch(added).map(({ status }) => status)).toContain('new');
  });
});

test('more products than are worked through: an error', async () => {
  const result = await scanTree(tree({ ...plain, ...products(1001) }, 'head'), options);
  expect(whats(result)).toEqual([[{ what: 'products' }, 'error', 'new']]);
});

test('more products than are worked through: what changes for one of them is made up for no other', async () => {
  const first = Object.fromEntries(Object.entries(products(1)).map(([path, text]) => [path.replace('/p0/', '/a/'), text]));
  const before = { ...plain, ...products(1001) };
  const added = await review(before, { ...before, ...first });
  expect(whats(added)).toEqual([[{ what: 'products' }, 'error', 'new']]);
  const told = added.changes.flatMap(({ origins, targets }) =>
    origins.map(({ before: old, after: now }) => [targets.length, old.allowed, now.allowed]),
  );
  expect(new Set(told.map(String))).toEqual(new Set(['1001,unknown,unknown', '1,no,unknown']));
  const crossed = await review({ ...plain, ...products(1000) }, before);
  const unlike = crossed.changes.flatMap(({ origins }) => origins).filter(({ after }) => after.allowed !== 'unknown');
  expect(unlike).toEqual([]);
});

describe('repairs of a service with many policies', () => {
  const verbs = many(60, (index) => `op${index}`);
  const specification = [
    'openapi: 3.0.1',
    'info: { title: Orders, version: "1" }',
    'paths:',
    ...verbs.map((id) => `  /${id}: { get: { operationId: ${id}, responses: {} } }`),
  ].join('\n');
  const at = (id: string): string => `apimartifacts/apis/orders/operations/${id}/policy.xml`;
  const own = (lines: (index: number) => readonly string[]): Files => ({
    'apimartifacts/apis/orders/specification.yaml': specification,
    [globalPath]: policy([cors(['https://portal.contoso.com'])]),
    ...Object.fromEntries(verbs.map((id, index) => [at(id), policy(lines(index))])),
  });

  test('each finding of one operation has those of its own policy', async () => {
    const { findings } = await review(
      own(() => ['<base />']),
      own((index) => ['<base />', cors([app(index)])]),
    );
    const shadowed = findings.filter(({ rule }) => rule === 'inherited-cors-decides');
    expect(shadowed).toHaveLength(60);
    for (const { path, suggestions } of shadowed) {
      const moved = suggestions.filter(({ title }) => title.code === 'move-above-base');
      expect(new Set(moved.flatMap(({ edits }) => edits.map((edit) => edit.path)))).toEqual(new Set([path]));
    }
  });
});

test('a long value many times in a variable ends in findings', async () => {
  const variable = `<set-variable name="o" value="${'{{big}}'.repeat(600)}" />`;
  const files = { ...api(['<base />', variable, cors(['@((string)context.Variables["o"])'])]), ...namedValue('big', 'x'.repeat(1_000_000)) };
  expect((await review(plain, files)).findings.map(({ rule }) => rule)).toContain('unresolved-origin');
});

describe('what people write meets no bound', () => {
  const usual: readonly (readonly [kind: string, files: Files])[] = [
    [
      '200 origins under 10 conditions',
      api([
        '<base />',
        ...many(10, (at) =>
          choose(
            at,
            many(20, (index) => app(at * 20 + index)),
          ),
        ),
      ]),
    ],
    ['100 origins and 100 values', api(['<base />', cors([...many(100, app), ...many(100, (index) => `{{n${index}}}`)])])],
    ['12 conditions', api(['<base />', ...many(12, (index) => choose(index, [app(index)]))])],
    ['50 products', { ...plain, ...products(50) }],
  ];

  test.each(usual)('%s', async (_, files) => {
    const before = answersSoFar();
    const result = await scanTree(tree(files, 'head'), options);
    expect(tooMuch(result)).toEqual([]);
    expect(answersSoFar() - before).toBeLessThan(3_000_000);
  });
});

test('origins that are listed alike are worked out once, however many there are', async () => {
  const work = async (count: number): Promise<number> => {
    const before = answersSoFar();
    const result = await review(plain, api(['<base />', cors(many(count, app))]));
    expect(result.changes.flatMap(({ origins }) => origins)).toHaveLength(count - 1);
    return answersSoFar() - before;
  };
  const few = await work(100);
  expect(few).toBeGreaterThan(0);
  expect(await work(1000)).toBe(few);
});

describe('a report lists so much and counts the rest', () => {
  test('origins', async () => {
    const report = reviewReport(await review(plain, api(['<base />', cors(many(5001, app))])), '1.0.0');
    expect(report.changes.flatMap(({ origins }) => origins)).toHaveLength(2000);
    expect(report.truncated).toEqual({ findings: 0, changes: 0, origins: 3000, operations: 0 });
  });

  test('origins that depend on many conditions each', async () => {
    const choices = many(40, (index) =>
      choose(
        index,
        many(40, (one) => app(40 * index + one)),
      ),
    );
    const report = reviewReport(await review(plain, api(['<base />', ...choices])), '1.0.0');
    const rows = report.changes.flatMap(({ origins }) => origins);
    expect(rows.length).toBeGreaterThan(100);
    expect(report.truncated).toEqual({ findings: 0, changes: 0, origins: 40 * 40 - rows.length, operations: 0 });
    expect(JSON.stringify(rows).length).toBeLessThan(6_000_000);
  });

  test('findings', async () => {
    // Of one rule in one policy 2,000 are told one by one.
    const refused = policy(['<base />', cors(many(3000, (index) => `contoso${index}/x`))]);
    const result = await review(plain, Object.fromEntries(['orders', 'carts', 'shops'].map((name) => [apiPath.replace('orders', name), refused])));
    expect([result.findings.length, result.counts.error]).toEqual([5000, 3 * 2001]);
    expect(result.untold?.findings).toBe(result.counts.error + result.counts.warning + result.counts.info + result.counts.existing - 5000);
    expect(result.notes.map(({ code }) => code)).toContain('report-cut');
  });

  test('what fits is told whole', async () => {
    const result = await review(plain, api(['<base />', cors([app(1)])]));
    expect(result.untold).toBeNull();
    expect(reviewReport(result, '1.0.0').truncated).toBeNull();
  });
});

test('a text of a megabyte that stands for an unknown origin is known by its beginning', async () => {
  const report = reviewReport(await review(plain, api(['<base />', cors(['{{'.repeat(400_000)])])), '1.0.0');
  expect(report.findings.map(({ rule }) => rule)).toContain('unresolved-origin');
  expect(report.changes.flatMap(({ origins }) => origins.map(({ origin }) => origin.length)).filter((length) => length > 100)).toEqual([4114]);
  expect(JSON.stringify(report).length).toBeLessThan(100_000);
});

test('a file that describes dozens of branches takes a fraction of their combinations to write', async () => {
  const conditions = many(40, (index) => choose(index, [app(index)]));
  const state = await openChecked(tree(api(['<base />', ...conditions]), 'head'), defaultSettings, { clauses: [], environments: null });
  const before = answersSoFar();
  expect(initialContracts(state).map(({ promise, origins }) => [promise, origins])).toEqual([['only', ['*']]]);
  // Every combination for every origin takes seven million.
  expect(answersSoFar() - before).toBeLessThan(600_000);
});

describe('repairs of a long list', () => {
  const afforded = async (count: number): Promise<{ readonly tried: number; readonly left: number; readonly notes: readonly string[] }> => {
    const affords = jest.spyOn(RepairBudget.prototype, 'affords');
    const result = await review(plain, api(['<base />', cors(many(count, (index) => `http://localhost:${index + 1}`))]));
    const said = affords.mock.results.map(({ value }) => value as boolean);
    affords.mockRestore();
    const tried = said.filter((isAfforded) => isAfforded).length;
    return { tried, left: said.length - tried, notes: result.notes.map(({ code }) => code) };
  };

  test('are tried as long as the lists that they reach have so many entries together, and that is told', async () => {
    const { tried, left, notes } = await afforded(5500);
    expect(tried).toBe(10);
    expect(left).toBeGreaterThan(0);
    expect(notes).toContain('shared-repairs-cut');
  });

  test('of a list that people write are all tried', async () => {
    const { tried, left } = await afforded(50);
    expect(tried).toBeGreaterThan(6);
    expect(left).toBe(0);
  });
});

test('what writes into answers to errors is found in one walk, however many there are', async () => {
  const walks = jest.spyOn(ServiceState.prototype, 'onError');
  const files = { [apiPath]: policy(['<base />'], rest(['<base />'], ['<base />', ...headers(200)])) };
  const { findings } = await scanTree(tree(files, 'head'), options);
  expect(findings.map(({ says }) => says.code)).toEqual(['hand-written-cors.errors-only']);
  expect(walks.mock.calls.length).toBeLessThan(20);
  walks.mockRestore();
});
