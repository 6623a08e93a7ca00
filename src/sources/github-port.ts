/** The calls to GitHub for reading. Implemented with Octokit; a port, so that trees do not depend on a client. */
export interface GitHubReads {
  /** `GET` of a path below the API's base, as JSON. Throws an error with `status` if GitHub refuses. */
  get(path: string, query?: Readonly<Record<string, string | number>>): Promise<unknown>;
  /** Throws only if GitHub gives no answer. `once`: not repeated after a failure. */
  graphql(query: string, variables: Readonly<Record<string, unknown>>, options?: { readonly once?: boolean }): Promise<GraphqlAnswer>;
}

/** A GraphQL answer: a failed field is null in `data`, and named in `errors`. */
export interface GraphqlAnswer {
  readonly data: unknown;
  readonly errors: readonly GraphqlError[];
}

/** An error of GitHub's GraphQL API. */
export interface GraphqlError {
  /** The top-level field. */
  readonly field: string;
  /** `NOT_FOUND`, `FORBIDDEN`, …; empty: not given. */
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

/** HTTP status of a failed call; null: no answer. */
export function statusOf(error: unknown): number | null {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : null;
}

/** A field of a value of unknown shape; null: missing. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !(name in value)) return null;
  return (value as Readonly<Record<string, unknown>>)[name] ?? null;
}
