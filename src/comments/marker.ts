import { sha256Hex } from '../text/hash.js';

/**
 * Hidden lines that identify our comments: HTML comments at the start or end of a body, with hexadecimal digits only, so that no text from a repository can
 * imitate or end one. They only count in comments by our own login.
 */
const marker = '<!-- apim-cors-review ([0-9a-f]{12}) ([0-9a-f]{12,64}|summary|closed) ([0-9a-f]{12}) -->';
const atStart = new RegExp(`^\\s*${marker}`);
const atEnd = new RegExp(`${marker}\\s*$`);

/** The content of a hidden line in one of our comments. */
export interface Marker {
  /** Hash of the `comment-id`. */
  readonly use: string;
  /** A finding's fingerprint; `summary`: the sticky comment; `closed`: a comment whose finding is gone. */
  readonly subject: string;
  /** Hash of the comment's original text: even if the host or a reader changes it, the same text is not written twice. */
  readonly said: string;
}

/** Identifies a use of the review in a repository, by its `comment-id`. */
export function useOf(commentId: string): string {
  return shortHash(commentId);
}

/** A marker for a text that is not final; as long as the final one, so that budgets hold. */
export function openMarker(use: string, subject: string): string {
  return writeMarker({ use, subject, said: '0'.repeat(12) });
}

/** Puts the hash of a body into the open marker at its start or end. */
export function sealed(body: string, open: string): { readonly body: string; readonly said: string } {
  const said = shortHash(body);
  const closed = open.replace(/0{12} -->$/, `${said} -->`);
  if (body.startsWith(open)) return { body: `${closed}${body.slice(open.length)}`, said };
  if (body.endsWith(open)) return { body: `${body.slice(0, -open.length)}${closed}`, said };
  throw new Error('a comment has lost its marker');
}

/** The marker in a comment; null: none, so it is not ours. */
export function readMarker(body: string): Marker | null {
  const match = atStart.exec(body.slice(0, 200)) ?? atEnd.exec(body.slice(-200));
  const [, use, subject, said] = match ?? [];
  return use === undefined || subject === undefined || said === undefined ? null : { use, subject, said };
}

/**
 * Whether a comment's author (REST) is the token's own user (GraphQL `viewer`). Only the Actions token's user has two spellings; for other names, those with
 * and without `[bot]` are different accounts.
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
