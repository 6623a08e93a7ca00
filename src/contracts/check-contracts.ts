import type { Tree } from '../layouts/tree.js';
import { openRepository } from '../layouts/repository.js';
import { PolicyCache } from '../apim/policy-cache.js';
import type { Service } from '../apim/service.js';
import type { Settings } from '../config/defaults.js';
import { problemsOf } from '../config/problems.js';
import { didYouMean } from '../config/nearest.js';
import { ServiceState } from '../effective/service-state.js';
import { explainTarget, type Explanation } from '../explain/explanation.js';
import { pathOf, type ExplainRequest, type ExplainTarget } from '../explain/request-target.js';
import { bestRepair } from '../explain/request-repair.js';
import type { Location, Suggestion } from '../review/review.js';
import { checkClause, type Breach, type Checked } from './check-clause.js';
import type { Clause, Contracts, Kept } from './contract.js';
import { RequestJudge } from './request-judge.js';

/** What becomes of a clause in one environment. */
export interface ClauseResult {
  readonly clause: Clause;
  /** null: the artifacts as they are. */
  readonly environment: string | null;
  readonly result: Kept;
  readonly decidedBy: Location | null;
  /** null where it is kept, or where more is asked than is worked through. */
  readonly counterexample: Counterexample | null;
  /** A change after which the counterexample is none, and no other clause is worse off. */
  readonly repair: Suggestion | null;
}

/** One request by which a clause is not kept, as `explain` has it. */
export interface Counterexample {
  readonly asked: ExplainRequest;
  readonly explanation: Explanation;
  /** Path and template below the gateway's host. */
  readonly url: string;
}

/** What is held against contracts: the services of a tree, by environment. */
export interface CheckedState {
  readonly tree: Tree;
  readonly judges: ReadonlyMap<string | null, readonly RequestJudge[]>;
}

/** Reads every service of a tree, as it is and in each of these environments. */
export async function openChecked(tree: Tree, settings: Settings, environments: readonly string[]): Promise<CheckedState> {
  const repository = await openRepository(tree, { scopes: settings.scopes, environments }, new PolicyCache());
  return { tree, judges: judgesOf(await repository.loadAll(), settings) };
}

function judgesOf(services: readonly Service[], { assume }: Pick<Settings, 'assume'>): CheckedState['judges'] {
  const judges = new Map<string | null, RequestJudge[]>();
  for (const service of services) {
    const judge = new RequestJudge(new ServiceState(service, assume));
    const known = judges.get(service.environment);
    if (known === undefined) judges.set(service.environment, [judge]);
    else known.push(judge);
  }
  return judges;
}

/**
 * Holds every clause against every environment that it is about. `repair`: look for changes that mend what is broken. Throws `ConfigError` where a
 * clause matches no operation.
 */
export async function checkContracts(
  contracts: Contracts,
  state: CheckedState,
  { repair }: { readonly repair: boolean },
): Promise<readonly ClauseResult[]> {
  const checked = contracts.clauses.flatMap((clause) => checkEverywhere(clause, state));
  const matched = new Set(checked.flatMap(({ clause, operations }) => (operations > 0 ? [clause] : [])));
  const lost = contracts.clauses.filter((clause) => !matched.has(clause) && isEvaluated(clause, state));
  if (lost.length > 0) {
    throw problemsOf(
      contracts.path,
      lost.map((clause) => noOperation(clause, state)),
    );
  }
  const results: ClauseResult[] = [];
  let left = repair ? mostRepaired : 0;
  for (const one of checked) {
    const result = resultOf(one);
    const suggestion = left > 0 && isMendable(one) ? await repairOf(one, contracts, state) : null;
    if (isMendable(one)) left -= 1;
    results.push({ ...result, repair: suggestion });
  }
  return results;
}

/** So many clauses get a repair: each takes whole evaluations. */
const mostRepaired = 5;

interface CheckedIn extends Checked {
  readonly clause: Clause;
  readonly environment: string | null;
}

function checkEverywhere(clause: Clause, { judges }: CheckedState): readonly CheckedIn[] {
  return [...judges]
    .filter(([environment]) => isAbout(clause, environment))
    .map(([environment, those]) => ({ clause, environment, ...checkClause(clause, those) }));
}

