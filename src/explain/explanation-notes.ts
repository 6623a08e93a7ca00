import { inheritsBase, layersOf, type Layer } from '../apim/layers.js';
import { isTransparent } from '../apim/transparency.js';
import type { Place } from '../apim/policy.js';
import type { Product } from '../apim/service.js';
import type { Target } from '../apim/target.js';
import { matchesForCertain } from '../cors/origin-match.js';
import type { OriginEntry } from '../cors/origin.js';
import type { ScriptRequest, SentRequest } from '../browser/judge.js';
import type { TraceEntry } from '../cors/trace.js';
import { answersCachedForAllOrigins } from '../effective/cached-answers.js';
import { layersMet } from '../effective/inheritance-cut.js';
import { optionsBranchesIn } from '../effective/options-branches.js';
import { layersOfRoute, type Route } from '../effective/request-route.js';
import type { ScopedDocument } from '../effective/scoped-documents.js';
import { unknownNames } from '../repairs/unknown-names.js';
import { refKey } from '../text/policy-ref.js';
import type { Account } from './account.js';
import type { Course } from './course.js';
import type { Observation } from './observation.js';
import type { OtherCaller } from './other-caller.js';
import type { ExplainRequest, ExplainTarget } from './request-target.js';

/** Branches for OPTIONS without an OPTIONS operation: routing ends a preflight before any policy runs, unless a `<cors>` answers it. */
export function optionsBranches({ route }: ExplainTarget): readonly TraceEntry[] {
  if (route.options !== null) return [];
  return optionsBranchesIn(route.state, layersOfRoute(route)).map(({ place: { path, line }, scope }) => ({
    path,
    line,
    scope: scope.kind,
    phase: 'preflight',
    event: { code: 'options-branch' },
  }));
}

/** The request's policies as far as some section inherits them, and the fragments that bring a `<cors>` into them. */
export function policiesMet({ state, ...route }: Route): readonly Layer[] {
  const layers = layersMet(layersOfRoute({ state, ...route }));
  const met = new Set(state.chain(layers).steps.flatMap((step) => (step.kind === 'cors' ? [refKey(step.policy.place.ref)] : [])));
  const isMet = ({ file, scope }: ScopedDocument): boolean => scope.kind === 'fragment' && file.ok && met.has(refKey(file.document.ref));
  return [...layers, ...state.documents().filter(isMet)];
}

/** What API Management refuses to save in the request's policies; the first of each policy. */
export function refusalsOf(route: Route): readonly TraceEntry[] {
  const { state } = route;
  return policiesMet(route).flatMap(({ file, scope }): readonly TraceEntry[] => {
    if (file?.ok !== true) return [];
    const [nested] = file.document.nestedSections;
    const elements = state.corsElementsOf(file.document, scope);
    const [origin] = elements.flatMap(({ policy }) => policy.origins.filter((one) => one.kind === 'invalid'));
    const [unknown] = elements.flatMap(({ element }) => [...unknownNames(element, ({ children }) => children)]);
    const at = ({ path, line }: Place) => ({ path, line, scope: scope.kind, phase: null });
    if (nested !== undefined) return [{ ...at(nested.place), event: { code: 'refused', section: nested.name } }];
    const [, second] = elements.filter((one) => one.how === 'direct' && one.section === 'inbound');
    if (unknown !== undefined) {
      const line = unknown.attribute?.line ?? unknown.element.place.line;
      return [{ ...at({ ...unknown.element.place, line }), event: { code: 'refused-name', name: unknown.name, inside: unknown.inside } }];
    }
    if (second !== undefined) return [{ ...at(second.policy.place), event: { code: 'refused-twice' } }];
    return origin === undefined ? [] : [{ ...at(origin.place), event: { code: 'refused', section: null, origin: origin.text.trim() } }];
  });
}

/** Where the chain ends early: at a policy without `<base />`. */
export function cutsOf(target: ExplainTarget): readonly TraceEntry[] {
  const { state, api, operation, product } = target.route;
  const layers: readonly Layer[] = layersOf(state.service, api, operation, product);
  for (const [index, { file, scope }] of layers.entries()) {
    if (file === null) continue;
    if (!file.ok)
      return [
        {
          path: file.broken.path,
          line: file.broken.line,
          scope: scope.kind,
          phase: null,
          event: { code: 'malformed', says: file.broken.says, isRefused: file.broken.isRefused },
        },
      ];
    const inbound = file.document.sections.get('inbound');
    const broader = layers.slice(index + 1).some((layer) => layer.file !== null);
    if (inbound !== undefined && !inheritsBase(file.document) && broader) {
      return [
        {
          path: file.document.path,
          line: inbound.place.line,
          scope: scope.kind,
          phase: null,
          event: { code: 'no-base' },
        },
      ];
    }
  }
  return [];
}

