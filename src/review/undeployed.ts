import type { Target } from '../apim/target.js';
import type { AccessChangeView } from '../effective/access-change.js';

/** Operations whose policies in head are refused at save: base's stay deployed there. */
export class Undeployed {
  readonly #places: ReadonlySet<string>;

  /** `views`: from base to head. */
  constructor(views: readonly AccessChangeView[]) {
    this.#places = new Set(views.filter(({ isRefused }) => isRefused).flatMap(({ targets }) => targets.flatMap(keysOf)));
  }

  /** The differences from base at these operations. */
  within(fromBase: readonly AccessChangeView[]): readonly AccessChangeView[] {
    return this.#part(fromBase, true);
  }

  /** The effect of a repair that makes such a policy deployable: compared with base there, with head elsewhere. */
  changes(fromBase: readonly AccessChangeView[] | null, fromHead: readonly AccessChangeView[]): readonly AccessChangeView[] {
    return fromBase === null || this.#places.size === 0 ? fromHead : [...this.#part(fromHead, false), ...this.within(fromBase)];
  }

  #part(views: readonly AccessChangeView[], isWithin: boolean): readonly AccessChangeView[] {
    if (this.#places.size === 0) return isWithin ? [] : views;
    return views.flatMap((view) => {
      const targets = view.targets.flatMap((target) => this.#partOf(target, isWithin) ?? []);
      return targets.length === 0 ? [] : [{ ...view, targets }];
    });
  }

  /** null: no part of it. */
  #partOf(target: Target, isWithin: boolean): Target | null {
    const isMeant = (key: string): boolean => this.#places.has(key) === isWithin;
    if (target.operations.length === 0) return keysOf(target).every(isMeant) ? target : null;
    const operations = target.operations.filter((operation) => keysOf({ ...target, operations: [operation] }).every(isMeant));
    return operations.length === 0 ? null : { ...target, operations };
  }
}

function keysOf({ root, workspace, product, api, operations }: Target): readonly string[] {
  const whole = JSON.stringify([root, workspace, product, api]);
  return operations.length === 0 ? [whole] : operations.map((operation) => `${whole}\u0000${operation}`);
}
