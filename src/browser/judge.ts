/**
 * What a browser does with one cross-origin `fetch`: whether it sends a preflight, whether script gets the response, and what it may read. Follows the Fetch
 * standard, and Chromium 156 where that differs (measured in 385 requests; docs/browser.md names each difference).
 */

import {
  corsCheck,
  exposedNames,
  ownNames,
  preflightCheck,
  redirectLocation,
  type Blocked,
  type BlockedCode,
  type BrowserResponse,
} from './cors-check.js';
import {
  isForbiddenMethod,
  isSafelistedMethod,
  isHttpToken,
  normaliseMethod,
  normaliseValue,
  sentRequest,
  type CredentialsMode,
  type BrowserRules,
  type RequestMode,
  type SentRequest,
} from './fetch-request.js';

export { blockedCodes, type Blocked, type BlockedCode, type BrowserResponse, type HeaderPairs } from './cors-check.js';
export {
  isForbiddenMethod,
  isForbiddenName,
  isHttpToken,
  sentRequest,
  type CredentialsMode,
  type BrowserRules,
  type ScriptRequest,
  type RequestHeader,
  type RequestMode,
  type SentRequest,
} from './fetch-request.js';

/** What a script passes to `fetch`, and its page's origin. */
export interface BrowserRequest {
  /** The page's origin, serialised as browsers send it (`https://app.contoso.com`), or `null`. */
  readonly origin: string;
  readonly url: string;
  readonly method: string;
  /** As the script sets them: names may repeat, values are untrimmed. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** `same-origin` when left out, as in `fetch`. */
  readonly credentials?: CredentialsMode;
  /** `cors` when left out. */
  readonly mode?: RequestMode;
  readonly body?: string;
  /** A listener on `xhr.upload` or a stream as body: forces a preflight, whatever the method and headers. */
  readonly watchesUpload?: boolean;
}

/** The outcome by one engine's rules. */
export interface JudgedOutcome {
  /** Script gets the response; in mode `no-cors` an opaque one. For a redirect: the browser follows it (see `Judged.next`). */
  readonly allowed: boolean;
  readonly preflighted: boolean;
  /** Names in Access-Control-Request-Headers: lower case, sorted; empty when there is no preflight. */
  readonly requestHeaders: readonly string[];
  /** Null exactly when allowed. */
  readonly code: BlockedCode | null;
  /** Response headers script may read, lower case, sorted: the seven safelisted ones and those the answer exposes. */
  readonly exposed: readonly string[];
}

/** Chromium's outcome, and the Fetch standard's if it differs. */
export interface Judgement extends JudgedOutcome {
  readonly standard: JudgedOutcome | null;
}

/** A judgement with further details for messages and explanations. */
export interface Judged {
  readonly judgement: Judgement;
  /** Why Chromium blocks it; null if allowed. */
  readonly blocked: Blocked | null;
  /** If the browser follows a redirect: the request that it makes next, to be judged separately. */
  readonly next: BrowserRequest | null;
}

/**
 * Judges one request by its answers. An unneeded answer is ignored; a needed one that is null failed on the network. Pure; never throws.
 *
 * It does not know the preflight cache (a covered request has no preflight), the address spaces of page and server (Local Network Access), nor upload listeners
 * and stream bodies, which force a preflight.
 */
export function judge(request: BrowserRequest, preflightResponse: BrowserResponse | null, actualResponse: BrowserResponse | null): Judgement {
  return judged(request, preflightResponse, actualResponse).judgement;
}

/** As `judge`, with the failed parameter and the request after a redirect. */
export function judged(request: BrowserRequest, preflightResponse: BrowserResponse | null, actualResponse: BrowserResponse | null): Judged {
  const chromium = run(request, preflightResponse, actualResponse, 'chromium');
  const standard = run(request, preflightResponse, actualResponse, 'standard');
  return {
    judgement: { ...chromium.outcome, standard: isSame(chromium.outcome, standard.outcome) ? null : standard.outcome },
    blocked: chromium.blocked,
    next: chromium.next,
  };
}

/** A request on its way through an engine. */
interface Run {
  readonly outcome: JudgedOutcome;
  readonly blocked: Blocked | null;
  readonly next: BrowserRequest | null;
}

