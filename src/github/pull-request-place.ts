/** The pull request a run writes to, and the head it has reviewed. */
export interface PullRequestPlace {
  readonly owner: string;
  readonly repository: string;
  readonly number: number;
  readonly headSha: string;
  /** Then the token is mostly read-only, whatever the workflow says. */
  readonly isFromFork: boolean;
}
