import type { Place } from '../apim/policy.js';
import type { OpaqueReason } from './cors-chain.js';
import type { TraceEntry } from './trace.js';

/** A header value, or the possible values if browsers treat them alike. */
export type HeaderValue = string | { readonly oneOf: readonly string[] };

/** CORS headers by name, in lower case. */
export type CorsHeaders = Readonly<Record<string, HeaderValue>>;

/** A request as the gateway sees it, as far as CORS is concerned. */
export interface AskedOfGateway {
  /** The Origin header as sent: serialised, or the text `null`. */
  readonly origin: string;
  /** The request's method; of a preflight, its Access-Control-Request-Method. */
  readonly method: string;
  /** Access-Control-Request-Headers of a preflight: lower case, sorted. */
  readonly headers: readonly string[];
  /** Whether the page requests with credentials; null: the gateway cannot tell. */
  readonly credentials: boolean | null;
}

/** Why an answer is unknown in every world. */
export type NotKnown =
  | { readonly code: 'unreadable'; readonly path: string; readonly line: number; readonly reason: OpaqueReason }
  | { readonly code: 'hand-written'; readonly path: string; readonly line: number; readonly header: string }
  /** The header has one of several values that browsers treat differently, and no page says which. */
  | { readonly code: 'several-values' };

/** A policy that refuses requests because of their page. */
export interface CheckOfPage {
  readonly policy: string;
  readonly path: string;
  readonly line: number;
}

/** The gateway's answer to one request, in one world. */
export interface GatewayAnswer {
  /** `backend`: the status from the backend. */
  readonly status: number | 'backend' | 'unknown';
  readonly backendCalled: boolean | 'unknown';
  readonly headers: CorsHeaders;
  /** It has no body, because a `<cors>` ended the request. Left out: it may have one. */
  readonly isEmpty?: true;
  /** The check of the page that refused the request. */
  readonly turnedAway?: CheckOfPage;
  readonly decidedBy: { readonly path: string; readonly line: number } | null;
  readonly trace: readonly TraceEntry[];
  /** Set if the request reached something unreadable: then nothing is known, and this says why. */
  readonly opaque: NotKnown | null;
}

/** The place of the element that decided; null if none did. */
export function pointedAt(place: Place | null): GatewayAnswer['decidedBy'] {
  return place === null ? null : { path: place.path, line: place.line };
}

/** One of several texts that browsers treat alike. */
export function firstOf(value: HeaderValue): string {
  return typeof value === 'string' ? value : (value.oneOf[0] ?? '');
}

/** Answers with equal keys are equal for every client. */
export function answerKey({ status, backendCalled, headers, opaque }: GatewayAnswer): string {
  const texts = Object.entries(headers).map(([name, value]) => [name, firstOf(value)]);
  return JSON.stringify([status, backendCalled, opaque, texts.sort()]);
}
