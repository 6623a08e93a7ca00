import type { PlannedComment } from '../comments/planned-comment.js';
import type { Withheld } from '../comments/withheld.js';

/** Groups that are left out one after the other: with no more comments than this, the one that GitHub refuses is left out alone. */
const mostGroups = 5;

/**
 * The ways to post a refused review again, in order. GitHub takes a review as a whole or not at all and does not say which comment it refuses
 * (GitHub REST API, "Create a review for a pull request": 422), so suggestions are left out group by group, then all of them, then comments
 * group by group, then all of them. Only one of them is ever taken, so a run posts one review at most. `reason`: what GitHub said; where it
 * speaks of lines or paths, suggestions have no part in it.
 */
export function stagesAfter(refused: readonly PlannedComment[], reason: string): readonly Withheld[] {
  const all = refused.map(({ cause }) => cause.id);
  const offering = refused.flatMap(({ cause, offersSuggestion }) => (offersSuggestion ? [cause.id] : []));
  const isAboutPlaces = /\b(?:line|path|hunk|diff|position|side)\b/i.test(reason);
  return [
    ...(isAboutPlaces ? [] : leftOut(offering).map((some) => ({ suggestions: new Set(some), comments: new Set<string>() }))),
    ...leftOut(all).map((some) => ({ suggestions: new Set<string>(), comments: new Set(some) })),
  ];
}

/** Group after group, then everything; of one group, everything is all there is. */
function leftOut(ids: readonly string[]): readonly (readonly string[])[] {
  if (ids.length === 0) return [];
  if (ids.length === 1) return [ids];
  const size = Math.ceil(ids.length / mostGroups);
  const groups: (readonly string[])[] = [];
  for (let start = 0; start < ids.length; start += size) groups.push(ids.slice(start, start + size));
  return [...groups, ids];
}
