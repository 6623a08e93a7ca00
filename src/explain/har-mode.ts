import { isFormType, type PageMode } from '../browser/request-mode.js';

/** What a capture's entry says of how its request came out of a page. */
export interface EntrySigns {
  readonly method: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Chrome's type of resource (`_resourceType`), in lower case; null: not told. */
  readonly type: string | null;
  /** It has an Origin header of its own. */
  readonly hasOrigin: boolean;
}

/**
 * How a captured request came out of its page; null: an image, a script, a link: nothing that a `<cors>` has a part in. Fetch metadata says it
 * outright; else Chrome's type of resource; else what only navigations have: a form's content type together with the wish for a page.
 */
export function modeOf({ method, headers, type, hasOrigin }: EntrySigns): PageMode | null {
  const told = headers.get('sec-fetch-mode');
  // A navigation without an Origin, and every GET is one, is no cross-domain request to the gateway.
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

/** Navigations ask for pages, and secure ones; scripts ask for data, mostly for anything. */
function looksLikeForm(headers: ReadonlyMap<string, string>): boolean {
  const wantsPage = headers.get('upgrade-insecure-requests') === '1' || /^text\/html\b/i.test(headers.get('accept') ?? '');
  return wantsPage && isFormType(headers.get('content-type') ?? '');
}

/** Headers browsers add of themselves, beside those that script cannot set: some only with the cache switched off, or on a reload. */
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

/** What asked for a captured request, in the words of Chromium's messages; a script where the capture does not tell. */
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
