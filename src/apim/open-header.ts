import { mayBecome } from '../text/open-parts.js';

/** What may be written by a header whose name is open. Those of preflights alone are not asked for: by then the page has its answer. */
const readByPages = ['access-control-allow-origin', 'access-control-allow-credentials', 'access-control-expose-headers'] as const;

/** The headers that a name may stand for, as far as its text tells; none of a name that is not open. */
export function standsFor(written: string): readonly string[] {
  return readByPages.filter((name) => mayBecome(written, name));
}
