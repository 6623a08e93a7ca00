import { isLfsPointer } from '../lfs-pointer.js';
import type { PolicyCache } from '../../apim/policy-cache.js';
import { resourceKey } from '../../apim/resource-key.js';
import type { Service } from '../../apim/service.js';
import type { Reach, Site, SiteEnvironment } from '../layout.js';
import { mostEnvironments, unevaluated } from '../most-environments.js';
import type { Tree } from '../tree.js';
import { addressOf, type Address } from './artifact-addresses.js';
import { indexRoot, placeInIndex, placeClosed, type RootIndex } from './artifact-index.js';
import { below } from './artifact-names.js';
import { foldersOf } from './artifact-reach.js';
import { ArtifactReader } from './artifact-reader.js';
import { releasesIn, withReleases } from './artifact-releases.js';
import type { ArtifactRoots } from './artifact-roots.js';
import { environmentsOf } from './configuration-file.js';
import { noOverrides, type Overrides } from './overrides.js';

/** Shared by the roots of one tree. */
export interface ArtifactContext {
  readonly tree: Tree;
  readonly roots: ArtifactRoots;
  /** Names of the environments to evaluate; empty: all existing ones. */
  readonly environments: readonly string[];
  readonly cache: PolicyCache;
}

/** One artifact root. */
export class ArtifactSite implements Site {
  readonly root: string;
  readonly #context: ArtifactContext;
  /** The whole index, made on demand: a change of a few APIs does not need it. */
  #index: RootIndex | null = null;
  #reader: ArtifactReader | null = null;
  #found: Environments | null = null;

  constructor(root: string, context: ArtifactContext) {
    this.root = root;
    this.#context = context;
  }

  get environments(): readonly SiteEnvironment[] {
    return this.#environments.evaluated;
  }

  get #environments(): Environments {
    return (this.#found ??= this.#findEnvironments());
  }

  #findEnvironments(): Environments {
    const all = environmentsOf(this.#context.tree, { root: this.root, all: this.#context.roots.all }, this.#context.environments);
    return {
      evaluated: all.slice(0, mostEnvironments),
      leftOut: all.slice(mostEnvironments).filter(({ isThere }) => isThere),
      paths: new Set(all.flatMap(({ isThere, path }) => (isThere ? path : []))),
    };
  }

  covers(path: string): boolean {
    return below(this.root, path) !== null || this.#environments.paths.has(path);
  }

  /** An API's folder is usually named after its id. */
  reachOf(workspace: string | null, api: string): Reach {
    return { kind: 'apis', keys: new Set([resourceKey(workspace, api)]) };
  }

  /** For links and version sets. */
  reader(): ArtifactReader {
    return (this.#reader ??= new ArtifactReader(this.#context.tree, this.#indexOf(null), this.#context.cache));
  }

  /** The addresses of current APIs, without an environment and in each one; `keys` null: all APIs. */
  async addresses(keys: ReadonlySet<string> | null): Promise<readonly Address[]> {
    const { tree, cache } = this.#context;
    const reader = new ArtifactReader(tree, this.#indexOf(keys), cache);
    await reader.readMetadata(keys);
    const found = new Map<string, Address>();
    const add = (overrides: Overrides): void => {
      for (const [key, api, set] of reader.metadata(keys, overrides)) {
        const address = addressOf(key, api, set);
        found.set(`${key}\u0000${address.text}`, address);
      }
    };
    add(noOverrides);
    for (const { isThere, path } of this.environments) if (isThere) add(await this.#overridesIn(path, reader));
    return [...found.values()];
  }

  async load(reach: Reach): Promise<readonly Service[]> {
    const keys = reach.kind === 'all' ? null : reach.keys;
    const { tree, cache } = this.#context;
    const reader = new ArtifactReader(tree, this.#indexOf(keys), cache);
    await reader.read(keys);
    const releases = await releasesIn(tree, this.root, keys);
    const plain = withReleases(reader.build(keys, null), releases);
    const services = [plain];
    for (const environment of this.environments) {
      const overrides = environment.isThere ? await this.#overridesIn(environment.path, reader) : noOverrides;
      services.push(withReleases(reader.build(keys, environment.name, overrides), releases));
    }
    const { leftOut } = this.#environments;
    if (leftOut.length > 0) services[0] = { ...plain, problems: [...plain.problems, ...leftOut.map(({ path }) => unevaluated(path))] };
    return services;
  }

  async #overridesIn(path: string, { problems }: ArtifactReader): Promise<Overrides> {
    const { tree } = this.#context;
    const kind = tree.entries.get(path)?.kind ?? 'file';
    const bytes = kind === 'file' ? (await tree.read([path])).get(path) : undefined;
    if (bytes === undefined || isLfsPointer(bytes)) {
      const why = bytes === undefined ? kind : 'lfs';
      // An unread file may override any policy.
      const says = why === 'file' ? ({ code: 'configuration-unread', given: {} } as const) : ({ code: 'unread', given: { why } } as const);
      problems.push({ path, line: 1, says, hides: true });
      return noOverrides;
    }
    // Few reviews read an environment: the YAML parser is loaded only then.
    return (await import('./read-overrides.js')).readOverrides(path, bytes, problems);
  }

  /** The role of every file; with `keys`, skipping other APIs. */
  #indexOf(keys: ReadonlySet<string> | null): RootIndex {
    if (this.#index !== null) return this.#index;
    const { root } = this;
    const { tree, roots } = this.#context;
    const index = indexRoot(root);
    const wanted = keys === null ? null : new Set([...keys].flatMap(foldersOf));
    const prefix = root === '' ? '' : `${root}/`;
    const files: (readonly [path: string, rest: string])[] = [];
    for (const path of tree.entries.keys()) {
      if (!path.startsWith(prefix)) continue;
      const found = roots.of(path);
      if (found?.root !== root) continue;
      const other = wanted === null ? null : otherApi(found.rest, wanted);
      if (other === null) files.push([path, found.rest]);
      else {
        index.isPartial = true;
        index.passedApis.add(other);
      }
    }
    for (const folder of tree.closed?.ids.keys() ?? []) {
      const found = roots.of(folder);
      if (found?.root !== root) continue;
      if (wanted !== null && !index.isPartial && otherApi(`${found.rest}/`, wanted) !== null) index.isPartial = true;
      placeClosed(index, folder, found.rest);
    }
    // Sources list in different orders; reviews have to be equal.
    for (const [path, rest] of files.sort(([a], [b]) => (a < b ? -1 : 1))) placeInIndex(index, path, rest);
    if (keys === null) this.#index = index;
    return index;
  }
}

interface Environments {
  readonly evaluated: readonly SiteEnvironment[];
  /** Environments beyond the bound: each is reported, for the change may be about it. */
  readonly leftOut: readonly SiteEnvironment[];
  /** The files of all environments. */
  readonly paths: ReadonlySet<string>;
}

/** The folder of the API, for a file of an unwanted API. */
function otherApi(rest: string, wanted: ReadonlySet<string>): string | null {
  let at = 0;
  let workspace: string | null = null;
  if (rest.startsWith('workspaces/')) {
    const end = rest.indexOf('/', 11);
    if (end < 0) return null;
    workspace = rest.slice(11, end);
    at = end + 1;
  }
  if (!rest.startsWith('apis/', at)) return null;
  const end = rest.indexOf('/', at + 5);
  const key = end < 0 ? null : resourceKey(workspace, rest.slice(at + 5, end));
  return key === null || wanted.has(key) ? null : key;
}
