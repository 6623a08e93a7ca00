import { isPortalOrigin } from '../cors/portal.js';
import { accessMoves } from '../effective/access-move.js';
import { globalScope } from '../effective/scope-targets.js';
import { apiPath, cors, globalPath, policy, repository } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';
import { portalPage } from '../cors/sources.js';

const portal = cors({ origins: ['https://contoso.developer.azure-api.net'] });
const app = cors({ origins: ['https://app.contoso.com'] });

/** Rule `portal-cors-lost`: the developer portal's test console loses access. */
export const portalCorsLost: Rule = {
  id: 'portal-cors-lost',
  title: 'The developer portal’s console can no longer call',
  severity: 'warning',
  severityNote: null,
  certainty: 'documented',
  detects:
    'A change after which an origin of a developer portal, under a name that API Management gives, no longer has access to operations that it could call.',
  why: 'The portal’s test console calls the API from the visitor’s browser. Without access it shows every call as a CORS error, and developers take the API for broken.',
  repair:
    'List the portal’s origin where the `<cors>` is decided now, or inherit the one that lists it: see the repairs of `access-narrowed` and `cors-not-inherited`.',
  sources: [portalPage],
  get fails() {
    return [
      {
        name: 'the portal’s origin is taken off',
        base: repository({ [globalPath]: policy(portal) }),
        head: repository({ [globalPath]: policy(app) }),
      },
      {
        name: 'an API stops inheriting it',
        base: repository({ [globalPath]: policy(portal), [apiPath]: policy(['<base />']) }),
        head: repository({ [globalPath]: policy(portal), [apiPath]: policy(app) }),
      },
    ];
  },
  get passes() {
    return [
      {
        name: 'another origin is taken off',
        base: repository({ [globalPath]: policy([...app]) }),
        head: repository({ [globalPath]: policy(portal) }),
      },
      { name: 'it had no access', base: repository({ [apiPath]: policy(['<base />']) }), head: repository({ [apiPath]: policy(app) }) },
    ];
  },
  *checkChanges({ changes, base, head }) {
    if (!changes.some(({ difference }) => difference.origins.some(({ origin }) => isPortalOrigin(origin)))) return;
    for (const { moves, place, key, existence } of accessMoves(changes, 'narrowed', (head ?? base)?.service.root ?? '')) {
      if (existence !== 'changed') continue;
      const lost = moves.filter(({ origin, parts }) => isPortalOrigin(origin) && parts.some(({ what }) => what === 'access'));
      const [first] = lost;
      if (first === undefined) continue;
      yield {
        rule: 'portal-cors-lost',
        severity: 'warning',
        certainty: 'documented',
        says: {
          code: 'portal-cors-lost',
          given: { origins: [...new Set(lost.map(({ origin }) => origin))], targets: lost.flatMap(({ targets }) => targets) },
        },
        place,
        alsoAt: [],
        scope: globalScope,
        key,
        targets: lost.flatMap(({ targets }) => targets),
        repairs: null,
      };
    }
  },
};