function openProductKnown({ route: { state, api } }: ExplainTarget): Product | null {
  return state.productsOf(api).find((product) => product.subscriptionRequired === false) ?? null;
}

/** Further information for the reader, one sentence each. */
export function notesOf(target: ExplainTarget, request: ScriptRequest, sent: SentRequest, courses: readonly Course[]): readonly string[] {
  const { api, product, key } = target.route;
  const notes: string[] = [];
  const answers = courses.flatMap(({ actual }) => (actual === null ? [] : [actual]));
  if (sent.droppedHeaders.length > 0) notes.push(`The browser leaves out what script may not set: ${sent.droppedHeaders.join(', ')}.`);
  if (key === 'none' && answers.some((answer) => answer.status === 401)) {
    notes.push(
      'The request carries no subscription key, and the API asks for one: the gateway answers 401 (--key header or --key query adds a key).',
    );
  }
  if (key === null && api.subscriptionRequired === true && openProductKnown(target) === null) {
    notes.push('Assumed: the request carries a subscription key (change that with --key none, header or query).');
  }
  if (key === 'none' && api.subscriptionRequired === null) {
    notes.push('Whether the API asks for a subscription key is not in the repository: the request is taken to need none.');
  }
  if (product !== null && key === 'header' && !isTransparent(product.policy)) {
    notes.push(`The preflight carries no key, so the policy of product '${product.id}' has no part in answering it.`);
  }
  if (target.route.isAnyKey === true && new Set(courses.map(({ verdict }) => verdict)).size > 1) {
    const ids = target.route.state.productsOf(api).filter((one) => one.subscriptionRequired !== false && one.policy !== null);
    const [first] = ids;
    if (first !== undefined) notes.push(`Nothing here says whose key it is: --product ${first.id} names its product.`);
  }
  if (courses.some(({ verdict }) => verdict !== 'allowed')) {
    notes.push(...nearMisses(target, request.origin), ...otherRevisions(target, request.origin), ...asideProducts(target, request.origin, sent));
  }
  if (answers.some((answer) => answer.status === 'backend' && answer.headers['access-control-allow-origin'] === undefined)) {
    notes.push('If your backend sends CORS headers itself, they are not part of this answer.');
  }
  if (courses.some((one) => one.leavesStandard)) {
    notes.push('It works in today’s browsers, and the Fetch standard says no: `*` does not cover Authorization. List it by name.');
  }
  if (request.method !== sent.method) notes.push(`The browser sends ${sent.method} for ${request.method}.`);
  return notes;
}

/** Whose request is explained, if that of another caller would be allowed. */
export function callerNote({ products }: OtherCaller): string {
  const [first, ...others] = products.map((id) => `'${id}'`);
  if (first === undefined)
    return 'With a subscription key these policies allow it: what was seen fits a request without one, which is explained here.';
  const more = others.length === 0 ? '' : ` (that of ${others.join(', ')} as well)`;
  return `Without a product these policies allow it: what was seen fits a request with a key of product ${first}${more}, which is explained here.`;
}

/** Possible causes of an observation that these policies do not predict. */
export function suspectNotes(
  target: ExplainTarget,
  { request, observation = null }: ExplainRequest,
  account: Account | undefined,
): readonly string[] {
  if (account?.code !== 'not-these' && account?.code !== 'backend-headers') return [];
  return [...oddlyListed(target, request.origin), ...cachesOf(target), ...(isServerError(observation) ? [serverErrorNote] : [])];
}

/** Spellings of an origin whose match is inferred or reported only. */
const odd: ReadonlyMap<string, string> = new Map([
  ['white-space', 'white space round it'],
  ['upper-case', 'capital letters'],
  ['idn', 'letters beyond ASCII'],
  ['trailing-slash', 'a slash at its end'],
]);

/** The origin is listed in a spelling that browsers do not send. */
function oddlyListed({ route }: ExplainTarget, origin: string): readonly string[] {
  const entries = originsListed(route).filter((entry) => entry.kind === 'origin' && entry.origin === origin);
  for (const entry of entries) {
    const oddity = entry.kind === 'origin' ? entry.tidied.flatMap((one) => odd.get(one) ?? [])[0] : undefined;
    if (oddity === undefined || entries.some((other) => other.kind === 'origin' && other.tidied.length === 0)) continue;
    const { path, line } = entry.place;
    return [`${path}:${line} lists ${origin} with ${oddity}, as no browser sends it: write it just as it is sent.`];
  }
  return [];
}

