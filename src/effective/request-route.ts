import { layersOf, type Layer } from '../apim/layers.js';
import { resourceKey } from '../apim/resource-key.js';
import type { Api, Operation, Product } from '../apim/service.js';
import { isSpared, type CorsChain, type CorsStep, type Preflight } from '../cors/cors-chain.js';
import { endsPreflight, endsWithout, corsSteps } from '../cors/compose.js';
import type { AskedOfGateway, CheckOfPage, GatewayAnswer } from '../cors/answer.js';
import { answerActual, answerPreflight, turnedAway } from '../cors/gateway.js';
import { keyOfProduct, openProduct, optionsWithoutRequestMethod, preflightWithoutApi, preflightWithoutOperation } from '../cors/questions.js';
import type { Question, Walk } from '../cors/worlds.js';
import { guarded } from './guarded-step.js';
import { openAmong } from './open-product.js';
import type { CheckedRequest, SentUrl } from './checked-request.js';
import { endsAsMet, meetsChecks } from './request-checks.js';
import { hangOnRequest, writtenAsMet } from './request-writers.js';
import type { ServiceState } from './service-state.js';
import { productCalled } from './unpublished-product.js';

/** What a request reaches in a service, and its subscription key: everything that determines the gateway's answer besides the request's headers. */
export interface Route {
  readonly state: ServiceState;
  /** null: no API's path is a prefix of the URL. */
  readonly api: Api | null;
  /** null: all operations that could be meant share their API's answer, or (`isUnmatched`) none has this method. */
  readonly operation: Operation | null;
  /** The operations are known, and none takes this method at this URL. */
  readonly isUnmatched: boolean;
  /** The OPTIONS operation at this URL, which then receives preflights. */
  readonly options: Operation | null;
  /** Product of the sent subscription key; null: no key, or one of no product (of an API, or of all APIs). */
  readonly product: Product | null;
  /** How a subscription key is sent; null: not said, then the request is assumed to carry a required one. */
  readonly key: 'none' | 'header' | 'query' | null;
  /** The request is given completely and carries nothing else. `url` null: unknown. Left out: it also carries what it needs. */
  readonly sent?: { readonly url: SentUrl | null };
  /** Where the URL is not given: its letters are those of the operation's template. */
  readonly isAsWritten?: boolean;
  /** A key of unknown subscription is sent: it may belong to any product of the API. Left out: `product` is known. */
  readonly isAnyKey?: boolean;
}

/** The same route in another state of the service; null: its API is missing there. */
export function routeIn(state: ServiceState, route: Route & { readonly api: Api }): (Route & { readonly api: Api }) | null {
  const key = resourceKey(route.api.workspace, route.api.id);
  const api = state.service.apis.find((one) => resourceKey(one.workspace, one.id) === key);
  if (api === undefined) return null;
  const operation = (wanted: Operation | null): Operation | null => api.operations.find((one) => one.id === wanted?.id) ?? null;
  const product = state.service.products.find((one) => one.id === route.product?.id && one.workspace === route.product.workspace) ?? null;
  return { ...route, state, api, operation: operation(route.operation), options: operation(route.options), product };
}

/** The gateway's answer to a request's preflight, in the current world. Browsers send no key in a preflight, except one in the URL. */
export function preflightAnswer(route: Route, asked: AskedOfGateway, walk: Walk): GatewayAnswer {
  return answerPreflight(preflightChain(route, asked, walk), asked, walk);
}

function preflightChain(route: Route, asked: AskedOfGateway, walk: Walk): CorsChain {
  const { state, api, operation, options } = route;
  if (api === null) return under(preflightWithoutApi, 'global-answers', state.chain(layersOf(state.service, null, null, null)));
  const product =
    route.key === 'query'
      ? productOfKey(route, api, walk)
      : isOpen(route.product)
        ? productCalled(route.product, walk)
        : openProductOf(state, api, walk);
  const { preflights } = composedFor(route);
  let chain = preflights.get(product);
  if (chain === undefined) {
    chain =
      !route.isUnmatched || options !== null
        ? state.route(api, operation, options, product, route.key === 'query' || product !== null)
        : under(preflightWithoutOperation, 'api-answers', state.route(api, null, null, product, true));
    preflights.set(product, chain);
  }
  return chain.preflight?.kind === 'pipeline' && options !== null
    ? pipelineAsMet(chain, chain.preflight, { ...route, api, options, product }, asked)
    : chain;
}

