import { bareApi, bareService } from '../../apim/bare-service.js';
import { resourceKey } from '../../apim/resource-key.js';
import picomatch from 'picomatch';
import type { PolicyFile } from '../../apim/policy.js';
import { isLfsPointer } from '../lfs-pointer.js';
import { holdsPolicy, policyName } from '../policy-content.js';
import { policyIn } from '../policy-file.js';
import { conflictingPolicies, expectRoot } from '../../apim/broken-policy.js';
import { type PolicyCache } from '../../apim/policy-cache.js';
import type { ScopeEntry } from '../layout.js';
import type { Api, Fragment, MetadataProblem, Operation, Product, Service, Workspace } from '../../apim/service.js';
import { readOperations } from '../specification.js';
import type { SpecifiedOperation } from '../specified-operation.js';
import type { Tree } from '../tree.js';

interface MapEntry {
  readonly entry: ScopeEntry;
  readonly matches: (path: string) => boolean;
}

/** Policies with scopes from the configuration's `scopes:` map, by path. The first matching entry counts. */
export class ScopeMap {
  readonly #entries: readonly MapEntry[];

  constructor(entries: readonly ScopeEntry[]) {
    this.#entries = entries.map((entry) => ({ entry, matches: matcherOf(entry.path) }));
  }

  /** Whether a path below a folder could match an entry. */
  holds(folder: string): boolean {
    const names = folder.split('/');
    return this.#entries.some(({ entry }) => {
      const parts = entry.path.split('/');
      const any = parts.findIndex((part) => part.includes('**'));
      const fixed = any < 0 ? parts.slice(0, -1) : parts.slice(0, any);
      if (entry.specification?.startsWith(`${folder}/`) === true) return true;
      if (any < 0 && names.length > fixed.length) return false;
      return names.every((name, at) => at >= fixed.length || picomatch.isMatch(name, fixed[at] ?? '', { dot: true }) || name === fixed[at]);
    });
  }

  entryFor(path: string): ScopeEntry | null {
    return this.#entries.find(({ matches }) => matches(path))?.entry ?? null;
  }
}

/** A path matches itself, even if it contains glob characters. A glob matches files with names of policies, or with the glob's own extension. */
function matcherOf(pattern: string): (path: string) => boolean {
  const isMatch = picomatch(pattern, { dot: true });
  const extension = /\.[A-Za-z0-9]+$/.exec(pattern)?.[0];
  return (path) => path === pattern || ((policyName.test(path) || (extension !== undefined && path.endsWith(extension))) && isMatch(path));
}

/** The files that entries assign to one scope. */
interface Slot {
  readonly entry: ScopeEntry;
  readonly files: { readonly path: string; readonly id: string; readonly policy: PolicyFile }[];
}

/**
 * One service of everything in the map: the entries and the specifications that they name, without named values. A file matched by a glob counts if it is a
 * policy by content. Several policies at one scope are reported and evaluated as unknown: none is preferred.
 */
export async function readMappedService(tree: Tree, claimed: ReadonlyMap<string, ScopeEntry>, cache: PolicyCache, root: string): Promise<Service> {
  const paths = [...claimed.keys()].sort();
  const read = await tree.read(paths.filter((path) => tree.entries.get(path)?.kind === 'file'));
  const slots = new Map<string, Slot>();
  for (const path of paths) {
    const entry = claimed.get(path);
    const found = tree.entries.get(path);
    if (entry === undefined || found === undefined) continue;
    const { id } = found;
    const bytes = read.get(path);
    if (bytes !== undefined && !isLfsPointer(bytes) && entry.path !== path && !holdsPolicy(bytes)) continue;
    const policy = expectRoot(policyIn(found, bytes, cache), entry.scope === 'fragment' ? 'fragment' : 'policies');
    const key = JSON.stringify([entry.scope, entry.workspace, entry.product, entry.api, entry.operation, entry.fragment]);
    const slot = slots.get(key);
    if (slot === undefined) slots.set(key, { entry, files: [{ path, id, policy }] });
    else slot.files.push({ path, id, policy });
  }
  const service = new MappedService([...claimed.keys()].sort()[0] ?? '');
  // Entries without policy files still give the products of an API.
  for (const entry of claimed.values()) service.link(entry);
  for (const entry of new Set(claimed.values())) await describeApi(service, entry, tree);
  for (const { entry, files } of slots.values()) {
    const [only] = files;
    if (only !== undefined) service.put(entry, files.length === 1 ? only.policy : conflictingPolicies(files));
  }
  return service.build(root);
}

