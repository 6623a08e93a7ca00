import type { Finding } from '../review/review.js';

/** The order of every report: new before existing, worst first, then by place, so that equal reviews have equal reports. */
export function orderedFindings(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(
    (left, right) =>
      compare(left.status === 'new' ? 0 : 1, right.status === 'new' ? 0 : 1) ||
      compare(severityRank(left.severity), severityRank(right.severity)) ||
      compare(left.path, right.path) ||
      compare(left.line, right.line) ||
      compare(left.rule, right.rule) ||
      compare(left.fingerprint, right.fingerprint),
  );
}

/** 0 for the worst. */
export function severityRank(severity: Finding['severity']): number {
  return severity === 'error' ? 0 : severity === 'warning' ? 1 : 2;
}

function compare<T extends string | number>(left: T, right: T): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