/** An OPTIONS operation runs all its policies, including checks. */
function pipelineAsMet(
  chain: CorsChain,
  preflight: Preflight,
  route: Route & { readonly api: Api; readonly options: Operation },
  { origin, method, headers }: AskedOfGateway,
): CorsChain {
  const { state, api, options, product, key, sent } = route;
  const layers = layersOf(state.service, api, options, product);
  const [first] = preflight.steps;
  if (first?.kind === 'opaque' && first.reason.code === 'too-much') return chain;
  const asks = new Map([
    ['access-control-request-method', method],
    ...(headers.length === 0 ? [] : [['access-control-request-headers', headers.join()] as const]),
  ]);
  // A preflight has none of the request's own headers, and a key only in the URL.
  const hasKey = key === 'query' || (key === null && sent === undefined ? null : false);
  const request = { origin, method: 'OPTIONS', api, operation: options, headers: asks, url: sent?.url ?? null, hasKey, product };
  const checks = meetsChecks(state, layers);
  if (!checks && !hangOnRequest(preflight.written ?? [])) return chain;
  const { written: texts, ...rest } = preflight;
  const written = texts === undefined ? [] : writtenAsMet(state, layers, texts, request);
  const own = checks ? corsSteps(state.deciding(layers), state.readCors, endsAsMet(state, layers, request, endsPreflight)) : null;
  const steps = own === null ? preflight.steps : first?.kind === 'refused' && first.by === 'subscription' ? [first, ...own] : own;
  return { ...chain, preflight: { ...rest, steps, ...(written.length === 0 ? null : { written }) } };
}

/** A route's policies in a product's context, composed once for all worlds of a request. */
interface Composed {
  readonly preflights: Map<Product | null, CorsChain>;
  /** For requests with these headers: the most recently used. */
  readonly requests: Map<Product | null, ComposedRequest>;
  headers: Carried | null;
}

/** `asMet`: by origin and method, if checks or hand-written headers distinguish them; null: they do not. */
interface ComposedRequest {
  readonly layers: readonly Layer[];
  readonly chain: CorsChain;
  readonly asMet: Map<string, CorsChain> | null;
}

/** Most cached requests of one operation. */
const mostMet = 500;

const composed = new WeakMap<Route, Composed>();

function composedFor(route: Route): Composed {
  let known = composed.get(route);
  if (known === undefined) composed.set(route, (known = { preflights: new Map(), requests: new Map(), headers: null }));
  return known;
}

function isSame(one: Carried, other: Carried): boolean {
  return one.size === other.size && [...one].every(([name, value]) => other.get(name) === value);
}

/** The chain under the condition that the question has this answer; otherwise no answer. */
function under(question: Question, value: string, { steps, preflight, preflightRests }: CorsChain): CorsChain {
  const guard = (step: CorsStep): CorsStep => guarded(step, { question, value });
  return {
    steps: steps.map(guard),
    written: [],
    preflight: preflight === null ? null : { ...preflight, steps: preflight.steps.map(guard) },
    preflightRests,
  };
}

/** Headers of a request besides the browser's own, by lower-case name; a null value is unknown. */
export type Carried = ReadonlyMap<string, string | null>;

/** The gateway's answer to the actual request. */
export function requestAnswer(route: Route, asked: AskedOfGateway, headers: Carried, walk: Walk): GatewayAnswer {
  const { state, api } = route;
  if (api === null || (route.isUnmatched && asked.method !== 'OPTIONS')) return notFound;
  if (asked.method === 'OPTIONS' && route.operation === null) {
    if (walk.ask(optionsWithoutRequestMethod).value === 'not-found') return notFound;
    return answerPreflight(preflightChain(route, { ...asked, headers: [] }, walk), { ...asked, headers: [] }, walk);
  }
  const product = productAtRequest(route, api, walk);
  const { layers, chain } = requestChain(route, api, product, { ...asked, headers });
  const onError = (): ReturnType<typeof state.onError> => state.onError(layers);
  return answerActual(chain, asked, { keyMissing: isKeyMissing(route, api, product), onError }, walk);
}

function requestChain(
  route: Route,
  api: Api,
  product: Product | null,
  { origin, method, headers }: Pick<AskedOfGateway, 'origin' | 'method'> & { readonly headers: Carried },
): Pick<ComposedRequest, 'layers' | 'chain'> {
  const { state, operation } = route;
  const known = composedFor(route);
  if (known.headers === null || !isSame(known.headers, headers)) {
    known.requests.clear();
    known.headers = new Map(headers);
  }
  let found = known.requests.get(product);
  if (found === undefined) {
    const layers = layersOf(state.service, api, operation, product);
    const steps = corsSteps(state.deciding(layers), state.readCors, endsWithout(headers));
    const chain = { steps, written: state.chain(layers).written, preflight: null, preflightRests: [] };
    const hangs = meetsChecks(state, layers) || hangOnRequest(chain.written);
    found = { layers, chain, asMet: hangs ? new Map<string, CorsChain>() : null };
    known.requests.set(product, found);
  }
  const { layers, chain, asMet } = found;
  if (asMet === null) return found;
  const key = `${method} ${origin}`;
  let met = asMet.get(key);
  if (met === undefined) {
    if (asMet.size >= mostMet) asMet.clear();
    const request = checkedRequest(route, api, product, { origin, method, headers });
    const ends = endsAsMet(state, layers, request, endsWithout(headers));
    const steps = meetsChecks(state, layers) ? corsSteps(state.deciding(layers), state.readCors, ends) : chain.steps;
    asMet.set(key, (met = { ...chain, steps, written: writtenAsMet(state, layers, chain.written, request) }));
  }
  return { layers, chain: met };
}

