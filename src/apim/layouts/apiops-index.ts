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
  readonly operations: Map<string, { policy: string | null; information: string | null }>;
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

/** One artifact root: which file plays which part, known from the list of paths alone. */
export interface RootIndex {
  readonly root: string;
  global: string | null;
  readonly workspaces: Map<string, WorkspaceFiles>;
  /** By `workspace/folder` or `folder`. */
  readonly apis: Map<string, ApiFiles>;
  readonly products: Map<string, ProductFiles>;
  /** Policy file, or JSON that holds the policy (apiops-cli), by `workspace/id` or `id`. */
  readonly fragments: Map<string, { readonly id: string; readonly workspace: string | null; policy: string | null; information: string | null }>;
  readonly namedValues: Map<string, string>;
  readonly versionSets: Map<string, string>;
}

/** What a changed path of a root can reach. */
export type Reach =
  | { readonly kind: 'api'; readonly key: string }
  | { readonly kind: 'product'; readonly key: string }
  | { readonly kind: 'all' }
  | { readonly kind: 'nothing' };

const folders = {
  namedValues: new Set(['named values', 'namedValues']),
  fragments: new Set(['policy fragments', 'policyFragments']),
  versionSets: new Set(['version sets', 'versionSets']),
};

/** Folders below a root that show it to be one. */
const markers = new Set(['apis', 'products', ...folders.namedValues, ...folders.fragments, ...folders.versionSets]);

/**
 * Artifact roots among the paths: a folder with `apis/<api>/apiInformation.json`, or with a policy beside `apis/`, `products/` or
 * `named values/`. One linear pass; several roots in a repository are usual.
 */
export function findRoots(entries: ReadonlyMap<string, TreeEntry>): readonly string[] {
  const certain = new Set<string>();
  const withPolicy = new Set<string>();
  const withMarker = new Set<string>();
  for (const path of entries.keys()) {
    const last = path.lastIndexOf('/');
    if (path.endsWith('.xml')) withPolicy.add(last < 0 ? '' : path.slice(0, last));
    let inWorkspace = false;
    // Segment by segment, without taking the path apart: large trees have tens of thousands.
    for (let start = 0, end = path.indexOf('/'); end >= 0; start = end + 1, end = path.indexOf('/', start)) {
      const name = path.slice(start, end);
      if (name === 'workspaces') inWorkspace = true;
      if (inWorkspace || !markers.has(name)) continue;
      const root = start === 0 ? '' : path.slice(0, start - 1);
      if (!certain.has(root)) {
        const below = path.slice(end + 1).split('/');
        // A resource is a folder with files in it; other tools keep `apis/<name>.xml`.
        if (below.length === 2) withMarker.add(root);
        if (showsRoot(name, below)) certain.add(root);
      }
      break;
    }
  }
  for (const root of withMarker) if (withPolicy.has(root)) certain.add(root);
  return [...certain].sort();
}

/** Whether a file below a marker folder is one that only artifacts have. */
function showsRoot(marker: string, below: readonly string[]): boolean {
  const file = below[below.length - 1] ?? '';
  if (marker === 'products') return below.length === 2 && file === 'productInformation.json';
  if (marker !== 'apis') return false;
  if (below.length === 2) return file === 'apiInformation.json' || file.startsWith('specification.');
  return below.length === 4 && (file === 'apiInformation.json' || (below[1] === 'operations' && file.endsWith('.xml')));
}

export function indexRoot(root: string): RootIndex {
  return {
    root,
    global: null,
    workspaces: new Map(),
    apis: new Map(),
    products: new Map(),
    fragments: new Map(),
    namedValues: new Map(),
    versionSets: new Map(),
  };
}

/** The path below the root, or null when it is elsewhere. */
export function below(root: string, path: string): string | null {
  if (root === '') return path;
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : null;
}

/** Gives a file its part in the index. True when it has one that a policy could have, so that nobody lists it as unreviewed. */
export function place(index: RootIndex, path: string, rest: string): boolean {
  const segments = rest.split('/');
  if (segments[0] === 'workspaces' && segments.length > 2) {
    const workspace = segments[1] ?? '';
    let files = index.workspaces.get(workspace);
    if (files === undefined) index.workspaces.set(workspace, (files = { policy: null, namedValues: new Map() }));
    if (segments.length === 3) {
      if (!isXml(rest)) return false;
      files.policy = preferred(files.policy, path);
      return true;
    }
    return placeIn(index, workspace, path, segments.slice(2));
  }
  if (segments.length === 1) {
    if (!isXml(rest)) return false;
    index.global = preferred(index.global, path);
    return true;
  }
  return placeIn(index, null, path, segments);
}

