import type { Finding } from '../review/review.js';

/** One comment of the review to post; `start` only where it covers several lines. */
export interface PlannedComment {
  readonly path: string;
  readonly start: number | null;
  readonly line: number;
  readonly body: string;
  readonly finding: Finding;
  readonly offersSuggestion: boolean;
}
