import { isTransparent } from '../apim/transparency.js';
import type { Api, Product } from '../apim/service.js';
import type { ChainGroup } from './chain-group.js';

/** Knows which products hold an API. */
export interface KnowsProducts {
  productsOf(api: Api): readonly Product[];
}

/** True for a product whose policies a request without a key meets (Microsoft Learn, "Subscriptions in API Management": open products). */
export function isOpenProduct(product: Product): boolean {
  return product.subscriptionRequired === false;
}

/**
 * The product, of those that include an API, that requests without a key belong to: there is at most one (Microsoft Learn, "Subscriptions in Azure API
 * Management"). Where metadata has several, one that is published is called.
 */
export function openAmong(products: readonly Product[]): Product | null {
  const open = products.filter(isOpenProduct);
  return open.find(({ published }) => published !== false) ?? open[0] ?? null;
}

/** Whether requests of a group need a subscription key, or may need one: an API of which that is not known counts. */
export function asksForKey(state: KnowsProducts, { api }: ChainGroup): boolean {
  return api === null || (api.subscriptionRequired !== false && !state.productsOf(api).some(isOpenProduct));
}

/** The product that requests to an API without a key belong to; null: there is none. */
export function keylessProduct(state: KnowsProducts, api: Api | null): Product | null {
  return api === null ? null : openAmong(state.productsOf(api));
}

/** The same, where its policy decides something. */
export function decidingOpenProduct(state: KnowsProducts, api: Api | null): Product | null {
  const open = keylessProduct(state, api);
  return open === null || isTransparent(open.policy) ? null : open;
}
