import type { CorsHeaders, GatewayAnswer, HeaderValue } from '../cors/answer.js';
import { agreed } from '../cors/outcomes.js';
import type { Location } from '../review/review.js';

/** One HTTP exchange between browser and gateway. */
export interface Exchange {
  /** Whether the browser would send it. */
  readonly sent: boolean;
  /** `backend`: the status from the backend; null: not sent. */
  readonly status: number | 'backend' | 'unknown' | null;
  /** CORS headers; names in lower case. */
  readonly headers: CorsHeaders;
  readonly decidedBy: Location | null;
}

/** What several worlds agree on in an exchange; all null: it is not sent. */
export function exchange(answers: readonly (GatewayAnswer | null)[]): Exchange {
  const sent = answers.filter((answer) => answer !== null);
  const [first] = sent;
  if (first === undefined) return { sent: false, status: null, headers: {}, decidedBy: null };
  const names = Object.keys(first.headers).filter((name) => sent.every((answer) => answer.headers[name] !== undefined));
  const headers = names.map((name) => [name, joined(sent.map((answer) => answer.headers[name] ?? ''))] as const);
  const places = sent.map((answer) => answer.decidedBy);
  const place = agreed(places.map((one) => (one === null ? '' : `${one.path}:${one.line}`))) === undefined ? null : (places[0] ?? null);
  return { sent: true, status: agreed(sent.map((answer) => answer.status)) ?? 'unknown', headers: Object.fromEntries(headers), decidedBy: place };
}

function joined(values: readonly HeaderValue[]): HeaderValue {
  const all = [...new Set(values.flatMap((value) => (typeof value === 'string' ? [value] : value.oneOf)))];
  return all.length === 1 ? (all[0] ?? '') : { oneOf: all };
}
