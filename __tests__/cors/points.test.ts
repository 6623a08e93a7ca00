import fc from 'fast-check';
import { accessOf } from '../../src/cors/access.js';
import { concreteAccess } from '../../src/cors/concrete-access.js';
import type { CorsChain, CorsStep, Guard } from '../../src/cors/cors-chain.js';
import { holds } from '../../src/cors/holding.js';
import {
  branchRuns,
  fragmentCorsAtPreflight,
  policyElsewhere,
  productKeySent,
  secondCorsDecoratesActual,
  terminateUnmatchedDefault,
} from '../../src/cors/questions.js';
import { explore, type Ask, type Assumptions, type Question } from '../../src/cors/worlds.js';
import { anyCors, chainOf, opaque, place, policyOf } from './chains.js';

/** A condition names what has to be so while every other point follows its leaning: what changes nothing by itself is not named. */

type Tree = boolean | { readonly question: Question; readonly branches: readonly Tree[] };

const runsAt = (name: string): Question => branchRuns('choose', place(), name);
const [here, there] = [runsAt('here'), runsAt('there')];
const asked: readonly Question[] = [terminateUnmatchedDefault, policyElsewhere, secondCorsDecoratesActual, fragmentCorsAtPreflight, here, there];

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'large', maxDepth: 5 },
    fc.boolean(),
    fc.constantFrom(...asked).chain((question) => fc.tuple(...question.readings.map(() => tie('tree'))).map((branches) => ({ question, branches }))),
  ),
}));

function walked(from: Tree, ask: Ask): boolean {
  if (typeof from === 'boolean') return from;
  const { value } = ask(from.question);
  return walked(from.branches[from.question.readings.findIndex((one) => one.value === value)] ?? false, ask);
}

/** Whether it holds in every world in which these are so and every other leaning is followed. */
function holdsUnder(from: Tree, assume: Assumptions): boolean {
  const { worlds } = explore(({ ask }) => walked(from, ask), assume);
  return worlds.every(({ readings, result }) => result || readings.some(({ stands }) => stands === 'other'));
}

const runs = Number(process.env['APIM_CORS_RUNS'] ?? 600);

test('of what holds under the leanings those points are named that end it by themselves; of what does not, no more than it takes', () => {
  const named = { leanings: 0, others: 0 };
  fc.assert(
    fc.property(tree, (from) => {
      const holding = holds(explore(({ ask }) => walked(from, ask)).worlds, (result) => result);
      if (holding.when !== 'sometimes') return;
      const says = holding.readings.map(({ question }) => question);
      if (holding.under === 'leanings') {
        for (const { id, readings } of asked) {
          const turns = readings.some(({ stands, value }) => stands === 'other' && !holdsUnder(from, new Map([[id, value]])));
          expect([id, says.includes(id)]).toEqual([id, turns]);
          named.leanings += Number(turns);
        }
        return;
      }
      const all = new Map(holding.readings.map(({ question, value }) => [question, value]));
      expect(holdsUnder(from, all)).toBe(true);
      for (const id of says) {
        expect([id, holdsUnder(from, new Map([...all].filter(([other]) => other !== id)))]).toEqual([id, false]);
        named.others += 1;
      }
    }),
    { numRuns: runs },
  );
  expect(named.leanings > 0 && named.others > 0).toBe(true);
});

const guards: fc.Arbitrary<readonly Guard[]> = fc.oneof(
  { arbitrary: fc.constant([]), weight: 3 },
  { arbitrary: fc.constantFrom(here, there).map((question) => [{ question, value: 'yes' }]), weight: 1 },
);
const scope = { kind: 'api', workspace: null, id: 'orders', operation: null } as const;
const corsStep = fc
  .tuple(anyCors, fc.constantFrom('direct' as const, 'direct' as const, 'fragment' as const, 'nested' as const), guards)
  .map(([cors, how, under]): CorsStep => ({ kind: 'cors', policy: policyOf(cors), scope, how, guards: how === 'nested' ? under : [] }));
const elsewhere: CorsStep = {
  ...(opaque('elsewhere:global:') as Extract<CorsStep, { kind: 'opaque' }>),
  reason: { code: 'policy-elsewhere' },
  guards: [{ question: policyElsewhere, value: 'holds-cors' }],
};
const step: fc.Arbitrary<CorsStep> = fc.oneof(
  { arbitrary: corsStep, weight: 6 },
  { arbitrary: fc.constant(elsewhere), weight: 2 },
  {
    arbitrary: guards.map((under): CorsStep => ({ kind: 'refused', by: 'check-header', status: 403, place: place(), scope, guards: under })),
    weight: 1,
  },
);
const steps = fc.array(step, { maxLength: 4 });
/** Chains as fragments, branches, products, versions, operations that take OPTIONS, and policies that are kept elsewhere make them. */
const anyOpenChain: fc.Arbitrary<CorsChain> = fc
  .tuple(steps, fc.option(fc.tuple(fc.constantFrom('pipeline' as const, 'versionless' as const, 'product' as const), steps), { freq: 2 }))
  .map(([all, preflight]) => ({
    ...chainOf(...all),
    preflight:
      preflight === null ? null : { kind: preflight[0], key: preflight[0] === 'product' ? productKeySent('starter') : null, steps: preflight[1] },
  }));

test('what a point comes to alone is what it comes to when it is settled; one that is not told of changes nothing', () => {
  const told = new Set<string>();
  fc.assert(
    fc.property(anyOpenChain, fc.constantFrom('https://a', 'https://b', 'null', '*'), (chain, origin) => {
      const access = accessOf(chain, origin);
      const questions = new Map<string, Question>();
      explore((walk) =>
        concreteAccess(chain, origin, {
          ...walk,
          ask: (question) => {
            questions.set(question.id, question);
            return walk.ask(question);
          },
        }),
      );
      for (const { id, readings } of questions.values()) {
        const alone = access.alone.filter(({ reading }) => reading.question === id);
        const settled = readings.map(({ value }) => ({ value, allowed: accessOf(chain, origin, new Map([[id, value]])).allowed }));
        if (alone.length === 0) expect([id, new Set(settled.map(({ allowed }) => allowed)).size]).toEqual([id, 1]);
        else expect(alone.map(({ reading, allowed }) => ({ value: reading.value, allowed }))).toEqual(expect.arrayContaining(settled));
        if (alone.length > 0) told.add(id);
        // What another reading of one point turns round is no surer than the leaning.
        const turns = alone.some(({ reading, allowed }) => reading.stands === 'other' && allowed !== access.allowed);
        if (turns) expect(access.certainty).not.toBe('documented');
      }
    }),
    { numRuns: runs },
  );
  expect(told.size).toBeGreaterThan(2);
});
