import type { PullRequestEvent } from './event.js';
import type { GitHubClient } from './client.js';
import type { PullRequestState } from './pull-request-state.js';

/** Reads the pull request as it stands: files and comments, every list to its end. */
export async function readPullRequest(client: GitHubClient, event: PullRequestEvent, viewer: string): Promise<PullRequestState> {
  const at = { owner: event.owner, repo: event.repository };
  const pull = { ...at, pull_number: event.number, per_page: 100 };
  const [files, reviewComments, issueComments] = await Promise.all([
    client.paginate(client.rest.pulls.listFiles, pull),
    client.paginate(client.rest.pulls.listReviewComments, pull),
    client.paginate(client.rest.issues.listComments, { ...at, issue_number: event.number, per_page: 100 }),
  ]);
  return {
    viewer,
    headSha: event.headSha,
    files: files.map((file) => ({ path: file.filename, patch: file.patch })),
    reviewComments: reviewComments.map((comment) => ({
      id: comment.id,
      nodeId: comment.node_id,
      author: loginOf(comment.user),
      body: comment.body,
      path: comment.path,
      line: comment.line ?? null,
      startLine: comment.start_line ?? null,
      inReplyTo: comment.in_reply_to_id ?? null,
    })),
    issueComments: issueComments.map((comment) => ({ id: comment.id, author: loginOf(comment.user), body: comment.body ?? '' })),
  };
}

/** The head as it is now: a push since the event makes this run obsolete. */
export async function headOf(client: GitHubClient, event: PullRequestEvent): Promise<string> {
  const { data } = await client.rest.pulls.get({ owner: event.owner, repo: event.repository, pull_number: event.number });
  return data.head.sha;
}

/** A comment whose account is gone has no user, whatever the description of the API says. */
function loginOf(user: { readonly login: string } | null | undefined): string {
  return user?.login ?? '';
}
