import { resourceKey } from '../../apim/resource-key.js';
import type { TreeEntry } from '../tree.js';

/** Files of one API, by path. Keys of `operations` are folder names. */
export interface ApiFiles {
  readonly folder: string;
  readonly name: string;
  readonly workspace: string | null;
  information: string | null;
  policy: string | null;
  specification: string | null;
  /** A description of operations that is no OpenAPI: GraphQL, WADL, WSDL. */
  otherDescription: boolean;
  readonly operations: Map<string, OperationFiles>;
}

export interface OperationFiles {
  policy: string | null;
  information: string | null;
}

export interface ProductFiles {
  readonly folder: string;
  readonly name: string;
  readonly workspace: string | null;
  information: string | null;
  policy: string | null;
  /** `apis.json`, the list of older versions and of apiops-cli. */
  apisList: string | null;
  /** Folder name of each linked API, and the file that links it. */
  readonly links: Map<string, string>;
}

export interface WorkspaceFiles {
  policy: string | null;
  readonly namedValues: Map<string, string>;
}

export interface FragmentFiles {
  readonly id: string;
  readonly workspace: string | null;
  /** The policy file; where there is none, `information` may hold the policy (apiops-cli). */
  policy: string | null;
  information: string | null;
}

/** A version set, by the file that describes it. */
export interface VersionSetFile {
  readonly folder: string;
  readonly workspace: string | null;
  readonly path: string;
}

/** One artifact root: which file plays which part, known from the list of paths alone. */
export interface RootIndex {
  readonly root: string;
  /** True when the files of some APIs were passed over. */
  isPartial: boolean;
  global: string | null;
  readonly workspaces: Map<string, WorkspaceFiles>;
  /** By `workspace/folder` or `folder`. */
  readonly apis: Map<string, ApiFiles>;
  readonly products: Map<string, ProductFiles>;
  /** By `workspace/id` or `id`. */
  readonly fragments: Map<string, FragmentFiles>;
  readonly namedValues: Map<string, string>;
  /** By `workspace/folder` or `folder`. */
  readonly versionSets: Map<string, VersionSetFile>;
  /** Keys of folders that are APIs by where they lie, and that the tree has not listed. */
  readonly closedApis: Set<string>;
  /** By folder, where there is no `policy.xml` and more than one XML file: those that were not taken for the policy. */
  readonly spare: Map<string, string[]>;
}

/** What a changed path of a root can reach. */
export type Reach =
  | {
      readonly kind: 'api';
      readonly key: string;
      /** The change may also reach the API's revisions that are not current: they take part of their metadata from it. */
      readonly withRevisions: boolean;
    }
  | { readonly kind: 'product'; readonly key: string }
  /** The APIs of a version set; `folder` names it where its own file does not. */
  | { readonly kind: 'version-set'; readonly workspace: string | null; readonly folder: string }
  | { readonly kind: 'all' }
  | { readonly kind: 'nothing' };

const folders = {
  namedValues: new Set(['named values', 'namedValues']),
  fragments: new Set(['policy fragments', 'policyFragments']),
  versionSets: new Set(['version sets', 'versionSets']),
};

/** Folders below a root that hold what its APIs share. */
export const sharedFolders: ReadonlySet<string> = new Set([...folders.namedValues, ...folders.fragments, ...folders.versionSets]);

/** Folders below a root that show it to be one. */
export const markers: ReadonlySet<string> = new Set(['apis', 'products', ...sharedFolders]);

/** Roots that files in a folder can show, without those in it: files in one whose name is a resource's, or in `workspaces`. */
export function rootsShownIn(folder: string): readonly string[] {
  const segments = folder.split('/');
  const above = (at: number): string => segments.slice(0, at).join('/');
  return segments.flatMap((name, at) => {
    // What is told of a workspace's own folder is not known before it is listed.
    if (name === 'workspaces') return at >= segments.length - 2 ? [above(at)] : [];
    if (!markers.has(name)) return [];
    return [above(at >= 2 && segments[at - 2] === 'workspaces' ? at - 2 : at)];
  });
}

/**
 * Artifact roots among the paths: a folder with `apis/<api>/apiInformation.json` or another file that only artifacts have, or with a policy
 * beside `apis/`, `products/` or `named values/`. Linear: of each path only the last few segments are looked at, so that a root is found
 * below any folder, also one that is itself named `apis` or `workspaces`. Several roots in a repository are usual.
 */
