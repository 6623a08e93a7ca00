import { refusedPaths } from '../repairs/refusals.js';
import type { Pair } from './sides.js';

/**
 * Sorted paths of policies that API Management refuses to save in base and accepts in head. Base's were never deployed, so the comparison does not show what
 * ran.
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
