import { isPortalOrigin } from '../cors/portal.js';

/** A host of somebody's own that is named as a developer portal is: a guess. */
const namedAsPortal = /^https:\/\/(?:developers?|dev-?portal|api-?portal)(?:[-.][^/]+)$/i;

/** Whether an origin is a developer portal's, by API Management's own names or by what people call theirs. */
export function isPortalName(origin: string): boolean {
  return isPortalOrigin(origin) || namedAsPortal.test(origin);
}
