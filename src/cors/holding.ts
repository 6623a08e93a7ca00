import { strongest, weakest, type Certainty } from './certainty.js';
import { certaintyOver, underLeanings, withoutNeedless, type Reading, type World } from './worlds.js';

/** Whether something holds, over all the worlds the sources leave open. */
export type Holding =
  | { readonly when: 'never' }
  | { readonly when: 'always'; readonly certainty: Certainty }
  | {
      readonly when: 'sometimes';
      /** `leanings`: in every world that follows them. `documented`: in one that leaves them only for what a page says. `other`: in others only. */
      readonly under: 'leanings' | 'documented' | 'other';
      /** Wherever these hold, it holds. */
      readonly readings: readonly Reading[];
      readonly certainty: Certainty;
    };

/** `sometimes` names the readings of the leanings if they are enough, else those of the best-founded world in which it holds. */
export function holds<T>(worlds: readonly World<T>[], test: (result: T) => boolean): Holding {
  const holding = worlds.filter((world) => test(world.result));
  if (holding.length === 0) return { when: 'never' };
  if (holding.length === worlds.length) return { when: 'always', certainty: certaintyOver(worlds, false) };
  const failing = worlds.filter((world) => !test(world.result));
  const followed = underLeanings(worlds);
  const [leant] = followed;
  if (leant !== undefined && followed.every((world) => test(world.result))) {
    const readings = leant.readings.filter((reading) => reading.stands === 'leaning');
    return { when: 'sometimes', under: 'leanings', readings: withoutNeedless(readings, failing), certainty: certaintyOver(followed, true) };
  }
  const founded = holding.map((world) => {
    const certainty = weakest(...world.readings.map((reading) => reading.certainty));
    const isDocumented = world.readings.every((reading) => reading.stands === 'leaning' || reading.certainty === 'documented');
    return { world, certainty, isDocumented };
  });
  const documented = founded.filter((one) => one.isDocumented);
  const from = documented.length > 0 ? documented : founded;
  const certainty = strongest(...from.map((one) => one.certainty));
  const best = from.filter((one) => one.certainty === certainty).reduce((a, b) => (b.world.readings.length < a.world.readings.length ? b : a));
  return {
    when: 'sometimes',
    under: documented.length > 0 ? 'documented' : 'other',
    readings: withoutNeedless(best.world.readings, failing),
    certainty: weakest(certainty, certaintyOver([best.world], false)),
  };
}

/** Of several holdings the one that counts most: always, then under the leanings, then the best founded. */
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

/** How sure a conclusion is that holds so, and needs `otherwise` besides. */
export function certaintyOf(holding: Holding, otherwise: Certainty): Certainty {
  return holding.when === 'never' ? otherwise : weakest(holding.certainty, otherwise);
}
