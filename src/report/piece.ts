import { oneLine } from './escape.js';
import { isPlainWord } from './plain-word.js';

/** A piece of a sentence: our words; a name or text from the repository; a foreign text. */
export type PhrasePiece = string | CodePiece | Foreign;

/** Shown as code; `tail` is never cut. */
export interface CodePiece {
  readonly code: string;
  readonly tail?: string;
}

/** A person's reason, a library's error message, a line of GitHub's event: kept unchanged, and divided when shown. */
export interface Foreign {
  readonly foreign: string;
  /** A person wrote it: text between backticks is code. Elsewhere a backtick is part of a name. */
  readonly isMarked: boolean;
}

/** Most characters of one code piece; the JSON report has all of it. */
export const longestName = 260;

/** Text from the repository, or in its language. */
export function code(text: string): CodePiece {
  return { code: text };
}

/** A foreign text. */
export function foreign(text: string): Foreign {
  return { foreign: text, isMarked: false };
}

/** A person's reason, with its own backticks. */
export function personal(text: string): Foreign {
  return { foreign: text, isMarked: true };
}

/** A name given by a person: plain words need no markup; anything else is code. */
export function name(text: string): string | CodePiece {
  return text.length <= longestName && text.split(' ').every(isPlainWord) ? text : code(text);
}

/** A place: the path may be cut, the line is not. */
export function placed({ path, line }: { readonly path: string; readonly line: number }): CodePiece {
  return { code: path, tail: `:${line}` };
}

/** Code as shown: one line, cut if necessary. */
export function shownCode({ code: text, tail = '' }: CodePiece): string {
  return tail === '' ? oneLine(text, longestName) || '(empty)' : `${oneLine(text, longestName - 10)}${tail}`;
}

/** Joins neighbouring texts, because escaping may span their border. */
export function append<One extends PhrasePiece>(pieces: (One | string)[], piece: One | string): void {
  if (piece === '') return;
  const last = pieces.at(-1);
  if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece;
  else pieces.push(piece);
}
