import { refusedPaths } from '../repairs/refusals.js';
import type { Pair } from './sides.js';

/**
 * Paths of the policies that base has and API Management refuses to save, and that head has in a form which it takes; sorted. What they say was never
 * deployed, so a comparison with it shows nothing of what ran.
 */
export function newlyDeployed(pairs: readonly Pair[]): readonly string[] {
  const found = pairs.flatMap(({ base, head }) => {
    if (base === null || head === null) return [];
    const before = refusedPaths(base);
    if (before.length === 0) return [];
    const refused = new Set(refusedPaths(head));
    const there = new Set(head.documents().flatMap(({ file }) => (file.ok ? [file.document.path] : [])));
    return before.filter((path) => !refused.has(path) && there.has(path));
  });
  return [...new Set(found)].sort();
}
