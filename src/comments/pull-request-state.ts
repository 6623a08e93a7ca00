import type { Hunk } from './hunks.js';

/** A changed file and its lines in the pull request, where comments are possible. */
export interface ShownFile {
  readonly path: string;
  readonly hunks: readonly Hunk[];
}

/** A line comment in the pull request. */
export interface ReviewComment {
  readonly id: number;
  readonly nodeId: string;
  /** The account in the host's notation; '' if it was deleted. */
  readonly author: string;
  readonly body: string;
  readonly path: string;
  /** Last line on head's side; null once its lines have changed. */
  readonly line: number | null;
  /** First line, if it covers several. */
  readonly startLine: number | null;
  readonly inReplyTo: number | null;
}

/** A comment on the pull request itself; `id` is the host's. */
export interface IssueComment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
}

/** The current pull request: all input of a plan. */
export interface PullRequestState {
  /** Our own account, in the notation of `author`. */
  readonly viewer: string;
  readonly headSha: string;
  readonly files: readonly ShownFile[];
  readonly reviewComments: readonly ReviewComment[];
  readonly issueComments: readonly IssueComment[];
}
