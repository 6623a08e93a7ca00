import type { Access } from '../cors/access.js';
import { classifyOrigin } from '../cors/origin-class.js';
import { isPortalOrigin } from '../cors/portal.js';
import { isOpen } from '../text/open-parts.js';
import type { Severity } from '../text/scales.js';
import type { Exposure } from './statement.js';

/** Why an origin's kind deserves attention, and how much. */
export interface Exposed {
  readonly severity: Severity;
  readonly exposure: Exposure | null;
}

type Granted = Pick<Access, 'allowed' | 'credentials'>;

/** What a gain of this origin means. Further methods and headers for an origin with access are no new exposure. */
export function exposureOf(origin: string, before: Granted, after: Granted): Exposed {
  const isNew = before.allowed !== 'yes' && after.allowed !== 'no';
  const gainsCredentials = after.credentials !== false && before.credentials === false;
  if (!isNew && !gainsCredentials) return { severity: 'info', exposure: null };
  const withCredentials = after.credentials !== false;
  if (origin === '*') {
    return {
      severity: withCredentials ? 'error' : 'warning',
      exposure: withCredentials ? 'any-website-with-credentials' : 'any-website',
    };
  }
  if (origin === 'null') return { severity: 'error', exposure: 'null' };
  if (!origin.includes('://') || isOpen(origin, 'origin')) return { severity: 'info', exposure: 'unknown-origin' };
  const raised: Severity = withCredentials ? 'error' : 'warning';
  switch (classifyOrigin(origin)) {
    case 'https':
      // The portal's button writes credentials for the portal's console on purpose.
      return gainsCredentials && !isNew && !isPortalOrigin(origin)
        ? { severity: 'warning', exposure: 'now-with-credentials' }
        : { severity: 'info', exposure: null };
    case 'loopback':
      return { severity: 'warning', exposure: 'loopback' };
    case 'http':
      return { severity: raised, exposure: 'http' };
    case 'ip':
      return { severity: 'warning', exposure: 'ip' };
    case 'intranet':
      return { severity: 'warning', exposure: 'intranet' };
    case 'shared-hosting':
      return { severity: 'warning', exposure: 'shared-hosting' };
    case 'shared-hosting-suffix':
      return { severity: 'error', exposure: 'shared-hosting-suffix' };
    case 'playground':
      return { severity: raised, exposure: 'playground' };
    case 'custom-scheme':
      return { severity: 'warning', exposure: 'custom-scheme' };
  }
}
