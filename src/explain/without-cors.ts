import { namesOrigin } from '../browser/request-mode.js';
import type { GatewayAnswer } from '../cors/answer.js';
import type { Walk } from '../cors/worlds.js';
import { plainAnswer, requestAnswer, type Carried, type Route } from '../effective/request-route.js';

/** A request to which browsers do not apply CORS: it has no preflight, and its answer is shown or hidden whatever its headers say. */
export interface SentWithoutCors {
  readonly mode: 'navigate' | 'no-cors';
  readonly origin: string;
  /** Normalised. */
  readonly method: string;
  readonly headers: Carried;
}

/** The gateway's answer: it cannot distinguish such a request from a script's, so a `<cors>` ends it too if it has an Origin. */
export function answerWithoutCors(route: Route, sent: SentWithoutCors, walk: Walk): GatewayAnswer {
  const { mode, origin, method, headers } = sent;
  if (!namesOrigin(mode, method)) return plainAnswer(route, method, headers, walk);
  return requestAnswer(route, { origin, method, headers: [], credentials: null }, headers, walk);
}

/** The verdict: a navigation passes if it reaches the backend; a script in `no-cors` never reads the answer. */
export function verdictWithoutCors({ mode }: SentWithoutCors, { backendCalled, opaque }: GatewayAnswer): 'allowed' | 'blocked' | 'unknown' {
  if (mode === 'no-cors') return 'blocked';
  if (opaque !== null || backendCalled === 'unknown') return 'unknown';
  return backendCalled ? 'allowed' : 'blocked';
}
