import { resourceKey } from '../apim/resource-key.js';
import type { Api, Product } from '../apim/service.js';
import { chainKey, type CorsChain } from '../cors/cors-chain.js';
import { ChainGroup } from './chain-group.js';
import { openAmong } from './open-product.js';
import type { ServiceState } from './service-state.js';

/** The chains of an API for one kind of requests, on one side. */
export interface ComparedContext {
  readonly groups: readonly ChainGroup[];
  readonly operationsKnown: boolean;
}

/** The kind of requests that is compared. */
export interface ComparedRequests {
  /** The product whose policies apply on a side; null: none. */
  readonly product: string | null;
  /** They carry no key, so they belong to the open product, which may differ between the sides. */
  readonly isKeyless: boolean;
  /** They carry a key of a product that needed none before, or needs none now; differences without a key are reported separately. */
  readonly saidWithoutKey: boolean;
}

/** Requests of one kind to one API, on both sides. */
export interface ComparedContexts {
  readonly before: ComparedContext;
  readonly after: ComparedContext;
  readonly requests: ComparedRequests;
}

/** Every API of two states, with the kinds of requests by their key. */
export function* comparedContexts(base: ServiceState | null, head: ServiceState | null): Iterable<ComparedContexts> {
  const before = indexGroups(base);
  const after = indexGroups(head);
  for (const key of new Set([...after.keys(), ...before.keys()])) yield* contextsOf(before.get(key) ?? noApi, after.get(key) ?? noApi);
}

interface ApiGroups {
  readonly state: ServiceState | null;
  readonly api: Api | null;
  readonly exists: boolean;
  readonly byProduct: Map<string, ChainGroup[]>;
  readonly products: readonly Product[];
}

const noApi: ApiGroups = { state: null, api: null, exists: false, byProduct: new Map(), products: [] };

function indexGroups(state: ServiceState | null): Map<string, ApiGroups> {
  const index = new Map<string, ApiGroups>();
  for (const group of state?.groups ?? []) {
    const key = group.api === null ? '' : resourceKey(group.api.workspace, group.api.id);
    let groups = index.get(key);
    if (groups === undefined) {
      const products = group.api === null || state === null ? [] : state.productsOf(group.api);
      index.set(key, (groups = { state, api: group.api, exists: true, byProduct: new Map(), products }));
    }
    const product = group.product?.id ?? '';
    const known = groups.byProduct.get(product);
    if (known === undefined) groups.byProduct.set(product, [group]);
    else known.push(group);
  }
  return index;
}

const plain = { isKeyless: false, saidWithoutKey: false } as const;

function* contextsOf(old: ApiGroups, now: ApiGroups): Iterable<ComparedContexts> {
  const moved = movedOpening(old, now);
  const products = new Set([...now.byProduct.keys(), ...old.byProduct.keys()]);
  if (moved !== null) {
    const [was, is] = [moved.before?.id ?? '', moved.after?.id ?? ''];
    // A product without own effect leaves the API's own policies, which are compared anyway.
    const [hadOwn, hasOwn] = [was !== '' && old.byProduct.has(was), is !== '' && now.byProduct.has(is)];
    const requests = { product: hasOwn ? is : was, isKeyless: true, saidWithoutKey: false };
    if (hadOwn || hasOwn) yield { before: contextOf(old, was, true), after: contextOf(now, is, true), requests };
  }
  for (const product of products) {
    const isMoved = moved !== null && product !== '' && (product === moved.before?.id || product === moved.after?.id);
    // Open products have no keys: a further comparison is needed only if the other side has keys of it.
    if (isMoved && !(isLinked(old, product) && isLinked(now, product))) continue;
    const requests = { ...plain, product: product === '' ? null : product, saidWithoutKey: isMoved };
    yield { before: contextOf(old, product), after: contextOf(now, product), requests };
  }
}

function isLinked({ products }: ApiGroups, product: string): boolean {
  return products.some(({ id }) => id === product);
}

/** The open product of requests without a key, if it differs between the sides. null: it does not, or that is unknown. */
function movedOpening(old: ApiGroups, now: ApiGroups): { readonly before: Product | null; readonly after: Product | null } | null {
  if (old.api === null || now.api === null) return null;
  const [before, after] = [openOf(old), openOf(now)];
  if (before === undefined || after === undefined || before?.id === after?.id) return null;
  return { before, after };
}

/** The product of requests without a key; null: none; undefined: unknown. */
function openOf({ products, byProduct }: ApiGroups): Product | null | undefined {
  const open = openAmong(products);
  if (open !== null) return open;
  return products.some(({ id, subscriptionRequired }) => subscriptionRequired === null && byProduct.has(id)) ? undefined : null;
}

const nowhere: ComparedContext = { groups: [], operationsKnown: true };

/**
 * The chains of an API in one product context on one side. A product without own effect gives the same chain as no product; so does an open product that does
 * not include the API, for requests without a key. A key of a product that does not include the API is refused (Microsoft Learn, "Subscriptions in API
 * Management").
 */
function contextOf(groups: ApiGroups, product: string, isKeyless = false): ComparedContext {
  if (!groups.exists) return nowhere;
  const operationsKnown = groups.api?.operationsKnown ?? false;
  const own = groups.byProduct.get(product);
  if (own !== undefined) return { groups: own, operationsKnown };
  const without = groups.byProduct.get('') ?? [];
  const isReached = isKeyless || isLinked(groups, product) || groups.api?.subscriptionRequired === false || groups.api === null;
  return { groups: isReached ? without : without.map((group) => refused(groups, group)), operationsKnown };
}

function refused({ state }: ApiGroups, group: ChainGroup): ChainGroup {
  if (state === null) return group;
  const { api, product, operation, target } = group;
  return new ChainGroup(state.service, { api, product, operation, target, chain: keyRefused, key: chainKey(keyRefused) });
}

const keyRefused: CorsChain = {
  steps: [{ kind: 'refused', by: 'subscription', status: 401, place: null, scope: null, guards: [] }],
  written: [],
  preflight: null,
  preflightRests: [],
};
