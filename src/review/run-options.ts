import type { Layout } from '../layouts/layout.js';
import type { Settings } from '../config/settings.js';
import type { Pair } from './sides.js';

/** How a review is run. */
export interface RunOptions {
  readonly settings: Settings;
  /** YYYY-MM-DD: ignore entries with an earlier `until` have ended. */
  readonly today: string;
  /** Ways of keeping a service that are looked for, the one that comes first where two claim a file first; left out: all that are known. */
  readonly layouts?: readonly Layout[];
  /** Fingerprints of an earlier report of a scan: what is not among them is told apart from what is. */
  readonly known?: ReadonlySet<string>;
  /** No repairs are worked out. */
  readonly isWithoutRepairs?: boolean;
  /** Handed the services that were evaluated, for who shows more of them than a review says. */
  readonly onEvaluated?: (pairs: readonly Pair[]) => void;
  /** Told what is being done, one short line at a time; only work long enough to be worth a line says anything. */
  readonly progress?: (text: string) => void;
}
