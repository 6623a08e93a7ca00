import type { Place } from '../apim/policy.js';
import type { Certainty } from '../cors/certainty.js';
import type { CorsChain, CorsStep } from '../cors/chain.js';
import { actualDecision, exposedBy, headersOf, matchesForCertain, methodsOf, preflightDecision } from '../cors/grant.js';
import { listed } from '../cors/name-set.js';
import type { CorsPolicy, Flag, NameList } from '../cors/policy.js';
import {
  expressionIsTrue,
  terminateUnmatchedDefault,
  wildcardOriginWithCredentials,
  type Ask,
  type Assumptions,
  type Question,
} from '../cors/questions.js';
import { corsCheck, type Blocked, type HeaderValue, type PageRequest, type SentRequest } from '../cors/request.js';

/** What one element does with a request. */
export interface TraceEntry {
  readonly path: string;
  readonly line: number;
  readonly scope: string;
  readonly text: string;
}

/** What the gateway answers in one world, and what the browser makes of it. */
export interface Answer {
  readonly verdict: 'passed' | 'blocked' | 'unknown';
  readonly blocked: Blocked | null;
  readonly status: number | 'backend' | 'unknown';
  readonly backendCalled: boolean | 'unknown';
  readonly headers: Readonly<Record<string, HeaderValue>>;
  readonly decidedBy: { readonly path: string; readonly line: number } | null;
  readonly certainty: Certainty;
  readonly trace: readonly TraceEntry[];
  readonly why: string;
}

/** An open point of one request, yes or no. */
export function open(id: string, yes: string, no: string): Question {
  return {
    id,
    readings: [
      { question: id, value: 'yes', certainty: 'inferred', says: yes },
      { question: id, value: 'no', certainty: 'unknown', says: no },
    ],
  };
}

/** The answer to the preflight: an element's, or an empty one without CORS headers, or 404 where no `<cors>` is in scope (cors policy page). */
export function answerPreflight(chain: CorsChain, request: PageRequest, sent: SentRequest, assume: Assumptions, asking: Ask): Answer {
  const { ask, answered } = remembering(asking);
  const decision = preflightDecision(chain, request.origin, ask);
  const trace = traceOf(chain, request.origin, 'preflight', 'policy' in decision ? decision.policy : null, decision.kind === 'granted', answered);
  const none = { headers: {}, backendCalled: false, decidedBy: null, certainty: 'documented', trace } as const;
  switch (decision.kind) {
    case 'opaque':
      return { ...none, verdict: 'unknown', blocked: null, status: 'unknown', certainty: 'unknown', why: opaqueReason(chain, decision.key) };
    case 'none':
      return {
        ...none,
        verdict: 'blocked',
        blocked: { code: 'PreflightMissingAllowOriginHeader', parameter: '' },
        status: 404,
        why: 'no <cors> is in scope',
      };
    case 'ended':
      return {
        ...none,
        verdict: 'blocked',
        blocked: { code: 'PreflightMissingAllowOriginHeader', parameter: '' },
        status: 200,
        decidedBy: at(decision.policy.place),
        why: `no <cors> that is asked lists ${request.origin}`,
      };
    case 'granted': {
      const { policy } = decision;
      const headers = grantedHeaders(policy, request, assume, ask);
      const missing = lacking(policy, sent, ask);
      const blocked =
        corsCheck(
          { allowOrigin: headers['access-control-allow-origin'] ?? null, allowCredentials: 'access-control-allow-credentials' in headers },
          request,
          'preflight',
        ) ?? missing;
      const all = {
        ...headers,
        'access-control-allow-methods': nameHeader(sent.method, listed(methodsOf(policy, ask))),
        ...(sent.unsafeHeaders.length === 0
          ? {}
          : { 'access-control-allow-headers': nameHeader(sent.unsafeHeaders.join(','), listed(headersOf(policy.headers))) }),
        ...(policy.maxAge.kind === 'literal' ? { 'access-control-max-age': String(policy.maxAge.seconds) } : {}),
      };
      return {
        verdict: blocked === null ? 'passed' : 'blocked',
        blocked,
        status: 200,
        backendCalled: false,
        // What an element that grants the origin and lacks the method or a header answers with is open: nothing is claimed of it.
        headers: missing === null ? all : {},
        decidedBy: at(policy.place),
        certainty: (blocked === null && leansOnEcho(policy, request, sent)) || stepOf(chain, policy)?.how === 'fragment' ? 'inferred' : 'documented',
        trace,
        why: '',
      };
    }
  }
}

