import { isTransparent } from '../apim/transparency.js';
import type { Api, Product } from '../apim/service.js';
import type { ChainGroup } from './chain-group.js';

/** Gives the products of an API. */
export interface KnowsProducts {
  productsOf(api: Api): readonly Product[];
}

/** Whether a product's policies apply to requests without a key (Microsoft Learn, "Subscriptions in API Management": open products). */
export function isOpenProduct(product: Product): boolean {
  return product.subscriptionRequired === false;
}

/**
 * The product, among those of an API, for requests without a key: there is at most one (Microsoft Learn, "Subscriptions in Azure API Management"). If metadata
 * has several, a published one wins.
 */
export function openAmong(products: readonly Product[]): Product | null {
  const open = products.filter(isOpenProduct);
  return open.find(({ published }) => published !== false) ?? open[0] ?? null;
}

/** Whether requests of a group need a subscription key, or may; unknown counts as needed. */
export function asksForKey(state: KnowsProducts, { api }: ChainGroup): boolean {
  return api === null || (api.subscriptionRequired !== false && !state.productsOf(api).some(isOpenProduct));
}

/** The product for requests to an API without a key; null if there is none. */
export function keylessProduct(state: KnowsProducts, api: Api | null): Product | null {
  return api === null ? null : openAmong(state.productsOf(api));
}

/** The same product, if its policy decides something. */
export function decidingOpenProduct(state: KnowsProducts, api: Api | null): Product | null {
  const open = keylessProduct(state, api);
  return open === null || isTransparent(open.policy) ? null : open;
}
