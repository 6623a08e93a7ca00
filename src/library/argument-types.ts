/** What the functions of the package take. This file imports nothing: it is part of the package's declarations as it stands. */

/** Files of a repository by path: relative to its root, with `/`; bytes are UTF-8, and stay as they are until the answer is there. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** One state of a repository: a plain folder, a git repository (its working tree, or a revision of it), or files in memory. */
export type State = { readonly folder: string } | { readonly repository: string; readonly revision?: string } | { readonly files: Files };

/**
 * Two states to compare: any two, or two revisions of a git repository, compared as a pull request is, from where `head` left `base`. Without `head`
 * it is the working tree, uncommitted edits included.
 */
export type Comparison =
  { readonly base: State; readonly head: State } | { readonly repository: string; readonly base: string; readonly head?: string };

/** How a state is evaluated. */
export interface EvaluationOptions {
  /** Text of a configuration file (YAML); left out: `.github/apim-cors.yml` of the state (of a comparison: of base), if it has one. */
  readonly configuration?: string;
  /** Open points that are settled, by name: `{ 'terminate-unmatched-default': 'true' }`. */
  readonly assume?: Readonly<Record<string, string>>;
}

/** How a review is made. */
export interface ReviewOptions extends EvaluationOptions {
  /** Evaluate these environments only; left out or empty: all that there are. */
  readonly environments?: readonly string[];
  /** The lowest severity with which the conclusion is `fail`; left out: what the configuration says, else `error`. */
  readonly failOn?: 'error' | 'warning' | 'info' | 'never';
  /** The day against which `until` of ignore entries is held, YYYY-MM-DD; left out: today in UTC. */
  readonly today?: string;
}

/** How contracts are checked. */
export interface ContractsOptions extends EvaluationOptions {
  /** Text of a contracts file (YAML); left out: `.github/apim-cors-contracts.yml` of the state, or the file that the configuration names. */
  readonly contracts?: string;
  /** Check in these environments only, and in the files as they are. */
  readonly environments?: readonly string[];
}

/** How a request is explained. */
export interface ExplainOptions extends EvaluationOptions {
  /** Left out: in the files as they are and in each environment; what is the same in all of them is one explanation. */
  readonly environment?: string;
}

/** One request of a page. */
export interface PageRequest {
  /** The page's origin, or its whole address: `https://app.contoso.com`, or `null`. */
  readonly origin: string;
  readonly method: string;
  /** What the script sets: `name`, or `name:value`. */
  readonly headers?: readonly string[];
  /** fetch's mode of credentials; left out: `same-origin`, as fetch has it. */
  readonly credentials?: 'omit' | 'same-origin' | 'include';
  /** How the request comes out of the page; left out: `cors`. */
  readonly mode?: 'cors' | 'no-cors' | 'navigate';
  /** Where it goes: a path with its query below the gateway, or ids. An operation that is left out is the one that the method means. */
  readonly to: string | { readonly workspace?: string; readonly api: string; readonly operation?: string };
  /** The product whose subscription key it carries. */
  readonly product?: string;
  /** Where it carries the key; left out: not said. */
  readonly key?: 'none' | 'header' | 'query';
}
