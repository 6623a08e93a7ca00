import { resourceKey } from '../../apim/resource-key.js';
import { metadataAmong } from './metadata-among.js';
import { noOverrides, overridesIn, type Overrides } from './overrides.js';
import { flagIn, kindOf, lastSegment, objectOf, own, textIn, type JsonObject } from '../metadata.js';
import type { PolicyDocument, PolicyFile } from '../../apim/policy.js';
import { expectRoot } from '../../apim/broken-policy.js';
import { readHostedPolicy } from '../../apim/read-policy.js';
import type { PolicyCache } from '../../apim/policy-cache.js';
import type { Api, Fragment, MetadataProblem, NamedValue, Operation, Product, Service, VersionSet, Workspace } from '../../apim/service.js';
import { normalisedId, type SpecifiedOperation } from '../specified-operation.js';
import type { Tree } from '../tree.js';
import { ArtifactFiles } from './artifact-files.js';
import { namedValuesAt } from './artifact-named-values.js';
import { readableFragments, unreadFragments } from './most-fragments.js';
import { reportSharedIds } from './shared-ids.js';
import { currentOf } from './artifact-reach.js';
import { type ApiFiles, type OperationFiles, type ProductFiles, type RootIndex } from './artifact-index.js';
import { addTo } from '../../text/add-to.js';

/** Reads the selected part of one artifact root, and builds the service from its files. */
export class ArtifactReader {
  readonly #tree: Tree;
  readonly #index: RootIndex;
  readonly #cache: PolicyCache;
  readonly #files: ArtifactFiles;
  #revisions: Map<string, string[]> | null = null;

  constructor(tree: Tree, index: RootIndex, cache: PolicyCache) {
    this.#tree = tree;
    this.#index = index;
    this.#cache = cache;
    this.#files = new ArtifactFiles(tree, index, cache);
  }

  /** Problems in the files that were read. */
  get problems(): MetadataProblem[] {
    return this.#files.problems;
  }

