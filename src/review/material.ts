import type { UnusedOption } from '../layouts/layout.js';
import type { ChangedLines } from './changed-lines.js';
import type { Pair, Sides, Whole } from './sides.js';
import type { RunOptions } from './run-options.js';
import type { Unseen } from './unplaced.js';

/** Everything for a Review, read but not evaluated. */
export interface Material {
  readonly mode: 'review' | 'scan';
  readonly trees: Sides;
  readonly pairs: readonly Pair[];
  readonly changed: ChangedLines;
  readonly whole: Whole;
  readonly unseen: Unseen;
  /** Names in the configuration that the trees lack. */
  readonly unusedOptions: readonly UnusedOption[];
  /** Every API of every service is loaded. */
  readonly everything: boolean;
  /** Changed files that belong to a service. */
  readonly serviceFiles: number;
  readonly options: RunOptions;
}
