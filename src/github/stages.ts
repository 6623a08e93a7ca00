import type { PlannedComment } from '../comments/planned-comment.js';
import type { Withheld } from '../comments/withheld.js';

/** Most groups that are left out in turn: with at most this many comments, the refused one is left out alone. */
const mostGroups = 5;

/**
 * The ways to post a refused review again, in order. GitHub accepts or refuses a review as a whole, without naming the refused comment (GitHub REST API,
 * "Create a review for a pull request": 422), so suggestions are left out group by group, then all of them, then comments group by group, then all of them.
 * Only one attempt succeeds, so a run posts at most one review. `reason`: GitHub's message; if it is about lines or paths, suggestions are not the cause.
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

/** Each group, then everything; with one group only everything. */
function leftOut(ids: readonly string[]): readonly (readonly string[])[] {
  if (ids.length === 0) return [];
  if (ids.length === 1) return [ids];
  const size = Math.ceil(ids.length / mostGroups);
  const groups: (readonly string[])[] = [];
  for (let start = 0; start < ids.length; start += size) groups.push(ids.slice(start, start + size));
  return [...groups, ids];
}
