import type { ScopeRef } from '../apim/service.js';
import type { ServiceState } from '../effective/service-state.js';
import type { ScopeEntry } from '../layouts/layout.js';
import type { ScopeSuggestion } from '../layouts/scopes/scope-suggestion.js';
import type { Unseen } from './unplaced.js';

/** Replaces a guessed scope by the one that base gives the file, if base gives it exactly one. */
export function withScopesOfBase(unseen: Unseen, base: Iterable<ServiceState | null>): Unseen {
  if (unseen.suggestions.size === 0) return unseen;
  const scopes = scopesOf(unseen.suggestions, base);
  if (scopes.size === 0) return unseen;
  const suggestions = new Map([...unseen.suggestions, ...scopes]);
  return {
    ...unseen,
    suggestions,
    unplaced: unseen.unplaced.map((one) => {
      const suggestion = scopes.get(one.policy.path);
      return suggestion === undefined || one.policy.suggestion === null ? one : { ...one, policy: { ...one.policy, suggestion } };
    }),
  };
}

function scopesOf(wanted: Unseen['suggestions'], base: Iterable<ServiceState | null>): ReadonlyMap<string, ScopeSuggestion> {
  const found = new Map<string, Map<string, ScopeEntry>>();
  for (const state of base) {
    for (const { file, scope } of state?.documents() ?? []) {
      const path = file.ok ? file.document.path : file.broken.path;
      const entry = wanted.has(path) ? entryOf(path, scope) : null;
      if (entry !== null) found.set(path, (found.get(path) ?? new Map<string, ScopeEntry>()).set(JSON.stringify(entry), entry));
    }
  }
  const guessed = new Map([...wanted].map(([path, { entry }]) => [scopeKey(entry), path]));
  return new Map(
    [...found].flatMap(([path, entries]) => {
      const [entry, ...others] = entries.values();
      // Two entries must not give one scope to different files.
      const isTaken = entry !== undefined && (guessed.get(scopeKey(entry)) ?? path) !== path;
      return entry === undefined || others.length > 0 || isTaken ? [] : [[path, { entry, from: 'base', isPathId: false }] as const];
    }),
  );
}

/** null: an entry cannot express its ids. */
function entryOf(path: string, { kind, workspace, id, operation }: ScopeRef): ScopeEntry | null {
  const within = workspace === null ? {} : { workspace };
  if (kind === 'global' || kind === 'workspace') return { path, scope: kind, ...within };
  if (id === null || id === '') return null;
  if (kind === 'operation') return operation === null ? null : { path, scope: kind, api: id, operation, ...within };
  return { path, scope: kind, [kind]: id, ...within };
}

/** Equal keys: one scope. */
function scopeKey({ scope, workspace, product, api, operation, fragment }: ScopeEntry): string {
  return JSON.stringify([scope, workspace, product, api, operation, fragment]);
}
