import { shutsOut } from '../repairs/promises.js';
import type { PolicyText } from '../repairs/repair.js';
import type { AccessChangeView } from '../effective/access-change.js';
import type { ServiceState } from '../effective/service-state.js';
import type { PolicyMoves } from './policy-moves.js';
import type { Identified } from './fingerprint.js';
import type { RewrittenPolicies } from './policy-desk.js';
import type { Suggestion } from './review.js';

/** A change applied to head and evaluated. */
export interface Trial {
  /** From base to the repaired head; null: there is no base. */
  readonly fromBase: readonly AccessChangeView[] | null;
  /** By fingerprint. */
  readonly before: ReadonlyMap<string, Identified>;
  /** Findings in the whole unrepaired service. */
  readonly elsewhere: ReadonlyMap<string, Identified>;
  readonly after: ReadonlyMap<string, Identified>;
  readonly repaired: ServiceState;
  readonly views: readonly AccessChangeView[];
  readonly moves: PolicyMoves;
  /** An inherited policy runs that ran neither before nor in base. */
  readonly bringsPolicies: boolean;
  /** Requests of unlisted origins were ended, and now reach the backend. */
  readonly passesOn: boolean;
  readonly rewritten: RewrittenPolicies;
}

/** A tried change. */
export interface Attempt {
  readonly suggestion: Suggestion;
  /** The service after the change; only the APIs it reaches, if it touches only theirs. */
  readonly state: ServiceState;
  /** The resulting differences in access. */
  readonly views: readonly AccessChangeView[];
  readonly texts: readonly PolicyText[];
  /** Some origin loses its access. */
  readonly takesAccess: boolean;
  /** Number of lines replaced and written. */
  readonly size: number;
}

/** A verified repair, with what the ranking needs. */
export interface Verified extends Attempt {
  readonly holdsAlways: boolean;
  readonly leans: boolean;
  /** Some origin loses a method, a header or credentials. */
  readonly takesSomething: boolean;
  readonly givesMore: boolean;
}

/** The attempt made from a trial. */
export function attemptOf(suggestion: Suggestion, tried: Trial): Attempt {
  const { repaired: state, views, rewritten } = tried;
  return { suggestion, state, views, texts: rewritten.texts, takesAccess: takesAccess(tried), size: sizeOf(suggestion) };
}

/** Whether some origin loses its access. */
export function takesAccess({ views }: Trial): boolean {
  return views.some((view) => view.difference.origins.some(shutsOut));
}

function sizeOf({ edits }: Suggestion): number {
  return edits.reduce((sum, edit) => sum + edit.lines.length + (edit.endLine - edit.startLine + 1), 0);
}

/**
 * Ranking: keeps inherited policies, holds under every reading, repairs everything for everyone (takes no access, and gives no more than was lacking), is on
 * changed lines, is small. Repairs that rest on an inferred fact come last.
 */
export function byRank(a: Verified, b: Verified): number {
  const rank = (one: Verified): readonly number[] => [
    one.leans ? 1 : 0,
    one.suggestion.keepsInheritedPolicies ? 0 : 1,
    one.holdsAlways ? 0 : 1,
    one.takesAccess ? 1 : 0,
    one.givesMore ? 1 : 0,
    one.takesSomething ? 1 : 0,
    // Policies inherited in the future would not run there either.
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