/** Caches that share answers between origins. */
function cachesOf({ route: { state, api, operation } }: ExplainTarget): readonly string[] {
  const isHere = (one: Target): boolean =>
    one.api === api.id &&
    one.workspace === api.workspace &&
    (operation === null || one.operations.length === 0 || one.operations.includes(operation.id));
  return answersCachedForAllOrigins(state).flatMap(({ lookup, targets }) => {
    if (!targets.some(isHere)) return [];
    const { path, line } = lookup.place;
    return [
      `${path}:${line} <${lookup.name}> hands out one stored answer whatever the origin: if headers of CORS are stored with it, another page's come back. <vary-by-header>Origin</vary-by-header> in it tells them apart.`,
    ];
  });
}

const serverErrorNote =
  'An answer of 5xx can be the gateway’s own: it cannot reach the backend, or waits too long for it. Whether a <cors> has its headers on those no page says: look for the real error in the trace, whatever the browser says of CORS.';

function isServerError(observation: Observation | null): boolean {
  if (observation === null || observation.kind === 'passed') return false;
  const status = observation.kind === 'message' ? observation.status : (observation.actual?.status ?? null);
  return status !== null && status >= 500;
}

function originsListed({ state, ...route }: Route): readonly OriginEntry[] {
  return state.chain(layersOfRoute({ state, ...route })).steps.flatMap((step) => (step.kind === 'cors' ? step.policy.origins : []));
}

/** Listed origins that differ from the page's only by scheme, port or `www.`: browsers treat them as others. */
function nearMisses({ route }: ExplainTarget, origin: string): readonly string[] {
  const entries = originsListed(route);
  if (!URL.canParse(origin) || entries.some((entry) => entry.kind === 'any' || (entry.kind === 'origin' && entry.origin === origin))) return [];
  const own = new URL(origin);
  for (const entry of entries) {
    if (entry.kind !== 'origin' || !URL.canParse(entry.origin)) continue;
    const other = new URL(entry.origin);
    const bare = ({ hostname }: URL): string => hostname.replace(/^www\./, '');
    if (bare(own) !== bare(other)) continue;
    const what = own.hostname !== other.hostname ? 'with and without www.' : own.protocol !== other.protocol ? 'http and https' : 'another port';
    return [`${entry.place.path}:${entry.place.line} lists ${entry.origin}, which is another origin than ${origin} (${what}).`];
  }
  return [];
}

/** Revisions that are not reached by the plain URL, whose own policy lists the origin. */
function otherRevisions({ route: { state, api } }: ExplainTarget, origin: string): readonly string[] {
  if (!api.isCurrent) return [];
  const plain = (id: string): string => id.replace(/;rev=\d+$/, '');
  return state.service.apis.flatMap((other) => {
    if (other.isCurrent || other.workspace !== api.workspace || plain(other.id) !== plain(api.id) || other.policy?.ok !== true) return [];
    const scope = { kind: 'api', workspace: other.workspace, id: other.id, operation: null } as const;
    const found = state.corsElementsOf(other.policy.document, scope).find(({ policy }) => matchesForCertain(policy, origin));
    if (found === undefined) return [];
    const { path, line } = found.policy.place;
    return [
      `${path}:${line} (revision ${other.revision ?? ''}) lists ${origin}, and has no part: only the current revision answers at this URL. Make that one current.`,
    ];
  });
}

/** Products whose `<cors>` lists the origin but does not apply, because the preflight names no product. */
function asideProducts({ route: { state, api, key, product } }: ExplainTarget, origin: string, sent: SentRequest): readonly string[] {
  if (key === 'query' || sent.preflightBecause.length === 0) return [];
  return state.productsOf(api).flatMap((one) => {
    if (one.subscriptionRequired !== true || one.policy?.ok !== true || (product !== null && product.id !== one.id)) return [];
    const scope = { kind: 'product', workspace: one.workspace, id: one.id, operation: null } as const;
    const found = state.corsElementsOf(one.policy.document, scope).find(({ policy }) => matchesForCertain(policy, origin));
    if (found === undefined) return [];
    const { path, line } = found.policy.place;
    return [
      `${path}:${line} (product '${one.id}') lists ${origin}, and has no part in the preflight: that carries no key in a header, so it belongs to no product. With the key in the URL (--key query) it does.`,
    ];
  });
}
