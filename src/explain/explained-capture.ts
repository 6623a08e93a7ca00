import { ConfigError, PlaceNotFound } from '../config/errors.js';
import { judged, type BlockedCode, type CredentialsMode, type Judged } from '../browser/judge.js';
import type { Explainer, Explanation, ExplainRequest } from './explanation.js';
import type { Capture, CapturedRequest } from './har.js';
import type { Observation } from './observation.js';

/** Requests of a capture that are alike: the same page, method, headers and place, told once. */
export interface ExplainedRequest {
  readonly captured: CapturedRequest;
  /** Numbers of all the entries that are alike, this one first. */
  readonly entries: readonly number[];
  /** null: none was made, and `skipped` says why. */
  readonly explanation: Explanation | null;
  readonly skipped: string | null;
  /** What the captured answers come to; null: the capture does not hold them. */
  readonly seen: { readonly allowed: boolean; readonly code: BlockedCode | null } | null;
}

/** A capture, request by request, and how many entries were left out for which reason. */
export interface ExplainedCapture {
  readonly requests: readonly ExplainedRequest[];
  readonly ignored: Capture['skipped'];
}

/** Explains every cross-origin request of a capture, alike ones once. `credentials` where the capture does not tell the mode. */
export async function explainCapture(
  explainer: Explainer,
  capture: Capture,
  asked: Pick<ExplainRequest, 'product' | 'key'>,
  credentials: CredentialsMode,
): Promise<ExplainedCapture> {
  const alike = new Map<string, { readonly captured: CapturedRequest; readonly entries: number[] }>();
  for (const captured of capture.requests) {
    const names = captured.headers.map((header) => header.name.toLowerCase()).sort();
    const key = JSON.stringify([
      captured.origin,
      captured.method,
      captured.mode,
      captured.asker,
      names,
      captured.credentials,
      captured.failure,
      // A stored answer tells nothing, and must not stand for one that does.
      captured.actual === null,
      captured.url.split('?')[0],
    ]);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, { captured, entries: [captured.entry] });
    else known.entries.push(captured.entry);
  }
  const requests: ExplainedRequest[] = [];
  for (const { captured, entries } of alike.values()) {
    const { origin } = captured;
    const followUp = followedBy(captured, capture.requests, credentials);
    const seen = followUp === null ? seenIn(captured, credentials) : { allowed: false, code: followUp.code };
    if (origin === null) {
      requests.push({ captured, entries, explanation: null, skipped: 'the capture does not tell which page asked', seen });
      continue;
    }
    if (captured.failure !== null && captured.actual === null && captured.preflight === null) {
      requests.push({ captured, entries, explanation: null, skipped: captured.failure, seen });
      continue;
    }
    const request = { origin, method: captured.method, headers: captured.headers, credentials: captured.credentials ?? credentials };
    const observation = followUp ?? ({ kind: 'capture', preflight: captured.preflight, actual: captured.actual } as const);
    try {
      const explanation = await explainer.explain({
        ...asked,
        request,
        destination: { kind: 'url', url: captured.url },
        mode: captured.mode,
        initiator: captured.asker,
        ...(captured.page === null ? {} : { given: captured.page }),
        observation,
      });
      requests.push({ captured, entries, explanation, skipped: null, seen });
    } catch (error) {
      // A capture holds requests to all sorts of servers: what no API here has is told, and the rest goes on.
      if (!(error instanceof ConfigError)) throw error;
      requests.push({ captured, entries, explanation: null, skipped: error instanceof PlaceNotFound ? error.short : error.message, seen });
    }
  }
  return { requests, ignored: capture.skipped };
}

/** The request that a redirect led to, where the capture holds its answer and the browser blocked it; null: it does not, or none did. */
function followedBy(
  captured: CapturedRequest,
  all: readonly CapturedRequest[],
  credentials: CredentialsMode,
): Extract<Observation, { kind: 'passed' }> | null {
  if (captured.actual === null || captured.actual.status < 300 || captured.actual.status > 399) return null;
  const next = judgedIn(captured, credentials)?.next;
  const later = next == null ? undefined : all.find((one) => one.entry > captured.entry && one.url === next.url);
  if (next == null || later === undefined) return null;
  const seen = seenIn({ ...later, mode: 'cors', origin: next.origin, credentials: later.credentials ?? captured.credentials }, credentials);
  return seen === null || seen.allowed ? null : { kind: 'passed', to: next.url, code: seen.code };
}

/** What the browser made of the answers that it got. */
function seenIn(captured: CapturedRequest, credentials: CredentialsMode): ExplainedRequest['seen'] {
  // What is no request of CORS the browser does not judge.
  const judgement = judgedIn(captured, credentials)?.judgement;
  // Without the answer that decides, the network error is the capture's gap, not the browser's verdict.
  return judgement === undefined || judgement.code === 'NetworkError' ? null : { allowed: judgement.allowed, code: judgement.code };
}

function judgedIn(
  { origin, url, method, mode, headers, credentials, preflight, actual }: CapturedRequest,
  otherwise: CredentialsMode,
): Judged | null {
  if (mode !== 'cors' || origin === null || (preflight === null && actual === null)) return null;
  const sent = headers.map(({ name, value }) => [name, value ?? ''] as const);
  return judged({ origin, url, method, headers: sent, credentials: credentials ?? otherwise }, preflight, actual);
}
