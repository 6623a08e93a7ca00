import type { Suggestion } from './review.js';
import type { RootCause } from './root-causes.js';

/** The repairs of a cause in the order in which they are offered: safe ones first, of those the one that takes least from anybody. */
export function offeredFirst({ repairs }: RootCause): readonly Suggestion[] {
  const safe = repairs.filter(({ isSafe }) => isSafe).toSorted((a, b) => taken(a) - taken(b));
  return [...safe, ...repairs.filter(({ isSafe }) => !isSafe)];
}

/** The repair that is offered first; null: there is none. */
export function bestOf(cause: RootCause): Suggestion | null {
  return offeredFirst(cause)[0] ?? null;
}

/** 2: somebody loses access against head; 1: somebody loses a part of it; 0: nobody loses anything. */
function taken({ effect }: Suggestion): number {
  const changes = effect.groups.flatMap(({ origins }) => origins.map(({ change }) => change));
  if (changes.some((change) => change.kind === 'access' && !change.how.startsWith('gains'))) return 2;
  return changes.some((change) => change.kind === 'parts' && change.lost.length + (change.mayLose?.length ?? 0) > 0) ? 1 : 0;
}
