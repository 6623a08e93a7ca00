/** A probe's request. It has an origin, and no session data. */
export interface ProbeRequest {
  readonly method: 'OPTIONS' | 'GET' | 'HEAD' | 'POST';
  /** Path and query below the gateway's URL; starts with `/`. */
  readonly target: string;
  readonly origin: string;
  /** Access-Control-Request-Method of a preflight; null: none. */
  readonly requestMethod: string | null;
  /** Access-Control-Request-Headers of a preflight: lower case, sorted. */
  readonly requestHeaders: readonly string[];
}

/** The part of a gateway's answer that a probe uses. */
export interface ProbeAnswer {
  readonly status: number;
  /** CORS headers by lower-case name; repeated ones are joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** null: unknown. */
  readonly hasBody: boolean | null;
}

/** Why a request got no usable answer. */
export type NoAnswer =
  | { readonly code: 'failed'; readonly says: string }
  /** Its certificate is not trusted: the server may not be the gateway. */
  | { readonly code: 'untrusted'; readonly says: string }
  | { readonly code: 'timeout'; readonly seconds: number }
  /** 429 and 5xx: the gateway is overloaded, or a backend is broken. */
  | { readonly code: 'busy'; readonly status: number };

/** The result of sending a request. */
export type Sent = { readonly answer: ProbeAnswer } | { readonly none: NoAnswer };

/** Sends one request, once. Never throws. */
export type Send = (request: ProbeRequest) => Promise<Sent>;
