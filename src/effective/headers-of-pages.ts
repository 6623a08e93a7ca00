import { isOpen } from '../text/open-parts.js';

/** The name of a required header, if scripts send it; null if they do not, or the name is unknown. */
export function askedOfPages(name: string | null): string | null {
  if (name === null || name === '' || isOpen(name, 'name')) return null;
  const lower = name.toLowerCase();
  return neverSentByPages.has(lower) || addedOnTheWay.test(lower) ? null : name;
}

/** Whether scripts send a header of this name (lower case), rather than the browser or a proxy before the gateway. */
export function isAskedOfPages(name: string): boolean {
  return askedOfPages(name) !== null;
}

/** Browsers send these themselves, or let no script set them (Fetch standard, safelisted and forbidden request-headers). */
const neverSentByPages: ReadonlySet<string> = new Set(
  'accept accept-charset accept-encoding accept-language access-control-request-headers access-control-request-method connection content-language content-length cookie date dnt expect host keep-alive origin referer te trailer transfer-encoding upgrade user-agent via'.split(
    ' ',
  ),
);

/** Added by Front Door, Application Gateway and other proxies: a check for one keeps out requests that bypass the proxy. */
const addedOnTheWay =
  /^(?:sec-|proxy-|x-azure-|x-fd-|x-forwarded-|x-original-|x-appgw-|x-arr-|x-client-|x-cluster-|x-real-|x-ms-client-|x-cdn|x-origin-|x-edge-|cf-|true-client-|client-ip|cdn-|x-amz-cf-|akamai-|fastly-|front-end-|forwarded$)/;
