import { statusOf } from '../sources/github-port.js';
import type { GitHubClient } from './client.js';
import type { PullRequestEvent } from './event.js';
import { isEmpty, type Plan, type StaleComment } from './plan.js';
import { headOf } from './pull-request.js';

/**
 * What came of a plan; nothing of it changes the verdict. `superseded`: head has moved on, nothing was written. `refused`: GitHub takes the
 * review not as it is (422), nothing was written. `uncertain`: a write may or may not have arrived. `forbidden`: the token may not write.
 */
export type OutcomeKind = 'done' | 'superseded' | 'refused' | 'uncertain' | 'forbidden';

export interface Outcome {
  readonly kind: OutcomeKind;
  /** Writes that GitHub confirmed. */
  readonly written: number;
  /** The summary is on the pull request as the plan has it. */
  readonly isSummaryShown: boolean;
  /** One line for each thing that could not be written, with what it needs. */
  readonly troubles: readonly string[];
}

/** Writes are sent once: after a failure without an answer the pull request is read again, which tells what arrived. */
const once = { request: { retries: 0 } };

/**
 * Writes what the plan says: the review first, then the summary, which counts on it, then what is out of date. Head is read again before
 * the first write.
 */
export async function execute(client: GitHubClient, event: PullRequestEvent, plan: Plan): Promise<Outcome> {
  if (isEmpty(plan)) return { kind: 'done', written: 0, isSummaryShown: true, troubles: [] };
  const head = await headOf(client, event);
  if (head !== event.headSha) {
    const moved = `The pull request has moved on to ${head.slice(0, 12)}: nothing was written for ${event.headSha.slice(0, 12)}, which this run reviewed.`;
    return { kind: 'superseded', written: 0, isSummaryShown: false, troubles: [moved] };
  }
  let written = 0;
  let isSummaryShown = plan.summary.action === 'none';
  const troubles: string[] = [];
  for (const { subject, what, send } of writesOf(client, event, plan)) {
    try {
      await send();
      written += 1;
      if (subject === 'summary') isSummaryShown = true;
    } catch (error) {
      const status = statusOf(error);
      // What is to be changed or deleted may be gone already.
      if (status === 404 && subject === 'comment') continue;
      troubles.push(troubleOf(what, status, error));
      const kind = failureOf(subject, status);
      if (kind !== null) return { kind, written, isSummaryShown, troubles };
    }
  }
  return { kind: 'done', written, isSummaryShown, troubles };
}

/** What a failed write makes of the whole; null: the other writes go on. */
function failureOf(subject: Write['subject'], status: number | null): OutcomeKind | null {
  if (subject === 'review' && status === 422) return 'refused';
  if (status === 401 || status === 403 || status === 404) return 'forbidden';
  return status === null || status >= 500 ? 'uncertain' : null;
}

interface Write {
  readonly subject: 'review' | 'summary' | 'comment';
  readonly what: string;
  readonly send: () => Promise<unknown>;
}

function writesOf(client: GitHubClient, event: PullRequestEvent, plan: Plan): readonly Write[] {
  const at = { owner: event.owner, repo: event.repository };
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
      // GitHub takes a first line only before the last one.
      ...(start === null ? {} : { start_line: start, start_side: 'RIGHT' }),
    }));
    const review = {
      ...at,
      pull_number: event.number,
      commit_id: event.headSha,
      event: 'COMMENT' as const,
      body: reviewBody(comments.length),
      comments,
    };
    add('review', 'the review', () => pulls.createReview({ ...review, ...once }));
  }
  for (const { id, body } of plan.edits) add('comment', 'a comment', () => pulls.updateReviewComment({ ...at, comment_id: id, body, ...once }));
  const { summary } = plan;
  if (summary.action === 'create')
    add('summary', 'the summary', () => issues.createComment({ ...at, issue_number: event.number, body: summary.body, ...once }));
  if (summary.action === 'update')
    add('summary', 'the summary', () => issues.updateComment({ ...at, comment_id: summary.id, body: summary.body, ...once }));
  for (const id of plan.obsoleteSummaries) add('comment', 'an obsolete summary', () => issues.deleteComment({ ...at, comment_id: id, ...once }));
  for (const stale of plan.stale) add('comment', 'an obsolete comment', () => end(client, at, stale));
  return writes;
}

/** Minimised before it is edited: if the second fails, the next run does both again. A refusal to minimise leaves the words to say it. */
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

function reviewBody(count: number): string {
  return `APIM CORS Review: ${count} ${count === 1 ? 'comment' : 'comments'} on browser access. The check has the verdict.`;
}

/** One line: what was not written, why, and what it would need. */
function troubleOf(what: string, status: number | null, error: unknown): string {
  if (status === 401 || status === 403 || status === 404) {
    return `GitHub refused ${what} (${status}): the token needs "pull-requests: write", which it never has on a pull request from a fork.`;
  }
  if (status === 422) return `GitHub refused ${what} as it was (422).`;
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
  return `No answer to ${what} (${message.slice(0, 200)}).`;
}
