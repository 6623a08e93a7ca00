import type { EffectGroup } from './effect.js';
import type { Suggestion } from './review.js';

/**
 * The order in which repairs are offered everywhere: safe ones first, those that give no more than was lacking and take the least before others; among unsafe
 * ones, those that keep inherited policies. Otherwise the given order.
 */
export function safeFirst(repairs: readonly Suggestion[]): readonly Suggestion[] {
  const safe = repairs.filter(({ isSafe }) => isSafe).toSorted((a, b) => given(a) - given(b) || taken(a) - taken(b));
  const others = repairs.filter(({ isSafe }) => !isSafe).toSorted((a, b) => Number(b.keepsInheritedPolicies) - Number(a.keepsInheritedPolicies));
  return [...safe, ...others];
}

/** 2: an origin loses access compared with head; 1: a part of it; 0: nothing. */
function taken({ effect }: Suggestion): number {
  const lost = effect.groups.flatMap(({ origins }) => origins.filter(isTaken));
  return lost.some(({ change }) => change.kind === 'access') ? 2 : Math.min(lost.length, 1);
}

/** Whether an origin loses access, or a part of it, under some reading. */
export function isTaken({ change }: EffectGroup['origins'][number]): boolean {
  if (change.kind === 'access') return !change.how.startsWith('gains');
  return change.kind === 'parts' && change.lost.length + (change.mayLose?.length ?? 0) > 0;
}

/** 1: some origin gets more than its own `<cors>` grants. */
function given({ effect }: Suggestion): number {
  return Number(effect.beyond !== undefined);
}
