/** A request that a probe sends. It names its origin, and carries nothing of anybody's session. */
export interface ProbeRequest {
  readonly method: 'OPTIONS' | 'GET' | 'HEAD' | 'POST';
  /** Path and query below the gateway's address; starts with `/`. */
  readonly target: string;
  readonly origin: string;
  /** Access-Control-Request-Method of a preflight; null: it has none. */
  readonly requestMethod: string | null;
  /** Access-Control-Request-Headers of a preflight: lower case, sorted. */
  readonly requestHeaders: readonly string[];
}

/** What a gateway answered, as far as a probe looks at it. */
export interface ProbeAnswer {
  readonly status: number;
  /** Headers of CORS by name in lower case; what came several times is joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** null: not known. */
  readonly hasBody: boolean | null;
}

/** Why a request got no answer that says anything. */
export type NoAnswer =
  | { readonly code: 'failed'; readonly says: string }
  /** Its certificate is none that is trusted: what answers there need not be the gateway. */
  | { readonly code: 'untrusted'; readonly says: string }
  | { readonly code: 'timeout'; readonly seconds: number }
  /** 429 and 5xx: the gateway had no time for it, or something behind it is broken. */
  | { readonly code: 'busy'; readonly status: number };

/** What came of sending a request. */
export type Sent = { readonly answer: ProbeAnswer } | { readonly none: NoAnswer };

/** Sends one request, once. Never throws. */
export type Send = (request: ProbeRequest) => Promise<Sent>;
