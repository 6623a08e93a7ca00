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

/** One world's course of events. */
export interface Course {
  readonly preflight: GatewayAnswer | null;
  /** null: not sent. */
  readonly actual: GatewayAnswer | null;
  readonly blocked: Blocked | null;
  readonly verdict: 'allowed' | 'blocked' | 'unknown';
  readonly trace: readonly TraceEntry[];
  /** What keeps the verdict from being known in any world: something that cannot be read. */
  readonly opaque: NotKnown | null;
  /** Chromium lets it pass, and the Fetch standard does not. */
  readonly leavesStandard: boolean;
}

/** One request through gateway and browser, in the world at hand. */
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

/** What a request carries besides the browser's own headers. `dropped`: those that no script can set, lower case. */
export function carriedBy({ headers }: Pick<ScriptRequest, 'headers'>, dropped: readonly string[] = []): Carried {
  const carried = new Map<string, string | null>();
  for (const { name, value } of headers) if (!dropped.includes(name.toLowerCase())) carried.set(name.toLowerCase(), value);
  return carried;
}

/** A request that browsers do not check against CORS: only the gateway's answer counts. */
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

/** What the browser makes of the answers; `actual` null: the preflight alone is looked at. */
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
  // Where a header has several values that no page tells apart, the browser must not mind which it is.
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

/** By request and where it goes, what the browser makes of some answers: thousands of worlds have a handful of them. */
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

/** The answer as it stands on the wire, with the first or the last of the values a header may have. */
function raw({ status, headers }: GatewayAnswer, which: 'first' | 'last'): BrowserResponse {
  const value = (header: HeaderValue): string =>
    typeof header === 'string' ? header : (header.oneOf[which === 'first' ? 0 : header.oneOf.length - 1] ?? '');
  return {
    status: typeof status === 'number' ? status : 200,
    headers: Object.entries(headers).map(([name, header]) => [name, value(header)] as const),
  };
}

function browserRequest({ url }: ExplainTarget, { origin, method, headers, credentials }: ScriptRequest): BrowserRequest {
  // Without a gateway's name the URL is some other site's than the page's.
  const sentTo = url.replace('https://<gateway>', 'https://gateway.invalid');
  return { origin, url: sentTo, method, headers: headers.map(({ name, value }) => [name, value ?? usualValue(name)] as const), credentials };
}

/** What a header is taken to hold whose value was not given. */
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

/** How a course of events ends. */
export interface CourseEnd {
  readonly verdict: 'allowed' | 'blocked' | 'unknown';
  /** Of the last answer that the browser gets: to the request itself, or to a preflight that fails. */
  readonly status: GatewayAnswer['status'];
  readonly backendCalled: boolean | 'unknown';
}

/** How a course of events ends. */
export function endOf({ verdict, preflight, actual }: Course): CourseEnd {
  const last = actual ?? preflight;
  return { verdict, status: last?.status ?? 'unknown', backendCalled: last?.backendCalled ?? 'unknown' };
}

/** Equal keys: the page, and whoever watches the API, cannot tell the two apart. */
export function courseKey(course: Course): string {
  return JSON.stringify(endOf(course));
}
