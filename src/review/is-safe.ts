import type { Target } from '../apim/target.js';
import type { OriginDifference } from '../cors/access-difference.js';
import type { AccessChangeView } from '../effective/access-change.js';
import { compareSeverity } from '../effective/severity.js';
import type { Severity } from '../text/scales.js';
import type { Draft } from '../rules/rule.js';
import type { Identified } from './fingerprint.js';
import { victimsOf } from './state-reasons.js';
import { Undeployed } from './undeployed.js';

/** What is known of a repair once it was applied and evaluated. */
export interface Repaired {
  /** From base to the repaired head; null: there is no base, and the head takes its place. */
  readonly fromBase: readonly AccessChangeView[] | null;
  /** From the head to the repaired head. */
  readonly fromHead: readonly AccessChangeView[];
  readonly keepsInheritedPolicies: boolean;
  /** Inherited policies run that ran neither before nor in base: they may refuse what went through. */
  readonly bringsPolicies: boolean;
  /** Origins that get what their own `<cors>` does not give; left out: there are none. */
  readonly givenBeyond?: readonly string[];
}

/** Who is harmed, where: by the change, or as a finding about one state says. */
export class Harmed {
  readonly #byChange: Places;
  readonly #named = new Places();
  /** Where nothing of what head has is deployed. */
  readonly undeployed: Undeployed;

  /** `views`: from base to head. `findings`: what names origins that are harmed, each at its operations. */
  constructor(views: readonly AccessChangeView[], findings: readonly Pick<Draft, 'says' | 'targets'>[]) {
    this.#byChange = harmedByChange(views);
    this.undeployed = new Undeployed(views);
    for (const { says, targets } of findings) this.#named.add(victimsOf(says), targets);
  }

  /** True where the origin is harmed at all of these operations. */
  has(origin: string, targets: readonly Target[]): boolean {
    return placesOf(origin, targets).every((place) => this.#byChange.has(place) || this.#named.has(place));
  }
}

/** Who is harmed by all that is as bad as a finding, here and elsewhere: one policy may keep the apps of several APIs out, and what mends it mends all of them. */
export class HarmedBy {
  readonly #views: readonly AccessChangeView[];
  /** Worked out once for all repairs: by what is found, and how bad it is at least. */
  readonly #known = new WeakMap<Found, Map<Severity, Harmed>>();

  /** `views`: from base to head. */
  constructor(views: readonly AccessChangeView[]) {
    this.#views = views;
  }

  /** `found`: in all of the service as it is. */
  by(found: Found, { severity }: Pick<Draft, 'severity'>): Harmed {
    const known = this.#known.get(found) ?? new Map<Severity, Harmed>();
    this.#known.set(found, known);
    let harmed = known.get(severity);
    if (harmed === undefined) {
      const drafts = [...found.values()].map(({ draft }) => draft);
      harmed = new Harmed(
        this.#views,
        drafts.filter((one) => compareSeverity(one.severity, severity) >= 0),
      );
      known.set(severity, harmed);
    }
    return harmed;
  }
}

type Found = ReadonlyMap<string, Identified>;

/** Origins at operations. */
class Places {
  readonly #places = new Set<string>();

  add(origins: readonly string[], targets: readonly Target[]): void {
    for (const origin of origins) for (const place of placesOf(origin, targets)) this.#places.add(place);
  }

  has(place: string): boolean {
    return this.#places.has(place);
  }
}

const harmedBy = new WeakMap<readonly AccessChangeView[], Places>();

/** Who loses something, where: worked out once for all repairs of a change. */
function harmedByChange(views: readonly AccessChangeView[]): Places {
  let places = harmedBy.get(views);
  if (places === undefined) {
    // What an old address gave, no policy gives back.
    places = placesWhere(
      views.filter(({ existence }) => existence !== 'moved'),
      ({ changes }) => changes.some((change) => change.lost.length > 0),
    );
    harmedBy.set(views, places);
  }
  return places;
}

/**
 * Whether a repair is right in every case: under every reading everybody has at least what they had in base, nobody but the harmed has more than in
 * head, and they no more than in base where there is one; all inherited policies still run, and no others than in base. Where head's policy is refused at
 * save, what base has is what is deployed: nobody has more than that either.
 */
export function isSafe({ fromBase, fromHead, keepsInheritedPolicies, bringsPolicies, givenBeyond = [] }: Repaired, harmed: Harmed): boolean {
  if (!keepsInheritedPolicies || bringsPolicies) return false;
  const isCut = [...(fromBase ?? []), ...fromHead].some(({ difference }) => difference.isCutShort);
  const takesNothing = (fromBase ?? fromHead).every(({ existence, difference }) => existence !== 'changed' || difference.origins.every(isNoLoss));
  const given = fromHead.flatMap(({ targets, difference }) => difference.origins.filter(mayGain).map(({ origin }) => ({ origin, targets })));
  if (isCut || !takesNothing || !given.every(({ origin, targets }) => harmed.has(origin, targets))) return false;
  // Who is kept out under some readings alone is not harmed under the leanings, and would have more there.
  const isLetIn = ({ origin, before }: OriginDifference): boolean => before.allowed === 'yes' && givenBeyond.includes(origin);
  if (fromHead.some(({ difference }) => difference.origins.some(isLetIn))) return false;
  if (harmed.undeployed.within(fromBase ?? []).some(({ difference }) => difference.origins.some(mayGain))) return false;
  const beyond = placesWhere(fromBase ?? [], mayGain);
  return given.every(({ origin, targets }) => !placesOf(origin, targets).some((place) => beyond.has(place)));
}

function placesWhere(views: readonly AccessChangeView[], isMeant: (one: OriginDifference) => boolean): Places {
  const places = new Places();
  for (const { targets, difference } of views) {
    const origins = difference.origins.filter(isMeant).map(({ origin }) => origin);
    if (origins.length > 0) places.add(origins, targets);
  }
  return places;
}

function placesOf(origin: string, targets: readonly Target[]): readonly string[] {
  return targets.flatMap(keysOf).map((key) => `${origin}\u0000${key}`);
}

function isNoLoss({ directionInAll }: OriginDifference): boolean {
  return directionInAll === 'equal' || directionInAll === 'widened';
}

function mayGain({ directionInAll }: OriginDifference): boolean {
  return directionInAll !== 'equal' && directionInAll !== 'narrowed';
}

/** One key an operation; one for the API as a whole where its operations are not listed. */
function keysOf({ root, workspace, product, api, operations }: Target): readonly string[] {
  const whole = JSON.stringify([root, workspace, product, api]);
  return operations.length === 0 ? [whole] : operations.map((operation) => `${whole}\u0000${operation}`);
}