export function findRoots(entries: ReadonlyMap<string, TreeEntry>): readonly string[] {
  const certain = new Set<string>();
  const withPolicy = new Set<string>();
  const withMarker = new Set<string>();
  for (const path of entries.keys()) {
    const file = path.lastIndexOf('/');
    if (path.endsWith('.xml')) withPolicy.add(file < 0 ? '' : path.slice(0, file));
    const shallow = markerAt(path, file);
    if (shallow === null) continue;
    const deep = shallow.start === 0 ? null : markerAt(path, shallow.start - 1);
    if (deep !== null && markers.has(deep.name)) {
      const root = rootAbove(path, deep.start);
      if (!markers.has(shallow.name) && certain.has(root)) continue;
      if (showsRoot(deep.name, path.slice(deep.end + 1).split('/'))) {
        certain.add(root);
        continue;
      }
    }
    if (!markers.has(shallow.name)) continue;
    const root = rootAbove(path, shallow.start);
    if (certain.has(root)) continue;
    // A resource is a folder with files in it; other tools keep `apis/<name>.xml`.
    withMarker.add(root);
    if (showsRoot(shallow.name, path.slice(shallow.end + 1).split('/'))) certain.add(root);
  }
  // From the top: what lies where a root keeps its own resources is one of those, and no root (a product's folder holds `apis/` too).
  for (const root of [...withMarker].sort((a, b) => a.length - b.length)) {
    if (withPolicy.has(root) && !certain.has(root) && !isResourceOf(certain, root)) certain.add(root);
  }
  return [...certain].sort();
}

/** The segment above the one that ends at the slash at `slash`; null when there is none. */
function markerAt(path: string, slash: number): { readonly name: string; readonly start: number; readonly end: number } | null {
  const end = slash <= 0 ? -1 : path.lastIndexOf('/', slash - 1);
  if (end <= 0) return null;
  const start = path.lastIndexOf('/', end - 1) + 1;
  return { name: path.slice(start, end), start, end };
}

/** The folder that holds the marker folder beginning at `start`; of a workspace's, the folder that holds `workspaces/`. */
function rootAbove(path: string, start: number): string {
  if (start === 0) return '';
  const kind = markerAt(path, start - 1);
  if (kind?.name === 'workspaces') return kind.start === 0 ? '' : path.slice(0, kind.start - 1);
  return path.slice(0, start - 1);
}

/** Whether a folder is where one of the roots keeps an API, a product or a workspace. */
function isResourceOf(roots: ReadonlySet<string>, folder: string): boolean {
  const segments = folder.split('/');
  for (let depth = Math.max(0, segments.length - 4); depth < segments.length; depth += 1) {
    let inner = segments.slice(depth);
    if (inner[0] === 'workspaces' && inner.length > 2) inner = inner.slice(2);
    const [kind = ''] = inner;
    if (inner.length <= 2 && (kind === 'workspaces' || markers.has(kind)) && roots.has(segments.slice(0, depth).join('/'))) return true;
  }
  return false;
}

/** Whether a file below a marker folder is one that only artifacts have. */
function showsRoot(marker: string, below: readonly string[]): boolean {
  const file = below[below.length - 1] ?? '';
  if (below.length === 2) {
    if (marker === 'apis') return file === 'apiInformation.json' || file.startsWith('specification.');
    if (marker === 'products') return file === 'productInformation.json';
    if (folders.namedValues.has(marker)) return file === 'namedValueInformation.json';
    if (folders.fragments.has(marker)) return file === 'policyFragmentInformation.json';
    return isVersionSet(file);
  }
  if (below.length !== 4) return false;
  if (marker === 'products') return below[1] === 'apis' && file === 'productApiInformation.json';
  if (marker !== 'apis') return false;
  if (below[1] === 'operations') return file.endsWith('.xml') || file === 'operationInformation.json';
  return /^\d+$/.test(below[2] ?? '') && (file === 'apiInformation.json' || file.startsWith('specification.'));
}

/** `apiVersionSetInformation.json` up to version 5, `versionSetInformation.json` since. */
function isVersionSet(file: string): boolean {
  return file === 'versionSetInformation.json' || file === 'apiVersionSetInformation.json';
}

export function indexRoot(root: string): RootIndex {
  return {
    root,
    isPartial: false,
    global: null,
    workspaces: new Map(),
    apis: new Map(),
    products: new Map(),
    fragments: new Map(),
    namedValues: new Map(),
    versionSets: new Map(),
    closedApis: new Set(),
    spare: new Map(),
  };
}

/** The path below the root, or null when it is elsewhere. */
export function below(root: string, path: string): string | null {
  if (root === '') return path;
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : null;
}

/** Gives a file its part in the index. True when that is the part of a policy. */
export function place(index: RootIndex, path: string, rest: string): boolean {
  const segments = rest.split('/');
  if (segments[0] === 'workspaces' && segments.length > 2) {
    const workspace = segments[1] ?? '';
    let files = index.workspaces.get(workspace);
    if (files === undefined) index.workspaces.set(workspace, (files = { policy: null, namedValues: new Map() }));
    if (segments.length === 3) {
      if (!isXml(rest)) return false;
      files.policy = preferred(index, files.policy, path);
      return true;
    }
    return placeIn(index, workspace, path, segments.slice(2));
  }
  if (segments.length === 1) {
    if (!isXml(rest)) return false;
    index.global = preferred(index, index.global, path);
    return true;
  }
  return placeIn(index, null, path, segments);
}

