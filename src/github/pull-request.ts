import * as z from 'zod/mini';
import type { GitHubClient } from './client.js';
import type { IssueComment, PullRequestState } from '../comments/pull-request-state.js';
import { readHunks } from './patch-hunks.js';
import type { PullRequestPlace } from './pull-request-place.js';

/** A comment whose account is gone has no user, whatever the description of the API says. */
const author = z.pipe(
  z.nullish(z.object({ login: z.string() })),
  z.transform((user) => user?.login ?? ''),
);
const line = z.nullish(z.number());
const listedFiles = z.array(z.object({ filename: z.string(), patch: z.optional(z.string()) }));
const reviewComments = z.array(
  z.object({
    id: z.number(),
    node_id: z.string(),
    user: author,
    body: z.string(),
    path: z.string(),
    line,
    start_line: line,
    in_reply_to_id: line,
  }),
);
const issueComments = z.array(z.object({ id: z.number(), user: author, body: z.nullish(z.string()) }));
const pullRequest = z.object({ head: z.object({ sha: z.string() }) });

/** Reads the pull request as it stands: files and comments, every list to its end. Throws when an answer is not such a list. */
export async function readPullRequest(client: GitHubClient, place: PullRequestPlace, viewer: string): Promise<PullRequestState> {
  const at = { owner: place.owner, repo: place.repository };
  const pull = { ...at, pull_number: place.number, per_page: 100 };
  const [files, ofReviews, ofIssue] = await Promise.all([
    client.paginate(client.rest.pulls.listFiles, pull),
    client.paginate(client.rest.pulls.listReviewComments, pull),
    readIssueComments(client, place),
  ]);
  return {
    viewer,
    headSha: place.headSha,
    files: shaped(listedFiles, files, 'list of files').map((file) => ({ path: file.filename, hunks: readHunks(file.patch) })),
    reviewComments: shaped(reviewComments, ofReviews, 'list of review comments').map((comment) => ({
      id: comment.id,
      nodeId: comment.node_id,
      author: comment.user,
      body: comment.body,
      path: comment.path,
      line: comment.line ?? null,
      startLine: comment.start_line ?? null,
      inReplyTo: comment.in_reply_to_id ?? null,
    })),
    issueComments: ofIssue,
  };
}

/** The comments of the conversation, to their end. */
export async function readIssueComments(
  client: GitHubClient,
  { owner, repository, number }: Pick<PullRequestPlace, 'owner' | 'repository' | 'number'>,
): Promise<readonly IssueComment[]> {
  const found = await client.paginate(client.rest.issues.listComments, { owner, repo: repository, issue_number: number, per_page: 100 });
  return shaped(issueComments, found, 'list of comments').map(({ id, user, body }) => ({ id, author: user, body: body ?? '' }));
}

/** The head as it is now: a push since the event makes this run obsolete. */
export async function headOf(client: GitHubClient, { owner, repository, number }: PullRequestPlace): Promise<string> {
  const { data } = await client.rest.pulls.get({ owner, repo: repository, pull_number: number });
  return shaped(pullRequest, data, 'pull request').head.sha;
}

/** An answer as it is described. Throws an error of one line: it is another. */
function shaped<Schema extends z.ZodMiniType>(schema: Schema, answer: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new Error(`GitHub's ${what} is not what it should be`);
  return parsed.data;
}
