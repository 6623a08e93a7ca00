import { answerKey, firstOf, type GatewayAnswer, type NotKnown } from '../cors/answer.js';
import { outcomesOf } from '../cors/outcomes.js';
import { explore, type Assumptions, type Exploration, type Reading } from '../cors/questions.js';
import { uniteTraces, type TraceEntry } from '../cors/trace.js';
import { plainAnswer, preflightAnswer, requestAnswer } from '../effective/request-route.js';
import type { HttpRequest, RoutedRequest } from './routing.js';

/** What the gateway may answer, and what has to hold for it. */
export interface Outcome {
  /** Clauses that all hold; empty where nothing settles it. */
  readonly when: readonly Reading[];
  readonly answer: PossibleAnswer;
}

/** One of the answers that a request may get. */
export type PossibleAnswer =
  | { readonly kind: 'answer'; readonly status: GatewayAnswer['status']; readonly headers: Reply['headers'] }
  | { readonly kind: 'not-known'; readonly why: NotKnown }
  /** More is open than can be worked through. */
  | { readonly kind: 'too-much' };

/**
 * What to do with a request.
 * `own`: the gateway answers itself. `backend`: the backend answers, and the headers are added. `open`: the sources do not say which of the
 * outcomes it is; the headers are those that every one of them has.
 */
export type Reply = { readonly headers: readonly (readonly [name: string, value: string])[]; readonly trace: readonly TraceEntry[] } & (
  | { readonly kind: 'own'; readonly status: number; readonly decidedBy: GatewayAnswer['decidedBy'] }
  | { readonly kind: 'backend'; readonly decidedBy: GatewayAnswer['decidedBy'] }
  | { readonly kind: 'open'; readonly outcomes: readonly Outcome[] }
);

/** The gateway's answer in every world; one where all agree. */
export function replyTo(routed: RoutedRequest, request: HttpRequest, assume: Assumptions): Reply {
  const exploration = answersTo(routed, request, assume);
  const { complete, worlds } = exploration;
  const [first] = worlds;
  if (first === undefined) throw new Error('an exploration has at least one world');
  const trace = uniteTraces(worlds.map((world) => world.result.trace));
  const { status, opaque, decidedBy } = first.result;
  const isKnown = complete && opaque === null && worlds.every((world) => answerKey(world.result) === answerKey(first.result));
  if (isKnown && status !== 'unknown') {
    const answer = { headers: wire(first.result), decidedBy, trace };
    return status === 'backend' ? { kind: 'backend', ...answer } : { kind: 'own', status, ...answer };
  }
  return { kind: 'open', headers: common(worlds.map((world) => world.result)), outcomes: possibleAnswers(exploration), trace };
}

function answersTo({ phase, route }: RoutedRequest, request: HttpRequest, assume: Assumptions): Exploration<GatewayAnswer> {
  const { method } = request;
  switch (phase.kind) {
    case 'preflight': {
      const asked = { origin: phase.origin, method: phase.method, headers: phase.headers, credentials: null };
      return explore((walk) => preflightAnswer(route, asked, walk), assume);
    }
    case 'cross-origin': {
      const asked = { origin: phase.origin, method, headers: [], credentials: null };
      return explore((walk) => requestAnswer(route, asked, new Set(request.headers.keys()), walk), assume);
    }
    case 'plain':
      return explore((walk) => plainAnswer(route, method, new Set(request.headers.keys()), walk), assume);
  }
}

/** As headers are mostly written on the wire: `Access-Control-Allow-Origin`. */
function wire({ headers }: GatewayAnswer): Reply['headers'] {
  return Object.entries(headers).map(
    ([name, value]) => [name.replace(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase()), firstOf(value)] as const,
  );
}

function common(answers: readonly GatewayAnswer[]): Reply['headers'] {
  const [first, ...others] = answers.map(wire);
  return (first ?? []).filter(([name, value]) => others.every((headers) => headers.some((header) => header[0] === name && header[1] === value)));
}

/** At most this many combinations are told. */
const mostOutcomes = 8;

/** What the answer hangs on. */
function possibleAnswers({ complete, worlds }: Exploration<GatewayAnswer>): readonly Outcome[] {
  if (!complete) return [{ when: [], answer: { kind: 'too-much' } }];
  const possible = worlds.map(({ readings, result }) => ({ readings, result: possibleAnswer(result) }));
  return outcomesOf(possible, (answer) => JSON.stringify(answer), mostOutcomes).map(({ when, result }) => ({ when, answer: result }));
}

function possibleAnswer(answer: GatewayAnswer): PossibleAnswer {
  const { status, opaque } = answer;
  return opaque === null ? { kind: 'answer', status, headers: wire(answer) } : { kind: 'not-known', why: opaque };
}
