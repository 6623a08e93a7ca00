import type { AskedOfGateway, GatewayAnswer, HeaderValue, NotKnown } from '../cors/answer.js';
import { facts } from '../cors/facts.js';
import type { TraceEntry } from '../cors/trace.js';
import type { Walk } from '../cors/worlds.js';
import {
  judged,
  sentRequest,
  type Blocked,
  type BrowserRequest,
  type BrowserResponse,
  type Judged,
  type ScriptRequest,
  type SentRequest,
} from '../browser/judge.js';
import { preflightAnswer, requestAnswer, type Carried } from '../effective/request-route.js';
import { isSendable } from '../browser/request-mode.js';
import type { ExplainTarget } from './request-target.js';
import { answerWithoutCors, verdictWithoutCors, type SentWithoutCors } from './without-cors.js';

/** The course of a request in one world. */
export interface Course {
  readonly preflight: GatewayAnswer | null;
  /** null: not sent. */
  readonly actual: GatewayAnswer | null;
  readonly blocked: Blocked | null;
  readonly verdict: 'allowed' | 'blocked' | 'unknown';
  readonly trace: readonly TraceEntry[];
  /** Something unreadable that keeps the verdict unknown in every world. */
  readonly opaque: NotKnown | null;
  /** Chromium allows it, but the Fetch standard does not. */
  readonly leavesStandard: boolean;
}

/** Follows one request through gateway and browser, in the current world. */
export function course(target: ExplainTarget, request: ScriptRequest, sent: SentRequest, walk: Walk): Course {
  const asked: AskedOfGateway = {
    origin: request.origin,
    method: sent.method,
    headers: sent.unsafeHeaders,
    credentials: request.credentials === 'include',
  };
  let preflight: GatewayAnswer | null = null;
  if (sent.preflightBecause.length > 0) {
    preflight = preflightAnswer(target.route, asked, walk);
    const half = ended(target, request, preflight, null, walk);
    if (half.verdict !== 'allowed') return half;
  }
  return ended(target, request, preflight, requestAnswer(target.route, asked, carriedBy(request, sent.droppedHeaders), walk), walk);
}

/** The headers of a request besides the browser's own. `dropped`: those that no script can set, lower case. */
export function carriedBy({ headers }: Pick<ScriptRequest, 'headers'>, dropped: readonly string[] = []): Carried {
  const carried = new Map<string, string | null>();
  for (const { name, value } of headers) if (!dropped.includes(name.toLowerCase())) carried.set(name.toLowerCase(), value);
  return carried;
}

/** A request without CORS checks: only the gateway's answer counts. */
export function courseWithoutCors(target: ExplainTarget, mode: SentWithoutCors['mode'], request: ScriptRequest, walk: Walk): Course {
  const { method } = sentRequest(request);
  const sent = { mode, origin: request.origin, method, headers: carriedBy(request) };
  const common = { preflight: null, leavesStandard: false };
  if (!isSendable(mode, method)) {
    const { blocked } = judged({ ...browserRequest(target, request), mode: 'no-cors' }, null, null);
    return { ...common, actual: null, blocked, verdict: 'blocked', trace: [], opaque: null };
  }
  const actual = answerWithoutCors(target.route, sent, walk);
  const { trace, opaque } = actual;
  return { ...common, actual, blocked: null, verdict: verdictWithoutCors(sent, actual), trace, opaque };
}

