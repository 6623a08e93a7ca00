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
}

/** Who is harmed, where: by the change, or as a finding about one state says. */
export class Harmed {
  readonly #anywhere: ReadonlySet<string>;
  readonly #places = new Set<string>();

  /** `views`: from base to head. `victims`: origins that the finding names. */
  constructor(views: readonly AccessChangeView[], victims: Iterable<string>) {
    this.#anywhere = new Set(victims);
    for (const { targets, difference } of views) {
      const lost = difference.origins.filter(({ changes }) => changes.some((change) => change.lost.length > 0));
      for (const { origin } of lost) for (const key of targets.flatMap(keysOf)) this.#places.add(`${origin}\u0000${key}`);
    }
  }

  /** True where the origin is harmed at all of these operations. */
  has(origin: string, targets: readonly Target[]): boolean {
    return this.#anywhere.has(origin) || targets.flatMap(keysOf).every((key) => this.#places.has(`${origin}\u0000${key}`));
  }
}

/**
 * Whether a repair is right in every case: under every reading everybody has at least what they had in base, nobody but the harmed has more than in
 * head, and all inherited policies still run.
 */
export function isSafe({ fromBase, fromHead, keepsInheritedPolicies }: Repaired, harmed: Harmed): boolean {
  const takesNothing = (fromBase ?? fromHead).every(
    ({ existence, difference }) => existence !== 'changed' || (!difference.isCutShort && difference.origins.every(isNoLoss)),
  );
  const givesToHarmed = fromHead.every(
    ({ targets, difference }) => !difference.isCutShort && difference.origins.every((row) => !mayGain(row) || harmed.has(row.origin, targets)),
  );
  return keepsInheritedPolicies && takesNothing && givesToHarmed;
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
