import type { Certainty } from '../text/scales.js';

const order: readonly Certainty[] = ['unknown', 'inferred', 'reported', 'documented'];

/** The least sure of several; nothing at all is documented. */
export function weakest(...certainties: readonly Certainty[]): Certainty {
  return certainties.reduce((a, b) => (order.indexOf(b) < order.indexOf(a) ? b : a), 'documented');
}

/** The surest of several; nothing at all is unknown. */
export function strongest(...certainties: readonly Certainty[]): Certainty {
  return certainties.reduce((a, b) => (order.indexOf(b) > order.indexOf(a) ? b : a), 'unknown');
}
