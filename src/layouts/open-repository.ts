import { resourceKey } from '../apim/resource-key.js';
import { noOverrides, type Overrides } from './apiops/overrides.js';
import { ArtifactReader } from './apiops/artifact-reader.js';
import { listAround, listSelected } from './apiops/artifact-folders.js';
import { findRoots, folderOf, foldersOf, hasUsualName, indexRoot, place, placeClosed, reachOf, type RootIndex } from './apiops/artifact-index.js';
import { policyName, readMappedService, ScopeMap } from './scopes/scope-map.js';
import { isLfsPointer } from './lfs-pointer.js';
import { policyRootOf } from './policy-content.js';
import type { PolicyCache } from '../apim/read-policy.js';
import type { Repository, RepositoryOptions, ScopeEntry, Selection, UnreviewedFile } from './repository.js';
import type { Service } from '../apim/service.js';
import { openFolders, type Tree, type TreeEntry } from './tree.js';

/** Indexes the services a tree holds. Files are read only when a selection is loaded. */
export function openRepository(tree: Tree, options: RepositoryOptions, cache: PolicyCache): Repository {
  return new IndexedRepository(tree, options, cache);
}

/**
 * Opens both sides of a change with what it can reach, and lists of the trees what that needs: a change of a few APIs needs little of a large
 * service, one that reaches all of it needs the whole trees.
 */
export async function openAffected(
  base: Tree,
  head: Tree,
  paths: readonly string[],
  options: RepositoryOptions,
  cache: PolicyCache,
): Promise<{ readonly base: Repository; readonly head: Repository; readonly affected: ReadonlyMap<string, Selection> }> {
  const trees = [base, head];
  const opened = (): number => trees.reduce((sum, { closed }) => sum + (closed?.opened ?? 0), 0);
  const open = async (): Promise<Awaited<ReturnType<typeof openAffected>>> => {
    const sides = { base: openRepository(base, options, cache), head: openRepository(head, options, cache) };
    const affected = new Map<string, Selection>();
    for (const side of [sides.base, sides.head]) {
      for (const [root, selection] of await side.affectedBy(paths)) affected.set(root, joinSelections(affected.get(root), selection));
    }
    return { ...sides, affected };
  };
  if (trees.every(({ closed }) => closed === undefined || closed.ids.size === 0)) return open();
  const isOverridden = paths.some((path) => options.environments.includes(configurationFile.exec(path)?.[2] ?? ''));
  // Patterns and overrides may mean any file.
  const isOpen = options.scopes.length > 0 || isOverridden;
  if (isOpen) await openFolders(trees, () => Infinity);
  const around = isOpen ? null : await listAround(trees, paths);
  // What was listed for a selection may hold what selects more: until nothing is listed any more, what is affected is not known.
  for (;;) {
    const found = await open();
    const before = opened();
    const isWhole = [...found.affected.values()].some((selection) => selection.kind === 'all') || isUnsettled(head, found.head, paths, options);
    await (isWhole ? openFolders(trees, () => Infinity) : listSelected(trees, found.affected, around));
    if (opened() === before) return found;
  }
}

/**
 * Whether what is said of files of environments hangs on services that are not listed: one of an environment that is not evaluated counts where
 * there is a service, and an environment without one is told.
 */
function isUnsettled(tree: Tree, repository: Repository, paths: readonly string[], options: RepositoryOptions): boolean {
  const isTop = (name: string): boolean => extensions.some((extension) => tree.entries.get(`configuration.${name}.${extension}`)?.kind === 'file');
  // At the top it is every service's.
  if (options.environments.every(isTop) && !paths.some((path) => configurationFile.test(path))) return false;
  return repository.roots.length === 0 || repository.unusedOptions().length > 0;
}

function joinSelections(one: Selection | undefined, other: Selection): Selection {
  if (one === undefined) return other;
  if (one.kind === 'all' || other.kind === 'all') return { kind: 'all' };
  return { kind: 'apis', keys: new Set([...one.keys, ...other.keys]) };
}

