import type { Tree } from '../layouts/tree.js';
import { openRepository } from '../layouts/repository.js';
import { PolicyCache } from '../apim/policy-cache.js';
import type { Service } from '../apim/service.js';
import { nearest } from '../config/nearest.js';
import type { Settings } from '../config/defaults.js';
import { errorAnswerFor } from '../effective/error-answers.js';
import { ServiceState } from '../effective/service-state.js';
import { explainTarget, type Explanation } from '../explain/explanation.js';
import { pathOf, type ExplainRequest } from '../explain/request-target.js';
import { repairOf } from './contract-repair.js';
import type { Location, Suggestion } from '../review/review.js';
import { checkClause, isAbout, breachRequest, type Breach, type CheckedClause } from './check-clause.js';
import type { Clause, Contracts, Kept } from './contract.js';
import type { ContractProblem } from '../effective/contract-problem.js';
import { RequestJudge } from './request-judge.js';

/** The result of a clause in one environment. */
export interface ClauseResult {
  readonly clause: Clause;
  /** null: the artifacts without overrides. */
  readonly environment: string | null;
  readonly result: Kept;
  readonly decidedBy: Location | null;
  /** null if the clause is kept, or exceeds the bound. */
  readonly counterexample: Counterexample | null;
  readonly breach: Breach | null;
  /** A change after which the clause is kept, or at least this counterexample is gone (its effect says what is left), and no other clause is worse. */
  readonly repair: Suggestion | null;
}

/** One request that breaks a clause, as in `explain`. */
export interface Counterexample {
  readonly asked: ExplainRequest;
  readonly explanation: Explanation;
  /** Path and template below the gateway's host. */
  readonly url: string;
  /** The key selects no product; requests with a product's key meet other policies. */
  readonly isOwnKey: boolean;
  /** The page cannot read the answer, but could read an error answer because of a header written here; null if not. */
  readonly errorAnswer: Location | null;
}

/** What contracts are checked against: the services of a tree, by environment. */
export interface CheckedState {
  readonly tree: Tree;
  /** By environment; null: the artifacts without overrides. */
  readonly judges: ReadonlyMap<string | null, readonly RequestJudge[]>;
  /** Existing environments: those with a file, and those that the settings name. */
  readonly environments: readonly string[];
}

/** What to check: clauses, and the environments asked for; null: all existing ones, or those that the settings name. */
export interface ClausesAsked {
  readonly clauses: readonly Clause[];
  readonly environments: readonly string[] | null;
}

/** Reads every service of a tree (listed completely), without an environment and in each one that is asked for or named by a clause. */
export async function openChecked(tree: Tree, settings: Settings, { clauses, environments }: ClausesAsked): Promise<CheckedState> {
  const { scopes, assume } = settings;
  const cache = new PolicyCache();
  const asIs = await openRepository(tree, { scopes, environments: [] }, cache);
  const there = asIs.environments;
  const usual = settings.environments.length > 0 ? settings.environments : there;
  const inClauses = clauses.flatMap((clause) => clause.environments ?? []).map(({ name }) => name);
  const evaluated = [...new Set(environments ?? [...usual, ...inClauses])];
  const repository = evaluated.length === 0 ? asIs : await openRepository(tree, { scopes, environments: evaluated }, cache);
  const judges = judgesOf(await repository.loadAll(), assume);
  const named = environments === null ? settings.environments.filter((name) => judges.has(name)) : [];
  return { tree, judges, environments: [...new Set([...there, ...named])] };
}

function judgesOf(services: readonly Service[], assume: Settings['assume']): CheckedState['judges'] {
  const judges = new Map<string | null, RequestJudge[]>();
  for (const service of services) {
    const judge = new RequestJudge(new ServiceState(service, assume));
    const known = judges.get(service.environment);
    if (known === undefined) judges.set(service.environment, [judge]);
    else known.push(judge);
  }
  return judges;
}

/** The results of a file's clauses, and the problems of those without a result. */
export interface CheckedContracts {
  readonly results: readonly ClauseResult[];
  /** Clauses that match no operation, and environments that do not exist. */
  readonly problems: readonly ContractProblem[];
}

