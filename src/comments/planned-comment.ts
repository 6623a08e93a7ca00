import type { RootCause } from '../review/root-causes.js';

/** One comment of the review to post; `start` only if it covers several lines. */
export interface PlannedComment {
  readonly path: string;
  readonly start: number | null;
  readonly line: number;
  readonly body: string;
  readonly cause: RootCause;
  readonly offersSuggestion: boolean;
}
