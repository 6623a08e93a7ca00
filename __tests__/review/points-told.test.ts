import { defaultSettings } from '../../src/config/settings.js';
import {
  apiPath,
  cors,
  fragmentPath,
  globalPath,
  operationPath,
  ordersApi,
  ordersSpecification,
  policy,
  product,
  productPath,
  repository,
  within,
} from '../../src/layouts/apiops/example.js';
import { harmRows } from '../../src/report/harm-table.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { headline } from '../../src/report/sentences/cause-titles.js';
import { rootCauses } from '../../src/review/root-causes.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf } from '../report/said.js';
import { hostings, layoutNames, type LayoutName } from '../rules/hosting.js';

/** Which open points a cause tells of, and of whom. */

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const shop = 'https://shop.contoso.com';
const ending = ' terminate-unmatched-request="true"';
const include = '<include-fragment fragment-id="browsers" />';
const fragment = (lines: readonly string[]): Files => ({ [fragmentPath]: within('fragment', lines).join('\n') });

const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(repository(base), 'base'), memoryTree(repository(head), 'head'), { settings: defaultSettings, today: '2026-11-30' });
const rows = (made: Review): readonly string[] =>
  harmRows(made, rootCauses(made)).map(({ mark, origins, after }) => `${mark}: ${wholePhrase(origins)}: ${wholePhrase(after)}`);

const partly = layoutNames.filter((name) => /^(?:Terraform|Bicep|ARM)/.test(name) || name === 'scopes:');
const own = (origins: readonly string[]): string => policy([...cors({ origins, attributes: '' }), '<base />']);

describe.each(partly)('where the global policy is kept elsewhere, a point that alone turns nothing is not told: %s', (layout: LayoutName) => {
  test.each<[string, string, string]>([
    ['an origin is added', own([app]), own([app, shop])],
    ['an origin is removed', own([app, shop]), own([app])],
    ['the first <cors> comes', policy(['<base />']), own([app])],
  ])('%s', async (_, before, after) => {
    const of = async (text: string) => (await hostings(repository({ [apiPath]: text })))?.get(layout);
    const [base, head] = [await of(before), await of(after)];
    if (base === undefined || head === undefined) throw new Error(`no ${layout}`);
    const settings = { ...defaultSettings, scopes: head.scopes };
    const made = await reviewTrees(memoryTree(base.files, 'base'), memoryTree(head.files, 'head'), { settings, today: '2026-11-30' });
    const moves = made.findings.filter(({ rule }) => rule === 'access-widened' || rule === 'access-narrowed');
    expect(moves.length).toBeGreaterThan(0);
    expect(moves.map(messageOf).join(' ')).not.toContain('terminate-unmatched-request');
    expect(rootCauses(made).flatMap(({ depends }) => depends.map(({ point }) => point))).toEqual([]);
  });
});

test('below <base /> the point decides alone, and is told', async () => {
  const shadowing = { [globalPath]: policy(cors({ origins: ['https://contoso.developer.azure-api.net'], attributes: '' })) };
  const made = await review(
    { [globalPath]: policy([]), [apiPath]: policy(['<base />', ...cors({ origins: [app] })]) },
    { ...shadowing, [apiPath]: policy(['<base />', ...cors({ origins: [app] })]) },
  );
  const [depends] = rootCauses(made)[0]?.depends ?? [];
  expect(depends).toEqual({
    point: 'terminate-unmatched-default',
    outcomes: [
      { value: 'true', says: 'blocked', leaning: true },
      { value: 'false', says: 'allowed', leaning: false },
    ],
  });
});

describe('a cause tells the points of whom its title names', () => {
  const point = {
    point: 'terminate-unmatched-default',
    outcomes: [
      { value: 'true', says: 'blocked', leaning: true },
      { value: 'false', says: 'allowed', leaning: false },
    ],
  };
  const portal = 'https://contoso.developer.azure-api.net';

  test('who cannot call what is new, though somebody else gains it for sure', async () => {
    const global = { [globalPath]: policy(cors({ origins: [portal], attributes: '' })) };
    const api = repository({ ...global, [apiPath]: policy(['<base />', ...cors({ origins: [app] })]) });
    const alone = Object.fromEntries(Object.entries(api).filter(([path]) => !path.includes('/apis/')));
    const made = await reviewTrees(memoryTree(alone, 'base'), memoryTree(api, 'head'), { settings: defaultSettings, today: '2026-11-30' });
    const [first] = rootCauses(made);
    expect(first?.gains.flatMap(({ origins }) => origins)).toEqual([portal]);
    expect(first?.mayGain.flatMap(({ origins }) => origins)).toEqual([app]);
    expect(first?.depends).toEqual([point]);
  });
});

describe('a product that needs a key: how it is sent is told of the app that it decides about, and one row says of it what there is to say', () => {
  const listed = { [globalPath]: policy(cors({ origins: [shop] })), [apiPath]: policy(['<base />']) };
  const withPolicy = (lines: readonly string[]): Files => ({ ...listed, ...product(policy(lines)) });
  const bare = Object.fromEntries(Object.entries(withPolicy([])).filter(([path]) => path !== productPath));
  test.each<[string, Files]>([
    ['its <cors> comes first', withPolicy([...cors({ origins: [app], attributes: '' }), '<base />'])],
    ['its <cors> ends what it does not list', withPolicy([...cors({ origins: [app], attributes: ending }), '<base />'])],
    ['its <cors> stands alone', withPolicy(cors({ origins: [app], attributes: '' }))],
  ])('%s', async (_, head) => {
    const made = await review(bare, head);
    const loss = rootCauses(made).find(({ loses }) => loses.some(({ origins }) => origins.includes(shop)));
    expect(loss?.depends.map(({ point }) => point) ?? ['no loss']).not.toContain('product-key-sent:starter');
    expect(loss).toBeDefined();
    expect(rows(made).filter((row) => row.includes(app))).toEqual([`❌ cannot call: ${app}: blocked, unless the key comes in the URL`]);
  });
});

