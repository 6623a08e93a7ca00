import { readingKey, type Assumptions } from '../cors/worlds.js';
import { accessOf } from '../cors/access.js';
import { cors, apiPath, globalPath, policy, repository } from '../layouts/apiops/example.js';
import { certaintyOf, severityUnder, strongestHolding, type Holding } from '../effective/severity-under.js';
import type { Draft, Rule } from './rule.js';
import { allOf, startOf, type FindingPlace } from '../effective/finding-place.js';
import { ownMethods } from '../effective/own-methods.js';
import { findShadows, inclusionOf, type Shadow } from '../effective/shadow.js';
import { listsOrigin } from '../cors/origin-match.js';
import { portalSign } from '../cors/portal.js';
import { corsPolicyPage, portalPage, scopesPage } from '../cors/sources.js';
import type { CorsElement, ServiceState } from '../effective/service-state.js';

/** The `<base />` through which the inherited element comes: the one above the shadowed element, or the element itself if unknown. */
function baseAbove(element: CorsElement): FindingPlace {
  const statements = element.document.sections.get('inbound')?.statements ?? [];
  const own = statements.findIndex((statement) => statement.kind === 'cors' && statement.element === element.element);
  for (let index = own - 1; index >= 0; index -= 1) {
    const statement = statements[index];
    if (statement?.kind === 'base') return allOf(statement.place);
  }
  return startOf(element.element.place);
}

function draftOf(state: ServiceState, shadow: Shadow): Draft {
  const { shadowed, inherited, harmed, groups, targets } = shadow;
  const holding = strongestHolding(harmed.map((one) => one.holding));
  const chain = groups[0]?.chain;
  const harms = new Map<string, { readonly origins: string[]; readonly outcome: 'blocked' | 'less'; readonly holding: Holding }>();
  const methods = ownMethods(groups);
  const inclusion = inclusionOf(shadow);
  // The sentence gives the access under the readings that it names; thousands of origins share them.
  const shared = new Map<Holding, { readonly assume: Assumptions; readonly blocked: string; readonly less: string }>();
  for (const { origin, holding: own } of harmed) {
    let under = shared.get(own);
    if (under === undefined) {
      const readings = own.when === 'sometimes' ? own.readings : [];
      const assume = new Map([...state.assume, ...readings.map((reading) => [reading.question, reading.value] as const)]);
      const keys = JSON.stringify(readings.map(readingKey));
      shared.set(own, (under = { assume, blocked: `blocked ${keys}`, less: `less ${keys}` }));
    }
    const outcome = chain === undefined || accessOf(chain, origin, under.assume, methods).allowed === 'yes' ? 'less' : 'blocked';
    const known = harms.get(under[outcome]);
    if (known === undefined) harms.set(under[outcome], { origins: [origin], outcome, holding: own });
    else known.origins.push(origin);
  }
  return {
    rule: 'inherited-cors-decides',
    severity: severityUnder(holding, 'error'),
    certainty: certaintyOf(holding, 'documented'),
    says: {
      code: 'inherited-cors-decides',
      given: {
        inherited: inherited.scope,
        portal: portalSign(inherited.policy, inherited.scope.kind),
        at: { path: inherited.policy.place.path, line: inherited.policy.place.line },
        own: { path: shadowed.element.place.path, line: shadowed.element.place.line },
        harms: [...harms.values()],
        ...(harmed.every(({ origin }) => listsOrigin(inherited.policy, origin)) ? { listsThem: true } : {}),
      },
    },
    place: inclusion === null ? baseAbove(shadowed) : allOf(inclusion.base),
    alsoAt: [startOf(shadowed.element.place)],
    scope: shadowed.scope,
    key: `${inherited.scope.kind}:${inherited.scope.id ?? ''}`,
    targets,
    repairs: async (desk) => (await import('../repairs/shadow-repairs.js')).shadowRepairs(desk, state, shadow),
  };
}

const portal = { origins: ['https://contoso.developer.azure-api.net'], attributes: ' allow-credentials="true"' };

/** Rule `inherited-cors-decides`: an inherited <cors> answers before this one. */
export const inheritedCorsDecides: Rule = {
  id: 'inherited-cors-decides',
  title: 'An inherited <cors> answers before this one',
  severity: 'error',
  severityNote: 'info when it holds only under a reading that nothing documents or reports',
  certainty: 'documented',
  detects:
    'A `<cors>` below a `<base />` through which a broader scope’s `<cors>` comes first in the effective policy, so that origins named here get less than this element grants; also one in a fragment that is included below it.',
  why: 'Only the first `<cors>` of the effective policy is generally applied. Enabling CORS for the developer portal writes one into the global policy; every API with `<base />` above its own `<cors>` then answers the portal, and the browser blocks the API’s own pages.',
  repair:
    'Move the `<cors>` above `<base />` and write `terminate-unmatched-request` out; let the inherited one pass unmatched requests on; add the origins to the inherited one; or drop `<base />`.',
  sources: [corsPolicyPage, scopesPage, portalPage],
  get fails() {
    return [
      {
        name: 'base above cors lets the global policy decide',
        head: repository({
          [globalPath]: policy(cors(portal)),
          [apiPath]: policy(['<base />', ...cors({ origins: ['https://app.contoso.com'] })]),
        }),
      },
      {
        name: 'the change that enables CORS for the developer portal',
        base: repository({
          [globalPath]: policy([]),
          [apiPath]: policy(['<base />', ...cors({ origins: ['https://app.contoso.com'] })]),
        }),
        head: repository({
          [globalPath]: policy(cors(portal)),
          [apiPath]: policy(['<base />', ...cors({ origins: ['https://app.contoso.com'] })]),
        }),
      },
    ];
  },
  get passes() {
    return [
      {
        name: 'cors above base decides first',
        head: repository({
          [globalPath]: policy(cors(portal)),
          [apiPath]: policy([...cors({ origins: ['https://app.contoso.com'] }), '<base />']),
        }),
      },
      {
        name: 'the inherited one grants the same',
        head: repository({
          [globalPath]: policy(cors({ origins: ['https://app.contoso.com'] })),
          [apiPath]: policy(['<base />', ...cors({ origins: ['https://app.contoso.com'] })]),
        }),
      },
    ];
  },
  *check(state) {
    for (const shadow of findShadows(state)) yield draftOf(state, shadow);
  },
};
