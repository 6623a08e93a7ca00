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

/** Which `<cors>` decides a phase: the one walk along a chain, for the access table, `explain`, `serve` and the rules. */

/** Which element decides a phase. `first`: no element before it was asked. */
export type Decision =
  | { readonly kind: 'granted' | 'ended'; readonly policy: CorsPolicy; readonly first: boolean }
  /** `decorated`: the element that matches all the same, where the refusal is that of a missing key. */
  | { readonly kind: 'refused'; readonly by: RefusedStep; readonly decorated: CorsElementStep | null }
  /** Headers that are written by hand decide: those of what answers itself, or (null) those that an OPTIONS operation puts on its backend's answer. */
  | { readonly kind: 'answered'; readonly by: RefusedStep | null; readonly writes: readonly HeaderWriter[] }
  | { readonly kind: 'opaque'; readonly step: OpaqueStep }
  | { readonly kind: 'none' };

/** Whether an element passes on what it does not match: `terminate-unmatched-request` is false. */
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

/** Which `<cors>` answers the preflight of an origin: the first that matches, unless one before it ends the search. */
export function preflightDecision(chain: CorsChain, origin: string, walk: Walk, trace: Trace | null = null): Decision {
  // In the pipeline of an operation of its own, every <cors> runs that is reached; elsewhere only direct children take part.
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

/** What is searched, and for whom. `written`: headers that an OPTIONS operation puts on what its backend answers. */
interface Searched {
  readonly steps: readonly CorsStep[];
  readonly origin: string;
  readonly walk: Walk;
  readonly isPipeline: boolean;
  readonly trace: Trace | null;
  readonly written: readonly HeaderWriter[];
}

/** A preflight on its way along the steps. */
class PreflightSearch {
  #ended: CorsPolicy | null = null;
  /** The check of the key comes before every policy; what it refuses may be decorated. */
  #keyless: RefusedStep | null = null;
  #isSettled = false;
  /** The last step that could answer, once somebody wants to know. */
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

  /** What comes of a step: a decision, on to the next, or `settled`: no step behind it can matter any more. */
  at(step: CorsStep, index: number): Decision | 'go-on' | 'settled' {
    // Whether a branch would run need not be asked where its <cors> has no part.
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
    // Whether it passes the request on is only asked when somebody is left to answer.
    this.#last ??= this.#steps.findLastIndex((other) => other.kind === 'opaque' || this.#couldAnswer(other));
    const goesOn = (index < this.#last || this.#written.length > 0) && passesOn(step.policy, this.walk);
    this.tell(step, doesNotList(step.policy, this.origin, this.walk, { isPipeline: this.isPipeline }));
    this.#rely(goesOn ? facts.unmatchedPassesOn : facts.unmatchedEnds);
    // That it has a say there at all was only reported: else the backend would answer.
    if (this.isPipeline) this.#rely(facts.optionsPipelineAnswers);
    this.#isSettled = !goesOn;
    if (!goesOn) this.#ended = this.#endedBy(step, this.#steps.slice(index + 1));
    return goesOn ? 'go-on' : 'settled';
  }

  /** Nobody answered. */
  end(): Decision {
    if (this.#keyless !== null) return refusedBy(this.#keyless);
    if (this.#written.length > 0 && !this.#isSettled) {
      this.#rely(facts.optionsAnswersItself);
      return { kind: 'answered', by: null, writes: this.#written };
    }
    if (this.#ended === null) this.#rely(this.isPipeline ? facts.optionsAnswersItself : facts.noCorsNoRoute);
    return this.#ended === null ? { kind: 'none' } : { kind: 'ended', policy: this.#ended, first: false };
  }

  /** Nothing but `<cors>` is evaluated for a preflight, and none under another policy (cors policy page, usage notes). */
  isAside(step: CorsStep): boolean {
    if (step.kind === 'refused' || (step.kind === 'opaque' && ofPipeline.has(step.reason.code))) return !this.isPipeline;
    if (step.kind !== 'cors' || step.how !== 'nested' || this.isPipeline) return false;
    this.tell(step, { code: 'nested' });
    if (couldMatch(step.policy, this.origin)) this.#rely(facts.nestedIsNoCandidate);
    return true;
  }

  /** Nothing is told once the key is found missing: it has no place, and decides. */
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

  /** Which one ends a search that nobody can answer any more: the first that does not pass it on, or the last of all. */
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

/** What only what runs its policies meets: no preflight does that any but an operation of its own answers. */
const ofPipeline: ReadonlySet<OpaqueStep['reason']['code']> = new Set(['answers-itself', 'origin-written']);

/** Whether a `<cors>` is asked by a request that names no origin any more. */
function seesNoOrigin({ isBehindDeletion }: CorsElementStep, walk: Walk): boolean {
  return isBehindDeletion === true && walk.ask(originSetBeforeCors).value === 'as-written';
}

function refusedBy(by: RefusedStep, decorated: CorsElementStep | null = null): Decision {
  return { kind: 'refused', by, decorated };
}

/** The request itself, as far as the walk along its chain minds. */
export interface ActualRequest {
  readonly origin: string;
  /**
   * null: a cell of the access table, which is only asked what the browser gets to see: then the walk stops where nothing behind can change that.
   */
  readonly method: string | null;
  /** The request lacks the subscription key that its API asks for: no policy runs, and a `<cors>` may decorate the refusal. */
  readonly keyMissing: boolean;
}

/** Where the request itself gets to. */
export type ActualDecision =
  | { readonly kind: 'opaque'; readonly step: OpaqueStep }
  /** A `<cors>` that does not list the origin ends the request. */
  | { readonly kind: 'ended'; readonly policy: CorsPolicy }
  | {
      readonly kind: 'goes-on';
      /** What decorates the answer. */
      readonly matched: CorsElementStep | null;
      /** The first `<cors>` that was asked and does not list the origin. */
      readonly missed: CorsPolicy | null;
      /** What ends the request all the same; null: the backend answers. */
      readonly refused: RefusedStep | null;
    };

/** Which `<cors>` decorates the answer to the request itself, and what ends it before the backend does. */
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
      // Behind a <cors> that matched only more policies can stand: the headers are settled.
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

/** Which steps could still do something for an origin, looked for once in a walk: each step asks what is left behind it. */
class WhoIsLeft {
  readonly origin: string;
  readonly #steps: readonly CorsStep[];
  #last: number | null = null;
  #lastOfAll: number | null = null;

  constructor(steps: readonly CorsStep[], origin: string) {
    this.#steps = steps;
    this.origin = origin;
  }

  /** Behind this step is a `<cors>` that could match, or what cannot be read. */
  isBehind(index: number): boolean {
    this.#last ??= this.#steps.findLastIndex((step) => step.kind === 'opaque' || this.#couldMatch(step));
    return index < this.#last;
  }

  /** The same, or any policy but a `<cors>`. */
  isAnythingBehind(index: number): boolean {
    this.#lastOfAll ??= this.#steps.findLastIndex((step) => step.kind !== 'cors' || this.#couldMatch(step));
    return index < this.#lastOfAll;
  }

  #couldMatch(step: CorsStep): boolean {
    return step.kind === 'cors' && couldMatch(step.policy, this.origin);
  }
}

/**
 * Whether it makes no difference to an origin's access if a conditional `<cors>` runs, once another one has passed the origin on: then nobody asks
 * for its condition. Else twelve of them would have thousands of combinations.
 */
function isWithoutEffect(step: CorsStep, index: number, left: WhoIsLeft, walk: Walk): boolean {
  if (step.kind !== 'cors' || step.guards.length === 0 || couldMatch(step.policy, left.origin)) return false;
  return isHeardToEnd(step.policy, walk) === false || !left.isAnythingBehind(index);
}

/** Documented for GET and HEAD: an empty 200, and neither later policies nor the backend run. */
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
