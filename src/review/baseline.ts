import { compareSeverity } from '../effective/severity.js';
import type { Severity } from '../text/scales.js';
import type { Review } from './review.js';

/**
 * A scan compared with an earlier one: findings with a known fingerprint are `existing`, and count as base's do. `isCounted`: they count fully
 * (`report-existing`).
 */
export function withBaseline(review: Review, known: ReadonlySet<string>, isCounted: boolean): Review {
  const findings = review.findings.map((finding) => (known.has(finding.fingerprint) ? { ...finding, status: 'existing' as const } : finding));
  const old = findings.filter(({ status }) => status === 'existing');
  // Unlisted findings are not known to be old.
  const count = (level: Severity): number => review.counts[level] - (isCounted ? 0 : old.filter(({ severity }) => severity === level).length);
  const counts = { error: count('error'), warning: count('warning'), info: count('info'), existing: old.length };
  const { failOn } = review;
  const fails =
    failOn !== 'never' && (['error', 'warning', 'info'] as const).some((level) => counts[level] > 0 && compareSeverity(level, failOn) >= 0);
  return { ...review, findings, counts, conclusion: fails || review.coverage.reviewed === 0 ? 'fail' : 'pass' };
}
