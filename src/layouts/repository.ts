import type { PolicyCache } from '../apim/policy-cache.js';
import type { Service } from '../apim/service.js';
import type { Layout, Reach, RepositoryOptions, Site, Survey, UnreviewedFile, UnusedOption } from './layout.js';
import { layouts } from './layouts.js';
import { policyName } from './policy-content.js';
import { ScopeGuesses } from './scopes/scope-suggestion.js';
import type { Tree, TreeEntry } from './tree.js';
import { embeddedPolicies, mayEmbedPolicies, type EmbeddedPolicies } from './embedded-policy.js';
import { withoutScope } from './without-scope.js';

/**
 * Finds the services of a tree in every layout. Each layout gets what earlier ones leave: precedence is decided here. Code that names a policy deploys it,
 * whatever layout claims the file. Files are read only when something is loaded.
 */
export async function openRepository(
  tree: Tree,
  options: RepositoryOptions,
  cache: PolicyCache,
  known: readonly Layout[] = layouts,
): Promise<Repository> {
  const surveyed: Surveyed[] = [];
  let left = tree;
  let readable = tree;
  for (const layout of known) {
    const survey = await layout.find(layout.readsClaimed === true ? readable : left, options, cache);
    surveyed.push({ layout, survey });
    if (surveyed.length === known.length) break;
    if (survey.sites.length === 0) continue;
    const claimed = new Set<string>();
    for (const path of readable.entries.keys()) if (survey.claims(path)) claimed.add(path);
    if (claimed.size === 0) continue;
    left = without(left, (path) => claimed.has(path));
    readable = without(readable, (path) => claimed.has(path) && (layout.keepsClaimed === true || !policyName.test(path)));
  }
  return new Repository(tree, options, surveyed);
}

interface Surveyed {
  readonly layout: Layout;
  readonly survey: Survey;
}

/** What a change affects, per layout in order, by the roots of the layout's own sites. */
export type ReachByLayout = readonly ReadonlyMap<string, Reach>[];

/** The services of one tree, in all layouts. */
export class Repository {
  readonly surveys: readonly Survey[];
  readonly #surveyed: readonly Surveyed[];
  readonly #tree: Tree;
  readonly #options: RepositoryOptions;
  readonly #names: readonly ReadonlyMap<string, string>[];
  readonly #sites = new Map<string, Site>();
  readonly #bare = new Map<string, Site>();
  readonly #layouts = new Map<string, string>();

  /** `surveyed`: the surveys of the tree, in order of precedence. */
  constructor(tree: Tree, options: RepositoryOptions, surveyed: readonly Surveyed[]) {
    this.#tree = tree;
    this.#options = options;
    this.#surveyed = surveyed;
    this.surveys = surveyed.map(({ survey }) => survey);
    const taken = new Set<string>();
    const names: ReadonlyMap<string, string>[] = [];
    // Of two sites at one folder, the later layout's is named after the folder, and the earlier one after its layout.
    for (const { layout, survey } of [...surveyed].reverse()) {
      const own = new Map(survey.sites.map((site) => [site.root, taken.has(site.root) ? layout.name : site.root]));
      for (const site of survey.sites) {
        const name = own.get(site.root) ?? site.root;
        this.#sites.set(name, site);
        this.#layouts.set(name, layout.name);
      }
      for (const site of survey.bare ?? []) this.#bare.set(taken.has(site.root) ? layout.name : site.root, site);
      for (const { root } of survey.sites) taken.add(root);
      names.unshift(own);
    }
    this.#names = names;
  }

  /** The layout of a service, by the service's name. */
  layoutOf(name: string): string {
    return this.#layouts.get(name) ?? '';
  }

