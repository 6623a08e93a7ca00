import type { ScopeRef } from '../apim/service.js';
import type { CorsPolicy } from './cors-policy.js';

/** The developer portal's own host names, of the public cloud and of the sovereign ones; a portal may have names of the customer's besides. */
const portalHost = /^https:\/\/[^/]+\.(?:developer|portal)\.azure-api\.(?:net|us|cn|de)(?::\d+)?$/;

/** True for the origin of a developer portal under a name that API Management gives. */
export function isPortalOrigin(origin: string): boolean {
  return portalHost.test(origin);
}

/** What a developer portal's own `<cors>` is known by: its origins, or (a guess) its shape. */
export type PortalSign = 'origin' | 'shape';

/**
 * Whether a `<cors>` is the developer portal's own, which "Enable CORS" writes (Microsoft Learn, Enable CORS for the developer portal), and its
 * test console works with as it is. `origin`: it names portals only. `shape`: the portal may have a host name of the customer's, which nobody can
 * know; in the global policy, where alone it is written, one origin, every list `*` and preflights kept 300 seconds speak for it. With credentials
 * or without. null: it is not.
 */
export function portalSign(policy: CorsPolicy, scope: ScopeRef['kind']): PortalSign | null {
  const { origins } = policy;
  if (origins.length > 0 && origins.every((entry) => entry.kind === 'origin' && isPortalOrigin(entry.origin))) return 'origin';
  const [only] = origins;
  const isOne = origins.length === 1 && (only?.kind === 'unresolved' || (only?.kind === 'origin' && only.origin.startsWith('https://')));
  return isOne && scope === 'global' && hasPortalShape(policy) ? 'shape' : null;
}

/**
 * Whether what a `<cors>` lists besides origins is as "Enable CORS" writes it: the developer portal's own, or that one with other origins added to
 * the portal's, which may be a value that the repository does not hold. The portal's test console works with it as it is, so nobody is advised to
 * change it.
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