/** Files whose content is looked at to find out whether they are policies; of the rest it is said that there are more. */
const mostCandidates = 5000;
/** Read at a time. */
const batch = 400;
const configurationFile = /(^|\/)configuration\.([A-Za-z0-9_-]+)\.ya?ml$/;
const extensions = ['yaml', 'yml'];

class IndexedRepository implements Repository {
  readonly tree: Tree;
  readonly roots: readonly string[];
  readonly #options: RepositoryOptions;
  readonly #cache: PolicyCache;
  readonly #scopes: ScopeMap;
  readonly #mapped = new Map<string, ScopeEntry>();
  /** Root of the service that the `scopes:` map makes; null when it claims nothing. */
  readonly #mappedRoot: string | null;
  readonly #artifactRoots: readonly string[];
  /** Whole indexes, made when one is needed: a change of a few APIs needs none. */
  readonly #indexes = new Map<string, RootIndex>();
  /** Of those, for what links and version sets say. */
  readonly #readers = new Map<string, ArtifactReader>();
  readonly #rootSet: ReadonlySet<string>;
  /** Distinct, longest first: there are few, however many roots and however deep a path is. */
  readonly #rootLengths: readonly number[];
  /** By folder, the XML files in it, sorted; made when one without the usual name is asked about. */
  #xmlByFolder: ReadonlyMap<string, readonly string[]> | null = null;
  /** By folder: those of them that are policies by their content (or cannot be read), the one that counts first. */
  readonly #policiesIn = new Map<string, readonly string[]>();
  /** By root: folder keys of the revisions that are not current, by the key of the one that is. */
  readonly #revisions = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();

