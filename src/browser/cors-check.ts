/** The browser's half after an answer has come: CORS check, preflight check and what script may read (Fetch standard, sections 3.3 and 4.9). */

import { isSafelistedMethod, isHttpToken, normaliseValue, type BrowserRules, type SentRequest } from './fetch-request.js';

/** Headers in the order sent; a name may stand twice. */
export type HeaderPairs = readonly (readonly [name: string, value: string])[];

/** An HTTP answer as it came: a header that was sent twice is there twice. */
export interface BrowserResponse {
  readonly status: number;
  readonly headers: HeaderPairs;
  /** Something came after the headers; left out: nothing did, or nobody knows. */
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
 * Every reason for which a request is blocked. The first three are no CORS errors: `fetch` throws before anything is sent; the connection or
 * the redirect fails; an https page asks over http. All others are Chromium's names (DevTools protocol, Network.CorsError).
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

/** Why a request is blocked, with what the consoles' messages name. */
export interface Blocked {
  readonly code: BlockedCode;
  /** The value, method, header or token at fault; empty where the code has none. See `console-message.ts`. */
  readonly parameter: string;
  /** Status of the answer that failed; null: there was none. */
  readonly status: number | null;
  /** The header at fault was sent more than once: Firefox words that differently. */
  readonly repeated: boolean;
  /** A redirected preflight: what the CORS check says of the redirect itself, which is what Firefox reports. */
  readonly cause?: Blocked;
  /** A `TypeError`: Firefox's words, where `parameter` has Chromium's. */
  readonly firefox?: string;
  /** The URL at fault, where it is not the request's: a redirect's target. */
  readonly url?: string;
}

/** What the check compares with: the page's origin, and whether its credentials mode is `include`. */
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

/** Chromium tells apart what the standard calls a mismatch (services/network/public/cpp/cors/cors.cc). */
function mismatch(value: string): 'MultipleAllowOriginValues' | 'InvalidAllowOriginValue' | 'AllowOriginMismatch' {
  if (/[ ,]/.test(value)) return 'MultipleAllowOriginValues';
  return value === 'null' || isUrl(value) ? 'AllowOriginMismatch' : 'InvalidAllowOriginValue';
}

/** Chromium's parser for diagnostics takes broken punycode and an encoded space in a host, which the URL standard does not. */
function isUrl(text: string): boolean {
  return URL.canParse(text.replaceAll(/xn--/gi, 'xn').replaceAll('%20', 'a'));
}

/** Fetch, "CORS-preflight fetch" from the answer on. Null: the preflight passes. */
export function preflightCheck(response: BrowserResponse, requester: Requester, sent: SentRequest, engine: BrowserRules): Blocked | null {
  const { status, headers } = response;
  const blocked = (code: BlockedCode, parameter = ''): Blocked => ({ code, parameter, status, repeated: false });
  if (engine === 'chromium') {
    // Chromium gives up at the redirect and never looks at its headers.
    const location = redirectLocation(response);
    if (location === 'invalid') return blocked('NetworkError');
    if (location !== null) {
      const cause = corsCheck(response, requester, 'preflight', engine);
      return { ...blocked('PreflightDisallowedRedirect'), ...(cause === null ? {} : { cause }) };
    }
    // A 407 that no proxy asked for ends the exchange (net::ERR_UNEXPECTED_PROXY_AUTH).
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
  // The standard's "CORS non-wildcard request-header name": no engine keeps to it yet.
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
 * Names script may read from a CORS answer, in lower case, sorted: the seven that are always safe, whether or not the answer has them, and
 * those that Access-Control-Expose-Headers lists; with `*`, all the answer has. A list that cannot be parsed exposes nothing.
 */
export function exposedNames(headers: HeaderPairs, include: boolean): readonly string[] {
  const { items, badItem } = listOf(headers, 'access-control-expose-headers');
  const listed = badItem === null ? items.map((name) => name.toLowerCase()) : [];
  const all = !include && badItem === null && items.includes('*');
  return readable([...safelistedResponseHeaders, ...listed, ...(all ? headers.map(([name]) => name.toLowerCase()) : [])], headers);
}

/** Names script may read from an answer of its own origin: all but cookies. */
export function ownNames(headers: HeaderPairs): readonly string[] {
  return readable([...safelistedResponseHeaders, ...headers.map(([name]) => name.toLowerCase())], headers);
}

function readable(names: readonly string[], headers: HeaderPairs): readonly string[] {
  // A `*` that was a wildcard is no name, unless the answer has a header that is called so.
  const hasStar = headers.some(([name]) => name === '*');
  return [...new Set(names)].filter((name) => !forbiddenResponseHeaders.has(name) && (name !== '*' || hasStar)).sort();
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** Where an answer sends the browser; null: it is no redirect (Chromium: one of five statuses with a Location that is not empty). */
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

/** The values of a header, white space at either end gone. */
export function headerValues(headers: HeaderPairs, name: string): readonly string[] {
  return headers.flatMap(([key, value]) => (key.toLowerCase() === name ? [normaliseValue(value)] : []));
}

/** Fetch, "extract header list values" of a `#token` list: empty items do not count, one bad item spoils the list. */
export function listOf(headers: HeaderPairs, name: string): { readonly items: readonly string[]; readonly badItem: string | null } {
  const items = headerValues(headers, name)
    .flatMap((value) => value.split(','))
    .map(normaliseValue)
    .filter((item) => item !== '');
  return { items, badItem: items.find((item) => !isHttpToken(item)) ?? null };
}
