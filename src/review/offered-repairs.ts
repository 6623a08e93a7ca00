import type { Suggestion } from './review.js';
import type { RootCause } from './root-causes.js';
import { safeFirst } from './safe-first.js';

/** The repairs of a cause in the order offered. */
export function offeredFirst({ repairs }: RootCause): readonly Suggestion[] {
  return safeFirst(repairs);
}

/** The repair offered first; null if there is none. */
export function bestOf(cause: RootCause): Suggestion | null {
  return offeredFirst(cause)[0] ?? null;
}
