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

/** The result on the pull request. */
export interface Published {
  /** `unread`: the pull request could not be read, so nothing more was written. */
  readonly kind: PostingOutcome['kind'] | 'unread';
  readonly written: number;
  readonly troubles: readonly string[];
  /** Where each counted cause is shown, by id. */
  readonly homes: ReadonlyMap<string, Home>;
}

/** A refused review, and the remaining ways to post it. */
interface Refused {
  readonly reason: string;
  readonly stages: readonly Withheld[];
}

/** Most times the pull request is read again after an unanswered write. */
const mostUnanswered = 2;

/**
 * Brings the pull request up to the review. Each round plans from the current state, so nothing is written twice. A review that GitHub refuses is posted
 * without the refused suggestion, then without the comment; after one forbidden write only the summary is tried, which needs fewer permissions. Causes without
 * a comment are in the summary. Never throws.
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
        // Nothing was written: the pull request is unchanged.
        const [next, ...others] = refusal.stages;
        // The last stage leaves out all comments: causes without one before must not take their places.
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

/** The places of causes if nothing was written: their annotations. */
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

/** A cause without its comment or summary has only its annotations. */
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
