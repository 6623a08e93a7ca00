import { resourceKey } from '../../apim/resource-key.js';
import { apiDepth, folderOf, folders, hasUsualName, isVersionSet, isXml } from './artifact-names.js';

/** Files of one API, by path. Keys of `operations` are folder names. */
export interface ApiFiles {
  readonly folder: string;
  readonly name: string;
  readonly workspace: string | null;
  information: string | null;
  policy: string | null;
  specification: string | null;
  /** A description of operations in another format than OpenAPI: GraphQL, WADL, WSDL. */
  otherDescription: boolean;
  readonly operations: Map<string, OperationFiles>;
}

/** The files of one operation. */
export interface OperationFiles {
  policy: string | null;
  information: string | null;
}

/** The files of one product. */
export interface ProductFiles {
  readonly folder: string;
  readonly name: string;
  readonly workspace: string | null;
  information: string | null;
  policy: string | null;
  /** `apis.json`, the list in older versions and apiops-cli. */
  apisList: string | null;
  /** Folder name of each linked API, with the file that links it. */
  readonly links: Map<string, string>;
}

/** The files of one workspace; named values by their metadata's path. */
export interface WorkspaceFiles {
  policy: string | null;
  readonly namedValues: Map<string, string>;
}

/** The files of one policy fragment. */
export interface FragmentFiles {
  readonly id: string;
  readonly workspace: string | null;
  /** The policy file; if null, `information` may hold the policy (apiops-cli). */
  policy: string | null;
  information: string | null;
}

/** A version set, with the file that describes it. */
export interface VersionSetFile {
  readonly folder: string;
  readonly workspace: string | null;
  readonly path: string;
}

/** One artifact root: the role of each file, by its path alone. */
export interface RootIndex {
  readonly root: string;
  /** True if the files of some APIs were skipped. */
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
  /** Keys of API folders that the tree has not listed. */
  readonly closedApis: Set<string>;
  /** Keys of API folders that were skipped. */
  readonly passedApis: Set<string>;
  /** By folder without `policy.xml` and with several XML files: those not chosen as the policy. */
  readonly spare: Map<string, string[]>;
}

/** An empty index of a root. */
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
    passedApis: new Set(),
    spare: new Map(),
  };
}

/** Adds a file to the index. True if it is a policy. */
export function placeInIndex(index: RootIndex, path: string, rest: string): boolean {
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
 * Adds an unlisted folder if its name says enough: that an API exists, or that a product includes one. Names suffice outside workspaces, where a link is its
 * folder.
 */
export function placeClosed(index: RootIndex, path: string, rest: string): void {
  // Nearly all of thousands of files.
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
  if (isLink && workspace === null) placeInIndex(index, `${path}/productApiInformation.json`, `${rest}/productApiInformation.json`);
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

function placeApi(index: RootIndex, workspace: string | null, path: string, segments: readonly string[]): boolean {
  const depth = apiDepth(segments);
  const rest = segments.slice(depth);
  const [first = '', second = '', third = ''] = rest;
  // Created only for a relevant file: versions 0 and 1 have folders of versions that are not APIs.
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
      // Of several the same one, independent of the listing order.
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

/** `policy.xml` has precedence, otherwise the first by name; the others are kept, for the first may not be a policy. */
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
