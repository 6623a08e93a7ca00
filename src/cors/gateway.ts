import { answeringPolicies, type HeaderWriter } from '../apim/policy.js';
import { pointedAt, type AskedOfGateway, type CheckOfPage, type GatewayAnswer, type NotKnown } from './answer.js';
import { actualHeaders, originHeaders, preflightHeaders, withHeadersWritten, type WrittenInto } from './answer-headers.js';
import { preflightSteps, type CorsChain, type CorsStep, type OpaqueStep, type RefusedStep } from './cors-chain.js';
import type { CorsPolicy } from './cors-policy.js';
import { facts, type Fact } from './facts.js';
import { isUnlistedMethodBare, listsHeader, listsMethod } from './granted-names.js';
import { laterElements, passesOnWhatItLacks } from './later-grants.js';
import { matches } from './origin-match.js';
import { keyRefusal } from './questions.js';
import type { Walk } from './worlds.js';
import { Trace } from './trace.js';
import { actualDecision, preflightDecision, type ActualDecision, type Decision } from './which-cors.js';

/** API Management's answer to one cross-origin request, in one world (Microsoft Learn, cors policy), given the `<cors>` that decides. */

type Sketch = Omit<GatewayAnswer, 'trace' | 'opaque'>;

const bare = { headers: {}, backendCalled: false, decidedBy: null } as const;

/** The answer to a preflight: that of an element, an empty 200 without CORS headers, or 404 if no `<cors>` is in scope. */
export function answerPreflight(chain: CorsChain, asked: AskedOfGateway, walk: Walk): GatewayAnswer {
  const trace = new Trace('preflight');
  const { steps, isPipeline } = preflightSteps(chain);
  const decision = preflightDecision(chain, asked.origin, walk, trace);
  const answer = (sketch: Sketch): GatewayAnswer => ({ ...sketch, trace: trace.entries, opaque: null });
  switch (decision.kind) {
    case 'opaque':
      return unreadable(decision.step, trace);
    case 'none':
      // The operation answers itself, with its backend's response; no <cors> takes part.
      if (isPipeline) {
        trace.add(null, 'routing', { code: 'options-operation', then: 'backend' });
        return answer({ ...bare, status: 'backend', backendCalled: true });
      }
      trace.add(null, 'routing', { code: chain.preflight?.kind === 'versionless' ? 'no-version' : 'no-route' });
      return answer({ ...bare, status: 404 });
    case 'refused': {
      const { by, decorated } = decision;
      const refusal = { ...bare, status: by.status, decidedBy: pointedAt(by.place) } as const;
      // Reported for a missing key: a <cors> in the policy itself decorates the refusal, one in a fragment does not.
      if (decorated?.how !== 'direct') return answer(refusal);
      if (isSeenBare(walk)) return answer(refusal);
      return answer({ ...refusal, headers: originHeaders(decorated.policy, asked, walk), decidedBy: pointedAt(decorated.policy.place) });
    }
    case 'answered':
      return writtenPreflight(decision, asked.origin, walk, trace);
    case 'ended': {
      // In an OPTIONS operation an unmatched origin gets no headers; no page gives the status.
      const status = isPipeline ? 'unknown' : 200;
      return answer({ ...bare, status, decidedBy: pointedAt(decision.policy.place) });
    }
    case 'granted':
      return answer({ ...granted(decision.policy, asked, walk, steps, trace), decidedBy: pointedAt(decision.policy.place) });
  }
}

function granted(policy: CorsPolicy, asked: AskedOfGateway, walk: Walk, steps: readonly CorsStep[], trace: Trace): Omit<Sketch, 'decidedBy'> {
  const other = laterGrant(policy, asked, walk, steps);
  if (other !== null && passesOnWhatItLacks(walk)) return granted(other, asked, walk, [], trace);
  const method = listsMethod(policy, asked.method, walk) ? null : asked.method;
  const headers = asked.headers.filter((name) => !listsHeader(policy.headers, name, walk));
  if (method !== null || headers.length > 0) trace.add(policy.place, 'cors', { code: 'lacks', method, headers });
  return { status: 200, backendCalled: false, headers: preflightHeaders(policy, asked, walk) };
}

/** A later element that grants everything that the first matching one lacks; null if there is none, or nothing is lacking. */
function laterGrant(policy: CorsPolicy, asked: AskedOfGateway, walk: Walk, steps: readonly CorsStep[]): CorsPolicy | null {
  const grantsAll = (one: CorsPolicy): boolean =>
    listsMethod(one, asked.method, walk) && asked.headers.every((name) => listsHeader(one.headers, name, walk));
  if (grantsAll(policy)) return null;
  return laterElements(policy, asked.origin, steps, walk).find((one) => matches(one, asked.origin, walk) && grantsAll(one)) ?? null;
}

/** An OPTIONS operation answers with hand-written headers. */
function writtenPreflight({ by, writes }: Extract<Decision, { kind: 'answered' }>, origin: string, walk: Walk, trace: Trace): GatewayAnswer {
  if (by === null) trace.add(null, 'routing', { code: 'options-operation', then: 'backend' });
  const into = { phase: 'preflight', writers: writes, where: by?.scope?.kind ?? 'outbound' } as const;
  const answer = {
    ...bare,
    status: by?.status ?? 'backend',
    backendCalled: by === null,
    decidedBy: pointedAt(by?.place ?? null),
    opaque: null,
  } as const;
  return rewritten({ ...answer, trace: trace.entries }, into, origin, walk, trace);
}

