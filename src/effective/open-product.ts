import type { Product } from '../apim/service.js';

/** True for a product whose policies a request without a key meets (Microsoft Learn, "Subscriptions in API Management": open products). */
export function isOpenProduct(product: Product): boolean {
  return product.subscriptionRequired === false;
}
