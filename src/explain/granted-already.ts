import type { ScopeRef } from '../apim/service.js';
import type { ScriptRequest } from '../browser/judge.js';
import type { CorsPolicy, NameList } from '../cors/cors-policy.js';
import { handWritten } from '../cors/hand-written.js';
import { serialise } from '../cors/serialised-origin.js';
import { matchesForCertain, listsOrigin } from '../cors/origin-match.js';
import { headersNeededBy } from '../effective/needed-headers.js';
import { layersOfRoute } from '../effective/request-route.js';
import type { ExplainTarget } from './request-target.js';

/** Access of an origin that a new, earlier `<cors>` would take away. */
export interface Granted {
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly credentials: boolean;
  /** Other origins that the inherited `<cors>` lets in, to be listed too. */
  readonly origins?: readonly string[];
}

/**
 * What a new `<cors>` at a scope has to grant an origin beyond one request so that nothing is lost: the grant of the first in the request's chain, that of
 * operations below, and both. Starts with nothing.
 */
export function keptBy(route: ExplainTarget['route'], origin: string, scope: ScopeRef): readonly (Granted | null)[] {
  const inherited = route.state
    .chain(layersOfRoute(route))
    .steps.flatMap((step) => (step.kind === 'cors' && matchesForCertain(step.policy, origin) ? [step.policy] : []))
    .slice(0, 1);
  const below = belowOf(route, scope).filter((policy) => matchesForCertain(policy, origin) && !inherited.includes(policy));
  const sets = [below, inherited, ...(below.length > 0 && inherited.length > 0 ? [[...inherited, ...below]] : [])];
  return [null, ...sets.filter((one) => one.length > 0).map((one) => grantedBy(one, origin))];
}

/** Headers (lower case) without which a policy refuses every request to a `<cors>` at a scope: a new header list has to include them. */
export function askedForAt({ state, api }: ExplainTarget['route'], { kind, operation }: ScopeRef): readonly string[] {
  const isThere = (operations: readonly string[]): boolean => kind !== 'operation' || operation === null || operations.includes(operation);
  const groups = state.groups.filter(
    (group) => group.api?.id === api.id && group.api.workspace === api.workspace && isThere(group.target.operations),
  );
  const needed = groups
    .flatMap((group) => headersNeededBy(state, group))
    .filter((one) => one.isProven && (one.operations.length === 0 || isThere(one.operations)));
  return [...new Set(needed.map(({ name }) => name.toLowerCase()))];
}

/** The `<cors>` of operations below an API, which one at the API would precede. */
function belowOf({ state, api }: ExplainTarget['route'], scope: ScopeRef): readonly CorsPolicy[] {
  if (scope.kind !== 'api') return [];
  return api.operations.flatMap((one): readonly CorsPolicy[] => {
    if (one.policy?.ok !== true) return [];
    return state.corsElementsOf(one.policy.document, { ...scope, kind: 'operation', operation: one.id }).map(({ policy }) => policy);
  });
}

/** Most origins that are listed again. */
const mostOthers = 10;

/**
 * Origins of the deciding inherited `<cors>`, if a new one can list them too, so that no reading takes anything from them. null: it lists none, or all, or
 * gives credentials that the request's own origin does not have.
 */
export function othersIn(route: ExplainTarget['route'], origin: string): Granted | null {
  const first = route.state.chain(layersOfRoute(route)).steps.find(({ kind }) => kind === 'cors');
  if (first?.kind !== 'cors') return null;
  const { origins, methods, headers, allowCredentials } = first.policy;
  const isOpen = [methods, headers].some((list) => list.kind === 'list' && list.unresolved.length > 0);
  const names = origins.flatMap((entry) => (entry.kind === 'origin' && entry.tidied.length === 0 ? [entry.origin] : []));
  const hasCredentials = allowCredentials.kind !== 'absent' && !(allowCredentials.kind === 'literal' && !allowCredentials.value);
  const isClear = names.length === origins.length && names.length > 0 && names.length <= mostOthers;
  if (!isClear || isOpen || hasCredentials || names.includes(origin)) return null;
  return { ...grantedBy([first.policy], origin), credentials: false, origins: names };
}

/** Methods that a script may send without a preflight: hand-written response headers let it read the answer. */
const unasked: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST']);

/**
 * What hand-written headers grant, if they are removed for a new `<cors>`: each named origin can read requests without a preflight. null: none are written, or
 * their origins are unknown.
 */
export function writtenByHand(route: ExplainTarget['route'], { origin, credentials }: ScriptRequest): Granted | null {
  const documents = layersOfRoute(route).flatMap(({ file }) => (file?.ok === true ? [file.document] : []));
  const written = documents
    .flatMap((one) => one.headerWriters)
    .filter(({ section }) => section !== 'inbound')
    .map(handWritten);
  const named = written.filter(({ header, action }) => header === 'access-control-allow-origin' && action !== 'delete');
  const origins = named.flatMap(({ values }) => values ?? ['']);
  if (origins.length === 0 || !origins.every((one) => isOrigin(one))) return null;
  const methods = [...new Set(route.api.operations.flatMap(({ method }) => (method !== null && unasked.has(method) ? [method] : [])))];
  const isGiven = written.some(({ header, values }) => header === 'access-control-allow-credentials' && values?.join() === 'true');
  const others = [...new Set(origins)].filter((one) => one !== origin);
  return { methods, headers: [], exposed: [], credentials: credentials === 'include' || (isGiven && origins.includes(origin)), origins: others };
}

function isOrigin(text: string): boolean {
  const read = serialise(text);
  return 'origin' in read && read.origin === text;
}

function grantedBy(policies: readonly CorsPolicy[], origin: string): Granted {
  const named = (list: NameList): readonly string[] => (list.kind === 'list' ? (list.any ? ['*'] : list.entries.map(({ name }) => name)) : []);
  const once = (all: readonly string[]): readonly string[] => (all.includes('*') ? ['*'] : [...new Set(all)]);
  return {
    methods: once(policies.flatMap(({ methods }) => (methods.kind === 'absent' ? ['GET', 'POST'] : named(methods)))),
    headers: once(policies.flatMap(({ headers }) => named(headers))),
    exposed: once(policies.flatMap(({ exposed }) => named(exposed))),
    credentials: policies.some(
      (policy) => listsOrigin(policy, origin) && policy.allowCredentials.kind === 'literal' && policy.allowCredentials.value,
    ),
  };
}
