import type { PolicyCache } from '../../apim/policy-cache.js';
import type { Reach, RepositoryOptions, Site, Survey, UnreviewedFile } from '../layout.js';
import { policyRootOf } from '../policy-content.js';
import { isLfsPointer } from '../lfs-pointer.js';
import type { Tree } from '../tree.js';
import type { Address, AddressedSide } from './artifact-addresses.js';
import { indexRoot, placeInIndex } from './artifact-index.js';
import { folderOf, hasUsualName, isXml } from './artifact-names.js';
import { currentOf, reachOf, type PathReach } from './artifact-reach.js';
import { releasedIn } from './artifact-releases.js';
import { ArtifactRoots } from './artifact-roots.js';
import { ArtifactSite } from './artifact-site.js';
import { environmentOfFile, environmentsOf, isConfigurationElsewhere, isEvaluated, isNamedOtherwise } from './configuration-file.js';

/** Files that are looked into at once, whether they are configurations of the publisher. */
const batch = 200;

/** The artifact roots of a tree. */
export class ArtifactSurvey implements Survey, AddressedSide {
  readonly sites: readonly Site[];
  readonly areApart = true;
  /** The tree that it was made from. */
  readonly tree: Tree;
  readonly #options: RepositoryOptions;
  readonly #roots: ArtifactRoots;
  readonly #siteAt: ReadonlyMap<string, ArtifactSite>;
  /** By folder, its XML files, sorted; made when a file without the usual name is asked about. */
  #xmlByFolder: ReadonlyMap<string, readonly string[]> | null = null;
  /** By folder: the XML files that are policies by content (or unreadable), in order of precedence, with their contents. */
  readonly #policiesIn = new Map<string, ReadonlyMap<string, NonNullable<UnreviewedFile['lacksScope']>>>();
  /** By root: folder keys of the other revisions, by the key of the current one. */
  readonly #revisions = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();

  /** Whether a file is a policy by its path does not depend on other files. */
  readonly #anywhere = indexRoot('');
  /** Results of `claims`: every other layout asks for every file. */
  readonly #claimed = new Map<string, boolean>();

