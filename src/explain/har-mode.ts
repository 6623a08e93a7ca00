import { isFormType, type PageMode } from '../browser/request-mode.js';

/** The parts of a capture's entry that tell its request mode. */
export interface EntrySigns {
  readonly method: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Chrome's resource type (`_resourceType`), in lower case; null: missing. */
  readonly type: string | null;
  /** It has an Origin header of its own. */
  readonly hasOrigin: boolean;
}

/**
 * The mode of a captured request; null: an image, a script, a link, to which `<cors>` does not apply. Fetch metadata states it; otherwise Chrome's resource
 * type; otherwise signs of a navigation: a form's content type and a request for HTML.
 */
export function modeOf({ method, headers, type, hasOrigin }: EntrySigns): PageMode | null {
  const told = headers.get('sec-fetch-mode');
  // A navigation without an Origin, as every GET, is not cross-domain to the gateway.
  const isPost = method.toUpperCase() === 'POST' && hasOrigin;
  if (told === 'cors') return 'cors';
  if (told === 'navigate' || told === 'nested-navigate') return isPost ? 'navigate' : null;
  if (told === 'no-cors') return type === 'fetch' || headers.get('sec-fetch-dest') === 'empty' ? 'no-cors' : null;
  if (told !== undefined) return null;
  if (type === 'document' || type === 'subdocument') return isPost ? 'navigate' : null;
  if (type === null) return isPost && looksLikeForm(headers) ? 'navigate' : hasOrigin ? 'cors' : null;
  if (type === 'fetch' || type === 'xhr' || type === 'eventsource') return 'cors';
  return hasOrigin && !['websocket', 'ping'].includes(type) ? 'cors' : null;
}

/** Navigations accept HTML and upgrade to https; scripts accept data, mostly anything. */
function looksLikeForm(headers: ReadonlyMap<string, string>): boolean {
  const wantsPage = headers.get('upgrade-insecure-requests') === '1' || /^text\/html\b/i.test(headers.get('accept') ?? '');
  return wantsPage && isFormType(headers.get('content-type') ?? '');
}

/** Headers that browsers add besides the forbidden ones: some only on a reload, or with the cache disabled. */
export const browsersOwn = new Set([
  'cache-control',
  'if-modified-since',
  'if-none-match',
  'pragma',
  'priority',
  'purpose',
  'upgrade-insecure-requests',
  'user-agent',
  'x-client-data',
]);

/** The initiator of a captured request, in Chromium's words; a script if the capture does not tell. */
export function askerOf({ type, headers }: Pick<EntrySigns, 'type' | 'headers'>): string {
  const told = type === null || type === 'media' || type === 'other' ? (headers.get('sec-fetch-dest') ?? type ?? '') : type;
  return askers.get(told) ?? 'fetch';
}

const askers: ReadonlyMap<string, string> = new Map([
  ['xhr', 'XMLHttpRequest'],
  ['font', 'font'],
  ['image', 'image'],
  ['script', 'script'],
  ['stylesheet', 'CSS stylesheet'],
  ['style', 'CSS stylesheet'],
  ['audio', 'audio'],
  ['video', 'video'],
  ['manifest', 'manifest'],
  ['track', 'text track'],
  ['texttrack', 'text track'],
]);
