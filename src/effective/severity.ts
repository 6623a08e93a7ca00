import type { Severity } from '../text/scales.js';

const order: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1 };

/** Positive when `a` is worse than `b`. */
export function compareSeverity(a: Severity, b: Severity): number {
  return order[a] - order[b];
}

/** The worst of them; info where there is none. */
export function worstSeverity(all: readonly Severity[]): Severity {
  return all.reduce((a, b) => (compareSeverity(b, a) > 0 ? b : a), 'info');
}
