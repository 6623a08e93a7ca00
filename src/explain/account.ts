import { consoleMessage, type ConsoleMessage } from '../browser/console-message.js';
import { blockedCodes, judged, type BlockedCode, type ScriptRequest } from '../browser/judge.js';
import { firstOf } from '../cors/answer.js';
import { refusersBefore, type Refuser } from '../effective/before-cors.js';
import { layersOfRoute } from '../effective/request-route.js';
import type { ExplainRequest, ExplainTarget } from './request-target.js';
import type { Observation } from './observation.js';

/** How the browser came to block a request, where what these policies lead to is not what it was given. */
export type Account =
  /** One of these refused it before any `<cors>` ran. `status`: what was seen of it; null: not told. */
  | { readonly code: 'refused-early'; readonly refusers: readonly Refuser[]; readonly status: number | null }
  /** Somebody behind the gateway writes the header; `value`: what came, `own`: what the policies write into it (null: nothing). */
  | { readonly code: 'backend-headers'; readonly value: string; readonly own: string | null }
  /** The gateway handed a redirect on, and what it leads to does not let the page in. */
  | { readonly code: 'redirected'; readonly to: string }
  /** The preflight was redirected: by the backend, where an operation takes OPTIONS, or by something in front of the gateway. `hasCors`: a `<cors>` stands there. */
  | { readonly code: 'preflight-redirected'; readonly by: 'backend' | 'front'; readonly hasCors: boolean }
  /** The preflight was refused with a status that no policy gives it: something in front of the gateway did, or the gateway itself. */
  | { readonly code: 'preflight-refused'; readonly status: number }
  /** Nothing here explains it: the policies allow what was blocked. */
  | { readonly code: 'not-these' };

/** What these policies lead to, as far as an account looks at it. */
export interface Predicted {
  readonly request: ScriptRequest;
  readonly verdict: 'allowed' | 'blocked' | 'unknown';
  readonly actual: {
    readonly status: number | 'backend' | 'unknown' | null;
    readonly headers: Readonly<Record<string, string | { readonly oneOf: readonly string[] }>>;
    readonly backendCalled: boolean | 'unknown';
  };
  readonly observed: { readonly contradicted: boolean } | null;
}

/** What was seen, in one form whether it was a message or a capture. */
interface Seen {
  readonly code: BlockedCode | null;
  readonly exact: boolean;
  readonly status: number | null;
  readonly value: string | null;
}

/** What explains that the browser blocked the request; null: these policies do, or it was not blocked. */
export function accountOf(target: ExplainTarget, asked: ExplainRequest, predicted: Predicted): Account | null {
  const { observation = null } = asked;
  if (observation === null || (asked.mode ?? 'cors') !== 'cors') return null;
  // Where the policies block the first request, that the browser went on shows that others are deployed.
  if (observation.kind === 'passed') return { code: 'redirected', to: observation.to };
  if (predicted.observed?.contradicted !== true) return null;
  const seen = seenOf(target, predicted.request, observation);
  if (seen === null) return null;
  if (seen.code === 'PreflightDisallowedRedirect')
    return { code: 'preflight-redirected', by: target.route.options === null ? 'front' : 'backend', hasCors: hasCors(target) };
  const refusal = refusedPreflight(seen);
  if (refusal !== null && target.route.options === null) return { code: 'preflight-refused', status: refusal };
  const written = backendHeaders(seen, predicted);
  if (written !== null) return written;
  // Of several that may refuse it another one can have been first than the one that surely does.
  const isRefused = typeof predicted.actual.status === 'number' && predicted.actual.status >= 400 && (seen.status ?? 200) >= 400;
  if (predicted.verdict !== 'allowed' && !isRefused) return null;
  const refusers = mayBeRefused(seen) ? fitting(refusersBefore(target.route.state, layersOfRoute(target.route)), seen.status) : [];
  if (refusers.length === 0) return predicted.verdict === 'allowed' ? { code: 'not-these' } : null;
  return { code: 'refused-early', refusers, status: seen.status };
}

/** A `<cors>` takes part in requests that go there. */
export function hasCors({ route }: ExplainTarget): boolean {
  return route.state.chain(layersOfRoute(route)).steps.some(({ kind }) => kind === 'cors');
}

