import type { Finding, IgnoredFinding } from './review.js';

/**
 * Whether a `<choose>` may answer before a `<cors>` runs, and did not before: its condition says whom it refuses, and access is not the whole of what a page
 * gets. A finding that is ignored is no less true.
 */
export function hasNewRefusals(findings: readonly Finding[], ignored: readonly IgnoredFinding[]): boolean {
  return [...findings, ...ignored.map(({ finding }) => finding)].some(
    ({ status, says }) => status === 'new' && says.code === 'policy-before-cors' && says.given.refusers.some(({ name }) => name === 'choose'),
  );
}

/** New unreadable parts prevent a proof, and so does what lets pages read answers without any `<cors>`. */
const unproving: ReadonlySet<string> = new Set(['malformed-policy', 'unreadable-metadata', 'cross-domain-or-jsonp']);

/** Whether a finding is about such a part. */
export function isUnreadPart({ rule, status }: Finding): boolean {
  return status === 'new' && unproving.has(rule);
}
