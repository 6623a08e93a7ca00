/** The browser's half before anything is sent: what a script's request becomes, and whether a preflight goes ahead of it (Fetch standard). */

export type CredentialsMode = 'omit' | 'same-origin' | 'include';

/** A header as a script sets it; value null: not known. */
export interface RequestHeader {
  readonly name: string;
  readonly value: string | null;
}

/** A cross-origin request a page's script makes, in mode `cors`. */
export interface PageRequest {
  /** Serialised, or `null`. */
  readonly origin: string;
  readonly method: string;
  readonly headers: readonly RequestHeader[];
  readonly credentials: CredentialsMode;
}

/** What the browser makes of it. */
export interface SentRequest {
  /** Normalised: `put` becomes PUT, `patch` stays (Fetch, "normalize a method"). */
  readonly method: string;
  /** Lower case, sorted: what the preflight asks for in Access-Control-Request-Headers. */
  readonly unsafeHeaders: readonly string[];
  /** Headers script cannot set: the browser drops them silently. Lower case. */
  readonly droppedHeaders: readonly string[];
  /** Why a preflight is sent, one clause each; empty: none is. */
  readonly preflightBecause: readonly string[];
}

const normalised = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);
const safelistedMethods = new Set(['GET', 'HEAD', 'POST']);

/** Fetch, forbidden methods: `fetch` throws, and nothing is sent. */
export function isForbiddenMethod(method: string): boolean {
  return ['CONNECT', 'TRACE', 'TRACK'].includes(method.toUpperCase());
}

/** RFC 9110, token: what a method or a header may be called. */
export function isToken(text: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,200}$/.test(text);
}

/** Fetch, "forbidden request-header". */
function isForbiddenHeader(name: string, value: string | null): boolean {
  if (forbiddenHeaders.has(name) || name.startsWith('proxy-') || name.startsWith('sec-')) return true;
  const overrides = name === 'x-http-method' || name === 'x-http-method-override' || name === 'x-method-override';
  return overrides && value !== null && value.split(',').some((method) => isForbiddenMethod(method.trim()));
}

const forbiddenHeaders = new Set(
  'accept-charset accept-encoding access-control-request-headers access-control-request-method connection content-length cookie cookie2 date dnt expect host keep-alive origin referer set-cookie te trailer transfer-encoding upgrade via'.split(
    ' ',
  ),
);

/** Fetch, "CORS-preflight fetch" comes first: a method that is not safelisted, or a header that is not. */
export function sentRequest(request: PageRequest): SentRequest {
  const upper = request.method.toUpperCase();
  const method = normalised.has(upper) ? upper : request.method;
  const dropped = new Set<string>();
  const unsafe = new Set<string>();
  for (const { name, value } of combined(request.headers)) {
    if (isForbiddenHeader(name, value)) dropped.add(name);
    else if (!isSafelisted(name, value)) unsafe.add(name);
  }
  const because: string[] = [];
  if (!safelistedMethods.has(method)) because.push(`the method ${method} always needs one`);
  for (const name of [...unsafe].sort()) because.push(`the header ${name} needs one`);
  return { method, unsafeHeaders: [...unsafe].sort(), droppedHeaders: [...dropped].sort(), preflightBecause: because };
}

/** Values of a header that is set twice are one value with a comma (Fetch, "get"). */
function combined(headers: readonly RequestHeader[]): readonly RequestHeader[] {
  const values = new Map<string, string | null>();
  for (const { name, value } of headers) {
    const key = name.toLowerCase();
    const before = values.get(key);
    values.set(key, before === undefined || before === null || value === null ? value : `${before}, ${value}`);
  }
  return [...values].map(([name, value]) => ({ name, value }));
}

/** Fetch, "CORS-safelisted request-header". Without a value: `accept` and languages are taken to be usual, a content type to be JSON. */
function isSafelisted(name: string, value: string | null): boolean {
  if (value === null) return name === 'accept' || name === 'accept-language' || name === 'content-language';
  if (Buffer.byteLength(value) > 128) return false;
  switch (name) {
    case 'accept':
      return !hasUnsafeByte(value);
    case 'accept-language':
    case 'content-language':
      return /^[0-9A-Za-z *,\-.;=]*$/.test(value);
    case 'content-type': {
      if (hasUnsafeByte(value)) return false;
      const essence = (value.split(';')[0] ?? '').trim().toLowerCase();
      return essence === 'application/x-www-form-urlencoded' || essence === 'multipart/form-data' || essence === 'text/plain';
    }
    case 'range': {
      const range = /^bytes=(\d{1,15})-(\d{1,15})?$/.exec(value);
      return range !== null && (range[2] === undefined || Number(range[2]) >= Number(range[1]));
    }
    default:
      return false;
  }
}

