import type { Target } from '../apim/target.js';
import { compareSeverity } from '../effective/severity.js';
import type { Severity } from '../text/scales.js';
import { isListed } from '../effective/listed.js';
import type { ServiceState } from '../effective/service-state.js';
import { refusedTexts } from '../repairs/refusals.js';
import { inheritedPoliciesDropped } from '../rules/inherited-policies-dropped.js';
import type { Trial } from './attempt.js';
import type { Effect } from './effect.js';
import type { Identified } from './fingerprint.js';
import { isSafe, type Harmed } from './is-safe.js';
import { isRefusal } from './state-reasons.js';
import { refKey } from '../text/policy-ref.js';

/** What files that were repaired for one environment come to in another. */
export interface OutcomeHere {
  readonly isSafe: boolean;
  /** Something is found then that is as bad as what they mend. */
  readonly breaks: boolean;
  /** Some origin is shut out that was let in. */
  readonly takesAccess: boolean;
  /** null: no policy is another one. */
  readonly effect: Effect | null;
}

/** Gone, or less severe than it was. */
export function isMended({ after }: Trial, { draft, fingerprint }: Identified): boolean {
  const left = after.get(fingerprint)?.draft;
  return left === undefined || compareSeverity(left.severity, draft.severity) < 0;
}

/**
 * Whether a text that API Management refuses to save is refused still: what a repair of something else would give there comes to nobody.
 */
export function isStillRefused({ rewritten, repaired }: Trial, { says }: Identified['draft'], head: ServiceState): boolean {
  if (isRefusal(says)) return false;
  const refs = rewritten.texts.map(({ ref }) => refKey(ref));
  const before = refusedTexts(head);
  if (!refs.some((ref) => before.has(ref))) return false;
  const after = refusedTexts(repaired);
  return refs.some((ref) => before.has(ref) && after.has(ref));
}

/** Whether something is new, or worse, that is as bad as this. Inherited policies that no longer run are part of the effect, and told there. */
export function bringsAsBad({ before, elsewhere, after }: Trial, severity: Severity): boolean {
  for (const [found, { draft }] of after) {
    if (draft.rule === inheritedPoliciesDropped.id) continue;
    const known = (before.get(found) ?? elsewhere.get(found))?.draft;
    if (known === undefined && (isMovedEntry(draft, before) || isShutOutAlready(draft, before))) continue;
    if (known !== undefined && compareSeverity(draft.severity, known.severity) <= 0) continue;
    if (compareSeverity(draft.severity, severity) >= 0) return true;
  }
  return false;
}

/** Whether it is said of an entry of a list that was there before, in a `<cors>` that now stands, or stands too, at another scope. */
export function isMovedEntry({ says, severity }: Identified['draft'], before: Trial['before']): boolean {
  if (!isListed(says)) return false;
  const key = JSON.stringify(says);
  return [...before.values()].some(({ draft }) => compareSeverity(severity, draft.severity) <= 0 && JSON.stringify(draft.says) === key);
}

/** Whether it is said of requests that a check refuses, of origins that the change has shut out there already: they come to read the refusal. */
function isShutOutAlready({ says }: Identified['draft'], before: Trial['before']): boolean {
  if (says.code !== 'origin-check-changed' || says.given.way !== 'refused') return false;
  const places = (origin: string, targets: readonly Target[]): readonly string[] =>
    targets.map(({ workspace, api }) => JSON.stringify([origin, workspace, api]));
  const lost = new Set(
    [...before.values()].flatMap(({ draft: { says: was, targets } }) =>
      was.code === 'access-narrowed' ? was.given.moves.flatMap(({ origin }) => places(origin, targets)) : [],
    ),
  );
  return says.given.origins.every((origin) => places(origin, says.given.targets).every((place) => lost.has(place)));
}

/** Whether what was tried is right in every case: see `isSafe`. */
export function isSafeTrial({ fromBase, views, moves, bringsPolicies }: Trial, harmed: Harmed, givenBeyond: readonly string[] = []): boolean {
  return isSafe({ fromBase, fromHead: views, keepsInheritedPolicies: moves.noLongerRun.length === 0, bringsPolicies, givenBeyond }, harmed);
}

/** Whether it is said of a `<cors>` that some other came before already, and of nobody more: another one comes first now, and takes no more than that did. */
export function isKnownShadow({ says }: Identified['draft'], before: Trial['before']): boolean {
  if (says.code !== 'inherited-cors-decides') return false;
  const known = new Set(
    [...before.values()].flatMap(({ draft: { says: was } }) =>
      was.code === says.code && was.given.own.path === says.given.own.path ? was.given.harms.flatMap(({ origins }) => origins) : [],
    ),
  );
  if (known.size === 0) return false;
  return says.given.harms.every(
    ({ origins, holding }) => (holding.when === 'sometimes' && holding.under === 'other') || origins.every((origin) => known.has(origin)),
  );
}
