import { defaultSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { harmRows } from '../../src/report/harm-table.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import type { Review } from '../../src/review/review.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf } from '../report/said.js';
import { smallHosts, type SmallProduct, type SmallService } from './small-services.js';

/** Requests without a key go by the open product that holds the API, whatever its name: those of before are held against those of after. */

const shop = 'https://shop.contoso.com';
const admin = 'https://admin.contoso.com';
const plain = policy(['<base />']);
const letsIn = (...origins: string[]): string => policy([...cors({ origins }), '<base />']);
const operations = ['GET /orders', 'PUT /orders/{id}'];

const product = (id: string, more: Partial<SmallProduct> = {}): SmallProduct => ({ id, isOpen: true, policy: letsIn(shop), holds: true, ...more });
const service = (...products: SmallProduct[]): SmallService => ({ policy: plain, operations, products });

/** Who moves how in which context, under the leanings or (`may`) under other readings only. */
function moves({ changes }: Review): readonly string[] {
  const told = changes.flatMap(({ targets, origins }) =>
    origins
      .filter(({ origin }) => origin.startsWith('https:'))
      .map(({ origin, before, after }) => {
        const [target] = targets;
        const where = target?.product == null ? '' : target.isOpen === true ? ' without a key' : ` with a key of ${target.product}`;
        return `${origin === shop ? 'shop' : origin === admin ? 'admin' : origin} ${before.allowed} -> ${after.allowed}${where}`;
      }),
  );
  return [...new Set(told)].sort();
}

function told(review: Review): readonly string[] {
  return review.findings
    .filter(({ status, rule }) => status === 'new' && (rule === 'access-narrowed' || rule === 'access-widened'))
    .map(({ severity, rule }) => `${severity} ${rule}`);
}

interface Case {
  readonly before: SmallService;
  readonly after: SmallService;
  readonly moves: readonly string[];
  readonly told: readonly string[];
}

const gone = product('one', { holds: false });
const cases: Readonly<Record<string, Case>> = {
  'moves to another open product that lists somebody else': {
    before: service(product('one'), product('two', { policy: letsIn(admin), holds: false })),
    after: service(gone, product('two', { policy: letsIn(admin) })),
    moves: ['admin no -> yes without a key', 'shop yes -> no without a key'],
    told: ['warning access-narrowed', 'info access-widened'],
  },
  'loses its open product': {
    before: service(product('one')),
    after: service(),
    moves: ['shop yes -> no without a key'],
    told: ['warning access-narrowed'],
  },
  'leaves its open product': {
    before: service(product('one')),
    after: service(gone),
    moves: ['shop yes -> no without a key'],
    told: ['warning access-narrowed'],
  },
  'is in an open product of another name that says the same': {
    before: service(product('one')),
    after: service(product('two')),
    moves: [],
    told: [],
  },
  'is in an open product of another name without a policy that says anything': {
    before: service(product('one')),
    after: service(product('two', { policy: plain })),
    moves: ['shop yes -> no without a key'],
    told: ['warning access-narrowed'],
  },
  'comes to an open product': {
    before: service(gone),
    after: service(product('one')),
    moves: ['shop no -> yes without a key'],
    told: ['info access-widened'],
  },
  'has its open product closed': {
    before: service(product('one')),
    after: service(product('one', { isOpen: false })),
    moves: ['shop yes -> no without a key'],
    told: ['warning access-narrowed'],
  },
  'has its open product closed, which lists one more by now': {
    before: service(product('one')),
    after: service(product('one', { isOpen: false, policy: letsIn(shop, admin) })),
    moves: ['admin no -> unknown with a key of one', 'shop yes -> no without a key'],
    told: ['warning access-narrowed', 'info access-widened'],
  },
  'has its product opened': {
    before: service(product('one', { isOpen: false })),
    after: service(product('one')),
    moves: ['shop no -> yes without a key'],
    told: ['info access-widened'],
  },
  'has its product opened, which no longer lists one': {
    before: service(product('one', { isOpen: false, policy: letsIn(shop, admin) })),
    after: service(product('one')),
    moves: ['admin unknown -> no with a key of one', 'shop no -> yes without a key'],
    told: ['warning access-narrowed', 'info access-widened'],
  },
  'leaves a product that asks for a key': {
    before: service(product('one', { isOpen: false })),
    after: service(product('one', { isOpen: false, holds: false })),
    moves: ['shop unknown -> no with a key of one'],
    told: ['warning access-narrowed'],
  },
  'is in an open product that is no longer published': {
    before: service(product('one')),
    after: service(product('one', { isPublished: false })),
    moves: ['shop yes -> unknown without a key'],
    told: ['warning access-narrowed'],
  },
  'is in a product with keys that is no longer published': {
    before: { ...service(product('one', { isOpen: false })) },
    after: { ...service(product('one', { isOpen: false, isPublished: false })) },
    moves: ['shop unknown -> unknown with a key of one'],
    told: ['warning access-narrowed'],
  },
  'is in an open product that is published by now': {
    before: service(product('one', { isPublished: false })),
    after: service(product('one')),
    moves: ['shop unknown -> yes without a key'],
    told: ['info access-widened'],
  },
};