/** Fetch, "CORS-unsafe request-header byte". */
function hasUnsafeByte(value: string): boolean {
  return /[\x00-\x08\x0a-\x1f"():<>?@[\\\]{}\x7f]/.test(value);
}

/** A header value, or the values it may have where that is open. */
export type HeaderValue = string | { readonly oneOf: readonly string[] };

/** What one answer of the gateway carries of CORS. */
export interface CorsHeaders {
  readonly allowOrigin: HeaderValue | null;
  readonly allowCredentials: boolean;
}

/** Chromium's name for why a request is blocked (DevTools protocol, Network.CorsError), and the value its message names. */
export interface Blocked {
  readonly code: BlockedCode;
  readonly parameter: string;
}

export type BlockedCode =
  | 'MissingAllowOriginHeader'
  | 'WildcardOriginNotAllowed'
  | 'AllowOriginMismatch'
  | 'InvalidAllowCredentials'
  | 'PreflightMissingAllowOriginHeader'
  | 'PreflightWildcardOriginNotAllowed'
  | 'PreflightAllowOriginMismatch'
  | 'PreflightInvalidAllowCredentials'
  | 'PreflightInvalidStatus'
  | 'MethodDisallowedByPreflightResponse'
  | 'HeaderDisallowedByPreflightResponse';

/** Fetch, "CORS check", on the answer to a preflight or to the request itself; null: it passes. */
export function corsCheck(headers: CorsHeaders, request: PageRequest, phase: 'preflight' | 'actual'): Blocked | null {
  const { allowOrigin } = headers;
  const blocked = (
    code: 'MissingAllowOriginHeader' | 'WildcardOriginNotAllowed' | 'AllowOriginMismatch' | 'InvalidAllowCredentials',
    parameter = '',
  ): Blocked => ({
    code: phase === 'preflight' ? `Preflight${code}` : code,
    parameter,
  });
  if (allowOrigin === null) return blocked('MissingAllowOriginHeader');
  const values = typeof allowOrigin === 'string' ? [allowOrigin] : allowOrigin.oneOf;
  const include = request.credentials === 'include';
  for (const value of values) {
    if (value === '*' ? include : value !== request.origin)
      return value === '*' ? blocked('WildcardOriginNotAllowed') : blocked('AllowOriginMismatch', value);
  }
  return include && !headers.allowCredentials ? blocked('InvalidAllowCredentials') : null;
}

/** What the browser's console says, in Chromium's and in Firefox's words (templates read from Chromium 156 and Firefox 153). */
export interface ConsoleMessage {
  readonly code: BlockedCode;
  readonly chromium: string;
  readonly firefox: string;
}

/** `status` is that of the answer that failed; null: not known. */
export function consoleMessage({ code, parameter }: Blocked, origin: string, url: string, status: number | null): ConsoleMessage {
  const preflight = code.startsWith('Preflight') ? "Response to preflight request doesn't pass access control check: " : '';
  return {
    code,
    chromium: `Access to fetch at '${url}' from origin '${origin}' has been blocked by CORS policy: ${preflight}${chromiumWords(code, parameter)}`,
    firefox: `Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ${url}. (Reason: ${firefoxWords(code, parameter, status)}.`,
  };
}

function chromiumWords(code: BlockedCode, parameter: string): string {
  switch (code) {
    case 'MissingAllowOriginHeader':
    case 'PreflightMissingAllowOriginHeader':
      return "No 'Access-Control-Allow-Origin' header is present on the requested resource.";
    case 'WildcardOriginNotAllowed':
    case 'PreflightWildcardOriginNotAllowed':
      return "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the request's credentials mode is 'include'.";
    case 'AllowOriginMismatch':
    case 'PreflightAllowOriginMismatch':
      return `The 'Access-Control-Allow-Origin' header has a value '${parameter}' that is not equal to the supplied origin. Have the server send the header with a valid value.`;
    case 'InvalidAllowCredentials':
    case 'PreflightInvalidAllowCredentials':
      return `The value of the 'Access-Control-Allow-Credentials' header in the response is '${parameter}' which must be 'true' when the request's credentials mode is 'include'.`;
    case 'PreflightInvalidStatus':
      return 'It does not have HTTP ok status.';
    case 'MethodDisallowedByPreflightResponse':
      return `Method ${parameter} is not allowed by Access-Control-Allow-Methods in preflight response.`;
    case 'HeaderDisallowedByPreflightResponse':
      return `Request header field ${parameter} is not allowed by Access-Control-Allow-Headers in preflight response.`;
  }
}

function firefoxWords(code: BlockedCode, parameter: string, status: number | null): string {
  const shown = `Status code: ${status ?? '(null)'}`;
  switch (code) {
    case 'MissingAllowOriginHeader':
    case 'PreflightMissingAllowOriginHeader':
      return `CORS header ‘Access-Control-Allow-Origin’ missing). ${shown}`;
    case 'WildcardOriginNotAllowed':
    case 'PreflightWildcardOriginNotAllowed':
      return 'Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’)';
    case 'AllowOriginMismatch':
    case 'PreflightAllowOriginMismatch':
      return `CORS header ‘Access-Control-Allow-Origin’ does not match ‘${parameter}’)`;
    case 'InvalidAllowCredentials':
    case 'PreflightInvalidAllowCredentials':
      return 'expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’)';
    case 'PreflightInvalidStatus':
      return `CORS preflight response did not succeed). ${shown}`;
    case 'MethodDisallowedByPreflightResponse':
      return 'Did not find method in CORS header ‘Access-Control-Allow-Methods’)';
    case 'HeaderDisallowedByPreflightResponse':
      return `header ‘${parameter}’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response)`;
  }
}
