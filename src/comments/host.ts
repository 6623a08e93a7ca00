/** Differences between hosts of pull requests that affect what is written. */
export interface PullRequestHost {
  readonly name: 'GitHub' | 'Azure Repos';
  /** A comment whose cause is gone is resolved rather than deleted, with or without replies. */
  readonly keepsFixed: boolean;
  /** A suggestion block without lines deletes the commented lines. */
  readonly deletesByBlock: boolean;
}
