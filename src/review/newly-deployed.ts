import { refusedPolicies } from '../repairs/refusals.js';
import { refName } from '../text/policy-ref.js';
import type { Pair } from './sides.js';

/**
 * Sorted paths of policies that API Management refuses to save in base and accepts in head. Base's were never deployed, so the comparison does not show what
 * ran.
 */
export function newlyDeployed(pairs: readonly Pair[]): readonly string[] {
  const found = pairs.flatMap(({ base, head }) => {
    if (base === null || head === null) return [];
    const before = refusedPolicies(base);
    if (before.size === 0) return [];
    const after = refusedPolicies(head);
    const there = new Set(head.documents().flatMap(({ file }) => (file.ok ? [refName(file.document.ref)] : [])));
    return [...before].flatMap(([name, { path }]) => (there.has(name) && !after.has(name) ? [path] : []));
  });
  return [...new Set(found)].sort();
}
