/** The pull request for a run's comments, and the reviewed head. */
export interface PullRequestPlace {
  readonly owner: string;
  readonly repository: string;
  readonly number: number;
  readonly headSha: string;
  /** Then the token is usually read-only, whatever the workflow says. */
  readonly isFromFork: boolean;
}