/** The answer to the request itself. */
export function answerActual(chain: CorsChain, request: PageRequest, sent: SentRequest, assume: Assumptions, asking: Ask): Answer {
  const { ask, answered } = remembering(asking);
  const decision = actualDecision(chain, request.origin, ask);
  const trace = traceOf(chain, request.origin, 'request', 'policy' in decision ? decision.policy : null, decision.kind === 'granted', answered);
  const missing: Blocked = { code: 'MissingAllowOriginHeader', parameter: '' };
  switch (decision.kind) {
    case 'opaque':
      return {
        verdict: 'unknown',
        blocked: null,
        status: 'unknown',
        backendCalled: 'unknown',
        headers: {},
        decidedBy: null,
        certainty: 'unknown',
        trace,
        why: opaqueReason(chain, decision.key),
      };
    case 'none':
      return {
        verdict: 'blocked',
        blocked: missing,
        status: 'backend',
        backendCalled: true,
        headers: {},
        decidedBy: null,
        certainty: 'documented',
        trace,
        why: 'no <cors> is in scope',
      };
    case 'ended': {
      // Documented for GET and HEAD: an empty 200, and neither later policies nor the backend run. Of other methods no page speaks.
      const ends = terminates(decision.policy, assume);
      const simple = sent.method === 'GET' || sent.method === 'HEAD';
      const status = ends === false ? 'backend' : ends === true && simple ? 200 : 'unknown';
      return {
        verdict: 'blocked',
        blocked: missing,
        status,
        backendCalled: status === 'backend' ? true : status === 200 ? false : 'unknown',
        headers: {},
        decidedBy: at(decision.policy.place),
        certainty: 'documented',
        trace,
        why: '',
      };
    }
    case 'granted': {
      const { policy } = decision;
      const decorated = sent.preflightBecause.length > 0 || grantsMethod(policy, sent.method, 'the answer to the request', ask);
      const headers = decorated ? grantedHeaders(policy, request, assume, ask) : {};
      const exposed = listed(exposedBy(policy.exposed));
      const blocked = corsCheck(
        { allowOrigin: headers['access-control-allow-origin'] ?? null, allowCredentials: 'access-control-allow-credentials' in headers },
        request,
        'actual',
      );
      return {
        verdict: blocked === null ? 'passed' : 'blocked',
        blocked,
        status: 'backend',
        backendCalled: true,
        headers: {
          ...headers,
          ...(decorated && (exposed === '*' || exposed.length > 0)
            ? { 'access-control-expose-headers': exposed === '*' ? '*' : exposed.join(', ') }
            : {}),
        },
        decidedBy: at(policy.place),
        certainty: stepOf(chain, policy)?.how === 'direct' ? 'documented' : 'inferred',
        trace,
        why: '',
      };
    }
  }
}

function grantedHeaders(policy: CorsPolicy, request: PageRequest, assume: Assumptions, ask: Ask): Record<string, HeaderValue> {
  const credentials = isTrue(policy.allowCredentials, ask);
  return {
    'access-control-allow-origin': originHeader(policy, request, credentials, assume, ask),
    ...(credentials ? { 'access-control-allow-credentials': 'true' } : {}),
  };
}

/** A listed origin is answered with itself; for `*` no page says whether the caller's origin or a literal `*` comes back. */
function originHeader(policy: CorsPolicy, request: PageRequest, credentials: boolean, assume: Assumptions, ask: Ask): HeaderValue {
  const listedItself = policy.origins.some((entry) => entry.kind !== 'any' && matchesForCertain(entry, request.origin));
  if (listedItself || !policy.origins.some((entry) => entry.kind === 'any')) return request.origin;
  const matters = request.credentials === 'include' && credentials;
  const answer = matters ? ask(wildcardOriginWithCredentials).value : assume.get(wildcardOriginWithCredentials.id);
  if (answer === 'echo') return request.origin;
  return answer === 'literal' ? '*' : { oneOf: ['*', request.origin] };
}

function isTrue(flag: Flag, ask: Ask): boolean {
  if (flag.kind === 'literal') return flag.value;
  return flag.kind === 'expression' && ask(expressionIsTrue('allow-credentials', flag.text)).value === 'true';
}

/** Fetch, "CORS-preflight fetch": the method first, then each header. */
function lacking(policy: CorsPolicy, sent: SentRequest, ask: Ask): Blocked | null {
  const safelisted = ['GET', 'HEAD', 'POST'].includes(sent.method);
  if (!grantsMethod(policy, sent.method, 'the answer to the preflight', safelisted ? ask : null, ask)) {
    // The browser does not ask for GET, HEAD and POST to be listed: they fail only where the gateway leaves all CORS headers out.
    return safelisted
      ? { code: 'PreflightMissingAllowOriginHeader', parameter: '' }
      : { code: 'MethodDisallowedByPreflightResponse', parameter: sent.method };
  }
  const granted = headersOf(policy.headers);
  for (const name of sent.unsafeHeaders) {
    if (granted.any || granted.names.has(name) || openEntryIs(policy.headers, name, ask)) continue;
    return { code: 'HeaderDisallowedByPreflightResponse', parameter: name };
  }
  return null;
}

