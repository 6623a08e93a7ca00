import type { ReplyOutcome, ServedReply } from './reply.js';
import type { Phase } from '../effective/http-request.js';

/** One answered request, with the reasons. */
export interface Served {
  readonly method: string;
  readonly target: string;
  readonly phase: Phase;
  readonly api: string | null;
  readonly operation: string | null;
  /** The API's operations are known, and none matches. */
  readonly isUnmatched: boolean;
  readonly product: string | null;
  readonly status: number;
  /** CORS headers that were sent. */
  readonly headers: ServedReply['headers'];
  readonly backendCalled: boolean;
  readonly decidedBy: { readonly path: string; readonly line: number } | null;
  readonly trace: ServedReply['trace'];
  /** If an open point without a leaning decides: its answers; the request got 501. Otherwise the outcomes of other readings, the sent one first. */
  readonly outcomes: readonly ReplyOutcome[];
  /** Why the request was refused before the gateway; otherwise null. */
  readonly refused: string | null;
}
