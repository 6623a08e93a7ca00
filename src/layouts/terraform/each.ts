import type { Undecided } from '../deployed/conditions.js';
import type { Value } from '../deployed/deployed-value.js';

/** The values of `each` and `count` in one instance of a block, and its key in addresses: `["x"]`, `[0]` or ''. */
export interface Each {
  readonly key: string;
  readonly values: ReadonlyMap<string, Value>;
  /** Undecided conditions for the existence of the instance. */
  readonly undecided?: readonly Undecided[];
}

/** For a block without `count` and `for_each`. */
export const once: Each = { key: '', values: new Map() };