function seenOf(
  { url }: ExplainTarget,
  { origin, method, headers, credentials }: ScriptRequest,
  observation: Exclude<Observation, { kind: 'passed' }>,
): Seen | null {
  if (observation.kind === 'message') {
    const { code, exact, status, value = null } = observation;
    return { code, exact, status, value };
  }
  const { preflight, actual } = observation;
  const sent = { origin, url, method, headers: headers.map((one) => [one.name, one.value ?? ''] as const), credentials };
  // A request that was sent without a preflight in the capture had one before, and it passed.
  const { blocked } = preflight === null ? judged({ ...sent, method: 'GET', headers: [] }, null, actual) : judged(sent, preflight, actual);
  if (blocked === null || blocked.code === 'NetworkError') return null;
  return { code: blocked.code, exact: true, status: blocked.status, value: blocked.parameter === '' ? null : blocked.parameter };
}

/** The status of an error that answered the preflight; null: none did. 404 is what a gateway says that finds no `<cors>`: there other policies are deployed. */
function refusedPreflight({ code, status }: Seen): number | null {
  const isOfPreflight = code === 'PreflightInvalidStatus' || code === 'PreflightMissingAllowOriginHeader';
  return isOfPreflight && status !== null && status >= 400 && status !== 404 ? status : null;
}

/** A browser that found a value which no policy writes: whoever else answers wrote it. Preflights the gateway answers itself, and alone. */
function backendHeaders({ code, value }: Seen, { actual }: Predicted): Account | null {
  const names: readonly (BlockedCode | null)[] = ['MultipleAllowOriginValues', 'AllowOriginMismatch', 'InvalidAllowOriginValue'];
  if (!names.includes(code) || value === null || actual.backendCalled === false) return null;
  const own = actual.headers['access-control-allow-origin'];
  return { code: 'backend-headers', value, own: own === undefined ? null : firstOf(own) };
}

/** The answer to the request itself came without headers of CORS. Firefox and Safari do not say which of the two answers did. */
function mayBeRefused({ code, exact }: Seen): boolean {
  return code === null || code === 'MissingAllowOriginHeader' || (!exact && code === 'PreflightMissingAllowOriginHeader');
}

const token = [401, 403];
const shape = [400, 413, 415, 422];

/** Statuses that policies refuse with unless they are told otherwise; a policy that is not here may refuse with any. */
const usual: ReadonlyMap<string, readonly number[]> = new Map([
  ['validate-jwt', token],
  ['validate-azure-ad-token', token],
  ['ip-filter', [403]],
  ['rate-limit', [429]],
  ['rate-limit-by-key', [429]],
  ['limit-concurrency', [429]],
  ['llm-token-limit', [429, 403]],
  ['azure-openai-token-limit', [429, 403]],
  ['llm-content-safety', [403]],
  ['quota', [403]],
  ['quota-by-key', [403]],
  ['validate-content', shape],
  ['validate-parameters', shape],
  ['validate-headers', shape],
]);

/** Whose refusals have the policy's own status in an attribute. */
const told: ReadonlySet<string> = new Set(['validate-jwt', 'validate-azure-ad-token']);

/** Those that refuse with what was seen; where none does by itself, those that can be told to. */
function fitting(refusers: readonly Refuser[], status: number | null): readonly Refuser[] {
  if (status === null) return refusers;
  // An answer of success is no refusal, but some policies answer themselves.
  const byDefault = refusers.filter(({ name }) => usual.get(name)?.includes(status) === true);
  if (byDefault.length > 0) return byDefault;
  return refusers.filter(({ name }) => !usual.has(name) || (told.has(name) && status >= 400));
}

/** What the console says of what was seen; null: the message did not say why. */
export function seenMessage(asked: ExplainRequest, { url }: ExplainTarget, request: ScriptRequest, account: Account): ConsoleMessage | null {
  const { observation = null, initiator = 'fetch' } = asked;
  const context = { origin: request.origin, url, initiator };
  const plain = (code: BlockedCode, parameter = '', status: number | null = null): ConsoleMessage =>
    consoleMessage({ code, parameter, status, repeated: false }, context);
  switch (account.code) {
    case 'refused-early':
      return plain('MissingAllowOriginHeader', '', account.status);
    case 'backend-headers': {
      const code = observation?.kind === 'message' ? observation.code : null;
      return plain(code ?? (/[\s,]/.test(account.value) ? 'MultipleAllowOriginValues' : 'AllowOriginMismatch'), account.value);
    }
    case 'preflight-redirected':
      return plain('PreflightDisallowedRedirect');
    case 'preflight-refused':
      return plain('PreflightInvalidStatus', '', account.status);
    case 'redirected': {
      const code = observation?.kind === 'passed' ? observation.code : null;
      return code === null || !blockedCodes.includes(code)
        ? null
        : consoleMessage({ code, parameter: '', status: null, repeated: false, url: account.to }, context);
    }
    case 'not-these':
      return null;
  }
}
