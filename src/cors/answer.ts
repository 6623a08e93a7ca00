import type { Place } from '../apim/policy.js';
import type { OpaqueReason } from './cors-chain.js';
import type { TraceEntry } from './trace.js';

/** A header value, or the values it may have where no browser can tell the difference. */
export type HeaderValue = string | { readonly oneOf: readonly string[] };

/** Headers of CORS by name, in lower case. */
export type CorsHeaders = Readonly<Record<string, HeaderValue>>;

/** What the gateway is asked, as far as CORS minds. */
export interface AskedOfGateway {
  /** The Origin header as sent: serialised, or the text `null`. */
  readonly origin: string;
  /** The request's method; of a preflight, its Access-Control-Request-Method. */
  readonly method: string;
  /** Access-Control-Request-Headers of a preflight: lower case, sorted. */
  readonly headers: readonly string[];
  /** Whether the page asks with credentials; null: the gateway is not told. */
  readonly credentials: boolean | null;
}

/** Why an answer is not known in any world. */
export type NotKnown =
  | { readonly code: 'unreadable'; readonly path: string; readonly line: number; readonly reason: OpaqueReason }
  | { readonly code: 'hand-written'; readonly path: string; readonly line: number; readonly header: string }
  /** The browser would mind which of several values a header has, and no page says which. */
  | { readonly code: 'several-values' };

/** A policy that refuses requests for the page that they come from. */
export interface CheckOfPage {
  readonly policy: string;
  readonly path: string;
  readonly line: number;
}

/** What the gateway answers to one request, in one world. */
export interface GatewayAnswer {
  /** `backend`: whatever the backend answers. */
  readonly status: number | 'backend' | 'unknown';
  readonly backendCalled: boolean | 'unknown';
  readonly headers: CorsHeaders;
  /** It has no body: a `<cors>` ended the request. Left out: it may have one. */
  readonly isEmpty?: true;
  /** A check of the page that the request comes from turned it away. Left out: none did. */
  readonly turnedAway?: CheckOfPage;
  readonly decidedBy: { readonly path: string; readonly line: number } | null;
  readonly trace: readonly TraceEntry[];
  /** Set where something that cannot be read was reached: then nothing is known, and this says what. */
  readonly opaque: NotKnown | null;
}

/** The element a decision points at; null: none does. */
export function pointedAt(place: Place | null): GatewayAnswer['decidedBy'] {
  return place === null ? null : { path: place.path, line: place.line };
}

/** What is sent where any of several texts may be: no browser can tell the difference. */
export function firstOf(value: HeaderValue): string {
  return typeof value === 'string' ? value : (value.oneOf[0] ?? '');
}

/** Equal keys: answers that no client can tell apart. */
export function answerKey({ status, backendCalled, headers, opaque }: GatewayAnswer): string {
  const texts = Object.entries(headers).map(([name, value]) => [name, firstOf(value)]);
  return JSON.stringify([status, backendCalled, opaque, texts.sort()]);
}
