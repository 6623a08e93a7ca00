import type { Api } from '../apim/service.js';
import type { GatewayAnswer } from '../cors/answer.js';
import { partialMatchAtPreflight, wildcardLists } from '../cors/questions.js';
import { explore, type Question, type Reading, type Walk } from '../cors/worlds.js';
import { answerTo, routeRequest, type HttpRequest, type RoutedRequest } from '../effective/http-request.js';
import type { ServiceState } from '../effective/service-state.js';
import type { ProbeRequest } from './probe-request.js';

/** The gateway's answer under some readings. */
export interface Expected {
  /** Readings of a service's points; empty if none was needed. */
  readonly readings: readonly Reading[];
  readonly answer: GatewayAnswer;
}

/** The possible answers to a request. */
export interface Prediction {
  /** The reached API; null: none. */
  readonly api: Api | null;
  /** Empty: the open points exceed the bound, and any answer fits. */
  readonly expected: readonly Expected[];
}

/** Most combinations of readings compared with one answer. */
const mostExpected = 1024;
/** Most products that a key may belong to. */
const mostProducts = 8;

/** The form of an answer that browsers refuse anyway: it says nothing about a relevant point. */
const unmindedShape: Question = {
  id: 'unminded-shape',
  readings: partialMatchAtPreflight.readings.map((reading) => ({ ...reading, question: 'unminded-shape' })),
};

/** Also asks about points that browsers cannot distinguish, because a probe sees the headers. */
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
 * The possible answers to a request under every reading, including those settled by assumptions elsewhere. `keys`: names of headers, in lower case, with keys
 * in the request itself; a preflight has none.
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

/** The request in each possible context: the product of a key is unknown, and sometimes whether an API requires one. */
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
