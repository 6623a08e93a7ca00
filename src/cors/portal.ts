import type { ScopeRef } from '../apim/service.js';
import type { CorsPolicy } from './cors-policy.js';

/** Host names of the developer portal in the public cloud and the sovereign ones; a portal may also have custom names. */
const portalHost = /^https:\/\/[^/]+\.(?:developer|portal)\.azure-api\.(?:net|us|cn|de)(?::\d+)?$/;

/** Whether the origin is a developer portal under a name from API Management. */
export function isPortalOrigin(origin: string): boolean {
  return portalHost.test(origin);
}

/** What identifies a developer portal's own `<cors>`: its origins, or (a guess) its shape. */
export type PortalSign = 'origin' | 'shape';

/**
 * Whether a `<cors>` is the one that "Enable CORS" writes for the developer portal (Microsoft Learn, Enable CORS for the developer portal), with which its test
 * console works. `origin`: it names only portals. `shape`: the portal may have a custom host name; in the global policy, the only place where it is written,
 * the signs are a single origin, `*` in every list and 300 seconds of caching. With or without credentials. null: it is not.
 */
export function portalSign(policy: CorsPolicy, scope: ScopeRef['kind']): PortalSign | null {
  const { origins } = policy;
  if (origins.length > 0 && origins.every((entry) => entry.kind === 'origin' && isPortalOrigin(entry.origin))) return 'origin';
  const [only] = origins;
  const isOne = origins.length === 1 && (only?.kind === 'unresolved' || (only?.kind === 'origin' && only.origin.startsWith('https://')));
  return isOne && scope === 'global' && hasPortalShape(policy) ? 'shape' : null;
}

/**
 * Whether the lists of a `<cors>` other than its origins are as "Enable CORS" writes them: in the portal's own element, or in one with further origins beside
 * the portal's, which may be outside the repository. The portal's test console works with it, so no change is suggested.
 */
export function isAsPortalWrites(policy: CorsPolicy, scope: ScopeRef['kind']): boolean {
  if (portalSign(policy, scope) !== null) return true;
  return (
    hasPortalShape(policy) && policy.origins.some((entry) => entry.kind === 'unresolved' || (entry.kind === 'origin' && isPortalOrigin(entry.origin)))
  );
}

function hasPortalShape({ methods, headers, exposed, maxAge }: CorsPolicy): boolean {
  const isStar = (list: CorsPolicy['methods']): boolean =>
    list.kind === 'list' && list.any && list.unresolved.length === 0 && list.entries.every((entry) => entry.name === '*');
  return isStar(methods) && isStar(headers) && isStar(exposed) && maxAge.kind === 'literal' && maxAge.seconds === 300;
}
