import { mergeTargets, type Target } from '../apim/target.js';
import { isAsPortalWrites } from '../cors/portal.js';
import { corsPolicyPage, fetchStandard, forgeryPage } from '../cors/sources.js';
import { explore } from '../cors/worlds.js';
import { lineOf, startOf } from '../effective/finding-place.js';
import { operationsOf } from '../effective/needed-headers.js';
import { requestAnswer } from '../effective/request-route.js';
import { evaluatedCors, type ChainGroup, type CorsElement, type ServiceState } from '../effective/service-state.js';
import { certaintyOf, holds, severityUnder, strongestHolding, type Holding } from '../effective/severity-under.js';
import { allowsAnyOrigin } from '../effective/wildcard.js';
import { apiPath, cors, ordersApi, ordersSpecification, policy, repository, within } from '../layouts/apiops/example.js';
import { repairElement } from '../repairs/element-repair.js';
import { letsNobodyIn } from '../repairs/promises.js';
import { setAttribute } from '../xml/edit-elements.js';
import type { Draft, Rule } from './rule.js';

/** An origin that no policy names. */
const stranger = 'https://stranger.invalid';

/** Whether a form post from an unknown site reaches the backend: it carries no key and no header that a policy could require. */
function reachesBackend(state: ServiceState, { api, operation }: ChainGroup): Holding {
  const route = { state, api, operation, isUnmatched: false, options: null, product: null, key: 'none' } as const;
  const asked = { origin: stranger, method: 'POST', headers: [], credentials: true };
  const { worlds, complete } = explore((walk) => requestAnswer(route, asked, new Map(), walk).backendCalled, state.assume);
  return complete ? holds(worlds, (called) => called === true) : { when: 'never' };
}

/** Whether it allows credentials for listed origins and passes all other requests on. */
function isOpenToStrangers({ policy, scope }: CorsElement): boolean {
  const { allowCredentials, terminateUnmatched } = policy;
  const withCookies = allowCredentials.kind === 'literal' && allowCredentials.value;
  const passesOn = terminateUnmatched.kind === 'literal' && !terminateUnmatched.value;
  return withCookies && passesOn && !allowsAnyOrigin(policy) && !isAsPortalWrites(policy, scope.kind);
}

function draftOf(state: ServiceState, element: CorsElement): Draft | null {
  const targets: Target[] = [];
  const holdings: Holding[] = [];
  for (const group of state.groupsWith(element.policy)) {
    // The first <cors> decides; a form cannot send a product's key.
    const first = group.chain.steps.find((step) => step.kind === 'cors');
    if (group.api === null || group.product !== null || first?.kind !== 'cors' || first.policy !== element.policy) continue;
    const posts = operationsOf(group).filter(({ method, takesForm }) => method === 'POST' && (takesForm ?? null) === null);
    if (posts.length === 0) continue;
    const holding = reachesBackend(state, group);
    if (holding.when === 'never') continue;
    targets.push({ ...group.target, operations: posts.map(({ id }) => id) });
    holdings.push(holding);
  }
  if (targets.length === 0) return null;
  const holding = strongestHolding(holdings);
  const { place } = element.element;
  const { terminateUnmatched } = element.policy;
  return {
    rule: 'simple-post-with-cookies',
    severity: severityUnder(holding, 'info'),
    certainty: certaintyOf(holding, 'inferred'),
    says: { code: 'simple-post-with-cookies', given: { targets: mergeTargets(targets), holding } },
    place: terminateUnmatched.kind === 'literal' ? lineOf(place, terminateUnmatched.line) : startOf(place),
    alsoAt: [startOf(place)],
    scope: element.scope,
    key: 'posts',
    targets: mergeTargets(targets),
    repairs: (desk) =>
      repairElement(desk, place, (document, found) => setAttribute(document, found, 'terminate-unmatched-request', 'true'), {
        title: { code: 'write-terminate-unmatched', given: { value: 'true' } },
        promise: letsNobodyIn,
      }),
  };
}

const origins = ['https://app.contoso.com'];
const withCookies = { origins, attributes: ' allow-credentials="true" terminate-unmatched-request="false"' };
const api = { ...ordersSpecification(['post'], ['post']), ...ordersApi({ subscriptionRequired: false }) };
const example = (inbound: readonly string[], more: Readonly<Record<string, string>> = api): Readonly<Record<string, string>> => ({
  ...repository({ [apiPath]: policy(inbound) }),
  ...more,
});

/** Rule `simple-post-with-cookies`: other sites can post with cookies and without a preflight. */
export const simplePostWithCookies: Rule = {
  id: 'simple-post-with-cookies',
  title: 'Other sites can post with a visitor’s cookies',
  severity: 'info',
  severityNote: null,
  quiet: {
    upTo: 'default',
    because: 'Whether cookies mean anything to a backend, and whether it asks for a token against forged requests, no policy tells.',
  },
  isOncePerService: true,
  certainty: 'inferred',
  detects:
    'Operations with method POST under a `<cors>` with `allow-credentials="true"` that lets requests of unlisted origins pass (`terminate-unmatched-request="false"`), where no policy asks for a key, a token or a header. Not where it is as “Enable CORS” writes it for the developer portal, and not what takes forms by its specification.',
  why: 'CORS decides who may read an answer. A form, or a script that sends `text/plain`, is posted without a preflight from any website, with the cookies that the browser has (those with `SameSite=None`), and what the backend does on it is done before the browser refuses the answer.',
  repair:
    'Write `terminate-unmatched-request="true"`: posts of other sites carry their Origin, and end at the gateway. Or ask for what forms cannot send, such as `Content-Type: application/json` or a header of your own, with `<check-header>`.',
  sources: [fetchStandard, forgeryPage, corsPolicyPage],
  get fails() {
    return [
      { name: 'nothing is asked for', head: example([...cors(withCookies), '<base />']) },
      { name: 'a limit, which forms pass too', head: example([...cors(withCookies), '<base />', '<rate-limit calls="9" renewal-period="60" />']) },
    ];
  },
  get passes() {
    return [
      {
        name: 'unlisted origins end at the gateway',
        head: example([...cors({ origins, attributes: ' allow-credentials="true" terminate-unmatched-request="true"' })]),
      },
      { name: 'no cookies', head: example([...cors({ origins }), '<base />']) },
      {
        name: 'JSON is asked for',
        head: example([
          ...cors(withCookies),
          '<base />',
          ...within('check-header name="Content-Type" failed-check-httpcode="415" ignore-case="true"', ['<value>application/json</value>']),
        ]),
      },
      {
        name: 'a token in a header is asked for',
        head: example([...cors(withCookies), '<base />', '<validate-jwt header-name="Authorization" />']),
      },
      { name: 'a subscription key is asked for', head: example([...cors(withCookies), '<base />'], ordersSpecification(['post'])) },
      {
        name: 'nothing is posted',
        head: example([...cors(withCookies), '<base />'], { ...ordersSpecification(['get', 'put']), ...ordersApi({ subscriptionRequired: false }) }),
      },
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const draft = isOpenToStrangers(element) ? draftOf(state, element) : null;
      if (draft !== null) yield draft;
    }
  },
};
