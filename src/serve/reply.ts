import { answerKey, firstOf, type GatewayAnswer, type NotKnown } from '../cors/answer.js';
import { outcomesOf } from '../cors/outcomes.js';
import { explore, underLeanings, type Assumptions, type Exploration, type Reading } from '../cors/worlds.js';
import { uniteTraces, type TraceEntry } from '../cors/trace.js';
import { answerTo, type HttpRequest, type RoutedRequest } from '../effective/http-request.js';
import type { NotSaved } from '../explain/explanation.js';
import { refusalsOf } from '../explain/explanation-notes.js';

/** A possible answer, and the readings it needs. */
export interface ReplyOutcome {
  /** Readings that all hold; empty if none settles it. */
  readonly when: readonly Reading[];
  /** It follows the leanings, and was sent. */
  readonly leaning: boolean;
  readonly answer: PossibleAnswer;
}

/** One of the answers that a request may get. */
export type PossibleAnswer =
  | { readonly kind: 'answer'; readonly status: GatewayAnswer['status']; readonly headers: ServedReply['headers'] }
  | { readonly kind: 'not-known'; readonly why: NotKnown | NotSaved }
  /** More open points than the bound. */
  | { readonly kind: 'too-much' };

/**
 * How to reply to a request. `own`: the gateway answers itself. `backend`: the backend answers, and the headers are added. `open`: no outcome is certain; the
 * headers are those common to all.
 */
export type ServedReply = {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly trace: readonly TraceEntry[];
  /** For `own` and `backend`: the outcome by the leanings and those by other readings, if they differ. */
  readonly outcomes: readonly ReplyOutcome[];
} & (
  | { readonly kind: 'own'; readonly status: number; readonly decidedBy: GatewayAnswer['decidedBy'] }
  | { readonly kind: 'backend'; readonly decidedBy: GatewayAnswer['decidedBy'] }
  | { readonly kind: 'open' }
);

/** The gateway's answer under the leanings; open if they leave it open, or if a policy is refused at save, so that the deployed one is unknown. */
export function replyTo(routed: RoutedRequest, request: HttpRequest, assume: Assumptions): ServedReply {
  const refusals = refusalsOf(routed.route);
  const [refusal] = refusals;
  if (refusal !== undefined) {
    const why: NotSaved = { code: 'not-saved', path: refusal.path, line: refusal.line };
    return { kind: 'open', headers: [], outcomes: [{ when: [], leaning: false, answer: { kind: 'not-known', why } }], trace: refusals };
  }
  const exploration = explore((walk) => answerTo(routed, request, walk), assume);
  const { complete, worlds } = exploration;
  const answers = underLeanings(worlds).map((world) => world.result);
  const [first] = answers;
  if (first === undefined) throw new Error('an exploration has a world that follows the leanings');
  const trace = uniteTraces(answers.map((answer) => answer.trace));
  const outcomes = possibleAnswers(exploration);
  const { status, opaque, decidedBy } = first;
  const isKnown = complete && opaque === null && answers.every((answer) => answerKey(answer) === answerKey(first));
  if (isKnown && status !== 'unknown') {
    const told = { headers: wire(first), decidedBy, trace, outcomes: outcomes.length > 1 ? outcomes : [] };
    return status === 'backend' ? { kind: 'backend', ...told } : { kind: 'own', status, ...told };
  }
  return { kind: 'open', headers: common(answers), outcomes: outcomes.map((one) => ({ ...one, leaning: false })), trace };
}

/** Header names in their usual spelling: `Access-Control-Allow-Origin`. */
function wire({ headers }: GatewayAnswer): ServedReply['headers'] {
  return Object.entries(headers).map(
    ([name, value]) => [name.replace(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase()), firstOf(value)] as const,
  );
}

function common(answers: readonly GatewayAnswer[]): ServedReply['headers'] {
  const [first, ...others] = answers.map(wire);
  return (first ?? []).filter(([name, value]) => others.every((headers) => headers.some((header) => header[0] === name && header[1] === value)));
}

/** Most combinations that are reported. */
const mostOutcomes = 8;

/** The outcomes that differ between readings. */
function possibleAnswers({ complete, worlds }: Exploration<GatewayAnswer>): readonly ReplyOutcome[] {
  if (!complete) return [{ when: [], leaning: false, answer: { kind: 'too-much' } }];
  const possible = worlds.map((world) => ({ ...world, result: possibleAnswer(world.result) }));
  return outcomesOf(possible, (answer) => JSON.stringify(answer), mostOutcomes).map(({ when, leaning, result }) => ({
    when,
    leaning,
    answer: result,
  }));
}

function possibleAnswer(answer: GatewayAnswer): PossibleAnswer {
  const { status, opaque } = answer;
  return opaque === null ? { kind: 'answer', status, headers: wire(answer) } : { kind: 'not-known', why: opaque };
}
