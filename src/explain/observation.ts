import type { BlockedCode, BrowserResponse } from '../browser/judge.js';

/** What was seen of a request: a browser's message, or the answers that a capture holds. */
export type Observation =
  | {
      readonly kind: 'message';
      /** null: the message only says that the request was blocked. */
      readonly code: BlockedCode | null;
      /** Whether the browser's code says exactly what failed, and of which of the two answers: Chromium's does. */
      readonly exact: boolean;
      /** Status of the answer that failed; null: not told. */
      readonly status: number | null;
      /** Value of Access-Control-Allow-Origin that the message quotes; null or left out: none. */
      readonly value?: string | null;
    }
  /** The browser was given the answer, a redirect, and blocked the request that followed: `code` is what it says of that one, at `to`. */
  | { readonly kind: 'passed'; readonly to: string; readonly code: BlockedCode | null }
  /** null: the capture does not hold the answer. */
  | { readonly kind: 'capture'; readonly preflight: BrowserResponse | null; readonly actual: BrowserResponse | null };
