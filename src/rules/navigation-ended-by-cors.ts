import { mergeTargets, type Target } from '../apim/target.js';
import { explore } from '../cors/worlds.js';
import { corsPolicyPage, formPostChange, fetchNavigations } from '../cors/sources.js';
import { startOf } from '../effective/finding-place.js';
import { formSignOf, type FormSign } from '../effective/form-posts.js';
import { certaintyOf, holds, severityUnder, strongestHolding, type Holding } from '../effective/severity-under.js';
import { operationsOf } from '../effective/needed-headers.js';
import { requestAnswer } from '../effective/request-route.js';
import { evaluatedCors, type ChainGroup, type CorsElement, type ServiceState } from '../effective/service-state.js';
import { apiPath, cors, globalPath, policy, repository } from '../layouts/apiops/example.js';
import { repairElement } from '../repairs/element-repair.js';
import { letsNobodyIn } from '../repairs/promises.js';
import { setAttribute } from '../xml/edit-elements.js';
import type { Draft, Rule } from './rule.js';

/** Operations of one group that receive form posts from other sites, and the evidence for it. */
interface Posted {
  readonly target: Target;
  readonly signs: readonly FormSign[];
}

/** Form posts that one `<cors>` ends. */
interface Ended {
  readonly posted: Posted[];
  readonly holdings: Holding[];
}

/** An origin that no policy names: the repository does not say where forms come from. */
const stranger = 'https://sign-in.invalid';

/** An operation with its own `<cors>` was considered by its author, so form posts to it are not reported. */
function postedIn(group: ChainGroup): Posted | null {
  const { api } = group;
  if (api === null || group.product !== null) return null;
  if (group.chain.steps.some((step) => step.kind === 'cors' && step.scope.kind === 'operation')) return null;
  const found = operationsOf(group).flatMap((operation) => {
    const sign = formSignOf(api, operation);
    return sign === null ? [] : [{ id: operation.id, sign }];
  });
  if (found.length === 0 || isForScripts(found.map(({ sign }) => sign))) return null;
  return { target: { ...group.target, operations: found.map(({ id }) => id) }, signs: found.map(({ sign }) => sign) };
}

/** If more operations of one API take forms by their specification alone, it is a protocol for scripts, not pages. */
const mostForms = 3;

function isForScripts(signs: readonly FormSign[]): boolean {
  return signs.length > mostForms && signs.every(({ by }) => by === 'specification');
}

/** Where a form post from an unknown site ends: by the place of the `<cors>`, with the readings. */
function endsOf(state: ServiceState, { api, operation }: ChainGroup): ReadonlyMap<string, Holding> {
  if (api === null) return new Map();
  const route = { state, api, operation, isUnmatched: false, options: null, product: null, key: null };
  const asked = { origin: stranger, method: 'POST', headers: [], credentials: null };
  const { worlds, complete } = explore((walk) => {
    const { status, backendCalled, decidedBy } = requestAnswer(route, asked, new Map([['content-type', null]]), walk);
    return status === 200 && backendCalled === false && decidedBy !== null ? placeKey(decidedBy) : null;
  }, state.assume);
  if (!complete) return new Map();
  return new Map([...new Set(worlds.flatMap(({ result }) => result ?? []))].map((place) => [place, holds(worlds, (result) => result === place)]));
}

function placeKey({ path, line }: { readonly path: string; readonly line: number }): string {
  return `${path}:${line}`;
}

function* drafts(state: ServiceState): Iterable<Draft> {
  const ended = new Map<string, Ended>();
  for (const group of state.groups) {
    const posted = postedIn(group);
    if (posted === null) continue;
    for (const [place, holding] of endsOf(state, group)) {
      const known = ended.get(place);
      if (known === undefined) ended.set(place, { posted: [posted], holdings: [holding] });
      else {
        known.posted.push(posted);
        known.holdings.push(holding);
      }
    }
  }
  if (ended.size === 0) return;
  for (const element of evaluatedCors(state)) {
    const found = ended.get(placeKey(element.policy.place));
    if (found !== undefined) yield draftOf(element, found);
  }
}

function draftOf(element: CorsElement, { posted, holdings }: Ended): Draft {
  const holding = strongestHolding(holdings);
  const signs = posted.flatMap((one) => one.signs);
  const isKnown = signs.some(({ by }) => by === 'name' || by === 'both');
  const targets = mergeTargets(posted.map((one) => one.target));
  const seen = [...new Set(signs.map((sign) => sign.seen))];
  const { place } = element.element;
  return {
    rule: 'navigation-ended-by-cors',
    severity: severityUnder(holding, isKnown ? 'warning' : 'info'),
    certainty: certaintyOf(holding, isKnown ? 'reported' : 'inferred'),
    says: { code: 'navigation-ended-by-cors', given: { targets, seen, isKnown, holding } },
    place: startOf(place),
    alsoAt: [],
    scope: element.scope,
    key: 'form-posts',
    targets,
    repairs: (desk) =>
      repairElement(desk, place, (document, found) => setAttribute(document, found, 'terminate-unmatched-request', 'false'), {
        title: { code: 'write-terminate-unmatched', given: { value: 'false' } },
        promise: letsNobodyIn,
      }),
  };
}

