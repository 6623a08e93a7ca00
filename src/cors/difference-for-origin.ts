import { accessOf, originsNamed, type Access } from './access.js';
import { accessSaying, type AccessDifference, type OriginDifference } from './access-difference.js';
import type { CorsChain } from './cors-chain.js';
import { allNames } from './name-set.js';
import type { Assumptions } from './worlds.js';

interface Rows {
  readonly byOrigin: ReadonlyMap<string, OriginDifference>;
  readonly named: ReadonlySet<string>;
}

const known = new WeakMap<AccessDifference, Rows>();

/**
 * The difference for one origin between two chains; null if there is none. An origin that neither chain names is treated as every other one; `null` has no row
 * if it is treated so too. `difference`: that between `base` and `head` under `assume`.
 */
export function differenceForOrigin(
  difference: AccessDifference,
  { base, head }: { readonly base: CorsChain | null; readonly head: CorsChain | null },
  origin: string,
  assume: Assumptions,
): OriginDifference | null {
  let rows = known.get(difference);
  if (rows === undefined) {
    rows = { byOrigin: new Map(difference.origins.map((one) => [one.origin, one])), named: new Set(originsNamed(base, head)) };
    known.set(difference, rows);
  }
  const own = rows.byOrigin.get(origin);
  if (own !== undefined) return own;
  const others = rows.byOrigin.get('*');
  if (others === undefined) return null;
  if (origin !== 'null') return rows.named.has(origin) ? null : others;
  const isAsOthers = (chain: CorsChain | null): boolean =>
    saying(accessOf(chain, 'null', assume, difference.own)) === saying(accessOf(chain, '*', assume, difference.own));
  return isAsOthers(base) && isAsOthers(head) ? others : null;
}

function saying(access: Access): string {
  return JSON.stringify(accessSaying(access, allNames));
}
