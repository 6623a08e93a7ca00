import type { UnusedOption } from '../layouts/layout.js';
import type { ChangedLines } from './changed-lines.js';
import type { Pair, Sides, Whole } from './sides.js';
import type { RunOptions } from './run-options.js';
import type { Unseen } from './unplaced.js';

/** All that a Review is made of, read and not evaluated yet. */
export interface Material {
  readonly mode: 'review' | 'scan';
  readonly trees: Sides;
  readonly pairs: readonly Pair[];
  readonly changed: ChangedLines;
  readonly whole: Whole;
  readonly unseen: Unseen;
  /** What the configuration names and the trees do not have. */
  readonly unusedOptions: readonly UnusedOption[];
  /** Every API of every service is loaded. */
  readonly everything: boolean;
  /** Changed files that belong to a service. */
  readonly serviceFiles: number;
  readonly options: RunOptions;
}
