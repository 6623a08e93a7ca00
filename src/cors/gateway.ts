import type { HeaderWriter, Place } from '../apim/policy.js';
import type { Certainty } from './certainty.js';
import { exists, type CorsChain, type CorsStep } from './cors-chain.js';
import { exposedBy, headersOf, isTrue, matches, matchesForCertain, methodsOf, passesOn, preflightDecision } from './grant.js';
import { isSafelistedMethod } from '../browser/fetch-request.js';
import { handWritten } from './hand-written.js';
import { listed } from './name-set.js';
import type { CorsPolicy, NameList } from './cors-policy.js';
import {
  expressionIsTrue,
  fragmentCorsAtPreflight,
  handWrittenBesideCors,
  open,
  partialMatchAtPreflight,
  partialMatchPassesOn,
  secondCorsDecoratesActual,
  terminateUnmatchedDefault,
  unlistedMethodAtActual,
  unmatchedOtherMethods,
  wildcardLists,
  wildcardOriginWithCredentials,
  type Ask,
  type Assumptions,
} from './questions.js';

/** The gateway's half: what API Management answers to one cross-origin request, in one world (Microsoft Learn, cors policy). */

/** What the gateway is asked, as far as CORS minds. */
export interface AskedOfGateway {
  /** The Origin header as sent: serialised, or the text `null`. */
  readonly origin: string;
  /** The request's method; of a preflight, its Access-Control-Request-Method. */
  readonly method: string;
  /** Access-Control-Request-Headers of a preflight: lower case, sorted. */
  readonly headers: readonly string[];
  /** Whether the page asks with credentials; null: the gateway is not told. */
  readonly credentials: boolean | null;
}

/** A header value, or the values it may have where no browser can tell the difference. */
export type HeaderValue = string | { readonly oneOf: readonly string[] };

/** What one element does with a request. */
export interface TraceEntry {
  readonly path: string;
  readonly line: number;
  readonly scope: string;
  readonly text: string;
}

export interface GatewayAnswer {
  /** `backend`: whatever the backend answers. */
  readonly status: number | 'backend' | 'unknown';
  readonly backendCalled: boolean | 'unknown';
  /** Of CORS; names in lower case. */
  readonly headers: Readonly<Record<string, HeaderValue>>;
  readonly decidedBy: { readonly path: string; readonly line: number } | null;
  readonly certainty: Certainty;
  readonly trace: readonly TraceEntry[];
  /** Set where something that cannot be read was reached: then nothing is known, and this says what. */
  readonly opaque: string | null;
}

type Sketch = Omit<GatewayAnswer, 'trace' | 'opaque'>;

/** Answers to a preflight: an element's, or an empty 200 without CORS headers, or 404 where no `<cors>` is in scope. */
export function answerPreflight(chain: CorsChain, asked: AskedOfGateway, assume: Assumptions, asking: Ask): GatewayAnswer {
  const trace = new Trace(asked.origin, 'preflight');
  const steps = chain.preflight?.steps ?? chain.steps;
  const isPipeline = chain.preflight?.kind === 'pipeline';
  const { ask, answered } = remembering(asking);
  const decision = preflightDecision(chain, asked.origin, ask);
  trace.preflight(steps, isPipeline, decision.kind === 'granted' ? decision.policy : null, answered);
  const none = { headers: {}, backendCalled: false, decidedBy: null } as const;
  switch (decision.kind) {
    case 'opaque':
      return unreadable(steps, decision.key, trace);
    case 'none':
      // The operation answers itself: with what its backend says, where no <cors> of ours has a part.
      if (isPipeline) return trace.of({ ...none, status: 'backend', backendCalled: true, certainty: 'inferred' });
      return trace.of({ ...none, status: 404, certainty: 'documented' });
    case 'refused': {
      const { by, decorated } = decision;
      const refusal = { ...none, status: by.status, decidedBy: at(by.place), certainty: 'inferred' } as const;
      // Reported of a missing key: a <cors> that stands in the policy itself decorates the refusal, one in a fragment does not.
      if (decorated?.how !== 'direct') return trace.of(refusal);
      return trace.of({ ...refusal, headers: originHeaders(decorated.policy, asked, assume, ask), decidedBy: at(decorated.policy.place) });
    }
    case 'ended': {
      // In a pipeline of its own an unmatched origin gets no headers; with which status no page says.
      const status = isPipeline ? 'unknown' : 200;
      return trace.of({ ...none, status, decidedBy: at(decision.policy.place), certainty: 'documented' });
    }
    case 'granted': {
      const { policy } = decision;
      return trace.of({ ...granted(policy, asked, assume, ask, steps), decidedBy: at(policy.place) });
    }
  }
}

