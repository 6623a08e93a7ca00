import type { PullRequestEvent } from './event.js';
import type { GitHubClient } from './client.js';
import type { PullRequestState } from './plan.js';

/** Reads the pull request as it stands: files, comments, who we are. Every list is read to its end. */
export async function readPullRequest(client: GitHubClient, event: PullRequestEvent): Promise<PullRequestState> {
  const at = { owner: event.owner, repo: event.repository };
  const pull = { ...at, pull_number: event.number };
  const [files, reviewComments, issueComments, viewer, head] = await Promise.all([
    client.paginate(client.rest.pulls.listFiles, { ...pull, per_page: 100 }),
    client.paginate(client.rest.pulls.listReviewComments, { ...pull, per_page: 100 }),
    client.paginate(client.rest.issues.listComments, { ...at, issue_number: event.number, per_page: 100 }),
    viewerOf(client),
    headOf(client, event),
  ]);
  return {
    viewer,
    headSha: head,
    files: files.map((file) => ({ path: file.filename, patch: file.patch })),
    reviewComments: reviewComments.map((comment) => ({
      id: comment.id,
      nodeId: comment.node_id,
      // A comment whose author is gone has no user, whatever the description of the API says.
      author: (comment.user as { login: string } | null)?.login ?? '',
      body: comment.body,
      inReplyTo: comment.in_reply_to_id ?? null,
    })),
    issueComments: issueComments.map((comment) => ({ id: comment.id, author: comment.user?.login ?? '', body: comment.body ?? '' })),
  };
}

/** The head as it is now: a push since the event makes this run obsolete. */
export async function headOf(client: GitHubClient, event: PullRequestEvent): Promise<string> {
  const { data } = await client.rest.pulls.get({ owner: event.owner, repo: event.repository, pull_number: event.number });
  return data.head.sha;
}

/** Our own login. `GET /user` is refused to the Actions token; GraphQL answers. */
async function viewerOf(client: GitHubClient): Promise<string> {
  const answer = await client.graphql<{ viewer: { login: string } }>('query { viewer { login } }');
  return answer.viewer.login;
}
