import { isPortalOrigin } from '../cors/portal.js';

/** A custom host that is probably a developer portal, by its name. */
const namedAsPortal = /^https:\/\/(?:developers?|dev-?portal|api-?portal)(?:[-.][^/]+)$/i;

/** Whether an origin is a developer portal, by API Management's names or by usual custom names. */
export function isPortalName(origin: string): boolean {
  return isPortalOrigin(origin) || namedAsPortal.test(origin);
}
