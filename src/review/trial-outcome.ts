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

/** The effect in one environment of files repaired for another. */
export interface OutcomeHere {
  readonly isSafe: boolean;
  /** An equally bad finding would be new. */
  readonly breaks: boolean;
  /** Some origin loses its access. */
  readonly takesAccess: boolean;
  /** null: no policy changes. */
  readonly effect: Effect | null;
}

/** The finding is gone, or less severe. */
export function isMended({ after }: Trial, { draft, fingerprint }: Identified): boolean {
  const left = after.get(fingerprint)?.draft;
  return left === undefined || compareSeverity(left.severity, draft.severity) < 0;
}

/** Whether a refused text stays refused: then the effects of another repair in it do not occur. */
export function isStillRefused({ rewritten, repaired }: Trial, { says }: Identified['draft'], head: ServiceState): boolean {
  if (isRefusal(says)) return false;
  const refs = rewritten.texts.map(({ ref }) => refKey(ref));
  const before = refusedTexts(head);
  if (!refs.some((ref) => before.has(ref))) return false;
  const after = refusedTexts(repaired);
  return refs.some((ref) => before.has(ref) && after.has(ref));
}

/** Whether an equally bad finding is new or worse. Inherited policies that stop running are part of the effect, and reported there. */
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

/** Whether the finding is about an existing list entry in a `<cors>` that is now (also) at another scope. */
export function isMovedEntry({ says, severity }: Identified['draft'], before: Trial['before']): boolean {
  if (!isListed(says)) return false;
  const key = JSON.stringify(says);
  return [...before.values()].some(({ draft }) => compareSeverity(severity, draft.severity) <= 0 && JSON.stringify(draft.says) === key);
}

/** Whether the finding is about requests refused by a check, from origins that the change already blocks there: they can then read the refusal. */
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

/** Whether the tried change is right in every case: see `isSafe`. */
export function isSafeTrial({ fromBase, views, moves, bringsPolicies }: Trial, harmed: Harmed, givenBeyond: readonly string[] = []): boolean {
  return isSafe({ fromBase, fromHead: views, keepsInheritedPolicies: moves.noLongerRun.length === 0, bringsPolicies, givenBeyond }, harmed);
}

/** Whether the finding is about a `<cors>` that another one already preceded, without further origins: a new one now comes first and takes no more. */
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
