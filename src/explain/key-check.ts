import type { Hint } from './advice.js';
import type { ExplainTarget } from './request-target.js';

/** The outcome of a request, as far as the key check is concerned. */
interface Ended {
  readonly verdict: 'allowed' | 'blocked' | 'unknown';
  readonly actual: { readonly sent: boolean; readonly status: number | 'backend' | 'unknown' | null };
}

/** The request reached the key check without a key, and the page cannot read the answer; null: that is not what happened. */
export function keyCheck(
  { route }: ExplainTarget,
  { verdict, actual }: Ended,
  verdictOf: (route: ExplainTarget['route']) => Ended['verdict'],
): Extract<Hint, { code: 'key-check' }> | null {
  const { api, key, product } = route;
  const isRefused = key === 'none' && product === null && api.subscriptionRequired === true && actual.sent && actual.status === 401;
  if (!isRefused || verdict === 'allowed') return null;
  const allowedWith = (['header', 'query'] as const).find((one) => verdictOf({ ...route, key: one }) === 'allowed') ?? null;
  return { code: 'key-check', header: api.subscriptionKeyNames.header, query: api.subscriptionKeyNames.query, allowedWith };
}
