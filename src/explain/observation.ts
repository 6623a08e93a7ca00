import type { BlockedCode, BrowserResponse } from '../browser/judge.js';

/** The observation of a request: a browser's message, or the captured answers. */
export type Observation =
  | {
      readonly kind: 'message';
      /** null: the message only says that the request was blocked. */
      readonly code: BlockedCode | null;
      /** Whether the browser's code says exactly what failed, and in which answer, as Chromium's does. */
      readonly exact: boolean;
      /** Status of the failed answer; null: unknown. */
      readonly status: number | null;
      /** Value of Access-Control-Allow-Origin in the message, if any. */
      readonly value?: string | null;
    }
  /** The browser got the answer, a redirect, and blocked the next request: `code` is its reason, `to` the target. */
  | { readonly kind: 'passed'; readonly to: string; readonly code: BlockedCode | null }
  /** null: the capture lacks the answer. */
  | { readonly kind: 'capture'; readonly preflight: BrowserResponse | null; readonly actual: BrowserResponse | null };