/** Checks every clause in every environment that it is about. `repair`: also search for changes that mend broken clauses. */
export async function checkContracts(contracts: Contracts, state: CheckedState, { repair }: { readonly repair: boolean }): Promise<CheckedContracts> {
  // A missing environment gives no result: a clause that names it is a problem.
  const isThere = (environment: string | null): boolean => environment === null || state.environments.includes(environment);
  const checked = contracts.clauses.flatMap((clause) => checkEverywhere(clause, state)).filter(({ environment }) => isThere(environment));
  const matching = new Set(checked.flatMap(({ clause, operations }) => (operations > 0 ? [clause] : [])));
  const about = new Set(checked.map(({ clause }) => clause));
  const problems = contracts.clauses.flatMap((clause) => {
    const unknown = environmentProblems(clause, state);
    return unknown.length > 0 || !about.has(clause) || matching.has(clause) ? unknown : [noOperation(clause, state)];
  });
  const results: ClauseResult[] = [];
  let left = repair ? mostRepaired : 0;
  for (const one of checked) {
    if (!matching.has(one.clause)) continue;
    const isMended = left > 0 && isMendable(one);
    if (isMended) left -= 1;
    results.push({
      ...resultOf(one),
      repair: isMended ? await repairOf(one, contracts, { tree: state.tree, judges: state.judges.get(one.environment) ?? [] }) : null,
    });
  }
  return { results, problems };
}

/** Most clauses with a repair: each needs whole evaluations. */
const mostRepaired = 5;

interface CheckedIn extends CheckedClause {
  readonly clause: Clause;
  readonly environment: string | null;
}

function checkEverywhere(clause: Clause, { judges }: CheckedState): readonly CheckedIn[] {
  return [...judges]
    .filter(([environment]) => isAbout(clause, environment))
    .map(([environment, those]) => ({ clause, environment, ...checkClause(clause, those) }));
}

function environmentProblems({ environments }: Clause, state: CheckedState): readonly ContractProblem[] {
  return (environments ?? [])
    .filter(({ name }) => !state.environments.includes(name))
    .map(({ name, line }) => ({
      code: 'no-environment',
      given: { name, line, meant: nearest(name, state.environments), environments: state.environments },
    }));
}

/** Most calls of a service that are compared to suggest the intended one. */
const mostNamed = 5000;

function noOperation({ name, line, call }: Clause, { judges }: CheckedState): ContractProblem {
  const [first = []] = judges.values();
  const there: string[] = [];
  for (const { service } of first.map(({ state }) => state)) {
    for (const api of service.apis) {
      if (there.length >= mostNamed) break;
      there.push(api.id, ...api.operations.map((one) => `${one.method ?? '*'} ${pathOf(service, api, one)}`));
    }
  }
  const texts = call.map(({ text }) => text);
  return { code: 'matches-nothing', given: { name, line, call: texts, meant: nearest(texts[0] ?? '', there) } };
}

function resultOf({ clause, environment, result, breach }: CheckedIn): Omit<ClauseResult, 'repair'> {
  if (breach === null) return { clause, environment, result, breach, decidedBy: null, counterexample: null };
  const asked = breachRequest(breach);
  const { target } = breach.place;
  const explanation = explainTarget(target, asked, target.route.state.assume);
  const { state, api, operation } = target.route;
  const isOnError = result === 'undecided' && clause.promise !== 'allow' && explanation.verdict === 'blocked' && explanation.outcomes.length < 2;
  const written = isOnError ? errorAnswerFor(breach.place.errors, breach.origin)?.place : undefined;
  const errorAnswer = written === undefined ? null : { path: written.path, line: written.line };
  return {
    clause,
    environment,
    result,
    breach,
    decidedBy: errorAnswer ?? deciderOf(explanation),
    counterexample: { asked, explanation, url: pathOf(state.service, api, operation), isOwnKey: isOwnKey(breach), errorAnswer },
  };
}

function isOwnKey({ place }: Breach): boolean {
  const { state, api, product, key } = place.target.route;
  const isSent = key === 'header' || key === 'query';
  return isSent && product === null && state.productsOf(api).some((one) => one.subscriptionRequired !== false && one.policy !== null);
}

/** The element that decided a request's outcome. */
function deciderOf({ preflight, actual, trace, turnedAway: [check] }: Explanation): Location | null {
  if (check !== undefined) return { path: check.path, line: check.line };
  const last = (actual.sent ? actual.decidedBy : null) ?? preflight.decidedBy;
  if (last !== null) return last;
  const told = trace.find(({ path }) => path !== '');
  return told === undefined ? null : { path: told.path, line: told.line };
}

function isMendable({ clause, result, breach }: CheckedIn): boolean {
  return breach !== null && (clause.promise === 'allow' ? result !== 'kept' && breach.origin !== 'null' : result === 'broken');
}

/** Counts of kept, broken and undecided clauses, one for each environment. */
export function countKept(results: readonly Pick<ClauseResult, 'result'>[]): Readonly<Record<Kept, number>> {
  const counts = { kept: 0, broken: 0, undecided: 0 };
  for (const { result } of results) counts[result] += 1;
  return counts;
}