describe.each(smallHosts.map((host) => [host.name, host] as const))('%s: an API', (_, host) => {
  test.each(Object.entries(cases))('%s', async (_fact, expected) => {
    const trees = [memoryTree(host.files(expected.before), 'base'), memoryTree(host.files(expected.after), 'head')] as const;
    const review = await reviewTrees(...trees, { settings: defaultSettings, today: '2026-01-01' });
    expect({ moves: moves(review), told: told(review) }).toEqual({ moves: expected.moves, told: expected.told });
    expect(review.provenUnchanged).toBe(expected.moves.length === 0);
    // Of one web app the table says one thing at one place.
    const rows = harmRows(
      review,
      rootCauses(review).filter(({ status }) => status === 'new'),
    ).map(({ origins, where }) => `${wholePhrase(origins)} ${wholePhrase(where)}`);
    expect(new Set(rows).size).toBe(rows.length);
    const may = rootCauses(review)
      .map(causeTitle)
      .filter((title) => title.includes(' may ') && title.startsWith(shop));
    expect(may.length > 0).toBe(expected.moves.some((move) => move.startsWith('shop') && move.includes('unknown')));
  });
});

describe.each(smallHosts.map((host) => [host.name, host] as const))('%s: a product is published', (_, host) => {
  const review = (before: SmallService, after: SmallService): Promise<Review> =>
    reviewTrees(memoryTree(host.files(before), 'base'), memoryTree(host.files(after), 'head'), { settings: defaultSettings, today: '2026-01-01' });
  const withCredentials = policy([...cors({ origins: ['*'], attributes: ' allow-credentials="true"' }), '<base />']);

  test('for every website with credentials, which is no less than to open it, though how the gateway answers * is open too', async () => {
    const draft = product('one', { policy: withCredentials, isPublished: false });
    const made = await review(service(draft), service(product('one', { policy: withCredentials })));
    expect(told(made)).toEqual(['error access-widened']);
  });

  test.each<[string, boolean, string]>([
    ['it was not before', false, 'if in base product'],
    ['it is not any more', true, 'if product'],
  ])('the condition that nothing is called through it is that of the state in which it is not published: %s', async (_when, first, words) => {
    const made = await review(service(product('one', { isPublished: first })), service(product('one', { isPublished: !first })));
    const moves = made.findings.filter(({ rule }) => rule === 'access-narrowed' || rule === 'access-widened').map(messageOf);
    expect(moves).toHaveLength(1);
    expect(moves[0]).toMatch(new RegExp(`${words} '[^']*one[^']*' is not published, so nothing is called through it\\.$`));
  });

  const own: SmallService = { policy: letsIn(shop), operations };
  const closed = (isPublished: boolean, more: Partial<SmallProduct> = {}): SmallService => ({
    ...own,
    products: [product('one', { isOpen: false, policy: plain, isPublished, ...more })],
  });

  test.each<[string, SmallService, SmallService]>([
    ['hidden', closed(true), closed(false)],
    ['shown', closed(false), closed(true)],
  ])('%s: what its keys open is not proven to stay, though a <cors> of the API answers', async (_way, before, after) => {
    const made = await review(before, after);
    expect(made.changes).toEqual([]);
    expect({ isProven: made.provenUnchanged, why: made.unproven }).toEqual({ isProven: false, why: ['publication'] });
  });

  test.each<[string, SmallService, SmallService]>([
    ['no key is asked for', { ...closed(true), needsKey: false }, { ...closed(false), needsKey: false }],
    ['it does not hold the API', closed(true, { holds: false }), closed(false, { holds: false })],
  ])('nothing changes where %s', async (_where, before, after) => {
    expect((await review(before, after)).provenUnchanged).toBe(true);
  });
});

describe.each(smallHosts.map((host) => [host.name, host] as const))('%s: the table', (_, host) => {
  const review = async (before: SmallService, after: SmallService): Promise<readonly string[]> => {
    const trees = [memoryTree(host.files(before), 'base'), memoryTree(host.files(after), 'head')] as const;
    const made = await reviewTrees(...trees, { settings: defaultSettings, today: '2026-01-01' });
    return harmRows(made, rootCauses(made)).map(({ mark, origins }) => `${mark.replace(/^\S+ /, '')} ${wholePhrase(origins)}`);
  };
  const api = (policyText: string): SmallService => ({ policy: policyText, operations });

  test('has no row for whom nothing changes where a <cors> goes', async () => {
    expect(await review(api(letsIn(shop)), api(plain))).toEqual([`loses ${shop}`]);
  });

  test('has none for methods that nobody had', async () => {
    const gets = policy([...cors({ origins: [shop], methods: ['GET'] }), '<base />']);
    const both = policy([...cors({ origins: [shop, admin], methods: ['GET'] }), '<base />']);
    expect((await review(api(gets), api(both))).filter((row) => row.startsWith('changes'))).toEqual([]);
  });

  test('says of a closed product who loses, once', async () => {
    expect(await review(service(product('one')), service(product('one', { isOpen: false })))).toEqual([`loses ${shop}`]);
  });
});
