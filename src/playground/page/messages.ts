import type { Answer } from '../draft-answer.js';
import type { Draft } from '../draft.js';

/** What the page asks its worker. */
export interface Question {
  /** Counts up. */
  readonly id: number;
  readonly start: Draft;
  readonly draft: Draft;
  /** YYYY-MM-DD */
  readonly today: string;
}

/** What the worker says: the answer, or what went wrong in it, which is a bug. */
export type Reply = { readonly id: number; readonly answer: Answer } | { readonly id: number; readonly bug: string };
