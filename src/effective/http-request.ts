import { optionsReached, parseRequestedUrl, resolveUrl } from '../apim/resolve-url.js';
import type { Api, Product } from '../apim/service.js';
import { asksAsPreflight } from '../browser/preflight-asked.js';
import type { GatewayAnswer } from '../cors/answer.js';
import type { Walk } from '../cors/worlds.js';
import { plainAnswer, preflightAnswer, requestAnswer, type Route } from './request-route.js';
import type { ServiceState } from './service-state.js';

/** An incoming request. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  /** Names in lower case; repeated headers are joined with a comma. */
  readonly headers: ReadonlyMap<string, string>;
}

/** Information for the gateway beyond the service's files. */
export interface Subscriptions {
  /** The product of every key; null: the key's own text names it (`productOfKey`). */
  readonly product: string | null;
}

/**
 * The gateway's classification of a request (Microsoft Learn, cors policy). `preflight`: OPTIONS with an Origin and Access-Control-Request-Method.
 * `cross-origin`: any other request with an Origin. `plain`: without an Origin, or with an empty one, so that no `<cors>` applies.
 */
export type Phase =
  | { readonly kind: 'preflight'; readonly origin: string; readonly method: string; readonly headers: readonly string[] }
  | { readonly kind: 'cross-origin'; readonly origin: string }
  | { readonly kind: 'plain' };

/** A request with its route through the service. */
export interface RoutedRequest {
  readonly phase: Phase;
  readonly route: Route;
  /** Path and query below the API's own path, as requested from its backend. */
  readonly below: string;
}

/** Finds what a request reaches: API, version, operation, and the product of its key. null: its target is not a path. */
export function routeRequest(state: ServiceState, request: HttpRequest, subscriptions: Subscriptions): RoutedRequest | null {
  if (!request.target.startsWith('/')) return null;
  const url = parseRequestedUrl(request.target);
  if (url === null) return null;
  const phase = phaseOf(request);
  const find = (method: string) => resolveUrl(state.service, { method, path: url.path, query: url.query, headers: request.headers });
  const wanted = phase.kind === 'preflight' ? phase.method : request.method;
  // A preflight sends no version header: any API at that path stands for all.
  const any = phase.kind === 'preflight' ? { method: wanted, path: url.path, query: url.query, headers: request.headers, isVersionless: true } : null;
  const found = find(wanted) ?? (any === null ? null : resolveUrl(state.service, any));
  if (found === null) {
    const route = { state, api: null, operation: null, isUnmatched: false, options: null, product: null, key: 'none' } as const;
    return { phase, route, below: request.target };
  }
  const { api } = found;
  const options = optionsReached(state.service, { path: url.path, query: url.query, headers: request.headers });
  const isBareOptions = request.method === 'OPTIONS' && phase.kind !== 'preflight';
  const operation = isBareOptions ? options : found.operation;
  const isUnmatched = operation === null && api.operationsKnown && !isBareOptions;
  const { product, key } = subscriptionOf(state, api, request.headers, url.query, subscriptions);
  return {
    phase,
    route: { state, api, operation, isUnmatched, options, product, key, sent: { url: { ...url, host: null } } },
    below: belowOf(url.path, found.segments) + queryOf(request.target),
  };
}

/** The gateway's answer to an incoming HTTP request, in the current world. It does not know the page's credentials mode. */
export function answerTo({ phase, route }: RoutedRequest, { method, headers }: HttpRequest, walk: Walk): GatewayAnswer {
  switch (phase.kind) {
    case 'preflight':
      return preflightAnswer(route, { origin: phase.origin, method: phase.method, headers: phase.headers, credentials: null }, walk);
    case 'cross-origin':
      return requestAnswer(route, { origin: phase.origin, method, headers: [], credentials: null }, headers, walk);
    case 'plain':
      return plainAnswer(route, method, headers, walk);
  }
}

function phaseOf({ method, headers }: HttpRequest): Phase {
  const origin = headers.get('origin') ?? '';
  if (origin === '') return { kind: 'plain' };
  if (!asksAsPreflight(method, headers)) return { kind: 'cross-origin', origin };
  const names = (headers.get('access-control-request-headers') ?? '').split(',').map((name) => name.trim().toLowerCase());
  const asked = headers.get('access-control-request-method') ?? '';
  return { kind: 'preflight', origin, method: asked, headers: [...new Set(names.filter((name) => name !== ''))].sort() };
}

/** The key in the header counts; the one in the query only without a header (Microsoft Learn, "Subscriptions in Azure API Management"). */
function subscriptionOf(
  state: ServiceState,
  api: Api,
  headers: ReadonlyMap<string, string>,
  query: URLSearchParams,
  subscriptions: Subscriptions,
): Pick<Route, 'product' | 'key'> {
  const inHeader = headers.get(api.subscriptionKeyNames.header.toLowerCase()) ?? '';
  const inQuery = query.get(api.subscriptionKeyNames.query) ?? '';
  const text = inHeader === '' ? inQuery : inHeader;
  if (text === '') return { product: null, key: 'none' };
  return { product: productOfKey(state, api, subscriptions.product ?? text), key: inHeader === '' ? 'query' : 'header' };
}

/** A repository has no keys: the id of a product that includes the API stands for a subscription to it, any other key for one to the API. */
function productOfKey(state: ServiceState, api: Api, id: string): Product | null {
  return state.productsOf(api).find((product) => product.id === id) ?? null;
}

/** The path without its first segments, with its encoding kept. */
function belowOf(path: string, segments: number): string {
  const parts = path.split('/');
  let index = 0;
  for (let left = segments; left > 0 && index < parts.length; index += 1) if (parts[index] !== '') left -= 1;
  return `/${parts.slice(Math.max(1, index)).join('/')}`;
}

function queryOf(target: string): string {
  const mark = target.indexOf('?');
  return mark === -1 ? '' : target.slice(mark);
}
