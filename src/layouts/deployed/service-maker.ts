import { deployedIf } from '../../apim/layers.js';
import { bareApi, bareService } from '../../apim/bare-service.js';
import { broken, expectRoot } from '../../apim/broken-policy.js';
import type { PolicyFile } from '../../apim/policy.js';
import { resourceKey, scopeKey } from '../../apim/resource-key.js';
import type { Api, MetadataProblem, NamedValue, Operation, Product, ScopeRef, Service, VersionSet, Workspace } from '../../apim/service.js';
import { LineIndex } from '../../text/line-index.js';
import { ofType } from '../metadata.js';
import type { SpecifiedOperation } from '../specified-operation.js';
import {
  currentId,
  type Deployed,
  type DeployedApi,
  type DeployedOperation,
  type DeployedPolicy,
  type DeployedProduct,
  type WrittenAt,
} from './deployed.js';
import { hashOfText, instanceOf, namedValueOf, madeVersionSet } from './made-values.js';
import { notFollowedOnce } from './not-followed.js';
import type { PolicyTexts } from './policy-texts.js';
import type { DeployingRoot } from './deploying-root.js';
import type { TreeTexts } from './tree-texts.js';
import type { Value } from './deployed-value.js';
import { conditionOf, ifDeployed, oneOf } from './undecided.js';
import { addressLeftOpen } from './value-parts.js';
import { addTo } from '../../text/add-to.js';

/** What one root deploys to the service: `deployed` is the loaded part. */
export interface RootPart {
  readonly root: DeployingRoot;
  readonly deployed: readonly Deployed[];
  readonly all: readonly Deployed[];
}

interface Standing {
  readonly file: PolicyFile;
  readonly text: Value;
  readonly by: WrittenAt;
  readonly scope: ScopeRef;
  /** As `DeployedPolicy.isOff`. */
  readonly isOff: boolean;
  /** Its root has no environments. */
  readonly isEverywhere: boolean;
}

/** Builds a service from what its roots deploy in one environment. */
export class ServiceMaker {
  /** For files with declarations. */
  readonly #lines = new Map<string, LineIndex>();
  readonly #files: TreeTexts;
  readonly #texts: PolicyTexts;
  readonly #policies = new Map<string, Standing>();
  readonly #deployed: readonly Deployed[];
  readonly #all: readonly Deployed[];
  readonly #problems: readonly MetadataProblem[];
  readonly #isWhole: boolean;
  readonly #parts: readonly RootPart[];

  constructor(parts: readonly RootPart[], files: TreeTexts, texts: PolicyTexts, problems: readonly MetadataProblem[]) {
    this.#files = files;
    this.#parts = parts;
    this.#texts = texts;
    this.#problems = problems;
    this.#isWhole = parts.some(({ root }) => root.isWhole);
    this.#deployed = parts.flatMap(({ deployed }) => deployed);
    this.#all = parts.flatMap(({ all }) => all);
    for (const { root, deployed } of parts) {
      for (const one of deployed) if (one.kind === 'policy') this.#put(root, one);
    }
  }

