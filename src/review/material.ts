import type { Layout } from '../layouts/layout.js';
import type { Settings } from '../config/settings.js';
import type { ChangedLines } from './changed-lines.js';
import type { Pair, Sides, Whole } from './sides.js';
import type { Unseen } from './unplaced.js';

/** How a review is run. */
export interface RunOptions {
  readonly settings: Settings;
  /** YYYY-MM-DD: ignore entries with an earlier `until` have ended. */
  readonly today: string;
  /** Ways of keeping a service that are looked for, the one that comes first where two claim a file first; left out: all that are known. */
  readonly layouts?: readonly Layout[];
  /** Told what is being done, one short line at a time; only work long enough to be worth a line says anything. */
  readonly progress?: (text: string) => void;
}

/** All that a Review is made of, read and not evaluated yet. */
export interface Material {
  readonly mode: 'review' | 'scan';
  readonly trees: Sides;
  readonly pairs: readonly Pair[];
  readonly changed: ChangedLines;
  readonly whole: Whole;
  readonly unseen: Unseen;
  /** What the configuration names and the trees do not have, one line each. */
  readonly unusedOptions: readonly string[];
  /** Every API of every service is loaded. */
  readonly everything: boolean;
  /** Changed files that belong to a service. */
  readonly serviceFiles: number;
  readonly options: RunOptions;
}