  constructor(tree: Tree, options: RepositoryOptions, cache: PolicyCache) {
    this.tree = tree;
    this.#options = options;
    this.#roots = new ArtifactRoots(tree.entries);
    const context = { tree, roots: this.#roots, environments: options.environments, cache };
    const sites = this.#roots.all.map((root) => new ArtifactSite(root, context));
    this.sites = sites;
    this.#siteAt = new Map(sites.map((site) => [site.root, site]));
  }

  get environments(): readonly string[] {
    return [...new Set(this.sites.flatMap(({ root }) => environmentsOf(this.tree, { root, all: this.#roots.all }, []).map(({ name }) => name)))];
  }

  claims(path: string): boolean {
    if (!isXml(path)) return false;
    let isClaimed = this.#claimed.get(path);
    if (isClaimed === undefined) {
      const found = this.#roots.of(path);
      this.#claimed.set(path, (isClaimed = found !== null && placeInIndex(this.#anywhere, path, found.rest)));
    }
    return isClaimed;
  }

  holds(folder: string): boolean {
    const named = /(?:^|\/)named ?values$/i.test(folder) && this.#roots.of(`${folder}/any/namedValueInformation.json`) !== null;
    return named || this.claims(`${folder}/policy.xml`) || this.claims(`${folder}/any/policy.xml`);
  }

  async reach(paths: readonly string[]): Promise<ReadonlyMap<string, Reach>> {
    const all = new Set<string>();
    const some = new Map<string, Set<string>>();
    for (const path of paths) {
      const environment = environmentOfFile(path);
      if (environment !== null && isEvaluated(environment, this.#options.environments)) for (const { root } of this.sites) all.add(root);
      const found = this.#roots.of(path);
      const reach = found === null ? null : reachOf(found.rest);
      if (found === null || reach === null || reach.kind === 'nothing') continue;
      const { root } = found;
      const keys = reach.kind === 'product' && all.has(root) ? null : await this.#keysOf(root, reach);
      if (keys === null) {
        all.add(root);
        continue;
      }
      const known = some.get(root) ?? new Set<string>();
      for (const key of keys) known.add(key);
      some.set(root, known);
    }
    const reached = new Map<string, Reach>();
    for (const [root, keys] of some) reached.set(root, { kind: 'apis', keys });
    for (const root of all) reached.set(root, { kind: 'all' });
    return reached;
  }

  /** Folder keys of the APIs that a changed file affects; null: all of them. */
  async #keysOf(root: string, reach: PathReach): Promise<readonly string[] | null> {
    const reader = (): ReturnType<ArtifactSite['reader']> | undefined => this.#siteAt.get(root)?.reader();
    switch (reach.kind) {
      case 'nothing':
        return [];
      case 'all':
        return null;
      case 'api':
        // A revision may become current and take that one's place.
        return reach.withRevisions ? this.#withRevisions(root, [...new Set([currentOf(reach.key), reach.key])]) : [reach.key];
      case 'product': {
        const linked = (await reader()?.apisOfProduct(reach.key)) ?? null;
        return linked === null ? null : this.#withRevisions(root, linked);
      }
      case 'version-set':
        return this.#withRevisions(root, (await reader()?.apisOfVersionSet(reach.workspace, reach.folder)) ?? []);
    }
  }

  /** The same APIs, with their other revisions. */
  #withRevisions(root: string, keys: readonly string[]): readonly string[] {
    let revisions = this.#revisions.get(root);
    if (revisions === undefined) this.#revisions.set(root, (revisions = this.#findRevisions(root)));
    return keys.flatMap((key) => [key, ...(revisions.get(key) ?? [])]);
  }

  #findRevisions(root: string): ReadonlyMap<string, ReadonlySet<string>> {
    const found = new Map<string, Set<string>>();
    // An unlisted revision folder counts as having a file, until it is found empty.
    const closed = [...(this.tree.closed?.ids.keys() ?? [])]
      .filter((folder) => folder.includes(';rev='))
      .map((folder) => `${folder}/apiInformation.json`);
    for (const path of [...[...this.tree.entries.keys()].filter((one) => one.includes(';rev=')), ...closed]) {
      const place = this.#roots.of(path);
      const reach = place?.root === root ? reachOf(place.rest) : null;
      if (reach?.kind !== 'api') continue;
      const current = currentOf(reach.key);
      if (current !== reach.key) found.set(current, (found.get(current) ?? new Set()).add(reach.key));
    }
    return found;
  }

  /** The addresses of a root's current APIs. */
  async addresses(root: string, keys: ReadonlySet<string> | null): Promise<readonly Address[]> {
    return (await this.#siteAt.get(root)?.addresses(keys)) ?? [];
  }

  async unreviewed(paths: readonly string[]): Promise<readonly UnreviewedFile[]> {
    const files: UnreviewedFile[] = [];
    const tell = (path: string, says: UnreviewedFile['says']): void => void files.push({ path, says, lacksScope: null });
    for (const path of paths) {
      const environment = environmentOfFile(path);
      if (environment !== null && this.#isLeftOut(environment)) tell(path, { code: 'environment-left-out', given: { environment } });
      if (this.sites.length > 0 && isConfigurationElsewhere(path)) tell(path, { code: 'environment-elsewhere', given: {} });
      if (this.#isRelease(path)) tell(path, { code: 'release', given: {} });
      if (!isXml(path)) continue;
      if (this.claims(path)) {
        const beside = hasUsualName(path) ? null : await this.#policiesBeside(path);
        const [taken] = beside?.keys() ?? [];
        const lacksScope = beside?.get(path);
        // The publisher takes any XML file in the folder: which is deployed last is unknown.
        if (taken !== undefined && taken !== path && lacksScope !== undefined)
          files.push({ path, says: { code: 'another-taken', given: { taken } }, lacksScope });
      } else if (isResolver(path) && this.tree.entries.get(path)?.kind === 'file') {
        tell(path, { code: 'resolver', given: {} });
      }
    }
    for (const path of await this.#namedOtherwise(paths)) tell(path, { code: 'configuration-named-otherwise', given: {} });
    return files;
  }

  /** Publisher configurations whose path only the pipeline knows. */
  async #namedOtherwise(paths: readonly string[]): Promise<readonly string[]> {
    if (this.sites.length === 0) return [];
    const may = paths.filter((path) => /\.ya?ml$/i.test(path) && environmentOfFile(path) === null && this.tree.entries.get(path)?.kind === 'file');
    const outside = may.filter((path) => !path.startsWith('.github/') && (this.#roots.of(path) === null || !path.includes('/apis/')));
    const decoder = new TextDecoder();
    const found: string[] = [];
    for (let start = 0; start < outside.length; start += batch) {
      const read = await this.tree.read(outside.slice(start, start + batch));
      for (const [path, bytes] of read) if (isNamedOtherwise(path, decoder.decode(bytes))) found.push(path);
    }
    return found;
  }

  #isRelease(path: string): boolean {
    return releasedIn(this.#roots.of(path)?.rest ?? '') !== null;
  }

  #isLeftOut(environment: string): boolean {
    return this.sites.length > 0 && !isEvaluated(environment, this.#options.environments);
  }

  unusedOptions(): readonly never[] {
    return [];
  }

  /** The policies in this file's folder, in order of precedence. */
  async #policiesBeside(path: string): Promise<ReadonlyMap<string, NonNullable<UnreviewedFile['lacksScope']>>> {
    const folder = folderOf(path);
    let policies = this.#policiesIn.get(folder);
    if (policies === undefined) {
      const siblings = this.#xmlIn(folder);
      const read = await this.tree.read(siblings.filter((one) => this.tree.entries.get(one)?.kind === 'file'));
      const found = siblings.flatMap((one) => {
        const bytes = read.get(one);
        const is = bytes === undefined || isLfsPointer(bytes) ? 'unread' : (policyRootOf(bytes) ?? (hasUsualName(one) ? 'unread' : null));
        return is === null ? [] : [[one, is] as const];
      });
      policies = new Map(found.sort(([a], [b]) => Number(hasUsualName(b)) - Number(hasUsualName(a))));
      this.#policiesIn.set(folder, policies);
    }
    return policies;
  }

  #xmlIn(folder: string): readonly string[] {
    if (this.#xmlByFolder === null) {
      const found = new Map<string, string[]>();
      for (const path of this.tree.entries.keys()) {
        if (!isXml(path)) continue;
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

function isResolver(path: string): boolean {
  return /(^|\/)apis\/[^/]+\/resolvers\/[^/]+\/[^/]+\.xml$/.test(path);
}