/**
 * Takes note of a folder that is not listed, where its name says enough: that there is an API, and that a product includes one. The names are
 * enough outside workspaces, where a link is its folder.
 */
export function placeClosed(index: RootIndex, path: string, rest: string): void {
  // Nearly all of thousands.
  if (rest.startsWith('apis/')) {
    const name = rest.slice(5);
    if (!name.includes('/')) index.closedApis.add(resourceKey(null, name));
    return;
  }
  const segments = rest.split('/');
  const workspace = segments[0] === 'workspaces' ? (segments[1] ?? '') : null;
  const [kind, name = '', inner, linked, ...deeper] = workspace === null ? segments : segments.slice(2);
  if (kind === 'apis' && name !== '' && inner === undefined) index.closedApis.add(resourceKey(workspace, name));
  const isLink = kind === 'products' && inner === 'apis' && linked !== undefined && deeper.length === 0;
  if (isLink && workspace === null) place(index, `${path}/productApiInformation.json`, `${rest}/productApiInformation.json`);
}

function placeIn(index: RootIndex, workspace: string | null, path: string, segments: readonly string[]): boolean {
  const [kind = '', name = '', ...rest] = segments;
  if (kind === 'apis') return placeApi(index, workspace, path, segments);
  if (kind === 'products') return placeProduct(index, workspace, path, name, rest);
  const [file = ''] = rest;
  if (rest.length !== 1) return false;
  if (folders.fragments.has(kind)) {
    if (isXml(path)) {
      const files = fragmentIn(index, workspace, name);
      files.policy = preferred(index, files.policy, path);
    } else if (file === 'policyFragmentInformation.json') fragmentIn(index, workspace, name).information = path;
    return isXml(path);
  }
  if (folders.namedValues.has(kind)) {
    if (file === 'namedValueInformation.json') {
      const values = workspace === null ? index.namedValues : index.workspaces.get(workspace)?.namedValues;
      values?.set(name, path);
    }
  } else if (folders.versionSets.has(kind) && isVersionSet(file)) {
    index.versionSets.set(resourceKey(workspace, name), { folder: name, workspace, path });
  }
  return false;
}

function fragmentIn(index: RootIndex, workspace: string | null, id: string): FragmentFiles {
  const key = resourceKey(workspace, id);
  let files = index.fragments.get(key);
  if (files === undefined) index.fragments.set(key, (files = { id, workspace, policy: null, information: null }));
  return files;
}

/** Where the folder of an API ends. Versions 0 and 1 have `apis/<display name>/<version>/<revision>/`, later ones `apis/<id>/`. */
function apiDepth(segments: readonly string[]): 2 | 4 {
  if (segments.length < 5 || !/^\d+$/.test(segments[3] ?? '') || ofApi.has(segments[2] ?? '')) return 2;
  return 4;
}

/** Folders that an API has for other things than versions. */
const ofApi = new Set(['operations', 'resolvers', 'tags', 'diagnostics', 'releases', 'schemas', 'wikis', 'tagDescriptions']);

function placeApi(index: RootIndex, workspace: string | null, path: string, segments: readonly string[]): boolean {
  const depth = apiDepth(segments);
  const rest = segments.slice(depth);
  const [first = '', second = '', third = ''] = rest;
  // Made only for a file that says something: versions 0 and 1 have folders that hold versions, and are no APIs.
  const files = (): ApiFiles => {
    const name = segments.slice(1, depth).join('/');
    const key = resourceKey(workspace, name);
    let known = index.apis.get(key);
    if (known === undefined) {
      const folder = path.slice(0, path.length - rest.join('/').length - 1);
      known = { folder, name, workspace, information: null, policy: null, specification: null, otherDescription: false, operations: new Map() };
      index.apis.set(key, known);
    }
    return known;
  };
  if (rest.length === 1) {
    if (isXml(path)) {
      const api = files();
      api.policy = preferred(index, api.policy, path);
    } else if (first === 'apiInformation.json') files().information = path;
    else if (first === 'apiVersionSet.json') {
      const folder = segments[1] ?? '';
      index.versionSets.set(resourceKey(workspace, folder), { folder, workspace, path });
    } else if (/^specification\.(ya?ml|json)$/.test(first)) {
      // Where there are several, the same one whatever order they are listed in.
      const api = files();
      if (api.specification === null || path < api.specification) api.specification = path;
    } else if (/^specification\.|\.(graphql|wadl|wsdl)$/.test(first)) files().otherDescription = true;
    return isXml(path);
  }
  if (first === 'operations' && rest.length === 3 && (isXml(path) || third === 'operationInformation.json')) {
    const { operations } = files();
    const operation = operations.get(second) ?? { policy: null, information: null };
    if (isXml(path)) operation.policy = preferred(index, operation.policy, path);
    else operation.information = path;
    operations.set(second, operation);
    return isXml(path);
  }
  return false;
}

