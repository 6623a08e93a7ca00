import { parseRequestedUrl } from '../apim/resolve-url.js';
import type { Api } from '../apim/service.js';
import { ConfigError } from '../config/errors.js';
import { didYouMean } from '../config/nearest.js';
import type { Route } from '../effective/request-route.js';
import type { ServiceState } from '../effective/service-state.js';

/** What is given and observed of a request's subscription key. */
export interface KeyAsked {
  /** Product of the subscription; null: not said. */
  readonly product: string | null;
  /** How the key is sent; null: not said. */
  readonly key: Route['key'];
  readonly headers: readonly { readonly name: string }[];
  /** null: the request names its API. */
  readonly url: string | null;
}

/** The subscription and place of a request's key. Throws `ConfigError` for a product that does not exist, or does not include the API. */
export function keyOf(state: ServiceState, api: Api, asked: KeyAsked): Pick<Route, 'product' | 'key' | 'isAnyKey'> {
  const sent = asked.key ?? keySent(api, asked);
  if (asked.product === null) return { product: null, key: sent, ...(sent === 'header' || sent === 'query' ? { isAnyKey: true } : null) };
  const product = state.service.products.find((one) => one.id === asked.product && one.workspace === api.workspace);
  if (product === undefined) {
    const ids = state.service.products.map((one) => one.id);
    throw new ConfigError(`no product '${asked.product}'${didYouMean(asked.product, ids) || `; there are ${some(ids)}`}`);
  }
  if (!product.apis.has(api.id)) {
    const including = state.productsOf(api).map((one) => one.id);
    throw new ConfigError(`product '${product.id}' does not include API '${api.id}'; it is in ${some(including)}`);
  }
  const key = sent ?? (product.subscriptionRequired === false ? 'none' : 'header');
  if (key === 'none' && product.subscriptionRequired === true) {
    throw new ConfigError(`product '${product.id}' needs a subscription key; say how it is sent: --key header or --key query`);
  }
  return { product, key };
}

/** How a key in the request's own headers or URL is sent. */
function keySent(api: Api, { headers, url }: KeyAsked): Route['key'] {
  const { subscriptionKeyNames, subscriptionRequired } = api;
  const header = subscriptionKeyNames.header.toLowerCase();
  if (headers.some(({ name }) => name.toLowerCase() === header)) return 'header';
  const query = url === null ? undefined : parseRequestedUrl(url)?.query;
  if (query?.has(subscriptionKeyNames.query) === true) return 'query';
  // A key under another name means that no other key is sent.
  return subscriptionRequired === true && url !== null && misnamedParameters(api, url).length > 0 ? 'none' : null;
}

/** URL parameters meant for the subscription key, if the API reads it from another. */
export function misnamedParameters({ subscriptionKeyNames: { query: own } }: Pick<Api, 'subscriptionKeyNames'>, url: string): readonly string[] {
  const query = parseRequestedUrl(url)?.query;
  if (query === undefined || query.has(own)) return [];
  const letters = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return [...new Set(query.keys())].filter((name) => letters(name).endsWith('subscriptionkey') || letters(name) === letters(own));
}

/** The first names, and the number of the rest. */
export function some(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}
