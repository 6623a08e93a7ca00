import { versionSetOf, type Api, type Operation } from '../apim/service.js';
import type { ServiceState } from '../effective/service-state.js';
import { resourceKey } from '../apim/resource-key.js';
import { followPattern, isMatched, type CallPattern, type PathSegments } from './call-pattern.js';

/** An operation that a clause is about, and with which methods. */
export interface Called {
  readonly api: Api;
  /** null: the operations are not in the repository, and the API stands for them. */
  readonly operation: Operation | null;
  readonly methods: readonly string[];
  /** The repository does not say which methods there are, and the clause does not either. */
  readonly isGuessed: boolean;
  /** Equal: all policies treat the operations alike, and they have the same method. */
  readonly alike: number;
}

/** Methods of scripts, where nothing says which there are. */
const usualMethods: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

interface Reachable {
  readonly api: Api;
  readonly operation: Operation | null;
  /** The operation's own method; null: any, or not known. */
  readonly own: string | null;
  /** Equal: treated alike by policies, and of the same method. */
  readonly alike: number;
  /** Equal: the very same policies of API and operation, as far as they say anything. */
  readonly policies: string;
}

/** How an operation is treated: by what its policies say, which is equal for all that are treated alike, and which of its own they are. */
export interface Treatment {
  readonly saying: string;
  readonly policies: string;
}

interface IndexedApi {
  readonly api: Api;
  readonly segments: readonly string[];
  readonly reachable: readonly Reachable[];
}

/** APIs by the segments of their paths, lower case; a segment with a parameter in it is under `{`. */
interface PathNode {
  readonly apis: IndexedApi[];
  readonly below: Map<string, PathNode>;
}

function nodeAt(root: PathNode, segments: readonly string[]): PathNode {
  let at = root;
  for (const segment of segments) {
    const key = segment.includes('{') ? '{' : segment.toLowerCase();
    let next = at.below.get(key);
    if (next === undefined) at.below.set(key, (next = { apis: [], below: new Map() }));
    at = next;
  }
  return at;
}

/** APIs whose paths can begin as the pattern does, and some that cannot. */
function* apisAlong(node: PathNode, [first, ...rest]: readonly string[]): Iterable<IndexedApi> {
  yield* node.apis;
  if (first === undefined) return;
  if (/[*{]/.test(first)) {
    for (const below of node.below.values()) yield* apisAlong(below, first === '**' ? [first, ...rest] : rest);
    return;
  }
  for (const key of [first.toLowerCase(), '{']) {
    const below = node.below.get(key);
    if (below !== undefined) yield* apisAlong(below, rest);
  }
}

/** One of each kind: of the operations that meet the policies which the first of the kind meets, the last. */
function kindsOf(apis: readonly IndexedApi[]): readonly Reachable[] {
  const kinds = new Map<number, Reachable>();
  for (const { reachable } of apis) {
    for (const one of reachable) {
      const known = kinds.get(one.alike);
      if (known === undefined || known.policies === one.policies) kinds.set(one.alike, one);
    }
  }
  return [...kinds.values()];
}

/** The operations of one state of a service, found by what clauses call. Made once, for all clauses. */
export class OperationIndex {
  readonly #apis: readonly IndexedApi[];
  readonly #byName = new Map<string, IndexedApi>();
  readonly #byPath: PathNode = { apis: [], below: new Map() };
  /** One of each kind. */
  readonly #kinds: readonly Reachable[];
  readonly #segments = new Map<Operation, PathSegments>();

  constructor(state: ServiceState, apis: readonly Api[], treatment: (api: Api, operation: Operation | null) => Treatment) {
    const numbers = new Map<string, number>();
    const reachable = (api: Api, operation: Operation | null): Reachable => {
      const own = operation === null || operation.method === null || operation.method === '*' ? null : operation.method;
      const { saying, policies } = treatment(api, operation);
      const key = `${own ?? ''}|${saying}`;
      const alike = numbers.get(key) ?? numbers.size;
      numbers.set(key, alike);
      return { api, operation, own, alike, policies };
    };
    this.#apis = apis.map((api) => ({
      api,
      segments: apiSegments(state.service, api),
      reachable: [...api.operations, ...(api.operationsKnown ? [] : [null])].map((operation) => reachable(api, operation)),
    }));
    this.#kinds = kindsOf(this.#apis);
    for (const one of this.#apis) {
      this.#byName.set(resourceKey(one.api.workspace, one.api.id), one);
      nodeAt(this.#byPath, one.segments).apis.push(one);
    }
  }

  /**
   * The operations that match, of those that are treated alike the first. `withOptions`: operations that take OPTIONS belong to "every method" too;
   * they mostly answer preflights, and are no business of a script's.
   */
  *kindsCalled(call: readonly CallPattern[], withOptions: boolean): Iterable<Called> {
    for (const pattern of call) {
      const seen = new Set<number>();
      for (const one of this.#matching(pattern, false)) {
        if (seen.has(one.alike)) continue;
        seen.add(one.alike);
        const called = calledAs(one, pattern, withOptions);
        if (called !== null) yield called;
      }
    }
  }

  /** Every operation that matches, each as often as patterns match it. */
  *called(call: readonly CallPattern[], withOptions: boolean): Iterable<Called> {
    for (const pattern of call) {
      for (const one of this.#matching(pattern, true)) {
        const called = calledAs(one, pattern, withOptions);
        if (called !== null) yield called;
      }
    }
  }

  /** `each`: those too that another one stands for. */
  *#matching(pattern: CallPattern, each: boolean): Iterable<Reachable> {
    switch (pattern.kind) {
      case 'all':
        yield* each ? this.#apis.flatMap((one) => one.reachable) : this.#kinds;
        return;
      case 'api': {
        const { workspace, api, operation } = pattern;
        const all = this.#byName.get(resourceKey(workspace, api))?.reachable ?? [];
        yield* operation === null ? all : all.filter((one) => one.operation?.id === operation);
        return;
      }
      case 'path': {
        const { segments } = pattern;
        if (!each && segments.length === 1 && segments[0] === '**') {
          yield* this.#kinds;
          return;
        }
        for (const one of apisAlong(this.#byPath, segments)) {
          const at = followPattern(segments, one.segments);
          if (at.size === 0) continue;
          // All that is below matches: no template has to be looked at.
          const isOpen = segments.at(-1) === '**' && at.has(segments.length - 1);
          for (const found of one.reachable) {
            if (isOpen || isMatched(segments, followPattern(segments, this.#segmentsOf(found.operation), at))) yield found;
          }
        }
      }
    }
  }

  #segmentsOf(operation: Operation | null): PathSegments {
    if (operation === null) return [null];
    let segments = this.#segments.get(operation);
    if (segments === undefined) this.#segments.set(operation, (segments = segmentsOf(operation)));
    return segments;
  }
}

/** The methods that a pattern means; null: none of the operation's. */
function calledAs({ api, operation, own, alike }: Reachable, pattern: CallPattern, withOptions: boolean): Called | null {
  const wanted = pattern.kind === 'path' ? pattern.methods : null;
  if (own !== null && wanted !== null && !wanted.has(own)) return null;
  const isNamed = wanted !== null || (pattern.kind === 'api' && pattern.operation !== null);
  if (own === 'OPTIONS' && !withOptions && !isNamed) return null;
  return { api, operation, methods: own === null ? [...(wanted ?? usualMethods)] : [own], isGuessed: own === null && wanted === null, alike };
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
