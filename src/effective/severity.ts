/** How much a finding counts: `fail-on` names the lowest that fails a check. */
export type Severity = 'error' | 'warning' | 'info';

const order: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1 };

/** Positive when `a` is worse than `b`. */
export function compareSeverity(a: Severity, b: Severity): number {
  return order[a] - order[b];
}
