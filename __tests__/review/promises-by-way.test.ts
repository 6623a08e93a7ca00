import { defaultSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { reviewTrees } from '../../src/review/run.js';
import type { Review } from '../../src/review/review.js';
import { verdictOf } from '../../src/report/verdict.js';
import { memoryTree } from '../memory-tree.js';
import { waysHosts, type WaysService } from './ways-services.js';

/**
 * What decides who calls what without a policy being touched: environments, releases and revisions, APIs that go and move, workspaces, products and
 * version sets; each as an opening, as a loss of an origin that is named, and as what changes nothing.
 */

const app = 'https://app.contoso.com';
const shop = 'https://shop.contoso.com';
const base = '<base />';
const own = (...origins: readonly string[]): string => policy([...cors({ origins }), base]);
const inherits = policy([base]);
const passedOn = '@host@';

/** In all layouts alike, or by layout where what it can say differs. */
type Expected = string | Readonly<Record<string, string>>;

const rows: readonly (readonly [string, WaysService, WaysService, Expected])[] = [
  // by environment
  [
    'environment, opening',
    { apis: [{ id: 'orders', policy: own(passedOn) }], hosts: { dev: shop, prod: app } },
    { apis: [{ id: 'orders', policy: own(passedOn) }], hosts: { dev: shop, prod: '*' } },
    'warning access-widened in prod; warning wildcard-origin in prod || orders in prod changed: * no > yes || ',
  ],
  [
    'environment, loss',
    { apis: [{ id: 'orders', policy: own(passedOn, shop) }], hosts: { dev: shop, prod: app } },
    { apis: [{ id: 'orders', policy: own(passedOn, shop) }], hosts: { dev: shop, prod: shop } },
    {
      artifacts: 'warning access-narrowed in prod || orders in prod changed: https://app.contoso.com yes > no || ',
      Terraform: 'info duplicate-entry in prod; warning access-narrowed in prod || orders in prod changed: https://app.contoso.com yes > no || ',
      Bicep: 'info duplicate-entry in prod; warning access-narrowed in prod || orders in prod changed: https://app.contoso.com yes > no || ',
    },
  ],
  [
    'environment, loss by exchange',
    { apis: [{ id: 'orders', policy: own(passedOn) }], hosts: { dev: shop, prod: app } },
    { apis: [{ id: 'orders', policy: own(passedOn) }], hosts: { dev: shop, prod: shop } },
    'info access-widened in prod; warning access-narrowed in prod || orders in prod changed: https://app.contoso.com yes > no, https://shop.contoso.com no > yes || ',
  ],
  [
    'environment goes',
    { apis: [{ id: 'orders', policy: own(passedOn) }], hosts: { dev: shop, prod: app } },
    { apis: [{ id: 'orders', policy: own(passedOn) }], hosts: { dev: shop } },
    {
      artifacts:
        'info access-widened in prod; warning access-narrowed in prod || orders in prod changed: https://app.contoso.com yes > no, https://none.contoso.com no > yes || ',
      Terraform: 'warning access-narrowed in prod || orders in prod removed: https://app.contoso.com yes > no || ',
      Bicep: 'warning access-narrowed in prod || orders in prod removed: https://app.contoso.com yes > no || ',
    },
  ],
  [
    'environment comes',
    { apis: [{ id: 'orders', policy: own(passedOn) }], hosts: { dev: shop } },
    { apis: [{ id: 'orders', policy: own(passedOn) }], hosts: { dev: shop, prod: '*' } },
    {
      artifacts: 'warning access-widened in prod; warning wildcard-origin in prod || orders in prod changed: * no > yes || ',
      Terraform: 'info access-widened in prod; warning wildcard-origin in prod || orders in prod added: * no > yes || ',
      Bicep: 'info access-widened in prod; warning wildcard-origin in prod || orders in prod added: * no > yes || ',
    },
  ],
  [
    'environment, another name',
    { apis: [{ id: 'orders', policy: own(passedOn) }], hosts: { dev: shop, prod: app } },
    { apis: [{ id: 'orders', policy: own(passedOn) }], hosts: { dev: shop, live: app } },
    // A file that is renamed, and says the same, is what is deployed under another name.
    ' ||  || nothing changes',
  ],
  [
    'environment, the value written out',
    { apis: [{ id: 'orders', policy: own(passedOn) }], hosts: { dev: app, prod: app } },
    { apis: [{ id: 'orders', policy: own(app) }], hosts: { dev: app, prod: app } },
    {
      artifacts:
        'info access-widened; warning access-narrowed || orders changed: https://app.contoso.com no > yes, https://none.contoso.com yes > no || ',
      Terraform: ' ||  || nothing changes',
      Bicep: ' ||  || nothing changes',
    },
  ],
  // by release
  ...(
    [
      [own(app), own('*'), 'opening', 'warning access-widened; warning wildcard-origin || ORDERS changed: * no > yes || '],
      [own(app, shop), own(shop), 'loss', 'warning access-narrowed || ORDERS changed: https://app.contoso.com yes > no || '],
      [own(app), own(app), 'nothing', ' ||  || nothing changes'],
    ] as const
  ).flatMap(([one, two, what, told]): [string, WaysService, WaysService, Expected][] => [
    [
      `release, ${what}`,
      {
        apis: [
          { id: 'orders', policy: one },
          { id: 'orders;rev=2', policy: two },
        ],
      },
      {
        apis: [
          { id: 'orders', policy: one },
          { id: 'orders;rev=2', policy: two },
        ],
        releases: ['orders;rev=2'],
      },
      'warning not-understood ||  || not proven',
    ],
    [
      `revision exchanged, ${what}`,
      {
        apis: [
          { id: 'orders', policy: one },
          { id: 'orders;rev=2', policy: two },
        ],
      },
      {
        apis: [
          { id: 'orders', policy: two, revision: '2' },
          { id: 'orders;rev=1', policy: one },
        ],
      },
      told.replace('ORDERS', 'orders'),
    ],
    [
      `isCurrent moved, ${what}`,
      {
        apis: [
          { id: 'orders', policy: one, isCurrent: true },
          { id: 'orders;rev=2', policy: two, isCurrent: false },
        ],
      },
      {
        apis: [
          { id: 'orders', policy: one, isCurrent: false },
          { id: 'orders;rev=2', policy: two, isCurrent: true },
        ],
      },
      told.replace('ORDERS', 'orders;rev=2'),
    ],
  ]),
  // removed
  [
    'api removed, named',
    {
      apis: [
        { id: 'orders', policy: own(app) },
        { id: 'bills', path: 'bills', policy: own(shop) },
      ],
    },
    { apis: [{ id: 'bills', path: 'bills', policy: own(shop) }] },
    'warning access-narrowed || orders removed: https://app.contoso.com yes > no || ',
  ],
  [
    'api removed, everybody',
    {
      apis: [
        { id: 'orders', policy: own('*') },
        { id: 'bills', path: 'bills', policy: own(shop) },
      ],
    },
    { apis: [{ id: 'bills', path: 'bills', policy: own(shop) }] },
    'info access-narrowed || orders removed: * yes > no || ',
  ],
  [
    'api removed, nobody',
    {
      apis: [
        { id: 'orders', policy: inherits },
        { id: 'bills', path: 'bills', policy: own(shop) },
      ],
    },
    { apis: [{ id: 'bills', path: 'bills', policy: own(shop) }] },
    ' ||  || nothing changes',
  ],
  [
    'api added, named',
    { apis: [{ id: 'bills', path: 'bills', policy: own(shop) }] },
    {
      apis: [
        { id: 'orders', policy: own(app) },
        { id: 'bills', path: 'bills', policy: own(shop) },
      ],
    },
    'info access-widened || orders added: https://app.contoso.com no > yes || ',
  ],
  [
    'api added, everybody',
    { apis: [{ id: 'bills', path: 'bills', policy: own(shop) }] },
    {
      apis: [
        { id: 'orders', policy: own('*') },
        { id: 'bills', path: 'bills', policy: own(shop) },
      ],
    },
    'info access-widened; warning wildcard-origin || orders added: * no > yes || ',
  ],
  ['api renamed', { apis: [{ id: 'orders', policy: own(app) }] }, { apis: [{ id: 'orders-2', policy: own(app) }] }, ' ||  || nothing changes'],
  [
    'api moves url',
    { apis: [{ id: 'orders', policy: own(app) }] },
    { apis: [{ id: 'orders', path: 'v2/orders', policy: own(app) }] },
    'warning access-narrowed || orders moved: https://app.contoso.com yes > no || ',
  ],
  [
    'api moves url, nobody',
    { apis: [{ id: 'orders', policy: inherits }] },
    { apis: [{ id: 'orders', path: 'v2/orders', policy: inherits }] },
    ' ||  || not proven',
  ],
  [
    'api moves url, another takes it',
    { apis: [{ id: 'orders', policy: own(app) }] },
    {
      apis: [
        { id: 'orders', path: 'v2/orders', policy: own(app) },
        { id: 'new', policy: own(app) },
      ],
    },
    'info access-widened || orders added: https://app.contoso.com no > yes || ',
  ],
  // workspace
  [
    'workspace, opening',
    { apis: [{ id: 'orders', policy: inherits, workspace: 'team' }], workspaces: { team: own(app) } },
    { apis: [{ id: 'orders', policy: inherits, workspace: 'team' }], workspaces: { team: own('*') } },
    'warning access-widened; warning wildcard-origin || team/orders changed: * no > yes || ',
  ],
  [
    'workspace, loss',
    { apis: [{ id: 'orders', policy: inherits, workspace: 'team' }], workspaces: { team: own(app, shop) } },
    { apis: [{ id: 'orders', policy: inherits, workspace: 'team' }], workspaces: { team: own(shop) } },
    'warning access-narrowed || team/orders changed: https://app.contoso.com yes > no || ',
  ],
  [
    'workspace, loss by taking base',
    { apis: [{ id: 'orders', policy: inherits, workspace: 'team' }], workspaces: { team: own(app) } },
    { apis: [{ id: 'orders', policy: policy([]), workspace: 'team' }], workspaces: { team: own(app) } },
    'error cors-not-inherited; warning access-narrowed || team/orders changed: https://app.contoso.com yes > no || ',
  ],
  [
    'workspace, the cors moves down',
    { apis: [{ id: 'orders', policy: inherits, workspace: 'team' }], workspaces: { team: own(app) } },
    { apis: [{ id: 'orders', policy: own(app), workspace: 'team' }], workspaces: { team: inherits } },
    ' ||  || nothing changes',
  ],
  [
    'workspace, api moves in',
    { apis: [{ id: 'orders', policy: own(app) }], workspaces: { team: inherits } },
    { apis: [{ id: 'orders', policy: own(app), workspace: 'team' }], workspaces: { team: inherits } },
    ' ||  || nothing changes',
  ],
  // products
  [
    'product, api joins open product',
    { apis: [{ id: 'orders', policy: inherits }], products: [{ id: 'p', isOpen: true, policy: own('*'), apis: [] }] },
    { apis: [{ id: 'orders', policy: inherits }], products: [{ id: 'p', isOpen: true, policy: own('*'), apis: ['orders'] }] },
    'warning access-widened || p/orders changed: * no > yes || ',
  ],
  [
    'product, api leaves open product',
    { apis: [{ id: 'orders', policy: inherits }], products: [{ id: 'p', isOpen: true, policy: own(app), apis: ['orders'] }] },
    { apis: [{ id: 'orders', policy: inherits }], products: [{ id: 'p', isOpen: true, policy: own(app), apis: [] }] },
    'warning access-narrowed || p/orders changed: https://app.contoso.com yes > no || ',
  ],
  [
    'product, api leaves keyed product',
    { apis: [{ id: 'orders', policy: inherits, needsKey: true }], products: [{ id: 'p', isOpen: false, policy: own(app), apis: ['orders'] }] },
    { apis: [{ id: 'orders', policy: inherits, needsKey: true }], products: [{ id: 'p', isOpen: false, policy: own(app), apis: [] }] },
    'warning access-narrowed || p/orders changed: https://app.contoso.com unknown > no || ',
  ],
  [
    'product, api joins keyed product',
    { apis: [{ id: 'orders', policy: inherits, needsKey: true }], products: [{ id: 'p', isOpen: false, policy: own('*'), apis: [] }] },
    { apis: [{ id: 'orders', policy: inherits, needsKey: true }], products: [{ id: 'p', isOpen: false, policy: own('*'), apis: ['orders'] }] },
    'error product-cors-unreachable; warning access-widened || p/orders changed: * no > unknown || ',
  ],
  [
    'product, api leaves keyed product, own cors',
    { apis: [{ id: 'orders', policy: own(app), needsKey: true }], products: [{ id: 'p', isOpen: false, policy: inherits, apis: ['orders'] }] },
    { apis: [{ id: 'orders', policy: own(app), needsKey: true }], products: [{ id: 'p', isOpen: false, policy: inherits, apis: [] }] },
    ' ||  || not proven',
  ],
  [
    'product, api leaves keyed product beside an open one, own cors',
    {
      apis: [{ id: 'orders', policy: own(app), needsKey: true }],
      products: [
        { id: 'q', isOpen: true, policy: inherits, apis: ['orders'] },
        { id: 'p', isOpen: false, policy: inherits, apis: ['orders'] },
      ],
    },
    {
      apis: [{ id: 'orders', policy: own(app), needsKey: true }],
      products: [
        { id: 'q', isOpen: true, policy: inherits, apis: ['orders'] },
        { id: 'p', isOpen: false, policy: inherits, apis: [] },
      ],
    },
    ' ||  || not proven',
  ],
  [
    'product, the cors moves',
    { apis: [{ id: 'orders', policy: inherits }], products: [{ id: 'p', isOpen: true, policy: own(app), apis: ['orders'] }] },
    { apis: [{ id: 'orders', policy: own(app) }], products: [{ id: 'p', isOpen: true, policy: inherits, apis: ['orders'] }] },
    'info access-widened || orders changed: https://app.contoso.com no > yes || ',
  ],
  [
    'product, from one to another',
    {
      apis: [{ id: 'orders', policy: inherits }],
      products: [
        { id: 'p', isOpen: true, policy: own(app), apis: ['orders'] },
        { id: 'q', isOpen: true, policy: own(app), apis: [] },
      ],
    },
    {
      apis: [{ id: 'orders', policy: inherits }],
      products: [
        { id: 'p', isOpen: true, policy: own(app), apis: [] },
        { id: 'q', isOpen: true, policy: own(app), apis: ['orders'] },
      ],
    },
    ' ||  || nothing changes',
  ],
  // version sets
  [
    'version set, segment to header',
    { apis: [{ id: 'orders', policy: own(app), set: 's' }], sets: [{ id: 's', scheme: 'Segment' }] },
    { apis: [{ id: 'orders', policy: own(app), set: 's' }], sets: [{ id: 's', scheme: 'Header', name: 'Api-Version' }] },
    'error header-versioning-hides-cors; warning access-narrowed || orders changed: https://app.contoso.com yes > no || ',
  ],
  [
    'version set, header to segment',
    { apis: [{ id: 'orders', policy: own('*'), set: 's' }], sets: [{ id: 's', scheme: 'Header', name: 'Api-Version' }] },
    { apis: [{ id: 'orders', policy: own('*'), set: 's' }], sets: [{ id: 's', scheme: 'Segment' }] },
    'warning access-widened || orders changed: * no > yes || ',
  ],
  [
    'version set, segment to query',
    { apis: [{ id: 'orders', policy: own(app), set: 's' }], sets: [{ id: 's', scheme: 'Segment' }] },
    { apis: [{ id: 'orders', policy: own(app), set: 's' }], sets: [{ id: 's', scheme: 'Query', name: 'v' }] },
    'warning access-narrowed || orders moved: https://app.contoso.com yes > no || ',
  ],
  [
    'version set, query renamed',
    { apis: [{ id: 'orders', policy: own(app), set: 's' }], sets: [{ id: 's', scheme: 'Query', name: 'v' }] },
    { apis: [{ id: 'orders', policy: own(app), set: 's' }], sets: [{ id: 's', scheme: 'Query', name: 'version' }] },
    'warning access-narrowed || orders moved: https://app.contoso.com yes > no || ',
  ],
  [
    'version set, joins',
    { apis: [{ id: 'orders', policy: own(app) }], sets: [{ id: 's', scheme: 'Segment' }] },
    { apis: [{ id: 'orders', policy: own(app), set: 's' }], sets: [{ id: 's', scheme: 'Segment' }] },
    'warning access-narrowed || orders moved: https://app.contoso.com yes > no || ',
  ],
  [
    'version set, other version',
    { apis: [{ id: 'orders', policy: own(app), set: 's' }], sets: [{ id: 's', scheme: 'Segment' }] },
    { apis: [{ id: 'orders', policy: own(app), set: 's', version: 'v2' }], sets: [{ id: 's', scheme: 'Segment' }] },
    'warning access-narrowed || orders moved: https://app.contoso.com yes > no || ',
  ],
  [
    'version set, a version added',
    { apis: [{ id: 'orders', policy: own(app), set: 's' }], sets: [{ id: 's', scheme: 'Segment' }] },
    {
      apis: [
        { id: 'orders', policy: own(app), set: 's' },
        { id: 'orders-v2', policy: own('*'), set: 's', version: 'v2' },
      ],
      sets: [{ id: 's', scheme: 'Segment' }],
    },
    'info access-widened; warning wildcard-origin || orders-v2 added: * no > yes || ',
  ],
  [
    'version set, a version goes',
    {
      apis: [
        { id: 'orders', policy: own(app), set: 's' },
        { id: 'orders-v2', policy: own(shop), set: 's', version: 'v2' },
      ],
      sets: [{ id: 's', scheme: 'Segment' }],
    },
    { apis: [{ id: 'orders', policy: own(app), set: 's' }], sets: [{ id: 's', scheme: 'Segment' }] },
    'warning access-narrowed || orders-v2 removed: https://shop.contoso.com yes > no || ',
  ],
  [
    'version set, set renamed',
    { apis: [{ id: 'orders', policy: own(app), set: 's' }], sets: [{ id: 's', scheme: 'Segment' }] },
    { apis: [{ id: 'orders', policy: own(app), set: 't' }], sets: [{ id: 't', scheme: 'Segment' }] },
    ' ||  || nothing changes',
  ],
];

/** Findings; whose access changes where; what is said of everybody. */
const told = (made: Review): string => {
  const found = made.findings
    .filter(({ status }) => status === 'new')
    .map(({ rule, severity, environments }) => `${severity} ${rule}${(environments ?? []).map((one) => ` in ${one}`).join()}`)
    .sort();
  const changes = made.changes.map(({ existence, environments, targets, origins }) => {
    const where = targets.map(({ workspace, product, api }) => [workspace, product, api].filter((one) => one !== null).join('/')).join('+');
    const own = origins
      .filter(({ origin }) => origin !== 'null')
      .map(({ origin, before, after }) => `${origin} ${before.allowed} > ${after.allowed}`);
    return `${where}${(environments ?? []).map((one) => ` in ${one}`).join()} ${existence}: ${own.join(', ')}`;
  });
  const isSaid = verdictOf(made).sentences.some((one) => one.startsWith('Nothing changes for anybody'));
  expect(isSaid).toBe(made.provenUnchanged);
  return [found.join('; '), changes.sort().join(' | '), isSaid ? 'nothing changes' : made.changes.length > 0 ? '' : 'not proven'].join(' || ');
};

describe.each(waysHosts)('$name', ({ name, files }) => {
  // Terraform's provider has no word for the revision that is current: by its name and its number alone.
  const isSayable = ({ apis }: WaysService): boolean => name !== 'Terraform' || apis.every(({ isCurrent }) => isCurrent === undefined);

  test.each(rows.filter(([, before]) => isSayable(before)))('%s', async (_, before, after, expected) => {
    const trees = [before, after].map((service) => memoryTree(files(service))) as [ReturnType<typeof memoryTree>, ReturnType<typeof memoryTree>];
    const made = await reviewTrees(...trees, { settings: defaultSettings, today: '2026-11-30' });
    expect(told(made)).toBe(typeof expected === 'string' ? expected : expected[name]);
    // A named origin that had access and may have lost it is never a mere info.
    const named = made.changes.some(({ origins }) =>
      origins.some(({ origin, before: had, after: has }) => origin.startsWith('https:') && had.allowed === 'yes' && has.allowed !== 'yes'),
    );
    if (named) expect(made.counts.error + made.counts.warning).toBeGreaterThan(0);
  });
});
