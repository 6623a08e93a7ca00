import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** A check by hand of what browsers say of the page that a request comes from (`Sec-Fetch-Site`) keeps pages out as one of the origin does. */

const header = (name: string): string => `context.Request.Headers.GetValueOrDefault(&quot;${name}&quot;,&quot;&quot;)`;
const refusing = (condition: string): string =>
  `<choose><when condition="@(${condition})"><return-response><set-status code="403" /></return-response></when></choose>`;
const of = (...lines: readonly string[]): Readonly<Record<string, string>> =>
  repository({ [apiPath]: policy([...cors({ origins: ['*'] }), ...lines]) });
const review = (base: readonly string[], head: readonly string[]): Promise<Review> =>
  reviewTrees(memoryTree(of(...base), 'base'), memoryTree(of(...head), 'head'), { settings: defaultSettings, today: '2026-11-30' });

const crossSite = `${header('Sec-Fetch-Site')} == &quot;cross-site&quot;`;
const asRead = `${header('Sec-Fetch-Mode')} == &quot;cors&quot;`;
const stranger = `${header('Origin')} != &quot;https://app.contoso.com&quot;`;

test.each<[string, readonly string[], readonly string[]]>([
  ['goes', [refusing(crossSite)], []],
  ['comes', [], [refusing(crossSite)]],
  ['is turned round', [refusing(crossSite)], [refusing(`!(${crossSite})`)]],
  ['is of another header', [refusing(crossSite)], [refusing(asRead)]],
  [
    'is made of a variable, and goes',
    [
      `<set-variable name="s" value="@(${header('Sec-Fetch-Site')})" />`,
      refusing('context.Variables.GetValueOrDefault(&quot;s&quot;,&quot;&quot;) == &quot;cross-site&quot;'),
    ],
    [],
  ],
])('a check that %s is told, and proves nothing', async (_fact, base, head) => {
  const made = await review(base, head);
  expect([made.provenUnchanged, made.unproven]).toEqual([false, ['checked-requests']]);
  const told = made.findings.filter(({ status }) => status === 'new').map(({ rule, severity }) => `${severity} ${rule}`);
  // Whom it refuses and whom it lets through may differ each.
  expect([...new Set(told)]).toEqual(['warning origin-check-changed']);
});

test('a check of the origin that gives way to one of the site is told', async () => {
  const made = await review([refusing(`${stranger} || ${crossSite}`)], [refusing(crossSite)]);
  expect(made.findings.filter(({ rule }) => rule === 'origin-check-changed').map(({ severity, status }) => [severity, status])).toEqual([
    ['warning', 'new'],
  ]);
});

test('the same check is proven to be the same', async () => {
  const made = await review([refusing(crossSite)], [`<!-- as it was -->${refusing(crossSite)}`]);
  expect(made.provenUnchanged).toBe(true);
});
