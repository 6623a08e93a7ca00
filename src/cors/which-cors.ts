import {
  exists,
  isSpared,
  isKnownToExist,
  preflightSteps,
  type CorsChain,
  type CorsElementStep,
  type CorsStep,
  type OpaqueStep,
  type RefusedStep,
} from './cors-chain.js';
import type { HeaderWriter } from '../apim/policy.js';
import type { CorsPolicy } from './cors-policy.js';
import { facts, type Fact } from './facts.js';
import { couldMatch, matches } from './origin-match.js';
import {
  expressionIsTrue,
  fragmentCorsAtPreflight,
  originSetBeforeCors,
  secondCorsDecoratesActual,
  terminateUnmatchedDefault,
  unmatchedOtherMethods,
} from './questions.js';
import type { Walk } from './worlds.js';
import { decides, doesNotList, type Trace } from './trace.js';
import { isHeardToEnd, tellRefusal, tellUnreached, traceUnasked } from './unasked-cors.js';

/** Finds the `<cors>` that decides a phase: the one walk along a chain, for the access table, `explain`, `serve` and the rules. */

/** The element that decides a phase. `first`: no element before it was asked. */
export type Decision =
  | { readonly kind: 'granted' | 'ended'; readonly policy: CorsPolicy; readonly first: boolean }
  /** `decorated`: for the refusal of a missing key, the element that matches nevertheless. */
  | { readonly kind: 'refused'; readonly by: RefusedStep; readonly decorated: CorsElementStep | null }
  /** Hand-written headers decide: those of an answering policy, or (null) those that an OPTIONS operation adds to its backend's answer. */
  | { readonly kind: 'answered'; readonly by: RefusedStep | null; readonly writes: readonly HeaderWriter[] }
  | { readonly kind: 'opaque'; readonly step: OpaqueStep }
  | { readonly kind: 'none' };

/** Whether an element passes unmatched requests on: `terminate-unmatched-request` is false. */
export function passesOn(policy: CorsPolicy, walk: Walk): boolean {
  const { terminateUnmatched } = policy;
  switch (terminateUnmatched.kind) {
    case 'literal':
      return !terminateUnmatched.value;
    case 'expression':
      return walk.ask(expressionIsTrue('terminate-unmatched-request', terminateUnmatched.text)).value === 'false';
    case 'absent':
    case 'invalid':
      return walk.ask(terminateUnmatchedDefault).value === 'false';
  }
}

/** The `<cors>` that answers an origin's preflight: the first that matches, unless one before it ends the search. */
export function preflightDecision(chain: CorsChain, origin: string, walk: Walk, trace: Trace | null = null): Decision {
  // In an OPTIONS operation every reached <cors> runs; elsewhere only direct children take part.
  const { steps, isPipeline } = preflightSteps(chain);
  for (const fact of chain.preflightRests) walk.rely(fact);
  const search = new PreflightSearch({ steps, origin, walk, isPipeline, trace, written: chain.preflight?.written ?? [] });
  for (const [index, step] of steps.entries()) {
    const decision = search.at(step, index);
    if (decision === 'settled') {
      if (trace !== null) traceUnasked(search, steps.slice(index));
      break;
    }
    if (decision !== 'go-on') return decision;
  }
  return search.end();
}

/** The steps to search, and for whom. `written`: headers that an OPTIONS operation adds to its backend's answer. */
interface Searched {
  readonly steps: readonly CorsStep[];
  readonly origin: string;
  readonly walk: Walk;
  readonly isPipeline: boolean;
  readonly trace: Trace | null;
  readonly written: readonly HeaderWriter[];
}

/** The search of a preflight along the steps. */
class PreflightSearch {
  #ended: CorsPolicy | null = null;
  /** The key check precedes every policy; a `<cors>` may decorate its refusal. */
  #keyless: RefusedStep | null = null;
  #isSettled = false;
  /** Index of the last step that could answer, computed at the first question. */
  #last: number | null = null;

  readonly #steps: readonly CorsStep[];
  readonly origin: string;
  readonly walk: Walk;
  readonly isPipeline: boolean;
  readonly trace: Trace | null;
  readonly #written: readonly HeaderWriter[];

