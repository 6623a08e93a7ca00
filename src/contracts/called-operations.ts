import { versionSetOf, type Api, type Operation } from '../apim/service.js';
import type { ServiceState } from '../effective/service-state.js';
import { follow, isMatched, type CallPattern, type PathSegments } from './call-pattern.js';

/** An operation that a clause is about, and with which methods. */
export interface Called {
  readonly state: ServiceState;
  readonly api: Api;
  /** null: the operations are not in the repository, and the API stands for them. */
  readonly operation: Operation | null;
  readonly methods: readonly string[];
  /** The repository does not say which methods there are, and the clause does not either. */
  readonly isGuessed: boolean;
}

/** Methods of scripts, where nothing says which there are. */
const usualMethods: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * The operations of a service that match, each once. `withOptions`: operations that take OPTIONS belong to "every method" too; they mostly answer
 * preflights, and are no business of a script's.
 */
export function calledIn(state: ServiceState, call: readonly CallPattern[], withOptions: boolean): readonly Called[] {
  const found: Called[] = [];
  for (const api of state.service.apis) {
    const patterns = call.filter((one) => concerns(one, state, api));
    if (patterns.length === 0) continue;
    for (const operation of api.operations) {
      const methods = methodsOf(operation, patterns, () => segmentsOf(operation), { state, api, withOptions });
      if (methods !== null) found.push({ state, api, operation, ...methods });
    }
    if (api.operationsKnown) continue;
    const methods = methodsOf(null, patterns, () => [null], { state, api, withOptions });
    if (methods !== null) found.push({ state, api, operation: null, ...methods });
  }
  return found;
}

interface Around {
  readonly state: ServiceState;
  readonly api: Api;
  readonly withOptions: boolean;
}

/** Whether a pattern can be about the API at all. */
function concerns(call: CallPattern, { service }: ServiceState, api: Api): boolean {
  switch (call.kind) {
    case 'all':
      return true;
    case 'api':
      return call.api === api.id && call.workspace === api.workspace;
    case 'path':
      return follow(call.segments, apiSegments(service, api)).size > 0;
  }
}

/** The methods of the operation that the patterns mean; null: none does. */
function methodsOf(
  operation: Operation | null,
  patterns: readonly CallPattern[],
  segments: () => PathSegments,
  { state, api, withOptions }: Around,
): Pick<Called, 'methods' | 'isGuessed'> | null {
  const own = operation === null || operation.method === null || operation.method === '*' ? null : operation.method;
  const methods = new Set<string>();
  let isGuessed = false;
  for (const pattern of patterns) {
    const wanted = pattern.kind === 'path' ? pattern.methods : null;
    if (own !== null && wanted !== null && !wanted.has(own)) continue;
    if (pattern.kind === 'api' && pattern.operation !== null && pattern.operation !== operation?.id) continue;
    if (pattern.kind === 'path') {
      const path = follow(pattern.segments, segments(), follow(pattern.segments, apiSegments(state.service, api)));
      if (!isMatched(pattern.segments, path)) continue;
    }
    const isNamed = wanted !== null || (pattern.kind === 'api' && pattern.operation !== null);
    if (own === 'OPTIONS' && !withOptions && !isNamed) continue;
    for (const method of own === null ? (wanted ?? usualMethods) : [own]) methods.add(method);
    isGuessed ||= own === null && wanted === null;
  }
  return methods.size === 0 ? null : { methods: [...methods], isGuessed };
}

/** Where an API is reached: its path, the version where the path tells it, and `;rev=2` for a revision that is not the current one. */
function apiSegments(service: ServiceState['service'], api: Api): readonly string[] {
  const segments = [...split(api.path ?? api.id)];
  const version = api.version ?? '';
  const scheme = versionSetOf(service, api)?.scheme ?? null;
  if (version !== '' && (scheme === 'Segment' || (scheme === null && api.versionSet !== null))) segments.push(version);
  if (!api.isCurrent && api.revision !== null) segments.push(`${segments.pop() ?? ''};rev=${api.revision}`);
  return segments;
}

/** The template's segments; a template that is not known may be anything. */
function segmentsOf({ urlTemplate }: Operation): PathSegments {
  if (urlTemplate === null) return [null];
  const segments = split((urlTemplate.split('?')[0] ?? '').replace(/#.*$/, ''));
  const rest = segments.findIndex((segment) => segment === '*' || /^\{\*[^{}]*\}$/.test(segment));
  return rest < 0 ? segments : [...segments.slice(0, rest), null];
}

function split(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}
