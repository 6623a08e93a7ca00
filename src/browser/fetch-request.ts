/**
 * A script's request before it is sent: its method and headers after normalisation, and whether a preflight precedes it (Fetch standard, sections 2.2 and 4).
 * `engine` selects Chromium's rules where they differ from the standard.
 */

export type CredentialsMode = 'omit' | 'same-origin' | 'include';
/** Fetch standard, request mode. */
export type RequestMode = 'cors' | 'no-cors' | 'same-origin';

/** Whose rules: Chromium's as measured, or the Fetch standard's text. */
export type BrowserRules = 'chromium' | 'standard';

/** A header set by a script; value null: unknown. */
export interface RequestHeader {
  readonly name: string;
  readonly value: string | null;
}

/** A cross-origin request by a page's script, in mode `cors`. */
export interface ScriptRequest {
  /** Serialised, or `null`. */
  readonly origin: string;
  readonly method: string;
  readonly headers: readonly RequestHeader[];
  readonly credentials: CredentialsMode;
}

/** Why a browser sends a preflight. */
export type PreflightCause =
  | { readonly kind: 'method'; readonly method: string }
  | { readonly kind: 'header'; readonly name: string }
  /** A preflight was observed, and neither the method nor a known header requires it. */
  | { readonly kind: 'seen' };

/** The request as the browser sends it. */
export interface SentRequest {
  /** Normalised: `put` becomes PUT, `patch` stays (Fetch, "normalize a method"). */
  readonly method: string;
  /** Lower case, sorted: what the preflight asks for in Access-Control-Request-Headers. */
  readonly unsafeHeaders: readonly string[];
  /** Headers that script cannot set: the browser drops them silently. Lower case, sorted. */
  readonly droppedHeaders: readonly string[];
  /** The reasons for a preflight; empty if none is sent. */
  readonly preflightBecause: readonly PreflightCause[];
}

const normalisedMethods = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);
const safelistedMethods = new Set(['GET', 'HEAD', 'POST']);

/** Fetch, "normalize a method": six methods become upper case, all others stay. */
export function normaliseMethod(method: string): string {
  const upper = method.toUpperCase();
  return normalisedMethods.has(upper) ? upper : method;
}

/** Fetch, "CORS-safelisted method"; the method is normalised. */
export function isSafelistedMethod(method: string): boolean {
  return safelistedMethods.has(method);
}

/** Fetch, "forbidden method": `fetch` throws without sending. */
export function isForbiddenMethod(method: string): boolean {
  return ['CONNECT', 'TRACE', 'TRACK'].includes(method.toUpperCase());
}

/** RFC 9110, token: the syntax of methods and header names. */
export function isHttpToken(text: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text);
}

/** Fetch, "normalize" a header value: trims white space. */
export function normaliseValue(value: string): string {
  // A loop, because a pattern anchored at the end is tried at every space of a long value.
  let start = 0;
  let end = value.length;
  while (start < end && isHttpSpace(value.charCodeAt(start))) start += 1;
  while (end > start && isHttpSpace(value.charCodeAt(end - 1))) end -= 1;
  return value.slice(start, end);
}

function isHttpSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

const forbiddenHeaders = new Set([
  'accept-charset',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'connection',
  'content-length',
  'cookie',
  'cookie2',
  'date',
  'dnt',
  'expect',
  'host',
  'keep-alive',
  'origin',
  'referer',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
]);
const methodOverrides = new Set(['x-http-method', 'x-http-method-override', 'x-method-override']);

/** Fetch, "forbidden request-header": lower-case names that no script can set, whatever the value. */
export function isForbiddenName(name: string): boolean {
  return forbiddenHeaders.has(name) || name.startsWith('proxy-') || name.startsWith('sec-');
}

/** Forbidden headers, including those that depend on the value; an unknown value counts as allowed. */
function isForbiddenHeader(name: string, value: string | null): boolean {
  if (isForbiddenName(name)) return true;
  return methodOverrides.has(name) && value !== null && value.split(',').some((method) => isForbiddenMethod(normaliseValue(method)));
}

/**
 * The request that the browser sends for a script's. If their values are unknown, `Accept` and the language headers are assumed to be usual, and `Content-Type`
 * to be JSON.
 */
