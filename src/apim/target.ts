/** Operations that share an answer. `operations` empty: the API as a whole (its operations are not listed); `api` null: whatever inherits the global policy. */
export interface Target {
  /** Folder of the artifacts the API belongs to; '' for the repository's root. */
  readonly root: string;
  readonly workspace: string | null;
  /** null: no product context (no key that selects one). */
  readonly product: string | null;
  /** The product needs no key. */
  readonly isOpen?: true;
  readonly api: string | null;
  readonly operations: readonly string[];
  /** How many operations the API has, so that a reader can be told "all 12 operations". 0 when they are not known. */
  readonly operationsInApi: number;
}

/** One target an API and product, operations united and in the order first met. */
export function mergeTargets(targets: Iterable<Target>): readonly Target[] {
  const merged = new Map<string, { readonly first: Target; further: Set<string> | null }>();
  for (const target of targets) {
    const key = [target.root, target.workspace ?? '', target.product ?? '', target.isOpen ?? false, target.api ?? ''].join('\u0000');
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { first: target, further: null });
    else if (known.first !== target) {
      known.further ??= new Set(known.first.operations);
      // The API as a whole takes its operations in, and stays what it is.
      if (target.operations.length === 0) known.further.clear();
      else if (known.further.size > 0) for (const operation of target.operations) known.further.add(operation);
    }
  }
  return [...merged.values()].map(({ first, further }) => (further === null ? first : { ...first, operations: [...further] }));
}

/** Operations a list of targets stands for. An API whose operations are not listed counts as one. */
export function countOperations(targets: Iterable<Target>): number {
  let count = 0;
  for (const target of targets) count += Math.max(1, target.operations.length);
  return count;
}
