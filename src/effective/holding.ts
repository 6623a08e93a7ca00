import type { Certainty } from '../cors/certainty.js';
import { strongest, weakest } from '../cors/certainty.js';
import type { Reading, World } from '../cors/questions.js';
import type { Severity } from './severity.js';

/** Whether something holds, over all the worlds the sources leave open. */
export type Holding =
  | { readonly when: 'never' }
  | { readonly when: 'always' }
  | { readonly when: 'sometimes'; readonly readings: readonly Reading[]; readonly certainty: Certainty };

/** `sometimes` names the best-founded world in which it holds. */
export function holds<T>(worlds: readonly World<T>[], test: (result: T) => boolean): Holding {
  const holding = worlds.filter((world) => test(world.result));
  if (holding.length === 0) return { when: 'never' };
  if (holding.length === worlds.length) return { when: 'always' };
  return bestFounded(holding.map((world) => world.readings));
}

/** Of worlds in which something holds, at least one, the best founded; of those alike, the one with the fewest readings. */
export function bestFounded(worlds: readonly (readonly Reading[])[]): Holding {
  const founded = worlds.map((readings) => ({ readings, certainty: weakest(...readings.map((reading) => reading.certainty)) }));
  const certainty = strongest(...founded.map((world) => world.certainty));
  const best = founded.filter((world) => world.certainty === certainty).reduce((a, b) => (b.readings.length < a.readings.length ? b : a));
  return { when: 'sometimes', readings: best.readings, certainty };
}

/** Of several holdings the one that counts most: always, then the best founded. */
export function strongestHolding(holdings: Iterable<Holding>): Holding {
  const rank = (holding: Holding): number =>
    holding.when === 'always' ? 4 : holding.when === 'never' ? 0 : { documented: 3, reported: 2, inferred: 1, unknown: 1 }[holding.certainty];
  let best: Holding = { when: 'never' };
  for (const holding of holdings) if (rank(holding) > rank(best)) best = holding;
  return best;
}

/** The severity a finding keeps: its own if it holds for certain or under a documented or reported reading, else `info`. */
export function severityUnder(holding: Holding, severity: Severity): Severity {
  if (holding.when === 'always') return severity;
  if (holding.when === 'never') return 'info';
  return holding.certainty === 'documented' || holding.certainty === 'reported' ? severity : 'info';
}

/** ` if …` for a finding that hangs on a reading; '' for one that always holds. */
export function conditionOf(holding: Holding): string {
  if (holding.when !== 'sometimes') return '';
  const says = [...new Set(holding.readings.map((reading) => reading.says))];
  return says.length === 0 ? '' : ` if ${says.join(' and ')}`;
}

export function certaintyOf(holding: Holding, otherwise: Certainty): Certainty {
  return holding.when === 'sometimes' ? weakest(holding.certainty, otherwise) : otherwise;
}
