import { parseSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewWithMerge } from '../../src/review/merge.js';
import { memoryTree } from '../memory-tree.js';
import { hosts, type Host, type Kept } from './hosts.js';

/** In every layout: what the change opens together with what its base has gained since is said, and counts. */

const app = 'https://app.contoso.com';
const plain = policy(['<base />']);
const listing = (origin: string): string => policy(cors({ origins: [origin], attributes: ' allow-credentials="true"' }));
const own = listing(app);
const before: Kept = { global: plain, api: own, operation: plain };
const shared = (origin: string): Pick<Kept, 'fragments'> => ({
  fragments: { shared: `<fragment>\n${cors({ origins: [origin], attributes: ' allow-credentials="true"' }).join('\n')}\n</fragment>\n` },
});
const includes = policy(['<include-fragment fragment-id="shared" />']);

type Part = Partial<Kept>;
const cases: readonly (readonly [fact: string, needs: 'fragments' | 'values' | null, base: Part, head: Part, tip: Part])[] = [
  ['an API inherits what base has opened above', null, {}, { api: plain }, { global: listing('*') }],
  ['an operation inherits what base has opened above', null, { operation: own }, { operation: plain }, { operation: own, api: listing('*') }],
  ['a fragment opens that base has begun to include', 'fragments', shared(app), shared('*'), { ...shared(app), api: includes }],
  ['a fragment is included that base has opened', 'fragments', shared(app), { ...shared(app), api: includes }, shared('*')],
  [
    'a named value opens that base has begun to use',
    'values',
    { values: { o: app } },
    { values: { o: '*' } },
    { values: { o: app }, api: listing('{{o}}') },
  ],
  [
    'a named value is used that base has opened',
    'values',
    { values: { o: app } },
    { values: { o: app }, api: listing('{{o}}') },
    { values: { o: '*' } },
  ],
];

describe.each(hosts.map((host) => [host.name, host] as const))('%s', (_, host: Host) => {
  const has = { fragments: host.hasFragments, values: host.hasValues };
  test.each(cases.filter(([, needs]) => needs === null || has[needs]))('%s', async (_fact, _needs, base, head, tip) => {
    const tree = (part: Part, label: string): ReturnType<typeof memoryTree> => memoryTree(host.files({ ...before, ...part }), label);
    const from = tree(base, 'base');
    const settings = parseSettings(host.yaml, '.github/apim-cors.yml');
    const moved = { from, tip: tree(tip, 'f'.repeat(40)) };
    const review = await reviewWithMerge({ base: from, head: tree(head, 'head') }, () => Promise.resolve(moved), { settings, today: '2026-01-01' });
    const ofMerge = review.findings.flatMap(({ isOfMerge, severity }) => (isOfMerge === true ? severity : []));
    expect([review.conclusion, ofMerge.includes('error'), review.provenUnchanged]).toEqual(['fail', true, false]);
    expect(jobSummary(review)).not.toContain('Nothing changes for anybody');
  });
});