function isAbout({ environments }: Clause, environment: string | null): boolean {
  return environments === null || (environment !== null && environments.includes(environment));
}

/** A clause about environments that nobody asked for is left alone. */
function isEvaluated({ environments }: Clause, { judges }: CheckedState): boolean {
  return environments === null || environments.some((one) => judges.has(one));
}

/** The line on a clause that matches nothing. */
function noOperation({ name, line, call }: Clause, { judges }: CheckedState): string {
  const texts = call.map(({ text }) => text);
  const [first] = judges.values();
  const there = (first ?? []).flatMap(({ state: { service } }) =>
    service.apis.flatMap((api) => [api.id, ...api.operations.map((one) => `${one.method ?? '*'} ${pathOf(service, api, one)}`)]),
  );
  const hint = didYouMean(texts[0] ?? '', there.slice(0, 5000));
  return `contract '${name}' (line ${line}) matches no operation: ${texts.join(', ')}${hint || '; write a path as API path and template, or * for every operation'}`;
}

function resultOf({ clause, environment, result, breach }: CheckedIn): Omit<ClauseResult, 'repair'> {
  if (breach === null) return { clause, environment, result, decidedBy: null, counterexample: null };
  const asked = requestOf(breach);
  const { target } = breach.place;
  const explanation = explainTarget(target, asked, target.route.state.assume);
  const { state, api, operation } = target.route;
  return {
    clause,
    environment,
    result,
    decidedBy: deciderOf(explanation),
    counterexample: { asked, explanation, url: pathOf(state.service, api, operation) },
  };
}

function requestOf({ place, origin, script }: Breach): ExplainRequest {
  const { api, operation, product, key } = place.target.route;
  return {
    request: { origin, ...script },
    destination: { kind: 'name', workspace: api.workspace, api: api.id, operation: operation?.id ?? null },
    product: product?.id ?? null,
    key,
  };
}

/** The element that a request's end is due to. */
function deciderOf({ preflight, actual, trace }: Explanation): Location | null {
  const last = (actual.sent ? actual.decidedBy : null) ?? preflight.decidedBy;
  if (last !== null) return last;
  const told = trace.find(({ path }) => path !== '');
  return told === undefined ? null : { path: told.path, line: told.line };
}

function isMendable({ clause, result, breach }: CheckedIn): boolean {
  return clause.promise === 'allow' && result !== 'kept' && breach !== null && breach.origin !== 'null';
}

/** A change of policies that lets the app in; one by which another clause gets worse is none. */
async function repairOf({ breach, environment }: CheckedIn, contracts: Contracts, { tree, judges }: CheckedState): Promise<Suggestion | null> {
  // What an environment's file puts in is not in the policies' texts alone.
  if (breach === null) return null;
  const { target } = breach.place;
  const asked = requestOf(breach);
  const { assume } = target.route.state;
  const { request, sent, mode } = explainTarget(target, asked, assume);
  const those = judges.get(environment) ?? [];
  const about = contracts.clauses.filter((clause) => isAbout(clause, environment));
  const before = new Map(about.map((clause) => [clause, checkClause(clause, those).result]));
  const holds = (route: ExplainTarget['route']): boolean => {
    const after = those.map((judge) => (judge.state === target.route.state ? new RequestJudge(route.state) : judge));
    return about.every((clause) => !isWorse(before.get(clause) ?? 'kept', checkClause(clause, after).result));
  };
  const found = await bestRepair(target, { request, sent, mode }, tree, true, (route) => {
    const { verdict, outcomes } = explainTarget({ ...target, route }, asked, assume);
    if (verdict !== 'allowed' || !holds(route)) return 'no';
    return outcomes.every((one) => one.verdict === 'allowed') ? 'always' : 'under-leanings';
  });
  return found?.suggestion ?? null;
}

function isWorse(before: Kept, after: Kept): boolean {
  return before !== after && (before === 'kept' || after === 'broken');
}

/** How many clauses are kept, broken and undecided, an environment each. */
export function countKept(results: readonly Pick<ClauseResult, 'result'>[]): Readonly<Record<Kept, number>> {
  const counts = { kept: 0, broken: 0, undecided: 0 };
  for (const { result } of results) counts[result] += 1;
  return counts;
}
