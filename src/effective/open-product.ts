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

/** Whether requests of a group need a subscription key, or may need one: an API of which that is not known counts. */
export function asksForKey(state: KnowsProducts, { api }: ChainGroup): boolean {
  return api === null || (api.subscriptionRequired !== false && !state.productsOf(api).some(isOpenProduct));
}

/** The product that requests to an API without a key belong to; null: there is none. */
export function keylessProduct(state: KnowsProducts, api: Api | null): Product | null {
  return api === null ? null : (state.productsOf(api).find(isOpenProduct) ?? null);
}

/** The same, where its policy decides something. */
export function decidingOpenProduct(state: KnowsProducts, api: Api | null): Product | null {
  const open = keylessProduct(state, api);
  return open === null || isTransparent(open.policy) ? null : open;
}