function placeProduct(index: RootIndex, workspace: string | null, path: string, name: string, rest: readonly string[]): boolean {
  const [first = '', second = '', third = ''] = rest;
  const files = (): ProductFiles => {
    const key = resourceKey(workspace, name);
    let known = index.products.get(key);
    if (known === undefined) {
      const folder = path.slice(0, path.length - rest.join('/').length - 1);
      known = { folder, name, workspace, information: null, policy: null, apisList: null, links: new Map() };
      index.products.set(key, known);
    }
    return known;
  };
  if (rest.length === 1) {
    if (isXml(path)) {
      const product = files();
      product.policy = preferred(index, product.policy, path);
    } else if (first === 'productInformation.json') files().information = path;
    else if (first === 'apis.json') files().apisList = path;
    return isXml(path);
  }
  if (first === 'apis' && rest.length === 3 && third === 'productApiInformation.json') files().links.set(second, path);
  return false;
}

/** What a change of this path can reach. Works alike for paths the tree no longer has. */
export function reachOf(rest: string): Reach {
  const segments = rest.split('/');
  const isWithin = segments[0] === 'workspaces' && segments.length > 3;
  const workspace = isWithin ? (segments[1] ?? '') : null;
  const inner = isWithin ? segments.slice(2) : segments;
  const [kind = '', name = ''] = inner;
  const file = inner[inner.length - 1] ?? '';
  if (inner.length === 1 || (segments[0] === 'workspaces' && !isWithin)) {
    return isXml(rest) && segments.length !== 2 ? { kind: 'all' } : { kind: 'nothing' };
  }
  if (kind === 'apis') {
    if (inner.length === 3 && file === 'apiVersionSet.json') return { kind: 'version-set', workspace, folder: name };
    if (inner.length < 3 || isAside(inner[2]) || !/\.(xml|json|ya?ml|graphql|wadl|wsdl)$/.test(file)) return { kind: 'nothing' };
    const key = resourceKey(workspace, inner.slice(1, apiDepth(inner)).join('/'));
    return { kind: 'api', key, withRevisions: file === 'apiInformation.json' };
  }
  if (kind === 'products') {
    return inner.length < 3 || /^(tags|groups|wikis)$/.test(inner[2] ?? '')
      ? { kind: 'nothing' }
      : { kind: 'product', key: resourceKey(workspace, name) };
  }
  if (folders.fragments.has(kind) || folders.namedValues.has(kind)) return { kind: 'all' };
  if (folders.versionSets.has(kind) && isVersionSet(file)) return { kind: 'version-set', workspace, folder: name };
  return { kind: 'nothing' };
}

/** Parts of an API that have no say in CORS. */
function isAside(folder: string | undefined): boolean {
  return folder !== undefined && folder !== 'operations' && ofApi.has(folder);
}

/**
 * Keys of the folders right below `apis/` that hold what an API needs: its own, and that of its current revision, from which one that is not
 * current takes some of its metadata. The key of an API of versions 0 and 1 ends with its version and its revision, each a folder.
 */
export function foldersOf(key: string): readonly string[] {
  return [...new Set([key, currentOf(key)].flatMap((one) => [one, topOf(one)]))];
}

/** `apis/<id>` has one segment, `apis/<display name>/<version>/<revision>` three; a workspace comes before them. */
function topOf(key: string): string {
  const segments = key.split('/');
  return segments.slice(0, segments.length % 2 === 0 ? 2 : 1).join('/');
}

/** The key, or the id, of an API's current revision. */
export function currentOf(key: string): string {
  return key.replace(/;rev=\d+$/, '');
}

function isXml(path: string): boolean {
  return path.endsWith('.xml');
}

/** True for the name that the publishing tools write; they read any XML file in its place. */
export function hasUsualName(path: string): boolean {
  return path.endsWith('/policy.xml') || path === 'policy.xml';
}

/** `policy.xml` wins where there are several, else the first by name; the others are kept in mind, for the first may be no policy at all. */
function preferred(index: RootIndex, known: string | null, path: string): string {
  if (known === null || known === path) return path;
  const [taken, left] = hasUsualName(path) || (path < known && !hasUsualName(known)) ? [path, known] : [known, path];
  if (!hasUsualName(taken)) {
    const folder = folderOf(path);
    const others = index.spare.get(folder);
    if (others === undefined) index.spare.set(folder, [left]);
    else others.push(left);
  }
  return taken;
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
