import { applyEdits, type Span, type TextEdit } from './edit.js';
import { LineIndex, type LineRange } from './line-index.js';
import type { Notation, Piece, ReadText, WritingStyle } from './notation.js';
import type { PolicyRef } from './policy-ref.js';

/** An element, and its place in the policy's own text (1-based): for texts whose places the lines of the file cannot tell apart. */
export interface InnerPlace {
  readonly element: string;
  readonly line: number;
  readonly column: number;
}

/** A text inside a file, and the way back. */
export interface HostedText {
  readonly ref: PolicyRef;
  /** The text as API Management gets it; unknown parts stay placeholders. */
  readonly text: string;
  /** True when a line of the file identifies a line of the text: no two lines of the text share a line of the file. False also for a text of one line. */
  readonly hasOwnLines: boolean;
  /** Lines of the file on which a span of the text stands. */
  lines(span: Span): LineRange;
  /**
   * The same edits as edits of the file, escaped and indented in the file's way. Null where they would touch a filled-in part, or the notation cannot write
   * them.
   */
  fileEdits(edits: readonly TextEdit[]): readonly TextEdit[] | null;
}

/** A policy inside a file, without the file's text: enough to find the policy again after an edit. */
export interface Host {
  /** Lines of the file on which the policy stands. */
  readonly lines: LineRange;
  /** How many scopes of the tree use this text: a repair is made for all of them or not at all. */
  readonly uses: number;
  /** The same policy in another text of the file; null where that text does not hold it any more. */
  open(file: string): HostedText | null;
}

/** A file that texts stand in. Its lines are found once for all of them. */
export class HostFile {
  readonly text: string;
  readonly lines: LineIndex;
  #eol: '\n' | '\r\n' | null = null;

  constructor(text: string) {
    this.text = text;
    this.lines = new LineIndex(text);
  }

  /** The line ending that most lines have. */
  get eol(): '\n' | '\r\n' {
    if (this.#eol === null) {
      const crlf = this.text.split('\r\n').length - 1;
      this.#eol = crlf * 2 > this.text.split('\n').length - 1 ? '\r\n' : '\n';
    }
    return this.#eol;
  }
}

/**
 * Reads the text at a span of a file in a notation. `expected` is the text that a library reads from the same file: where the notation reads anything else,
 * `expected` becomes the text, stands for the whole span, and is not edited.
 */
export function hostText(file: HostFile, ref: PolicyRef, at: Span, notation: Notation, expected: string): HostedText {
  const reading = notation.read(file.text, at);
  if (reading !== null && reading.text === expected) return new NotedText(file, ref, at, notation, reading);
  const whole: Piece = { kind: 'filled', text: { start: 0, end: expected.length }, file: at };
  return new NotedText(file, ref, at, notation, { text: expected, pieces: [whole] });
}

class NotedText implements HostedText {
  readonly ref: PolicyRef;
  readonly text: string;
  readonly #file: HostFile;
  readonly #at: Span;
  readonly #notation: Notation;
  readonly #pieces: readonly Piece[];
  #hasOwnLines: boolean | null = null;

  constructor(file: HostFile, ref: PolicyRef, at: Span, notation: Notation, reading: ReadText) {
    this.ref = ref;
    this.text = reading.text;
    this.#file = file;
    this.#at = at;
    this.#notation = notation;
    this.#pieces = reading.pieces;
  }

  get hasOwnLines(): boolean {
    return (this.#hasOwnLines ??= this.#looksAtLines());
  }

  #looksAtLines(): boolean {
    let last = 0;
    let lines = 0;
    for (let start = 0; start < this.text.length;) {
      const newline = this.text.indexOf('\n', start);
      const end = newline < 0 ? this.text.length : newline;
      // An empty line needs no place of its own.
      if (end > start) {
        const line = this.#file.lines.lineAt(this.#inFile(start));
        if (line === last) return false;
        last = line;
        lines += 1;
      }
      start = end + 1;
    }
    return lines > 1;
  }