  /** Reads what the selected APIs need, and everything above them. `keys` null: every API. */
  async read(keys: ReadonlySet<string> | null): Promise<void> {
    const paths: string[] = [];
    const index = this.#index;
    const want = (path: string | null): void => {
      if (path !== null) paths.push(path);
    };
    const wantPolicy = (path: string | null): void => {
      if (path !== null) paths.push(...this.#files.candidates(path));
    };
    wantPolicy(index.global);
    for (const workspace of index.workspaces.values()) {
      wantPolicy(workspace.policy);
      paths.push(...workspace.namedValues.values());
    }
    for (const product of index.products.values()) {
      want(product.information);
      wantPolicy(product.policy);
      want(listOf(product));
      if (product.workspace !== null) paths.push(...product.links.values());
    }
    for (const fragment of readableFragments(index).values()) {
      wantPolicy(fragment.policy);
      want(fragment.information);
    }
    paths.push(...index.namedValues.values());
    for (const set of index.versionSets.values()) paths.push(set.path);
    const current = new Set([...(keys ?? [])].map((key) => key.replace(/;rev=\d+$/, '')));
    for (const [key, api] of index.apis) {
      if (keys !== null && !keys.has(key)) {
        // The current revision of a selected one.
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
    await this.#files.read(paths);
    reportSharedIds(this.#index, this.#files, keys, (path) => this.#tree.entries.get(path)?.id ?? '');
  }

  /** Folder keys of the APIs in a version set, even if its file was deleted in this tree. Reads the APIs' metadata. */
  async apisOfVersionSet(workspace: string | null, folder: string): Promise<readonly string[]> {
    const file = this.#index.versionSets.get(resourceKey(workspace, folder));
    const apis = [...this.#index.apis].filter(([, files]) => files.workspace === workspace);
    await this.#files.read([...(file === undefined ? [] : [file.path]), ...apis.flatMap(([, { information }]) => information ?? [])]);
    const ids = new Set([folder, file === undefined ? folder : this.#files.idOf(file.path, folder)]);
    return apis.filter(([, files]) => ids.has(this.#versionSetOf(files, noOverrides) ?? '')).map(([key]) => key);
  }

  /** Folder keys of the APIs in a product; null if a link names an id that is not a folder, so that only metadata can tell. */
  async apisOfProduct(key: string): Promise<readonly string[] | null> {
    const product = this.#index.products.get(key);
    if (product === undefined) return [];
    const list = listOf(product);
    await this.#files.read([...(list === null ? [] : [list]), ...(product.workspace === null ? [] : product.links.values())]);
    const keys = this.#linkedApis(product).map((id) => resourceKey(product.workspace, id));
    return keys.every((linked) => this.#index.apis.has(linked) || this.#index.closedApis.has(linked)) ? keys : null;
  }

  /** Reads the metadata of APIs and version sets; `keys` null: every API's. */
  async readMetadata(keys: ReadonlySet<string> | null): Promise<void> {
    const wanted = keys === null ? null : new Set([...keys].flatMap((key) => [key, currentOf(key)]));
    const apis = [...this.#index.apis].flatMap(([key, { information }]) => (wanted === null || wanted.has(key) ? (information ?? []) : []));
    await this.#files.read([...[...this.#index.versionSets.values()].map(({ path }) => path), ...apis]);
  }

  /** The APIs by their metadata alone, by folder key, each with its version set. */
  *metadata(keys: ReadonlySet<string> | null, overrides: Overrides): Iterable<readonly [key: string, api: Api, set: VersionSet | undefined]> {
    const sets = new Map<string | null, ReadonlyMap<string, VersionSet>>();
    for (const [key, files] of this.#index.apis) {
      if (keys?.has(key) === false) continue;
      const here = overridesIn(overrides, files.workspace);
      let known = sets.get(files.workspace);
      if (known === undefined) sets.set(files.workspace, (known = this.#versionSets(files.workspace, here)));
      const api = this.#api({ ...files, policy: null, specification: null, operations: new Map() }, here);
      yield [key, api, known.get(api.versionSet ?? '')];
    }
  }

  /** Builds the service in one environment. */
  build(keys: ReadonlySet<string> | null, environment: string | null, overrides: Overrides = noOverrides): Service {
    const index = this.#index;
    const apis: Api[] = [];
    for (const [key, files] of inOrder(index.apis))
      if (keys === null || keys.has(key)) apis.push(this.#api(files, overridesIn(overrides, files.workspace)));
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
      environment,
      global: this.#overridden('', index.global, overrides),
      workspaces,
      apis,
      apisLeftOut: index.isPartial || (keys !== null && [...index.apis.keys(), ...index.closedApis].some((key) => !keys.has(key))),
      products: inOrder(index.products).map(([, files]) => this.#product(files, overridesIn(overrides, files.workspace))),
      ...unreadFragments(index),
      fragments: inOrder(readableFragments(index)).flatMap(([, files]): Fragment[] => {
        const id = this.#files.idOf(files.information, files.id);
        const here = overridesIn(overrides, files.workspace);
        const policy = this.#overridden(`fragments/${id}`, files.policy ?? files.information, here, 'fragment');
        return policy === null ? [] : [{ id, workspace: files.workspace, policy }];
      }),
      versionSets: this.#versionSets(null, overrides),
      namedValues: this.#namedValues(index.namedValues, overrides),
      problems: this.#files.problems,
      metadataAmong: (changed, api, product) => metadataAmong(changed, index.root, api, product),
    };
  }

  #overridden(scope: string, path: string | null, overrides: Overrides, root: PolicyDocument['root'] = 'policies'): PolicyFile | null {
    const { hosted, host } = overrides.policies.get(scope) ?? { hosted: null, host: null };
    const second = hosted === null ? null : this.#cache.secondReadingOf(hosted.ref.path);
    const file = hosted === null ? this.#files.policyAt(path) : readHostedPolicy(hosted, `${scope}@${hosted.text}`, host, second);
    return file === undefined ? null : expectRoot(file, root);
  }

  #properties(path: string | null, override: JsonObject | undefined): JsonObject {
    return { ...objectOf(own(this.#files.jsonAt(path), 'properties')), ...override };
  }

  #api(files: ApiFiles, overrides: Overrides): Api {
    const id = this.#files.idOf(files.information, files.name);
    const properties = { ...this.#properties(files.information, overrides.apis.get(id)), ...this.#inherited(files, overrides) };
    const keyNames = objectOf(own(properties, 'subscriptionKeyParameterNames'));
    const specified = files.specification === null ? null : this.#files.operationsAt(files.specification);
    const policy = this.#overridden(`apis/${id}`, files.policy, overrides);
    return {
      id,
      workspace: files.workspace,
      path: textIn(properties, 'path')?.replace(/^\/+|\/+$/g, '') ?? null,
      displayName: textIn(properties, 'displayName'),
      versionSet: this.#versionSetOf(files, overrides),
      version: textIn(properties, 'apiVersion'),
      revision: textIn(properties, 'apiRevision') ?? /;rev=(\d+)$/.exec(id)?.[1] ?? null,
      isCurrent: flagIn(properties, 'isCurrent') ?? !/;rev=\d+$/.test(id),
      ...kindOf(properties),
      subscriptionRequired: flagIn(properties, 'subscriptionRequired'),
      subscriptionKeyNames: {
        header: textIn(keyNames, 'header') ?? 'Ocp-Apim-Subscription-Key',
        query: textIn(keyNames, 'query') ?? 'subscription-key',
      },
      policy,
      ...(policy === null ? { newPolicyPath: `${files.folder}/policy.xml` } : {}),
      operations: this.#operations(id, files, specified ?? [], overrides),
      operationsKnown: specified !== null,
      folder: files.folder,
      metadataPath: files.information ?? `${files.folder}/apiInformation.json`,
      specificationPath: files.specification,
    };
  }

  #versionSetOf(files: ApiFiles, overrides: Overrides): string | null {
    const own = this.#properties(files.information, overrides.apis.get(this.#files.idOf(files.information, files.name)));
    return lastSegment(textIn({ ...own, ...this.#inherited(files, overrides) }, 'apiVersionSetId'));
  }

  /** When published, a revision that is not current takes path, protocols, key and version from the current one, if that is available. */
  #inherited(files: ApiFiles, overrides: Overrides): JsonObject {
    const current = /^(.*);rev=\d+$/.exec(files.name)?.[1];
    const information = current === undefined ? null : (this.#index.apis.get(resourceKey(files.workspace, current))?.information ?? null);
    if (current === undefined || information === null) return {};
    const properties = this.#properties(information, overrides.apis.get(current));
    const names = ['path', 'protocols', 'subscriptionRequired', 'apiVersion', 'apiVersionSetId', 'subscriptionKeyParameterNames'];
    return Object.fromEntries(names.flatMap((name) => (own(properties, name) === undefined ? [] : [[name, own(properties, name)] as const])));
  }

  /** The specification's operations with the policies of their folders; a folder unknown to the specification is an operation too. */
  #operations(api: string, files: ApiFiles, specified: readonly SpecifiedOperation[], overrides: Overrides): readonly Operation[] {
    if (overrides !== noOverrides) return this.#newOperations(api, files, specified, overrides);
    // Equal files give the same objects, which both sides of a change share: they are most of a large service.
    const policies = (path: string | null): readonly (string | null)[] => (path === null ? [null] : this.#files.candidates(path));
    const ids = [files.specification, ...[...files.operations.values()].flatMap((one) => [...policies(one.policy), one.information])];
    const key = `operations\u0000${files.folder}\u0000${ids.map((path) => (path === null ? '-' : (this.#tree.entries.get(path)?.id ?? ''))).join(' ')}`;
    const known = this.#cache.made(key) as readonly Operation[] | undefined;
    if (known !== undefined) return known;
    const operations = this.#newOperations(api, files, specified, overrides);
    this.#cache.keep(key, operations);
    return operations;
  }

  #newOperations(api: string, files: ApiFiles, specified: readonly SpecifiedOperation[], overrides: Overrides): readonly Operation[] {
    const folders = new Map(
      [...files.operations].map(([folder, operation]) => [this.#files.idOf(operation.information, folder), operation] as const),
    );
    const left = new Map(folders);
    for (const { id } of specified) left.delete(id);
    const renamed = left.size === 0 ? null : this.#otherwiseNamed(left, specified, folders);
    const scope = (operation: string): string => `apis/${api}/operations/${operation}`;
    const operations = specified.map((operation): Operation => {
      const folder = folders.get(operation.id) ?? renamed?.get(operation);
      const policy = this.#overridden(scope(operation.id), folder?.policy ?? null, overrides);
      // Written out: with a spread every object would get its own hidden class, which is larger than the object.
      const { id, method, urlTemplate, takesJson, takesForm, answerHeaders, asksForToken } = operation;
      return { id, method, urlTemplate, takesJson, takesForm, answerHeaders, asksForToken, policy };
    });
    for (const [id, folder] of left) {
      const properties = this.#properties(folder.information, undefined);
      const method = textIn(properties, 'method')?.toUpperCase() ?? null;
      const policy = this.#overridden(scope(id), folder.policy, overrides);
      operations.push({ id, method, urlTemplate: textIn(properties, 'urlTemplate'), takesJson: false, takesForm: null, policy });
    }
    return operations;
  }

  /**
   * Finds operation folders under other names than the specification's and removes them from `left`: import normalises names ("API import restrictions and
   * known issues": lower case, dashes), and versions 0 and 1 of the layout use display names.
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
    const id = this.#files.idOf(files.information, files.name);
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
    const linked = [...files.links].map(
      ([folder, path]) => lastSegment(textIn(objectOf(own(this.#files.jsonAt(path), 'properties')), 'apiId')) ?? folder,
    );
    const list = listOf(files);
    return list === null ? linked : this.#files.listAt(list);
  }

  /** A product includes an API, not one of its revisions: its keys work for other revisions too. */
  #revisionsOf(workspace: string | null, api: string): readonly string[] {
    if (this.#revisions === null) {
      this.#revisions = new Map();
      for (const files of this.#index.apis.values()) {
        const id = this.#files.idOf(files.information, files.name);
        const current = /^(.*);rev=\d+$/.exec(id)?.[1];
        if (current === undefined) continue;
        addTo(this.#revisions, resourceKey(files.workspace, current), id);
      }
    }
    return this.#revisions.get(resourceKey(workspace, api)) ?? [];
  }

  #namedValues(paths: ReadonlyMap<string, string>, overrides: Overrides): ReadonlyMap<string, NamedValue> {
    const contentOf = (path: string): string => this.#tree.entries.get(path)?.id ?? '';
    return namedValuesAt({ contentOf, paths, overrides, files: this.#files, propertiesOf: (path, override) => this.#properties(path, override) });
  }

  #versionSets(workspace: string | null, overrides: Overrides): ReadonlyMap<string, VersionSet> {
    const sets = new Map<string, VersionSet>();
    for (const { folder, path, workspace: level } of this.#index.versionSets.values()) {
      if (level !== workspace) continue;
      const id = this.#files.idOf(path, folder);
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
}

/** The product's `apis.json`; null: missing, or outdated beside newer links, so that the publisher ignores it. */
function listOf({ apisList, links }: ProductFiles): string | null {
  return links.size > 0 ? null : apisList;
}

/** Content of folders in the tree's order, workspaces last: the index may have another order. */
function inOrder<T>(folders: ReadonlyMap<string, T>): readonly (readonly [key: string, files: T])[] {
  const placed = (key: string): string => `${key.includes('/') ? '~' : ''}${key}/`;
  return [...folders].sort(([one], [other]) => (placed(one) < placed(other) ? -1 : 1));
}
