import type { Span } from './edit.js';

/**
 * One stretch of a text and of the file that it stands in. Pieces follow one another without gaps, in both. `same`: the file has the same characters.
 * `escaped`: the file writes them differently (an escape, a folded line break, an indentation). `filled`: they come from elsewhere (a template's hole,
 * `replace()`), and are never edited.
 */
export interface Piece {
  readonly kind: 'same' | 'escaped' | 'filled';
  readonly text: Span;
  readonly file: Span;
}

/** A text read from a file, and where each piece of it stands there. */
export interface ReadText {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** How the file writes the text that is to be edited. */
export interface WritingStyle {
  /** White space before the lines of the text, if the notation has lines of its own. */
  readonly indentation: string;
  readonly eol: '\n' | '\r\n';
  /** The text as the file has it now, delimiters included. New text uses the same escapes. */
  readonly source: string;
}

/** A way of writing a text in a file. Reading and writing are linear in the text. */
export interface Notation {
  /** Reads the span of a file, delimiters included; null if it is not in this notation. */
  read(file: string, at: Span): ReadText | null;
  /** The text as it is inserted between other characters; null if the notation cannot write it there. */
  write(text: string, style: WritingStyle): string | null;
  /** The whole text written anew, delimiters included; null if the notation cannot write it. */
  rewrite(text: string, style: WritingStyle): string | null;
}

/** Collects the pieces of a reading from left to right. */
export class ReadingInMaking {
  readonly #file: string;
  readonly #pieces: Piece[] = [];
  #text = '';

  constructor(file: string) {
    this.#file = file;
  }

  /** Characters that the file has as they are. */
  same(start: number, end: number): void {
    if (start < end) this.#add('same', this.#file.slice(start, end), { start, end });
  }

  /** `text`, for which the file has the characters of the span. */
  escaped(text: string, start: number, end: number): void {
    if (start < end || text !== '') this.#add('escaped', text, { start, end });
  }

  #add(kind: Piece['kind'], text: string, file: Span): void {
    this.#pieces.push({ kind, text: { start: this.#text.length, end: this.#text.length + text.length }, file });
    this.#text += text;
  }

  done(): ReadText {
    return { text: this.#text, pieces: this.#pieces };
  }
}

/** A whole file: the text is the file's own. */
export const identity: Notation = {
  read(file, { start, end }) {
    return { text: file.slice(start, end), pieces: [{ kind: 'same', text: { start: 0, end: end - start }, file: { start, end } }] };
  },
  write(text) {
    return text;
  },
  rewrite(text) {
    return text;
  },
};
