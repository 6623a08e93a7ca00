import type { Answer } from '../draft-answer.js';
import type { PlaygroundDraft } from '../draft.js';

/** A question for the page's worker. */
export interface WorkerQuestion {
  /** Ascending. */
  readonly id: number;
  readonly start: PlaygroundDraft;
  readonly draft: PlaygroundDraft;
  /** YYYY-MM-DD */
  readonly today: string;
}

/** The worker's reply: the answer, or an error, which is a bug. */
export type WorkerReply = { readonly id: number; readonly answer: Answer } | { readonly id: number; readonly bug: string };
