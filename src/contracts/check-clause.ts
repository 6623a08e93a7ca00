import { isForbiddenMethod, isHttpToken } from '../browser/judge.js';
import type { ExplainRequest } from '../explain/request-target.js';
import { optionsOperationAt } from '../apim/resolve-url.js';
import type { OriginTells } from '../cors/origins-alike.js';
import type { Api, Operation } from '../apim/service.js';
import type { Called } from './called-operations.js';
import { worse, type Clause, type Kept } from './contract.js';
import { SetCut, type SetParts } from './origin-parts.js';
import { mayBeOpen, type KeyContext, type RequestPlace, type RequestJudge, type Script, type Ways } from './request-judge.js';

/** A request that breaks a clause, or may. */
export interface Breach {
  readonly place: RequestPlace;
  readonly origin: string;
  readonly script: Script;
}

/** The result of a clause in some states, with a request that shows it; null if the clause is kept, or exceeds the bound. */
export interface CheckedClause {
  readonly result: Kept;
  readonly breach: Breach | null;
  /** Number of operations checked. Of operations treated alike only one counts, and none after the first that breaks the clause. */
  readonly operations: number;
}

/**
 * Checks a clause against the services of one environment. `mindsBroken` false: only whether it is kept matters; a broken clause may then be returned as
 * undecided.
 */
export function checkClause(clause: Clause, judges: readonly RequestJudge[], mindsBroken = true): CheckedClause {
  let result: Kept = 'kept';
  let breach: Breach | null = null;
  let operations = 0;
  for (const judge of judges) {
    const check = new ClauseCheck(clause, judge, mindsBroken);
    for (const called of judge.operations.kindsCalled(clause.call, clause.promise !== 'allow')) {
      operations += 1;
      if (isWorst(result, mindsBroken)) break;
      const found = check.at(called);
      if (found.result === 'kept' || worse(result, found.result) === result) continue;
      ({ result, breach } = found);
    }
  }
  return { result, breach, operations };
}

/** A clause without environments applies to every one. */
export function isAbout({ environments }: Clause, environment: string | null): boolean {
  return environments === null || environments.some(({ name }) => name === environment);
}

/** The request in the form that `explain` takes. */
export function breachRequest({ place, origin, script }: Breach): ExplainRequest {
  const { api, operation, product, key } = place.target.route;
  return {
    request: { origin, ...script },
    destination: { kind: 'name', workspace: api.workspace, api: api.id, operation: operation?.id ?? null },
    product: product?.id ?? null,
    key,
  };
}

/** The result cannot get worse. */
function isWorst(result: Kept, mindsBroken: boolean): boolean {
  return mindsBroken ? result === 'broken' : result !== 'kept';
}

type Found = Omit<CheckedClause, 'operations'>;

const kept: Found = { result: 'kept', breach: null };

/** Most headers of which every combination is tried. */
const mostAskedFor = 5;

/** Checks one clause in one state. */
class ClauseCheck {
  readonly #cut: SetCut;
  readonly #parts = new Map<OriginTells, SetParts>();
  /** Results by method and the place's key. */
  readonly #done = new Map<string, Map<string, Found>>();
  readonly #headers: Script['headers'];

  constructor(
    readonly clause: Clause,
    readonly judge: RequestJudge,
    readonly mindsBroken: boolean,
  ) {
    this.#cut = new SetCut({ patterns: clause.origins, isAllBut: clause.promise === 'only' });
    this.#headers = clause.headers.map((name) => ({ name, value: null }));
  }

  at(called: Called): Found {
    const { api, operation, methods, isGuessed } = called;
    const { clause, judge } = this;
    let worst = kept;
    const kind = `${clause.key ?? ''}|${clause.promise === 'allow' ? 'allow' : ''}`;
    for (const ways of judge.waysOf(called, kind, () => contextsOf(clause, judge, api, operation))) {
      for (const method of isGuessed && clause.promise !== 'allow' ? withListed(methods, ways) : methods) {
        const { result: found, way, breach } = this.#best(ways, { method, headers: this.#headers, credentials: clause.credentials });
        // The methods are unknown: one refused method does not certainly break the clause.
        const result = isGuessed && clause.promise === 'allow' && found === 'broken' ? 'undecided' : found;
        if (worse(worst.result, result) === worst.result) continue;
        // An operation treated alike has this result: this one's own request shows it too.
        worst = { result, breach: breach === null || way === null ? null : { ...breach, place: judge.place(api, operation, way.context) } };
        if (isWorst(worst.result, this.mindsBroken)) return worst;
      }
    }
    return worst;
  }

