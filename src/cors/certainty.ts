/**
 * How certain a conclusion is. documented: Microsoft's documentation or a web standard says so. reported: measured or stated outside the documentation.
 * inferred: follows from those. unknown: no source, or contradicting sources.
 */
export type Certainty = 'documented' | 'reported' | 'inferred' | 'unknown';

const order: readonly Certainty[] = ['unknown', 'inferred', 'reported', 'documented'];

/** The least certain of several; `documented` if there are none. */
export function weakest(...certainties: readonly Certainty[]): Certainty {
  return certainties.reduce((a, b) => (order.indexOf(b) < order.indexOf(a) ? b : a), 'documented');
}

/** The most certain of several; `unknown` if there are none. */
export function strongest(...certainties: readonly Certainty[]): Certainty {
  return certainties.reduce((a, b) => (order.indexOf(b) > order.indexOf(a) ? b : a), 'unknown');
}