function granted(policy: CorsPolicy, asked: AskedOfGateway, assume: Assumptions, ask: Ask, steps: readonly CorsStep[]): Omit<Sketch, 'decidedBy'> {
  const other = laterGrant(policy, asked, ask, steps);
  if (other !== null && ask(partialMatchPassesOn).value === 'yes') return granted(other, asked, assume, ask, []);
  const own = originHeaders(policy, asked, assume, ask);
  const hasMethod = listsMethod(policy, asked.method, ask);
  const lacking = asked.headers.filter((name) => !listsHeader(policy.headers, name, ask));
  const base = { status: 200, backendCalled: false } as const;
  const methods = listed(methodsOf(policy, ask));
  const headers = listed(headersOf(policy.headers));
  if (hasMethod && lacking.length === 0) {
    // A `*` in a list means nothing to a request with credentials (Fetch): to others both answers are the same.
    const matters = asked.credentials !== false && isTrue(policy.allowCredentials, ask);
    const list = (requested: string, configured: readonly string[] | '*', asks: boolean): HeaderValue => {
      if (configured !== '*') return nameHeader(requested, configured);
      const answer = matters && asks ? ask(wildcardLists).value : assume.get(wildcardLists.id);
      if (answer === undefined) return { oneOf: [requested, '*'] };
      return answer === 'echoed' ? requested : '*';
    };
    const all: Record<string, HeaderValue> = { ...own };
    all['access-control-allow-methods'] = list(asked.method, methods, !isSafelistedMethod(asked.method));
    if (asked.headers.length > 0) all['access-control-allow-headers'] = list(asked.headers.join(','), headers, true);
    if (policy.maxAge.kind === 'literal') all['access-control-max-age'] = String(policy.maxAge.seconds);
    return { ...base, headers: all, certainty: howOf(steps, policy) === 'fragment' ? 'inferred' : 'documented' };
  }
  // What such an answer looks like is open. Where the browser refuses it either way it is not asked.
  const matters = lacking.length === 0 && isSafelistedMethod(asked.method);
  const shape = matters ? ask(partialMatchAtPreflight).value : (assume.get(partialMatchAtPreflight.id) ?? 'decorated');
  if (shape === 'bare') return { ...base, headers: {}, certainty: 'documented' };
  const some: Record<string, HeaderValue> = { ...own, 'access-control-allow-methods': written(methods) };
  if (asked.headers.length > 0) some['access-control-allow-headers'] = written(headers);
  return { ...base, headers: some, certainty: matters ? 'inferred' : 'documented' };
}

/** A later element that grants all of what the first one that lists the origin lacks; null: none, or nothing is lacking. */
function laterGrant(policy: CorsPolicy, asked: AskedOfGateway, ask: Ask, steps: readonly CorsStep[]): CorsPolicy | null {
  const grantsAll = (one: CorsPolicy): boolean =>
    listsMethod(one, asked.method, ask) && asked.headers.every((name) => listsHeader(one.headers, name, ask));
  const at = steps.findIndex((step) => step.kind === 'cors' && step.policy === policy);
  const later = steps.slice(at + 1).filter((step) => step.kind === 'cors' && step.how === 'direct' && step.guards.length === 0);
  if (at < 0 || later.length === 0 || grantsAll(policy) || !passesOn(policy, ask)) return null;
  for (const step of later) if (step.kind === 'cors' && matches(step.policy, asked.origin, ask) && grantsAll(step.policy)) return step.policy;
  return null;
}

/** Whom a request is refused by, if anybody: a policy in the chain, or the check of the key. */
export interface ActualOptions {
  /** True where the request lacks the subscription key that its API asks for: refused before any policy, with the headers of an inline `<cors>`. */
  readonly keyMissing: boolean;
}

