import { isSpellingOpen } from '../cors/origin-match.js';
import type { ServiceState } from '../effective/service-state.js';

/**
 * Whether both sides use the same spellings of origins that no page declares equal, for example with capitals or white space. A moved text keeps its spelling.
 */
export function spelledAlike({ base, head }: { readonly base: ServiceState | null; readonly head: ServiceState | null }): boolean {
  return openSpellings(base) === openSpellings(head);
}

/** Origins in such spellings, with repetitions. */
function openSpellings(state: ServiceState | null): string {
  const found = (state?.corsElements() ?? []).flatMap(({ policy }) =>
    policy.origins.flatMap((entry) => {
      const kinds = entry.kind === 'origin' ? entry.tidied.filter(isSpellingOpen) : [];
      return entry.kind === 'origin' && kinds.length > 0 ? [JSON.stringify([entry.origin, ...kinds])] : [];
    }),
  );
  return found.sort().join('\n');
}
