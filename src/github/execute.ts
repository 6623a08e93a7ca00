import type { GitHubClient } from './client.js';
import { writesNothing, type CommentPlan, type StaleComment } from '../comments/plan.js';
import { headOf } from './pull-request.js';
import type { PullRequestPlace } from './pull-request-place.js';
import { readRefusal, refusalWords, type Refusal } from './refusal.js';

/**
 * The result of a plan; it does not change the verdict. `superseded`: head has moved, nothing was written. `refused`: GitHub refuses the review (422), nothing
 * was written. `uncertain`: a write may or may not have arrived, or the pull request has changed. `forbidden`: the token may not write. `limited`: a rate limit
 * was not waited for.
 */
export type OutcomeKind = 'done' | 'superseded' | 'refused' | 'uncertain' | 'forbidden' | 'limited';

/** How carrying out a plan ended. */
export interface PostingOutcome {
  readonly kind: OutcomeKind;
  /** Writes that GitHub confirmed. */
  readonly written: number;
  /** The review with its comments exists on the pull request. */
  readonly isReviewShown: boolean;
  /** The summary on the pull request is as planned. */
  readonly isSummaryShown: boolean;
  /** It was sent, with any result. */
  readonly isSummarySent: boolean;
  /** One line for each thing that could not be written, with the missing permission. */
  readonly troubles: readonly string[];
  /** GitHub's message about a refused review. */
  readonly reason: string;
}

/** Writes are sent once: after an unanswered one the pull request is read again, to see what arrived. */
const once = { request: { retries: 0 } };

/** Writes the plan: first the review, then the summary, which refers to it, then outdated comments. Head is checked before the first write. */
export async function execute(client: GitHubClient, place: PullRequestPlace, plan: CommentPlan): Promise<PostingOutcome> {
  let written = 0;
  let isReviewShown = plan.comments.length === 0;
  let isSummaryShown = plan.summary.action === 'none';
  let isSummarySent = false;
  const troubles: string[] = [];
  const outcome = (kind: OutcomeKind, reason = ''): PostingOutcome => ({
    kind,
    written,
    isReviewShown,
    isSummaryShown,
    isSummarySent,
    troubles,
    reason,
  });
  if (writesNothing(plan)) return outcome('done');
  const head = await headOf(client, place);
  if (head !== place.headSha) {
    troubles.push(
      `The pull request has moved on to ${head.slice(0, 12)}: nothing was written for ${place.headSha.slice(0, 12)}, which this run reviewed.`,
    );
    return outcome('superseded');
  }
  for (const { subject, what, send } of writesOf(client, place, plan)) {
    if (subject === 'summary') isSummarySent = true;
    try {
      await send();
    } catch (error) {
      const refusal = readRefusal(error);
      // A comment to delete may be gone already.
      if (refusal.kind === 'missing' && subject === 'obsolete') continue;
      troubles.push(`${what} could not be written: ${refusalWords(refusal, 'pull-requests: write')}.${hint(refusal, place)}`);
      const kind = failureOf(subject, refusal);
      if (kind !== null) return outcome(kind, refusal.kind === 'invalid' ? refusal.reason : '');
      continue;
    }
    written += 1;
    if (subject === 'review') isReviewShown = true;
    if (subject === 'summary') isSummaryShown = true;
  }
  return outcome('done');
}

function hint(refusal: Refusal, place: PullRequestPlace): string {
  return refusal.kind === 'permission' && place.isFromFork ? ' On a pull request from a fork it never has that on the event pull_request.' : '';
}

/** The effect of a failed write on the whole; null: other writes continue. */
function failureOf(subject: Write['subject'], refusal: Refusal): OutcomeKind | null {
  switch (refusal.kind) {
    case 'permission':
    case 'token':
    case 'closed':
      return 'forbidden';
    case 'limit':
      return 'limited';
    case 'unanswered':
      return 'uncertain';
    case 'missing':
      // A comment to edit is gone: its finding needs a new one.
      return subject === 'edit' || subject === 'summary' ? 'uncertain' : 'forbidden';
    case 'invalid':
      return subject === 'review' ? 'refused' : null;
    case 'other':
      return null;
  }
}

interface Write {
  readonly subject: 'review' | 'edit' | 'summary' | 'obsolete';
  readonly what: string;
  readonly send: () => Promise<unknown>;
}

function writesOf(client: GitHubClient, place: PullRequestPlace, plan: CommentPlan): readonly Write[] {
  const at = { owner: place.owner, repo: place.repository };
  const { issues, pulls } = client.rest;
  const writes: Write[] = [];
  const add = (subject: Write['subject'], what: string, send: () => Promise<unknown>): void => {
    writes.push({ subject, what, send });
  };
  if (plan.comments.length > 0) {
    const comments = plan.comments.map(({ path, start, line, body }) => ({
      path,
      body,
      line,
      side: 'RIGHT',
      // GitHub accepts a first line only if it is before the last one.
      ...(start === null ? {} : { start_line: start, start_side: 'RIGHT' }),
    }));
    const review = {
      ...at,
      pull_number: place.number,
      commit_id: place.headSha,
      event: 'COMMENT' as const,
      body: plan.reviewBody,
      comments,
    };
    add('review', 'The review', () => pulls.createReview({ ...review, ...once }));
  }
  for (const { id, body } of plan.edits) add('edit', 'A comment', () => pulls.updateReviewComment({ ...at, comment_id: id, body, ...once }));
  const { summary } = plan;
  if (summary.action === 'create')
    add('summary', 'The summary', () => issues.createComment({ ...at, issue_number: place.number, body: summary.body, ...once }));
  if (summary.action === 'update')
    add('summary', 'The summary', () => issues.updateComment({ ...at, comment_id: summary.id, body: summary.body, ...once }));
  for (const id of plan.obsoleteSummaries) add('obsolete', 'An obsolete summary', () => issues.deleteComment({ ...at, comment_id: id, ...once }));
  for (const stale of plan.stale) add('obsolete', 'An obsolete comment', () => end(client, at, stale));
  return writes;
}

/** Minimised before it is edited: if the second step fails, the next run repeats both. If minimising is refused, the text still says it. */
async function end(client: GitHubClient, at: { readonly owner: string; readonly repo: string }, stale: StaleComment): Promise<void> {
  if (stale.action === 'delete') {
    await client.rest.pulls.deleteReviewComment({ ...at, comment_id: stale.id, ...once });
    return;
  }
  await client.graphql(minimise, { id: stale.nodeId, classifier: stale.classifier }, { once: true });
  await client.rest.pulls.updateReviewComment({ ...at, comment_id: stale.id, body: stale.body, ...once });
}

const minimise =
  'mutation($id: ID!, $classifier: ReportedContentClassifiers!) { minimizeComment(input: { subjectId: $id, classifier: $classifier }) { minimizedComment { isMinimized } } }';
