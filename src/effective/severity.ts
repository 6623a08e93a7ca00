import type { Severity } from '../text/scales.js';

const order: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1 };

/** Positive when `a` is worse than `b`. */
export function compareSeverity(a: Severity, b: Severity): number {
  return order[a] - order[b];
}

/** The worst of several; info if there are none. */
export function worstSeverity(all: readonly Severity[]): Severity {
  return all.reduce((a, b) => (compareSeverity(b, a) > 0 ? b : a), 'info');
}
