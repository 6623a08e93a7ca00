import { sha256Hex } from '../text/hash.js';

/**
 * Hidden lines by which our comments are found again: HTML comments at the start or the end of a body, of hexadecimal digits only, so that
 * nothing from a repository can look like one or end one. They count only in comments of our own login.
 */
const marker = '<!-- apim-cors-review ([0-9a-f]{12}) ([0-9a-f]{12,64}|summary|closed) ([0-9a-f]{12}) -->';
const atStart = new RegExp(`^\\s*${marker}`);
const atEnd = new RegExp(`${marker}\\s*$`);

/** What a hidden line in one of our comments says of it. */
export interface Marker {
  /** Hash of the `comment-id`. */
  readonly use: string;
  /** A finding's fingerprint; `summary`: the sticky comment; `closed`: a comment whose finding is gone. */
  readonly subject: string;
  /** Hash of what the comment said when it was written: whatever the host or a reader does to the text, the same words are not written twice. */
  readonly said: string;
}

/** A use of the review in a repository, as its `comment-id` tells it from others. */
export function useOf(commentId: string): string {
  return shortHash(commentId);
}

/** A marker whose text is not known yet; as long as the final one, so that budgets hold. */
export function openMarker(use: string, subject: string): string {
  return writeMarker({ use, subject, said: '0'.repeat(12) });
}

/** Puts the hash of a body into the open marker it starts or ends with. */
export function sealed(body: string, open: string): { readonly body: string; readonly said: string } {
  const said = shortHash(body);
  const closed = open.replace(/0{12} -->$/, `${said} -->`);
  if (body.startsWith(open)) return { body: `${closed}${body.slice(open.length)}`, said };
  if (body.endsWith(open)) return { body: `${body.slice(0, -open.length)}${closed}`, said };
  throw new Error('a comment has lost its marker');
}

/** The hidden line of a comment; null: it has none, so it is not ours. */
export function readMarker(body: string): Marker | null {
  const match = atStart.exec(body.slice(0, 200)) ?? atEnd.exec(body.slice(-200));
  const [, use, subject, said] = match ?? [];
  return use === undefined || subject === undefined || said === undefined ? null : { use, subject, said };
}

/**
 * Is the author of a comment (REST) the token's own user (GraphQL `viewer`)? Only the Actions token's user has two spellings; of any other
 * name, the one with and the one without `[bot]` are two accounts.
 */
export function isOwnLogin(author: string, viewer: string): boolean {
  const actions = ['github-actions', 'github-actions[bot]'];
  return author !== '' && (author === viewer || (actions.includes(viewer) && actions.includes(author)));
}

function writeMarker({ use, subject, said }: Marker): string {
  return `<!-- apim-cors-review ${use} ${subject} ${said} -->`;
}

function shortHash(text: string): string {
  return sha256Hex(text).slice(0, 12);
}
