import { changedFates } from '../effective/changed-fates.js';
import { checkedRequests, mayBeChecked, type CheckedRequests } from '../effective/checked-requests.js';
import { givenOrigins } from '../effective/given-origins.js';
import { untoldChecks } from '../effective/untold-checks.js';
import type { NoteArguments } from './note.js';
import type { Pair } from './sides.js';

/** Whether expressions and conditions give the same origins back on both sides, for all that can be told. */
export function givenAlike({ base, head }: Pair): boolean {
  return base === null || head === null || givenOrigins(base, head).length === 0;
}

/** Whether checks of the origin make something else of any requests. */
export function checksDiffer(pairs: readonly Pair[]): boolean {
  return pairs.some(
    ({ base, head }) =>
      base !== null &&
      head !== null &&
      (checkedRequests(base, head).length > 0 || changedFates(base, head).some(({ way }) => way !== 'untold' && way !== 'otherwise')),
  );
}

/**
 * What checks of the origin make of requests that no finding tells of, over all services and environments: APIs where it is the same for the same
 * origins together.
 */
export function checkedOriginsTold(pairs: readonly Pair[]): NoteArguments['checked-requests']['found'] {
  const found = new Map<string, { readonly way: CheckedRequests['way']; readonly apis: Set<string | null>; readonly origins: readonly string[] }>();
  for (const { base, head } of pairs) {
    if (base === null || head === null) continue;
    for (const { way, api, origins, isTold } of checkedRequests(base, head)) {
      if (isTold) continue;
      const key = JSON.stringify([way, origins]);
      const known = found.get(key);
      if (known === undefined) found.set(key, { way, apis: new Set([api]), origins });
      else known.apis.add(api);
    }
  }
  return [...found.values()].map(({ way, apis, origins }) => ({ way, origins, apis: [...apis].sort() }));
}

/** Whether checks of the origin that are not worked out are the same on both sides, and no other difference depends on them. */
export function untoldChecksAlike({ base, head }: Pair): boolean {
  if (untoldChecks(base) !== untoldChecks(head)) return false;
  return base === null || head === null || (!mayBeChecked(base, head) && changedFates(base, head).every(({ way }) => way !== 'untold'));
}

/** Whether requests that come through meet the same, whatever page they come from. */
export function metAlike({ base, head }: Pair): boolean {
  return base === null || head === null || changedFates(base, head).every(({ way }) => way !== 'otherwise');
}
