import { scopeKey } from '../apim/resource-key.js';
import { keyChanges, membershipChanges, publicationChanges } from '../effective/key-need.js';
import { newlyUnfollowed } from '../effective/newly-unfollowed.js';
import { openAddressChanges } from '../effective/open-addresses.js';
import { earlyHeaders, type EarlyHeader } from '../effective/request-headers.js';
import type { ServiceState } from '../effective/service-state.js';
import { typeChanges } from '../effective/type-changes.js';
import { refusedTexts } from '../repairs/refusals.js';
import type { Pair } from './sides.js';

/**
 * Whether `<cors>` gets requests to see alike on both sides: what sets their headers before a `<cors>` runs is the same, and no named value has a
 * part in it.
 */
export function requestsAlike({ base, head }: Pair): boolean {
  const before = base === null ? [] : earlyHeaders(base);
  const after = head === null ? [] : earlyHeaders(head);
  if ([...before, ...after].some(({ header }) => header.hasNamedValue)) return false;
  const keys = (some: readonly EarlyHeader[]): string =>
    JSON.stringify(some.map(({ header, scope, targets }) => JSON.stringify([scopeKey(scope), header.written, header.digest, targets])).sort());
  return keys(before) === keys(after);
}

/** Whether browsers that may be let in need a subscription key as before. */
export function keysAlike({ base, head }: Pair): boolean {
  return keyChanges(base, head).every(({ targets }) => targets.length === 0);
}

/** Whether every API that browsers may be let in to is of the type that it was. */
export function typedAlike({ base, head }: Pair): boolean {
  return typeChanges(base, head).length === 0;
}

/** Whether no address that the repository leaves open is written otherwise than it was. */
export function openlyPlacedAlike({ base, head }: Pair): boolean {
  return openAddressChanges(base, head).length === 0;
}

/** Whether no product is published, or hidden, whose keys open what browsers may be let in to. */
export function publishedAlike({ base, head }: Pair): boolean {
  return !publicationChanges(base, head);
}

/** Whether the keys of the same products open what browsers may be let in to. */
export function membersAlike({ base, head }: Pair): boolean {
  return !membershipChanges(base, head);
}

/** Whether all that head deploys in ways that are not followed is in base just so. */
export function followedAlike({ base, head }: Pair): boolean {
  return newlyUnfollowed(base, head).length === 0;
}

/** Whether head holds no text that is refused at save and that base does not hold just so: what is deployed then is neither side. */
export function isSaved({ base, head }: Pair): boolean {
  if (head === null) return true;
  const before = base === null ? new Map<string, string>() : refusedTexts(base);
  return [...refusedTexts(head)].every(([key, id]) => before.get(key) === id) && sameBroken(base, head);
}

/** What cannot be read, or is no policy, is in base just so. */
function sameBroken(base: ServiceState | null, head: ServiceState): boolean {
  const brokenIn = (state: ServiceState): readonly string[] =>
    state.remarkable().flatMap(({ file }) => (file.ok ? [] : [JSON.stringify([file.broken.ref, file.broken.id])]));
  const before = new Set(base === null ? [] : brokenIn(base));
  return brokenIn(head).every((one) => before.has(one));
}
