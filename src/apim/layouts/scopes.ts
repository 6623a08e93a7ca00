import picomatch from 'picomatch';
import type { PolicyFile } from '../policy.js';
import { readPolicy, type PolicyCache } from '../read-policy.js';
import type { ScopeEntry } from '../repository.js';
import type { Api, Fragment, Operation, Product, Service, Workspace } from '../service.js';
import type { Tree } from '../tree.js';

/** Policies whose scope the configuration's `scopes:` map gives, by path. The first entry that fits a path counts. */
export class ScopeMap {
  readonly #entries: readonly { readonly entry: ScopeEntry; readonly matches: (path: string) => boolean }[];

  constructor(entries: readonly ScopeEntry[]) {
    this.#entries = entries.map((entry) => ({ entry, matches: picomatch(entry.path, { dot: true }) }));
  }

  entryFor(path: string): ScopeEntry | null {
    return this.#entries.find(({ matches }) => matches(path))?.entry ?? null;
  }
}

/** One service of everything the map names: it knows what the entries say, and nothing of specifications or named values. */
export async function readMappedService(tree: Tree, claimed: ReadonlyMap<string, ScopeEntry>, cache: PolicyCache, root: string): Promise<Service> {
  const read = await tree.read([...claimed.keys()].filter((path) => tree.entries.get(path)?.kind === 'file'));
  const apis = new Map<string, { id: string; workspace: string | null; policy: PolicyFile | null; operations: Map<string, PolicyFile> }>();
  const products = new Map<string, { id: string; workspace: string | null; policy: PolicyFile | null; apis: Set<string> }>();
  const workspaces = new Map<string, Workspace>();
  const fragments: Fragment[] = [];
  let global: PolicyFile | null = null;
  const apiOf = (entry: ScopeEntry): { policy: PolicyFile | null; operations: Map<string, PolicyFile> } => {
    const workspace = entry.workspace ?? null;
    const key = `${workspace ?? ''}\u0000${entry.api ?? ''}`;
    let api = apis.get(key);
    if (api === undefined) apis.set(key, (api = { id: entry.api ?? '', workspace, policy: null, operations: new Map() }));
    for (const name of entry.products ?? []) productOf(name, workspace).apis.add(api.id);
    return api;
  };
  const productOf = (id: string, workspace: string | null): { policy: PolicyFile | null; apis: Set<string> } => {
    const key = `${workspace ?? ''}\u0000${id}`;
    let product = products.get(key);
    if (product === undefined) products.set(key, (product = { id, workspace, policy: null, apis: new Set() }));
    return product;
  };
  for (const [path, entry] of claimed) {
    const bytes = read.get(path);
    if (bytes === undefined) continue;
    const id = tree.entries.get(path)?.id ?? '';
    const file = cache.get(path, id, () => readPolicy(path, id, bytes));
    switch (entry.scope) {
      case 'global':
        global = file;
        break;
      case 'workspace':
        workspaces.set(entry.workspace ?? '', { id: entry.workspace ?? '', policy: file, namedValues: new Map() });
        break;
      case 'product':
        productOf(entry.product ?? '', entry.workspace ?? null).policy = file;
        break;
      case 'api':
        apiOf(entry).policy = file;
        break;
      case 'operation':
        apiOf(entry).operations.set(entry.operation ?? '', file);
        break;
      case 'fragment':
        fragments.push({ id: entry.fragment ?? '', workspace: entry.workspace ?? null, policy: file });
        break;
    }
  }
  return {
    root,
    layout: 'scopes',
    environment: null,
    global,
    workspaces,
    apis: [...apis.values()].map((api): Api => mappedApi(api)),
    products: [...products.values()].map((product): Product => ({ ...product, displayName: null, subscriptionRequired: null, published: null })),
    fragments,
    versionSets: new Map(),
    namedValues: new Map(),
    problems: [],
  };
}

function mappedApi(api: { id: string; workspace: string | null; policy: PolicyFile | null; operations: ReadonlyMap<string, PolicyFile> }): Api {
  return {
    id: api.id,
    workspace: api.workspace,
    path: null,
    displayName: null,
    versionSet: null,
    version: null,
    revision: null,
    isCurrent: true,
    subscriptionRequired: null,
    subscriptionKeyNames: { header: 'Ocp-Apim-Subscription-Key', query: 'subscription-key' },
    policy: api.policy,
    operations: [...api.operations].map(([id, policy]): Operation => ({ id, method: null, urlTemplate: null, policy })),
    operationsKnown: false,
    folder: '',
    metadataPath: '',
    specificationPath: null,
  };
}