  constructor(tree: Tree, options: RepositoryOptions, cache: PolicyCache) {
    this.tree = tree;
    this.#options = options;
    this.#cache = cache;
    this.#scopes = new ScopeMap(options.scopes);
    let entries: ReadonlyMap<string, TreeEntry> = tree.entries;
    if (options.scopes.length > 0) {
      for (const path of [...tree.entries.keys()].sort()) {
        const entry = this.#scopes.entryFor(path);
        if (entry !== null) this.#mapped.set(path, entry);
      }
      entries = new Map([...tree.entries].filter(([path]) => !this.#mapped.has(path)));
    }
    const roots = findRoots(entries);
    this.#artifactRoots = roots;
    this.#rootSet = new Set(roots);
    this.#rootLengths = [...new Set(roots.map((root) => root.length))].filter((length) => length > 0).sort((a, b) => b - a);
    this.#mappedRoot = options.scopes.length === 0 ? null : roots.includes('') ? 'scopes' : '';
    this.roots = this.#mapped.size > 0 && this.#mappedRoot !== null ? [...roots, this.#mappedRoot] : roots;
  }

  /** The innermost root: one inside another claims its own files. */
  #rootOf(path: string): { readonly root: string; readonly rest: string } | null {
    for (const length of this.#rootLengths) {
      if (path[length] !== '/') continue;
      const root = path.slice(0, length);
      if (this.#rootSet.has(root)) return { root, rest: path.slice(length + 1) };
    }
    return this.#rootSet.has('') ? { root: '', rest: path } : null;
  }

  /** The part every file of a root plays; with `keys`, leaving out the APIs that are not among them. */
  #indexOf(root: string, keys: ReadonlySet<string> | null): RootIndex {
    const whole = this.#indexes.get(root);
    if (whole !== undefined) return whole;
    const index = indexRoot(root);
    const wanted = keys === null ? null : new Set([...keys].flatMap(foldersOf));
    const prefix = root === '' ? '' : `${root}/`;
    const files: (readonly [path: string, rest: string])[] = [];
    for (const path of this.tree.entries.keys()) {
      if (!path.startsWith(prefix) || this.#mapped.has(path)) continue;
      const found = this.#rootOf(path);
      if (found?.root !== root) continue;
      if (wanted !== null && isOfOtherApi(found.rest, wanted)) index.isPartial = true;
      else files.push([path, found.rest]);
    }
    for (const folder of this.tree.closed?.ids.keys() ?? []) {
      const found = this.#rootOf(folder);
      if (found?.root !== root) continue;
      if (wanted !== null && !index.isPartial && isOfOtherApi(`${found.rest}/`, wanted)) index.isPartial = true;
      placeClosed(index, folder, found.rest);
    }
    // Each source lists in an order of its own, and a review is the same from all of them.
    for (const [path, rest] of files.sort(([a], [b]) => (a < b ? -1 : 1))) place(index, path, rest);
    if (keys === null) this.#indexes.set(root, index);
    return index;
  }

  async affectedBy(paths: readonly string[]): Promise<ReadonlyMap<string, Selection>> {
    const all = new Set<string>();
    const some = new Map<string, Set<string>>();
    const apis = (root: string, keys: Iterable<string>): void => {
      const known = some.get(root) ?? new Set<string>();
      for (const key of keys) known.add(key);
      some.set(root, known);
    };
    for (const path of paths) {
      if (this.#mappedRoot !== null && this.#scopes.entryFor(path) !== null) {
        all.add(this.#mappedRoot);
        continue;
      }
      const environment = configurationFile.exec(path)?.[2];
      if (environment !== undefined && this.#options.environments.includes(environment)) for (const root of this.#artifactRoots) all.add(root);
      const found = this.#rootOf(path);
      if (found === null) continue;
      const reach = reachOf(found.rest);
      const { root } = found;
      if (reach.kind === 'all') all.add(root);
      else if (reach.kind === 'api') apis(root, reach.withRevisions ? this.#withRevisions(root, [reach.key]) : [reach.key]);
      else if (reach.kind === 'product') {
        const linked = all.has(root) ? null : await this.#readerOf(root).apisOfProduct(reach.key);
        if (linked === null) all.add(root);
        else apis(root, this.#withRevisions(root, linked));
      } else if (reach.kind === 'version-set') {
        apis(root, this.#withRevisions(root, await this.#readerOf(root).apisOfVersionSet(reach.workspace, reach.folder)));
      }
    }
    const affected = new Map<string, Selection>();
    for (const [root, keys] of some) affected.set(root, { kind: 'apis', keys });
    for (const root of all) affected.set(root, { kind: 'all' });
    return affected;
  }

  #readerOf(root: string): ArtifactReader {
    let reader = this.#readers.get(root);
    if (reader === undefined) this.#readers.set(root, (reader = new ArtifactReader(this.tree, this.#indexOf(root, null), this.#cache)));
    return reader;
  }

  /** The same APIs, and their revisions that are not current. */
  #withRevisions(root: string, keys: readonly string[]): readonly string[] {
    let revisions = this.#revisions.get(root);
    if (revisions === undefined) this.#revisions.set(root, (revisions = this.#findRevisions(root)));
    return keys.flatMap((key) => [key, ...(revisions.get(key) ?? [])]);
  }

  #findRevisions(root: string): ReadonlyMap<string, ReadonlySet<string>> {
    const found = new Map<string, Set<string>>();
    // The folder of a revision that is not listed yet is one with a file in it, until it is found to have none.
    const closed = [...(this.tree.closed?.ids.keys() ?? [])]
      .filter((folder) => folder.includes(';rev='))
      .map((folder) => `${folder}/apiInformation.json`);
    for (const path of [...[...this.tree.entries.keys()].filter((one) => one.includes(';rev=')), ...closed]) {
      const place = this.#rootOf(path);
      const reach = place?.root === root ? reachOf(place.rest) : null;
      const current = reach?.kind === 'api' ? reach.key.replace(/;rev=\d+$/, '') : null;
      if (reach?.kind === 'api' && current !== null && current !== reach.key) found.set(current, (found.get(current) ?? new Set()).add(reach.key));
    }
    return found;
  }

  async load(selection: ReadonlyMap<string, Selection>): Promise<readonly Service[]> {
    const services: Service[] = [];
    for (const [root, selected] of selection) {
      const keys = selected.kind === 'all' ? null : selected.keys;
      if (this.#artifactRoots.includes(root)) services.push(...(await this.#loadRoot(this.#indexOf(root, keys), keys)));
      else if (root === this.#mappedRoot) services.push(await readMappedService(this.tree, this.#mapped, this.#cache, root));
    }
    return services;
  }

  loadAll(): Promise<readonly Service[]> {
    return this.load(new Map(this.roots.map((root) => [root, { kind: 'all' } as const])));
  }

  async #loadRoot(index: RootIndex, keys: ReadonlySet<string> | null): Promise<readonly Service[]> {
    const reader = new ArtifactReader(this.tree, index, this.#cache);
    await reader.read(keys);
    const services = [reader.build(keys, null)];
    for (const environment of this.#options.environments) {
      const path = this.#configurationOf(index.root, environment);
      const bytes = path === null ? undefined : (await this.tree.read([path])).get(path);
      if (path !== null && bytes === undefined)
        reader.problems.push({ path, line: 1, message: 'This file could not be read: what it says is left out of this review.' });
      let overrides: Overrides = noOverrides;
      // Few reviews read an environment: the parser of its file is loaded for those.
      if (path !== null && bytes !== undefined) overrides = (await import('./apiops/read-overrides.js')).readOverrides(path, bytes, reader.problems);
      services.push(reader.build(keys, environment, overrides));
    }
    return services;
  }

  /** In the artifact folder, beside it, or at the repository's root, nearest first. */
  #configurationOf(root: string, environment: string): string | null {
    const parent = root.includes('/') ? root.slice(0, root.lastIndexOf('/')) : '';
    for (const folder of new Set([root, parent, ''])) {
      for (const extension of extensions) {
        const path = `${folder === '' ? '' : `${folder}/`}configuration.${environment}.${extension}`;
        if (this.tree.entries.get(path)?.kind === 'file') return path;
      }
    }
    return null;
  }

  unusedOptions(): readonly string[] {
    const used = new Set(this.#mapped.values());
    const entries = this.#options.scopes.filter((entry) => !used.has(entry));
    const unknown = this.#artifactRoots.length === 0 ? [] : this.#options.environments.filter((name) => !this.#hasConfiguration(name));
    return [
      ...entries.map(
        ({ path }) => `'${path}' under 'scopes:' gives no file its scope: none that it fits could be a policy, or entries above it come first.`,
      ),
      ...unknown.map((name) => `Environment '${name}' has no configuration.${name}.yaml: it was evaluated as the artifacts are.`),
    ];
  }

  #hasConfiguration(environment: string): boolean {
    return this.#artifactRoots.some((root) => this.#configurationOf(root, environment) !== null);
  }

  /** True when the layout gives the file a scope. */
  #isClaimed(path: string): boolean {
    const found = this.#rootOf(path);
    return found !== null && place(indexRoot(found.root), path, found.rest);
  }

  async unreviewed(paths: readonly string[] | null): Promise<readonly UnreviewedFile[]> {
    const files: UnreviewedFile[] = [];
    const unclaimed: string[] = [];
    for (const path of paths ?? this.tree.entries.keys()) {
      const entry = this.tree.entries.get(path);
      if (entry === undefined) continue;
      const environment = configurationFile.exec(path)?.[2];
      if (
        environment !== undefined &&
        this.#artifactRoots.length > 0 &&
        !this.#options.environments.includes(environment) &&
        environment !== 'extractor'
      ) {
        files.push({
          path,
          reason: `environment '${environment}' is not evaluated; add it to 'environments' to see what it changes`,
          lacksScope: null,
        });
      }
      if (!policyName.test(path) || this.#mapped.has(path)) continue;
      if (this.#isClaimed(path)) {
        const [taken, ...others] = hasUsualName(path) ? [] : await this.#policiesBeside(path);
        if (taken !== undefined && others.includes(path))
          files.push({ path, reason: `a scope has one policy, and ${taken} is taken for it`, lacksScope: null });
      } else if (entry.kind !== 'file') {
        files.push({ path, reason: `a ${entry.kind === 'symlink' ? 'symbolic link' : 'submodule'} is not followed`, lacksScope: null });
      } else if (isResolver(path)) files.push({ path, reason: 'a GraphQL resolver’s policy takes no part in CORS', lacksScope: null });
      else unclaimed.push(path);
    }
    unclaimed.sort();
    for (let start = 0; start < Math.min(unclaimed.length, mostCandidates); start += batch) {
      const some = unclaimed.slice(start, Math.min(start + batch, mostCandidates));
      const read = await this.tree.read(some);
      for (const path of some) {
        const bytes = read.get(path);
        const root = bytes === undefined ? null : policyRootOf(bytes);
        if (bytes === undefined) files.push({ path, reason: 'it could not be read', lacksScope: null });
        else if (root !== null)
          files.push({ path, reason: 'no layout says which scope this policy stands at; give it one under scopes:', lacksScope: root });
      }
    }
    const [next] = unclaimed.slice(mostCandidates);
    if (next !== undefined) {
      const left = unclaimed.length - mostCandidates;
      const reason = `${left === 1 ? 'this file was' : `this file and ${left - 1} more were`} not looked at: of the files that could be policies and have no scope only ${mostCandidates} are`;
      files.push({ path: next, reason, lacksScope: null });
    }
    return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  }

  /** The policies where this file lies, the one that counts first. */
  async #policiesBeside(path: string): Promise<readonly string[]> {
    const folder = folderOf(path);
    let policies = this.#policiesIn.get(folder);
    if (policies === undefined) {
      const siblings = this.#xmlIn(folder);
      const read = await this.tree.read(siblings.filter((one) => this.tree.entries.get(one)?.kind === 'file'));
      const found = siblings.filter((one) => {
        const bytes = read.get(one);
        return bytes === undefined || hasUsualName(one) || isLfsPointer(bytes) || policyRootOf(bytes) !== null;
      });
      policies = [...found].sort((a, b) => Number(hasUsualName(b)) - Number(hasUsualName(a)));
      this.#policiesIn.set(folder, policies);
    }
    return policies;
  }

  #xmlIn(folder: string): readonly string[] {
    if (this.#xmlByFolder === null) {
      const found = new Map<string, string[]>();
      for (const path of this.tree.entries.keys()) {
        if (!path.endsWith('.xml') || this.#mapped.has(path)) continue;
        const files = found.get(folderOf(path));
        if (files === undefined) found.set(folderOf(path), [path]);
        else files.push(path);
      }
      for (const files of found.values()) files.sort();
      this.#xmlByFolder = found;
    }
    return this.#xmlByFolder.get(folder) ?? [];
  }
}

/** True for a file of an API that is not wanted. */
function isOfOtherApi(rest: string, wanted: ReadonlySet<string>): boolean {
  let at = 0;
  let workspace: string | null = null;
  if (rest.startsWith('workspaces/')) {
    const end = rest.indexOf('/', 11);
    if (end < 0) return false;
    workspace = rest.slice(11, end);
    at = end + 1;
  }
  if (!rest.startsWith('apis/', at)) return false;
  const end = rest.indexOf('/', at + 5);
  return end >= 0 && !wanted.has(resourceKey(workspace, rest.slice(at + 5, end)));
}

function isResolver(path: string): boolean {
  return /(^|\/)apis\/[^/]+\/resolvers\/[^/]+\/[^/]+\.xml$/.test(path);
}
