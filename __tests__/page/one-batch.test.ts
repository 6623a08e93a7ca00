import fc from 'fast-check';
import { apiPath, cors, globalPath, operationPath, policy, product, repository } from '../../src/layouts/apiops/example.js';
import { suggestionOf } from '../e2e/fake-github/apply.js';
import { files } from '../review/arbitrary-files.js';
import { edited, pageOf, reviewOf, type Files, type Page } from './page.js';

/** The worst findings of causes with a block that are still there, as bad, once all blocks are committed; and errors that are new then. */
async function leftAfterAll(base: Files, head: Files, { plan, review }: Page): Promise<readonly string[]> {
  const offered = plan.comments.filter(({ offersSuggestion }) => offersSuggestion);
  if (offered.length === 0) return [];
  const edits = offered.map(({ path, start, line, body }) => ({ path, startLine: start ?? line, endLine: line, lines: suggestionOf(body) ?? [] }));
  const { findings } = await reviewOf(base, edited(head, edits));
  const meant = new Set(
    offered.flatMap(({ cause }) => cause.findings.filter(({ severity }) => severity === cause.severity).map((one) => one.fingerprint + one.severity)),
  );
  const known = new Set(review.findings.map(({ fingerprint }) => fingerprint));
  return findings
    .filter(({ status }) => status === 'new')
    .filter(({ fingerprint, severity }) => meant.has(fingerprint + severity) || (severity === 'error' && !known.has(fingerprint)))
    .map(({ rule, path }) => `${rule} ${path}`);
}

const element = (origins: readonly string[], attributes = '', methods: readonly string[] = ['*']): readonly string[] =>
  cors({ origins: [...origins], methods: [...methods], attributes });
const app = 'https://app.contoso.com';
const shop = 'https://shop.contoso.com';

const partial: Readonly<Record<string, { readonly base: Files; readonly head: Files }>> = {
  'two errors of one cause, each with a safe repair of its own': {
    base: {
      [globalPath]: policy(element([app, shop], ' allow-credentials="true"')),
      [apiPath]: policy(element([app, shop], ' terminate-unmatched-request="false"')),
      ...product(policy([])),
    },
    head: {
      [globalPath]: policy([]),
      [apiPath]: policy(['<base />', ...element([app])]),
      [operationPath]: policy(['<base />', ...element([app], ' terminate-unmatched-request="false"')]),
      ...product(policy(element([shop], ' terminate-unmatched-request="true"'))),
    },
  },
};

test.each(Object.entries(partial))('no block repairs a part of its cause: %s', async (_, { base, head }) => {
  const page = await pageOf(repository(base), repository(head));
  const errors = page.causes.filter(({ severity, repairs }) => severity === 'error' && repairs.some(({ isSafe }) => isSafe));
  expect(errors.length).toBeGreaterThan(0);
  expect(page.plan.comments.filter(({ cause, offersSuggestion }) => offersSuggestion && errors.some(({ id }) => id === cause.id))).toEqual([]);
});

/** A change of some of the policies. */
const change = fc
  .tuple(files, files, fc.uniqueArray(fc.nat(4), { minLength: 1 }))
  .map(
    ([base, other, at]) => [base, { ...base, ...Object.fromEntries(Object.entries(other).filter((_, index) => at.includes(index % 5))) }] as const,
  );

test('all blocks of a run can be committed in one batch: what is worst in their causes is gone then, and no error is new', async () => {
  await fc.assert(
    fc.asyncProperty(change, async ([one, other]) => {
      const [base, head] = [repository(one), repository(other)];
      expect(await leftAfterAll(base, head, await pageOf(base, head))).toEqual([]);
    }),
    { numRuns: 25 },
  );
});
