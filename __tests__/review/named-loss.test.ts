import fc from 'fast-check';
import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import type { Change, Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { files, type Files } from './arbitrary-files.js';

const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(repository(base), 'base'), memoryTree(repository(head), 'head'), { settings: defaultSettings, today: '2026-01-01' });

/** Named origins that had access to operations that still exist and are shut out under some reading, with the APIs. */
function shutOut(changes: readonly Change[]): readonly string[] {
  return changes
    .filter(({ existence }) => existence !== 'removed')
    .flatMap((change) =>
      change.origins.filter(
        ({ origin, before, changes: parts }) =>
          origin !== '*' && origin !== 'null' && before.allowed === 'yes' && parts.some(({ what, lost }) => what === 'access' && lost.length > 0),
      ),
    )
    .map(({ origin }) => origin);
}

/** Origins that a new finding names which is more than an info. */
function warnedOf({ findings }: Review): ReadonlySet<string> {
  const told = findings.filter(({ severity, status }) => severity !== 'info' && status === 'new');
  return new Set(
    told.flatMap(({ says }) => {
      if (says.code === 'access-narrowed') return says.given.moves.map(({ origin }) => origin);
      if (says.code === 'inherited-cors-decides') return says.given.harms.flatMap((harm) => harm.origins);
      return says.code === 'cors-not-inherited' ? says.given.losses.flatMap((loss) => loss.origins) : [];
    }),
  );
}

test('a named origin that had access and may have lost it is never a mere info', async () => {
  let losses = 0;
  await fc.assert(
    fc.asyncProperty(files, files, async (before, after) => {
      const made = await review(before, after);
      const lost = shutOut(made.changes);
      losses += lost.length;
      const warned = warnedOf(made);
      expect(lost.filter((origin) => !warned.has(origin))).toEqual([]);
    }),
    { numRuns: 80 },
  );
  expect(losses).toBeGreaterThan(10);
});

const base = ['<base />'];
const own = cors({ origins: ['https://app.contoso.com'] });
const star = cors({ origins: ['*'] });
const cases: readonly (readonly [fact: string, base: Files, head: Files, findings: readonly string[]])[] = [
  [
    'under the leanings: an error of the rule that says why',
    { [globalPath]: policy([]), [apiPath]: policy([...base, ...own]) },
    { [globalPath]: policy(cors({ origins: ['https://shop.contoso.com'], attributes: '' })), [apiPath]: policy([...base, ...own]) },
    ['error inherited-cors-decides', 'warning access-narrowed'],
  ],
  [
    'base is gone: an error of the rule that says why',
    { [globalPath]: policy(own), [apiPath]: policy(base) },
    { [globalPath]: policy(own), [apiPath]: policy([]) },
    ['error cors-not-inherited', 'warning access-narrowed'],
  ],
  [
    'only under a reading that nothing founds: a warning',
    { [globalPath]: policy([]), [apiPath]: policy([...base, ...own]) },
    { [globalPath]: policy(cors({ origins: ['https://shop.contoso.com'] })), [apiPath]: policy([...base, ...own]) },
    ['warning access-narrowed'],
  ],
  [
    'the same of nobody in particular: an info',
    { [globalPath]: policy([]), [apiPath]: policy([...base, ...star]) },
    { [globalPath]: policy(cors({ origins: ['https://shop.contoso.com'] })), [apiPath]: policy([...base, ...star]) },
    ['info inherited-cors-decides', 'info access-narrowed', 'info access-narrowed'],
  ],
];

test.each(cases)('%s', async (_, before, after, expected) => {
  const { findings } = await review(before, after);
  const wanted = new Set(['inherited-cors-decides', 'cors-not-inherited', 'access-narrowed']);
  expect(
    findings
      .filter(({ rule, severity }) => wanted.has(rule) && (severity !== 'info' || expected[0]?.startsWith('info') === true))
      .map(({ rule, severity }) => `${severity} ${rule}`),
  ).toEqual(expected);
});
