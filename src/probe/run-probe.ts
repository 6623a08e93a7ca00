import type { PlannedRequest } from './probe-plan.js';
import type { Send, Sent } from './probe-request.js';
import { Settlement } from './settlement.js';

/** How requests are sent. */
export interface Pace {
  readonly send: Send;
  /** Milliseconds between the beginnings of two requests. */
  readonly spacing: number;
  /** Requests at most, second tries included. */
  readonly most: number;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** What a probe found. */
export interface Probed {
  readonly settlement: Settlement;
  /** Requests that were sent, second tries included. */
  readonly sent: number;
  /** Planned, and not sent: the limit was reached, or nothing answers at this address. */
  readonly leftOut: number;
}

/** Requests in a row that find nobody: nobody is there. */
const mostInVain = 3;

/** A planned request; `control`: those after it of its group count only if this one is answered as expected. */
export interface PacedRequest extends PlannedRequest {
  /** Requests that belong together; left out: it stands alone. */
  readonly group?: string;
  readonly control?: boolean;
}

/** Sends requests one after the other, each at most twice, and holds the answers against what was expected. */
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

/** 429 and 5xx say nothing of the policies. */
function busy(sent: Sent): Sent {
  if ('none' in sent || (sent.answer.status !== 429 && sent.answer.status < 500)) return sent;
  return { none: { code: 'busy', status: sent.answer.status } };
}
