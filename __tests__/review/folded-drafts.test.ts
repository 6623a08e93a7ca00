import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { reviewTrees } from '../../src/review/run.js';
import type { Review } from '../../src/review/review.js';
import { memoryTree } from '../memory-tree.js';

const refused = (index: number): string => `<origin>a${index}.contoso.com/</origin>`;
const tree = (origins: readonly string[]): ReturnType<typeof memoryTree> =>
  memoryTree(repository({ [apiPath]: policy(['<base />', `<cors><allowed-origins>${origins.join('\n')}</allowed-origins></cors>`]) }));
const review = (base: readonly string[], head: readonly string[]): Promise<Review> =>
  reviewTrees(tree(base), tree(head), { settings: defaultSettings, today: '2026-01-01', isWithoutRepairs: true });
const more = ({ findings }: Review): readonly unknown[] =>
  findings.filter(({ says }) => says.code === 'more-of-a-rule').map(({ rule, severity, status, says }) => [rule, severity, status, says.given]);

const many = Array.from({ length: 3000 }, (_, index) => refused(index));

test('what a rule finds in one policy by the thousand ends in one finding for the rest', async () => {
  const result = await review(['<origin>https://app.contoso.com</origin>'], many);
  expect(more(result)).toEqual([['invalid-origin', 'error', 'new', { count: 1000 }]]);
  expect(result.counts.error).toBe(2001);
});

test.each<[change: string, head: readonly string[], expected: string]>([
  ['an <origin> before them', ['<origin>https://app.contoso.com</origin>', ...many], 'existing'],
  ['another one', [...many.slice(0, -1), refused(9000)], 'new'],
  ['one more', [...many, refused(9000)], 'new'],
])('it is the same finding as long as the rest is: %s', async (_, head, expected) => {
  expect(more(await review(many, head))).toEqual([
    ['invalid-origin', 'error', expected, { count: head.filter((origin) => !origin.includes('app.')).length - 2000 }],
  ]);
});
