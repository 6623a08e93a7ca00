/**
 * Operations that share an answer. `operations` empty: the whole API (its operations are not listed); `api` null: everything that inherits the global policy.
 */
export interface Target {
  /** Folder of the artifacts with the API; '' for the repository's root. */
  readonly root: string;
  readonly workspace: string | null;
  /** null: no product context, as no key selects a product. */
  readonly product: string | null;
  /** The product needs no subscription key. */
  readonly isOpen?: true;
  readonly api: string | null;
  readonly operations: readonly string[];
  /** How many operations the API has, for "all 12 operations"; 0 if unknown. */
  readonly operationsInApi: number;
}

/** One target per API and product, with the operations united in the order first met. */
export function mergeTargets(targets: Iterable<Target>): readonly Target[] {
  const merged = new Map<string, { readonly first: Target; further: Set<string> | null }>();
  for (const target of targets) {
    const key = [target.root, target.workspace ?? '', target.product ?? '', target.isOpen ?? false, target.api ?? ''].join('\u0000');
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { first: target, further: null });
    else if (known.first !== target) {
      known.further ??= new Set(known.first.operations);
      // A target for the whole API absorbs single operations.
      if (target.operations.length === 0) known.further.clear();
      else if (known.further.size > 0) for (const operation of target.operations) known.further.add(operation);
    }
  }
  return [...merged.values()].map(({ first, further }) => (further === null ? first : { ...first, operations: [...further] }));
}

/** Number of operations in a list of targets. An API without listed operations counts as one. */
export function countOperations(targets: Iterable<Target>): number {
  let count = 0;
  for (const target of targets) count += Math.max(1, target.operations.length);
  return count;
}