function run(request: BrowserRequest, preflight: BrowserResponse | null, actual: BrowserResponse | null, engine: BrowserRules): Run {
  const stopped = beforeSending(request);
  if (stopped !== null) return blockedRun(stopped, null);
  const url = new URL(request.url, baseOf(request));
  const mode = request.mode ?? 'cors';
  if (isOwn(request, url)) {
    if (actual === null) return blockedRun(networkError(null), null);
    return followed(request, url, actual) ?? allowedRun(null, ownNames(actual.headers));
  }
  if (url.protocol === 'data:') return allowedRun(null, []);
  if (mode === 'no-cors') {
    if (actual === null) return blockedRun(networkError(null), null);
    return followed(request, url, actual) ?? allowedRun(null, []);
  }
  const sent = sentRequest({ method: request.method, headers: request.headers.map(([name, value]) => ({ name, value })) }, engine);
  const asked = sent.preflightBecause.length > 0 || request.watchesUpload === true ? sent : null;
  const requester = { origin: request.origin, include: request.credentials === 'include' };
  if (asked !== null) {
    const failed = preflight === null ? networkError(null) : preflightCheck(preflight, requester, asked, engine);
    if (failed !== null) return blockedRun(failed, asked);
  }
  if (actual === null) return blockedRun(networkError(null), asked);
  if (actual.status === 407 || redirectLocation(actual, url.href) === 'invalid') return blockedRun(networkError(actual.status), asked);
  const failed = corsCheck(actual, requester, 'actual', engine);
  if (failed !== null) return blockedRun(failed, asked);
  return followed(request, url, actual, asked) ?? allowedRun(asked, exposedNames(actual.headers, requester.include));
}

/** Why a request fails before anything is sent; null if it does not. */
function beforeSending(request: BrowserRequest): Blocked | null {
  const wrong = wrongWith(request);
  if (wrong !== null) return { code: 'TypeError', parameter: wrong[0], firefox: wrong[1], status: null, repeated: false };
  const url = new URL(request.url, baseOf(request));
  const blocked = (code: BlockedCode, parameter = ''): Blocked => ({ code, parameter, status: null, repeated: false });
  if (isOwn(request, url) || url.protocol === 'data:') return null;
  if (request.mode === 'same-origin') return blocked('DisallowedByMode');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return blocked('CorsDisabledScheme', url.protocol.slice(0, -1));
  return isMixedContent(request.origin, url) ? blocked('MixedContent') : null;
}

/** Why `fetch` throws, in Chromium's words and in Firefox's; null if it does not (Fetch, constructors of Request and Headers). */
function wrongWith(request: BrowserRequest): readonly [chromium: string, firefox: string] | null {
  const { method, headers, mode } = request;
  if (!URL.canParse(request.url, baseOf(request))) return [`Failed to parse URL from ${request.url}`, `${request.url} is not a valid URL.`];
  const { href, username, password } = new URL(request.url, baseOf(request));
  if (username !== '' || password !== '')
    return [`Request cannot be constructed from a URL that includes credentials: ${href}`, `${href} is an url with embedded credentials.`];
  const badMethod = `Invalid request method ${method}.`;
  if (!isHttpToken(method)) return [`'${method}' is not a valid HTTP method.`, badMethod];
  if (isForbiddenMethod(method)) return [`'${method}' HTTP method is unsupported.`, badMethod];
  const normalised = normaliseMethod(method);
  if (mode === 'no-cors' && !isSafelistedMethod(normalised)) return [`'${method}' is unsupported in no-cors mode.`, badMethod];
  for (const text of headers.flat()) {
    const index = text.search(/[^\x00-\xff]/);
    if (index !== -1) {
      return [
        "Failed to read the 'headers' property from 'RequestInit': String contains non ISO-8859-1 code point.",
        'Cannot convert element of element of sequence<sequence<ByteString>> branch of (sequence<sequence<ByteString>> or record<ByteString, ' +
          `ByteString>) to ByteString because the character at index ${index} has value ${text.charCodeAt(index)} which is greater than 255.`,
      ];
    }
  }
  for (const [name, value] of headers) {
    if (!isHttpToken(name)) return ['Invalid name', `${name.toLowerCase()} is an invalid header name.`];
    if (/[\x00\n\r]/.test(normaliseValue(value))) return ['Invalid value', `${normaliseValue(value)} is an invalid header value.`];
  }
  if (request.body !== undefined && (normalised === 'GET' || normalised === 'HEAD')) {
    return ['Request with GET/HEAD method cannot have body.', 'HEAD or GET Request cannot have a body.'];
  }
  return null;
}

