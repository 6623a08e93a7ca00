import { consoleMessage, type ConsoleMessage } from '../browser/console-message.js';
import { blockedCodes, judged, type BlockedCode, type ScriptRequest } from '../browser/judge.js';
import { firstOf } from '../cors/answer.js';
import { refusersBefore, type Refuser } from '../effective/before-cors.js';
import { layersOfRoute } from '../effective/request-route.js';
import type { ExplainRequest, ExplainTarget } from './request-target.js';
import type { Observation } from './observation.js';

/** Why the browser blocked a request although these policies predict something else. */
export type Account =
  /** One of these policies refused it before any `<cors>` ran. `status`: the observed one; null: unknown. */
  | { readonly code: 'refused-early'; readonly refusers: readonly Refuser[]; readonly status: number | null }
  /** The backend writes the header; `value`: the observed one, `own`: the policies' one (null: none). */
  | { readonly code: 'backend-headers'; readonly value: string; readonly own: string | null }
  /** The gateway passed a redirect on, and its target does not let the page in. */
  | { readonly code: 'redirected'; readonly to: string }
  /** The preflight was redirected: by the backend of an OPTIONS operation, or by something in front of the gateway. `hasCors`: a `<cors>` applies there. */
  | { readonly code: 'preflight-redirected'; readonly by: 'backend' | 'front'; readonly hasCors: boolean }
  /** The preflight was refused with a status that no policy gives: by something in front of the gateway, or by the gateway itself. */
  | { readonly code: 'preflight-refused'; readonly status: number }
  /** No explanation: the policies allow what was blocked. */
  | { readonly code: 'not-these' };

/** The prediction of these policies, as far as an account needs it. */
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

/** The observation in one form, from a message or a capture. */
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
  // The browser continued although the policies block the first request: others are deployed.
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
  // Among several possible refusals, the certain one may not have been the first.
  const isRefused = typeof predicted.actual.status === 'number' && predicted.actual.status >= 400 && (seen.status ?? 200) >= 400;
  if (predicted.verdict !== 'allowed' && !isRefused) return null;
  const refusers = mayBeRefused(seen) ? fitting(refusersBefore(target.route.state, layersOfRoute(target.route)), seen.status) : [];
  if (refusers.length === 0) return predicted.verdict === 'allowed' ? { code: 'not-these' } : null;
  return { code: 'refused-early', refusers, status: seen.status };
}

/** Whether a `<cors>` takes part in requests to this target. */
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
  // A captured request without a preflight was preceded by one that passed.
  const { blocked } = preflight === null ? judged({ ...sent, method: 'GET', headers: [] }, null, actual) : judged(sent, preflight, actual);
  if (blocked === null || blocked.code === 'NetworkError') return null;
  return { code: blocked.code, exact: true, status: blocked.status, value: blocked.parameter === '' ? null : blocked.parameter };
}

/**
 * The status of an error in answer to the preflight; null if there was none. 404 is the gateway's answer without a `<cors>`, so other policies are deployed.
 */
function refusedPreflight({ code, status }: Seen): number | null {
  const isOfPreflight = code === 'PreflightInvalidStatus' || code === 'PreflightMissingAllowOriginHeader';
  return isOfPreflight && status !== null && status >= 400 && status !== 404 ? status : null;
}

/** The browser saw a value that no policy writes, so the backend wrote it. Preflights are answered by the gateway alone. */
function backendHeaders({ code, value }: Seen, { actual }: Predicted): Account | null {
  const names: readonly (BlockedCode | null)[] = ['MultipleAllowOriginValues', 'AllowOriginMismatch', 'InvalidAllowOriginValue'];
  if (!names.includes(code) || value === null || actual.backendCalled === false) return null;
  const own = actual.headers['access-control-allow-origin'];
  return { code: 'backend-headers', value, own: own === undefined ? null : firstOf(own) };
}

/** The answer to the actual request had no CORS headers. Firefox and Safari do not say which of the two answers lacked them. */
function mayBeRefused({ code, exact }: Seen): boolean {
  return code === null || code === 'MissingAllowOriginHeader' || (!exact && code === 'PreflightMissingAllowOriginHeader');
}

const token = [401, 403];
const shape = [400, 413, 415, 422];

/** Default statuses of refusing policies; a policy that is not here may refuse with any. */
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

/** Policies with their own status in an attribute. */
const told: ReadonlySet<string> = new Set(['validate-jwt', 'validate-azure-ad-token']);

/** The policies that refuse with the observed status; otherwise those that can be configured to. */
function fitting(refusers: readonly Refuser[], status: number | null): readonly Refuser[] {
  if (status === null) return refusers;
  // A success is not a refusal, but some policies answer themselves.
  const byDefault = refusers.filter(({ name }) => usual.get(name)?.includes(status) === true);
  if (byDefault.length > 0) return byDefault;
  return refusers.filter(({ name }) => !usual.has(name) || (told.has(name) && status >= 400));
}

/** The console's words for the observation; null: the message gave no reason. */
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
