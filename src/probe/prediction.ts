import type { Api } from '../apim/service.js';
import type { GatewayAnswer } from '../cors/answer.js';
import { partialMatchAtPreflight, wildcardLists } from '../cors/questions.js';
import { explore, type Question, type Reading, type Walk } from '../cors/worlds.js';
import { answerTo, routeRequest, type HttpRequest, type RoutedRequest } from '../effective/http-request.js';
import type { ServiceState } from '../effective/service-state.js';
import type { ProbeRequest } from './probe-request.js';

/** What the gateway answers under some readings. */
export interface Expected {
  /** Those that are of a service; empty where none was needed. */
  readonly readings: readonly Reading[];
  readonly answer: GatewayAnswer;
}

/** What the gateway may answer to a request. */
export interface Prediction {
  /** The API that is reached; null: none. */
  readonly api: Api | null;
  /** Empty: more is open than is worked through, and any answer will do. */
  readonly expected: readonly Expected[];
}

/** Combinations of readings that are held against one answer. */
const mostExpected = 1024;
/** Products that a key may be of. */
const mostProducts = 8;

/** The shape of an answer that a browser refuses either way: it says nothing of a point that matters to anybody. */
const unmindedShape: Question = {
  id: 'unminded-shape',
  readings: partialMatchAtPreflight.readings.map((reading) => ({ ...reading, question: 'unminded-shape' })),
};

/** Asks also for what no browser can tell apart: whoever looks at the headers can. */
class EveryPoint extends Map<string, string> {
  constructor(readonly walk: Walk) {
    super();
  }

  override get(id: string): string | undefined {
    if (id === wildcardLists.id) return this.walk.ask(wildcardLists).value;
    return id === partialMatchAtPreflight.id ? this.walk.ask(unmindedShape).value : undefined;
  }
}

/**
 * What the gateway may answer to a request, under every reading: what is assumed elsewhere is held against the answer as well. `keys`: names of
 * headers, in lower case, that the request itself carries keys in; a preflight carries none.
 */
export function predict(state: ServiceState, request: ProbeRequest, keys: ReadonlySet<string>): Prediction {
  const http = httpOf(request, keys);
  const routed = routeRequest(state, http, { product: null });
  if (routed === null) return { api: null, expected: [] };
  const expected: Expected[] = [];
  for (const way of waysOf(state, routed, http)) {
    const { complete, worlds } = explore((walk) => answerTo(way, http, { ...walk, assume: new EveryPoint(walk) }), new Map(), mostExpected);
    if (!complete) return { api: routed.route.api, expected: [] };
    for (const { readings, result } of worlds) {
      expected.push({ readings: readings.filter(({ question }) => question !== unmindedShape.id), answer: result });
    }
  }
  return { api: routed.route.api, expected };
}

function httpOf({ method, target, origin, requestMethod, requestHeaders }: ProbeRequest, keys: ReadonlySet<string>): HttpRequest {
  const headers = new Map([['origin', origin]]);
  if (requestMethod !== null) headers.set('access-control-request-method', requestMethod);
  if (requestHeaders.length > 0) headers.set('access-control-request-headers', requestHeaders.join(','));
  if (method !== 'OPTIONS') for (const name of keys) headers.set(name, 'key');
  return { method, target, headers };
}

/** The request in each context that it may have: nobody says which product a key is of, nor always whether an API asks for one. */
function waysOf(state: ServiceState, routed: RoutedRequest, http: HttpRequest): readonly RoutedRequest[] {
  const { route } = routed;
  const { api } = route;
  if (api === null || http.method === 'OPTIONS') return [routed];
  const under = (more: Partial<RoutedRequest['route']>): RoutedRequest => ({ ...routed, route: { ...route, ...more } });
  if (route.key !== 'none') {
    const products = state.productsOf(api).filter(({ policy, subscriptionRequired }) => policy !== null && subscriptionRequired !== false);
    return [routed, ...products.slice(0, mostProducts).map((product) => under({ product }))];
  }
  return api.subscriptionRequired === null ? [routed, under({ api: { ...api, subscriptionRequired: true } })] : [routed];
}
