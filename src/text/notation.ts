import type { Span } from './edit.js';

/**
 * One stretch of a text and of the file that it stands in. Pieces follow one another without gaps, in both.
 * `same`: the file has the characters as they are. `escaped`: it writes them otherwise (an escape, a folded line break, an indentation).
 * `filled`: they come from elsewhere (a template's hole, `replace()`), and are never edited.
 */
export interface Piece {
  readonly kind: 'same' | 'escaped' | 'filled';
  readonly text: Span;
  readonly file: Span;
}

/** A text as it was read from a file, and where each piece of it stands there. */
export interface ReadText {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** How the file writes the text that an edit goes into. */
export interface WritingStyle {
  /** White space before the lines of the text, where the notation has lines of its own. */
  readonly indentation: string;
  readonly eol: '\n' | '\r\n';
  /** The text as the file has it now, delimiters included: escapes are written as they are there. */
  readonly source: string;
}

/** A way of writing a text in a file. Both ways are linear in the text. */
export interface Notation {
  /** Reads what stands at a span of the file, delimiters included; null where this is no text in this notation. */
  read(file: string, at: Span): ReadText | null;
  /** The inside of a text, to be put between other characters of it; null where the notation cannot write it there. */
  write(text: string, style: WritingStyle): string | null;
  /** All of it anew, delimiters included; null where the notation cannot write it. */
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

  /** The file's characters as they are. */
  same(start: number, end: number): void {
    if (start < end) this.#add('same', this.#file.slice(start, end), { start, end });
  }

  /** `text`, which the file writes as the characters of the span. */
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

/** A whole file: the text is the file's. */
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
