import { changedFates } from '../effective/changed-fates.js';
import { checkedRequests, mayBeChecked, type CheckedRequests } from '../effective/checked-requests.js';
import { givenOrigins } from '../effective/given-origins.js';
import { untoldChecks } from '../effective/untold-checks.js';
import type { NoteArguments } from './note.js';
import type { Pair } from './sides.js';

/** Whether expressions and conditions certainly reflect the same origins on both sides. */
export function givenAlike({ base, head }: Pair): boolean {
  return base === null || head === null || givenOrigins(base, head).length === 0;
}

/** Whether origin checks change the outcome of any requests. */
export function checksDiffer(pairs: readonly Pair[]): boolean {
  return pairs.some(
    ({ base, head }) =>
      base !== null &&
      head !== null &&
      (checkedRequests(base, head).length > 0 || changedFates(base, head).some(({ way }) => way !== 'untold' && way !== 'otherwise')),
  );
}

/** Effects of origin checks that no finding reports, over all services and environments; APIs with equal effects are joined. */
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

/** Whether the origin checks that are not evaluated are the same on both sides, and no other difference depends on them. */
export function untoldChecksAlike({ base, head }: Pair): boolean {
  if (untoldChecks(base) !== untoldChecks(head)) return false;
  return base === null || head === null || (!mayBeChecked(base, head) && changedFates(base, head).every(({ way }) => way !== 'untold'));
}

/** Whether accepted requests meet the same policies, whatever their page. */
export function metAlike({ base, head }: Pair): boolean {
  return base === null || head === null || changedFates(base, head).every(({ way }) => way !== 'otherwise');
}
