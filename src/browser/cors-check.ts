/** The browser's checks of an answer: CORS check, preflight check and the headers that script may read (Fetch standard, sections 3.3 and 4.9). */

import { isSafelistedMethod, isHttpToken, normaliseValue, type BrowserRules, type SentRequest } from './fetch-request.js';

/** Headers in the order sent; a name may occur twice. */
export type HeaderPairs = readonly (readonly [name: string, value: string])[];

/** An HTTP answer as received: a header that was sent twice is listed twice. */
export interface BrowserResponse {
  readonly status: number;
  readonly headers: HeaderPairs;
  /** The answer has a body; left out: it has none, or that is unknown. */
  readonly hasBody?: true;
}

const checkCodes = [
  'MissingAllowOriginHeader',
  'WildcardOriginNotAllowed',
  'MultipleAllowOriginValues',
  'InvalidAllowOriginValue',
  'AllowOriginMismatch',
  'InvalidAllowCredentials',
] as const;
type CheckCode = (typeof checkCodes)[number];

/**
 * Every reason for blocking a request. The first three are not CORS errors: `fetch` throws before sending; the connection or the redirect fails; an https page
 * requests over http. All others are Chromium's names (DevTools protocol, Network.CorsError).
 */
export const blockedCodes = [
  'TypeError',
  'NetworkError',
  'MixedContent',
  'DisallowedByMode',
  'CorsDisabledScheme',
  'PreflightMissingAllowOriginHeader',
  'PreflightWildcardOriginNotAllowed',
  'PreflightMultipleAllowOriginValues',
  'PreflightInvalidAllowOriginValue',
  'PreflightAllowOriginMismatch',
  'PreflightInvalidAllowCredentials',
  'PreflightInvalidStatus',
  'PreflightDisallowedRedirect',
  'InvalidAllowMethodsPreflightResponse',
  'InvalidAllowHeadersPreflightResponse',
  'MethodDisallowedByPreflightResponse',
  'HeaderDisallowedByPreflightResponse',
  ...checkCodes,
  'RedirectContainsCredentials',
] as const;
/** Why a browser blocks a request; the names are Chromium's (`network::mojom::CorsError`). */
export type BlockedCode = (typeof blockedCodes)[number];

/** Why a request is blocked, with the details that console messages name. */
export interface Blocked {
  readonly code: BlockedCode;
  /** The wrong value, method, header or token; empty if the code has none. See `console-message.ts`. */
  readonly parameter: string;
  /** Status of the failed answer; null if there was none. */
  readonly status: number | null;
  /** The wrong header was sent more than once, for which Firefox has another wording. */
  readonly repeated: boolean;
  /** For a redirected preflight: the result of the CORS check on the redirect itself, which Firefox reports. */
  readonly cause?: Blocked;
  /** For a `TypeError`: Firefox's message; `parameter` has Chromium's. */
  readonly firefox?: string;
  /** The URL that was blocked, if it is not the request's: a redirect's target. */
  readonly url?: string;
}

/** The other side of the check: the page's origin, and whether its credentials mode is `include`. */
export interface Requester {
  readonly origin: string;
  readonly include: boolean;
}

/** Fetch, "CORS check". `status` and headers are those of the answer, whatever the status. Null: it passes. */
export function corsCheck(
  response: BrowserResponse,
  { origin, include }: Requester,
  phase: 'preflight' | 'actual',
  engine: BrowserRules,
): Blocked | null {
  const origins = headerValues(response.headers, 'access-control-allow-origin');
  const blocked = (code: CheckCode, parameter: string, repeated: boolean): Blocked => ({
    code: phase === 'preflight' ? `Preflight${code}` : code,
    parameter,
    status: response.status,
    repeated,
  });
  if (origins.length === 0) return blocked('MissingAllowOriginHeader', '', false);
  const allowed = origins.join(', ');
  if (allowed === '*') return include ? blocked('WildcardOriginNotAllowed', '', false) : null;
  if (allowed !== origin) {
    return blocked(engine === 'chromium' ? mismatch(allowed) : 'AllowOriginMismatch', allowed, origins.length > 1);
  }
  if (!include) return null;
  const credentials = headerValues(response.headers, 'access-control-allow-credentials');
  return credentials.join(', ') === 'true' ? null : blocked('InvalidAllowCredentials', credentials.join(', '), credentials.length > 1);
}

/** Chromium distinguishes cases of what the standard calls a mismatch (services/network/public/cpp/cors/cors.cc). */
function mismatch(value: string): 'MultipleAllowOriginValues' | 'InvalidAllowOriginValue' | 'AllowOriginMismatch' {
  if (/[ ,]/.test(value)) return 'MultipleAllowOriginValues';
  return value === 'null' || isUrl(value) ? 'AllowOriginMismatch' : 'InvalidAllowOriginValue';
}

/** For diagnostics, Chromium's parser accepts broken punycode and an encoded space in a host; the URL standard does not. */
function isUrl(text: string): boolean {
  return URL.canParse(text.replaceAll(/xn--/gi, 'xn').replaceAll('%20', 'a'));
}

