/**
 * The messages that browsers' consoles print for a blocked request. Chromium 156 and Firefox 153: measured, and read from their binaries; WebKit 2.50: read
 * from its library, where it has its own wording.
 */

import type { Blocked, BlockedCode } from './cors-check.js';

/** What made the request, in Chromium's word: `fetch`, `XMLHttpRequest`, or another resource of a page (`font`, `image`, `CSS stylesheet`). */
export type Initiator = string;

/** What a console message names besides the reason. */
export interface MessageContext {
  /** The page's origin, serialised. */
  readonly origin: string;
  /** The URL that was blocked: after redirects, the last one. */
  readonly url: string;
  /** `fetch` when left out. */
  readonly initiator?: Initiator;
  /** The URL the script asked for, if the browser was redirected. */
  readonly redirectedFrom?: string | null;
}

/** What each browser's console prints for one blocked request. */
export interface ConsoleMessage {
  readonly code: BlockedCode;
  readonly chromium: string;
  readonly firefox: string;
  /** Null: unknown. */
  readonly safari: string | null;
}

/** The wording of one code. `p` is `Blocked.parameter`; `parameter` describes its content. */
interface Wording {
  /** What `Blocked.parameter` holds, for the documentation; null if nothing. */
  readonly parameter: string | null;
  /** One sentence for readers who do not know the code. */
  readonly says: string;
}

const acao = 'the value of Access-Control-Allow-Origin';
const acac = 'the value of Access-Control-Allow-Credentials';

/** Every code, with its parameter and its meaning. */
export const codeMeanings: Readonly<Record<BlockedCode, Wording>> = {
  TypeError: { parameter: "Chromium's words", says: 'The script asks for what no browser sends; `fetch` throws.' },
  NetworkError: { parameter: null, says: 'No usable answer came: no connection, a redirect to nowhere, or a 407 without a proxy.' },
  MixedContent: { parameter: null, says: 'An https page asks over http.' },
  DisallowedByMode: { parameter: null, says: 'The script asks another origin in mode `same-origin`.' },
  CorsDisabledScheme: { parameter: 'the scheme', says: 'The URL, or the redirect, is neither http nor https.' },
  PreflightMissingAllowOriginHeader: { parameter: null, says: 'The answer to the preflight has no Access-Control-Allow-Origin.' },
  PreflightWildcardOriginNotAllowed: { parameter: null, says: 'The answer to the preflight says `*` to a request with credentials.' },
  PreflightMultipleAllowOriginValues: { parameter: acao, says: 'The answer to the preflight names several origins, or one twice.' },
  PreflightInvalidAllowOriginValue: { parameter: acao, says: 'What the answer to the preflight names as the origin is not an origin.' },
  PreflightAllowOriginMismatch: { parameter: acao, says: 'The answer to the preflight names another origin.' },
  PreflightInvalidAllowCredentials: { parameter: acac, says: 'The answer to the preflight does not allow credentials.' },
  PreflightInvalidStatus: { parameter: null, says: 'The status of the answer to the preflight is not 200 to 299.' },
  PreflightDisallowedRedirect: { parameter: null, says: 'The preflight is redirected.' },
  InvalidAllowMethodsPreflightResponse: { parameter: 'the item that is no token', says: 'Access-Control-Allow-Methods cannot be parsed.' },
  InvalidAllowHeadersPreflightResponse: { parameter: 'the item that is no token', says: 'Access-Control-Allow-Headers cannot be parsed.' },
  MethodDisallowedByPreflightResponse: { parameter: 'the method', says: 'Access-Control-Allow-Methods does not list the method.' },
  HeaderDisallowedByPreflightResponse: {
    parameter: 'the header, in lower case',
    says: 'Access-Control-Allow-Headers does not list a header; the first in the alphabet is named.',
  },
  MissingAllowOriginHeader: { parameter: null, says: 'The answer has no Access-Control-Allow-Origin.' },
  WildcardOriginNotAllowed: { parameter: null, says: 'The answer says `*` to a request with credentials.' },
  MultipleAllowOriginValues: { parameter: acao, says: 'The answer names several origins, or one twice.' },
  InvalidAllowOriginValue: { parameter: acao, says: 'What the answer names as the origin is not an origin.' },
  AllowOriginMismatch: { parameter: acao, says: 'The answer names another origin.' },
  InvalidAllowCredentials: { parameter: acac, says: 'The answer does not allow credentials.' },
  RedirectContainsCredentials: { parameter: null, says: 'The redirect leads to a URL with a user name or password.' },
};

