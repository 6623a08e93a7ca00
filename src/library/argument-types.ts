/** The argument types of the package's functions. This file imports nothing: it is part of the package's declarations. */

/** Files of a repository by path: relative to its root, with `/`; bytes are UTF-8. They must not change until the answer is there. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** One state of a repository: a plain folder, a git repository (its working tree, or a revision), or files in memory. */
export type State = { readonly folder: string } | { readonly repository: string; readonly revision?: string } | { readonly files: Files };

/**
 * Two states to compare: any two, or two revisions of a git repository, compared as in a pull request, from their merge base. Without `head` it is the working
 * tree, including uncommitted edits.
 */
export type Comparison =
  { readonly base: State; readonly head: State } | { readonly repository: string; readonly base: string; readonly head?: string };

/** How a state is evaluated. */
export interface EvaluationOptions {
  /** Text of a configuration file (YAML); left out: `.github/apim-cors.yml` of the state (in a comparison: of base), if it exists. */
  readonly configuration?: string;
  /** Settled open points, by name: `{ 'terminate-unmatched-default': 'true' }`. */
  readonly assume?: Readonly<Record<string, string>>;
}

/** Options of a review. */
export interface ReviewOptions extends EvaluationOptions {
  /** Evaluate only these environments; left out or empty: all. */
  readonly environments?: readonly string[];
  /** The lowest severity for the conclusion `fail`; left out: from the configuration, otherwise `error`. */
  readonly failOn?: 'error' | 'warning' | 'info' | 'never';
  /** The current day for `until` of ignore entries, YYYY-MM-DD; left out: today in UTC. */
  readonly today?: string;
}

/** Options for checking contracts. */
export interface ContractsOptions extends EvaluationOptions {
  /** Text of a contracts file (YAML); left out: `.github/apim-cors-contracts.yml` of the state, or the file named in the configuration. */
  readonly contracts?: string;
  /** Check only in these environments, and without one. */
  readonly environments?: readonly string[];
}

/** Options for explaining a request. */
export interface ExplainOptions extends EvaluationOptions {
  /** Left out: without an environment and in each one; equal explanations are joined. */
  readonly environment?: string;
}

/** One request of a page. */
export interface PageRequest {
  /** The page's origin, or its whole address: `https://app.contoso.com`, or `null`. */
  readonly origin: string;
  readonly method: string;
  /** Headers that the script sets: `name`, or `name:value`. */
  readonly headers?: readonly string[];
  /** fetch's credentials mode; left out: `same-origin`, fetch's default. */
  readonly credentials?: 'omit' | 'same-origin' | 'include';
  /** How the page makes the request; left out: `cors`. */
  readonly mode?: 'cors' | 'no-cors' | 'navigate';
  /** The target: a path with query below the gateway, or ids. A missing operation is found by the method. */
  readonly to: string | { readonly workspace?: string; readonly api: string; readonly operation?: string };
  /** The product of its subscription key. */
  readonly product?: string;
  /** Where it carries the key; left out: not said. */
  readonly key?: 'none' | 'header' | 'query';
}
