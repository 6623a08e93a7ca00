import type { GitHubClient } from './client.js';
import type { PullRequestEvent } from './event.js';
import type { Plan } from './plan.js';
import { headOf } from './pull-request.js';

/** What came of a plan. Nothing here changes the verdict. */
export interface Outcome {
  readonly written: number;
  /** One line for each thing that could not be written, with what it needs. */
  readonly troubles: readonly string[];
}

export function isEmpty(plan: Plan): boolean {
  return plan.comments.length === 0 && plan.stale.length === 0 && plan.summary.action === 'none';
}

/** Writes what the plan says: the summary first, then one review, then what is stale. The head is read again before the first write. */
export async function execute(client: GitHubClient, event: PullRequestEvent, plan: Plan): Promise<Outcome> {
  if (isEmpty(plan)) return { written: 0, troubles: [] };
  const head = await headOf(client, event);
  if (head !== event.headSha) {
    return { written: 0, troubles: [`The pull request has moved on to ${head.slice(0, 12)} since this run began: nothing was written for ${event.headSha.slice(0, 12)}.`] };
  }
  const at = { owner: event.owner, repo: event.repository };
  const troubles: string[] = [];
  let written = 0;
  const attempt = async (what: string, call: () => Promise<unknown>): Promise<boolean> => {
    try {
      await call();
      written += 1;
      return true;
    } catch (error) {
      troubles.push(troubleOf(what, error));
      return false;
    }
  };
  const { summary } = plan;
  if (summary.action === 'create') {
    await attempt('The summary comment', () => client.rest.issues.createComment({ ...at, issue_number: event.number, body: summary.body }));
  } else if (summary.action === 'update') {
    await attempt('The summary comment', () => client.rest.issues.updateComment({ ...at, comment_id: summary.id, body: summary.body }));
  }
  if (plan.comments.length > 0) {
    const comments = plan.comments.map(({ path, start, line, body }) => ({
      path,
      body,
      line,
      side: 'RIGHT',
      ...(start === null ? {} : { start_line: start, start_side: 'RIGHT' }),
    }));
    await attempt('The review', () =>
      client.rest.pulls.createReview({ ...at, pull_number: event.number, commit_id: event.headSha, event: 'COMMENT', body: reviewBody(comments.length), comments }),
    );
  }
  for (const stale of plan.stale) {
    if (stale.action === 'delete') await attempt('An obsolete comment', () => client.rest.pulls.deleteReviewComment({ ...at, comment_id: stale.id }));
    else if (await attempt('A fixed comment', () => client.rest.pulls.updateReviewComment({ ...at, comment_id: stale.id, body: stale.body }))) {
      await attempt('A fixed comment', () =>
        client.graphql('mutation($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: RESOLVED }) { clientMutationId } }', { id: stale.nodeId }),
      );
    }
  }
  return { written, troubles };
}

function reviewBody(count: number): string {
  return `APIM CORS Review: ${count} ${count === 1 ? 'comment' : 'comments'} on browser access. The verdict is the check's.`;
}

/** One line: what was not written, why, and what it would need. */
function troubleOf(what: string, error: unknown): string {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 0;
  if (status === 401 || status === 403 || status === 404) {
    return `${what} could not be written (${status}): the token needs "pull-requests: write". On a pull request from a fork it never has it; the job summary says everything.`;
  }
  if (status === 422) return `${what} was refused by GitHub (422): the job summary says everything.`;
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'no answer';
  return `${what} could not be written (${message.slice(0, 200)}): the job summary says everything.`;
}
