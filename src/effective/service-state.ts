import { resourceKey } from '../apim/resource-key.js';
import { layersOf, type EffectiveStatement, type Layer } from '../apim/layers.js';
import { isTransparent } from '../apim/transparency.js';
import { optionsOperationAt, takesOptions } from '../apim/resolve-url.js';
import type { ElementSnapshot, HeaderWriter, PolicyDocument, PolicyFile, SectionName } from '../apim/policy.js';
import { versionSetOf, type Api, type NamedValue, type Operation, type Product, type ScopeRef, type Service } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { chainKey, type CorsChain, type Preflight } from '../cors/cors-chain.js';
import { facts } from '../cors/facts.js';
import { optionsPipeline, type ComposedStatement } from '../cors/compose.js';
import { parseCors, type CorsPolicy } from '../cors/cors-policy.js';
import { versionlessPreflight } from '../cors/questions.js';
import { chainOf, mostProducts, tooMuch, withinReadings } from '../cors/too-much.js';
import type { Assumptions } from '../cors/worlds.js';
import { ChainGroup, countOperationsIn, targetOf } from './chain-group.js';
import { guarded, keyCheckStep } from './guarded-step.js';
import { decidingOpenProduct, isOpenProduct } from './open-product.js';
import { preflightFacts } from './preflight-facts.js';
import { chainInContext } from './product-chain.js';
import { withWritten } from './request-writers.js';
import { fileKey, Sections, startOfFile } from './sections.js';
import { corsIn, documentsOf, holdsCors, isPlain, type ScopedDocument } from './scoped-documents.js';

export type { ChainGroup };

/** One `<cors>` of a document, with its place and its reading there. */
export interface CorsElement {
  readonly element: ElementSnapshot;
  readonly policy: CorsPolicy;
  readonly document: PolicyDocument;
  readonly scope: ScopeRef;
  /** null: outside all sections. */
  readonly section: SectionName | 'fragment' | null;
  readonly how: 'direct' | 'nested';
}

/** A chain and its key. */
interface KeyedChain {
  readonly chain: CorsChain;
  readonly key: string;
}

/** Shared by the states of one service: parsed `<cors>` elements, and chains by their documents. */
interface AlreadyRead {
  readonly policies: WeakMap<ElementSnapshot, Map<string, CorsPolicy>>;
  readonly chains: Map<string, KeyedChain>;
  /** Whether chains are added: a state for a repair attempt is short-lived. */
  readonly keeps: boolean;
}

/**
 * One service, ready for questions: the chains of its requests, its `<cors>` elements and whom each reaches. The unit of evaluation is the distinct chain;
 * operations whose own policy neither holds CORS nor cuts the chain share their API's.
 */
export class ServiceState {
  readonly service: Service;
  readonly assume: Assumptions;
  readonly #sections: Sections;
  readonly #read: AlreadyRead;
  #groups: readonly ChainGroup[] | null = null;
  #reach: Map<CorsPolicy, ChainGroup[]> | null = null;
  #corsElements: readonly CorsElement[] | null = null;
  /** Cached: every rule visits all documents. */
  #documents: readonly ScopedDocument[] | null = null;
  #remarkable: readonly ScopedDocument[] | null = null;
  readonly #elements = new WeakMap<PolicyDocument, readonly CorsElement[]>();
  readonly #productsOf = new Map<string, Product[]>();

  constructor(service: Service, assume: Assumptions, read: AlreadyRead = { policies: new WeakMap(), chains: new Map(), keeps: true }) {
    this.service = service;
    this.assume = assume;
    this.#read = read;
    this.#sections = new Sections(service, this.readCors);
    for (const product of service.products) {
      for (const api of product.apis) {
        // API Management ignores the case of letters.
        const key = resourceKey(product.workspace, api).toLowerCase();
        const products = this.#productsOf.get(key);
        if (products === undefined) this.#productsOf.set(key, [product]);
        else products.push(product);
      }
    }
  }

