import type { Span } from '../../text/edit.js';
import type { ChoiceForm, TextPiece, TextValue, UnknownValue } from './deployed-value.js';

/** A text outside files. */
export function plainText(text: string): TextValue {
  return { kind: 'text', text, pieces: text === '' ? [] : [{ text: { start: 0, end: text.length }, from: null, open: null }] };
}

/** An undecided part of a text: `${name}`. `choice`: its alternatives. */
export function openText(name: string, choice?: ChoiceForm): TextValue {
  const open = markedOpen(`\${${spelled(name)}}`, name);
  return choice === undefined ? open : { ...open, pieces: open.pieces.map((piece) => ({ ...piece, choice })) };
}

/** The placeholder of an undecided value. */
export function placeholder({ name, form }: UnknownValue): TextValue {
  return openText(name, form?.kind === 'choice' ? form : undefined);
}

/** An undecided directive, `%{ … }`, or its end. */
export function directiveText(inside: string): TextValue {
  return markedOpen(`%{ ${spelled(inside)} }`, inside);
}

/** A name for a text that is read as XML: without markup signs, and with balanced braces. */
function spelled(name: string): string {
  const safe = name.replaceAll('"', "'").replaceAll('<', '\u2039').replaceAll('&&', 'and').replaceAll('&', '+');
  let depth = 0;
  let isPaired = true;
  for (const [brace] of safe.matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1;
    if (depth < 0) isPaired = false;
  }
  return isPaired && depth === 0 ? safe : safe.replaceAll('{', '(').replaceAll('}', ')');
}

function markedOpen(text: string, name: string): TextValue {
  return { kind: 'text', text, pieces: [{ text: { start: 0, end: text.length }, from: null, open: name }] };
}

/** Whether every character is known. */
export function isDecided({ pieces }: TextValue): boolean {
  return pieces.every(({ open }) => open === null);
}

/** Longest built text in UTF-16 units; the rest is dropped, and the evaluation refuses the whole. */
export const longestText = 5 * 1024 * 1024;

/** Longer texts, in UTF-16 units, are not flattened just to read their beginning. */
const longText = 2_000;
const beginnings = new WeakMap<TextValue, string>();

/** The beginning of a text, or all of it. Reading a concatenated text copies it, and of thousands only the beginning is needed. */
export function beginningOf(value: TextValue): string {
  return beginnings.get(value) ?? value.text;
}

/** Builds a text from left to right; adjacent stretches of one file become one piece. */
export class TextInMaking {
  readonly #pieces: TextPiece[] = [];
  /** Concatenated lazily: most rendered texts are never read. */
  #text = '';
  #begins = '';

  get length(): number {
    return this.#text.length;
  }

  add(value: TextValue): void {
    if (this.length > longestText) return;
    const by = this.length;
    for (const piece of value.pieces) this.#piece({ ...piece, text: { start: piece.text.start + by, end: piece.text.end + by } });
    if (by === 0) this.#begins = beginningOf(value);
    this.#text += value.text;
  }

  addWritten(text: string, from: TextPiece['from']): void {
    if (text === '') return;
    this.#piece({ text: { start: this.length, end: this.length + text.length }, from, open: null });
    if (this.length === 0) this.#begins = text;
    this.#text += text;
  }

