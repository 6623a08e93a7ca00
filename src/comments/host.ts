/** What differs between those who host pull requests, as far as what is said there depends on it. */
export interface PullRequestHost {
  readonly name: 'GitHub' | 'Azure Repos';
  /** A comment whose cause is gone stays and is resolved, whether or not somebody replied. */
  readonly keepsFixed: boolean;
  /** A suggestion block without lines deletes those it stands on. */
  readonly deletesByBlock: boolean;
}
