/**
 * How sure a conclusion is. documented: Microsoft's documentation or a web standard says so. reported: measured or stated outside the
 * documentation. inferred: follows from those. unknown: nothing found, or the sources contradict each other.
 */
export type Certainty = 'documented' | 'reported' | 'inferred' | 'unknown';

const order: readonly Certainty[] = ['unknown', 'inferred', 'reported', 'documented'];

/** The least sure of several; nothing at all is documented. */
export function weakest(...certainties: readonly Certainty[]): Certainty {
  return certainties.reduce((a, b) => (order.indexOf(b) < order.indexOf(a) ? b : a), 'documented');
}

/** The surest of several; nothing at all is unknown. */
export function strongest(...certainties: readonly Certainty[]): Certainty {
  return certainties.reduce((a, b) => (order.indexOf(b) > order.indexOf(a) ? b : a), 'unknown');
}
