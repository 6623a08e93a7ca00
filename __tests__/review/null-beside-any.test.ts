import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import { rootCauses, type RootCause } from '../../src/review/root-causes.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** `null` beside "*" lets in nobody whom "*" does not: it is told with it, and is no worse. */

const shop = 'https://shop.contoso.com';
const listing = (origins: readonly string[], attributes = ''): Record<string, string> => ({ [apiPath]: policy(cors({ origins, attributes })) });
const causes = async (base: readonly string[], head: readonly string[], attributes?: string): Promise<readonly RootCause[]> =>
  rootCauses(
    await reviewTrees(memoryTree(repository(listing(base, attributes))), memoryTree(repository(listing(head, attributes))), {
      settings: defaultSettings,
      today: '2026-11-30',
    }),
  ).filter(({ status }) => status === 'new');
const openings = (all: readonly RootCause[]): readonly string[] =>
  all.flatMap((cause) => {
    const rules = cause.findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('wildcard-origin') || rule === 'null-origin');
    return rules.length === 0 ? [] : [`${cause.severity}: ${causeTitle(cause)} (${rules.join(', ')})`];
  });

test.each([
  ['in one list', [shop], ['*', 'null'], undefined, ['warning: any other website can now call orders (wildcard-origin, null-origin)']],
  ['whichever stands first', [shop], ['null', '*'], undefined, ['warning: any other website can now call orders (wildcard-origin, null-origin)']],
  ['added to a list that has "*"', ['*'], ['*', 'null'], undefined, ['warning: the origin null may now call orders (null-origin)']],
  ['without "*"', [shop], [shop, 'null'], undefined, ['error: the origin null may now call orders (null-origin)']],
] as const)('null %s', async (_, base, head, attributes, told) => {
  expect(openings(await causes(base, head, attributes))).toEqual(told);
});

test('null with credentials is an error beside "*" too: it gets what "*" does not', async () => {
  const all = await causes([shop], ['*', 'null'], ' allow-credentials="true"');
  expect(all.flatMap(({ findings }) => findings.flatMap(({ rule, severity }) => (rule === 'null-origin' ? [severity] : [])))).toEqual(['error']);
});
