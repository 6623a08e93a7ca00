import type { Product } from '../apim/service.js';
import type { ChainGroup, ServiceState } from './service-state.js';

/** True for a product whose policies a request without a key meets (Microsoft Learn, "Subscriptions in API Management": open products). */
export function isOpenProduct(product: Product): boolean {
  return product.subscriptionRequired === false;
}

/** Whether requests of a group need a subscription key, or may need one: an API of which that is not known counts. */
export function asksForKey(state: ServiceState, { api }: ChainGroup): boolean {
  return api === null || (api.subscriptionRequired !== false && !state.productsOf(api).some(isOpenProduct));
}
