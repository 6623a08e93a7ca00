/** The pull request a run writes to, and the head it has reviewed. */
export interface PullRequestPlace {
  readonly owner: string;
  readonly repository: string;
  readonly number: number;
  readonly headSha: string;
  /** Then the token is mostly read-only, whatever the workflow says. */
  readonly isFromFork: boolean;
}

/** A changed file as the pull request lists it. */
export interface ListedFile {
  readonly path: string;
  readonly patch: string | undefined;
}

/** A line comment as the pull request has it. */
export interface ReviewComment {
  readonly id: number;
  readonly nodeId: string;
  /** Login; empty when the account is gone. */
  readonly author: string;
  readonly body: string;
  readonly path: string;
  /** Last line on head's side; null once the lines it stood on have changed. */
  readonly line: number | null;
  /** First line, where it covers several. */
  readonly startLine: number | null;
  readonly inReplyTo: number | null;
}

/** A comment on the pull request itself; `id` is GitHub's. */
export interface IssueComment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
}

/** The pull request as it stands: all that a plan is made from. */
export interface PullRequestState {
  /** Our own login. */
  readonly viewer: string;
  readonly headSha: string;
  readonly files: readonly ListedFile[];
  readonly reviewComments: readonly ReviewComment[];
  readonly issueComments: readonly IssueComment[];
}
