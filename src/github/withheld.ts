import type { PlannedComment } from './planned-comment.js';

/** What a review is posted without, by fingerprint, because GitHub refused it as it was. The findings themselves are in the summary then. */
export interface Withheld {
  /** Comments that offer no suggestion block. */
  readonly suggestions: ReadonlySet<string>;
  /** Findings without a comment. */
  readonly comments: ReadonlySet<string>;
}

/** Everything is posted. */
export const nothingWithheld: Withheld = { suggestions: new Set(), comments: new Set() };

/** Groups that are left out one after the other: with no more comments than this, the one that GitHub refuses is left out alone. */
const mostGroups = 5;

/**
 * The ways to post a refused review again, in order. GitHub takes a review as a whole or not at all and does not say which comment it refuses
 * (GitHub REST API, "Create a review for a pull request": 422), so suggestions are left out group by group, then all of them, then comments
 * group by group, then all of them. Only one of them is ever taken, so a run posts one review at most. `reason`: what GitHub said; where it
 * speaks of lines or paths, suggestions have no part in it.
 */
export function stagesAfter(refused: readonly PlannedComment[], reason: string): readonly Withheld[] {
  const all = refused.map(({ finding }) => finding.fingerprint);
  const offering = refused.flatMap(({ finding, offersSuggestion }) => (offersSuggestion ? [finding.fingerprint] : []));
  const isAboutPlaces = /\b(?:line|path|hunk|diff|position|side)\b/i.test(reason);
  return [
    ...(isAboutPlaces ? [] : leftOut(offering).map((some) => ({ suggestions: new Set(some), comments: new Set<string>() }))),
    ...leftOut(all).map((some) => ({ suggestions: new Set<string>(), comments: new Set(some) })),
  ];
}

/** Group after group, then everything; of one group, everything is all there is. */
function leftOut(fingerprints: readonly string[]): readonly (readonly string[])[] {
  if (fingerprints.length === 0) return [];
  if (fingerprints.length === 1) return [fingerprints];
  const size = Math.ceil(fingerprints.length / mostGroups);
  const groups: (readonly string[])[] = [];
  for (let start = 0; start < fingerprints.length; start += size) groups.push(fingerprints.slice(start, start + size));
  return [...groups, fingerprints];
}
