import type { Change, Finding, IgnoredFinding } from './review.js';
import { rootCauses, type RootCause } from './root-causes.js';
import type { SourcedFinding } from './suggest.js';

/** Rules about consequences of a deciding element. */
const consequences: ReadonlySet<string> = new Set(['access-narrowed', 'access-widened', 'terminate-unmatched-implicit']);

/** What is reported, and what is ignored. */
export interface Sorted {
  readonly candidates: readonly SourcedFinding[];
  readonly ignored: readonly IgnoredFinding[];
}

/** Also ignores the consequences if a cause's rule is ignored at all its places. An error about gained access needs an ignore of its own. */
export function withConsequences({ candidates, ignored }: Sorted, changes: readonly Change[]): Sorted {
  if (ignored.length === 0 || candidates.length === 0) return { candidates, ignored };
  const set = new Map(ignored.map((one) => [one.finding, one]));
  const causes = rootCauses({ findings: [...candidates.map(({ finding }) => finding), ...set.keys()], changes });
  const following = new Map(causes.flatMap((cause) => followers(cause, set)));
  return {
    candidates: candidates.filter(({ finding }) => !following.has(finding)),
    ignored: [
      ...ignored,
      ...[...following].map(([finding, { reason, from, addedByChange }]) => ({ finding, reason, from, addedByChange, isConsequence: true })),
    ],
  };
}

/** Findings ignored with their cause's rule, each with the ignore that gives the reason. */
function followers({ findings }: RootCause, set: ReadonlyMap<Finding, IgnoredFinding>): readonly (readonly [Finding, IgnoredFinding])[] {
  const leading = findings.filter(({ rule }) => rule === findings[0]?.rule);
  const why = leading[0] === undefined ? undefined : set.get(leading[0]);
  if (why === undefined || !leading.every((finding) => set.has(finding))) return [];
  return findings.flatMap((finding): (readonly [Finding, IgnoredFinding])[] => {
    const isFollowing = consequences.has(finding.rule) && !(finding.rule === 'access-widened' && finding.severity === 'error');
    return isFollowing && !set.has(finding) ? [[finding, why]] : [];
  });
}
