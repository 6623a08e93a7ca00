import { others } from '../browser/console-wordings.js';

/** Source of a captured answer, by the capture: only the network shows the current gateway. */
export type AnswerSource = 'network' | 'cache' | 'service-worker' | 'not-modified';

/**
 * Source of an entry's answer, by browser-specific fields: Chromium `_fromCache` and `_fetchedViaServiceWorker`, Safari `_fetchType`, Firefox
 * `cache.afterRequest`. `status`: of the answer.
 */
export function answerSource(entry: Readonly<Record<string, unknown>>, status: number): AnswerSource {
  const type = typeof entry['_fetchType'] === 'string' ? entry['_fetchType'].toLowerCase() : '';
  if (entry['_fetchedViaServiceWorker'] === true || type === 'service worker') return 'service-worker';
  const isStored = typeof entry['_fromCache'] === 'string' || entry['_fromCache'] === true || type.endsWith('cache');
  if (isStored || holdsStored(entry['cache'])) return 'cache';
  return status === 304 ? 'not-modified' : 'network';
}

/** Firefox records what it found in its cache; others leave the object empty. */
function holdsStored(cache: unknown): boolean {
  if (typeof cache !== 'object' || cache === null || !('afterRequest' in cache)) return false;
  return typeof cache.afterRequest === 'object' && cache.afterRequest !== null;
}

/** A Chromium error that has nothing to do with policies; null: not such an error (`net::ERR_FAILED` is what CORS errors look like). */
export function errorWithoutPolicies(error: string | null): string | null {
  if (error === null) return null;
  return others.find(([words]) => words.test(error))?.[1] ?? null;
}

/** The page or its user cancelled the request before an answer came. */
export function isGivenUp(error: string | null): boolean {
  return error !== null && /ERR_ABORTED|NS_BINDING_ABORTED/.test(error);
}
