import * as z from 'zod/mini';
import type { GitHubClient } from './client.js';
import type { IssueComment, PullRequestState } from '../comments/pull-request-state.js';
import { readHunks } from './patch-hunks.js';
import type { PullRequestPlace } from './pull-request-place.js';

/** A comment by a deleted account has no user, contrary to the API's description. */
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

/** Reads the current pull request: files and comments, all pages. Throws if an answer is not such a list. */
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

/** All comments of the conversation. */
export async function readIssueComments(
  client: GitHubClient,
  { owner, repository, number }: Pick<PullRequestPlace, 'owner' | 'repository' | 'number'>,
): Promise<readonly IssueComment[]> {
  const found = await client.paginate(client.rest.issues.listComments, { owner, repo: repository, issue_number: number, per_page: 100 });
  return shaped(issueComments, found, 'list of comments').map(({ id, user, body }) => ({ id, author: user, body: body ?? '' }));
}

/** The current head: a push since the event makes this run obsolete. */
export async function headOf(client: GitHubClient, { owner, repository, number }: PullRequestPlace): Promise<string> {
  const { data } = await client.rest.pulls.get({ owner, repo: repository, pull_number: number });
  return shaped(pullRequest, data, 'pull request').head.sha;
}

/** An answer of the described shape. Throws a one-line error otherwise. */
function shaped<Schema extends z.ZodMiniType>(schema: Schema, answer: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new Error(`GitHub's ${what} is not what it should be`);
  return parsed.data;
}
