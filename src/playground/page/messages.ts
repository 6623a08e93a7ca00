import type { Answer } from '../draft-answer.js';
import type { PlaygroundDraft } from '../draft.js';

/** What the page asks its worker. */
export interface WorkerQuestion {
  /** Counts up. */
  readonly id: number;
  readonly start: PlaygroundDraft;
  readonly draft: PlaygroundDraft;
  /** YYYY-MM-DD */
  readonly today: string;
}

/** What the worker says: the answer, or what went wrong in it, which is a bug. */
export type WorkerReply = { readonly id: number; readonly answer: Answer } | { readonly id: number; readonly bug: string };
