import type { EffectGroup } from './effect.js';
import type { Suggestion } from './review.js';

/**
 * Repairs in the order in which they are offered everywhere: safe ones first, of those the one that gives no more than was lacking, and takes least from
 * anybody; of the others those that keep what is inherited. Then in the order given.
 */
export function safeFirst(repairs: readonly Suggestion[]): readonly Suggestion[] {
  const safe = repairs.filter(({ isSafe }) => isSafe).toSorted((a, b) => given(a) - given(b) || taken(a) - taken(b));
  const others = repairs.filter(({ isSafe }) => !isSafe).toSorted((a, b) => Number(b.keepsInheritedPolicies) - Number(a.keepsInheritedPolicies));
  return [...safe, ...others];
}

/** 2: somebody loses access against head; 1: somebody loses a part of it; 0: nobody loses anything. */
function taken({ effect }: Suggestion): number {
  const lost = effect.groups.flatMap(({ origins }) => origins.filter(isTaken));
  return lost.some(({ change }) => change.kind === 'access') ? 2 : Math.min(lost.length, 1);
}

/** Whether an origin loses access, or a part of it, under some reading. */
export function isTaken({ change }: EffectGroup['origins'][number]): boolean {
  if (change.kind === 'access') return !change.how.startsWith('gains');
  return change.kind === 'parts' && change.lost.length + (change.mayLose?.length ?? 0) > 0;
}

/** 1: who is let in gets what their own `<cors>` does not give. */
function given({ effect }: Suggestion): number {
  return Number(effect.beyond !== undefined);
}