/** The browser's verdict on the answers; `actual` null: only the preflight is considered. */
function ended(target: ExplainTarget, request: ScriptRequest, preflight: GatewayAnswer | null, actual: GatewayAnswer | null, walk: Walk): Course {
  const answers = [preflight, actual].flatMap((one) => (one === null ? [] : [one]));
  const opaque = answers.find((one) => one.opaque !== null)?.opaque ?? null;
  const common = {
    preflight,
    actual,
    trace: answers.flatMap((one) => one.trace),
    opaque,
  };
  if (opaque !== null) return { ...common, verdict: 'unknown', blocked: null, leavesStandard: false };
  // If a header has several possible values, the verdict must not depend on which.
  const judgements = (['first', 'last'] as const).map((which) => {
    const passing = { status: 200, headers: [['access-control-allow-origin', request.origin]] } as const;
    const answer =
      actual === null ? { ...passing, headers: [...passing.headers, ['access-control-allow-credentials', 'true']] as const } : raw(actual, which);
    return judgedOnce(target, request, preflight === null ? null : raw(preflight, which), answer);
  });
  const [first, last] = judgements;
  if (first === undefined || last === undefined || first.judgement.allowed !== last.judgement.allowed) {
    return { ...common, verdict: 'unknown', blocked: null, opaque: { code: 'several-values' }, leavesStandard: false };
  }
  const leavesStandard = judgements.some(({ judgement }) => judgement.allowed && judgement.standard?.allowed === false);
  if (leavesStandard) walk.rely(facts.browsersLeaveStandard);
  return {
    ...common,
    verdict: first.judgement.allowed ? 'allowed' : 'blocked',
    blocked: first.blocked,
    leavesStandard,
  };
}

/** Cache of browser verdicts by request and target: thousands of worlds share a handful of answers. */
const known = new WeakMap<ScriptRequest, Map<string, Judged>>();

function judgedOnce(target: ExplainTarget, request: ScriptRequest, preflight: BrowserResponse | null, answer: BrowserResponse): Judged {
  let ofRequest = known.get(request);
  if (ofRequest === undefined) known.set(request, (ofRequest = new Map<string, Judged>()));
  const key = JSON.stringify([target.url, preflight, answer]);
  let found = ofRequest.get(key);
  if (found === undefined) {
    found = judged({ ...browserRequest(target, request), watchesUpload: preflight !== null }, preflight, answer);
    ofRequest.set(key, found);
  }
  return found;
}

/** The answer on the wire, with the first or the last of a header's possible values. */
function raw({ status, headers }: GatewayAnswer, which: 'first' | 'last'): BrowserResponse {
  const value = (header: HeaderValue): string =>
    typeof header === 'string' ? header : (header.oneOf[which === 'first' ? 0 : header.oneOf.length - 1] ?? '');
  return {
    status: typeof status === 'number' ? status : 200,
    headers: Object.entries(headers).map(([name, header]) => [name, value(header)] as const),
  };
}

function browserRequest({ url }: ExplainTarget, { origin, method, headers, credentials }: ScriptRequest): BrowserRequest {
  // If the gateway's name is unknown, the URL belongs to another site than the page.
  const sentTo = url.replace('https://<gateway>', 'https://gateway.invalid');
  return { origin, url: sentTo, method, headers: headers.map(({ name, value }) => [name, value ?? usualValue(name)] as const), credentials };
}

/** The assumed value of a header whose value was not given. */
function usualValue(name: string): string {
  switch (name.toLowerCase()) {
    case 'accept':
      return '*/*';
    case 'accept-language':
    case 'content-language':
      return 'en';
    case 'content-type':
      return 'application/json';
    default:
      return '1';
  }
}

/** The outcome of a course. */
export interface CourseEnd {
  readonly verdict: 'allowed' | 'blocked' | 'unknown';
  /** Status of the last answer for the browser: to the actual request, or to a failed preflight. */
  readonly status: GatewayAnswer['status'];
  readonly backendCalled: boolean | 'unknown';
}

/** The outcome of a course. */
export function endOf({ verdict, preflight, actual }: Course): CourseEnd {
  const last = actual ?? preflight;
  return { verdict, status: last?.status ?? 'unknown', backendCalled: last?.backendCalled ?? 'unknown' };
}

/** Equal keys: neither the page nor an observer of the API can distinguish the two. */
export function courseKey(course: Course): string {
  return JSON.stringify(endOf(course));
}
