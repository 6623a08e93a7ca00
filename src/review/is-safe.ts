import type { Target } from '../apim/target.js';
import type { OriginDifference } from '../cors/access-difference.js';
import type { AccessChangeView } from '../effective/access-change.js';

/** What is known of a repair once it was applied and evaluated. */
export interface Repaired {
  /** From base to the repaired head; null: there is no base, and the head takes its place. */
  readonly fromBase: readonly AccessChangeView[] | null;
  /** From the head to the repaired head. */
  readonly fromHead: readonly AccessChangeView[];
  readonly keepsInheritedPolicies: boolean;
  /** Inherited policies run that did not run before: they may refuse what went through. */
  readonly bringsPolicies: boolean;
}

/** Who is harmed, where: by the change, or as a finding about one state says. */
export class Harmed {
  readonly #places = new Set<string>();

  /** `views`: from base to head. `victims`: origins that the finding names, and `targets`: its operations. */
  constructor(views: readonly AccessChangeView[], victims: readonly string[], targets: readonly Target[]) {
    for (const { targets: moved, difference } of views) {
      const lost = difference.origins.filter(({ changes }) => changes.some((change) => change.lost.length > 0));
      this.#add(
        lost.map(({ origin }) => origin),
        moved,
      );
    }
    this.#add(victims, targets);
  }

  #add(origins: readonly string[], targets: readonly Target[]): void {
    const keys = origins.length === 0 ? [] : targets.flatMap(keysOf);
    for (const origin of origins) for (const key of keys) this.#places.add(`${origin}\u0000${key}`);
  }

  /** True where the origin is harmed at all of these operations. */
  has(origin: string, targets: readonly Target[]): boolean {
    return targets.flatMap(keysOf).every((key) => this.#places.has(`${origin}\u0000${key}`));
  }
}

/**
 * Whether a repair is right in every case: under every reading everybody has at least what they had in base, nobody but the harmed has more than in
 * head, and they no more than in base where there is one; all inherited policies still run, and no others.
 */
export function isSafe({ fromBase, fromHead, keepsInheritedPolicies, bringsPolicies }: Repaired, harmed: Harmed): boolean {
  if (!keepsInheritedPolicies || bringsPolicies) return false;
  const isCut = [...(fromBase ?? []), ...fromHead].some(({ difference }) => difference.isCutShort);
  const takesNothing = (fromBase ?? fromHead).every(({ existence, difference }) => existence !== 'changed' || difference.origins.every(isNoLoss));
  const given = fromHead.flatMap(({ targets, difference }) => difference.origins.filter(mayGain).map(({ origin }) => ({ origin, targets })));
  const beyond = new Beyond(fromBase ?? []);
  return !isCut && takesNothing && given.every(({ origin, targets }) => harmed.has(origin, targets) && !beyond.has(origin, targets));
}

/** Where origins have more than in base. */
class Beyond {
  readonly #places = new Set<string>();

  constructor(fromBase: readonly AccessChangeView[]) {
    for (const { targets, difference } of fromBase) {
      const gaining = difference.origins.filter(mayGain);
      const keys = gaining.length === 0 ? [] : targets.flatMap(keysOf);
      for (const { origin } of gaining) for (const key of keys) this.#places.add(`${origin}\u0000${key}`);
    }
  }

  has(origin: string, targets: readonly Target[]): boolean {
    return targets.flatMap(keysOf).some((key) => this.#places.has(`${origin}\u0000${key}`));
  }
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
