/** The line that Chromium prints beside its CORS message: `GET https://… net::ERR_FAILED 401 (Unauthorized)`. It has the method, and mostly the status. */

import type { BlockedCode } from './cors-check.js';

/** The content of one such line. `start`, `end`: its place in the text. */
export interface NetworkLine {
  readonly method: string;
  readonly url: string;
  /** Status of an answer that was withheld from the page; null: there was none, or the preflight failed. */
  readonly status: number | null;
  readonly start: number;
  readonly end: number;
}

const line = /(?<![^ ])([A-Z][A-Z-]{1,19}) (https?:\/\/[^ ]+) net::ERR_FAILED(?: (\d{3})(?: \([^()]{0,80}\))?)?/g;

/** All such lines in a text without line breaks. */
export function networkLines(text: string): readonly NetworkLine[] {
  return [...text.matchAll(line)].map(({ index, 0: all, 1: method = '', 2: url = '', 3: status }) => ({
    method,
    url,
    status: status === undefined ? null : Number(status),
    start: index,
    end: index + all.length,
  }));
}

/** The text without these lines: text before and after one belongs to different messages. */
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

/** Adds the method and status from lines about the same URL, if those agree and the message lacks them. */
export function withLine<Message extends Said>(message: Message, lines: readonly NetworkLine[]): Message {
  const own = lines.filter(({ url }) => url === message.url || url === message.redirectedFrom);
  const sole = <Value>(values: readonly Value[]): Value | null => (new Set(values).size === 1 ? (values[0] ?? null) : null);
  // After a failed preflight no request follows, and the line does not have the preflight's status.
  const isOfPreflight = message.code !== null && message.code.includes('Preflight');
  return {
    ...message,
    method: message.method ?? sole(own.map(({ method }) => method)),
    status: message.status ?? (isOfPreflight ? null : sole(own.flatMap(({ status }) => (status === null ? [] : [status])))),
  };
}
