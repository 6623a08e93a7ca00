import type { PlannedRequest } from './probe-plan.js';
import type { Send, Sent } from './probe-request.js';
import { Settlement } from './settlement.js';

/** The pace of sending. */
export interface Pace {
  readonly send: Send;
  /** Milliseconds between the starts of two requests. */
  readonly spacing: number;
  /** Most requests, including retries. */
  readonly most: number;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** The results of a probe. */
export interface Probed {
  readonly settlement: Settlement;
  /** Number of requests sent, including retries. */
  readonly sent: number;
  /** Number of planned requests not sent: the limit was reached, or nothing answers at this address. */
  readonly leftOut: number;
}

/** Consecutive unanswered requests after which the gateway counts as absent. */
const mostInVain = 3;

/** A planned request; `control`: later requests of its group count only if this one is answered as expected. */
export interface PacedRequest extends PlannedRequest {
  /** The group of the request; left out: none. */
  readonly group?: string;
  readonly control?: boolean;
}

/** Sends requests one after the other, each at most twice, and compares the answers with the expected ones. */
export async function runProbe(requests: readonly PacedRequest[], { send, spacing, most, now, wait }: Pace): Promise<Probed> {
  const settlement = new Settlement();
  const doubted = new Set<string>();
  for (const { prediction } of requests) settlement.expect(prediction);
  let sent = 0;
  let next = now();
  let inVain = 0;
  const once = async (request: PacedRequest['request']): Promise<Sent> => {
    const early = next - now();
    if (early > 0) await wait(early);
    next = now() + spacing;
    sent += 1;
    return busy(await send(request));
  };
  for (const [index, { request, prediction, backend, group, control }] of requests.entries()) {
    const isNobodyThere = inVain >= mostInVain && settlement.probed.length === inVain;
    if (sent >= most || isNobodyThere) return { settlement, sent, leftOut: requests.length - index };
    let result = await once(request);
    if ('none' in result && sent < most) result = await once(request);
    inVain = 'none' in result && result.none.code !== 'busy' ? inVain + 1 : -1;
    const counts = group === undefined || !doubted.has(group);
    const probed = settlement.add(request, prediction, result, backend, counts && control !== true);
    const isAsExpected = probed.result === 'agrees' || probed.result === 'decides';
    if (control === true && group !== undefined && !isAsExpected) doubted.add(group);
  }
  return { settlement, sent, leftOut: 0 };
}

/** 429 and 5xx say nothing about the policies. */
function busy(sent: Sent): Sent {
  if ('none' in sent || (sent.answer.status !== 429 && sent.answer.status < 500)) return sent;
  return { none: { code: 'busy', status: sent.answer.status } };
}
