import { counted } from '../report/counting.js';
import type { Review } from '../review/review.js';
import type { GitHubClient } from './client.js';
import { execute, type PostingOutcome } from './execute.js';
import { countedCauses, planFor, type Home, type CommentPlan, type CommentPlanOptions } from '../comments/plan.js';
import { statusOf } from '../sources/github-port.js';
import { readPullRequest } from './pull-request.js';
import type { PullRequestState } from '../comments/pull-request-state.js';
import type { PullRequestPlace } from './pull-request-place.js';
import { readRefusal, refusalWords } from './refusal.js';
import { nothingWithheld, type Withheld } from '../comments/withheld.js';
import { stagesAfter } from './stages.js';

/** What a run left on the pull request. */
export interface Published {
  /** `unread`: the pull request could not be read, so nothing more was written. */
  readonly kind: PostingOutcome['kind'] | 'unread';
  readonly written: number;
  readonly troubles: readonly string[];
  /** Where each cause that counts is shown, by its id. */
  readonly homes: ReadonlyMap<string, Home>;
}

/** A review that GitHub did not take, and the ways to post it that are left. */
interface Refused {
  readonly reason: string;
  readonly stages: readonly Withheld[];
}

/** Times the pull request is read again because a write's answer did not come. */
const mostUnanswered = 2;

/**
 * Brings the pull request to what the review says. Each round plans from what is there, so whatever an earlier one wrote is not written
 * again. A review that GitHub refuses is posted without the suggestion it refuses, then without the comment; after one write that the
 * token may not do, the summary alone is tried, which asks for less. Whatever has no comment is in the summary then. Never throws.
 */
export async function publish(
  client: GitHubClient,
  place: PullRequestPlace,
  review: Review,
  viewer: string,
  options: CommentPlanOptions,
): Promise<Published> {
  const troubles = new Set<string>();
  let current = options;
  let written = 0;
  let unanswered = 0;
  let refusal: Refused | null = null;
  let state: PullRequestState | null = null;
  let homes: ReadonlyMap<string, Home> | null = null;
  try {
    for (;;) {
      state ??= await readPullRequest(client, place, viewer);
      const plan = planFor(review, state, current);
      const outcome = await execute(client, place, plan);
      written += outcome.written;
      homes = homesAfter(outcome, plan);
      if (outcome.kind === 'refused') {
        refusal ??= { reason: outcome.reason, stages: stagesAfter(plan.comments, outcome.reason) };
        // Nothing was written: the pull request is as it was read.
        const [next, ...others] = refusal.stages;
        // The last stage leaves out all: causes that had no room before must not take their places.
        current = { ...current, withheld: next === undefined || others.length === 0 ? withholdingAll(review, current) : next };
        refusal = { reason: refusal.reason, stages: others };
        continue;
      }
      if (outcome.kind === 'uncertain' && unanswered < mostUnanswered) {
        unanswered += 1;
        if (unanswered === mostUnanswered && !outcome.isReviewShown) current = { ...current, withheld: withholdingAll(review, current) };
        state = null;
        continue;
      }
      for (const trouble of outcome.troubles) troubles.add(trouble);
      if (outcome.kind === 'forbidden' && !outcome.isSummarySent && current.isSummaryOnly !== true && !place.isFromFork) {
        current = { ...current, withheld: withholdingAll(review, current), isSummaryOnly: true };
        continue;
      }
      if (refusal !== null) troubles.add(refusedWords(refusal.reason, current.withheld ?? nothingWithheld));
      return { kind: outcome.kind, written, troubles: [...troubles], homes };
    }
  } catch (error) {
    const why = statusOf(error) === null ? messageOf(error) : refusalWords(readRefusal(error), 'pull-requests: read');
    troubles.add(
      `The pull request could not be read${unanswered === 0 ? '' : ' again; what was sent before may have arrived all the same'}: ${why}.`,
    );
    return { kind: 'unread', written, troubles: [...troubles], homes: homes ?? unpublished(review, options) };
  }
}

/** Where causes are when nothing was written: each with its annotations. */
export function unpublished(review: Review, options: Pick<CommentPlanOptions, 'reportExisting'>): ReadonlyMap<string, Home> {
  return new Map(countedCauses(review, options).map(({ id }) => [id, 'annotation']));
}

/** No cause gets a new comment. */
function withholdingAll(review: Review, options: CommentPlanOptions): Withheld {
  return { ...(options.withheld ?? nothingWithheld), comments: new Set(countedCauses(review, options).map(({ id }) => id)) };
}

function refusedWords(reason: string, { suggestions, comments }: Withheld): string {
  const left =
    comments.size > 0 ? `${counted(comments.size, 'comment')}, now in the summary` : `${counted(suggestions.size, 'suggestion')}, now a patch`;
  return `GitHub did not take the review with all its comments (422: ${reason}): it was posted without ${left}.`;
}

/** A cause whose comment or summary did not arrive is left to its annotations. */
function homesAfter(outcome: PostingOutcome, plan: CommentPlan): ReadonlyMap<string, Home> {
  const posted = new Set(plan.comments.map(({ cause }) => cause.id));
  return new Map(
    [...plan.homes].map(([id, home]) => {
      const isShown = home === 'line' ? outcome.isReviewShown || !posted.has(id) : home === 'summary' ? outcome.isSummaryShown : true;
      return [id, isShown ? home : 'annotation'];
    }),
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
