import { oneLine } from './escape.js';
import { isPlainWord } from './plain-word.js';

/** A piece of a sentence: our words; a name or text from the repository; a text that is not ours. */
export type PhrasePiece = string | CodePiece | Foreign;

/** Shown as code; `tail` is never cut, however long the code is. */
export interface CodePiece {
  readonly code: string;
  readonly tail?: string;
}

/** A person's reason, what a parser from a library says, a line of GitHub's event: kept as it is, and read where it is shown. */
export interface Foreign {
  readonly foreign: string;
  /** A person wrote it: text between backticks is code. Elsewhere a backtick is part of a name, and must not reach out for the next one. */
  readonly isMarked: boolean;
}

/** Characters of one code shown anywhere; the JSON report has the whole. */
export const longestName = 260;

/** Text from the repository, or of its language. */
export function code(text: string): CodePiece {
  return { code: text };
}

/** A text that is not ours. */
export function foreign(text: string): Foreign {
  return { foreign: text, isMarked: false };
}

/** A person's reason, in the person's own marks. */
export function personal(text: string): Foreign {
  return { foreign: text, isMarked: true };
}

/** Somebody's name for something: plain words read better without markup; anything else is code. */
export function name(text: string): string | CodePiece {
  return text.length <= longestName && text.split(' ').every(isPlainWord) ? text : code(text);
}

/** Where something stands: the path cut if need be, the line never. */
export function placed({ path, line }: { readonly path: string; readonly line: number }): CodePiece {
  return { code: path, tail: `:${line}` };
}

/** Code as it is shown: one line, cut if need be. */
export function shownCode({ code: text, tail = '' }: CodePiece): string {
  return tail === '' ? oneLine(text, longestName) || '(empty)' : `${oneLine(text, longestName - 10)}${tail}`;
}

/** Neighbouring texts are one piece: what has to be escaped may reach over where they met. */
export function append<One extends PhrasePiece>(pieces: (One | string)[], piece: One | string): void {
  if (piece === '') return;
  const last = pieces.at(-1);
  if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece;
  else pieces.push(piece);
}