  constructor({ steps, origin, walk, isPipeline, trace, written }: Searched) {
    this.#steps = steps;
    this.origin = origin;
    this.walk = walk;
    this.isPipeline = isPipeline;
    this.trace = trace;
    this.#written = written;
  }

  /** The result of a step: a decision, `go-on`, or `settled`: no later step can matter. */
  at(step: CorsStep, index: number): Decision | 'go-on' | 'settled' {
    // If its <cors> takes no part, its branch need not be asked.
    if (this.isAside(step)) return 'go-on';
    if (!exists(step, this.walk)) return 'go-on';
    if (step.kind === 'opaque') return this.#keyless === null ? { kind: 'opaque', step } : refusedBy(this.#keyless);
    if (step.kind === 'refused') return isSpared(step, this.origin) ? 'go-on' : this.#refusal(step);
    if (this.isPipeline && seesNoOrigin(step, this.walk)) {
      this.tell(step, { code: 'sees-no-origin' });
      return 'go-on';
    }
    if (step.how === 'fragment' && !this.isPipeline && this.walk.ask(fragmentCorsAtPreflight).value === 'ignored') {
      this.tell(step, { code: 'in-fragment' });
      return 'go-on';
    }
    if (matches(step.policy, this.origin, this.walk)) {
      this.tell(step, decides(step.policy, this.origin));
      this.#rely(this.isPipeline ? facts.optionsPipelineAnswers : facts.firstCorsDecides);
      if (step.policy.headers.kind === 'absent') this.#rely(facts.headersLeftOut);
      return this.#keyless === null ? { kind: 'granted', policy: step.policy, first: this.#ended === null } : refusedBy(this.#keyless, step);
    }
    if (this.#ended !== null) this.#rely(facts.laterUnmatchedEnds);
    this.#ended = step.policy;
    // Whether it passes the request on is asked only if a later step could answer.
    this.#last ??= this.#steps.findLastIndex((other) => other.kind === 'opaque' || this.#couldAnswer(other));
    const goesOn = (index < this.#last || this.#written.length > 0) && passesOn(step.policy, this.walk);
    this.tell(step, doesNotList(step.policy, this.origin, this.walk, { isPipeline: this.isPipeline }));
    this.#rely(goesOn ? facts.unmatchedPassesOn : facts.unmatchedEnds);
    // It is only reported that the element takes part there: otherwise the backend would answer.
    if (this.isPipeline) this.#rely(facts.optionsPipelineAnswers);
    this.#isSettled = !goesOn;
    if (!goesOn) this.#ended = this.#endedBy(step, this.#steps.slice(index + 1));
    return goesOn ? 'go-on' : 'settled';
  }

  /** The decision if no step answered. */
  end(): Decision {
    if (this.#keyless !== null) return refusedBy(this.#keyless);
    if (this.#written.length > 0 && !this.#isSettled) {
      this.#rely(facts.optionsAnswersItself);
      return { kind: 'answered', by: null, writes: this.#written };
    }
    if (this.#ended === null) this.#rely(this.isPipeline ? facts.optionsAnswersItself : facts.noCorsNoRoute);
    return this.#ended === null ? { kind: 'none' } : { kind: 'ended', policy: this.#ended, first: false };
  }

  /** For a preflight only `<cors>` is evaluated, and none inside another policy (Microsoft Learn, cors policy, usage notes). */
  isAside(step: CorsStep): boolean {
    if (step.kind === 'refused' || (step.kind === 'opaque' && ofPipeline.has(step.reason.code))) return !this.isPipeline;
    if (step.kind !== 'cors' || step.how !== 'nested' || this.isPipeline) return false;
    this.tell(step, { code: 'nested' });
    if (couldMatch(step.policy, this.origin)) this.#rely(facts.nestedIsNoCandidate);
    return true;
  }

  /** Nothing is recorded once the key is missing: that decides, and has no place. */
  tell(step: CorsElementStep, event: Parameters<Trace['cors']>[1]): void {
    if (this.#keyless === null) this.trace?.cors(step, event);
  }

  #rely(fact: Fact): void {
    this.walk.rely(fact);
  }

  #refusal(step: RefusedStep): Decision | 'go-on' {
    this.#rely(facts.optionsPipelineRunsAll);
    if (step.by === 'subscription') {
      this.#keyless = step;
      this.trace?.add(null, 'subscription', { code: 'options-operation', then: 'key-missing' });
      return 'go-on';
    }
    if (this.#keyless !== null) return refusedBy(this.#keyless);
    tellRefusal(step, this.trace);
    if (step.writes !== undefined) {
      this.#rely(facts.answerWritten);
      return { kind: 'answered', by: step, writes: step.writes };
    }
    return this.#ended === null ? refusedBy(step) : { kind: 'ended', policy: this.#ended, first: false };
  }

  /** The element that ends a search which no later step can answer: the first that does not pass it on, or the last. */
  #endedBy(step: CorsElementStep, later: readonly CorsStep[]): CorsPolicy {
    if (isHeardToEnd(step.policy, this.walk) !== false) return step.policy;
    const others = later.flatMap((other) =>
      other.kind === 'cors' && (this.isPipeline || other.how !== 'nested') && isKnownToExist(other, this.walk) ? [other.policy] : [],
    );
    return others.find((other) => isHeardToEnd(other, this.walk) !== false) ?? others.at(-1) ?? step.policy;
  }

  #couldAnswer(step: CorsStep): boolean {
    if (step.kind !== 'cors') return step.kind === 'refused' && step.writes !== undefined;
    return (this.isPipeline || step.how !== 'nested') && couldMatch(step.policy, this.origin);
  }
}

/** Steps that occur only where policies run: of preflights, only those to an OPTIONS operation meet them. */
const ofPipeline: ReadonlySet<OpaqueStep['reason']['code']> = new Set(['answers-itself', 'origin-written']);

/** Whether a `<cors>` sees the request after its Origin was removed. */
function seesNoOrigin({ isBehindDeletion }: CorsElementStep, walk: Walk): boolean {
  return isBehindDeletion === true && walk.ask(originSetBeforeCors).value === 'as-written';
}

function refusedBy(by: RefusedStep, decorated: CorsElementStep | null = null): Decision {
  return { kind: 'refused', by, decorated };
}

/** The actual request, as far as the walk depends on it. */
export interface ActualRequest {
  readonly origin: string;
  /** null for a cell of the access table, which only depends on what the browser sees: then the walk stops as soon as that is settled. */
  readonly method: string | null;
  /** The request lacks the subscription key that its API requires: no policy runs, and a `<cors>` may decorate the refusal. */
  readonly keyMissing: boolean;
}

/** How far the actual request gets. */
export type ActualDecision =
  | { readonly kind: 'opaque'; readonly step: OpaqueStep }
  /** A `<cors>` that does not list the origin ends the request. */
  | { readonly kind: 'ended'; readonly policy: CorsPolicy }
  | {
      readonly kind: 'goes-on';
      /** The element that decorates the answer. */
      readonly matched: CorsElementStep | null;
      /** The first asked `<cors>` that does not list the origin. */
      readonly missed: CorsPolicy | null;
      /** The step that ends the request nevertheless; null: the backend answers. */
      readonly refused: RefusedStep | null;
    };

/** Which `<cors>` decorates the answer to the actual request, and what ends the request before the backend. */
export function actualDecision(chain: CorsChain, request: ActualRequest, walk: Walk, trace: Trace | null = null): ActualDecision {
  const { origin, method, keyMissing } = request;
  let matched: CorsElementStep | null = null;
  let missed: CorsPolicy | null = null;
  const left = new WhoIsLeft(chain.steps, origin);
  for (const [index, step] of chain.steps.entries()) {
    if (keyMissing && step.kind === 'refused') break;
    if (step.kind === 'refused' && isSpared(step, origin)) continue;
    if (method === null && missed !== null && isWithoutEffect(step, index, left, walk)) continue;
    if (!exists(step, walk)) continue;
    if (step.kind === 'cors' && !keyMissing && matched === null && seesNoOrigin(step, walk)) {
      trace?.cors(step, { code: 'sees-no-origin' });
      continue;
    }
    if (step.kind === 'cors' && matched === null && step.how !== 'direct') {
      walk.rely(step.how === 'nested' ? facts.nestedRunsAtRequest : facts.fragmentRunsAtRequest);
    }
    if (step.kind === 'opaque') {
      // After a matching <cors> only other policies matter: the headers are settled.
      if (matched !== null) continue;
      return { kind: 'opaque', step };
    }
    if (step.kind === 'refused') {
      const isBeforeCors = matched === null && missed === null && chain.steps.slice(index + 1).some((other) => other.kind === 'cors');
      trace?.add(step.place, step.scope?.kind ?? 'api', { code: 'ends-request', policy: step.by, beforeCors: isBeforeCors });
      walk.rely(matched !== null ? facts.refusedBehindCors : step.writes === undefined ? facts.refusedBeforeCors : facts.answerWritten);
      return { kind: 'goes-on', matched, missed, refused: step };
    }
    if (matched !== null) continue;
    if (matches(step.policy, origin, walk)) {
      if (missed !== null && walk.ask(secondCorsDecoratesActual).value === 'no') {
        if (method === null) break;
        trace?.cors(step, { code: 'does-not-count', origin });
        continue;
      }
      trace?.cors(step, keyMissing && step.how !== 'direct' ? { code: 'in-fragment-without-key', origin } : decides(step.policy, origin));
      walk.rely(keyMissing ? facts.keyRefusalDecorated : facts.firstCorsDecides);
      if (step.policy.headers.kind === 'absent') walk.rely(facts.headersLeftOut);
      matched = step;
      if (method === null) break;
      continue;
    }
    if (missed !== null) walk.rely(facts.laterUnmatchedEnds);
    missed ??= step.policy;
    const isEnded = keyMissing ? !passesOn(step.policy, walk) : endsUnmatched(step.policy, request, () => left.isBehind(index), walk);
    trace?.cors(step, keyMissing ? { code: 'does-not-list', origin, then: 'key-missing' } : doesNotList(step.policy, origin, walk, { isEnded }));
    if (isEnded) {
      if (keyMissing) break;
      tellUnreached(chain.steps.slice(index + 1), walk, trace);
      return { kind: 'ended', policy: step.policy };
    }
  }
  return { kind: 'goes-on', matched, missed, refused: null };
}

/** Which steps could still affect an origin, computed once per walk: each step asks what follows it. */
class WhoIsLeft {
  readonly origin: string;
  readonly #steps: readonly CorsStep[];
  #last: number | null = null;
  #lastOfAll: number | null = null;

  constructor(steps: readonly CorsStep[], origin: string) {
    this.#steps = steps;
    this.origin = origin;
  }

  /** Whether a later step is a `<cors>` that could match, or unreadable. */
  isBehind(index: number): boolean {
    this.#last ??= this.#steps.findLastIndex((step) => step.kind === 'opaque' || this.#couldMatch(step));
    return index < this.#last;
  }

  /** As `isBehind`, or any policy but a `<cors>`. */
  isAnythingBehind(index: number): boolean {
    this.#lastOfAll ??= this.#steps.findLastIndex((step) => step.kind !== 'cors' || this.#couldMatch(step));
    return index < this.#lastOfAll;
  }

  #couldMatch(step: CorsStep): boolean {
    return step.kind === 'cors' && couldMatch(step.policy, this.origin);
  }
}

/**
 * Whether a conditional `<cors>` makes no difference to an origin's access after another one has passed the origin on: then its condition is not asked.
 * Otherwise twelve of them would make thousands of combinations.
 */
function isWithoutEffect(step: CorsStep, index: number, left: WhoIsLeft, walk: Walk): boolean {
  if (step.kind !== 'cors' || step.guards.length === 0 || couldMatch(step.policy, left.origin)) return false;
  return isHeardToEnd(step.policy, walk) === false || !left.isAnythingBehind(index);
}

/** Documented for GET and HEAD: an empty 200; neither later policies nor the backend run. */
function endsUnmatched(policy: CorsPolicy, { method }: ActualRequest, isOneLeft: () => boolean, walk: Walk): boolean {
  if (method === null) {
    const ends = !isOneLeft() || !passesOn(policy, walk);
    walk.rely(ends ? facts.unmatchedEnds : facts.unmatchedPassesOn);
    return ends;
  }
  const isDocumented = method === 'GET' || method === 'HEAD';
  if (passesOn(policy, walk)) {
    walk.rely(isDocumented ? facts.unmatchedPassesOn : facts.otherMethodsPassOn);
    return false;
  }
  walk.rely(facts.unmatchedEnds);
  return isDocumented || walk.ask(unmatchedOtherMethods).value === 'ends';
}
