import type { Api, Service } from '../apim/service.js';
import { resourceKey } from '../apim/resource-key.js';
import { explainTarget } from '../explain/explanation.js';
import { repairsFor } from '../explain/request-repair.js';
import type { ServiceState } from '../effective/service-state.js';
import { pathOf } from '../explain/request-target.js';
import type { LeftOfContract } from '../review/effect.js';
import type { Tree } from '../layouts/tree.js';
import type { Suggestion } from '../review/review.js';
import { checkClause, isAbout, breachRequest, type Breach, type CheckedClause } from './check-clause.js';
import type { Clause, Contracts, Kept } from './contract.js';
import { denialFor } from './denial-repair.js';
import { OriginPatterns } from './origin-pattern.js';
import { RequestJudge } from './request-judge.js';
import { touchedApis } from './touched-apis.js';

/** A broken clause, its state, and a request that shows it. */
export interface Broken {
  readonly clause: Clause;
  readonly environment: string | null;
  readonly breach: Breach | null;
}

/** What a repair is checked against: every service of the environment. */
export interface RepairedIn {
  readonly tree: Tree;
  readonly judges: readonly RequestJudge[];
}

/** A change of policies that lets the app in, or keeps the page out, without making another clause worse; null if none is found. */
export async function repairOf(
  { clause, breach, environment }: Broken,
  { clauses }: Contracts,
  { tree, judges }: RepairedIn,
): Promise<Suggestion | null> {
  if (breach === null) return null;
  const { target } = breach.place;
  const asked = breachRequest(breach);
  const { assume } = target.route.state;
  const { request, sent, mode } = explainTarget(target, asked, assume);
  const about = clauses.filter((one) => isAbout(one, environment));
  const trial = new ClauseTrial(clause, about, target.route.state, judges);
  if (clause.promise !== 'allow') {
    const { origin } = asked.request;
    const promised = clause.promise === 'deny' ? [] : clause.origins.flatMap((one) => (one.kind === 'origin' ? [one.origin] : []));
    const named = new OriginPatterns(clause.origins);
    const isDenied = (one: string): boolean => named.cover(one) !== (clause.promise === 'only');
    const found = await denialFor(target, { origin, promised, isDenied }, tree, (route) => {
      const { verdict, outcomes } = explainTarget({ ...target, route }, asked, assume);
      const isFit = verdict === 'blocked' && outcomes.every((one) => one.verdict === 'blocked') && trial.holds(route.state);
      const next = isFit ? (trial.left(route.state).breach?.place.target ?? null) : null;
      // What another service allows cannot be removed by this one's policies.
      return { isFit, next: next !== null && [route.state, target.route.state].includes(next.route.state) ? next : null };
    });
    return found === null ? null : withLeft(found.suggestion, clause, [trial.left(found.state)]);
  }
  const left: CheckedClause[] = [];
  const search = (isWhole: boolean): ReturnType<typeof repairsFor> =>
    repairsFor(target, { request, sent, mode }, tree, true, (route) => {
      const { verdict, turnedAway, outcomes } = explainTarget({ ...target, route }, asked, assume);
      if (verdict !== 'allowed' || turnedAway.length > 0 || !trial.holds(route.state)) return 'no';
      const after = trial.left(route.state);
      if (isWhole && after.result !== 'kept') return 'no';
      left.push(after);
      return outcomes.every((one) => one.verdict === 'allowed') ? 'always' : 'under-leanings';
    });
  const whole = (await search(true))?.suggestions[0];
  if (whole !== undefined) return whole;
  const [part] = (await search(false))?.suggestions ?? [];
  return part === undefined ? null : withLeft(part, clause, left);
}

/** The suggestion, with what it leaves open. `left`: the clause's result after this change, or after one that was tried with it. */
function withLeft(suggestion: Suggestion, { promise }: Clause, left: readonly CheckedClause[]): Suggestion {
  const results = new Set(left.map(({ result }) => result));
  if (results.size === 1 && results.has('kept')) return suggestion;
  const requests = left.flatMap(({ result, breach }) => (breach === null ? [] : [leftOf(breach, promise, result)]));
  const [first] = requests;
  const isOne = first !== undefined && requests.length === left.length && requests.every((one) => JSON.stringify(one) === JSON.stringify(first));
  return { ...suggestion, effect: { ...suggestion.effect, leavesContract: isOne ? first : 'something' } };
}

function leftOf({ place, origin, script }: Breach, promise: Clause['promise'], result: Kept): LeftOfContract {
  const { state, api, operation } = place.target.route;
  return { origin, method: script.method, url: pathOf(state.service, api, operation), can: promise !== 'allow', may: result === 'undecided' };
}

/** Results of clauses in states of a service with a change in them. */
class ClauseTrial {
  /** Judges for the untouched APIs, by the touched ones. */
  readonly #untouched = new Map<string, RequestJudge>();

  constructor(
    readonly clause: Clause,
    readonly about: readonly Clause[],
    readonly before: ServiceState,
    readonly judges: readonly RequestJudge[],
  ) {}

  /** No clause is worse. */
  holds(after: ServiceState): boolean {
    const touched = touchedApis(this.before.service, after.service);
    const [was, is] = [new RequestJudge(this.before, apisAt(this.before.service, touched)), new RequestJudge(after, touched)];
    return this.about.every((one) => !isWorse(checkClause(one, [was]).result, checkClause(one, [is]).result));
  }

  /** The clause's result in all services of the environment. */
  left(after: ServiceState): CheckedClause {
    const touched = touchedApis(this.before.service, after.service);
    const others = this.judges.filter(({ state }) => state !== this.before);
    return checkClause(this.clause, [new RequestJudge(after, touched), this.#allBut(touched), ...others]);
  }

  #allBut(touched: readonly Api[]): RequestJudge {
    const keys = new Set(touched.map(({ workspace, id }) => resourceKey(workspace, id)));
    const key = JSON.stringify([...keys]);
    const { service } = this.before;
    const known = this.#untouched.get(key);
    const rest = (): readonly Api[] => service.apis.filter(({ workspace, id }) => !keys.has(resourceKey(workspace, id)));
    const judge = known ?? new RequestJudge(this.before, rest());
    this.#untouched.set(key, judge);
    return judge;
  }
}

/** The same APIs in another state of the service. */
function apisAt(service: Service, apis: readonly Api[]): readonly Api[] {
  const keys = new Set(apis.map(({ workspace, id }) => resourceKey(workspace, id)));
  return service.apis.filter(({ workspace, id }) => keys.has(resourceKey(workspace, id)));
}

function isWorse(before: Kept, after: Kept): boolean {
  return before !== after && (before === 'kept' || after === 'broken');
}