/** Answers to the request itself. */
export function answerActual(chain: CorsChain, asked: AskedOfGateway, options: ActualOptions, assume: Assumptions, ask: Ask): GatewayAnswer {
  const trace = new Trace(asked.origin, 'request');
  let matched: Extract<CorsStep, { kind: 'cors' }> | null = null;
  let first: CorsPolicy | null = null;
  let isSecond = false;
  const { keyMissing } = options;
  for (const step of chain.steps) {
    if (keyMissing && step.kind === 'refused') break;
    if (!exists(step, ask)) continue;
    if (step.kind === 'opaque') {
      // Behind a <cors> that matched only more policies can stand: the headers are settled.
      if (matched !== null) continue;
      return unreadable(chain.steps, step.key, trace);
    }
    if (step.kind === 'refused') {
      trace.add(
        step.place,
        step.scope?.kind ?? 'api',
        matched === null ? `${step.by} ends the request before any <cors> runs` : `${step.by} ends the request`,
      );
      return finished(matched, isSecond, step.status, false, asked, options, assume, ask, trace);
    }
    if (matched !== null) continue;
    if (matches(step.policy, asked.origin, ask)) {
      if (first !== null && ask(secondCorsDecoratesActual).value === 'no') {
        trace.cors(step, `lists ${asked.origin}, and does not count: only the first <cors> is applied`);
        continue;
      }
      trace.cors(step, `${howItMatches(step.policy, asked.origin)}, and decides`);
      matched = step;
      isSecond = first !== null;
      continue;
    }
    trace.cors(step, `does not list ${asked.origin}; ${afterwards(step.policy)}`);
    first ??= step.policy;
    if (keyMissing) {
      if (!passesOn(step.policy, ask)) break;
    } else if (endsUnmatched(step.policy, asked.method, ask)) {
      return trace.of({ status: 200, backendCalled: false, headers: {}, decidedBy: at(step.policy.place), certainty: 'documented' });
    }
  }
  const status = keyMissing ? 401 : 'backend';
  const answer = finished(matched, isSecond, status, !keyMissing, asked, options, assume, ask, trace);
  const decided = matched === null && first !== null ? { ...answer, decidedBy: at(first.place), certainty: 'documented' as const } : answer;
  return keyMissing ? decided : withWritten(decided, chain.written, ask, trace);
}

/** What `<outbound>` writes by hand into the answer of the backend. */
function withWritten(answer: GatewayAnswer, writers: readonly HeaderWriter[], ask: Ask, trace: Trace): GatewayAnswer {
  const all = writers.map(handWritten).filter((one) => readByBrowsers.has(one.header));
  if (all.length === 0) return answer;
  const headers: Record<string, HeaderValue> = { ...answer.headers };
  for (const { header, action, values, place } of all) {
    trace.add(place, 'outbound', `writes ${header} by hand`);
    if (values === null || all.filter((one) => one.header === header).length > 1) {
      return { ...unknownAnswer(trace), opaque: `${place.path}:${place.line} writes ${header} by hand, and what it comes to is not known here` };
    }
    const before = headers[header];
    const own = values.join(', ');
    // The backend may send one too; what it sends is in no policy.
    if (before === undefined) {
      if (action !== 'delete') headers[header] = own;
    } else if (ask(handWrittenBesideCors).value === 'beside') {
      if (action === 'override' || action === 'append') headers[header] = `${typeof before === 'string' ? before : (before.oneOf[0] ?? '')}, ${own}`;
    } else if (action === 'override') headers[header] = own;
    else if (action === 'append') headers[header] = `${typeof before === 'string' ? before : (before.oneOf[0] ?? '')}, ${own}`;
    else if (action === 'delete') Reflect.deleteProperty(headers, header);
  }
  return { ...answer, headers, certainty: 'inferred' };
}

const readByBrowsers: ReadonlySet<string> = new Set([
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-expose-headers',
]);

