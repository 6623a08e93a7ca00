import { ConfigError } from '../config/errors.js';
import { judged, type BlockedCode, type CredentialsMode } from '../browser/judge.js';
import type { Explainer, Explanation, ExplainRequest } from './explanation.js';
import type { Capture, CapturedRequest } from './har.js';

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
    const key = JSON.stringify([captured.origin, captured.method, captured.mode, names, captured.credentials, captured.url.split('?')[0]]);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, { captured, entries: [captured.entry] });
    else known.entries.push(captured.entry);
  }
  const requests: ExplainedRequest[] = [];
  for (const { captured, entries } of alike.values()) {
    const { origin } = captured;
    const seen = seenIn(captured, credentials);
    if (origin === null) {
      requests.push({ captured, entries, explanation: null, skipped: 'the capture does not tell which page asked', seen });
      continue;
    }
    const request = { origin, method: captured.method, headers: captured.headers, credentials: captured.credentials ?? credentials };
    const observation = { kind: 'capture', preflight: captured.preflight, actual: captured.actual } as const;
    try {
      const explanation = await explainer.explain({
        ...asked,
        request,
        destination: { kind: 'url', url: captured.url },
        mode: captured.mode,
        observation,
      });
      requests.push({ captured, entries, explanation, skipped: null, seen });
    } catch (error) {
      // A capture holds requests to all sorts of servers: what no API here has is told, and the rest goes on.
      if (!(error instanceof ConfigError)) throw error;
      requests.push({ captured, entries, explanation: null, skipped: error.message, seen });
    }
  }
  return { requests, ignored: capture.skipped };
}

/** What the browser made of the answers that it got. */
function seenIn(captured: CapturedRequest, credentials: CredentialsMode): ExplainedRequest['seen'] {
  const { origin, url, method, preflight, actual } = captured;
  // What is no request of CORS the browser does not judge.
  if (captured.mode !== 'cors' || origin === null || (preflight === null && actual === null)) return null;
  const headers = captured.headers.map(({ name, value }) => [name, value ?? ''] as const);
  const { judgement } = judged({ origin, url, method, headers, credentials: captured.credentials ?? credentials }, preflight, actual);
  // Without the answer that decides, the network error is the capture's gap, not the browser's verdict.
  return judgement.code === 'NetworkError' ? null : { allowed: judgement.allowed, code: judgement.code };
}
