import { isOpen } from '../text/open-parts.js';

/** The name of a header that policies ask for, where it comes from scripts; null: it does not, or is not known. */
export function askedOfPages(name: string | null): string | null {
  if (name === null || name === '' || isOpen(name, 'name')) return null;
  const lower = name.toLowerCase();
  return neverSentByPages.has(lower) || addedOnTheWay.test(lower) ? null : name;
}

/** Whether a header of this name (lower case) comes from a script, where it comes: neither from the browser itself nor from what stands before the gateway. */
export function isAskedOfPages(name: string): boolean {
  return askedOfPages(name) !== null;
}

/** Browsers send these by themselves, or let no script set them (Fetch standard, safelisted and forbidden request-headers). */
const neverSentByPages: ReadonlySet<string> = new Set(
  'accept accept-charset accept-encoding accept-language access-control-request-headers access-control-request-method connection content-language content-length cookie date dnt expect host keep-alive origin referer te trailer transfer-encoding upgrade user-agent via'.split(
    ' ',
  ),
);

/** Front Door, Application Gateway and other proxies write these: a check for one lets nobody past who comes around them. */
const addedOnTheWay =
  /^(?:sec-|proxy-|x-azure-|x-fd-|x-forwarded-|x-original-|x-appgw-|x-arr-|x-client-|x-cluster-|x-real-|x-ms-client-|x-cdn|x-origin-|x-edge-|cf-|true-client-|client-ip|cdn-|x-amz-cf-|akamai-|fastly-|front-end-|forwarded$)/;
