import type { MetadataProblem, Service, ScopeRef } from '../apim/service.js';
import type { Tree } from './tree.js';

/** A policy file and the scope it stands at, known from paths (and, where a layout needs it, small metadata) alone. */
export interface ClaimedPolicy {
  readonly path: string;
  readonly root: string;
  readonly scope: ScopeRef;
}

export interface UnreviewedFile {
  readonly path: string;
  readonly reason: string;
  /** The root element of a policy that only lacks a scope, so that an entry under `scopes:` would have it reviewed; null: it would not. */
  readonly lacksScope: 'policies' | 'fragment' | null;
}

/** One entry of the configuration's `scopes:` map: which scope the policies at this path (or glob) stand at. */
export interface ScopeEntry {
  readonly path: string;
  readonly scope: 'global' | 'workspace' | 'product' | 'api' | 'operation' | 'fragment';
  readonly workspace?: string | undefined;
  readonly product?: string | undefined;
  readonly api?: string | undefined;
  readonly operation?: string | undefined;
  readonly fragment?: string | undefined;
  /** Products the API belongs to (scope `api`). */
  readonly products?: readonly string[] | undefined;
}

export interface RepositoryOptions {
  readonly scopes: readonly ScopeEntry[];
  /** Environment names whose `configuration.<env>.yaml` is evaluated beside the artifacts as they are. */
  readonly environments: readonly string[];
}

/**
 * Which part of a service a review reads: everything, or the APIs named (`workspace/api` keys as `apiKey` gives them)
 * together with what stands above them. Global, product, workspace policies, fragments and named values always belong to it.
 */
export type Selection = { readonly kind: 'all' } | { readonly kind: 'apis'; readonly keys: ReadonlySet<string> };

/** The services of one tree: indexed from the list of paths; files are read when a selection is loaded. */
export interface Repository {
  readonly tree: Tree;
  readonly roots: readonly string[];
  /** What a change of these paths (present in this tree or gone from it) can reach, per root. Roots that nothing reaches are absent. */
  affectedBy(paths: readonly string[]): Promise<ReadonlyMap<string, Selection>>;
  /** Reads and builds the selected services: one per root and environment (null first). */
  load(selection: ReadonlyMap<string, Selection>): Promise<readonly Service[]>;
  /** Everything. */
  loadAll(): Promise<readonly Service[]>;
  /** Policy-looking XML that no layout claims, and files seen but not evaluated; `paths` limits the answer (null: all). Reads candidates to look at their content. */
  unreviewed(paths: readonly string[] | null): Promise<readonly UnreviewedFile[]>;
  /** What the options name and the tree does not have, one line each: entries under `scopes:` that fit no file, environments without a file. */
  unusedOptions(): readonly string[];
}

export type { MetadataProblem };
