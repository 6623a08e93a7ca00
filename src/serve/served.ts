import type { ReplyOutcome, ServedReply } from './reply.js';
import type { Phase } from '../effective/http-request.js';

/** One request that was answered, and why so. */
export interface Served {
  readonly method: string;
  readonly target: string;
  readonly phase: Phase;
  readonly api: string | null;
  readonly operation: string | null;
  /** The API's operations are known, and none of them is meant. */
  readonly isUnmatched: boolean;
  readonly product: string | null;
  readonly status: number;
  /** Headers of CORS that were sent. */
  readonly headers: ServedReply['headers'];
  readonly backendCalled: boolean;
  readonly decidedBy: { readonly path: string; readonly line: number } | null;
  readonly trace: ServedReply['trace'];
  /** Where an open point decides and has no leaning: its answers; the request then got 501. Else what other readings give, the one that was answered first. */
  readonly outcomes: readonly ReplyOutcome[];
  /** Why a request was not taken for one to the gateway at all; else null. */
  readonly refused: string | null;
}
