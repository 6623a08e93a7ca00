/** The few calls to GitHub that reading needs. Implemented over Octokit; a port so that trees know no client. */
export interface GitHubReads {
  /** `GET` of a path under the API's base, as JSON. Throws an error with `status` when GitHub refuses. */
  get(path: string, query?: Readonly<Record<string, string | number>>): Promise<unknown>;
  /** Throws only when GitHub gives no answer. `once`: not sent again after a failure. */
  graphql(query: string, variables: Readonly<Record<string, unknown>>, options?: { readonly once?: boolean }): Promise<GraphqlAnswer>;
}

/** A GraphQL answer: a field that failed is null in `data`, and `errors` names it. */
export interface GraphqlAnswer {
  readonly data: unknown;
  readonly errors: readonly GraphqlError[];
}

/** What GitHub's GraphQL API says is wrong. */
export interface GraphqlError {
  /** The field on the first level. */
  readonly field: string;
  /** `NOT_FOUND`, `FORBIDDEN`, …; empty: not told. */
  readonly type: string;
  readonly message: string;
}

/** A repository on GitHub. */
export interface RepositoryName {
  readonly owner: string;
  readonly repository: string;
}

/** A repository's path in GitHub's REST API. */
export function repositoryPath({ owner, repository }: RepositoryName): string {
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repository)}`;
}

/** HTTP status of a failed call, or null when the call never got an answer. */
export function statusOf(error: unknown): number | null {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : null;
}

/** A field of a value of unknown shape; null: it is not there, or there is nothing it could be in. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !(name in value)) return null;
  return (value as Readonly<Record<string, unknown>>)[name] ?? null;
}
