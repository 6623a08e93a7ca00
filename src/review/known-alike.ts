import { scopeKey } from '../apim/resource-key.js';
import { keyChanges, membershipChanges, publicationChanges } from '../effective/key-need.js';
import { newlyUnfollowed } from '../effective/newly-unfollowed.js';
import { openAddressChanges } from '../effective/open-addresses.js';
import { earlyHeaders, type EarlyHeader } from '../effective/request-headers.js';
import type { ServiceState } from '../effective/service-state.js';
import { typeChanges } from '../effective/type-changes.js';
import { refusedTexts } from '../repairs/refusals.js';
import { refName } from '../text/policy-ref.js';
import type { Pair } from './sides.js';

/** Whether `<cors>` sees the same requests on both sides: the policies that set request headers before a `<cors>` are equal and use no named value. */
export function requestsAlike({ base, head }: Pair): boolean {
  const before = base === null ? [] : earlyHeaders(base);
  const after = head === null ? [] : earlyHeaders(head);
  if ([...before, ...after].some(({ header }) => header.hasNamedValue)) return false;
  const keys = (some: readonly EarlyHeader[]): string =>
    JSON.stringify(some.map(({ header, scope, targets }) => JSON.stringify([scopeKey(scope), header.written, header.digest, targets])).sort());
  return keys(before) === keys(after);
}

/** Whether the need for a subscription key is unchanged for APIs that may let browsers in. */
export function keysAlike({ base, head }: Pair): boolean {
  return keyChanges(base, head).every(({ targets }) => targets.length === 0);
}

/** Whether every API that may let browsers in has the same type as before. */
export function typedAlike({ base, head }: Pair): boolean {
  return typeChanges(base, head).length === 0;
}

/** Whether every undecided address is written as before. */
export function openlyPlacedAlike({ base, head }: Pair): boolean {
  return openAddressChanges(base, head).length === 0;
}

/** Whether no product with keys for an API that may let browsers in was published or hidden. */
export function publishedAlike({ base, head }: Pair): boolean {
  return !publicationChanges(base, head);
}

/** Whether the same products give keys for APIs that may let browsers in. */
export function membersAlike({ base, head }: Pair): boolean {
  return !membershipChanges(base, head);
}

/** Whether base has equally all that head deploys in ways that are not followed. */
export function followedAlike({ base, head }: Pair): boolean {
  return newlyUnfollowed(base, head).length === 0;
}

/** Whether every text of head that is refused at save is equally in base: otherwise neither side is deployed. */
export function isSaved({ base, head }: Pair): boolean {
  if (head === null) return true;
  const before = new Set(base === null ? [] : refusedTexts(base).values());
  return [...refusedTexts(head).values()].every((content) => before.has(content)) && sameBroken(base, head);
}

/** Whether everything unreadable is equally in base. */
function sameBroken(base: ServiceState | null, head: ServiceState): boolean {
  const brokenIn = (state: ServiceState): readonly string[] =>
    state.remarkable().flatMap(({ file }) => (file.ok ? [] : [`${refName(file.broken.ref)}\u0000${file.broken.id}`]));
  const before = new Set(base === null ? [] : brokenIn(base));
  return brokenIn(head).every((one) => before.has(one));
}
