import { versionSetOf, type Api, type Operation } from '../apim/service.js';
import type { ServiceState } from '../effective/service-state.js';
import { resourceKey } from '../apim/resource-key.js';
import { followPattern, isMatched, type CallPattern, type PathSegments } from './call-pattern.js';

/** An operation that a clause is about, and the methods to check. */
export interface Called {
  readonly api: Api;
  /** null: the repository does not list the operations, and the API stands for them. */
  readonly operation: Operation | null;
  readonly methods: readonly string[];
  /** Neither the repository nor the clause names the methods. */
  readonly isGuessed: boolean;
  /** Equal if all policies treat the operations alike and their method is the same. */
  readonly alike: number;
}

/** Methods of scripts, used if none are named. */
const usualMethods: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

interface Reachable {
  readonly api: Api;
  readonly operation: Operation | null;
  /** The operation's own method; null: any, or unknown. */
  readonly own: string | null;
  /** Equal if policies treat the operations alike and their method is the same. */
  readonly alike: number;
  /** Equal if the policies of API and operation say exactly the same. */
  readonly policies: string;
}

/** How policies treat an operation: a key that is equal for all operations treated alike, and one for its own policies. */
export interface Treatment {
  readonly saying: string;
  readonly policies: string;
}

interface IndexedApi {
  readonly api: Api;
  readonly segments: readonly string[];
  readonly reachable: readonly Reachable[];
}

/** APIs by the segments of their paths, in lower case; a segment with a parameter is filed under `{`. */
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

/** APIs whose paths may begin as the pattern does (a superset). */
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

/** One operation of each kind: the last one that meets the policies of the kind's first. */
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

/** The operations of one state of a service, looked up by the calls of clauses. Made once for all clauses. */
export class OperationIndex {
  readonly #apis: readonly IndexedApi[];
  readonly #byName = new Map<string, IndexedApi>();
  readonly #byPath: PathNode = { apis: [], below: new Map() };
  /** One operation of each kind. */
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
   * The matching operations, only the first of those treated alike. `withOptions`: "every method" includes OPTIONS operations, which mostly answer preflights
   * and are not called by scripts.
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

  /** Every matching operation, once per matching pattern. */
  *called(call: readonly CallPattern[], withOptions: boolean): Iterable<Called> {
    for (const pattern of call) {
      for (const one of this.#matching(pattern, true)) {
        const called = calledAs(one, pattern, withOptions);
        if (called !== null) yield called;
      }
    }
  }

  /** `each`: includes operations that another one stands for. */
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
          // Everything below matches: templates need no check.
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

/** The operation's methods that a pattern means; null if none. */
function calledAs({ api, operation, own, alike }: Reachable, pattern: CallPattern, withOptions: boolean): Called | null {
  const wanted = pattern.kind === 'path' ? pattern.methods : null;
  if (own !== null && wanted !== null && !wanted.has(own)) return null;
  const isNamed = wanted !== null || (pattern.kind === 'api' && pattern.operation !== null);
  if (own === 'OPTIONS' && !withOptions && !isNamed) return null;
  return { api, operation, methods: own === null ? [...(wanted ?? usualMethods)] : [own], isGuessed: own === null && wanted === null, alike };
}

/** The URL segments of an API: its path, a version in the path, and `;rev=2` for a revision that is not current. */
function apiSegments(service: ServiceState['service'], api: Api): readonly string[] {
  const segments = [...split(api.path ?? api.id)];
  const version = api.version ?? '';
  const scheme = versionSetOf(service, api)?.scheme ?? null;
  if (version !== '' && (scheme === 'Segment' || (scheme === null && api.versionSet !== null))) segments.push(version);
  if (!api.isCurrent && api.revision !== null) segments.push(`${segments.pop() ?? ''};rev=${api.revision}`);
  return segments;
}

/** The template's segments; an unknown template may be anything. */
function segmentsOf({ urlTemplate }: Operation): PathSegments {
  if (urlTemplate === null) return [null];
  const segments = split((urlTemplate.split('?')[0] ?? '').replace(/#.*$/, ''));
  const rest = segments.findIndex((segment) => segment === '*' || /^\{\*[^{}]*\}$/.test(segment));
  return rest < 0 ? segments : [...segments.slice(0, rest), null];
}

function split(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}
