import { noOverrides, readOverrides } from './environment.js';
import { ArtifactReader } from './layouts/apiops.js';
import { below, findRoots, indexRoot, keyOf, place, reachOf, type ProductFiles, type RootIndex } from './layouts/apiops-index.js';
import { readMappedService, ScopeMap } from './layouts/scopes.js';
import { listIn, objectOf, readJson, textIn } from './metadata.js';
import type { PolicyCache } from './read-policy.js';
import type { Repository, RepositoryOptions, ScopeEntry, Selection, UnreviewedFile } from './repository.js';
import type { Service } from './service.js';
import type { Tree, TreeEntry } from './tree.js';

/** Indexes the services a tree holds. Files are read only when a selection is loaded. */
export function openRepository(tree: Tree, options: RepositoryOptions, cache: PolicyCache): Repository {
  return new IndexedRepository(tree, options, cache);
}

/** Files a look at whose content costs too much for finding out that they are no policies. */
const mostCandidates = 5000;
const candidate = /\.(xml|xml\.tpl|tpl|tftpl|tpl\.xml)$/i;
const configurationFile = /(^|\/)configuration\.([A-Za-z0-9_-]+)\.ya?ml$/;

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
  /** Longest first: a root inside another one claims its own files. */
  readonly #byLength: readonly string[];

  constructor(tree: Tree, options: RepositoryOptions, cache: PolicyCache) {
    this.tree = tree;
    this.#options = options;
    this.#cache = cache;
    this.#scopes = new ScopeMap(options.scopes);
    let entries: ReadonlyMap<string, TreeEntry> = tree.entries;
    if (options.scopes.length > 0) {
      for (const path of tree.entries.keys()) {
        const entry = this.#scopes.entryFor(path);
        if (entry !== null) this.#mapped.set(path, entry);
      }
      entries = new Map([...tree.entries].filter(([path]) => !this.#mapped.has(path)));
    }
    const roots = findRoots(entries);
    this.#artifactRoots = roots;
    this.#byLength = [...roots].sort((a, b) => b.length - a.length);
    this.#mappedRoot = options.scopes.length === 0 ? null : roots.includes('') ? 'scopes' : '';
    this.roots = this.#mapped.size > 0 && this.#mappedRoot !== null ? [...roots, this.#mappedRoot] : roots;
  }

  #rootOf(path: string): { readonly root: string; readonly rest: string } | null {
    for (const root of this.#byLength) {
      const rest = below(root, path);
      if (rest !== null) return { root, rest };
    }
    return null;
  }

  /** The part every file of a root plays; with `keys`, leaving out the APIs that are not among them. */
  #indexOf(root: string, keys: ReadonlySet<string> | null): RootIndex {
    const whole = this.#indexes.get(root);
    if (whole !== undefined) return whole;
    const index = indexRoot(root);
    // A revision that is not current takes some of its metadata from the current one.
    const wanted =
      keys === null
        ? null
        : new Set([...keys].flatMap((key) => [key, key.replace(/;rev=\d+$/, '')]).flatMap((key) => [key, key.split('/')[0] ?? key]));
    const prefix = root === '' ? '' : `${root}/`;
    for (const path of this.tree.entries.keys()) {
      if (!path.startsWith(prefix) || this.#mapped.has(path)) continue;
      const found = this.#rootOf(path);
      if (found?.root !== root || (wanted !== null && isOfOtherApi(found.rest, wanted))) continue;
      place(index, path, found.rest);
    }
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
      else if (reach.kind === 'api') apis(root, [reach.key]);
      else if (reach.kind === 'product') {
        const index = this.#indexOf(root, null);
        const product = index.products.get(reach.key);
        const linked = product === undefined ? [] : await this.#linkedKeys(index, product);
        if (linked === null) all.add(root);
        else apis(root, linked);
      }
    }
    const affected = new Map<string, Selection>();
    for (const [root, keys] of some) affected.set(root, { kind: 'apis', keys });
    for (const root of all) affected.set(root, { kind: 'all' });
    return affected;
  }

  /** Folder keys of the APIs a product includes; null when a link names an id that is no folder, and only metadata can tell which API it is. */
  async #linkedKeys(index: RootIndex, product: ProductFiles): Promise<readonly string[] | null> {
    const names = [...product.links.keys()];
    if (product.apisList !== null) {
      const bytes = (await this.tree.read([product.apisList])).get(product.apisList);
      const list = bytes === undefined ? null : readJson(product.apisList, bytes);
      if (list?.ok === true && Array.isArray(list.value))
        names.push(...listIn({ list: list.value }, 'list').flatMap((item) => textIn(objectOf(item), 'name') ?? []));
    }
    const keys = names.map((name) => keyOf(product.workspace, name));
    return keys.every((key) => index.apis.has(key)) ? keys : null;
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
      const overrides = path === null || bytes === undefined ? noOverrides : readOverrides(path, bytes, reader.problems);
      services.push(reader.build(keys, environment, overrides));
    }
    return services;
  }

  /** In the artifact folder, beside it, or at the repository's root, nearest first. */
  #configurationOf(root: string, environment: string): string | null {
    const parent = root.includes('/') ? root.slice(0, root.lastIndexOf('/')) : '';
    for (const folder of new Set([root, parent, ''])) {
      for (const extension of ['yaml', 'yml']) {
        const path = `${folder === '' ? '' : `${folder}/`}configuration.${environment}.${extension}`;
        if (this.tree.entries.get(path)?.kind === 'file') return path;
      }
    }
    return null;
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
        files.push({ path, reason: `environment '${environment}' is not evaluated; add it to 'environments' to see what it changes` });
      }
      if (!candidate.test(path) || this.#mapped.has(path) || this.#isClaimed(path)) continue;
      if (entry.kind !== 'file') files.push({ path, reason: `a ${entry.kind === 'symlink' ? 'symbolic link' : 'submodule'} is not followed` });
      else if (isResolver(path)) files.push({ path, reason: 'a GraphQL resolver’s policy takes no part in CORS' });
      else unclaimed.push(path);
    }
    const looked = unclaimed.slice(0, mostCandidates);
    for (let start = 0; start < looked.length; start += 400) {
      const some = looked.slice(start, start + 400);
      const read = await this.tree.read(some);
      for (const path of some) {
        const bytes = read.get(path);
        if (bytes !== undefined && looksLikePolicy(bytes))
          files.push({ path, reason: 'no layout says which scope this policy stands at; give it one under scopes:' });
      }
    }
    return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
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
  return end >= 0 && !wanted.has(keyOf(workspace, rest.slice(at + 5, end)));
}

function isResolver(path: string): boolean {
  return /(^|\/)apis\/[^/]+\/resolvers\/[^/]+\/[^/]+\.xml$/.test(path);
}

/** A policy document or fragment by its first element: many other tools keep a `policy.xml`. */
function looksLikePolicy(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes.subarray(0, 256 * 1024));
  let at = 0;
  for (;;) {
    while (at < text.length && /[\s\ufeff]/.test(text.charAt(at))) at += 1;
    const close = text.startsWith('<!--', at) ? '-->' : text.startsWith('<?', at) ? '?>' : null;
    if (close === null) break;
    const end = text.indexOf(close, at + 2);
    if (end < 0) return false;
    at = end + close.length;
  }
  if (/^<fragment[\s>/]/.test(text.slice(at, at + 12))) return true;
  return /^<policies[\s>]/.test(text.slice(at, at + 12)) && /<(inbound|backend|outbound|on-error)[\s>/]/.test(text.slice(at));
}
