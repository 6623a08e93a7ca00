import type { Layout } from '../layouts/layout.js';
import type { Settings } from '../config/settings.js';
import type { Pair } from './sides.js';

/** Options of a review. */
export interface RunOptions {
  readonly settings: Settings;
  /** YYYY-MM-DD: ignore entries with an earlier `until` have expired. */
  readonly today: string;
  /** The layouts to use, in order of precedence; left out: all. */
  readonly layouts?: readonly Layout[];
  /** Fingerprints of an earlier scan's report, to mark new findings. */
  readonly known?: ReadonlySet<string>;
  /** Do not search for repairs. */
  readonly isWithoutRepairs?: boolean;
  /** Receives the evaluated services, for callers that show more of them than a review. */
  readonly onEvaluated?: (pairs: readonly Pair[]) => void;
  /** Receives progress, one short line at a time, for long work only. */
  readonly progress?: (text: string) => void;
}
