import { strongest, weakest } from './certainty.js';
import type { Certainty } from '../text/scales.js';
import { NeededReadings } from './needed-readings.js';
import { certaintyOver, underLeanings, type Reading, type World } from './worlds.js';

/** Whether something holds, over all possible worlds. */
export type Holding =
  | { readonly when: 'never' }
  | { readonly when: 'always'; readonly certainty: Certainty }
  | {
      readonly when: 'sometimes';
      /**
       * `leanings`: in every world that follows them. `documented`: in a world that leaves them only for documented readings, or that only needs a condition of
       * the repository's code. `other`: only in others.
       */
      readonly under: 'leanings' | 'documented' | 'other';
      /**
       * The readings needed for it while every other point follows its leaning. Under the leanings, each of these alone would end it if it were otherwise;
       * points that end it only together are not named.
       */
      readonly readings: readonly Reading[];
      readonly certainty: Certainty;
    };

/** For `sometimes`, names the readings of the leanings if those suffice, otherwise those of the best-founded world in which it holds. */
export function holds<T>(worlds: readonly World<T>[], test: (result: T) => boolean): Holding {
  const holding = worlds.filter((world) => test(world.result));
  if (holding.length === 0) return { when: 'never' };
  if (holding.length === worlds.length) return { when: 'always', certainty: certaintyOver(worlds, false) };
  const failing = worlds.filter((world) => !test(world.result));
  const followed = underLeanings(worlds);
  if (followed.length > 0 && followed.every((world) => test(world.result))) {
    return { when: 'sometimes', under: 'leanings', readings: neededAlone(followed, failing), certainty: certaintyOver(followed, true) };
  }
  const needed = new NeededReadings(failing);
  const founded = holding.map((world) => {
    const certainty = weakest(...world.readings.map((reading) => reading.certainty));
    const isDocumented =
      world.readings.every(isFounded) ||
      // Readings that it does not need are free.
      (world.readings.every((reading) => !isAgainst(reading) || isFounded(reading)) && needed.among(world.readings).every(isFounded));
    return { world, certainty, isDocumented };
  });
  const documented = founded.filter((one) => one.isDocumented);
  const from = documented.length > 0 ? documented : founded;
  const certainty = strongest(...from.map((one) => one.certainty));
  const best = from.filter((one) => one.certainty === certainty).reduce((a, b) => (isNearer(b.world, a.world) ? b : a));
  return {
    when: 'sometimes',
    under: documented.length > 0 ? 'documented' : 'other',
    readings: needed.among(best.world.readings),
    certainty: weakest(certainty, certaintyOver([best.world], false)),
  };
}

/** The leanings whose other reading alone ends what holds in the worlds that follow them all. */
function neededAlone(followed: readonly World<unknown>[], failing: readonly World<unknown>[]): readonly Reading[] {
  const enough = new Set(failing.flatMap(({ readings }) => onlyOne(readings.filter(isAgainst)).map(({ question }) => question)));
  const leanings = followed.flatMap(({ readings }) => readings.filter(({ stands, question }) => stands === 'leaning' && enough.has(question)));
  return [...new Map(leanings.map((reading) => [reading.question, reading])).values()];
}

/** The list if it has exactly one member, otherwise an empty one. */
function onlyOne<T>(all: readonly T[]): readonly T[] {
  return all.length === 1 ? all : [];
}

/** A leaning, a documented reading, or one of the two ways in which the repository's own code deploys a policy, both of which the code states. */
function isFounded({ stands, certainty, about }: Reading): boolean {
  return stands === 'leaning' || certainty === 'documented' || about.code === 'policy-deployed';
}

function isAgainst({ stands }: Reading): boolean {
  return stands === 'other';
}

/** Whether a world leaves fewer leanings than another, or as many with fewer readings. */
function isNearer(one: World<unknown>, than: World<unknown>): boolean {
  const [left, leftThere] = [one, than].map(({ readings }) => readings.filter(isAgainst).length) as [number, number];
  return left < leftThere || (left === leftThere && one.readings.length < than.readings.length);
}

/** The strongest of several holdings: always, then under the leanings, then the best founded. */
export function strongestHolding(holdings: Iterable<Holding>): Holding {
  let best: Holding = { when: 'never' };
  for (const holding of holdings) if (rankOf(holding) > rankOf(best)) best = holding;
  return best;
}

function rankOf(holding: Holding): number {
  if (holding.when === 'never') return 0;
  if (holding.when === 'always') return 5;
  if (holding.under === 'leanings') return 4;
  return holding.under === 'documented' ? 3 : { documented: 2, reported: 2, inferred: 1, unknown: 1 }[holding.certainty];
}

/** The certainty of a conclusion that holds this way and also needs `otherwise`. */
export function certaintyOf(holding: Holding, otherwise: Certainty): Certainty {
  return holding.when === 'never' ? otherwise : weakest(holding.certainty, otherwise);
}
