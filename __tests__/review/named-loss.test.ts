import fc from 'fast-check';
import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, ordersSpecification, policy, repository, rest, within } from '../../src/layouts/apiops/example.js';
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

const lines = (header: string, value: string): readonly string[] =>
  within(`set-header name="${header}" exists-action="override"`, [`<value>${value}</value>`]);
const allowed = 'https://app.contoso.com';
const writing = (value: string): string => policy(base, rest(['<base />', ...lines('Access-Control-Allow-Origin', value)]));
const listing = policy(cors({ origins: [allowed], methods: ['GET', 'PUT'], headers: ['content-type'] }));
const gone = [`PUT access`, 'GET request headers content-type'];

/** What no answer to a preflight gives back, however the headers of other answers are written. */
test.each([
  ['the origin itself is written: it is meant to be let in', listing, writing(allowed), ['error'], gone],
  ['whoever asks is written', listing, writing('@(context.Request.Headers.GetValueOrDefault("Origin",""))'), ['error'], gone],
  // What is written is for somebody else: all of it is lost.
  ['another origin is written', listing, writing('https://www.contoso.com'), ['warning'], ['GET access', 'PUT access']],
  [
    'the preflight is still granted, of one method less',
    listing,
    policy(cors({ origins: [allowed], methods: ['GET'], headers: ['content-type'] }), rest(lines('Access-Control-Allow-Origin', allowed))),
    // And the GET, should both writers come through: two values are none to a browser.
    ['error', 'warning'],
    ['PUT access', 'GET access'],
  ],
] as const)('behind headers written by hand: %s', async (_, before, after, severity, expected) => {
  const operations = ordersSpecification(['get', 'put']);
  const { findings, changes } = await review({ ...operations, [apiPath]: before }, { ...operations, [apiPath]: after });
  const told = findings.filter(({ rule }) => rule === 'access-narrowed');
  expect(told.map((finding) => finding.severity)).toEqual(severity);
  const lost = changes.flatMap((change) =>
    change.origins
      .filter(({ origin }) => origin === allowed)
      .flatMap((one) => one.changes.filter((part) => part.lost.length > 0).map((part) => `${one.before.methods.toString()} ${words(part)}`)),
  );
  expect(lost.sort()).toEqual([...expected].sort());
});

function words({ what, lost }: { readonly what: string; readonly lost: readonly string[] | '*' }): string {
  return what === 'headers' ? `request headers ${lost.toString()}` : what;
}
