/** The line that Chromium prints beside its message about CORS: `GET https://… net::ERR_FAILED 401 (Unauthorized)`. It tells the method, and mostly the status. */

import type { BlockedCode } from './cors-check.js';

/** What one such line says. `start`, `end`: where it stands in the text. */
export interface NetworkLine {
  readonly method: string;
  readonly url: string;
  /** Status of the answer that came and was kept from the page; null: none came, or the preflight failed. */
  readonly status: number | null;
  readonly start: number;
  readonly end: number;
}

const line = /(?<![^ ])([A-Z][A-Z-]{1,19}) (https?:\/\/[^ ]+) net::ERR_FAILED(?: (\d{3})(?: \([^()]{0,80}\))?)?/g;

/** All of them, in a text on one line. */
export function networkLines(text: string): readonly NetworkLine[] {
  return [...text.matchAll(line)].map(({ index, 0: all, 1: method = '', 2: url = '', 3: status }) => ({
    method,
    url,
    status: status === undefined ? null : Number(status),
    start: index,
    end: index + all.length,
  }));
}

/** The text without them: what stands before or after one is about something else. */
export function withoutLines(text: string, lines: readonly NetworkLine[]): string {
  const ends = [0, ...lines.map(({ end }) => end)];
  return ends.map((end, index) => text.slice(end, lines[index]?.start)).join('');
}

/** What a message says of a request. */
interface Said {
  readonly url: string | null;
  readonly redirectedFrom: string | null;
  readonly code: BlockedCode | null;
  readonly method: string | null;
  readonly status: number | null;
}

/** The message with the method and the status of the lines about the same URL, where they agree and the message does not say. */
export function withLine<Message extends Said>(message: Message, lines: readonly NetworkLine[]): Message {
  const own = lines.filter(({ url }) => url === message.url || url === message.redirectedFrom);
  const sole = <Value>(values: readonly Value[]): Value | null => (new Set(values).size === 1 ? (values[0] ?? null) : null);
  // A preflight that fails is not followed by any request, and the status of its answer is not in that line.
  const isOfPreflight = message.code !== null && message.code.includes('Preflight');
  return {
    ...message,
    method: message.method ?? sole(own.map(({ method }) => method)),
    status: message.status ?? (isOfPreflight ? null : sole(own.flatMap(({ status }) => (status === null ? [] : [status])))),
  };
}
