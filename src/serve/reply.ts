import type { GatewayAnswer, HeaderValue, TraceEntry } from '../cors/gateway.js';
import { explore, type Assumptions, type Exploration, type Reading } from '../cors/questions.js';
import { plainAnswer, preflightAnswer, requestAnswer } from '../effective/request-route.js';
import type { HttpRequest, RoutedRequest } from './routing.js';

/** What the gateway may answer, and what has to hold for it. */
export interface Outcome {
  /** Clauses that all hold; empty where nothing settles it. */
  readonly when: readonly Reading[];
  /** In words. */
  readonly answer: string;
}

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
  const trace = unite(worlds.map((world) => world.result.trace));
  const { status, opaque, decidedBy } = first.result;
  const isKnown = complete && opaque === null && worlds.every((world) => keyOf(world.result) === keyOf(first.result));
  if (isKnown && status !== 'unknown') {
    const answer = { headers: wire(first.result), decidedBy, trace };
    return status === 'backend' ? { kind: 'backend', ...answer } : { kind: 'own', status, ...answer };
  }
  return { kind: 'open', headers: common(worlds.map((world) => world.result)), outcomes: outcomesOf(exploration), trace };
}

function answersTo({ phase, route }: RoutedRequest, request: HttpRequest, assume: Assumptions): Exploration<GatewayAnswer> {
  const { method } = request;
  switch (phase.kind) {
    case 'preflight': {
      const asked = { origin: phase.origin, method: phase.method, headers: phase.headers, credentials: null };
      return explore((ask) => preflightAnswer(route, asked, assume, ask), assume);
    }
    case 'cross-origin': {
      const asked = { origin: phase.origin, method, headers: [], credentials: null };
      return explore((ask) => requestAnswer(route, asked, new Set(request.headers.keys()), assume, ask), assume);
    }
    case 'plain':
      return explore((ask) => plainAnswer(route, method, new Set(request.headers.keys()), assume, ask), assume);
  }
}

/** Where the gateway may answer with either of two texts, no browser can tell the difference: the first is sent. */
function written(value: HeaderValue): string {
  return typeof value === 'string' ? value : (value.oneOf[0] ?? '');
}

/** As headers are mostly written on the wire: `Access-Control-Allow-Origin`. */
function wire({ headers }: GatewayAnswer): Reply['headers'] {
  return Object.entries(headers).map(
    ([name, value]) => [name.replace(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase()), written(value)] as const,
  );
}

/** Equal keys: answers that no client can tell apart. */
function keyOf({ status, backendCalled, headers, opaque }: GatewayAnswer): string {
  const texts = Object.entries(headers).map(([name, value]) => [name, written(value)]);
  return JSON.stringify([status, backendCalled, opaque, texts.sort()]);
}

function common(answers: readonly GatewayAnswer[]): Reply['headers'] {
  const [first, ...others] = answers.map(wire);
  return (first ?? []).filter(([name, value]) => others.every((headers) => headers.some((header) => header[0] === name && header[1] === value)));
}

/** At most this many combinations are told. */
const mostOutcomes = 8;

/** What the answer hangs on: one question's readings where they settle it, else the combinations. */
function outcomesOf({ complete, worlds }: Exploration<GatewayAnswer>): readonly Outcome[] {
  if (!complete) return [{ when: [], answer: 'not known: more is open here than can be worked through' }];
  const questions = new Set(worlds.flatMap((world) => world.readings.map((reading) => reading.question)));
  for (const question of questions) {
    const answers = new Map<Reading, Set<string>>();
    for (const { readings, result } of worlds) {
      const reading = readings.find((one) => one.question === question);
      if (reading === undefined) continue;
      answers.set(reading, (answers.get(reading) ?? new Set()).add(inWords(result)));
    }
    const isAskedAlways = worlds.every((world) => world.readings.some((reading) => reading.question === question));
    if (!isAskedAlways || ![...answers.values()].every((texts) => texts.size === 1)) continue;
    return [...answers].map(([reading, texts]) => ({ when: [reading], answer: [...texts][0] ?? '' }));
  }
  return worlds.slice(0, mostOutcomes).map(({ readings, result }) => ({ when: readings, answer: inWords(result) }));
}

function inWords(answer: GatewayAnswer): string {
  const { status, opaque } = answer;
  if (opaque !== null) return `not known: ${opaque}`;
  const texts = wire(answer).map(([name, value]) => `${name}: ${value}`);
  const what =
    status === 'backend' ? 'what the backend answers' : status === 'unknown' ? 'what a policy answers, which is not worked out' : String(status);
  return `${what}, ${texts.length === 0 ? 'without CORS headers' : `with ${texts.join('; ')}`}`;
}

/** Entries of all worlds, each once, in the order met. */
function unite(traces: readonly (readonly TraceEntry[])[]): readonly TraceEntry[] {
  const seen = new Map<string, TraceEntry>();
  for (const entry of traces.flat()) seen.set(`${entry.path}:${entry.line}:${entry.text}`, entry);
  return [...seen.values()];
}