describe('an OPTIONS operation takes nothing from an app whose own requests are ended all the same', () => {
  const options = ordersSpecification(['get', 'options']);
  const open = ordersApi({ subscriptionRequired: false });
  test.each<[string, Files]>([
    [
      'a fragment at the API ends them',
      {
        [globalPath]: policy(cors({ origins: [shop] })),
        ...fragment(cors({ origins: [app], attributes: ending })),
        [apiPath]: policy([include, '<base />']),
      },
    ],
    [
      'a fragment at the operation does',
      {
        [globalPath]: policy(cors({ origins: [shop] })),
        ...fragment(cors({ origins: [app], attributes: ending })),
        [apiPath]: policy(['<base />']),
        [operationPath]: policy([include, '<base />']),
      },
    ],
    [
      'one of the global policy does',
      {
        ...fragment(cors({ origins: [app], attributes: ending })),
        [globalPath]: policy([include]),
        [apiPath]: policy(['<base />', ...cors({ origins: [shop] })]),
      },
    ],
  ])('%s', async (_, files) => {
    const made = await review({ ...open, ...ordersSpecification(['get']), ...files }, { ...open, ...options, ...files });
    const shadowing = made.findings.flatMap(({ says }) => (says.code === 'options-operation-shadows-cors' ? says.given.origins : []));
    expect(shadowing).not.toContain(shop);
    expect(headline(made, rootCauses(made))).not.toContain(shop);
  });
});

describe('a <cors> that moves into a fragment answers preflights: a warning only where a missing key’s 401 is bare', () => {
  const inline = cors({ origins: [app], attributes: ending });
  test.each<[string, boolean, Files, Files]>([
    ['of an open API', false, { [apiPath]: policy([...inline, '<base />']) }, { [apiPath]: policy([include, '<base />']) }],
    ['of an API with a key', true, { [apiPath]: policy([...inline, '<base />']) }, { [apiPath]: policy([include, '<base />']) }],
    ['of the global policy', false, { [globalPath]: policy(inline) }, { [globalPath]: policy([include]) }],
    ['of an operation', true, { [operationPath]: policy([...inline, '<base />']) }, { [operationPath]: policy([include, '<base />']) }],
  ])('%s', async (_, isAsked, before, after) => {
    // A GET needs no preflight: only headers are left to the other reading.
    const shared = { ...ordersApi({ subscriptionRequired: isAsked }), ...ordersSpecification(['get']), ...fragment(inline) };
    const made = await review({ ...shared, ...before }, { ...shared, ...after });
    const found = made.findings.filter(({ rule }) => rule === 'cors-in-fragment');
    expect(found.map(({ severity }) => severity)).toEqual([isAsked ? 'warning' : 'info']);
    expect(rootCauses(made).some(({ severity }) => severity === 'warning')).toBe(isAsked);
    expect(rows(made).filter((row) => row.includes('may lose'))).toEqual([`⚠️ may lose: ${app}: as before, or less by another reading`]);
  });
});

describe('who may gain or lose by what is not known of base alone: its point is told, as base has it', () => {
  const published = (state: string): Files =>
    Object.fromEntries(
      Object.entries(product(policy(cors({ origins: [shop] })), false)).map(([path, text]) => [path, text.replace('"published"', `"${state}"`)]),
    );
  const branch = within('choose', within('when condition="@(context.Request.Headers.ContainsKey(&quot;X-Beta&quot;))"', cors({ origins: [shop] })));
  const get = { ...ordersSpecification(['get']), ...ordersApi({ subscriptionRequired: false }) };
  test.each<[string, Files, Files, RegExp, 'mayGain' | 'mayLose']>([
    ['a product is published', published('notPublished'), published('published'), /^unpublished-product:starter$/, 'mayGain'],
    [
      'a <cors> leaves its condition',
      { ...get, [apiPath]: policy([...branch, '<base />']) },
      { ...get, [apiPath]: policy([...cors({ origins: [shop] }), '<base />']) },
      /^branch-runs:/,
      'mayGain',
    ],
    [
      'a <cors> with a condition goes',
      { ...get, [apiPath]: policy([...branch, '<base />']) },
      { ...get, [apiPath]: policy(['<base />']) },
      /^branch-runs:/,
      'mayLose',
    ],
  ])('%s', async (_, base, head, point, harm) => {
    const made = await review(base, head);
    const cause = rootCauses(made).find((one) => one[harm].some(({ origins }) => origins.includes(shop)));
    const told = (cause?.depends ?? []).filter((one) => point.test(one.point));
    expect(told.map(({ isOfBase }) => isOfBase)).toEqual([true]);
    expect(told.flatMap(({ outcomes }) => outcomes.map(({ says }) => says)).sort()).toEqual(['allowed', 'blocked']);
  });
});