/** Base for relative URLs: the page's own origin; the `null` origin has none. */
function baseOf({ origin }: BrowserRequest): string | undefined {
  return URL.canParse(origin) ? origin : undefined;
}

/** Whether the request goes to the page's own origin, so that CORS does not apply. The `null` origin does not equal itself. */
function isOwn({ origin }: Pick<BrowserRequest, 'origin'>, url: URL): boolean {
  return origin !== 'null' && url.origin === origin;
}

/** Mixed Content, section 4: an https page may not request over http, except from its own machine. */
function isMixedContent(origin: string, url: URL): boolean {
  if (!origin.startsWith('https://') || url.protocol !== 'http:') return false;
  const { hostname } = url;
  return !(hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname));
}

/** The outcome of a redirect, followed or refused (Fetch, "HTTP-redirect fetch"); null if the answer is not one. */
function followed(request: BrowserRequest, from: URL, answer: BrowserResponse, asked: SentRequest | null = null): Run | null {
  const to = redirectLocation(answer, from.href);
  if (to === null) return null;
  if (to === 'invalid' || to.protocol === 'data:') return blockedRun(networkError(answer.status), asked);
  const blocked = (code: BlockedCode, parameter = '', url?: string): Run =>
    blockedRun({ code, parameter, status: answer.status, repeated: false, ...(url === undefined ? {} : { url }) }, asked);
  const own = isOwn(request, from);
  if (to.protocol !== 'http:' && to.protocol !== 'https:') return blocked('CorsDisabledScheme', to.protocol.slice(0, -1), to.href);
  const credentialed = to.username !== '' || to.password !== '';
  if (credentialed && (request.mode ?? 'cors') === 'cors' && !(own && isOwn(request, to))) return blocked('RedirectContainsCredentials');
  const crosses = from.origin !== to.origin;
  const method = normaliseMethod(request.method);
  const becomesGet = answer.status === 303 ? method !== 'GET' && method !== 'HEAD' : answer.status < 303 && method === 'POST';
  const headers = request.headers.filter(([name]) => {
    const key = name.toLowerCase();
    return !(becomesGet && bodyHeaders.has(key)) && !(crosses && key === 'authorization');
  });
  const { body, ...rest } = request;
  const next: BrowserRequest = {
    ...rest,
    // A redirect from one foreign origin to another hides the page's origin (Fetch, "redirect-taint").
    origin: crosses && !own ? 'null' : request.origin,
    url: to.href,
    method: becomesGet ? 'GET' : request.method,
    headers,
    ...(body === undefined || becomesGet ? {} : { body }),
  };
  return { ...allowedRun(asked, []), next };
}

const bodyHeaders = new Set(['content-encoding', 'content-language', 'content-location', 'content-type']);

function networkError(status: number | null): Blocked {
  return { code: 'NetworkError', parameter: '', status, repeated: false };
}

function allowedRun(asked: SentRequest | null, exposed: readonly string[]): Run {
  return { outcome: { allowed: true, ...askedFor(asked), code: null, exposed }, blocked: null, next: null };
}

function blockedRun(blocked: Blocked, asked: SentRequest | null): Run {
  return { outcome: { allowed: false, ...askedFor(asked), code: blocked.code, exposed: [] }, blocked, next: null };
}

function askedFor(asked: SentRequest | null): Pick<JudgedOutcome, 'preflighted' | 'requestHeaders'> {
  return { preflighted: asked !== null, requestHeaders: asked?.unsafeHeaders ?? [] };
}

function isSame(chromium: JudgedOutcome, standard: JudgedOutcome): boolean {
  return (
    chromium.allowed === standard.allowed &&
    chromium.preflighted === standard.preflighted &&
    isSameReason(chromium.code, standard.code) &&
    chromium.requestHeaders.join() === standard.requestHeaders.join() &&
    chromium.exposed.join() === standard.exposed.join()
  );
}

/** Chromium's more specific codes do not count as a difference: the standard only says that the request fails. */
function isSameReason(chromium: BlockedCode | null, standard: BlockedCode | null): boolean {
  const coarse = chromium?.replace(/MultipleAllowOriginValues|InvalidAllowOriginValue/, 'AllowOriginMismatch') ?? null;
  const preflightItself = chromium === 'PreflightDisallowedRedirect' || chromium === 'NetworkError';
  return coarse === standard || (preflightItself && standard !== null && standard.startsWith('Preflight'));
}
