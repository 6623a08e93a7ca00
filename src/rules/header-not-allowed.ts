import { mergeTargets, type Target } from '../apim/target.js';
import { headersOf } from '../cors/granted-names.js';
import type { CorsPolicy } from '../cors/cors-policy.js';
import { groupsDecidedBy } from '../effective/deciding.js';
import { certaintyOf, severityUnder, strongestHolding, type Holding } from '../effective/severity-under.js';
import { startOf } from '../effective/finding-place.js';
import { evaluatedCors } from '../effective/service-state.js';
import { repairElement } from '../repairs/element-repair.js';
import { apiPath, cors, globalPath, headerVersioned, ordersApi, ordersSpecification, policy, repository, within } from '../layouts/apiops/example.js';
import { addEntries } from '../repairs/list-entries.js';
import { onlyGains } from '../repairs/promises.js';
import { headersNeededBy, type NeededHeader } from '../effective/needed-headers.js';
import type { Draft, Rule } from './rule.js';
import { checkHeaderPage, corsPolicyPage, fetchSafelist, validateJwtPage } from '../cors/sources.js';
import type { ChainGroup, CorsElement, ServiceState } from '../effective/service-state.js';

interface Missing {
  readonly needed: NeededHeader;
  readonly targets: Target[];
}

/** The headers that an element lacks, by lower-case name, each with its best-proven reason and who needs it. */
function missingIn(state: ServiceState, element: CorsElement): { missing: ReadonlyMap<string, Missing>; holding: Holding } {
  const listed = headersOf(element.policy.headers);
  const missing = new Map<string, { needed: NeededHeader; targets: Target[] }>();
  const holdings: Holding[] = [];
  for (const { group, deciding } of groupsDecidedBy(state, element)) {
    let lacks = false;
    for (const needed of headersNeededBy(state, group)) {
      const name = needed.name.toLowerCase();
      if (listed.any || listed.names.has(name)) continue;
      lacks = true;
      const known = missing.get(name);
      if (known === undefined) missing.set(name, { needed, targets: [targetOf(group, needed)] });
      else {
        known.targets.push(targetOf(group, needed));
        if (needed.isProven && !known.needed.isProven) known.needed = needed;
      }
    }
    if (lacks) holdings.push(deciding.holding);
  }
  return { missing, holding: strongestHolding(holdings) };
}

function targetOf(group: ChainGroup, { operations }: NeededHeader): Target {
  return operations.length === 0 ? group.target : { ...group.target, operations };
}

function mayListAnything({ headers }: CorsPolicy): boolean {
  return headers.kind === 'list' && (headers.any || headers.unresolved.length > 0);
}

function draftOf(state: ServiceState, element: CorsElement): Draft | null {
  const { missing, holding } = missingIn(state, element);
  if (missing.size === 0) return null;
  const { headers } = element.policy;
  const all = [...missing.values()].sort((a, b) => Number(b.needed.isProven) - Number(a.needed.isProven));
  const names = all.map(({ needed }) => needed.name);
  const reached = mergeTargets(all.flatMap((one) => one.targets));
  const { place } = element.element;
  // The page says both that the list may be left out and that it is required; it does not say what a missing list allows.
  const absent = headers.kind === 'absent';
  const severity = all.some(({ needed }) => needed.isProven) ? 'error' : 'warning';
  return {
    rule: 'header-not-allowed',
    severity: absent ? 'info' : severityUnder(holding, severity),
    certainty: certaintyOf(holding, absent ? 'inferred' : 'documented'),
    says: {
      code: 'header-not-allowed',
      given: {
        isListAbsent: absent,
        needed: all.map(({ needed: { name, why } }) => ({ name, why })),
        file: place.path,
        targets: reached,
        holding,
      },
    },
    place: absent ? startOf(place) : startOf(headers.place),
    alsoAt: [startOf(place)],
    scope: element.scope,
    key: [...missing.keys()].sort().join(' '),
    // Then two things are unknown: what a missing list allows, and whether this element answers.
    ...(absent && holding.when === 'sometimes' && holding.under !== 'leanings' ? ({ isRemark: true } as const) : {}),
    targets: reached,
    repairs: (desk) =>
      repairElement(desk, place, (document, found) => addEntries(document, found, 'allowed-headers', names), {
        title: { code: 'list', given: { names } },
        promise: onlyGains('headers'),
      }),
  };
}

const origins = ['https://app.contoso.com'];
const key = 'Ocp-Apim-Subscription-Key';
const jwt = within('validate-jwt header-name="Authorization"', [
  '<openid-config url="https://login.contoso.com/.well-known/openid-configuration" />',
]);

