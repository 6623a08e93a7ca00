import { defaultSettings } from '../../src/config/settings.js';
import { compareSeverity } from '../../src/effective/severity.js';
import type { Severity } from '../../src/text/scales.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import { reviewTrees } from '../../src/review/run.js';
import type { Review } from '../../src/review/review.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf } from '../report/said.js';

/** Who may be let in by a policy that could not be read before is told like one who is let in: that base hides what it grants is no proof of anything. */

const listing = (origin: string, more: { readonly credentials?: true } = {}): string =>
  policy(cors({ origins: [origin], methods: ['GET'], ...more }));
const review = (base: string, head: string): Promise<Review> =>
  reviewTrees(memoryTree(repository({ [apiPath]: base }), 'base'), memoryTree(repository({ [apiPath]: head }), 'head'), {
    settings: defaultSettings,
    today: '2026-01-01',
  });

const worst = (severities: readonly Severity[]): Severity | 'none' => [...severities].sort((a, b) => compareSeverity(b, a))[0] ?? 'none';
const widened = ({ findings }: Review): readonly Review['findings'][number][] => findings.filter(({ rule }) => rule === 'access-widened');

const app = 'https://app.contoso.com';
const unread: readonly (readonly [what: string, base: string])[] = [
  ['malformed', listing(app).replace('</allowed-origins>', '</allowed-origin>')],
  ['longer than a policy can be', listing(app).replace('<inbound>', `<inbound><!-- ${'x'.repeat(1_100_000)} -->`)],
  ['empty', ''],
  ['with text of a template', listing(app).replace('<inbound>', '<inbound>__POLICIES__')],
  ['with a fragment that is nowhere', policy(['<include-fragment fragment-id="nowhere" />'])],
];
const origins: readonly (readonly [origin: string, more: { readonly credentials?: true }])[] = [
  ['https://evil.example.net', {}],
  ['https://evil.example.net', { credentials: true }],
  ['*', {}],
  ['null', {}],
  ['http://evil.example.net', {}],
  ['http://evil.example.net', { credentials: true }],
  ['http://localhost:3000', {}],
  ['https://10.1.2.3', {}],
  ['https://evil.azurewebsites.net', { credentials: true }],
  ['https://codepen.io', { credentials: true }],
];

describe.each(unread)('base is %s', (_, base) => {
  test.each(origins)('%s %j is told as where base lists others', async (origin, more) => {
    const head = listing(origin, more);
    const [plain, hidden] = [await review(listing(app), head), await review(base, head)];
    const told = widened(hidden);
    expect(told.length).toBeGreaterThan(0);
    expect(
      compareSeverity(worst(told.map(({ severity }) => severity)) as Severity, worst(widened(plain).map(({ severity }) => severity)) as Severity),
    ).toBeGreaterThanOrEqual(0);
    for (const one of told) {
      expect(one.certainty).toBe('unknown');
      expect(messageOf(one)).toMatch(/^What was (?:allowed|deployed) before is not known, .*may gain access/);
    }
    const causes = rootCauses(hidden);
    expect(causes.flatMap(({ gains }) => gains)).toEqual([]);
    expect(causes.map(causeTitle).filter((title) => title.includes('can now'))).toEqual([]);
  });
});

test('what cannot be read on either side lets nobody in', async () => {
  const [base = ''] = unread.map(([, text]) => text);
  expect(widened(await review(base, base.replace(app, 'https://evil.example.net')))).toEqual([]);
});

test('what lets nobody in says nothing of it', async () => {
  for (const [, base] of unread) expect(widened(await review(base, policy(['<base />'])))).toEqual([]);
});
