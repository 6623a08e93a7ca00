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
  const merged = new Map<string, Target>();
  for (const target of targets) {
    const key = [target.root, target.workspace ?? '', target.product ?? '', target.api ?? ''].join('\u0000');
    const known = merged.get(key);
    if (known === undefined) merged.set(key, target);
    else if (known !== target && known.operations.length > 0) {
      const operations = target.operations.length === 0 ? [] : [...new Set([...known.operations, ...target.operations])];
      merged.set(key, { ...known, operations });
    }
  }
  return [...merged.values()];
}

/** Operations a list of targets stands for. An API whose operations are not listed counts as one. */
export function countOperations(targets: Iterable<Target>): number {
  let count = 0;
  for (const target of targets) count += Math.max(1, target.operations.length);
  return count;
}