/** Fetch, "CORS-preflight fetch", from the answer on. Null: the preflight passes. */
export function preflightCheck(response: BrowserResponse, requester: Requester, sent: SentRequest, engine: BrowserRules): Blocked | null {
  const { status, headers } = response;
  const blocked = (code: BlockedCode, parameter = ''): Blocked => ({ code, parameter, status, repeated: false });
  if (engine === 'chromium') {
    // Chromium fails at the redirect without reading its headers.
    const location = redirectLocation(response);
    if (location === 'invalid') return blocked('NetworkError');
    if (location !== null) {
      const cause = corsCheck(response, requester, 'preflight', engine);
      return { ...blocked('PreflightDisallowedRedirect'), ...(cause === null ? {} : { cause }) };
    }
    // A 407 without a proxy ends the exchange (net::ERR_UNEXPECTED_PROXY_AUTH).
    if (status === 407) return blocked('NetworkError');
  }
  const failed = corsCheck(response, requester, 'preflight', engine);
  if (failed !== null) return failed;
  if (status < 200 || status > 299) return blocked('PreflightInvalidStatus');
  const methods = listOf(headers, 'access-control-allow-methods');
  if (methods.badItem !== null) return blocked('InvalidAllowMethodsPreflightResponse', methods.badItem);
  const names = listOf(headers, 'access-control-allow-headers');
  if (names.badItem !== null) return blocked('InvalidAllowHeadersPreflightResponse', names.badItem);
  const any = (items: readonly string[]): boolean => !requester.include && items.includes('*');
  if (!methods.items.includes(sent.method) && !isSafelistedMethod(sent.method) && !any(methods.items)) {
    return blocked('MethodDisallowedByPreflightResponse', sent.method);
  }
  const listed = new Set(names.items.map((name) => name.toLowerCase()));
  // The standard's "CORS non-wildcard request-header name": no browser implements it yet.
  if (engine === 'standard' && sent.unsafeHeaders.includes('authorization') && !listed.has('authorization')) {
    return blocked('HeaderDisallowedByPreflightResponse', 'authorization');
  }
  if (any(names.items)) return null;
  const missing = sent.unsafeHeaders.find((name) => !listed.has(name));
  return missing === undefined ? null : blocked('HeaderDisallowedByPreflightResponse', missing);
}

const safelistedResponseHeaders = ['cache-control', 'content-language', 'content-length', 'content-type', 'expires', 'last-modified', 'pragma'];
const forbiddenResponseHeaders = new Set(['set-cookie', 'set-cookie2']);

/**
 * Names of response headers that script may read across origins, in lower case, sorted: the seven safelisted ones, whether or not the answer has them, and
 * those in Access-Control-Expose-Headers; with `*`, all that the answer has. A list that cannot be parsed exposes nothing.
 */
export function exposedNames(headers: HeaderPairs, include: boolean): readonly string[] {
  const { items, badItem } = listOf(headers, 'access-control-expose-headers');
  const listed = badItem === null ? items.map((name) => name.toLowerCase()) : [];
  const all = !include && badItem === null && items.includes('*');
  return readable([...safelistedResponseHeaders, ...listed, ...(all ? headers.map(([name]) => name.toLowerCase()) : [])], headers);
}

/** Names of response headers that script may read from its own origin: all but cookies. */
export function ownNames(headers: HeaderPairs): readonly string[] {
  return readable([...safelistedResponseHeaders, ...headers.map(([name]) => name.toLowerCase())], headers);
}

function readable(names: readonly string[], headers: HeaderPairs): readonly string[] {
  // A wildcard `*` is not a name, unless the answer has a header of that name.
  const hasStar = headers.some(([name]) => name === '*');
  return [...new Set(names)].filter((name) => !forbiddenResponseHeaders.has(name) && (name !== '*' || hasStar)).sort();
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** The target of a redirect; null if it is not one (Chromium: one of five statuses with a non-empty Location). */
export function redirectLocation(response: BrowserResponse, base?: string): URL | 'invalid' | null {
  if (!redirectStatuses.has(response.status)) return null;
  const location = headerValues(response.headers, 'location').find((value) => value !== '');
  if (location === undefined) return null;
  try {
    return new URL(location, base ?? 'http://base.invalid');
  } catch {
    return 'invalid';
  }
}

/** The values of a header, trimmed. */
export function headerValues(headers: HeaderPairs, name: string): readonly string[] {
  return headers.flatMap(([key, value]) => (key.toLowerCase() === name ? [normaliseValue(value)] : []));
}

/** Fetch, "extract header list values" of a `#token` list: empty items are skipped, one invalid item invalidates the list. */
export function listOf(headers: HeaderPairs, name: string): { readonly items: readonly string[]; readonly badItem: string | null } {
  const items = headerValues(headers, name)
    .flatMap((value) => value.split(','))
    .map(normaliseValue)
    .filter((item) => item !== '');
  return { items, badItem: items.find((item) => !isHttpToken(item)) ?? null };
}