function placeIn(index: RootIndex, workspace: string | null, path: string, segments: readonly string[]): boolean {
  const [kind = '', name = '', ...rest] = segments;
  if (kind === 'apis') return placeApi(index, workspace, path, segments);
  if (kind === 'products') return placeProduct(index, workspace, path, name, rest);
  if (folders.fragments.has(kind)) {
    const key = keyOf(workspace, name);
    let files = index.fragments.get(key);
    if (files === undefined) index.fragments.set(key, (files = { id: name, workspace, policy: null, information: null }));
    if (rest.length !== 1) return false;
    if (isXml(path)) files.policy = preferred(files.policy, path);
    else if (rest[0] === 'policyFragmentInformation.json') files.information = path;
    return isXml(path);
  }
  if (folders.namedValues.has(kind)) {
    if (rest[0] === 'namedValueInformation.json') {
      if (workspace === null) index.namedValues.set(name, path);
      else index.workspaces.get(workspace)?.namedValues.set(name, path);
    }
    return false;
  }
  if (folders.versionSets.has(kind) && /nformation\.json$/.test(path)) index.versionSets.set(name, path);
  return false;
}

function placeApi(index: RootIndex, workspace: string | null, path: string, segments: readonly string[]): boolean {
  // Versions 0 and 1: apis/<display name>/<version>/<revision>/...
  const isOld = segments.length >= 5 && /^\d+$/.test(segments[3] ?? '') && segments[2] !== 'operations' && segments[2] !== 'resolvers';
  const depth = isOld ? 4 : 2;
  const inner = segments.slice(0, depth);
  const rest = segments.slice(depth);
  const name = inner.slice(1).join('/');
  const key = keyOf(workspace, name);
  let files = index.apis.get(key);
  if (files === undefined) {
    const folder = path.slice(0, path.length - rest.join('/').length - 1);
    files = { folder, name, workspace, information: null, policy: null, specification: null, otherDescription: false, operations: new Map() };
    index.apis.set(key, files);
  }
  const [first = '', second = ''] = rest;
  if (rest.length === 1) {
    if (isXml(path)) files.policy = preferred(files.policy, path);
    else if (first === 'apiInformation.json') files.information = path;
    else if (/^specification\.(ya?ml|json)$/.test(first)) files.specification = path;
    else if (/^specification\.|\.(graphql|wadl|wsdl)$/.test(first)) files.otherDescription = true;
    return isXml(path);
  }
  if (first === 'operations' && rest.length === 3) {
    const operation = files.operations.get(second) ?? { policy: null, information: null };
    if (isXml(path)) operation.policy = preferred(operation.policy, path);
    else if (rest[2] === 'operationInformation.json') operation.information = path;
    files.operations.set(second, operation);
    return isXml(path);
  }
  return false;
}

function placeProduct(index: RootIndex, workspace: string | null, path: string, name: string, rest: readonly string[]): boolean {
  const key = keyOf(workspace, name);
  let files = index.products.get(key);
  if (files === undefined) {
    const folder = path.slice(0, path.length - rest.join('/').length - 1);
    files = { folder, name, workspace, information: null, policy: null, apisList: null, links: new Map() };
    index.products.set(key, files);
  }
  const [first = '', second = ''] = rest;
  if (rest.length === 1) {
    if (isXml(path)) files.policy = preferred(files.policy, path);
    else if (first === 'productInformation.json') files.information = path;
    else if (first === 'apis.json') files.apisList = path;
    return isXml(path);
  }
  if (first === 'apis' && rest[2] === 'productApiInformation.json') files.links.set(second, path);
  return false;
}

/** What a change of this path can reach. Works alike for paths the tree no longer has. */
export function reachOf(rest: string): Reach {
  const segments = rest.split('/');
  const inWorkspace = segments[0] === 'workspaces' && segments.length > 3;
  const workspace = inWorkspace ? (segments[1] ?? '') : null;
  const [kind = '', name = ''] = inWorkspace ? segments.slice(2) : segments;
  const inner = inWorkspace ? segments.slice(2) : segments;
  if (segments[0] === 'workspaces' && segments.length === 3) return isXml(rest) ? { kind: 'all' } : { kind: 'nothing' };
  if (segments.length === 1) return isXml(rest) ? { kind: 'all' } : { kind: 'nothing' };
  if (kind === 'apis') {
    const isOld = inner.length >= 5 && /^\d+$/.test(inner[3] ?? '') && inner[2] !== 'operations';
    const file = inner[inner.length - 1] ?? '';
    if (/\/(tags|diagnostics|releases|schemas|wikis|resolvers)\//.test(`/${inner.join('/')}/`)) return { kind: 'nothing' };
    return /\.(xml|json|ya?ml|graphql|wadl|wsdl)$/.test(file)
      ? { kind: 'api', key: keyOf(workspace, isOld ? inner.slice(1, 4).join('/') : name) }
      : { kind: 'nothing' };
  }
  if (kind === 'products')
    return /\/(tags|groups|wikis)\//.test(`/${rest}/`) ? { kind: 'nothing' } : { kind: 'product', key: keyOf(workspace, name) };
  if (folders.fragments.has(kind) || folders.namedValues.has(kind)) return { kind: 'all' };
  return { kind: 'nothing' };
}

export function keyOf(workspace: string | null, name: string): string {
  return workspace === null ? name : `${workspace}\u0000${name}`;
}

function isXml(path: string): boolean {
  return path.endsWith('.xml');
}

/** Any XML name is accepted by the publishing tools; `policy.xml` wins where there are several. */
function preferred(known: string | null, path: string): string {
  return known === null || path.endsWith('/policy.xml') || path === 'policy.xml' ? path : known;
}
