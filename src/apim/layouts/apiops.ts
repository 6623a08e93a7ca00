import { noOverrides, isToken, overridesIn, type Overrides } from '../environment.js';
import { isLfsPointer, whyLfsIsUnread } from '../lfs-pointer.js';
import { flagIn, lastSegment, listIn, objectOf, own, readJson, textIn, type JsonObject, type JsonValue, type MetadataResult } from '../metadata.js';
import type { PolicyDocument, PolicyFile } from '../policy.js';
import { policyRootOf } from '../policy-content.js';
import { expectRoot, readPolicy, unreadablePolicy, type PolicyCache } from '../read-policy.js';
import type { Api, Fragment, MetadataProblem, NamedValue, Operation, Product, Service, VersionSet, Workspace } from '../service.js';
import { normalisedId, readOperations, type SpecifiedOperation } from '../specification.js';
import type { Tree } from '../tree.js';
import { below, folderOf, hasUsualName, keyOf, type ApiFiles, type OperationFiles, type ProductFiles, type RootIndex } from './apiops-index.js';

/** Files asked of the tree at a time: few enough to hold; of one that comes over a network, enough for all requests that may be under way. */
const batchFromDisk = 200;
const batchFromNetwork = 2000;

/** Reads the selected part of one artifact root. Files are read in batches and dropped once they are parsed. */
export class ArtifactReader {
  readonly #tree: Tree;
  readonly #index: RootIndex;
  readonly #cache: PolicyCache;
  readonly problems: MetadataProblem[] = [];
  readonly #policies = new Map<string, PolicyFile>();
  readonly #json = new Map<string, JsonObject | null>();
  readonly #lists = new Map<string, readonly string[]>();
  readonly #specifications = new Map<string, readonly SpecifiedOperation[] | null>();
  /** XML files where a policy could be that are none, by their content. */
  readonly #foreign = new Set<string>();
  #revisions: Map<string, readonly string[]> | null = null;

  constructor(tree: Tree, index: RootIndex, cache: PolicyCache) {
    this.#tree = tree;
    this.#index = index;
    this.#cache = cache;
  }

  /** Everything the selected APIs need, and all that stands above them. `keys` null: every API. */
  async read(keys: ReadonlySet<string> | null): Promise<void> {
    const paths: string[] = [];
    const index = this.#index;
    const want = (path: string | null): void => {
      if (path !== null) paths.push(path);
    };
    const wantPolicy = (path: string | null): void => {
      if (path !== null) paths.push(...this.#candidates(path));
    };
    wantPolicy(index.global);
    for (const workspace of index.workspaces.values()) {
      wantPolicy(workspace.policy);
      paths.push(...workspace.namedValues.values());
    }
    for (const product of index.products.values()) {
      want(product.information);
      wantPolicy(product.policy);
      want(product.apisList);
      if (product.workspace !== null) paths.push(...product.links.values());
    }
    for (const fragment of index.fragments.values()) {
      wantPolicy(fragment.policy);
      want(fragment.information);
    }
    paths.push(...index.namedValues.values());
    for (const set of index.versionSets.values()) paths.push(set.path);
    const current = new Set([...(keys ?? [])].map((key) => key.replace(/;rev=\d+$/, '')));
    for (const [key, api] of index.apis) {
      if (keys !== null && !keys.has(key)) {
        // The current revision of one that is wanted.
        if (current.has(key)) want(api.information);
        continue;
      }
      want(api.information);
      wantPolicy(api.policy);
      want(api.specification);
      for (const operation of api.operations.values()) {
        wantPolicy(operation.policy);
        want(operation.information);
      }
    }
    await this.#readAll(paths);
    this.#reportSharedIds(keys);
  }

  /** An id belongs to one API: where two folders claim it, the publisher writes one over the other. */
  #reportSharedIds(keys: ReadonlySet<string> | null): void {
    const known = new Map<string, string>();
    const apis = [...this.#index.apis].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [folder, { workspace, name, information }] of apis) {
      if (information === null || (keys !== null && !keys.has(folder))) continue;
      const id = this.#idOf(information, name);
      const other = known.get(keyOf(workspace, id));
      if (other === undefined) known.set(keyOf(workspace, id), information);
      else {
        const message = `The API id '${id}' is that of ${other} too: which of the two is published last is not known; give each its own.`;
        this.problems.push({ path: information, line: 1, message });
      }
    }
  }

