import type { ScopeRef } from '../apim/service.js';
import type { CorsPolicy, NameList } from '../cors/cors-policy.js';
import { matchesForCertain, names as namesOrigin } from '../cors/origin-match.js';
import { layersOfRoute } from '../effective/request-route.js';
import type { ExplainTarget } from './request-target.js';

/** What an origin has, and a `<cors>` that comes before the one that gives it would take away. */
export interface Granted {
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly credentials: boolean;
}

/**
 * What a new `<cors>` at a scope has to grant an origin beyond one request, for nothing to be lost: what the first of the request's chain gives it, what
 * those of operations below give it, and both. Nothing beyond comes first.
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

/** The `<cors>` of the operations below an API, where one at the API would come before them. */
function belowOf({ state, api }: ExplainTarget['route'], scope: ScopeRef): readonly CorsPolicy[] {
  if (scope.kind !== 'api') return [];
  return api.operations.flatMap((one): readonly CorsPolicy[] => {
    if (one.policy?.ok !== true) return [];
    return state.corsElementsOf(one.policy.document, { ...scope, kind: 'operation', operation: one.id }).map(({ policy }) => policy);
  });
}

function grantedBy(policies: readonly CorsPolicy[], origin: string): Granted {
  const named = (list: NameList): readonly string[] => (list.kind === 'list' ? (list.any ? ['*'] : list.entries.map(({ name }) => name)) : []);
  const once = (all: readonly string[]): readonly string[] => (all.includes('*') ? ['*'] : [...new Set(all)]);
  return {
    methods: once(policies.flatMap(({ methods }) => (methods.kind === 'absent' ? ['GET', 'POST'] : named(methods)))),
    headers: once(policies.flatMap(({ headers }) => named(headers))),
    exposed: once(policies.flatMap(({ exposed }) => named(exposed))),
    credentials: policies.some(
      (policy) => namesOrigin(policy, origin) && policy.allowCredentials.kind === 'literal' && policy.allowCredentials.value,
    ),
  };
}