/**
 * The messages for a blocked request. Parts of the answer are escaped as Chromium does, so that nothing moves a terminal's cursor. Chromium's second line
 * (`Failed to load resource: net::ERR_FAILED`) and Firefox's (`CORS request did not succeed`) are left out.
 */
export function consoleMessage(blocked: Blocked, context: MessageContext): ConsoleMessage {
  const safe = { ...blocked, parameter: printable(blocked.parameter) };
  const url = printable(blocked.url ?? context.url);
  const redirectedFrom = context.redirectedFrom ?? (blocked.url === undefined ? null : context.url);
  const place: Place = {
    origin: printable(context.origin),
    url,
    redirectedFrom: redirectedFrom === null || redirectedFrom === url ? null : printable(redirectedFrom),
    initiator: context.initiator ?? 'fetch',
  };
  return { code: blocked.code, chromium: inChromium(safe, place), firefox: inFirefox(safe, place), safari: inSafari(safe, place) };
}

interface Place {
  readonly origin: string;
  readonly url: string;
  readonly redirectedFrom: string | null;
  readonly initiator: Initiator;
}

/** Chromium, `EncodeHint`: characters outside printable ASCII become `\uXXXX`. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
}

function inChromium({ code, parameter }: Blocked, { origin, url, redirectedFrom, initiator }: Place): string {
  if (code === 'TypeError') return `TypeError: Failed to execute 'fetch' on 'Window': ${parameter}`;
  if (code === 'NetworkError') return 'Failed to load resource: net::ERR_FAILED';
  if (code === 'MixedContent') {
    const what = initiator === 'fetch' ? 'resource' : initiator === 'XMLHttpRequest' ? 'XMLHttpRequest endpoint' : initiator;
    return (
      `Mixed Content: The page at '${origin}/' was loaded over HTTPS, but requested an insecure ${what} '${url}'. ` +
      'This request has been blocked; the content must be served over HTTPS.'
    );
  }
  if (code === 'DisallowedByMode') {
    return `Fetch API cannot load ${url}. Request mode is "same-origin" but the URL's origin is not same as the request origin ${origin}.`;
  }
  if (code === 'CorsDisabledScheme' && initiator === 'fetch' && redirectedFrom === null) {
    return `Fetch API cannot load ${url}. URL scheme "${parameter}" is not supported.`;
  }
  const from = redirectedFrom === null ? '' : `(redirected from '${redirectedFrom}') `;
  const preflight = code.startsWith('Preflight') ? "Response to preflight request doesn't pass access control check: " : '';
  const reason = chromiumReason(code, parameter, initiator);
  return `Access to ${initiator} at '${url}' ${from}from origin '${origin}' has been blocked by CORS policy: ${preflight}${reason}`;
}

type PolicyCode = Exclude<BlockedCode, 'TypeError' | 'NetworkError' | 'MixedContent' | 'DisallowedByMode'>;

function chromiumReason(code: PolicyCode, parameter: string, initiator: Initiator): string {
  const header = "The 'Access-Control-Allow-Origin' header";
  const advice = initiator === 'fetch' ? ' Have the server send the header with a valid value.' : '';
  const attribute =
    initiator === 'XMLHttpRequest'
      ? ' The credentials mode of requests initiated by the XMLHttpRequest is controlled by the withCredentials attribute.'
      : '';
  switch (code) {
    case 'MissingAllowOriginHeader':
    case 'PreflightMissingAllowOriginHeader':
      return "No 'Access-Control-Allow-Origin' header is present on the requested resource.";
    case 'WildcardOriginNotAllowed':
    case 'PreflightWildcardOriginNotAllowed':
      return (
        "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the request's credentials mode " +
        `is 'include'.${attribute}`
      );
    case 'MultipleAllowOriginValues':
    case 'PreflightMultipleAllowOriginValues':
      return `${header} contains multiple values '${parameter}', but only one is allowed.${advice}`;
    case 'InvalidAllowOriginValue':
    case 'PreflightInvalidAllowOriginValue':
      return `${header} contains the invalid value '${parameter}'.${advice}`;
    case 'AllowOriginMismatch':
    case 'PreflightAllowOriginMismatch':
      return `${header} has a value '${parameter}' that is not equal to the supplied origin.${advice}`;
    case 'InvalidAllowCredentials':
    case 'PreflightInvalidAllowCredentials':
      return (
        `The value of the 'Access-Control-Allow-Credentials' header in the response is '${parameter}' which must be 'true' when the request's ` +
        `credentials mode is 'include'.${attribute}`
      );
    case 'PreflightInvalidStatus':
      return 'It does not have HTTP ok status.';
    case 'PreflightDisallowedRedirect':
      return 'Redirect is not allowed for a preflight request.';
    case 'InvalidAllowMethodsPreflightResponse':
      return 'Cannot parse Access-Control-Allow-Methods response header field in preflight response.';
    case 'InvalidAllowHeadersPreflightResponse':
      return 'Cannot parse Access-Control-Allow-Headers response header field in preflight response.';
    case 'MethodDisallowedByPreflightResponse':
      return `Method ${parameter} is not allowed by Access-Control-Allow-Methods in preflight response.`;
    case 'HeaderDisallowedByPreflightResponse':
      return `Request header field ${parameter} is not allowed by Access-Control-Allow-Headers in preflight response.`;
    case 'RedirectContainsCredentials':
      // Chromium leaves the location out, so that no password gets into the console.
      return "Redirect location '' contains a username and password, which is disallowed for cross-origin requests.";
    case 'CorsDisabledScheme':
      return 'Cross origin requests are only supported for protocol schemes: chrome, chrome-untrusted, data, http, https.';
  }
}

function inFirefox(blocked: Blocked, place: Place): string {
  const { code, parameter, firefox, cause } = blocked;
  const { origin, url } = place;
  if (code === 'TypeError') return `TypeError: Window.fetch: ${printable(firefox ?? parameter)}`;
  if (code === 'MixedContent') return `Blocked loading mixed active content “${url}”`;
  if (code === 'DisallowedByMode') return `Security Error: Content at ${origin}/ may not load data from ${url}.`;
  if (code === 'PreflightDisallowedRedirect' && cause !== undefined) return inFirefox({ ...cause, parameter: printable(cause.parameter) }, place);
  const reason = firefoxReason(code, blocked);
  // Firefox quotes the URL only in this message.
  const quoted = reason.startsWith('Credential') ? `‘${url}’` : url;
  return `Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ${quoted}. (Reason: ${reason}.`;
}

function firefoxReason(code: PolicyCode | 'NetworkError', { parameter, status, repeated }: Blocked): string {
  const shown = `Status code: ${status ?? '(null)'}`;
  switch (code) {
    case 'MissingAllowOriginHeader':
    case 'PreflightMissingAllowOriginHeader':
      return `CORS header ‘Access-Control-Allow-Origin’ missing). ${shown}`;
    case 'WildcardOriginNotAllowed':
    case 'PreflightWildcardOriginNotAllowed':
      return 'Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’)';
    case 'MultipleAllowOriginValues':
    case 'InvalidAllowOriginValue':
    case 'AllowOriginMismatch':
    case 'PreflightMultipleAllowOriginValues':
    case 'PreflightInvalidAllowOriginValue':
    case 'PreflightAllowOriginMismatch':
      return repeated
        ? 'Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed)'
        : `CORS header ‘Access-Control-Allow-Origin’ does not match ‘${parameter}’)`;
    case 'InvalidAllowCredentials':
    case 'PreflightInvalidAllowCredentials':
      return 'expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’)';
    case 'PreflightInvalidStatus':
      return `CORS preflight response did not succeed). ${shown}`;
    case 'PreflightDisallowedRedirect':
      return 'CORS request external redirect not allowed)';
    case 'InvalidAllowMethodsPreflightResponse':
      return `invalid token ‘${parameter}’ in CORS header ‘Access-Control-Allow-Methods’)`;
    case 'InvalidAllowHeadersPreflightResponse':
      return `invalid token ‘${parameter}’ in CORS header ‘Access-Control-Allow-Headers’)`;
    case 'MethodDisallowedByPreflightResponse':
      return 'Did not find method in CORS header ‘Access-Control-Allow-Methods’)';
    case 'HeaderDisallowedByPreflightResponse':
      return `header ‘${parameter}’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response)`;
    case 'CorsDisabledScheme':
      return 'CORS request not http)';
    case 'NetworkError':
    case 'RedirectContainsCredentials':
      return 'CORS request did not succeed). Status code: (null)';
  }
}

function inSafari(blocked: Blocked, { origin, url, initiator }: Place): string | null {
  const reason = safariReason(blocked, origin);
  // WebKit's message for a font or an image is unknown.
  if (reason === null || (initiator !== 'fetch' && initiator !== 'XMLHttpRequest')) return null;
  return `${reason}\n${initiator === 'fetch' ? 'Fetch API' : initiator} cannot load ${url} due to access control checks.`;
}

function safariReason({ code, parameter, status, repeated }: Blocked, origin: string): string | null {
  // WebKit checks the status of a preflight first.
  if (code.startsWith('Preflight') && status !== null && (status < 200 || status > 299)) {
    return `Preflight response is not successful. Status code: ${status}`;
  }
  switch (code) {
    case 'MissingAllowOriginHeader':
    case 'PreflightMissingAllowOriginHeader':
    case 'InvalidAllowOriginValue':
    case 'PreflightInvalidAllowOriginValue':
    case 'AllowOriginMismatch':
    case 'PreflightAllowOriginMismatch':
    case 'MultipleAllowOriginValues':
    case 'PreflightMultipleAllowOriginValues':
      if (repeated || (code.endsWith('Values') && parameter.includes(','))) return 'Access-Control-Allow-Origin cannot contain more than one origin.';
      return `Origin ${origin} is not allowed by Access-Control-Allow-Origin.${status === null ? '' : ` Status code: ${status}`}`;
    case 'WildcardOriginNotAllowed':
    case 'PreflightWildcardOriginNotAllowed':
      return 'Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true.';
    case 'InvalidAllowCredentials':
    case 'PreflightInvalidAllowCredentials':
      return 'Credentials flag is true, but Access-Control-Allow-Credentials is not "true".';
    case 'MethodDisallowedByPreflightResponse':
      return `Method ${parameter} is not allowed by Access-Control-Allow-Methods.`;
    case 'HeaderDisallowedByPreflightResponse':
      return `Request header field ${parameter} is not allowed by Access-Control-Allow-Headers.`;
    case 'DisallowedByMode':
      return 'Cross origin requests are not allowed when using same-origin fetch mode.';
    case 'TypeError':
    case 'NetworkError':
    case 'MixedContent':
    case 'CorsDisabledScheme':
    case 'PreflightInvalidStatus':
    case 'PreflightDisallowedRedirect':
    case 'InvalidAllowMethodsPreflightResponse':
    case 'InvalidAllowHeadersPreflightResponse':
    case 'RedirectContainsCredentials':
      return null;
  }
}
