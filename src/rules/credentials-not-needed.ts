import type { Identification } from '../effective/statement.js';
import { lineOf, startOf } from '../effective/finding-place.js';
import { setAttribute } from '../xml/edit-elements.js';
import { elementTargets, evaluatedCors } from '../effective/service-state.js';
import { repairElement } from '../repairs/element-repair.js';
import { apiPath, cors, policy, repository, ordersApi, within } from '../layouts/apiops/example.js';
import { onlyDiffers } from '../repairs/promises.js';
import { readsWhatBrowsersAttach } from '../effective/identification.js';
import { headersNeededBy } from '../effective/needed-headers.js';
import { isAsPortalWrites } from '../cors/portal.js';
import type { Rule } from './rule.js';
import { corsPolicyPage, fetchStandard } from '../cors/sources.js';
import type { ChainGroup, ServiceState } from '../effective/service-state.js';
import { allowsAnyOrigin } from '../effective/wildcard.js';

/** How callers are identified in a group's policies and API; null if they are not, or by something that browsers attach automatically. */
function identification(state: ServiceState, group: ChainGroup): Identification | null {
  if (group.layers.some(({ file }) => file?.ok === true && readsWhatBrowsersAttach(file.document))) return null;
  for (const { name, why } of headersNeededBy(state, group)) {
    if (why.kind === 'policy' && why.policy.startsWith('validate-')) return { kind: 'token', header: name };
    if (why.kind === 'key') return { kind: 'key' };
  }
  return null;
}

/** The distinct ways of all groups; null if one of them has none. */
function identifications(state: ServiceState, groups: readonly ChainGroup[]): readonly Identification[] | null {
  const ways = new Map<string, Identification>();
  for (const group of groups) {
    const way = identification(state, group);
    if (way === null) return null;
    ways.set(way.kind === 'token' ? `token ${way.header}` : way.kind, way);
  }
  return [...ways.values()];
}

const origins = ['https://app.contoso.com'];
const attributes = ' allow-credentials="true"';
const jwt = within('validate-jwt header-name="Authorization"', [
  '<openid-config url="https://login.contoso.com/.well-known/openid-configuration" />',
]);

/** Rule `credentials-not-needed`: credentials are allowed, but nothing here reads them. */
export const credentialsNotNeeded: Rule = {
  id: 'credentials-not-needed',
  title: 'Credentials that nothing here reads',
  severity: 'info',
  severityNote: null,
  isOncePerService: true,
  certainty: 'inferred',
  detects:
    'A `<cors>` with `allow-credentials="true"` in front of APIs whose callers all show a subscription key or a token in a header, and none a client certificate or a cookie. Not where it is as “Enable CORS” writes it for the developer portal, whatever origins were added.',
  why: 'Credentials mode is for what browsers attach by themselves: cookies, client certificates, HTTP authentication. A key or token that a script sets needs none, and with it every mistake in the list of origins lets another site act as the visitor. What backends read, no policy tells.',
  repair: 'Write `allow-credentials="false"`, unless a backend relies on cookies.',
  sources: [fetchStandard, corsPolicyPage],
  get fails() {
    return [
      { name: 'a token in a header', head: repository({ [apiPath]: policy([...cors({ origins, attributes }), '<base />', ...jwt]) }) },
      { name: 'a subscription key', head: repository({ [apiPath]: policy([...cors({ origins, attributes }), '<base />']) }) },
    ];
  },
  get passes() {
    return [
      { name: 'no credentials', head: repository({ [apiPath]: policy([...cors({ origins }), '<base />', ...jwt]) }) },
      {
        name: 'a client certificate',
        head: repository({ [apiPath]: policy([...cors({ origins, attributes }), '<base />', '<validate-client-certificate />']) }),
      },
      {
        name: 'nothing tells who calls: a backend may',
        head: repository({ [apiPath]: policy([...cors({ origins, attributes }), '<base />']), ...ordersApi({ subscriptionRequired: false }) }),
      },
      {
        name: 'as the developer portal writes it',
        head: repository({ [apiPath]: policy([...cors({ origins: ['https://contoso.developer.azure-api.net'], attributes }), '<base />']) }),
      },
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const { allowCredentials } = element.policy;
      if (allowCredentials.kind !== 'literal' || !allowCredentials.value || allowsAnyOrigin(element.policy)) continue;
      if (isAsPortalWrites(element.policy, element.scope.kind)) continue;
      const groups = state.groupsWith(element.policy);
      const ways = identifications(state, groups);
      if (ways === null || groups.length === 0) continue;
      yield {
        rule: 'credentials-not-needed',
        severity: 'info',
        certainty: 'inferred',
        says: { code: 'credentials-not-needed', given: { ways } },
        place: lineOf(element.element.place, allowCredentials.line),
        alsoAt: [startOf(element.element.place)],
        scope: element.scope,
        key: 'credentials',
        targets: elementTargets(state, element),
        repairs: (desk) =>
          repairElement(desk, element.element.place, (document, found) => setAttribute(document, found, 'allow-credentials', 'false'), {
            title: { code: 'switch-credentials-off', given: {} },
            promise: onlyDiffers('credentials'),
            certainty: 'inferred',
            leansOn: { code: 'no-cookies', given: {} },
          }),
      };
    }
  },
};