  #piece(piece: TextPiece): void {
    const last = this.#pieces.at(-1);
    const joined = last === undefined || last.open !== null || piece.open !== null ? null : joinedPlace(last, piece);
    if (last === undefined || joined === null) this.#pieces.push(piece);
    else this.#pieces[this.#pieces.length - 1] = { text: { start: last.text.start, end: piece.text.end }, from: joined.from, open: null };
  }

  done(): TextValue {
    const value: TextValue = { kind: 'text', text: this.#text, pieces: this.#pieces };
    if (this.length > longText) beginnings.set(value, this.#begins);
    return value;
  }
}

function joinedPlace(one: TextPiece, next: TextPiece): { readonly from: TextPiece['from'] } | null {
  if (one.from === null || next.from === null) return one.from === next.from ? { from: null } : null;
  if (one.from.host !== next.from.host || one.from.span.end !== next.from.span.start || !isSame(one) || !isSame(next)) return null;
  return { from: { host: one.from.host, span: { start: one.from.span.start, end: next.from.span.end } } };
}

/** The file has as many characters, so presumably the same. */
function isSame({ text, from }: TextPiece): boolean {
  return from === null || from.span.end - from.span.start === text.end - text.start;
}

/** All texts concatenated. */
export function joinedTexts(texts: readonly TextValue[]): TextValue {
  const [first] = texts;
  if (first !== undefined && texts.length === 1) return first;
  const making = new TextInMaking();
  for (const text of texts) making.add(text);
  return making.done();
}

/** A part of a text. A cut inside an escape has no place; one inside a placeholder stays a placeholder. */
export function cutText({ text, pieces }: TextValue, start: number, end: number): TextValue {
  if (start <= 0 && end >= text.length) return { kind: 'text', text, pieces };
  const kept: TextPiece[] = [];
  for (let index = firstPiece(pieces, start); index < pieces.length; index += 1) {
    const piece = pieces[index];
    if (piece === undefined || piece.text.start >= end) break;
    const span = { start: Math.max(piece.text.start, start), end: Math.min(piece.text.end, end) };
    if (span.start >= span.end) continue;
    const whole = piece.choice !== undefined && span.start === piece.text.start && span.end === piece.text.end ? { choice: piece.choice } : undefined;
    kept.push({ text: { start: span.start - start, end: span.end - start }, from: placeOf(piece, span), open: piece.open, ...whole });
  }
  return { kind: 'text', text: text.slice(start, end), pieces: kept };
}

function firstPiece(pieces: readonly TextPiece[], offset: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.text.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function placeOf(piece: TextPiece, { start, end }: Span): TextPiece['from'] {
  const { from, text } = piece;
  if (from === null || (start === text.start && end === text.end)) return from;
  const by = from.span.start - text.start;
  return isSame(piece) ? { host: from.host, span: { start: start + by, end: end + by } } : null;
}

/** The place of a stretch of a text, if it is in one piece. */
export function placeIn(value: TextValue, start: number, end: number): TextPiece['from'] {
  const piece = value.pieces[firstPiece(value.pieces, start)];
  return piece === undefined || piece.text.start > start || piece.text.end < end || piece.open !== null ? null : placeOf(piece, { start, end });
}

/** A text with parts replaced; spans in order. */
export function replacedText(value: TextValue, parts: readonly { readonly span: Span; readonly by: TextValue }[]): TextValue {
  if (parts.length === 0) return value;
  const making = new TextInMaking();
  let at = 0;
  for (const { span, by } of parts) {
    making.add(cutText(value, at, span.start));
    making.add(by);
    at = span.end;
  }
  making.add(cutText(value, at, value.text.length));
  return making.done();
}

/** Private Unicode characters, one for each placeholder of a text. */
const firstMark = 0xe000;
const lastMark = 0xf8ff;

/**
 * A text as a string with one private character for each placeholder, for cutting, parsing and searching; and the way back. Null: too many placeholders, or it
 * contains such a character.
 */
export function masked(value: TextValue): { readonly text: string; restore(text: string, rename?: (name: string) => string): TextValue } | null {
  if (/[\ue000-\uf8ff]/.test(value.text)) return null;
  const open = value.pieces.filter((piece) => piece.open !== null);
  if (open.length > lastMark - firstMark) return null;
  let at = 0;
  let text = '';
  for (const [index, piece] of open.entries()) {
    text += value.text.slice(at, piece.text.start) + String.fromCharCode(firstMark + index);
    at = piece.text.end;
  }
  return {
    text: text + value.text.slice(at),
    restore(changed, rename = (name) => name) {
      if (open.length === 0) return plainText(changed);
      const making = new TextInMaking();
      for (const part of changed.split(/([\ue000-\uf8ff])/)) {
        const piece = open[part.charCodeAt(0) - firstMark];
        if (part === '') continue;
        if (piece?.open == null) making.add(plainText(part));
        else if (value.text.startsWith('%', piece.text.start)) making.add(directiveText(piece.open));
        else {
          const name = rename(piece.open);
          making.add(openText(name, name === piece.open ? piece.choice : undefined));
        }
      }
      return making.done();
    },
  };
}