const specificationPath = 'apimartifacts/apis/orders/specification.yaml';

/** The orders API with one POST, and the media type of its body. */
function posting(id: string, path: string, mediaType: string | null): Readonly<Record<string, string>> {
  const lines = [
    'openapi: 3.0.1',
    'info:',
    '  title: Orders',
    "  version: '1.0'",
    'paths:',
    `  ${path}:`,
    '    post:',
    `      operationId: ${id}`,
    ...(mediaType === null ? [] : ['      requestBody:', '        content:', `          ${mediaType}:`, '            schema: {}']),
    '      responses:',
    "        '200':",
    '          description: OK',
    '',
  ];
  return { [specificationPath]: lines.join('\n') };
}

const origins = ['https://app.contoso.com'];
const ends = cors({ origins, attributes: ' terminate-unmatched-request="true"' });
const form = 'application/x-www-form-urlencoded';

/** Rule `navigation-ended-by-cors`: a cors policy ends form posts from other sites. */
export const navigationEndedByCors: Rule = {
  id: 'navigation-ended-by-cors',
  title: 'A form post of another site that a cors ends',
  severity: 'warning',
  severityNote: 'info where only a form’s media type, or only a name such as payment return, speaks for it',
  certainty: 'reported',
  detects:
    'Operations that forms of other sites are posted to, under a `<cors>` that ends requests of unlisted origins: the endpoints of SAML, WS-Federation and OpenID Connect (`saml`, `acs`, `signin-oidc` and the like in their id or URL), callbacks and returns of sign-in and payment pages, and what takes `application/x-www-form-urlencoded` by its specification. Not where the operation has a `<cors>` of its own, not what takes JSON, and not where more than three operations of an API take forms and nothing else speaks for it.',
  why: 'A form post is a navigation. No browser checks it against CORS, but it carries the Origin of the page that it comes from, and the gateway takes it for a cross-origin request like any other: a `<cors>` that does not list that page and does not let unlisted origins pass answers with an empty 200. The visitor sees a white page, and the sign-in or the payment never arrives.',
  repair:
    'Write `terminate-unmatched-request="false"` on that `<cors>`: it gives nobody access. Or give the operation a policy with a `<cors>` above `<base />` that lists the site the forms come from; with `*` there, list the apps that call it with credentials in a `<cors>` before it.',
  sources: [fetchNavigations, corsPolicyPage, formPostChange],
  get fails() {
    return [
      { name: 'SAML posts its answer', head: repository({ ...posting('login-saml', '/saml/acs', null), [apiPath]: policy([...ends, '<base />']) }) },
      {
        name: 'a payment page posts back, under the global policy',
        head: repository({
          ...posting('payment-return', '/payments/return', form),
          [globalPath]: policy(cors({ origins, attributes: '' })),
          [apiPath]: policy(['<base />']),
        }),
      },
      { name: 'a form by its specification', head: repository({ ...posting('contact', '/contact', form), [apiPath]: policy(ends) }) },
    ];
  },
  get passes() {
    return [
      { name: 'unlisted origins pass', head: repository({ ...posting('login-saml', '/saml/acs', null), [apiPath]: policy(cors({ origins })) }) },
      {
        name: 'every origin is listed',
        head: repository({ ...posting('login-saml', '/saml/acs', null), [apiPath]: policy(cors({ origins: ['*'], attributes: '' })) }),
      },
      {
        name: 'the operation has a <cors> of its own',
        head: repository({
          ...posting('login-saml', '/saml/acs', null),
          [apiPath]: policy([...ends, '<base />']),
          'apimartifacts/apis/orders/operations/login-saml/policy.xml': policy([
            ...cors({ origins: [...origins, 'https://accounts.fabrikam.com'], attributes: '' }),
            '<base />',
          ]),
        }),
      },
      {
        name: 'JSON, which no form sends',
        head: repository({ ...posting('payment-return', '/payments/return', 'application/json'), [apiPath]: policy(ends) }),
      },
      { name: 'an ordinary POST', head: repository({ ...posting('create-order', '/orders', null), [apiPath]: policy(ends) }) },
      { name: 'a file upload', head: repository({ ...posting('upload', '/upload', 'multipart/form-data'), [apiPath]: policy(ends) }) },
      {
        name: 'a webhook, which a server calls',
        head: repository({ ...posting('payment-webhook', '/payments/webhook', null), [apiPath]: policy(ends) }),
      },
    ];
  },
  check: drafts,
};
