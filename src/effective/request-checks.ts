import type { Layer } from '../apim/layers.js';
import { isCheckOfOrigin, originsChecked } from '../apim/origin-policies.js';
import type { FlowStep, PolicyDocument, PolicyFile } from '../apim/policy.js';
import type { End, Ends, OtherPolicy } from '../cors/compose.js';
import { Exhausted } from '../cors/expression/value.js';
import { branchRuns } from '../cors/questions.js';
import { refKey } from '../text/policy-ref.js';
import { allToldOf, requestKey, type CheckedRequest } from './checked-request.js';
import { CheckWalk, type MetRefusal, type RequestWays } from './check-walk.js';
import { mindedOf } from './origin-minded.js';
import { hasStep } from './origin-site.js';
import { layersKey } from './sections.js';
import type { ServiceState } from './service-state.js';
import { StepBudget } from './way.js';

/**
 * Hand-written checks (`<choose>` with an answer, conditional `<check-header name="Origin">`) as one request meets them: each condition is evaluated for the
 * request, and what stays open is asked as a named question.
 */

/** Budget of steps for all requests to one service. */
const stepsOfService = 20_000_000;
/** Most requests cached for one chain. */
const mostRemembered = 5000;

/** Whether some request to these policies may meet such a check. */
export function meetsChecks(state: ServiceState, layers: readonly Layer[]): boolean {
  const { holders, isInFragments } = checksIn(state);
  if (holders.size === 0) return false;
  return layers.some(({ file }) => file?.ok === true && (holders.has(file.document) || (isInFragments && file.document.flow !== null)));
}

/** Whether a policy has such a check. */
export function holdsChecks(state: ServiceState, file: PolicyFile | null): boolean {
  return file?.ok === true && checksIn(state).holders.has(file.document);
}

/** What ends a request in these policies: by `ends`, and by the checks evaluated for it. */
export function endsAsMet(state: ServiceState, layers: readonly Layer[], request: CheckedRequest, ends: Ends): Ends {
  return meetsChecks(state, layers) ? new MetEnds(checksFor(state, layers).waysOf(request), ends).of : ends;
}

interface ChecksOfService {
  readonly holders: ReadonlySet<PolicyDocument>;
  readonly isInFragments: boolean;
  readonly budget: StepBudget;
  readonly chains: Map<string, ChecksOfChain>;
}

const known = new WeakMap<ServiceState, ChecksOfService>();

function checksIn(state: ServiceState): ChecksOfService {
  let checks = known.get(state);
  if (checks === undefined) {
    const holders = new Set(state.remarkable().flatMap(({ file }) => (file.ok && hasStep(file.document.flow, isCheck) ? [file.document] : [])));
    const isInFragments = [...holders].some(({ root }) => root === 'fragment');
    known.set(state, (checks = { holders, isInFragments, budget: new StepBudget(stepsOfService), chains: new Map() }));
  }
  return checks;
}

function isCheck(step: FlowStep): boolean {
  return step.kind === 'origin-check' || (step.kind === 'choose' && step.place !== undefined);
}

function checksFor(state: ServiceState, layers: readonly Layer[]): ChecksOfChain {
  const { chains, budget } = checksIn(state);
  const key = layersKey(layers);
  let chain = chains.get(key);
  if (chain === undefined) chains.set(key, (chain = new ChecksOfChain(new CheckWalk(state, layers, mindedOf(state), budget))));
  return chain;
}

/** The outcomes of requests through some policies. */
class ChecksOfChain {
  readonly #walk: CheckWalk;
  readonly #known = new Map<string, RequestWays | null>();

  constructor(walk: CheckWalk) {
    this.#walk = walk;
  }

  /** null: it exceeds the budget. */
  waysOf(request: CheckedRequest): RequestWays | null {
    const key = requestKey(request);
    let ways = this.#known.get(key);
    if (ways === undefined) {
      if (this.#known.size >= mostRemembered) this.#known.clear();
      this.#known.set(key, (ways = this.#ask(request)));
    }
    return ways;
  }

  #ask(request: CheckedRequest): RequestWays | null {
    try {
      return this.#walk.waysOf(request.origin, allToldOf(request), request.headers ?? null);
    } catch (error) {
      if (!(error instanceof Exhausted)) throw error;
      return null;
    }
  }
}

/** The ends of one request, statement by statement in running order. */
class MetEnds {
  readonly #ways: RequestWays | null;
  readonly #ends: Ends;
  /** Refusals whose statement has not been reached. */
  readonly #left: Set<MetRefusal>;

  constructor(ways: RequestWays | null, ends: Ends) {
    this.#ways = ways;
    this.#ends = ends;
    this.#left = new Set(ways?.refusals);
  }

  readonly of: Ends = (policy) => {
    const ways = this.#ways;
    const own = ways?.refusals.filter((refusal) => isIn(refusal, policy)) ?? [];
    for (const refusal of own) this.#left.delete(refusal);
    if (!isUnderConditions(policy)) return this.#ends(policy);
    const { name, place } = policy;
    const when = { question: branchRuns(name, place, `refuses ${place.conditions ?? digestOf(policy)}`), value: 'yes' } as const;
    if (ways === null) return { status: 'unknown', known: false, by: { name, place }, when };
    const [first] = own;
    if (first === undefined) return ways.ofItsOwn.some((one) => isIn({ place: one }, policy)) ? this.#ends(policy) : null;
    // If every path ends, the last end is certain.
    const isCertain = !ways.passes && this.#left.size === 0;
    return { ...joined(first, own, policy), ...(isCertain ? null : { when }) };
  };
}

/** Joins several possible answers into one. */
function joined(first: MetRefusal, all: readonly MetRefusal[], { name, place }: OtherPolicy): End {
  const isOne = all.length === 1;
  const status = all.every((one) => one.status === first.status) ? first.status : 'unknown';
  const writes = all.some((one) => one.writes.length > 0);
  const isKnown = all.every(({ isOpen }) => !isOpen) && (isOne || !writes);
  const answer = { status, known: isKnown, by: isOne ? first : { name, place }, isOfPage: all.some(({ isOfPage }) => isOfPage) } as const;
  return isOne && first.writes.length > 0 ? { ...answer, writes: first.writes } : answer;
}

/** Whether conditions decide if it ends a request. */
function isUnderConditions({ end, conditions }: OtherPolicy): boolean {
  const isNested = conditions.some(({ kind }) => kind === 'branch');
  switch (end?.kind) {
    case 'branch':
    case 'checks':
      return true;
    case 'check':
      return isCheckOfOrigin(end) && (isNested || originsChecked(end) === null);
    case 'answer':
      return isNested;
    case 'origin':
    case undefined:
      return false;
  }
}

function isIn({ place: { ref, start } }: Pick<MetRefusal, 'place'>, { span, place }: OtherPolicy): boolean {
  return span !== null && span.start <= start && start < span.end && refKey(ref) === refKey(place.ref);
}

function digestOf({ end }: OtherPolicy): string {
  return end !== null && 'digest' in end ? end.digest.slice(0, 16) : '';
}