/** `lenient`: ask whether the gateway minds a method that the element does not list; null: the browser minds. */
function grantsMethod(policy: CorsPolicy, method: string, what: string, lenient: Ask | null, ask: Ask | null = lenient): boolean {
  if (ask === null) return false;
  const granted = methodsOf(policy, ask);
  if (granted.any || granted.names.has(method) || openEntryIs(policy.methods, method, ask)) return true;
  if (lenient === null) return false;
  const id = `unlisted-method:${what}`;
  return (
    lenient(
      open(id, `${what} carries CORS headers although ${method} is not listed`, `${what} carries no CORS headers because ${method} is not listed`),
    ).value === 'yes'
  );
}

function openEntryIs(list: NameList, name: string, ask: Ask): boolean {
  if (list.kind === 'absent') return false;
  return list.unresolved.some(
    (entry) =>
      ask(open(`unresolved-name:${entry.name}:${name}`, `${entry.name} stands for ${name}`, `${entry.name} stands for something else`)).value ===
      'yes',
  );
}

/** No page says whether the gateway echoes the names asked for or lists its own. */
function nameHeader(requested: string, configured: readonly string[] | '*'): HeaderValue {
  const own = configured === '*' ? '*' : configured.join(', ');
  return own === requested ? own : { oneOf: [requested, own] };
}

/** A literal `*` in a list means nothing to a request with credentials, nor ever to Authorization (Fetch): such a request passes because names are echoed. */
function leansOnEcho(policy: CorsPolicy, request: PageRequest, sent: SentRequest): boolean {
  const wildMethods = policy.methods.kind === 'list' && policy.methods.any;
  const wildHeaders = policy.headers.kind === 'list' && policy.headers.any;
  if (request.credentials === 'include' && (wildMethods || (wildHeaders && sent.unsafeHeaders.length > 0))) return true;
  return wildHeaders && sent.unsafeHeaders.includes('authorization');
}

function terminates(policy: CorsPolicy, assume: Assumptions): boolean | null {
  const flag = policy.terminateUnmatched;
  if (flag.kind === 'literal') return flag.value;
  const assumed = flag.kind === 'absent' ? assume.get(terminateUnmatchedDefault.id) : undefined;
  return assumed === undefined ? null : assumed === 'true';
}

function at(place: Place): { readonly path: string; readonly line: number } {
  return { path: place.path, line: place.line };
}

function stepOf(chain: CorsChain, policy: CorsPolicy): Extract<CorsStep, { kind: 'cors' }> | undefined {
  for (const step of chain.steps) if (step.kind === 'cors' && step.policy === policy) return step;
  return undefined;
}

function opaqueReason(chain: CorsChain, key: string): string {
  const step = chain.steps.find((one) => one.kind === 'opaque' && one.key === key);
  return step?.kind === 'opaque' ? `${step.place.path}:${step.place.line}: ${step.reason}` : 'a policy cannot be read';
}

/** What each element that is asked does, up to the one that decides. */
function traceOf(
  chain: CorsChain,
  origin: string,
  phase: 'preflight' | 'request',
  decider: CorsPolicy | null,
  granted: boolean,
  answered: ReadonlyMap<string, string>,
): readonly TraceEntry[] {
  const entries: TraceEntry[] = [];
  for (const step of chain.steps) {
    if (step.kind === 'cors' && step.how === 'nested' && phase === 'preflight') {
      entries.push(entry(step, `${phase}: stands inside another policy, where preflights are not answered`));
      continue;
    }
    // What was not asked has no part in this world.
    if (!step.guards.every((guard) => answered.get(guard.question.id) === guard.value)) continue;
    if (step.kind === 'opaque') {
      entries.push({ path: step.place.path, line: step.place.line, scope: 'unknown', text: `${phase}: ${step.reason}` });
      break;
    }
    if (step.policy === decider && granted) {
      entries.push(entry(step, `${phase}: ${howItMatches(step.policy, origin)}, and decides`));
      break;
    }
    if (step.policy.origins.some((one) => matchesForCertain(one, origin))) {
      entries.push(entry(step, `${phase}: lists ${origin}, if a later <cors> counts here at all`));
      break;
    }
    entries.push(entry(step, `${phase}: does not list ${origin}; ${afterwards(step.policy.terminateUnmatched)}`));
    if (endsHere(step.policy.terminateUnmatched, answered)) break;
  }
  return entries;
}

function howItMatches({ origins }: CorsPolicy, origin: string): string {
  if (origins.some((entry) => entry.kind !== 'any' && matchesForCertain(entry, origin))) return `lists ${origin}`;
  if (origins.some((entry) => entry.kind === 'any')) return 'allows every origin';
  return `holds a value that may be ${origin}`;
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

function entry(step: Extract<CorsStep, { kind: 'cors' }>, text: string): TraceEntry {
  return { path: step.policy.place.path, line: step.policy.place.line, scope: step.scope.kind, text };
}

/** Whether the search ended at this element, as far as it was asked. */
function endsHere(flag: Flag, answered: ReadonlyMap<string, string>): boolean {
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

function afterwards(flag: Flag): string {
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
