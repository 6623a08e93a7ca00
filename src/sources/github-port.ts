/** The few calls to GitHub that reading needs. Implemented over Octokit; a port so that trees know no client. */
export interface GitHubReads {
  /** `GET` of a path under the API's base, as JSON. Throws an error with `status` when GitHub refuses. */
  get(path: string, query?: Readonly<Record<string, string | number>>): Promise<unknown>;
  graphql(query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown>;
}

export interface RepositoryName {
  readonly owner: string;
  readonly repository: string;
}

export function repositoryPath({ owner, repository }: RepositoryName): string {
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repository)}`;
}

/** HTTP status of a failed call, or null when the call never got an answer. */
export function statusOf(error: unknown): number | null {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : null;
}
