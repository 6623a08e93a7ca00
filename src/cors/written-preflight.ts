import { corsCheck, listOf, headerValues, type BrowserResponse } from '../browser/cors-check.js';
import { firstOf } from './answer.js';
import { withHeadersWritten } from './answer-headers.js';
import { denied, type ConcreteAccess } from './grant.js';
import { safelistedMethods } from './granted-names.js';
import { allNames, namesOf, union, type NameSet } from './name-set.js';
import type { Decision } from './which-cors.js';
import type { Walk } from './worlds.js';

/** What the answer of an OPTIONS operation grants by hand-written headers. */

/** Firefox keeps a preflight's answer longest, for a day (MDN, Access-Control-Max-Age). */
const longestMaxAge = 86400;

/**
 * What such an answer grants pages of the origin, by a browser's reading: null if nothing, `not-known` if a header or the status is computed. `shown`: the
 * origin as answers reflect it.
 */
export function writtenPreflightGrant(
  { by, writes }: Extract<Decision, { kind: 'answered' }>,
  shown: string,
  walk: Walk,
): ConcreteAccess | null | 'not-known' {
  const { headers, open } = withHeadersWritten({}, { phase: 'preflight', writers: writes, where: '' }, shown, walk, null);
  const status = by?.status ?? 200;
  if (open !== null || status === 'unknown') return 'not-known';
  const answer: BrowserResponse = { status, headers: Object.entries(headers).map(([name, value]) => [name, firstOf(value)] as const) };
  const passes = (include: boolean): boolean => corsCheck(answer, { origin: shown, include }, 'preflight', 'standard') === null;
  const methods = listOf(answer.headers, 'access-control-allow-methods');
  const names = listOf(answer.headers, 'access-control-allow-headers');
  if (!passes(false) || status < 200 || status > 299 || methods.badItem !== null || names.badItem !== null) return null;
  const all = (items: readonly string[]): NameSet => (items.includes('*') ? allNames : namesOf(items));
  // For requests with credentials `*` is an ordinary name (Fetch standard).
  const named = (items: readonly string[]): NameSet => namesOf(items.filter((item) => item !== '*'));
  const lower = names.items.map((name) => name.toLowerCase());
  return {
    ...denied(null, { code: 'written' }),
    granted: true,
    methods: union(all(methods.items), safelistedMethods),
    anyMethod: methods.items.includes('*'),
    headers: all(lower),
    credentials: passes(true),
    withCredentials: {
      ...denied(null, { code: 'written' }).withCredentials,
      methods: union(named(methods.items), safelistedMethods),
      headers: named(lower),
    },
    maxAge: maxAgeOf(answer),
  };
}

function maxAgeOf({ headers }: BrowserResponse): number {
  const [text = ''] = headerValues(headers, 'access-control-max-age');
  return /^\d+$/.test(text) ? Math.min(Number(text), longestMaxAge) : 0;
}
