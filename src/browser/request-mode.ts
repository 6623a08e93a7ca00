import { isSafelistedMethod, mimeEssence, normaliseMethod, type RequestHeader } from './fetch-request.js';

/**
 * How a request comes out of a page: by a script with CORS (what `fetch` and XMLHttpRequest do unless told otherwise), by a script that gave up
 * reading the answer (`mode: 'no-cors'`), or as a navigation: a link, a form, a redirect, a download (Fetch standard, request's mode).
 */
export type PageMode = 'cors' | 'no-cors' | 'navigate';

/** The modes that a page's request is explained in. */
export const pageModes = ['cors', 'no-cors', 'navigate'] as const satisfies readonly PageMode[];

/** What a form may send, whoever its page is from: the values of `enctype` (HTML standard, form submission). */
export function isFormType(contentType: string): boolean {
  const essence = mimeEssence(contentType);
  return essence !== null && formTypes.has(essence);
}

const formTypes: ReadonlySet<string> = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/** Fetch, "append a request Origin header": outside of CORS a GET or HEAD names no origin, and then no `<cors>` has a part in it. */
export function namesOrigin(mode: PageMode, method: string): boolean {
  return mode === 'cors' || !['GET', 'HEAD'].includes(normaliseMethod(method));
}

/** Methods that can be sent in this mode: forms know GET and POST only; `no-cors` the three safelisted ones. */
export function isSendable(mode: PageMode, method: string): boolean {
  const normalised = normaliseMethod(method);
  if (mode === 'navigate') return normalised === 'GET' || normalised === 'POST';
  return mode === 'cors' || isSafelistedMethod(normalised);
}

/** The headers that arrive (Fetch, "no-CORS-safelisted request-header"): a navigation has none of a script's but the type of its form. */
export function headersKept(mode: PageMode, headers: readonly RequestHeader[]): readonly RequestHeader[] {
  if (mode === 'cors') return headers;
  return headers.filter(({ name, value }) => {
    const lower = name.toLowerCase();
    if (lower === 'content-type') return value !== null && isFormType(value);
    return mode === 'no-cors' && withoutCors.has(lower);
  });
}

const withoutCors: ReadonlySet<string> = new Set(['accept', 'accept-language', 'content-language']);

/** A machine's own names and addresses: pages there need no https (Secure Contexts standard, "potentially trustworthy origin"). */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '');
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
