import type { Hunk } from './hunks.js';

/** A changed file and what the pull request shows of it: comments can stand there. */
export interface ShownFile {
  readonly path: string;
  readonly hunks: readonly Hunk[];
}

/** A line comment as the pull request has it. */
export interface ReviewComment {
  readonly id: number;
  readonly nodeId: string;
  /** As the host tells accounts apart; empty when the account is gone. */
  readonly author: string;
  readonly body: string;
  readonly path: string;
  /** Last line on head's side; null once the lines it stood on have changed. */
  readonly line: number | null;
  /** First line, where it covers several. */
  readonly startLine: number | null;
  readonly inReplyTo: number | null;
}

/** A comment on the pull request itself; `id` is the host's. */
export interface IssueComment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
}

/** The pull request as it stands: all that a plan is made from. */
export interface PullRequestState {
  /** Our own account, as `author` names it. */
  readonly viewer: string;
  readonly headSha: string;
  readonly files: readonly ShownFile[];
  readonly reviewComments: readonly ReviewComment[];
  readonly issueComments: readonly IssueComment[];
}
