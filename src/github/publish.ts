import type { Finding, Review } from '../review/review.js';
import type { GitHubClient } from './client.js';
import type { PullRequestEvent } from './event.js';
import { execute, type Outcome } from './execute.js';
import type { Commenting } from './placement.js';
import { planFor, type Home, type PlanOptions } from './plan.js';
import { readPullRequest } from './pull-request.js';

/** What a run left on the pull request. */
export interface Published {
  readonly kind: Outcome['kind'];
  readonly written: number;
  readonly troubles: readonly string[];
  /** Where each finding that counts is shown. */
  readonly homes: ReadonlyMap<Finding, Home>;
}

/**
 * Brings the pull request to what the review says. Each round plans from what is there, so whatever an earlier one wrote is not written
 * again. A review that GitHub refuses is tried without suggestion blocks, then without line comments: its findings are in the summary then.
 */
export async function publish(
  client: GitHubClient,
  event: PullRequestEvent,
  review: Review,
  viewer: string,
  options: PlanOptions,
): Promise<Published> {
  let commenting: Commenting = options.commenting;
  let written = 0;
  let unanswered = 0;
  const troubles: string[] = [];
  for (;;) {
    const plan = planFor(review, await readPullRequest(client, event, viewer), { ...options, commenting });
    const outcome = await execute(client, event, plan);
    written += outcome.written;
    troubles.push(...outcome.troubles);
    const next = commentingAfter(outcome, commenting, unanswered);
    if (next === null) return { kind: outcome.kind, written, troubles, homes: homesAfter(outcome, plan.homes) };
    if (outcome.kind === 'uncertain') unanswered += 1;
    commenting = next;
  }
}

/** How the next round comments; null: there is none. */
function commentingAfter(outcome: Outcome, commenting: Commenting, unanswered: number): Commenting | null {
  if (outcome.kind === 'refused') return commenting === 'suggestions' ? 'plain' : 'none';
  if (outcome.kind === 'uncertain' && unanswered < 2) return unanswered === 0 ? commenting : 'none';
  return null;
}

function homesAfter(outcome: Outcome, homes: ReadonlyMap<Finding, Home>): ReadonlyMap<Finding, Home> {
  return new Map(
    [...homes].map(([finding, home]) => {
      const isShown = home === 'line' ? outcome.kind === 'done' : home === 'summary' ? outcome.isSummaryShown : true;
      return [finding, isShown ? home : 'annotation'];
    }),
  );
}
