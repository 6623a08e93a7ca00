import type { CorsPolicy, NameList } from '../cors/cors-policy.js';
import type { AccessPart } from '../effective/statement.js';
import { listsOrigin } from '../cors/origin-match.js';

/** What origins would get beyond the grant of their own `<cors>`. */
export interface Beyond {
  readonly origins: readonly string[];
  /** Never empty. */
  readonly parts: readonly AccessPart[];
}

/** What another `<cors>` that also lists these origins grants beyond their own; null if nothing, as far as the texts tell. */
export function beyondOwn(own: CorsPolicy, other: CorsPolicy, origins: readonly string[]): Beyond | null {
  const parts: AccessPart[] = [];
  const isCredentials = (policy: CorsPolicy): boolean => policy.allowCredentials.kind !== 'absent' && !isFalse(policy);
  if (isCredentials(other) && !isCredentials(own)) parts.push({ what: 'credentials', names: '*' });
  const methods = beyond(own.methods.kind === 'absent' ? ['GET', 'POST'] : own.methods, other.methods);
  if (methods !== null) parts.push({ what: 'methods', names: methods });
  const headers = beyond(own.headers.kind === 'absent' ? [] : own.headers, other.headers);
  if (headers !== null) parts.push({ what: 'headers', names: headers });
  const isOwn = origins.some((origin) => listsOrigin(own, origin));
  return parts.length === 0 || !isOwn ? null : { origins, parts };
}

function isFalse({ allowCredentials: flag }: CorsPolicy): boolean {
  return flag.kind === 'literal' && !flag.value;
}

function beyond(own: NameList | readonly string[], other: NameList): AccessPart['names'] | null {
  if (other.kind === 'absent' || (!isNames(own) && own.kind === 'list' && own.any)) return null;
  if (other.any) return '*';
  const known = new Set(isNames(own) ? own : own.kind === 'list' ? own.entries.map(({ name }) => name) : []);
  const more = other.entries.map(({ name }) => name).filter((name) => !known.has(name));
  return more.length === 0 ? null : more;
}

function isNames(list: NameList | readonly string[]): list is readonly string[] {
  return Array.isArray(list);
}
