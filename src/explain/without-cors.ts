import { namesOrigin } from '../browser/request-mode.js';
import type { GatewayAnswer } from '../cors/answer.js';
import type { Walk } from '../cors/worlds.js';
import { plainAnswer, requestAnswer, type Carried, type Route } from '../effective/request-route.js';

/** A request that no browser holds against CORS: it has no preflight, and what comes back is shown, or hidden, whatever its headers say. */
export interface SentWithoutCors {
  readonly mode: 'navigate' | 'no-cors';
  readonly origin: string;
  /** Normalised. */
  readonly method: string;
  readonly headers: Carried;
}

/** The gateway's answer: it cannot tell such a request from one of a script, and a `<cors>` ends it just the same where it names an origin. */
export function answerWithoutCors(route: Route, sent: SentWithoutCors, walk: Walk): GatewayAnswer {
  const { mode, origin, method, headers } = sent;
  if (!namesOrigin(mode, method)) return plainAnswer(route, method, headers, walk);
  return requestAnswer(route, { origin, method, headers: [], credentials: null }, headers, walk);
}

/** Whether it gets through: a navigation that reaches the backend does; a script in `no-cors` never gets to read what came. */
export function verdictWithoutCors({ mode }: SentWithoutCors, { backendCalled, opaque }: GatewayAnswer): 'allowed' | 'blocked' | 'unknown' {
  if (mode === 'no-cors') return 'blocked';
  if (opaque !== null || backendCalled === 'unknown') return 'unknown';
  return backendCalled ? 'allowed' : 'blocked';
}