/** The example's specification, with a required bearer token. */
function withBearer(): Readonly<Record<string, string>> {
  const schemes = ['components:', '  securitySchemes:', '    bearer:', '      type: http', '      scheme: bearer'];
  const asks = ['security:', '  - bearer: []', ...schemes, ''].join('\n');
  return Object.fromEntries(Object.entries(ordersSpecification(['get', 'put'])).map(([path, text]) => [path, `${text}${asks}`]));
}

/** Rule `header-not-allowed`: a required header is not allowed. */
export const headerNotAllowed: Rule = {
  id: 'header-not-allowed',
  title: 'A header that requests need is not allowed',
  severity: 'warning',
  severityNote:
    'error when a policy refuses every request without the header; info when <allowed-headers> is missing altogether, for no page says what that allows',
  quietRemarks: {
    upTo: 'default',
    because:
      'Where `<allowed-headers>` is missing and a broader `<cors>` answers first, the header stops a request only if a missing list allows none, which no page says, and if that broader one lets others through.',
  },
  certainty: 'documented',
  detects:
    'Headers that requests have to carry and the `<cors>` that answers their preflights does not list: the one a `validate-jwt`, `validate-azure-ad-token` or `check-header` asks for, the subscription key’s (also under a name of the API’s own), the version’s of a header-versioned API, `Authorization` where the specification asks for a bearer token (and no policy gives the request one for the backend), and `Content-Type` where it tells of bodies in JSON and in nothing that needs no preflight.',
  why: 'A script’s request with one of these headers is preceded by a preflight that asks for it. Left out of the answer, the request is never sent: the most frequent CORS failure there is.',
  repair: 'List the header.',
  sources: [corsPolicyPage, fetchSafelist, validateJwtPage, checkHeaderPage],
  get fails() {
    return [
      {
        name: 'a token is asked for in Authorization',
        head: repository({ [apiPath]: policy([...cors({ origins, headers: [key] }), '<base />', ...jwt]) }),
      },
      {
        name: 'a header is checked for',
        head: repository({
          [apiPath]: policy([...cors({ origins, headers: [key] }), '<check-header name="X-Tenant" failed-check-httpcode="400" />', '<base />']),
        }),
      },
      {
        name: 'the API reads its key from a header of its own',
        head: repository({
          [apiPath]: policy(cors({ origins, headers: [key] })),
          ...ordersApi({ subscriptionKeyParameterNames: { header: 'X-Api-Key', query: 'api-key' } }),
        }),
      },
      {
        name: 'bodies in JSON',
        head: repository({ [apiPath]: policy(cors({ origins, headers: [key] })), ...ordersSpecification(['get', 'post'], ['post']) }),
      },
      {
        name: 'the specification asks for a bearer token',
        head: repository({ [apiPath]: policy([...cors({ origins, headers: [key] }), '<base />']), ...withBearer() }),
      },
      {
        name: 'the version is told by a header',
        head: repository({ [globalPath]: policy(cors({ origins, headers: [key] })), [apiPath]: policy(['<base />']), ...headerVersioned() }),
      },
    ];
  },
  get passes() {
    return [
      {
        name: 'all of them are listed',
        head: repository({
          [apiPath]: policy([...cors({ origins, headers: [key, 'Authorization', 'Content-Type'] }), '<base />', ...jwt]),
          ...ordersSpecification(['get', 'post'], ['post']),
        }),
      },
      { name: 'every header is allowed', head: repository({ [apiPath]: policy([...cors({ origins }), '<base />', ...jwt]) }) },
      {
        name: 'the token comes in the URL, and no key is needed',
        head: repository({
          [apiPath]: policy([...cors({ origins, headers: ['X-Request-Id'] }), '<base />', '<validate-jwt query-parameter-name="token" />']),
          ...ordersApi({ subscriptionRequired: false }),
        }),
      },
      {
        name: 'the token of the specification is one that the gateway itself gets for the backend',
        head: repository({
          [apiPath]: policy([
            ...cors({ origins, headers: [key] }),
            '<base />',
            '<authentication-managed-identity resource="https://backend.contoso.com" />',
          ]),
          ...withBearer(),
        }),
      },
      {
        name: 'a header that Front Door adds',
        head: repository({
          [apiPath]: policy([...cors({ origins, headers: [key] }), '<check-header name="X-Azure-FDID" failed-check-httpcode="403" />', '<base />']),
        }),
      },
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const draft = mayListAnything(element.policy) ? null : draftOf(state, element);
      if (draft !== null) yield draft;
    }
  },
};
