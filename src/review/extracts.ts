import { resourceKey, scopeKey } from '../apim/resource-key.js';
import type { EvaluatedPair } from './evaluate.js';
import type { Note } from './note.js';
import type { SourcedFinding } from './suggest.js';

/** The findings without repetitions, and a note for each root whose findings are listed at another's. */
export interface ToldOnce {
  readonly candidates: readonly SourcedFinding[];
  readonly notes: readonly Note[];
}

/**
 * Removes what a second root repeats. A root is an extract of another one that has all its APIs; findings that are equal except for the folder are listed at
 * the other. Findings only in the extract stay.
 */
export function toldOnce(candidates: readonly SourcedFinding[], evaluated: readonly EvaluatedPair[]): ToldOnce {
  const originals = originalsOf(evaluated);
  if (originals.size === 0) return { candidates, notes: [] };
  const found = new Set(candidates.map((candidate) => twinKey(candidate, rootOf(candidate.from))));
  const ofRoots = new Set(evaluated);
  const repeated = new Map<string, number>();
  const kept = candidates.filter((candidate) => {
    const root = rootOf(candidate.from);
    const original = originals.get(root);
    if (original === undefined || !ofRoots.has(candidate.from) || !found.has(twinKey(candidate, original))) return true;
    repeated.set(root, (repeated.get(root) ?? 0) + 1);
    return false;
  });
  const notes = [...repeated].map(([root, findings]): Note => ({ code: 'extract', given: { root, original: originals.get(root) ?? '', findings } }));
  return { candidates: kept, notes };
}

/** By extract: the root with all its APIs; the one with the most, then the first by name. */
function originalsOf(evaluated: readonly EvaluatedPair[]): ReadonlyMap<string, string> {
  const apis = new Map<string, Set<string>>();
  for (const from of evaluated) {
    const { base, head } = from.pair;
    const keys = apis.get(rootOf(from)) ?? new Set<string>();
    for (const api of (head ?? base)?.service.apis ?? []) keys.add(resourceKey(api.workspace, api.id));
    apis.set(rootOf(from), keys);
  }
  const ordered = [...apis].sort(([a, one], [b, other]) => other.size - one.size || (a < b ? -1 : 1));
  const originals = new Map<string, string>();
  for (const [index, [root, own]] of ordered.entries()) {
    if (own.size === 0) continue;
    const original = ordered.slice(0, index).find(([other, all]) => !originals.has(other) && [...own].every((key) => all.has(key)));
    if (original !== undefined) originals.set(root, original[0]);
  }
  return originals;
}

function rootOf({ pair: { base, head } }: EvaluatedPair): string {
  return (head ?? base)?.service.root ?? '';
}

/** Equal keys: the same finding of equal severity, if the roots are treated as one. */
function twinKey({ finding, identified: { draft } }: SourcedFinding, root: string): string {
  return JSON.stringify([root, draft.rule, scopeKey(draft.scope), draft.key, finding.severity, finding.status, finding.environment]);
}
