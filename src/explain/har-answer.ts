import { others } from '../browser/console-wordings.js';

/** Where a captured answer came from, as far as the capture says: only what the network gave tells of the gateway as it is now. */
export type AnswerSource = 'network' | 'cache' | 'service-worker' | 'not-modified';

/**
 * Where the answer of an entry came from, by what browsers write beside the fields of HAR: Chromium `_fromCache` and `_fetchedViaServiceWorker`, Safari
 * `_fetchType`, Firefox `cache.afterRequest`. `status`: of the answer.
 */
export function answerSource(entry: Readonly<Record<string, unknown>>, status: number): AnswerSource {
  const type = typeof entry['_fetchType'] === 'string' ? entry['_fetchType'].toLowerCase() : '';
  if (entry['_fetchedViaServiceWorker'] === true || type === 'service worker') return 'service-worker';
  const isStored = typeof entry['_fromCache'] === 'string' || entry['_fromCache'] === true || type.endsWith('cache');
  if (isStored || holdsStored(entry['cache'])) return 'cache';
  return status === 304 ? 'not-modified' : 'network';
}

/** Firefox writes what it found in its cache; others leave the object empty. */
function holdsStored(cache: unknown): boolean {
  if (typeof cache !== 'object' || cache === null || !('afterRequest' in cache)) return false;
  return typeof cache.afterRequest === 'object' && cache.afterRequest !== null;
}

/** An error of Chromium's that no policy has a part in; null: the error does not say so (`net::ERR_FAILED` is what CORS looks like). */
export function errorWithoutPolicies(error: string | null): string | null {
  if (error === null) return null;
  return others.find(([words]) => words.test(error))?.[1] ?? null;
}

/** The page, or its reader, gave the request up before an answer came. */
export function isGivenUp(error: string | null): boolean {
  return error !== null && /ERR_ABORTED|NS_BINDING_ABORTED/.test(error);
}
