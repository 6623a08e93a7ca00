import type { PolicyCache } from '../../apim/policy-cache.js';
import type { Service } from '../../apim/service.js';
import type { Layout, Reach, RepositoryOptions, ScopeEntry, Site, Survey, UnusedOption } from '../layout.js';
import type { Tree } from '../tree.js';
import { readMappedService, ScopeMap } from './scope-map.js';

/** Policies with scopes from the configuration's `scopes:` map: one service, whose policies are known by path. */
export const scopes: Layout = {
  name: 'scopes',
  keepsClaimed: true,
  looksFor: "the paths under 'scopes:' in the configuration",
  find: (tree, options, cache) => Promise.resolve(new MapSurvey(tree, options, cache)),
  // A pattern may match any file.
  listAround: (_trees, _paths, options) => Promise.resolve(options.scopes.length > 0 ? null : () => Promise.resolve(true)),
};

class MapSurvey implements Survey {
  readonly sites: readonly Site[];
  readonly #map: ScopeMap;
  readonly #entries: readonly ScopeEntry[];
  readonly #used: ReadonlySet<ScopeEntry>;

  constructor(tree: Tree, options: RepositoryOptions, cache: PolicyCache) {
    this.#map = new ScopeMap(options.scopes);
    this.#entries = options.scopes;
    const mapped = new Map<string, ScopeEntry>();
    for (const path of options.scopes.length === 0 ? [] : [...tree.entries.keys()].sort()) {
      const entry = this.#map.entryFor(path);
      if (entry !== null) mapped.set(path, entry);
    }
    this.#used = new Set(mapped.values());
    this.sites = mapped.size === 0 ? [] : [new MapSite(tree, mapped, cache)];
  }

  claims(path: string): boolean {
    return this.#map.entryFor(path) !== null;
  }

  holds(folder: string): boolean {
    return this.#map.holds(folder);
  }

  reach(paths: readonly string[]): Promise<ReadonlyMap<string, Reach>> {
    const isReached =
      this.sites.length > 0 && paths.some((path) => this.claims(path) || this.#entries.some(({ specification }) => specification === path));
    return Promise.resolve(new Map(isReached ? this.sites.map(({ root }) => [root, { kind: 'all' }]) : []));
  }

  unreviewed(): Promise<readonly never[]> {
    return Promise.resolve([]);
  }

  unusedOptions(): readonly UnusedOption[] {
    return this.#entries.filter((entry) => !this.#used.has(entry)).map(({ path }) => ({ code: 'scope-entry-unused', given: { path } }));
  }
}

/** The one service of the map. */
class MapSite implements Site {
  readonly root = '';
  readonly environments = [];
  readonly #tree: Tree;
  readonly #mapped: ReadonlyMap<string, ScopeEntry>;
  readonly #cache: PolicyCache;

  constructor(tree: Tree, mapped: ReadonlyMap<string, ScopeEntry>, cache: PolicyCache) {
    this.#tree = tree;
    this.#mapped = mapped;
    this.#cache = cache;
  }

  /** The map concerns the whole repository. */
  covers(): boolean {
    return true;
  }

  reachOf(): Reach {
    return { kind: 'all' };
  }

  async load(): Promise<readonly Service[]> {
    return [await readMappedService(this.#tree, this.#mapped, this.#cache, this.root)];
  }
}
