import { isSafelistedMethod, mimeEssence, normaliseMethod, type RequestHeader } from './fetch-request.js';

/**
 * How a page makes a request: by script with CORS (the default of `fetch` and XMLHttpRequest), by script without reading the answer (`mode: 'no-cors'`), or as
 * a navigation: a link, a form, a redirect, a download (Fetch standard, request's mode).
 */
export type PageMode = 'cors' | 'no-cors' | 'navigate';

/** The modes in which a request can be explained. */
export const pageModes = ['cors', 'no-cors', 'navigate'] as const satisfies readonly PageMode[];

/** The content types that a form can send: the values of `enctype` (HTML standard, form submission). */
export function isFormType(contentType: string): boolean {
  const essence = mimeEssence(contentType);
  return essence !== null && formTypes.has(essence);
}

const formTypes: ReadonlySet<string> = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/** Fetch, "append a request Origin header": outside CORS mode a GET or HEAD sends no Origin, so that `<cors>` does not apply. */
export function namesOrigin(mode: PageMode, method: string): boolean {
  return mode === 'cors' || !['GET', 'HEAD'].includes(normaliseMethod(method));
}

/** Whether the mode allows the method: forms only GET and POST; `no-cors` the three safelisted ones. */
export function isSendable(mode: PageMode, method: string): boolean {
  const normalised = normaliseMethod(method);
  if (mode === 'navigate') return normalised === 'GET' || normalised === 'POST';
  return mode === 'cors' || isSafelistedMethod(normalised);
}

/** The headers that are sent (Fetch, "no-CORS-safelisted request-header"): a navigation sends none of a script's headers, only a form's content type. */
export function headersKept(mode: PageMode, headers: readonly RequestHeader[]): readonly RequestHeader[] {
  if (mode === 'cors') return headers;
  return headers.filter(({ name, value }) => {
    const lower = name.toLowerCase();
    if (lower === 'content-type') return value !== null && isFormType(value);
    return mode === 'no-cors' && withoutCors.has(lower);
  });
}

const withoutCors: ReadonlySet<string> = new Set(['accept', 'accept-language', 'content-language']);

/** Names and addresses of the local machine: pages there need no https (Secure Contexts standard, "potentially trustworthy origin"). */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '');
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