  /** The best result among several ways to send a request. */
  #best(ways: Ways[number], script: Script): Found & { readonly way: Ways[number][number] | null } {
    let best: (Found & { readonly way: Ways[number][number] }) | null = null;
    for (const way of ways) {
      const found = this.#one(way.place, script);
      if (best === null || worse(best.result, found.result) !== found.result) best = { ...found, way };
      if (best.result === 'kept') break;
    }
    return best ?? { ...kept, way: null };
  }

  #one(place: RequestPlace, script: Script): Found {
    let done = this.#done.get(script.method);
    if (done === undefined) this.#done.set(script.method, (done = new Map<string, Found>()));
    let found = done.get(place.key);
    if (found === undefined) done.set(place.key, (found = this.#anew(place, script)));
    return found;
  }

  #anew(place: RequestPlace, script: Script): Found {
    const { scripts, isComplete } = this.#scriptsFor(place, script);
    let worst: Found = isComplete ? kept : { result: 'undecided', breach: null };
    for (const one of scripts) {
      const found = this.#scripted(place, one);
      if (worse(worst.result, found.result) !== worst.result) worst = found;
      if (isWorst(worst.result, this.mindsBroken)) break;
    }
    return worst;
  }

  /**
   * The requests that a script may send. For a clause that keeps callers out: with the required key, and with every combination of headers that policies ask
   * for, because a `<cors>` behind them need not list all. For a clause that lets callers in: exactly what the clause says.
   */
  #scriptsFor({ asks }: RequestPlace, script: Script): { readonly scripts: readonly Script[]; readonly isComplete: boolean } {
    if (this.clause.promise === 'allow') return { scripts: [script], isComplete: true };
    const more = asks.filter((name) => !this.clause.headers.includes(name));
    let sets: readonly (readonly string[])[] = [[]];
    for (const name of more.slice(0, mostAskedFor)) sets = [...sets, ...sets.map((some) => [...some, name])];
    if (more.length > mostAskedFor) sets = [...sets, more];
    const scripts = sets.map((some) => ({ ...script, headers: [...script.headers, ...some.map((name) => ({ name, value: null }))] }));
    return { scripts, isComplete: more.length <= mostAskedFor };
  }

  #scripted(place: RequestPlace, script: Script): Found {
    const wanted = this.clause.promise === 'allow' ? 'allowed' : 'blocked';
    const { origins, isComplete } = this.#partsAt(place);
    let worst: Found = isComplete ? kept : { result: 'undecided', breach: null };
    const verdict = this.judge.verdicts(place, script, { answer: wanted, mindsBroken: this.mindsBroken });
    for (const origin of origins) {
      if (this.judge.isSpent) return { result: 'undecided', breach: null };
      const result = verdict(origin);
      if (worse(worst.result, result) !== worst.result) worst = { result, breach: { place, origin, script } };
      if (isWorst(worst.result, this.mindsBroken)) break;
    }
    return worst;
  }

  /** One origin for each part of the clause's origins. */
  #partsAt({ tells }: RequestPlace): SetParts {
    let parts = this.#parts.get(tells);
    if (parts === undefined) {
      parts = this.#cut.partsBy(tells);
      this.#parts.set(tells, parts);
    }
    return parts;
  }
}

/** If the repository does not name the methods, those listed in a `<cors>` are added: it may be meant for one of them. */
function withListed(methods: readonly string[], ways: Ways[number]): readonly string[] {
  const lists = ways.flatMap(({ place }) => place.tells.policies.map((policy) => policy.methods));
  const listed = lists.flatMap((list) => (list.kind === 'absent' ? [] : list.entries.map(({ name }) => name)));
  return [...new Set([...methods, ...listed.filter((name) => name !== '*' && name !== 'OPTIONS' && isHttpToken(name) && !isForbiddenMethod(name))])];
}

/**
 * The contexts that a key gives: each list needs one that holds. An unspecified key is a valid one, of the API itself or of any product with policies of its
 * own.
 */
function contextsOf(
  { key, promise }: Clause,
  judge: RequestJudge,
  api: Api,
  operation: Operation | null,
): readonly (readonly [KeyContext, ...KeyContext[]])[] {
  const { state } = judge;
  const products = state.productsOf(api).filter((product) => product.subscriptionRequired !== false && !judge.saysNothing(product.policy));
  if (key === 'none') return [[{ product: null, key }]];
  if (key !== null) return [null, ...products].map((product) => [{ product, key }]);
  if (promise === 'allow') {
    return [
      [{ product: null, key }],
      ...products.map((product): readonly [KeyContext, KeyContext] => [
        { product, key: 'query' },
        { product, key: 'header' },
      ]),
    ];
  }
  // With a key a request leaves a product that requires none, and an OPTIONS operation may require one.
  const isKeyTold = optionsOperationAt(api, operation) !== null || state.productsOf(api).some(mayBeOpen);
  const sent = (['query', 'header'] as const).flatMap((one) => [...(isKeyTold ? [null] : []), ...products].map((product) => ({ product, key: one })));
  return [{ product: null, key }, ...sent].map((context) => [context]);
}