  async #readAll(paths: readonly string[]): Promise<void> {
    const missing = this.#unknown(paths);
    const batch = this.#tree.closed === undefined ? batchFromDisk : batchFromNetwork;
    // The next batch is on its way while one is being parsed.
    let next = this.#ask(missing.slice(0, batch));
    for (let start = 0; start < missing.length; start += batch) {
      const read = await next;
      next = this.#ask(missing.slice(start + batch, start + 2 * batch));
      await this.#parse(missing.slice(start, start + batch), read);
    }
    await next;
  }

  /** Folder keys of the APIs that a version set's file speaks of, also where the file is gone from this tree. Reads what the APIs say of themselves. */
  async apisOfVersionSet(workspace: string | null, folder: string): Promise<readonly string[]> {
    const file = this.#index.versionSets.get(keyOf(workspace, folder));
    const apis = [...this.#index.apis].filter(([, files]) => files.workspace === workspace);
    await this.#readAll([...(file === undefined ? [] : [file.path]), ...apis.flatMap(([, { information }]) => information ?? [])]);
    const ids = new Set([folder, file === undefined ? folder : this.#idOf(file.path, folder)]);
    return apis.filter(([, files]) => ids.has(this.#versionSetOf(files, noOverrides) ?? '')).map(([key]) => key);
  }

  /** Folder keys of the APIs a product includes; null when a link names an id that is no folder, and only metadata can tell which API it is. */
  async apisOfProduct(key: string): Promise<readonly string[] | null> {
    const product = this.#index.products.get(key);
    if (product === undefined) return [];
    await this.#readAll([...(product.apisList === null ? [] : [product.apisList]), ...(product.workspace === null ? [] : product.links.values())]);
    const keys = this.#linkedApis(product).map((id) => keyOf(product.workspace, id));
    return keys.every((linked) => this.#index.apis.has(linked) || this.#index.closedApis.has(linked)) ? keys : null;
  }

  #ask(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    return paths.length === 0 ? Promise.resolve(new Map()) : this.#tree.read(paths);
  }

  /** Paths whose contents nobody has read yet; what is known of the others is taken over. */
  #unknown(paths: readonly string[]): readonly string[] {
    const missing: string[] = [];
    for (const path of paths) {
      const entry = this.#tree.entries.get(path);
      if (entry === undefined || this.#isKnown(path)) continue;
      if (entry.kind !== 'file') this.#reportUnread(path, entry.id, `a ${entry.kind === 'symlink' ? 'symbolic link' : 'submodule'} is not followed`);
      else if (path.endsWith('.xml')) {
        if (this.#cache.has(path, entry.id)) this.#policies.set(path, this.#cache.get(path, entry.id, unread));
        else if (this.#cache.made(foreignKey(path, entry.id)) === true) this.#foreign.add(path);
        else missing.push(path);
      } else if (!this.#recall(path, entry.id)) missing.push(path);
    }
    return missing;
  }

  #isKnown(path: string): boolean {
    if (path.endsWith('.xml')) return this.#policies.has(path) || this.#foreign.has(path);
    return this.#json.has(path) || this.#lists.has(path) || this.#specifications.has(path);
  }

  async #parse(paths: readonly string[], read: ReadonlyMap<string, Uint8Array>): Promise<void> {
    for (const path of paths) {
      const bytes = read.get(path);
      const id = this.#tree.entries.get(path)?.id ?? '';
      if (bytes === undefined) this.#reportUnread(path, id, 'it could not be read');
      else if (isLfsPointer(bytes)) this.#reportUnread(path, id, whyLfsIsUnread);
      else if (path.endsWith('.xml') && !hasUsualName(path) && policyRootOf(bytes) === null) {
        this.#foreign.add(path);
        this.#cache.keep(foreignKey(path, id), true);
      } else if (path.endsWith('.xml'))
        this.#policies.set(
          path,
          this.#cache.get(path, id, () => readPolicy(path, id, bytes)),
        );
      else {
        const problems = this.problems.length;
        if (isSpecification(path)) await this.#readSpecification(path, bytes);
        else {
          this.#readMetadata(path, readJson(path, bytes));
          if (path.endsWith('/policyFragmentInformation.json')) this.#readEmbeddedFragment(path, id, bytes);
        }
        this.#remember(path, id, this.problems.slice(problems));
      }
    }
  }

  /** The files that can be the policy for which one was taken by its name: without a `policy.xml`, the first that is a policy. */
  #candidates(path: string): readonly string[] {
    if (hasUsualName(path)) return [path];
    const others = this.#index.spare.get(folderOf(path)) ?? [];
    return others.length === 0 ? [path] : [path, ...[...others].sort()];
  }

  /** A policy that is there and cannot be read is not the same as none: what it allows is unknown. */
  #reportUnread(path: string, id: string, why: string): void {
    if (path.endsWith('.xml')) this.#policies.set(path, unreadablePolicy(path, id, `This policy was not read: ${why}.`));
    else {
      this.problems.push({ path, line: 1, message: `This file was not read (${why}): what it says is left out of this review.` });
      this.#json.set(path, null);
    }
  }

  /** Takes what another tree made of the same file. */
  #recall(path: string, id: string): boolean {
    const made = this.#cache.made(`metadata\u0000${path}\u0000${id}`) as MadeOfMetadata | undefined;
    if (made === undefined) return false;
    this.problems.push(...made.problems);
    if (this.#cache.has(path, id)) this.#policies.set(path, this.#cache.get(path, id, unread));
    if (made.json !== undefined) this.#json.set(path, made.json);
    if (made.list !== undefined) this.#lists.set(path, made.list);
    if (made.operations !== undefined) this.#specifications.set(path, made.operations);
    return true;
  }

  #remember(path: string, id: string, problems: readonly MetadataProblem[]): void {
    const made: MadeOfMetadata = { problems, json: this.#json.get(path), list: this.#lists.get(path), operations: this.#specifications.get(path) };
    this.#cache.keep(`metadata\u0000${path}\u0000${id}`, made);
  }

  #readMetadata(path: string, result: MetadataResult): void {
    if (!result.ok) {
      this.problems.push(result.problem);
      this.#json.set(path, null);
    } else if (path.endsWith('/apis.json')) this.#readLinks(path, result.value);
    else {
      const properties = own(objectOf(result.value), 'properties') ?? {};
      if (!isObject(result.value)) this.#reportShape(path, 'no object');
      else if (!isObject(properties)) this.#reportShape(path, "no object under 'properties'");
      this.#json.set(path, objectOf(result.value));
    }
  }

  #readLinks(path: string, value: JsonValue): void {
    if (!Array.isArray(value)) this.#reportShape(path, 'no list');
    const items = listIn({ list: value }, 'list');
    const names = items.flatMap((item) => textIn(objectOf(item), 'name') ?? []);
    if (names.length < items.length) this.#reportShape(path, "no 'name' in an entry");
    this.#lists.set(path, names);
  }

  #reportShape(path: string, what: string): void {
    this.problems.push({
      path,
      line: 1,
      message: `This file has ${what}: the publisher does not read this shape, and what it says is left out of this review.`,
    });
  }

  async #readSpecification(path: string, bytes: Uint8Array): Promise<void> {
    const result = await readOperations(path, new TextDecoder().decode(bytes), isOldFolder(path, this.#index.root));
    if (result.ok) this.#specifications.set(path, result.operations);
    else {
      this.problems.push({
        path,
        line: result.line,
        message: `This file is ${result.message}: the operations are taken from their folders instead.`,
      });
      this.#specifications.set(path, null);
    }
  }

  /** The service as read, in one environment. */
  build(keys: ReadonlySet<string> | null, environment: string | null, overrides: Overrides = noOverrides): Service {
    const index = this.#index;
    const apis: Api[] = [];
    for (const [key, files] of index.apis) if (keys === null || keys.has(key)) apis.push(this.#api(files, overridesIn(overrides, files.workspace)));
    const workspaces = new Map<string, Workspace>();
    for (const [id, files] of index.workspaces) {
      const here = overridesIn(overrides, id);
      workspaces.set(id, {
        id,
        policy: this.#overridden('', files.policy, here),
        namedValues: this.#namedValues(files.namedValues, here),
        versionSets: this.#versionSets(id, here),
      });
    }
    return {
      root: index.root,
      layout: 'apiops',
      environment,
      global: this.#overridden('', index.global, overrides),
      workspaces,
      apis,
      apisLeftOut: index.isPartial || (keys !== null && [...index.apis.keys(), ...index.closedApis].some((key) => !keys.has(key))),
      products: [...index.products.values()].map((files) => this.#product(files, overridesIn(overrides, files.workspace))),
      fragments: [...index.fragments.values()].flatMap((files): Fragment[] => {
        const id = this.#idOf(files.information, files.id);
        const here = overridesIn(overrides, files.workspace);
        const policy = this.#overridden(`fragments/${id}`, files.policy ?? files.information, here, 'fragment');
        return policy === null ? [] : [{ id, workspace: files.workspace, policy }];
      }),
      versionSets: this.#versionSets(null, overrides),
      namedValues: this.#namedValues(index.namedValues, overrides),
      problems: this.problems,
    };
  }

  #overridden(scope: string, path: string | null, overrides: Overrides, root: PolicyDocument['root'] = 'policies'): PolicyFile | null {
    const override = overrides.policies.get(scope);
    const file =
      override === undefined
        ? this.#policyAt(path)
        : readPolicy(override.path, `${scope}@${override.text}`, override.text, { path: override.path, line: override.line });
    return file === undefined ? null : expectRoot(file, root);
  }

  #policyAt(path: string | null): PolicyFile | undefined {
    if (path === null) return undefined;
    const taken = this.#candidates(path).find((candidate) => !this.#foreign.has(candidate));
    return taken === undefined ? undefined : this.#policies.get(taken);
  }

  /** A resource's id: what its metadata says, else its folder's name. */
  #idOf(information: string | null, folder: string): string {
    return textIn(this.#jsonAt(information), 'name') ?? folder;
  }

  #jsonAt(path: string | null): JsonObject {
    return (path === null ? null : this.#json.get(path)) ?? {};
  }

  #properties(path: string | null, override: JsonObject | undefined): JsonObject {
    return { ...objectOf(own(this.#jsonAt(path), 'properties')), ...override };
  }

  #api(files: ApiFiles, overrides: Overrides): Api {
    const id = this.#idOf(files.information, files.name);
    const properties = { ...this.#properties(files.information, overrides.apis.get(id)), ...this.#inherited(files, overrides) };
    const keyNames = objectOf(own(properties, 'subscriptionKeyParameterNames'));
    const specified = files.specification === null ? null : (this.#specifications.get(files.specification) ?? null);
    return {
      id,
      workspace: files.workspace,
      path: textIn(properties, 'path')?.replace(/^\/+|\/+$/g, '') ?? null,
      displayName: textIn(properties, 'displayName'),
      versionSet: this.#versionSetOf(files, overrides),
      version: textIn(properties, 'apiVersion'),
      revision: textIn(properties, 'apiRevision') ?? /;rev=(\d+)$/.exec(id)?.[1] ?? null,
      isCurrent: flagIn(properties, 'isCurrent') ?? !/;rev=\d+$/.test(id),
      subscriptionRequired: flagIn(properties, 'subscriptionRequired'),
      subscriptionKeyNames: {
        header: textIn(keyNames, 'header') ?? 'Ocp-Apim-Subscription-Key',
        query: textIn(keyNames, 'query') ?? 'subscription-key',
      },
      policy: this.#overridden(`apis/${id}`, files.policy, overrides),
      operations: this.#operations(id, files, specified ?? [], overrides),
      operationsKnown: specified !== null,
      folder: files.folder,
      metadataPath: files.information ?? `${files.folder}/apiInformation.json`,
      specificationPath: files.specification,
    };
  }

  #versionSetOf(files: ApiFiles, overrides: Overrides): string | null {
    const own = this.#properties(files.information, overrides.apis.get(this.#idOf(files.information, files.name)));
    return lastSegment(textIn({ ...own, ...this.#inherited(files, overrides) }, 'apiVersionSetId'));
  }

  /** A revision that is not current takes path, protocols, key and version from the current one on publishing, where that one is at hand. */
  #inherited(files: ApiFiles, overrides: Overrides): JsonObject {
    const current = /^(.*);rev=\d+$/.exec(files.name)?.[1];
    const information = current === undefined ? null : (this.#index.apis.get(keyOf(files.workspace, current))?.information ?? null);
    if (current === undefined || information === null) return {};
    const properties = this.#properties(information, overrides.apis.get(current));
    const names = ['path', 'subscriptionRequired', 'apiVersion', 'apiVersionSetId', 'subscriptionKeyParameterNames'];
    return Object.fromEntries(names.flatMap((name) => (own(properties, name) === undefined ? [] : [[name, own(properties, name)] as const])));
  }

  /** The specification's operations, with the policies of their folders; a folder the specification does not know is an operation too. */
  #operations(api: string, files: ApiFiles, specified: readonly SpecifiedOperation[], overrides: Overrides): readonly Operation[] {
    if (overrides !== noOverrides) return this.#newOperations(api, files, specified, overrides);
    // The same files make the same operations: both sides of a change share them, and with them most of what a large service takes.
    const policies = (path: string | null): readonly (string | null)[] => (path === null ? [null] : this.#candidates(path));
    const ids = [files.specification, ...[...files.operations.values()].flatMap((one) => [...policies(one.policy), one.information])];
    const key = `operations\u0000${files.folder}\u0000${ids.map((path) => (path === null ? '-' : (this.#tree.entries.get(path)?.id ?? ''))).join(' ')}`;
    const known = this.#cache.made(key) as readonly Operation[] | undefined;
    if (known !== undefined) return known;
    const operations = this.#newOperations(api, files, specified, overrides);
    this.#cache.keep(key, operations);
    return operations;
  }

  #newOperations(api: string, files: ApiFiles, specified: readonly SpecifiedOperation[], overrides: Overrides): readonly Operation[] {
    const folders = new Map([...files.operations].map(([folder, operation]) => [this.#idOf(operation.information, folder), operation] as const));
    const left = new Map(folders);
    for (const { id } of specified) left.delete(id);
    const renamed = left.size === 0 ? null : this.#otherwiseNamed(left, specified, folders);
    const scope = (operation: string): string => `apis/${api}/operations/${operation}`;
    const operations = specified.map((operation): Operation => {
      const folder = folders.get(operation.id) ?? renamed?.get(operation);
      const policy = this.#overridden(scope(operation.id), folder?.policy ?? null, overrides);
      // Written out: a spread here gives every object a hidden class of its own, which takes more room than the object.
      return { id: operation.id, method: operation.method, urlTemplate: operation.urlTemplate, takesJson: operation.takesJson, policy };
    });
    for (const [id, folder] of left) {
      const properties = this.#properties(folder.information, undefined);
      const method = textIn(properties, 'method')?.toUpperCase() ?? null;
      const policy = this.#overridden(scope(id), folder.policy, overrides);
      operations.push({ id, method, urlTemplate: textIn(properties, 'urlTemplate'), takesJson: false, policy });
    }
    return operations;
  }

  /**
   * Folders of operations that go by another name than the specification's, which are then taken out of `left`: a name that import normalises
   * ("API import restrictions and known issues": lower case, dashes), and display names in versions 0 and 1 of the layout.
   */
  #otherwiseNamed(
    left: Map<string, OperationFiles>,
    specified: readonly SpecifiedOperation[],
    folders: ReadonlyMap<string, OperationFiles>,
  ): ReadonlyMap<SpecifiedOperation, OperationFiles> {
    const byName = new Map([...left.keys()].map((folder) => [normalisedId(folder), folder] as const));
    const found = new Map<SpecifiedOperation, OperationFiles>();
    for (const operation of specified) {
      if (folders.has(operation.id)) continue;
      const named = operation.summary !== null && left.has(operation.summary) ? operation.summary : byName.get(normalisedId(operation.id));
      const folder = named === undefined ? undefined : left.get(named);
      if (named === undefined || folder === undefined) continue;
      found.set(operation, folder);
      left.delete(named);
    }
    return found;
  }

  #product(files: ProductFiles, overrides: Overrides): Product {
    const id = this.#idOf(files.information, files.name);
    const properties = this.#properties(files.information, overrides.products.get(id));
    const state = textIn(properties, 'state');
    return {
      id,
      workspace: files.workspace,
      displayName: textIn(properties, 'displayName'),
      subscriptionRequired: flagIn(properties, 'subscriptionRequired'),
      published: state === null ? null : state === 'published',
      apis: new Set(this.#linkedApis(files).flatMap((api) => [api, ...this.#revisionsOf(files.workspace, api)])),
      policy: this.#overridden(`products/${id}`, files.policy, overrides),
    };
  }

  #linkedApis(files: ProductFiles): readonly string[] {
    const linked = [...files.links].map(([folder, path]) => lastSegment(textIn(objectOf(own(this.#jsonAt(path), 'properties')), 'apiId')) ?? folder);
    return files.apisList === null ? linked : [...linked, ...(this.#lists.get(files.apisList) ?? [])];
  }

  /** A product includes an API, not one revision of it: those that are not current are reached by its keys as well. */
  #revisionsOf(workspace: string | null, api: string): readonly string[] {
    if (this.#revisions === null) {
      this.#revisions = new Map();
      for (const files of this.#index.apis.values()) {
        const id = this.#idOf(files.information, files.name);
        const current = /^(.*);rev=\d+$/.exec(id)?.[1];
        if (current === undefined) continue;
        const key = keyOf(files.workspace, current);
        this.#revisions.set(key, [...(this.#revisions.get(key) ?? []), id]);
      }
    }
    return this.#revisions.get(keyOf(workspace, api)) ?? [];
  }

  /** Named values go by display name; the folder is only the resource's id. */
  #namedValues(files: ReadonlyMap<string, string>, overrides: Overrides): ReadonlyMap<string, NamedValue> {
    const values = new Map<string, NamedValue>();
    const folders = new Map([...files].map(([folder, path]) => [this.#idOf(path, folder), path] as const));
    const ids = new Set([...folders.keys(), ...overrides.namedValues.keys()]);
    for (const id of ids) {
      const artifact = folders.get(id) ?? null;
      const override = overrides.namedValues.get(id);
      const properties = this.#properties(artifact, override);
      // Where a reader would look for the value that counts.
      const path = artifact === null || override !== undefined ? overrides.path : artifact;
      const name = textIn(properties, 'displayName') ?? id;
      const value = textIn(properties, 'value');
      const isHidden = flagIn(properties, 'secret') === true || (own(properties, 'keyVault') ?? null) !== null || value === null;
      if (isHidden) values.set(name, { kind: 'hidden', name, path });
      else values.set(name, isToken(value) ? { kind: 'token', name, value, path } : { kind: 'known', name, value, path });
    }
    return values;
  }

  #versionSets(workspace: string | null, overrides: Overrides): ReadonlyMap<string, VersionSet> {
    const sets = new Map<string, VersionSet>();
    for (const { folder, path, workspace: level } of this.#index.versionSets.values()) {
      if (level !== workspace) continue;
      const id = this.#idOf(path, folder);
      const properties = this.#properties(path, overrides.versionSets.get(id));
      const scheme = textIn(properties, 'versioningScheme');
      sets.set(id, {
        id,
        scheme: scheme === 'Segment' || scheme === 'Query' || scheme === 'Header' ? scheme : null,
        headerName: textIn(properties, 'versionHeaderName'),
        queryName: textIn(properties, 'versionQueryName'),
      });
    }
    return sets;
  }

  /** apiops-cli keeps a fragment's XML inside its JSON: it stands at the line of the value. */
  #readEmbeddedFragment(path: string, id: string, bytes: Uint8Array): void {
    const text = textIn(objectOf(own(this.#jsonAt(path), 'properties')), 'value');
    if (text === null) return;
    const before = new TextDecoder().decode(bytes).split(/"value"\s*:/)[0] ?? '';
    const line = before.split('\n').length;
    this.#policies.set(
      path,
      this.#cache.get(path, id, () => readPolicy(path, id, text, { path, line })),
    );
  }
}

interface MadeOfMetadata {
  readonly problems: readonly MetadataProblem[];
  readonly json: JsonObject | null | undefined;
  readonly list: readonly string[] | undefined;
  readonly operations: readonly SpecifiedOperation[] | null | undefined;
}

function isObject(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function foreignKey(path: string, id: string): string {
  return `foreign\u0000${path}\u0000${id}`;
}

function isSpecification(path: string): boolean {
  return /\/specification\.[a-z]+$/.test(path);
}

/** Versions 0 and 1 name folders by display names: `apis/<name>/<version>/<revision>/specification.yaml`. */
function isOldFolder(path: string, root: string): boolean {
  const rest = below(root, path)?.split('/') ?? [];
  return rest[0] === 'apis' && rest.length === 5;
}

function unread(): never {
  throw new Error('the cache said it holds this policy');
}