  lines({ start, end }: Span): LineRange {
    const first = this.#file.lines.lineAt(this.#inFile(start));
    return { start: first, end: Math.max(first, this.#file.lines.lineAt(this.#inFile(Math.max(start, end - 1)))) };
  }

  /** Offset in the file of a character of the text. */
  #inFile(offset: number): number {
    const piece = this.#pieces[this.#pieceFrom(offset)];
    if (piece === undefined) return this.#at.start;
    return piece.kind === 'same' ? piece.file.start + Math.min(offset - piece.text.start, piece.file.end - piece.file.start) : piece.file.start;
  }

  /** Index of the piece that holds the character at an offset; at the text's end, that of the last piece. */
  #pieceFrom(offset: number): number {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#pieces[middle]?.text.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  fileEdits(edits: readonly TextEdit[]): readonly TextEdit[] | null {
    const filled = this.#pieces.filter((piece) => piece.kind === 'filled');
    if (edits.some(({ span }) => filled.some((piece) => touches(span, piece.text)))) return null;
    const kept = edits.map((edit) => this.#besideCode(edit));
    if (kept.some((edit) => this.#codeWithin(edit.span) !== null)) return null;
    const wanted = applyEdits(this.text, kept);
    for (const all of [kept.map((edit) => this.#aboveDirective(this.#pastDirective(edit))), kept]) {
      const inPlace = this.#inPlace(all);
      if (inPlace !== null && this.#reads(inPlace, wanted)) return inPlace;
    }
    // Rewriting would replace a filled-in part by its value.
    if (filled.length > 0 || this.#codeWithin({ start: 0, end: this.text.length + 1 }) !== null) return null;
    const text = this.#notation.rewrite(wanted, this.#style());
    if (text === null) return null;
    const anew = [{ span: this.#at, text }];
    return this.#reads(anew, wanted) ? anew : null;
  }

  /**
   * The first place in a span of the text where the file has template code that yields nothing here, with more of the span on both sides; null where there is
   * none.
   */
  #codeWithin({ start, end }: Span): number | null {
    for (let index = this.#pieceFrom(start); index + 1 < this.#pieces.length; index += 1) {
      const [piece, next] = [this.#pieces[index], this.#pieces[index + 1]];
      if (piece === undefined || next === undefined || next.text.start >= end) return null;
      // The indentation that a heredoc removes is not part of the text.
      if (next.text.start > start && /\S/.test(this.#file.text.slice(piece.file.end, next.file.start))) return next.text.start;
    }
    return null;
  }

  /**
   * Shrinks a deletion so that it ends at template code which only white space separates from its edge: otherwise the code, which may yield something for other
   * values, would be deleted too.
   */
  #besideCode(edit: TextEdit): TextEdit {
    const { span, text } = edit;
    if (text !== '') return edit;
    const at = this.#codeWithin(span);
    if (at === null) return edit;
    const isBlank = (start: number, end: number): boolean => !/\S/.test(this.text.slice(start, end));
    if (isBlank(at, span.end)) return { span: { start: span.start, end: at }, text };
    return isBlank(span.start, at) ? this.#besideCode({ span: { start: at, end: span.end }, text }) : edit;
  }

  /** Moves an insertion behind the white space at the end of a template's loop or condition. Inside, it would be repeated or missing for other values. */
  #pastDirective(edit: TextEdit): TextEdit {
    const { span, text } = edit;
    const index = this.#pieceFrom(span.start);
    const [piece, next] = [this.#pieces[index], this.#pieces[index + 1]];
    if (span.start !== span.end || piece?.kind !== 'same' || next === undefined || next.file.start <= piece.file.end) return edit;
    const left = this.text.slice(span.start, piece.text.end);
    if (left === '' || !/^[ \t]*$/.test(left) || !text.startsWith(left)) return edit;
    return { span: { start: piece.text.end, end: piece.text.end }, text: text.slice(left.length) + left };
  }

  /** Moves an insertion of whole lines above template code that ends where it would stand, so that it does not land on that code's own line. */
  #aboveDirective(edit: TextEdit): TextEdit {
    const { span, text } = edit;
    const index = this.#pieceFrom(span.start);
    const [before, piece] = [this.#pieces[index - 1], this.#pieces[index]];
    if (span.start !== span.end || before?.kind !== 'same' || piece?.text.start !== span.start) return edit;
    const eol = /\r?\n$/.exec(text)?.[0] ?? '';
    const isCode = /\S/.test(this.#file.text.slice(before.file.end, piece.file.start));
    if (!isCode || eol === '' || !this.text.endsWith(eol, span.start)) return edit;
    const at = span.start - eol.length;
    return at < before.text.start ? edit : { span: { start: at, end: at }, text: eol + text.slice(0, -eol.length) };
  }

  #inPlace(edits: readonly TextEdit[]): readonly TextEdit[] | null {
    const style = this.#style();
    const found: TextEdit[] = [];
    for (const { span, text } of edits) {
      const start = text === '' && this.text[span.end - 1] === '\n' ? this.#lineStart(span.start) : this.#boundary(span.start, 'start');
      const end = span.start === span.end ? start : this.#boundary(span.end, 'end');
      const written = text === '' ? '' : this.#notation.write(text, style);
      if (start === null || end === null || end < start || written === null) return null;
      found.push({ span: { start, end }, text: written });
    }
    return found;
  }

  /** Where a line begins in the file, including the indentation that a heredoc removes. */
  #lineStart(offset: number): number | null {
    const start = this.#boundary(offset, 'start');
    const before = this.#pieces.find((one) => one.text.end === offset)?.file.end;
    return before === undefined || start === null || before > start || /\S/.test(this.#file.text.slice(before, start)) ? start : before;
  }

  /** Offset in the file at which an edit begins or ends; null inside an escape. */
  #boundary(offset: number, side: 'start' | 'end'): number | null {
    const piece = this.#pieces[this.#pieceFrom(offset)];
    if (piece === undefined) return null;
    if (offset === piece.text.end) return piece.file.end;
    if (offset > piece.text.start) return piece.kind === 'same' ? piece.file.start + offset - piece.text.start : null;
    if (side === 'start') return piece.file.start;
    return this.#pieces.find((one) => one.text.end === offset)?.file.end ?? piece.file.start;
  }

  #style(): WritingStyle {
    const { start, end } = this.#at;
    return { indentation: this.#indentation(), eol: this.#file.eol, source: this.#file.text.slice(start, end) };
  }

  /** White space before the first line of the text that begins a line of the file. */
  #indentation(): string {
    const file = this.#file.text;
    // In a string of one line no piece begins a line, however many pieces its escapes make.
    const first = file.indexOf('\n', this.#at.start);
    if (first === -1 || first >= this.#at.end) return '';
    for (const { kind, file: span } of this.#pieces) {
      if (kind !== 'same' || span.start <= first) continue;
      const line = file.lastIndexOf('\n', span.start - 1) + 1;
      if (line > this.#at.start) return /^[ \t]*/.exec(file.slice(line, span.start))?.[0] ?? '';
    }
    return '';
  }

  /** Whether the edited file holds the wanted text where this one stood. */
  #reads(edits: readonly TextEdit[], wanted: string): boolean {
    const grown = edits.reduce((sum, { span, text }) => sum + text.length - (span.end - span.start), 0);
    const { start, end } = this.#at;
    return this.#notation.read(applyEdits(this.#file.text, edits), { start, end: end + grown })?.text === wanted;
  }
}

/** Whether an edit touches a span: an insertion strictly inside it, any other edit by overlapping it. */
function touches(span: Span, other: Span): boolean {
  return span.start === span.end ? other.start < span.start && span.start < other.end : span.start < other.end && other.start < span.end;
}

/** Which policy a text is, and its hosted text; both null for a file of its own. */
export interface Standing {
  readonly ref: PolicyRef;
  readonly hosted: HostedText | null;
  readonly host: Host | null;
}