  /** Policies that are not deployed, sorted by path; other policies without a layout are `unreviewed`. Reads candidates. */
  async unreferenced(): Promise<readonly string[]> {
    const dead = [...this.#tree.entries.keys()].filter((path) => policyName.test(path) && !this.claims(path) && this.#isUnreferenced(path));
    return (await withoutScope(this.#tree, dead)).flatMap(({ path, lacksScope }) => (lacksScope === null ? [] : path)).sort();
  }

  #isUnreferenced(path: string): boolean {
    return this.surveys.some((survey) => survey.isUnreferenced?.(path) === true);
  }

  /** The unique names of the services: mostly their folders. */
  get roots(): readonly string[] {
    return [...this.#sites.keys()];
  }

  /** The names of the environments of all services. */
  get environments(): readonly string[] {
    return [...new Set([...this.#sites.values()].flatMap((site) => site.environments.map(({ name }) => name)))];
  }

  /** What a change of these paths (also deleted ones) can affect, per layout. */
  async reach(paths: readonly string[]): Promise<ReachByLayout> {
    const reached: ReadonlyMap<string, Reach>[] = [];
    let left = paths;
    let readable = paths;
    for (const { layout, survey } of this.#surveyed) {
      reached.push(await survey.reach(layout.readsClaimed === true ? readable : left));
      if (reached.length === this.surveys.length) break;
      left = left.filter((path) => !survey.claims(path));
      readable = readable.filter((path) => (layout.keepsClaimed !== true && policyName.test(path)) || !survey.claims(path));
    }
    return reached;
  }

  /** The service name of a layout's site; null: missing in the tree. `layout`: its index. */
  nameOf(layout: number, root: string): string | null {
    return this.#names[layout]?.get(root) ?? null;
  }

  /** What a change of these paths can affect, by service; unaffected services are absent. */
  async affectedBy(paths: readonly string[]): Promise<ReadonlyMap<string, Reach>> {
    return named(await this.reach(paths), [this]);
  }

  /** What has to be read of each service for one API. */
  reachOf(workspace: string | null, api: string): ReadonlyMap<string, Reach> {
    return new Map([...this.#sites].map(([root, site]) => [root, site.reachOf(workspace, api)]));
  }

  /** Whether a layout gives a file a scope. */
  claims(path: string): boolean {
    return this.surveys.some((survey) => survey.claims(path));
  }

  /** Whether a layout would give scopes to files below a folder. */
  holds(folder: string): boolean {
    return this.surveys.some((survey) => survey.holds?.(folder) === true);
  }

  /** Guesses the scopes of policies without one. The tree has to be listed completely. */
  scopeGuesses(): ScopeGuesses {
    const { entries } = this.#tree;
    const without = [...entries.keys()].filter((path) => policyName.test(path) && !this.claims(path));
    return new ScopeGuesses(without, this.#options.scopes, (path) => entries.has(path));
  }

  /** Whether a file belongs to one of these services. */
  covers(path: string, roots: Iterable<string>): boolean {
    for (const root of roots) if (this.#siteOf(root)?.covers(path) === true) return true;
    return false;
  }

  #siteOf(root: string): Site | undefined {
    return this.#sites.get(root) ?? this.#bare.get(root);
  }

  /** Reads and builds the affected services: one per environment, first without one. Services missing in the tree are skipped. */
  async load(affected: ReadonlyMap<string, Reach>): Promise<readonly Service[]> {
    const services: Service[] = [];
    for (const [root, reach] of affected) {
      const loaded = (await this.#siteOf(root)?.load(reach)) ?? [];
      services.push(...loaded.map((service) => (service.root === root ? service : { ...service, root })));
    }
    return services;
  }

  /** Everything. */
  loadAll(): Promise<readonly Service[]> {
    return this.load(new Map(this.roots.map((root) => [root, { kind: 'all' }])));
  }

  /**
   * Policies without a scope, and files found but not evaluated; `paths` limits the answer (null: all). Policies that are not deployed are left out, unless
   * they had a scope in `before`. Reads candidates.
   */
  async unreviewed(paths: readonly string[] | null, before: Repository | null = null): Promise<readonly UnreviewedFile[]> {
    const { entries } = this.#tree;
    const told = new Map<string, UnreviewedFile>();
    let left: readonly string[] = paths === null ? [...entries.keys()] : paths.filter((path) => entries.has(path));
    for (const survey of this.surveys) {
      for (const file of await survey.unreviewed(left)) if (!told.has(file.path)) told.set(file.path, file);
      left = left.filter((path) => !survey.claims(path));
    }
    const candidates: string[] = [];
    for (const path of left) {
      if (told.has(path) || (this.#isUnreferenced(path) && before?.claims(path) !== true)) continue;
      // A template that a layout's code deploys is read there.
      if (!policyName.test(path) && mayEmbedPolicies(path) && (await this.reach([path])).some((sites) => sites.size > 0)) continue;
      candidates.push(path);
    }
    const others = await withoutScope(this.#tree, candidates);
    return [...told.values(), ...others].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  }

  /** The policies embedded in a file of this content that no layout follows; null: none. */
  embeddedIn(path: string, bytes: Uint8Array): EmbeddedPolicies | null {
    for (const survey of this.surveys) {
      const beside = survey.embedded?.(path);
      if (beside !== undefined) return beside;
    }
    return embeddedPolicies(path, bytes);
  }

  /** The evaluated environment of this file; null: none. */
  environmentAt(path: string): string | null {
    for (const site of this.#sites.values()) {
      const found = site.environments.find((one) => one.isThere && one.path === path);
      if (found !== undefined) return found.name;
    }
    return null;
  }

  /** The names of environments with files, evaluated or not. */
  get knownEnvironments(): ReadonlySet<string> {
    const there = [...this.#sites.values()].flatMap(({ environments }) => environments.filter(({ isThere }) => isThere));
    return new Set([...this.surveys.flatMap(({ environments = [] }) => environments), ...there.map(({ name }) => name)]);
  }

  /** Names in the options that the tree lacks. */
  unusedOptions(): readonly UnusedOption[] {
    const unused = this.surveys.flatMap((survey): readonly UnusedOption[] => survey.unusedOptions());
    const known = this.knownEnvironments;
    for (const name of this.#options.environments) {
      const here = [...this.#sites.values()].flatMap((site) => site.environments.filter((environment) => environment.name === name));
      // If no other environment is known, nothing may be listed, or nothing has environments.
      if (here.length === 0 && known.size > 0 && !known.has(name))
        unused.push({ code: 'environment-unknown', given: { environment: name, known: [...known].sort() } });
      if (here.length === 0 || here.some((environment) => environment.isThere)) continue;
      const paths = [...new Set(here.map((environment) => environment.path))];
      unused.push({ code: 'environment-without-file', given: { environment: name, paths, known: [...known].sort() } });
    }
    return unused;
  }
}

/** What is affected, by the services' names in one or both trees of a change. */
export function named(reached: ReachByLayout, repositories: readonly Repository[]): ReadonlyMap<string, Reach> {
  const affected = new Map<string, Reach>();
  for (const [layout, sites] of [...reached.entries()].reverse()) {
    for (const [root, reach] of sites) {
      for (const repository of repositories) {
        const name = repository.nameOf(layout, root);
        if (name !== null) affected.set(name, reach);
      }
    }
  }
  return affected;
}

/** The tree without some files. */
function without(tree: Tree, isGone: (path: string) => boolean): Tree {
  const entries = new Map<string, TreeEntry>();
  for (const [path, entry] of tree.entries) if (!isGone(path)) entries.set(path, entry);
  if (entries.size === tree.entries.size) return tree;
  const { label, closed, isRemote } = tree;
  return {
    label,
    entries,
    ...(closed === undefined ? {} : { closed }),
    ...(isRemote === undefined ? {} : { isRemote }),
    read: (paths) => tree.read(paths),
  };
}
