import type { Answer } from '../draft-answer.js';
import type { Draft } from '../draft.js';

/** A question for the page's worker. */
export interface Question {
  /** Ascending. */
  readonly id: number;
  readonly start: Draft;
  readonly draft: Draft;
  /** YYYY-MM-DD */
  readonly today: string;
}

/** The worker's reply: the answer, or an error, which is a bug. */
export type Reply = { readonly id: number; readonly answer: Answer } | { readonly id: number; readonly bug: string };
