import { isSpellingOpen } from '../cors/origin-match.js';
import type { ServiceState } from '../effective/service-state.js';

/**
 * Whether both sides write their origins alike where no page says that another way is the same origin to the gateway: with capitals, say, or with white
 * space around them. What moves as it is written is written alike.
 */
export function spelledAlike({ base, head }: { readonly base: ServiceState | null; readonly head: ServiceState | null }): boolean {
  return openSpellings(base) === openSpellings(head);
}

/** Origins that are written in such a way, as often as they are. */
function openSpellings(state: ServiceState | null): string {
  const found = (state?.corsElements() ?? []).flatMap(({ policy }) =>
    policy.origins.flatMap((entry) => {
      const kinds = entry.kind === 'origin' ? entry.tidied.filter(isSpellingOpen) : [];
      return entry.kind === 'origin' && kinds.length > 0 ? [JSON.stringify([entry.origin, ...kinds])] : [];
    }),
  );
  return found.sort().join('\n');
}
