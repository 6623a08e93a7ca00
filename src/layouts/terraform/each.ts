import type { Undecided } from '../deployed/conditions.js';
import type { Value } from '../deployed/deployed-value.js';

/** What `each` and `count` stand for in one instance of a block, and its key in addresses: `["x"]`, `[0]` or nothing. */
export interface Each {
  readonly key: string;
  readonly values: ReadonlyMap<string, Value>;
  /** What decides whether there is an instance, where that is not known. */
  readonly undecided?: readonly Undecided[];
}

/** Of a block that says nothing of the kind. */
export const once: Each = { key: '', values: new Map() };
