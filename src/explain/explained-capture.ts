import { ConfigError, PlaceNotFound } from '../config/errors.js';
import { judged, type BlockedCode, type CredentialsMode, type Judged } from '../browser/judge.js';
import type { Explainer, Explanation, ExplainRequest } from './explanation.js';
import type { Capture, CapturedRequest } from './har.js';
import type { Observation } from './observation.js';

/** Equal requests of a capture (same page, method, headers and target), explained once. */
export interface ExplainedRequest {
  readonly captured: CapturedRequest;
  /** Numbers of all these entries, this one first. */
  readonly entries: readonly number[];
  /** null: not explained, for the reason in `skipped`. */
  readonly explanation: Explanation | null;
  readonly skipped: string | null;
  /** The result of the captured answers; null: the capture lacks them. */
  readonly seen: { readonly allowed: boolean; readonly code: BlockedCode | null } | null;
}

/** An explained capture, with counts of the skipped entries by reason. */
export interface ExplainedCapture {
  readonly requests: readonly ExplainedRequest[];
  readonly ignored: Capture['skipped'];
}

/** Explains every cross-origin request of a capture, equal ones once. `credentials`: the mode if the capture does not tell it. */
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
      // A cached answer must not replace one from the network.
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
      // A capture has requests to many servers: unknown ones are reported, and the rest continues.
      if (!(error instanceof ConfigError)) throw error;
      requests.push({ captured, entries, explanation: null, skipped: error instanceof PlaceNotFound ? error.short : error.message, seen });
    }
  }
  return { requests, ignored: capture.skipped };
}

/** The request after a redirect, if the capture has its answer and the browser blocked it; otherwise null. */
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

/** The browser's verdict on the captured answers. */
function seenIn(captured: CapturedRequest, credentials: CredentialsMode): ExplainedRequest['seen'] {
  // Browsers do not check requests without CORS.
  const judgement = judgedIn(captured, credentials)?.judgement;
  // Without the deciding answer, the network error is a gap in the capture, not the browser's verdict.
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