  /** A state of the same service with other policies or fewer APIs; shares parsed `<cors>` elements and composed chains. */
  with(service: Service): ServiceState {
    return new ServiceState(service, this.assume, { ...this.#read, keeps: false });
  }

  readonly fragment = (id: string, workspace: string | null): PolicyFile | undefined => this.#sections.fragment(id, workspace);

  /** A workspace's policies never see the service's named values (Microsoft Learn, "Workspaces in API Management"). */
  namedValue(name: string, workspace: string | null): NamedValue | undefined {
    if (workspace === null) return this.service.namedValues.get(name);
    return this.service.workspaces.get(workspace)?.namedValues.get(name);
  }

  readonly readCors = (element: ElementSnapshot, scope: ScopeRef): CorsPolicy => {
    const workspace = scope.workspace;
    let read = this.#read.policies.get(element);
    if (read === undefined) this.#read.policies.set(element, (read = new Map<string, CorsPolicy>()));
    let policy = read.get(workspace ?? '');
    if (policy === undefined) {
      policy = parseCors(element, (name) => this.namedValue(name, workspace));
      read.set(workspace ?? '', policy);
    }
    return policy;
  };

  productsOf(api: Api): readonly Product[] {
    return this.#productsOf.get(resourceKey(api.workspace, api.id).toLowerCase()) ?? [];
  }

  /** Every statement of a section; inbound by default. */
  effective(layers: readonly Layer[], section?: SectionName): readonly EffectiveStatement[] {
    return this.#sections.effective(layers, section);
  }

  /** The effective inbound section without policies that decide nothing. */
  deciding(layers: readonly Layer[]): readonly ComposedStatement[] {
    return this.#sections.deciding(layers);
  }

  chain(layers: readonly Layer[]): CorsChain {
    return withWritten(this, layers, this.#sections.chain(layers));
  }

  /** CORS headers that `<on-error>` writes by hand. */
  onError(layers: readonly Layer[]): readonly HeaderWriter[] {
    return this.#sections.onError(layers);
  }

  /**
   * The chain of an operation in a product's context, including its preflight. `options`: the OPTIONS operation at its URL. `keyAtPreflight`: the preflight
   * carries a subscription key (only one in the URL can), or needs none.
   */
  route(api: Api, operation: Operation | null, options: Operation | null, product: Product | null, keyAtPreflight: boolean): CorsChain {
    const chain = this.chain(layersOf(this.service, api, operation, product));
    const preflight = this.#preflightOf(api, operation, options, product, keyAtPreflight);
    const isOriginal = preflight?.kind === 'versionless' && this.#withoutVersion(api) !== null;
    const rests = preflightFacts(options ?? operation, product, product?.subscriptionRequired !== false);
    return { ...chain, preflight, preflightRests: isOriginal ? [...rests, facts.versionlessReachesOriginal] : rests };
  }

  #preflightOf(api: Api, operation: Operation | null, options: Operation | null, product: Product | null, keyAtPreflight: boolean): Preflight | null {
    if (this.isHeaderVersioned(api)) {
      // A preflight without a version (Microsoft Learn, cors policy, common configuration issues) reaches the unversioned API, if there is one.
      const original = this.#withoutVersion(api);
      if (original !== null) {
        const same =
          operation === null
            ? null
            : (original.operations.find((one) => one.method === operation.method && one.urlTemplate === operation.urlTemplate) ?? null);
        return { kind: 'versionless', key: null, steps: this.chain(layersOf(this.service, original, same, null)).steps };
      }
      const global = this.chain(layersOf(this.service, null, null, null)).steps;
      return {
        kind: 'versionless',
        key: null,
        steps: global.map((step) => guarded(step, { question: versionlessPreflight, value: 'global-answers' })),
      };
    }
    if (options === null) return null;
    const layers = layersOf(this.service, api, options, product);
    const steps = optionsPipeline(this.deciding(layers), this.readCors);
    const key = keyAtPreflight ? null : keyCheckStep(api);
    const { steps: own, written } = this.chain(layers);
    // The writers behind these steps exceed the bound: then the answer is unknown.
    if (own.some((step) => step.kind === 'opaque' && step.reason.code === 'too-much')) return { kind: 'pipeline', key: null, steps: own };
    const all = { kind: 'pipeline', key: null, steps: key === null ? steps : [key, ...steps] } as const;
    return written.length === 0 ? all : { ...all, written };
  }

  /** The original, unversioned API at the path of a versioned one. */
  #withoutVersion(api: Api): Api | null {
    const { apis } = this.service;
    return apis.find((one) => one.workspace === api.workspace && one.path === api.path && (one.version ?? '') === '' && one.isCurrent) ?? null;
  }

  /** Whether the API is a version that a header selects. */
  isHeaderVersioned(api: Api): boolean {
    return (api.version ?? '') !== '' && versionSetOf(this.service, api)?.scheme === 'Header';
  }

  /** Every distinct chain, API by API: without a product, then in each product whose policy could matter. */
  get groups(): readonly ChainGroup[] {
    return (this.#groups ??= [...this.#findGroups()]);
  }

  *#findGroups(): Iterable<ChainGroup> {
    const chains = new Map<string, KeyedChain>();
    for (const api of this.service.apis) {
      yield* this.#groupsOf(api, null, chains);
      const products = this.productsOf(api).filter((product) => !isTransparent(product.policy));
      if (products.length > mostProducts) yield* this.#groupsInAll(api, products);
      else for (const product of products) yield* this.#groupsOf(api, product, chains);
    }
    const { apis, apisLeftOut, global, products } = this.service;
    if (apis.length === 0 && !apisLeftOut && (global !== null || products.some((product) => product.policy !== null))) {
      yield* this.#groupsOf(null, null, chains);
      for (const product of products) {
        if (!isTransparent(product.policy)) yield* this.#groupsOf(null, product, chains);
      }
    }
  }

  /** An API in more products than the bound: the same unknown in each. */
  *#groupsInAll(api: Api, products: readonly Product[]): Iterable<ChainGroup> {
    const [first = null] = products;
    const scope = { kind: 'product', workspace: api.workspace, id: first?.id ?? null, operation: null } as const;
    const own = [...api.operations, ...products].map(({ policy: file }) => ({ file }));
    const identity = this.#sections.identityOf([...layersOf(this.service, api, null, first), ...own]);
    const chain = chainOf(tooMuch('products', startOfFile(first?.policy ?? null), scope, identity));
    const parts = { api, operation: null, chain, key: chainKey(chain) };
    const operations = api.operations.map(({ id }) => id);
    for (const product of products) {
      yield new ChainGroup(this.service, { ...parts, product, target: { ...targetOf(this.service, api, product), operations } });
    }
  }