function checkedRequest(
  { state, operation, key, sent, isAnyKey, isAsWritten = false }: Route,
  api: Api,
  product: Product | null,
  request: Pick<CheckedRequest, 'origin' | 'method' | 'headers'>,
): CheckedRequest {
  const isTaken = key === null && (api.subscriptionRequired === true ? true : sent === undefined || api.subscriptionRequired === null ? null : false);
  const hasKey = key === null ? isTaken : key !== 'none';
  // Whatever key it carries, an API in no product is called in none.
  const mayBeInOne = api.subscriptionRequired === null || state.productsOf(api).length > 0;
  const isOpenOne = product === null && (isAnyKey === true || (hasKey === null && mayBeInOne));
  return { ...request, api, operation, url: sent?.url ?? null, isAsWritten, hasKey, product: isOpenOne ? undefined : product };
}

/**
 * The gateway's answer to a request without an Origin: `<cors>` does not apply ("the request was classified as not cross-domain", trace of the cors policy),
 * everything else does.
 */
export function plainAnswer(route: Route, method: string, headers: Carried, walk: Walk): GatewayAnswer {
  const { state, api, operation } = route;
  if (api === null || route.isUnmatched || (method === 'OPTIONS' && operation === null)) return notFound;
  const product = productAtRequest(route, api, walk);
  const steps = corsSteps(state.deciding(layersOf(state.service, api, operation, product)), state.readCors, endsWithout(headers));
  // CORS headers do not matter without a page.
  const silent = steps.map((step) => (step.kind === 'refused' ? { ...step, writes: [] } : step));
  const chain: CorsChain = { steps: silent.filter((step) => step.kind !== 'cors'), written: [], preflight: null, preflightRests: [] };
  const asked = { origin: '', method, headers: [], credentials: false };
  return answerActual(chain, asked, { keyMissing: isKeyMissing(route, api, product) }, walk);
}

function productAtRequest(route: Route, api: Api, walk: Walk): Product | null {
  const keyless = route.key === 'none' || route.key === null;
  return keyless && route.product === null ? openProductOf(route.state, api, walk) : productOfKey(route, api, walk);
}

/** The product whose key is sent. If several have own policies, it is unknown. */
function productOfKey(route: Route, api: Api, walk: Walk): Product | null {
  if (route.product !== null || route.isAnyKey !== true) return productCalled(route.product, walk);
  const mayBe = route.state.productsOf(api).filter((product) => !isOpen(product) && product.policy !== null);
  return productCalled(mayBe.slice(0, mostKeysTried).find(({ id }) => walk.ask(keyOfProduct(id)).value === 'yes') ?? null, walk);
}

/** Most products whose keys are distinguished: each multiplies the possible outcomes. */
const mostKeysTried = 20;

/** Checks that refuse the request because of its page, or may; `isCertain`: independent of open points. `headers`: as in `requestAnswer`. */
export function checksAgainst(
  route: Route & { readonly api: Api },
  asked: Pick<AskedOfGateway, 'origin' | 'method'>,
  headers: Carried,
): readonly (CheckOfPage & { readonly isCertain: boolean })[] {
  const { chain } = requestChain(route, route.api, productInMind(route, route.api), { ...asked, headers });
  return chain.steps.flatMap((step) => {
    const check = step.kind === 'refused' && !isSpared(step, asked.origin) ? turnedAway(step) : null;
    return check === null ? [] : [{ ...check, isCertain: step.guards.length === 0 }];
  });
}

/** The policies of the request that no open point affects, including those of an open product if no key selects another. */
export function layersOfRoute(route: Route): readonly Layer[] {
  const { state, api, operation } = route;
  return layersOf(state.service, api, operation, api === null ? route.product : productInMind(route, api));
}

function productInMind({ state, product, key }: Route, api: Api): Product | null {
  return product ?? (key === 'header' || key === 'query' ? null : openAmong(state.productsOf(api)));
}

/**
 * `product`: that of the request; without a key, the open one. If metadata does not say whether a key is required, as in services of a `scopes:` map, none is
 * assumed; `explain` says so.
 */
function isKeyMissing({ key }: Route, api: Api, product: Product | null): boolean {
  return key === 'none' && product === null && api.subscriptionRequired === true;
}

const notFound: GatewayAnswer = {
  status: 404,
  backendCalled: false,
  headers: {},
  decidedBy: null,
  trace: [],
  opaque: null,
};

function isOpen(product: Product | null): boolean {
  return product?.subscriptionRequired === false;
}

/**
 * A request without a key belongs to the product that includes the API and needs no subscription: there is at most one (Microsoft Learn, "Subscriptions in
 * Azure API Management").
 */
function openProductOf(state: ServiceState, api: Api, walk: Walk): Product | null {
  const products = state.productsOf(api);
  const known = openAmong(products);
  if (known !== null) return productCalled(known, walk);
  return products.find((product) => product.subscriptionRequired === null && walk.ask(openProduct(product.id)).value === 'yes') ?? null;
}
