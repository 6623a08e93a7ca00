import type { Certainty } from '../text/scales.js';

const order: readonly Certainty[] = ['unknown', 'inferred', 'reported', 'documented'];

/** The least certain of several; `documented` if there are none. */
export function weakest(...certainties: readonly Certainty[]): Certainty {
  return certainties.reduce((a, b) => (order.indexOf(b) < order.indexOf(a) ? b : a), 'documented');
}

/** The most certain of several; `unknown` if there are none. */
export function strongest(...certainties: readonly Certainty[]): Certainty {
  return certainties.reduce((a, b) => (order.indexOf(b) > order.indexOf(a) ? b : a), 'unknown');
}