/** The answer to a request whose `<cors>` matched, if one did. */
function finished(
  matched: Extract<CorsStep, { kind: 'cors' }> | null,
  isSecond: boolean,
  status: GatewayAnswer['status'],
  backendCalled: boolean,
  asked: AskedOfGateway,
  options: ActualOptions,
  assume: Assumptions,
  ask: Ask,
  trace: Trace,
): GatewayAnswer {
  if (matched === null) return trace.of({ status, backendCalled, headers: {}, decidedBy: null, certainty: 'inferred' });
  const { policy, how } = matched;
  const decidedBy = at(policy.place);
  // Reported: a 401 for a missing key carries the headers of a <cors> that stands in the policy itself, not those of one in a fragment.
  if (options.keyMissing && how !== 'direct') return trace.of({ status, backendCalled, headers: {}, decidedBy, certainty: 'reported' });
  const isListed = listsMethod(policy, asked.method, ask);
  if (!isListed && ask(unlistedMethodAtActual).value === 'bare') {
    return trace.of({ status, backendCalled, headers: {}, decidedBy, certainty: 'inferred' });
  }
  const headers: Record<string, HeaderValue> = originHeaders(policy, asked, assume, ask);
  const exposed = listed(exposedBy(policy.exposed));
  if (exposed === '*' || exposed.length > 0) headers['access-control-expose-headers'] = written(exposed);
  const leans = status !== 'backend' || how !== 'direct' || isSecond || !isListed;
  return trace.of({ status, backendCalled, headers, decidedBy, certainty: options.keyMissing ? 'reported' : leans ? 'inferred' : 'documented' });
}

/** Documented for GET and HEAD: an empty 200, and neither later policies nor the backend run. */
function endsUnmatched(policy: CorsPolicy, method: string, ask: Ask): boolean {
  if (passesOn(policy, ask)) return false;
  return method === 'GET' || method === 'HEAD' || ask(unmatchedOtherMethods).value === 'ends';
}

function originHeaders(policy: CorsPolicy, asked: AskedOfGateway, assume: Assumptions, ask: Ask): Record<string, HeaderValue> {
  const credentials = isTrue(policy.allowCredentials, ask);
  const headers: Record<string, HeaderValue> = { 'access-control-allow-origin': originHeader(policy, asked, credentials, assume, ask) };
  if (credentials) headers['access-control-allow-credentials'] = 'true';
  return headers;
}

/** A listed origin is answered with itself; for `*` no page says whether the caller's origin or a literal `*` comes back. */
function originHeader(policy: CorsPolicy, asked: AskedOfGateway, credentials: boolean, assume: Assumptions, ask: Ask): HeaderValue {
  const isListed = policy.origins.some((entry) => entry.kind !== 'any' && matchesForCertain(entry, asked.origin));
  if (isListed || !policy.origins.some((entry) => entry.kind === 'any')) return asked.origin;
  const matters = asked.credentials !== false && credentials;
  const answer = matters ? ask(wildcardOriginWithCredentials).value : assume.get(wildcardOriginWithCredentials.id);
  if (answer === 'echo') return asked.origin;
  return answer === 'literal' ? '*' : { oneOf: ['*', asked.origin] };
}

function listsMethod(policy: CorsPolicy, method: string, ask: Ask): boolean {
  const granted = methodsOf(policy, ask);
  return granted.any || granted.names.has(method) || openEntryIs(policy.methods, method, ask);
}

function listsHeader(list: NameList, name: string, ask: Ask): boolean {
  const granted = headersOf(list);
  return granted.any || granted.names.has(name) || openEntryIs(list, name, ask);
}

function openEntryIs(list: NameList, name: string, ask: Ask): boolean {
  if (list.kind === 'absent') return false;
  return list.unresolved.some(
    (entry) =>
      ask(open(`unresolved-name:${entry.name}:${name}`, `${entry.name} stands for ${name}`, `${entry.name} stands for something else`)).value ===
      'yes',
  );
}

/** No page says whether the gateway echoes the names asked for or lists its own: a browser minds only where the list is `*`, and then an echo is reported. */
function nameHeader(requested: string, configured: readonly string[] | '*'): HeaderValue {
  const own = written(configured);
  return own === requested ? own : { oneOf: [requested, own] };
}

function written(names: readonly string[] | '*'): string {
  return names === '*' ? '*' : names.join(', ');
}

function at(place: Place | null): { readonly path: string; readonly line: number } | null {
  return place === null ? null : { path: place.path, line: place.line };
}

function howOf(steps: readonly CorsStep[], policy: CorsPolicy): 'direct' | 'fragment' | 'nested' | null {
  for (const step of steps) if (step.kind === 'cors' && step.policy === policy) return step.how;
  return null;
}

function unreadable(steps: readonly CorsStep[], key: string, trace: Trace): GatewayAnswer {
  const step = steps.find((one) => one.kind === 'opaque' && one.key === key);
  const why = step?.kind === 'opaque' ? `${step.place.path}:${step.place.line}: ${step.reason}` : 'a policy cannot be read';
  if (step?.kind === 'opaque') trace.add(step.place, 'unknown', step.reason);
  return { ...unknownAnswer(trace), opaque: why };
}

