import type { Holding } from '../cors/holding.js';
import type { Severity } from '../text/scales.js';

export { certaintyOf, holds, strongestHolding, type Holding } from '../cors/holding.js';

/** The severity of a finding: its own if it holds under the leanings or under a documented reading, otherwise `info`. */
export function severityUnder(holding: Holding, severity: Severity): Severity {
  if (holding.when === 'always') return severity;
  return holding.when === 'sometimes' && holding.under !== 'other' ? severity : 'info';
}