export function sentRequest(request: Pick<ScriptRequest, 'method' | 'headers'>, engine: BrowserRules = 'chromium'): SentRequest {
  const method = normaliseMethod(request.method);
  const { kept, dropped } = settable(request.headers, engine);
  const safe: string[] = [];
  const unsafe: string[] = [];
  let safeBytes = 0;
  for (const [name, value] of kept) {
    if (isSafelisted(name, value, engine)) {
      safe.push(name);
      safeBytes += value?.length ?? 0;
    } else {
      unsafe.push(name);
    }
  }
  // The standard's five names with 128 bytes each cannot exceed this; Chromium's client hints can.
  if (safeBytes > 1024) unsafe.push(...safe);
  unsafe.sort();
  const because: PreflightCause[] = isSafelistedMethod(method) ? [] : [{ kind: 'method', method }];
  for (const name of unsafe) because.push({ kind: 'header', name });
  return { method, unsafeHeaders: unsafe, droppedHeaders: [...dropped].sort(), preflightBecause: because };
}

/** The headers a script may set, the values of one name joined as they are sent (Fetch, "get" a header). */
function settable(
  headers: readonly RequestHeader[],
  engine: BrowserRules,
): { kept: ReadonlyMap<string, string | null>; dropped: ReadonlySet<string> } {
  const kept = new Map<string, string | null>();
  const dropped = new Set<string>();
  for (const { name, value: written } of headers) {
    const key = name.toLowerCase();
    const value = written === null ? null : normaliseValue(written);
    if (isForbiddenHeader(key, value) || (engine === 'chromium' && key === 'user-agent')) {
      // Chromium always sends its own User-Agent, and never asks for it in a preflight.
      dropped.add(key);
      continue;
    }
    const before = kept.get(key);
    kept.set(key, before === undefined ? value : before === null || value === null ? null : `${before}, ${value}`);
  }
  return { kept, dropped };
}

/** Fetch, "CORS-safelisted request-header". Header values are byte strings: one character is one byte. */
function isSafelisted(name: string, value: string | null, engine: BrowserRules): boolean {
  if (value === null) return name === 'accept' || name === 'accept-language' || name === 'content-language';
  if (value.length > 128) return false;
  switch (name) {
    case 'accept':
      return !hasUnsafeByte(value);
    case 'accept-language':
    case 'content-language':
      return /^[0-9A-Za-z *,\-.;=]*$/.test(value);
    case 'content-type':
      return !hasUnsafeByte(value) && formTypes.has(mimeEssence(value) ?? '');
    case 'range':
      return isSimpleRange(value, engine);
    default:
      return engine === 'chromium' && isClientHint(name, value);
  }
}

const formTypes = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/** Fetch, "CORS-unsafe request-header byte". */
function hasUnsafeByte(value: string): boolean {
  return /[\x00-\x08\x0a-\x1f"():<>?@[\\\]{}\x7f]/.test(value);
}

/** MIME Sniffing, "parse a MIME type": the essence in lower case; null if invalid. Parameters are ignored; a list is invalid. */
export function mimeEssence(value: string): string | null {
  const semicolon = value.indexOf(';');
  const essence = normaliseValue(semicolon === -1 ? value : value.slice(0, semicolon));
  const slash = essence.indexOf('/');
  if (slash === -1 || !isHttpToken(essence.slice(0, slash)) || !isHttpToken(essence.slice(slash + 1))) return null;
  return essence.toLowerCase();
}

/** Fetch, "simple range header value": one range with a start, without white space. Chromium counts in 63 bits. */
function isSimpleRange(value: string, engine: BrowserRules): boolean {
  const range = /^bytes=(\d+)-(\d*)$/.exec(value);
  if (range === null) return false;
  const start = BigInt(range[1] ?? '');
  const end = range[2] === undefined || range[2] === '' ? null : BigInt(range[2]);
  if (engine === 'chromium' && (start >= largestPosition || (end !== null && end >= largestPosition))) return false;
  return end === null || start <= end;
}

const largestPosition = 2n ** 63n - 1n;

/** Chromium treats these as safe even if a script sets them; measured with Chromium 156. */
function isClientHint(name: string, value: string): boolean {
  switch (name) {
    case 'intervention':
      return true;
    case 'save-data':
      return value.toLowerCase() === 'on';
    case 'device-memory':
    case 'downlink':
    case 'dpr':
      return /^\d+(\.\d+)?$/.test(value);
    case 'rtt':
    case 'viewport-width':
    case 'width':
      return /^\d+$/.test(value);
    case 'ect':
      return ['slow-2g', '2g', '3g', '4g'].includes(value);
    default:
      return false;
  }
}
