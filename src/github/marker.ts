import { createHash } from 'node:crypto';

/**
 * Hidden lines by which our comments are found again: HTML comments at the start or the end of a body, of hexadecimal digits only, so that nothing
 * from a repository can look like one or end one. They count only in comments of our own login.
 */
const marker = '<!-- apim-cors-review ([0-9a-f]{12}) ([0-9a-f]{12,64}|summary) -->';
const atStart = new RegExp(`^\\s*${marker}`);
const atEnd = new RegExp(`${marker}\\s*$`);

export interface Marker {
  /** Hash of the `comment-id`. */
  readonly use: string;
  readonly fingerprint: string;
}

export function useOf(commentId: string): string {
  return createHash('sha256').update(commentId).digest('hex').slice(0, 12);
}

export function writeMarker(use: string, fingerprint: string): string {
  return `<!-- apim-cors-review ${use} ${fingerprint} -->`;
}

export function readMarker(body: string): Marker | null {
  const match = atStart.exec(body.slice(0, 200)) ?? atEnd.exec(body.slice(-200));
  return match?.[1] === undefined || match[2] === undefined ? null : { use: match[1], fingerprint: match[2] };
}

/** The Actions token's user has two spellings: `github-actions` in GraphQL, `github-actions[bot]` in REST. */
export function sameLogin(a: string, b: string): boolean {
  const plain = (login: string): string => login.replace(/\[bot\]$/, '').toLowerCase();
  return plain(a) === plain(b);
}
