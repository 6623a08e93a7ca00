import type { Access } from './access.js';
import type { OpaqueReason } from './cors-chain.js';
import type { AccessReason } from './grant.js';

const unread: ReadonlySet<OpaqueReason['code']> = new Set(['malformed', 'hole', 'missing-fragment', 'too-much']);

/** Whether the grant is unknown because a policy is unreadable, missing, or exceeds a bound. */
export function isUnread(why: AccessReason): boolean {
  return why.code === 'opaque' && unread.has(why.reason.code);
}

/** The same for a cell of the access table. */
export function isUnreadAccess({ allowed, why }: Pick<Access, 'allowed' | 'why'>): boolean {
  return allowed === 'unknown' && why.code === 'decided' && isUnread(why.reason);
}
