import { shutsOut } from '../repairs/promises.js';
import type { PolicyText } from '../repairs/repair.js';
import type { AccessChangeView } from '../effective/access-change.js';
import type { ServiceState } from '../effective/service-state.js';
import type { PolicyMoves } from './policy-moves.js';
import type { Identified } from './fingerprint.js';
import type { RewrittenPolicies } from './policy-desk.js';
import type { Suggestion } from './review.js';

/** A change that was applied to the head and evaluated. */
export interface Trial {
  /** From base to the repaired head; null: there is no base. */
  readonly fromBase: readonly AccessChangeView[] | null;
  /** By fingerprint. */
  readonly before: ReadonlyMap<string, Identified>;
  /** What is found in all of the service as it is. */
  readonly elsewhere: ReadonlyMap<string, Identified>;
  readonly after: ReadonlyMap<string, Identified>;
  readonly repaired: ServiceState;
  readonly views: readonly AccessChangeView[];
  readonly moves: PolicyMoves;
  /** Some inherited policy runs that ran neither before nor in base. */
  readonly bringsPolicies: boolean;
  /** Requests of origins that are not listed ended, and reach the backend now. */
  readonly passesOn: boolean;
  readonly rewritten: RewrittenPolicies;
}

/** A change that was tried. */
export interface Attempt {
  readonly suggestion: Suggestion;
  /** The service as it would be; only the APIs that the change reaches, where it touches theirs alone. */
  readonly state: ServiceState;
  /** What differs then, and for whom. */
  readonly views: readonly AccessChangeView[];
  readonly texts: readonly PolicyText[];
  /** Some origin is shut out that was let in. */
  readonly takesAccess: boolean;
  /** Lines replaced and written. */
  readonly size: number;
}

/** A verified repair with what the ranking needs. */
export interface Verified extends Attempt {
  readonly holdsAlways: boolean;
  readonly leans: boolean;
  /** Some origin loses a method, a header or credentials. */
  readonly takesSomething: boolean;
  readonly givesMore: boolean;
}

/** What a trial comes to. */
export function attemptOf(suggestion: Suggestion, tried: Trial): Attempt {
  const { repaired: state, views, rewritten } = tried;
  return { suggestion, state, views, texts: rewritten.texts, takesAccess: takesAccess(tried), size: sizeOf(suggestion) };
}

/** Whether some origin is shut out then that was let in. */
export function takesAccess({ views }: Trial): boolean {
  return views.some((view) => view.difference.origins.some(shutsOut));
}

function sizeOf({ edits }: Suggestion): number {
  return edits.reduce((sum, edit) => sum + edit.lines.length + (edit.endLine - edit.startLine + 1), 0);
}

/**
 * Keeps inherited policies, holds under every reading, repairs everything for everyone (shuts nobody out, and gives no more than was lacking), lies on lines of the change, smallest;
 * one that leans on an inferred fact comes after those that do not.
 */
export function byRank(a: Verified, b: Verified): number {
  const rank = (one: Verified): readonly number[] => [
    one.leans ? 1 : 0,
    one.suggestion.keepsInheritedPolicies ? 0 : 1,
    one.holdsAlways ? 0 : 1,
    one.takesAccess ? 1 : 0,
    one.givesMore ? 1 : 0,
    one.takesSomething ? 1 : 0,
    // What is inherited one day would not run there either.
    one.suggestion.title.code === 'drop-base' ? 1 : 0,
    one.suggestion.onChangedLines ? 0 : 1,
    one.size,
  ];
  const left = rank(a);
  const right = rank(b);
  for (const [index, value] of left.entries()) {
    const difference = value - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
