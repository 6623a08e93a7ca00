import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { mostFragments } from '../../src/layouts/apiops/most-fragments.js';
import { reviewTrees } from '../../src/review/run.js';
import type { Review } from '../../src/review/review.js';
import { memoryTree } from '../memory-tree.js';

/** More policy fragments than a service can sensibly have: none is read, which is told, and proves nothing. */

const fragment = (origin: string): string => `<fragment>${cors({ origins: [origin] }).join('')}</fragment>`;
const service = (count: number, origin: string): Readonly<Record<string, string>> =>
  repository({
    [apiPath]: policy(['<include-fragment fragment-id="f0" />', '<base />']),
    ...Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `apimartifacts/policy fragments/f${index}/policy.xml`,
        fragment(index === count - 1 ? origin : 'https://app.contoso.com'),
      ]),
    ),
  });
const reviewOf = (base: Readonly<Record<string, string>>, head: Readonly<Record<string, string>>): Promise<Review> =>
  reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });
const said = ({ findings }: Review): readonly string[] => findings.map(({ status, severity, rule }) => `${status} ${severity} ${rule}`).sort();

test('as many as are read', async () => {
  const made = await reviewOf(service(mostFragments, 'https://app.contoso.com'), service(mostFragments, '*'));
  expect(said(made)).toContain('new warning wildcard-origin');
  expect(said(made).filter((one) => one.includes('unreadable'))).toEqual([]);
});

test('one more: whichever of them changes, the check fails', async () => {
  const made = await reviewOf(service(mostFragments + 1, 'https://app.contoso.com'), service(mostFragments + 1, '*'));
  expect(said(made)).toEqual(['new error unreadable-metadata']);
  expect([made.provenUnchanged, made.conclusion]).toEqual([false, 'fail']);
});

test('where none of them changes it is as in base, and what a policy includes by now is not known', async () => {
  const files = service(mostFragments + 1, 'https://app.contoso.com');
  const told = await reviewOf({ ...files, [apiPath]: policy(['<base />']) }, files);
  expect(said(told)).toContain('existing error unreadable-metadata');
  expect(told.provenUnchanged).toBe(false);
  expect(told.changes.flatMap(({ origins }) => origins.map(({ after }) => after.certainty))).toContain('unknown');
});