  #put(root: DeployingRoot, policy: DeployedPolicy): void {
    const read = this.#texts.fileOf(root, policy);
    if (read === null) return;
    const file = ifDeployed(expectRoot(read, policy.scope.kind === 'fragment' ? 'fragment' : 'policies'), conditionOf(policy, this.#all));
    const key = scopeKey(policy.scope);
    const known = this.#policies.get(key);
    const standing = {
      file,
      text: policy.text(),
      by: policy.by,
      scope: policy.scope,
      isOff: policy.isOff === true,
      isEverywhere: root.environment === null,
    };
    // Certainly deployed things precede possible ones.
    if (known === undefined || (known.isOff && !standing.isOff)) this.#policies.set(key, standing);
    else if (standing.isOff && !known.isOff) return;
    else if (idOf(known.file) === idOf(file)) {
      // One text that is certainly deployed once exists.
      if (deployedIf(known.file) !== undefined && deployedIf(file) === undefined) this.#policies.set(key, standing);
    } else
      this.#policies.set(key, {
        ...known,
        file: (policy.scope.kind === 'fragment' ? null : oneOf(known.file, file)) ?? this.#twice(known, standing),
      });
  }

  /** Two policies at one scope: any of them might be published, so a change of either counts. */
  #twice({ file, text }: Standing, other: Standing): PolicyFile {
    const { path, ref, line, ...known } = file.ok ? file.document : file.broken;
    // With more than two, the first ones were joined before.
    const first = !file.ok && file.broken.says.code === 'deployed-twice' ? known.id : hashOfText(text);
    const id = [first, hashOfText(other.text)].sort().join(' ');
    return broken({ ...ref, path }, id, line, { code: 'deployed-twice', given: this.#place(other.by) }, false);
  }

  #place({ path, offset }: WrittenAt): { readonly path: string; readonly line: number } {
    let lines = this.#lines.get(path);
    if (lines === undefined) this.#lines.set(path, (lines = new LineIndex(this.#files.text(path) ?? '')));
    return { path, line: lines.lineAt(offset) };
  }

  /** The place of the instance, otherwise of a deployment to it: code does not say whether it is complete. */
  #partlyKept(): Pick<Service, 'partlyKept'> {
    if (this.#isWhole) return {};
    const first = this.#all.find(({ kind }) => kind === 'service') ?? this.#all.find(({ kind }) => kind === 'policy');
    return first === undefined ? {} : { partlyKept: this.#place(first.by) };
  }

  #existing(): Pick<Service, 'existing'> {
    const names = this.#parts.flatMap(({ root }) => [...(root.existing ?? [])]);
    return names.length === 0 ? {} : { existing: new Set(names) };
  }

  #switchedOff(): Pick<Service, 'switchedOff'> {
    const switchedOff = new Set([...this.#policies].flatMap(([key, { isOff }]) => (isOff ? key : [])));
    return switchedOff.size === 0 ? {} : { switchedOff };
  }

  #policyAt(scope: ScopeRef): PolicyFile | null {
    return this.#policies.get(scopeKey(scope))?.file ?? null;
  }

  #of<K extends Deployed['kind']>(kind: K): readonly Extract<Deployed, { kind: K }>[] {
    return this.#deployed.filter((one): one is Extract<Deployed, { kind: K }> => one.kind === kind);
  }

  /** `name`: as `Service.root`; `covered`: whether a file belongs to the service. */
  async make(name: string, environment: string | null, covered: (path: string) => boolean): Promise<Service> {
    const scopes = [...this.#policies.values()].map(({ scope }) => scope);
    const workspaces = new Map<string, Workspace>();
    for (const { workspace } of scopes) {
      if (workspace === null || workspaces.has(workspace)) continue;
      const policy = this.#policyAt({ kind: 'workspace', workspace, id: null, operation: null });
      workspaces.set(workspace, { id: workspace, policy, namedValues: this.#namedValues(workspace), versionSets: this.#versionSets(workspace) });
    }
    return {
      ...bareService(name, environment),
      ...instanceOf(this.#deployed),
      global: this.#policyAt({ kind: 'global', workspace: null, id: null, operation: null }),
      workspaces,
      apis: await this.#apis(scopes),
      products: this.#products(scopes),
      fragments: [...this.#policies.values()].flatMap(({ scope, file }) =>
        scope.kind === 'fragment' && scope.id !== null ? [{ id: scope.id, workspace: scope.workspace, policy: file }] : [],
      ),
      versionSets: this.#versionSets(null),
      namedValues: this.#namedValues(null),
      problems: this.#problems,
      ...notFollowedOnce(this.#parts.flatMap(({ root }) => root.notFollowed)),
      ...this.#existing(),
      ...this.#partlyKept(),
      ...this.#switchedOff(),
      placedBy: (scope) => {
        const standing = this.#policies.get(scopeKey(scope));
        return standing === undefined ? null : { ...this.#place(standing.by), isEverywhere: standing.isEverywhere };
      },
      metadataAmong: (changed) => [...changed].filter(covered).slice(0, 3),
    };
  }

  #versionSets(workspace: string | null): ReadonlyMap<string, VersionSet> {
    return new Map(this.#of('version-set').flatMap((one) => (one.workspace === workspace ? [[one.id, madeVersionSet(one)] as const] : [])));
  }

  #namedValues(workspace: string | null): ReadonlyMap<string, NamedValue> {
    const found = new Map<string, NamedValue>();
    for (const { root, deployed } of this.#parts) {
      for (const one of deployed) if (one.kind === 'named-value' && one.workspace === workspace) found.set(one.name, namedValueOf(one, root));
    }
    return found;
  }

  async #apis(scopes: readonly ScopeRef[]): Promise<readonly Api[]> {
    const declared = new Map<string, DeployedApi>();
    for (const one of this.#of('api')) if (!declared.has(resourceKey(one.workspace, one.id))) declared.set(resourceKey(one.workspace, one.id), one);
    const operations = new Map<string, DeployedOperation[]>();
    for (const one of this.#of('operation')) {
      addTo(operations, resourceKey(one.workspace, one.api), one);
    }
    const ids = new Map<string, { readonly workspace: string | null; readonly id: string }>();
    for (const one of declared.values()) ids.set(resourceKey(one.workspace, one.id), one);
    const withPolicies = new Map<string, string[]>();
    for (const { kind, workspace, id, operation } of scopes) {
      if ((kind !== 'api' && kind !== 'operation') || id === null) continue;
      const key = resourceKey(workspace, id);
      ids.set(key, { workspace, id });
      if (kind === 'operation' && operation !== null) addTo(withPolicies, key, operation);
    }
    const newest = newestOf(declared.values());
    const apis: Api[] = [];
    for (const [key, { workspace, id }] of [...ids].sort(([a], [b]) => (a < b ? -1 : 1))) {
      apis.push(await this.#api({ id, workspace }, { all: declared, newest }, operations.get(key) ?? [], withPolicies.get(key) ?? []));
    }
    return apis;
  }

  async #api(
    { id, workspace }: { readonly id: string; readonly workspace: string | null },
    { all, newest }: { readonly all: ReadonlyMap<string, DeployedApi>; readonly newest: ReadonlySet<DeployedApi> },
    own: readonly DeployedOperation[],
    withPolicies: readonly string[],
  ): Promise<Api> {
    const declared = all.get(resourceKey(workspace, id)) ?? null;
    const current = all.get(resourceKey(workspace, currentId(id))) ?? null;
    const specified = await this.#specified(declared);
    const operations = new Map<string, Operation>();
    const policyOf = (operation: string): PolicyFile | null => this.#policyAt({ kind: 'operation', workspace, id, operation });
    for (const { id: operation, method, urlTemplate, takesJson, takesForm, answerHeaders, asksForToken } of specified ?? []) {
      const policy = policyOf(operation);
      operations.set(operation, { id: operation, method, urlTemplate, takesJson, takesForm, answerHeaders, asksForToken, policy });
    }
    for (const { id: operation, method, urlTemplate, openAddress, by } of own) {
      operations.set(operation, {
        id: operation,
        method,
        urlTemplate,
        ...addressLeftOpen(openAddress),
        takesJson: false,
        takesForm: null,
        policy: policyOf(operation),
        writtenAt: this.#place(by),
      });
    }
    for (const operation of withPolicies) {
      if (operations.has(operation)) continue;
      operations.set(operation, { id: operation, method: null, urlTemplate: null, takesJson: false, policy: policyOf(operation) });
    }
    const api = bareApi(id, workspace, this.#policyAt({ kind: 'api', workspace, id, operation: null }));
    const operationsKnown = specified !== null || (declared !== null && declared.specification === null && !declared.isElsewhere && own.length > 0);
    const bare = { ...api, operations: [...operations.values()], operationsKnown };
    if (declared === null) return bare;
    const { displayName, revision, by } = declared;
    const { path, openAddress, versionSet, version, subscriptionRequired, type, isOnlyHttp, keyNames } = inherited(declared, current);
    return {
      ...bare,
      path,
      ...addressLeftOpen(openAddress),
      displayName,
      versionSet,
      version,
      revision,
      isCurrent: declared.isCurrent || newest.has(declared),
      subscriptionRequired,
      ...ofType(type),
      ...(isOnlyHttp === true ? { isOnlyHttp } : {}),
      subscriptionKeyNames: keyNames ?? api.subscriptionKeyNames,
      metadataPath: by.path,
      metadataLine: this.#place(by).line,
    };
  }

  /** null: unknown. */
  #specified(api: DeployedApi | null): Promise<readonly SpecifiedOperation[] | null> | null {
    const value = api?.specification?.();
    return value?.kind === 'text' ? this.#texts.operationsIn(value.text) : null;
  }

  /** Ids of APIs and their revisions, by the key of the current one. */
  #revisions(): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>();
    for (const { workspace, id } of this.#of('api')) {
      addTo(found, resourceKey(workspace, currentId(id)), id);
    }
    return found;
  }

  #products(scopes: readonly ScopeRef[]): readonly Product[] {
    const products = new Map<
      string,
      { readonly product: DeployedProduct | null; readonly id: string; readonly workspace: string | null; readonly apis: Set<string> }
    >();
    const at = (workspace: string | null, id: string, product: DeployedProduct | null): Set<string> => {
      const key = resourceKey(workspace, id);
      const known = products.get(key);
      const apis = known?.apis ?? new Set<string>();
      products.set(key, { id, workspace, apis, product: known?.product ?? product });
      return apis;
    };
    const revisions = this.#revisions();
    for (const one of this.#of('product')) {
      const apis = at(one.workspace, one.id, one.isLink ? null : one);
      for (const api of one.apis) for (const id of revisions.get(resourceKey(one.workspace, currentId(api))) ?? [api]) apis.add(id);
    }
    for (const one of this.#of('api')) for (const product of one.products) at(one.workspace, product, null).add(one.id);
    for (const { kind, workspace, id } of scopes) if (kind === 'product' && id !== null) at(workspace, id, null);
    return [...products.values()].map(({ product, id, workspace, apis }) => ({
      id,
      workspace,
      displayName: product?.displayName ?? null,
      subscriptionRequired: product?.subscriptionRequired ?? null,
      published: product?.published ?? null,
      apis,
      policy: this.#policyAt({ kind: 'product', workspace, id, operation: null }),
    }));
  }
}

/** For each API without a declared current revision, the newest one, which is released last. */
function newestOf(all: Iterable<DeployedApi>): ReadonlySet<DeployedApi> {
  const newest = new Map<string, DeployedApi | null>();
  for (const one of all) {
    const key = resourceKey(one.workspace, currentId(one.id));
    const known = newest.get(key);
    if (one.isCurrent) newest.set(key, null);
    else if (known === undefined || (known !== null && Number(one.revision) > Number(known.revision))) newest.set(key, one);
  }
  return new Set([...newest.values()].filter((one) => one !== null));
}

/** A revision that is not current takes missing properties from the current one. */
function inherited(
  own: DeployedApi,
  current: DeployedApi | null,
): Pick<DeployedApi, 'path' | 'openAddress' | 'versionSet' | 'version' | 'subscriptionRequired' | 'type' | 'isOnlyHttp' | 'keyNames'> {
  if (current === null || current === own) return own;
  return {
    path: own.path ?? current.path,
    ...addressLeftOpen(own.path === null ? (own.openAddress ?? current.openAddress) : own.openAddress),
    versionSet: own.versionSet ?? current.versionSet,
    version: own.version ?? current.version,
    subscriptionRequired: own.subscriptionRequired ?? current.subscriptionRequired,
    ...ofType(own.type ?? current.type),
    ...((own.isOnlyHttp ?? current.isOnlyHttp) === true ? { isOnlyHttp: true as const } : {}),
    keyNames: own.keyNames ?? current.keyNames,
  };
}

/** Identifies text and place: one text deployed twice to a scope is one policy. */
function idOf(file: PolicyFile): string {
  const { path, id } = file.ok ? file.document : file.broken;
  return `${path}\u0000${id}`;
}