function unknownAnswer(trace: Trace): GatewayAnswer {
  return {
    status: 'unknown',
    backendCalled: 'unknown',
    headers: {},
    decidedBy: null,
    certainty: 'unknown',
    trace: trace.entries,
    opaque: null,
  };
}

/** What each element that is asked does, in order. */
class Trace {
  readonly entries: TraceEntry[] = [];
  readonly #origin: string;
  readonly #phase: 'preflight' | 'request';

  constructor(origin: string, phase: 'preflight' | 'request') {
    this.#origin = origin;
    this.#phase = phase;
  }

  of(sketch: Sketch): GatewayAnswer {
    return { ...sketch, trace: this.entries, opaque: null };
  }

  add(place: Place | null, scope: string, text: string): void {
    this.entries.push({ path: place?.path ?? '', line: place?.line ?? 0, scope, text: `${this.#phase}: ${text}` });
  }

  cors(step: Extract<CorsStep, { kind: 'cors' }>, text: string): void {
    this.add(step.policy.place, step.scope.kind, text);
  }

  /** What the elements before the one that decides a preflight do, and that one; `answered`: what was asked to find it. */
  preflight(steps: readonly CorsStep[], isPipeline: boolean, decider: CorsPolicy | null, answered: ReadonlyMap<string, string>): void {
    for (const step of steps) {
      if (step.kind === 'cors' && step.how === 'nested' && !isPipeline) {
        this.cors(step, 'stands inside another policy, where preflights are not answered');
        continue;
      }
      // What was not asked has no part in this world.
      if (!step.guards.every((guard) => answered.get(guard.question.id) === guard.value)) continue;
      if (step.kind === 'opaque') return;
      if (step.kind === 'refused') {
        const what =
          step.by === 'subscription' ? 'the API asks for a subscription key, and a preflight carries none' : `${step.by} refuses a preflight`;
        if (step.place !== null) this.add(step.place, step.scope?.kind ?? 'api', what);
        return;
      }
      if (step.how === 'fragment' && !isPipeline && answered.get(fragmentCorsAtPreflight.id) === 'ignored') {
        this.cors(step, 'stands in a policy fragment, where preflights are not answered');
        continue;
      }
      if (step.policy === decider) {
        this.cors(step, `${howItMatches(step.policy, this.#origin)}, and decides`);
        return;
      }
      this.cors(step, `does not list ${this.#origin}; ${afterwards(step.policy)}`);
      if (endsHere(step.policy, answered)) return;
    }
  }
}

/** An `ask` that keeps what it was told. */
function remembering(ask: Ask): { readonly ask: Ask; readonly answered: ReadonlyMap<string, string> } {
  const answered = new Map<string, string>();
  const remember: Ask = (question) => {
    const reading = ask(question);
    answered.set(question.id, reading.value);
    return reading;
  };
  return { ask: remember, answered };
}

/** Whether the search ended at this element, as far as it was asked. */
function endsHere({ terminateUnmatched: flag }: CorsPolicy, answered: ReadonlyMap<string, string>): boolean {
  switch (flag.kind) {
    case 'literal':
      return flag.value;
    case 'expression':
      return answered.get(expressionIsTrue('terminate-unmatched-request', flag.text).id) === 'true';
    case 'absent':
    case 'invalid':
      return answered.get(terminateUnmatchedDefault.id) === 'true';
  }
}

function howItMatches({ origins }: CorsPolicy, origin: string): string {
  if (origins.some((entry) => entry.kind !== 'any' && matchesForCertain(entry, origin))) return `lists ${origin}`;
  if (origins.some((entry) => entry.kind === 'any')) return 'allows every origin';
  return `holds a value that may be ${origin}`;
}

function afterwards({ terminateUnmatched: flag }: CorsPolicy): string {
  switch (flag.kind) {
    case 'literal':
      return flag.value
        ? 'terminate-unmatched-request="true" ends the request with an empty 200'
        : 'terminate-unmatched-request="false" passes it on';
    case 'expression':
      return 'an expression says whether it is passed on';
    case 'absent':
    case 'invalid':
      return 'terminate-unmatched-request is not written, and Microsoft’s pages disagree on what it then is';
  }
}