  /** The chains of one API in one product context (null: none); operations that share a chain are grouped. */
  *#groupsOf(api: Api | null, product: Product | null, chains: Map<string, KeyedChain>): Iterable<ChainGroup> {
    const shared: Operation[] = [];
    const own: Operation[] = [];
    // Operations whose preflights go to an OPTIONS operation, each separately: there are few.
    const hasOptions = api?.operations.some(takesOptions) === true;
    for (const operation of api?.operations ?? []) {
      const isOwn = !isTransparent(operation.policy) || (hasOptions && optionsOperationAt(api, operation) !== null);
      (isOwn ? own : shared).push(operation);
    }
    const group = (operation: Operation | null, operations: readonly Operation[]): ChainGroup => {
      const target: Target = { ...targetOf(this.service, api, product), operations: operations.map((one) => one.id) };
      return new ChainGroup(this.service, { api, product, operation, target, ...this.#chainOf(api, operation, product, chains) });
    };
    if (shared.length > 0 || countOperationsIn(api) === 0 || api?.operationsKnown === false) yield group(null, shared);
    for (const operation of own) yield group(operation, [operation]);
  }

  #chainOf(api: Api | null, operation: Operation | null, product: Product | null, chains: Map<string, KeyedChain>): KeyedChain {
    const layers = layersOf(this.service, api, operation, product);
    const parts = layers.filter((layer) => !isTransparent(layer.file)).map((layer) => fileKey(layer.file));
    // The workspace determines named values and fragments; a separate preflight belongs to one API.
    const isPlain = api === null || (!this.isHeaderVersioned(api) && optionsOperationAt(api, operation) === null);
    const route = isPlain ? '' : `${resourceKey(api.workspace, api.id)}/${operation?.id ?? ''}/${product?.id ?? ''}`;
    // Preflights of requests with a key may belong to the open product.
    const open = product === null || isOpenProduct(product) ? null : decidingOpenProduct(this, api);
    if (open !== null) parts.push(`${open.id} ${fileKey(open.policy)}`);
    const key = `${layers[0]?.scope.workspace ?? ''}|${route}|${parts.join('|')}`;
    // Another state of the service may have composed the same documents; a separate preflight belongs to one API.
    const shared = isPlain ? `${this.#sections.identity}|${key}` : null;
    let known = chains.get(key) ?? (shared === null ? undefined : this.#read.chains.get(shared));
    if (known === undefined) {
      const called = chainInContext(this, api, product, {
        atUrl: (of, isKeyInUrl) => this.#atUrl(api, operation, of, isKeyInUrl),
        inContextOf: (of) => this.#chainOf(api, operation, of, chains).chain,
      });
      const scope = (layers.find((layer) => !isTransparent(layer.file)) ?? layers[0])?.scope;
      const chain = scope === undefined ? called : withinReadings(called, this.assume, scope);
      known = { chain, key: chainKey(chain) };
      chains.set(key, known);
      if (shared !== null && this.#read.keeps) this.#read.chains.set(shared, known);
    }
    return known;
  }

  /** `isKeyInUrl`: a key is in the URL, or none is needed. */
  #atUrl(api: Api | null, operation: Operation | null, product: Product | null, isKeyInUrl: boolean): CorsChain {
    const options = api === null ? null : optionsOperationAt(api, operation);
    if (api !== null && (options !== null || this.isHeaderVersioned(api))) return this.route(api, operation, options, product, isKeyInUrl);
    const rests = preflightFacts(operation, product, product?.subscriptionRequired !== false);
    return { ...this.chain(layersOf(this.service, api, operation, product)), preflightRests: rests };
  }

  /** Every policy document of the service, with its scope. */
  documents(): readonly ScopedDocument[] {
    return (this.#documents ??= [...documentsOf(this.service)]);
  }

  /** The documents that are not plain or not readable: enough for most rules. */
  remarkable(): readonly ScopedDocument[] {
    return (this.#remarkable ??= this.documents().filter(({ file }) => !file.ok || !isPlain(file.document)));
  }

  /** Every `<cors>` element of every readable document, in document order. */
  corsElements(): readonly CorsElement[] {
    if (this.#corsElements === null) {
      const found: CorsElement[] = [];
      for (const { file, scope } of this.remarkable())
        if (file.ok && holdsCors(file.document)) found.push(...this.corsElementsOf(file.document, scope));
      this.#corsElements = found;
    }
    return this.#corsElements;
  }

  corsElementsOf(document: PolicyDocument, scope: ScopeRef): readonly CorsElement[] {
    let elements = this.#elements.get(document);
    if (elements === undefined) {
      elements = [...this.#findElements(document, scope)];
      this.#elements.set(document, elements);
    }
    return elements;
  }

  *#findElements(document: PolicyDocument, scope: ScopeRef): Iterable<CorsElement> {
    const found = (element: ElementSnapshot, section: CorsElement['section'], how: CorsElement['how']): CorsElement => ({
      element,
      policy: this.readCors(element, scope),
      document,
      scope,
      section,
      how,
    });
    for (const [name, section] of document.sections) {
      for (const { element, how } of corsIn(section.statements, 'direct')) yield found(element, name, how);
    }
    for (const element of document.strayCors) yield found(element, null, 'direct');
  }

  /** The operations whose effective inbound section holds this element; none for a stray one. */
  targetsOf(policy: CorsPolicy): readonly Target[] {
    return mergeTargets(this.groupsWith(policy).map((group) => group.target));
  }

  groupsWith(policy: CorsPolicy): readonly ChainGroup[] {
    if (this.#reach === null) {
      this.#reach = new Map();
      for (const group of this.groups) {
        for (const step of group.chain.steps) {
          if (step.kind !== 'cors') continue;
          const groups = this.#reach.get(step.policy);
          if (groups === undefined) this.#reach.set(step.policy, [group]);
          else if (groups[groups.length - 1] !== group) groups.push(group);
        }
      }
    }
    return this.#reach.get(policy) ?? [];
  }
}

/** Elements that API Management would evaluate: in `<inbound>` or in a fragment. Others are reported by `cors-outside-inbound`. */
export function* evaluatedCors(state: ServiceState): Iterable<CorsElement> {
  for (const element of state.corsElements()) {
    if (element.section === 'inbound' || element.section === 'fragment') yield element;
  }
}

/** The operations that a `<cors>` element reaches. */
export function elementTargets(state: ServiceState, element: CorsElement): readonly Target[] {
  return state.targetsOf(element.policy);
}