/** What refuses a request besides the chain, and related options. */
export interface ActualOptions {
  /** The request lacks the subscription key that its API requires: it is refused before any policy, with the headers of an inline `<cors>`. */
  readonly keyMissing: boolean;
  /** The origin as answers reflect it, if the request's origin represents many; left out: the same. */
  readonly shown?: string;
  /** Headers that `<on-error>` writes into the gateway's error answers. */
  readonly onError?: () => readonly HeaderWriter[];
}

/** The answer to the actual request. */
export function answerActual(
  chain: CorsChain,
  asked: AskedOfGateway,
  { keyMissing, shown = asked.origin, onError }: ActualOptions,
  walk: Walk,
): GatewayAnswer {
  const trace = new Trace('request');
  if (keyMissing) trace.add(null, 'subscription', { code: 'key-missing' });
  const decision = actualDecision(chain, { origin: asked.origin, method: asked.method, keyMissing }, walk, trace);
  switch (decision.kind) {
    case 'opaque':
      return unreadable(decision.step, trace);
    case 'ended':
      return { ...bare, status: 200, isEmpty: true, decidedBy: pointedAt(decision.policy.place), trace: trace.entries, opaque: null };
    case 'goes-on': {
      const answer = { ...finished(decision, keyMissing, { ...asked, origin: shown }, walk), trace: trace.entries, opaque: null };
      const { refused } = decision;
      if (keyMissing || (refused !== null && !answersItself(refused))) {
        return rewritten(answer, { phase: 'request', writers: onError?.() ?? [], where: 'on-error' }, shown, walk, trace);
      }
      const into =
        refused === null
          ? { writers: chain.writtenTo?.writersFor(shown) ?? chain.written, where: 'outbound' }
          : { writers: refused.writes ?? [], where: refused.scope?.kind ?? 'api' };
      return rewritten(answer, { phase: 'request', ...into }, shown, walk, trace);
    }
  }
}

/** The answer to a request that no `<cors>` ended. */
function finished(decision: Extract<ActualDecision, { kind: 'goes-on' }>, keyMissing: boolean, asked: AskedOfGateway, walk: Walk): Sketch {
  const { matched, missed, refused } = decision;
  const status = keyMissing ? 401 : (refused?.status ?? 'backend');
  const away = keyMissing || refused === null ? null : turnedAway(refused);
  const base: Pick<Sketch, 'status' | 'backendCalled' | 'headers' | 'turnedAway'> = {
    ...{ status, backendCalled: status === 'backend', headers: {} },
    ...(away === null ? null : { turnedAway: away }),
  };
  if (matched === null) {
    const isMissed = missed !== null && refused === null;
    return { ...base, decidedBy: isMissed ? pointedAt(missed.place) : null };
  }
  const { policy, how } = matched;
  const decidedBy = pointedAt(policy.place);
  // Reported: a 401 for a missing key has the headers of a <cors> in the policy itself, not of one in a fragment.
  if (keyMissing && how !== 'direct') return { ...base, decidedBy };
  if (keyMissing && isSeenBare(walk)) return { ...base, decidedBy: null };
  const isListed = listsMethod(policy, asked.method, walk);
  if (!isListed && isUnlistedMethodBare(walk)) return { ...base, decidedBy };
  return { ...base, headers: actualHeaders(policy, asked, walk), decidedBy };
}

/** The headers of a 401 rest on one report, so an observation against it wins: a page could not read the 401. */
function isSeenBare(walk: Walk): boolean {
  return walk.isSeen === true && walk.ask(keyRefusal).value === 'bare';
}

/** The check that refuses a request because of its page; null: it is refused for another reason. */
export function turnedAway({ isOfPage, by, place }: RefusedStep): CheckOfPage | null {
  return isOfPage === true && place !== null ? { policy: by, path: place.path, line: place.line } : null;
}

/** True for a policy that gives an answer of its own; an error gets the answer of `<on-error>`. */
function answersItself({ by }: RefusedStep): boolean {
  return answeringPolicies.has(by);
}

/** Applies hand-written headers to an answer. */
function rewritten(answer: GatewayAnswer, into: WrittenInto, origin: string, walk: Walk, trace: Trace): GatewayAnswer {
  if (into.writers.length === 0) return answer;
  const { headers, open, touched } = withHeadersWritten(answer.headers, into, origin, walk, trace);
  if (!touched) return answer;
  walk.rely(writtenBy[into.where] ?? facts.answerWritten);
  if (open === null) return { ...answer, headers };
  const { header, place } = open;
  // Only the browser's verdict is unknown: the backend was called.
  return { ...answer, headers, opaque: { code: 'hand-written', path: place.path, line: place.line, header } };
}

const writtenBy: Readonly<Record<string, Fact>> = { outbound: facts.handWrittenRuns, 'on-error': facts.errorWritten };

function unreadable({ place, scope, reason }: OpaqueStep, trace: Trace): GatewayAnswer {
  trace.add(place, scope.kind, { code: 'not-known', reason });
  return notKnown({ code: 'unreadable', path: place.path, line: place.line, reason }, trace);
}

function notKnown(opaque: NotKnown, trace: Trace): GatewayAnswer {
  return { status: 'unknown', backendCalled: 'unknown', headers: {}, decidedBy: null, trace: trace.entries, opaque };
}