/** Adds what an entry says about its API to the service. */
async function describeApi(service: MappedService, entry: ScopeEntry, tree: Tree): Promise<void> {
  const { apiPath, specification } = entry;
  if (apiPath === undefined) return;
  const bytes = specification === undefined ? undefined : (await tree.read([specification])).get(specification);
  if (specification === undefined || bytes === undefined) {
    if (specification !== undefined) service.problems.push({ path: specification, line: 1, says: { code: 'unread', given: { why: 'no-content' } } });
    service.describe(entry, apiPath, null);
    return;
  }
  const result = await readOperations(specification, new TextDecoder().decode(bytes));
  if (!result.ok) service.problems.push({ path: specification, line: result.line, says: { code: 'no-description', given: { fault: result.fault } } });
  service.describe(entry, apiPath, { path: specification, operations: result.ok ? result.operations : null });
}

/** A file with an API's specification; `operations` null: unreadable. */
interface Description {
  readonly path: string;
  readonly operations: readonly SpecifiedOperation[] | null;
}

interface MappedApi {
  readonly id: string;
  readonly workspace: string | null;
  /** Behind the gateway, without slashes at its ends. */
  path: string | null;
  description: Description | null;
  policy: PolicyFile | null;
  readonly operations: Map<string, PolicyFile>;
}

interface MappedProduct {
  readonly id: string;
  readonly workspace: string | null;
  policy: PolicyFile | null;
  readonly apis: Set<string>;
}

class MappedService {
  readonly #apis = new Map<string, MappedApi>();
  readonly #products = new Map<string, MappedProduct>();
  readonly #workspaces = new Map<string, Workspace>();
  readonly #fragments: Fragment[] = [];
  readonly #first: string;
  readonly problems: MetadataProblem[] = [];
  #global: PolicyFile | null = null;

  constructor(first: string) {
    this.#first = first;
  }

  link(entry: ScopeEntry): void {
    if (entry.scope !== 'api') return;
    for (const product of entry.products ?? []) this.#product(product, entry.workspace).apis.add(entry.api ?? '');
  }

  /** The first entry with a piece of information about an API counts. */
  describe(entry: ScopeEntry, path: string, description: Description | null): void {
    const api = this.#api(entry);
    api.path ??= path;
    api.description ??= description;
  }

  put(entry: ScopeEntry, file: PolicyFile): void {
    const workspace = entry.workspace ?? null;
    switch (entry.scope) {
      case 'global':
        this.#global = file;
        break;
      case 'workspace':
        this.#workspaces.set(workspace ?? '', { id: workspace ?? '', policy: file, namedValues: new Map(), versionSets: new Map() });
        break;
      case 'product':
        this.#product(entry.product ?? '', entry.workspace).policy = file;
        break;
      case 'api':
        this.#api(entry).policy = file;
        break;
      case 'operation':
        this.#api(entry).operations.set(entry.operation ?? '', file);
        break;
      case 'fragment':
        this.#fragments.push({ id: entry.fragment ?? '', workspace, policy: file });
        break;
    }
  }

  build(root: string): Service {
    return {
      ...bareService(root, null),
      // The map lists policies, and does not say that there are no others.
      partlyKept: { path: this.#first, line: 1 },
      global: this.#global,
      workspaces: this.#workspaces,
      apis: [...this.#apis.values()].map(apiOf),
      products: [...this.#products.values()].map((product): Product => ({
        ...product,
        displayName: null,
        subscriptionRequired: null,
        published: null,
      })),
      fragments: this.#fragments,
      problems: this.problems,
    };
  }

  #api(entry: ScopeEntry): MappedApi {
    const workspace = entry.workspace ?? null;
    const key = resourceKey(workspace, entry.api ?? '');
    let api = this.#apis.get(key);
    if (api === undefined)
      this.#apis.set(key, (api = { id: entry.api ?? '', workspace, path: null, description: null, policy: null, operations: new Map() }));
    return api;
  }

  #product(id: string, workspace: string | undefined): MappedProduct {
    const key = resourceKey(workspace ?? null, id);
    let product = this.#products.get(key);
    if (product === undefined) this.#products.set(key, (product = { id, workspace: workspace ?? null, policy: null, apis: new Set() }));
    return product;
  }
}

function apiOf({ id, workspace, path, description, policy, operations: policies }: MappedApi): Api {
  const operations = new Map<string, Operation>();
  for (const one of description?.operations ?? []) {
    const { id: operation, method, urlTemplate, takesJson, takesForm, answerHeaders } = one;
    operations.set(operation, { id: operation, method, urlTemplate, takesJson, takesForm, answerHeaders, policy: policies.get(operation) ?? null });
  }
  for (const [operation, own] of policies) {
    if (operations.has(operation)) continue;
    operations.set(operation, { id: operation, method: null, urlTemplate: null, takesJson: false, policy: own });
  }
  const operationsKnown = description !== null && description.operations !== null;
  return {
    ...bareApi(id, workspace, policy),
    path,
    operations: [...operations.values()],
    operationsKnown,
    specificationPath: description?.path ?? null,
  };
}
