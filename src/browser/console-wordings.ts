/** The wordings of Chromium's, Firefox's and Safari's consoles, old and new, and the code of each. */

import type { BlockedCode } from './cors-check.js';

/** A reason in the CORS check. */
export type Check =
  | 'MissingAllowOriginHeader'
  | 'WildcardOriginNotAllowed'
  | 'MultipleAllowOriginValues'
  | 'InvalidAllowOriginValue'
  | 'AllowOriginMismatch'
  | 'InvalidAllowCredentials';

/** Reasons in the CORS check, for preflights and requests alike; group 1: the wrong value. */
export const checks: readonly (readonly [Check, RegExp])[] = [
  ['MultipleAllowOriginValues', /'Access-Control-Allow-Origin' header contains multiple values '([^']{0,2000})'/],
  [
    'MultipleAllowOriginValues',
    /Multiple CORS header 'Access-Control-Allow-Origin' not allowed|Access-Control-Allow-Origin cannot contain more than one origin/,
  ],
  ['InvalidAllowOriginValue', /'Access-Control-Allow-Origin' header contains the invalid value '([^']{0,2000})'/],
  ['AllowOriginMismatch', /'Access-Control-Allow-Origin' header has a value '([^']{0,2000})' that is not equal to the supplied origin/],
  ['AllowOriginMismatch', /CORS header 'Access-Control-Allow-Origin' does not match '([^']{0,2000})'/],
  ['WildcardOriginNotAllowed', /must not be the wildcard '\*' when the request's credentials mode is 'include'/],
  ['WildcardOriginNotAllowed', /A wildcard '\*' cannot be used in the 'Access-Control-Allow-Origin' header when the credentials flag is true/],
  [
    'WildcardOriginNotAllowed',
    /(?:Credential is not supported if the CORS header 'Access-Control-Allow-Origin' is '\*'|Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true)/,
  ],
  ['InvalidAllowCredentials', /'Access-Control-Allow-Credentials' header in the response is '([^']{0,2000})' which must be 'true'/],
  [
    'InvalidAllowCredentials',
    /Credentials flag is '?true'?, but (?:the 'Access-Control-Allow-Credentials' header is '([^']{0,2000})'|Access-Control-Allow-Credentials is not "true")/,
  ],
  ['InvalidAllowCredentials', /expected 'true' in CORS header 'Access-Control-Allow-Credentials'/],
  [
    'MissingAllowOriginHeader',
    /No 'Access-Control-Allow-Origin' header is present on the requested resource|CORS header 'Access-Control-Allow-Origin' missing/,
  ],
];

/** Reasons with a single meaning. */
export const reasons: readonly (readonly [BlockedCode, RegExp])[] = [
  [
    'PreflightInvalidStatus',
    /It does not have HTTP ok status|Response for preflight does not have HTTP ok status|Response for preflight has invalid HTTP status code|Invalid HTTP status code \d|CORS preflight response did not succeed|CORS preflight channel did not succeed|Preflight response is not successful/,
  ],
  [
    'PreflightDisallowedRedirect',
    /Redirect is not allowed for a preflight request|Response for preflight is invalid \(redirect\)|which is disallowed for cross-origin requests that require preflight|CORS request external redirect not allowed/,
  ],
  [
    'InvalidAllowMethodsPreflightResponse',
    /Cannot parse Access-Control-Allow-Methods response header field|invalid token '[^']{0,2000}' in CORS header 'Access-Control-Allow-Methods'|Header Access-Control-Allow-Methods has an invalid value/,
  ],
  [
    'InvalidAllowHeadersPreflightResponse',
    /Cannot parse Access-Control-Allow-Headers response header field|invalid token '[^']{0,2000}' in CORS header 'Access-Control-Allow-Headers'|Header Access-Control-Allow-Headers has an invalid value/,
  ],
  [
    'MethodDisallowedByPreflightResponse',
    /Method [^ ]{1,200} is not allowed by Access-Control-Allow-Methods|Did not find method in CORS header 'Access-Control-Allow-Methods'/,
  ],
  [
    'HeaderDisallowedByPreflightResponse',
    /Request header field [^ ]{1,200} is not allowed by Access-Control-Allow-Headers|header '[^']{0,200}' is not allowed according to header 'Access-Control-Allow-Headers'|missing token '[^']{0,200}' in CORS header 'Access-Control-Allow-Headers'/,
  ],
  ['RedirectContainsCredentials', /contains a username and password, which is disallowed for cross-origin requests/],
  ['CorsDisabledScheme', /Cross origin requests are only supported for|CORS request not http/],
  [
    'DisallowedByMode',
    /Cross origin requests are not allowed (?:by request mode|when using same-origin fetch mode)|Request mode is "same-origin" but/,
  ],
];

/** A scheme that CORS does not support. */
export const otherScheme =
  'The page asks a URL that is neither http nor https (a file, mostly): serve the page and the API over http or https. No policy changes that.';

/** Local Network Access (WICG). */
export const localNetwork =
  "The browser keeps a public page from a private or loopback address (Local Network Access): it needs the user's permission and an https page. No response header changes that.";

/** WebSockets (RFC 6455, section 10.2: the server decides by the Origin). */
export const webSocket =
  'Browsers do not hold WebSockets against CORS: they send no preflight, and look at no Access-Control header. The handshake carries the header Origin, and the server may refuse by it: look for the status of the handshake there (key, token, path, a check of the Origin).';

/** Messages about other topics, with what they mean. */
export const others: readonly (readonly [RegExp, string])[] = [
  [/\bwss?:\/\/|WebSocket (?:connection|handshake|is closed)/, webSocket],
  [/address space/, localNetwork],
  [
    /Mixed Content: |mixed active content|was not allowed to (?:run|display) insecure content|requested an insecure /,
    'Mixed content: an https page asks over http. The browser refuses before it asks; call the API by its https URL. An API that takes http alone has to be given https by its owner (its protocols).',
  ],
  [
    /Content Security Policy|violates the following directive|page's settings blocked the loading/,
    "The page's own Content-Security-Policy forbids the connection: add the API to its connect-src. No policy of the gateway changes that.",
  ],
  [
    /Cross-Origin Read Blocking|ERR_BLOCKED_BY_ORB|\bORB\b/,
    'The page loads the answer as a script, an image or a style, but it is not one (read blocking). Ask for it with fetch instead.',
  ],
  [
    /ERR_BLOCKED_BY_RESPONSE|Cross-Origin-(?:Resource|Embedder|Opener)-Policy/,
    'The page isolates itself by its Cross-Origin-Embedder-Policy, and the answer does not agree to that. It is no matter of a cors policy.',
  ],
  [/ERR_BLOCKED_BY_CLIENT|ERR_BLOCKED_BY_ADMINISTRATOR/, 'Something in the browser (an extension, an administrator) blocks the request.'],
  [/Not allowed to load local resource|URL scheme "[^"]{1,40}" is not supported/, otherScheme],
  [/Refused to set unsafe header/, 'The script sets a header that browsers keep to themselves; it is left out, and the request goes on.'],
  [
    /ERR_(?:CONNECTION|NAME_NOT|ADDRESS|CERT|SSL|TIMED|INTERNET|NETWORK_(?=[A-Z])|EMPTY|HTTP2|QUIC|UNSAFE_PORT|UNEXPECTED_PROXY|INVALID_REDIRECT|TOO_MANY)[A-Z_0-9]*/,
    'The browser got no usable answer at all (connection, certificate, name or redirect). A policy has no part in that.',
  ],
];
