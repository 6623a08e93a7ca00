import { applyEdits, type Span, type TextEdit } from '../../text/edit.js';
import type { HostedText } from '../../text/hosted-text.js';
import { LineIndex, type LineRange } from '../../text/line-index.js';
import type { PolicyRef } from '../../text/policy-ref.js';
import type { TextHost, TextPiece, TextValue } from './value.js';

/** The text that most of a policy is written in: that of its root element, where that is written at all. */
export function mainHost({ text, pieces }: TextValue): TextHost | null {
  const at = Math.max(0, text.search(/<(?:policies|fragment)[\s>]/));
  const holder = pieces.find((piece) => piece.text.start <= at && at < piece.text.end);
  return holder?.from?.host ?? pieces.find(({ from }) => from !== null)?.from?.host ?? null;
}

/** A policy that Terraform puts together, and the way back to the file that holds its root element. What comes from elsewhere is never edited. */
export class RenderedText implements HostedText {
  readonly ref: PolicyRef;
  readonly text: string;
  readonly #pieces: readonly TextPiece[];
  readonly #host: TextHost;
  readonly #file: string;
  readonly #lines: LineIndex;
  readonly #again: (file: string) => string | null;
  #hasOwnLines: boolean | null = null;

  /** `file`: the text of the host's file. `again`: what the policy is with another text of that file; null: it is gone. */
  constructor(ref: PolicyRef, value: TextValue, host: TextHost, file: string, again: (file: string) => string | null) {
    this.ref = ref;
    this.text = value.text;
    this.#pieces = value.pieces;
    this.#host = host;
    this.#file = file;
    this.#lines = new LineIndex(file);
    this.#again = again;
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
      if (end > start) {
        const line = this.#lines.lineAt(this.#inFile(start));
        if (line === last) return false;
        last = line;
        lines += 1;
      }
      start = end + 1;
    }
    return lines > 1;
  }

  lines({ start, end }: Span): LineRange {
    const first = this.#lines.lineAt(this.#inFile(start));
    return { start: first, end: Math.max(first, this.#lines.lineAt(this.#inFile(Math.max(start, end - 1)))) };
  }

  /** Offset in the file of a character; of one that comes from elsewhere, the end of what stands before it. */
  #inFile(offset: number): number {
    for (let index = this.#pieceFrom(offset); index >= 0; index -= 1) {
      const piece = this.#pieces[index];
      if (piece === undefined || !this.#isOwn(piece) || piece.from === null) continue;
      const { span } = piece.from;
      return offset < piece.text.end
        ? span.start + Math.min(offset - piece.text.start, Math.max(0, span.end - span.start - 1))
        : Math.max(span.start, span.end - 1);
    }
    return this.#host.at.start;
  }

  #isOwn({ from }: TextPiece): boolean {
    return from !== null && from.host.path === this.#host.path && from.host.at.start === this.#host.at.start;
  }

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
    const wanted = applyEdits(this.text, edits);
    for (const indentation of ['', this.#indentation()]) {
      const inFile = this.#edits(edits, indentation);
      if (inFile !== null && this.#again(applyEdits(this.#file, inFile)) === wanted) return inFile;
    }
    return null;
  }

  #edits(edits: readonly TextEdit[], indentation: string): readonly TextEdit[] | null {
    const found: TextEdit[] = [];
    for (const { span, text } of edits) {
      const start = this.#boundary(span.start, 'start');
      const end = span.start === span.end ? start : this.#boundary(span.end, 'end');
      if (start === null || end === null || end < start || !this.#isWritten(span)) return null;
      found.push({ span: { start, end }, text: this.#written(text, indentation) });
    }
    return found;
  }

  /** Where an edit begins or ends in the file; null inside what is filled in or escaped. */
  #boundary(offset: number, side: 'start' | 'end'): number | null {
    const touching = this.#pieces.filter(({ text }) => text.start <= offset && offset <= text.end);
    const own = touching.filter((piece) => this.#isOwn(piece));
    const piece =
      side === 'start' ? (own.find(({ text }) => offset < text.end) ?? own.at(-1)) : (own.find(({ text }) => text.start < offset) ?? own[0]);
    if (piece?.from === undefined || piece.from === null) return null;
    const { span } = piece.from;
    if (offset === piece.text.end) return span.end;
    if (offset === piece.text.start) return span.start;
    return span.end - span.start === piece.text.end - piece.text.start ? span.start + offset - piece.text.start : null;
  }

  /** Nothing of a span comes from elsewhere. */
  #isWritten({ start, end }: Span): boolean {
    return this.#pieces.every((piece) => this.#isOwn(piece) || piece.text.end <= start || end <= piece.text.start);
  }

  /** A text as the host writes it. */
  #written(text: string, indentation: string): string {
    const { notation } = this.#host;
    if (notation === 'file') return text;
    const escaped = text.replace(/[$%]\{/g, (hole) => `${hole.charAt(0)}${hole}`);
    if (notation === 'quoted') return JSON.stringify(escaped).slice(1, -1);
    return escaped.replaceAll('\n', `\n${indentation}`);
  }

  /** White space that a heredoc takes away from the start of its lines, as the first line of the text has it. */
  #indentation(): string {
    if (this.#host.notation !== 'heredoc') return '';
    const first = this.#pieces.find((piece) => this.#isOwn(piece))?.from?.span.start ?? 0;
    const line = this.#file.lastIndexOf('\n', first - 1) + 1;
    return /^[ \t]*/.exec(this.#file.slice(line, first))?.[0] ?? '';
  }
}
