import type { CorsPolicy } from './cors-policy.js';

const portalHost = /\.developer\.azure-api\.(?:net|us|cn)$/;

/**
 * True for a `<cors>` that names developer portals only: enabling CORS there writes it, with credentials and every list `*` (Microsoft Learn, Enable
 * CORS for the developer portal), and the test console works with it as it is.
 */
export function isPortalsOwn({ origins }: CorsPolicy): boolean {
  return origins.length > 0 && origins.every((entry) => entry.kind === 'origin' && portalHost.test(entry.origin));
}
