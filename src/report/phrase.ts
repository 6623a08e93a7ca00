import { escapeHtml, escapeHtmlInMarkdown, escapeMarkdown, escapeTerminal, markdownCode } from './escape.js';
import { foreignPieces } from './foreign-text.js';
import { type CodePiece, type PhrasePiece, append, longestName, shownCode } from './piece.js';

export { code, foreign, name, personal, placed, type PhrasePiece } from './piece.js';

/** A sentence that is independent of Markdown, HTML and terminals. */
export type Phrase = readonly PhrasePiece[];

/**
 * A sentence: our words as literals; phrases, names and code as values. Each value stays one piece: its content cannot end it, and our words are never mistaken
 * for code.
 */
export function phrase(words: TemplateStringsArray, ...values: readonly (Phrase | PhrasePiece | number)[]): Phrase {
  const pieces: PhrasePiece[] = [];
  for (const [index, text] of words.entries()) {
    append(pieces, text);
    const value = values[index];
    if (value === undefined) continue;
    if (typeof value === 'number') append(pieces, String(value));
    else if (typeof value === 'string' || !('length' in value)) append(pieces, value);
    else for (const piece of value) append(pieces, piece);
  }
  return pieces;
}

/** Joins phrases with `separator`. */
export function join(phrases: readonly Phrase[], separator: string): Phrase {
  return phrases.flatMap((phrase, index) => (index === 0 ? phrase : [separator, ...phrase]));
}

/** "a, b and 3 more": at most `most` of the phrases by name. */
export function listed(phrases: readonly Phrase[], most: number, more: (count: number) => string = (count) => `${count} more`): Phrase {
  if (phrases.length <= most) return join(phrases, ', ');
  return [...join(phrases.slice(0, most), ', '), ` and ${more(phrases.length - most)}`];
}

/** The phrase's words and code; foreign text is divided into both. */
function shown(phrase: Phrase): readonly (string | CodePiece)[] {
  const pieces: (string | CodePiece)[] = [];
  for (const piece of phrase) {
    if (typeof piece === 'string' || 'code' in piece) append(pieces, piece);
    else for (const part of foreignPieces(piece)) append(pieces, part);
  }
  return pieces;
}

/** The phrase without markup, with hidden characters written out. */
export function plainPhrase(phrase: Phrase): string {
  return shown(phrase)
    .map((piece) => (typeof piece === 'string' ? escapeTerminal(piece) : shownCode(piece)))
    .join('');
}

/** Represents a space without a line break: text and code contain no control characters when shown. */
export const unbrokenSpace = '\u0001';

/** As `plainPhrase`, for lines that are wrapped: code is not broken. */
export function unbrokenPhrase(phrase: Phrase): string {
  return shown(phrase)
    .map((piece) => (typeof piece === 'string' ? escapeTerminal(piece) : shownCode(piece).replaceAll(' ', unbrokenSpace)))
    .join('');
}

/** The whole phrase unchanged, for formats that allow any text. */
export function wholePhrase(phrase: Phrase): string {
  return phrase.map((piece) => (typeof piece === 'string' ? piece : 'code' in piece ? `${piece.code}${piece.tail ?? ''}` : piece.foreign)).join('');
}

/** Markdown for GitHub, one line. */
export function markdownPhrase(phrase: Phrase, place: 'text' | 'table' = 'text'): string {
  return spaced(shown(phrase))
    .map((piece) => (typeof piece === 'string' ? escapeMarkdown(piece) : markdownCode(shownCode(piece), place, longestName)))
    .join('');
}

/** A part of a sentence for a page: words, or code. */
export interface TextRun {
  readonly text: string;
  readonly isCode: boolean;
}

/** The phrase as runs for text nodes, with hidden characters written out. */
export function phraseRuns(phrase: Phrase): readonly TextRun[] {
  return shown(phrase).map((piece) =>
    typeof piece === 'string' ? { text: escapeTerminal(piece), isCode: false } : { text: shownCode(piece), isCode: true },
  );
}

/** HTML for the self-contained page. */
export function htmlPhrase(phrase: Phrase): string {
  return shown(phrase)
    .map((piece) => (typeof piece === 'string' ? escapeHtml(piece) : `<code>${escapeHtml(shownCode(piece))}</code>`))
    .join('');
}

/** HTML inside a Markdown document (a `<summary>`), one line. */
export function summaryPhrase(phrase: Phrase): string {
  return shown(phrase)
    .map((piece) => (typeof piece === 'string' ? escapeHtmlInMarkdown(piece) : `<code>${escapeHtml(shownCode(piece))}</code>`))
    .join('');
}

/** Adjacent code spans would merge their backticks. */
function spaced(pieces: readonly (string | CodePiece)[]): readonly (string | CodePiece)[] {
  return pieces.flatMap((piece, index) => {
    const last = pieces[index - 1];
    return typeof piece !== 'string' && last !== undefined && typeof last !== 'string' ? [' ', piece] : [piece];
  });
}

/** Number of columns of a phrase without markup; precise enough to decide what is "long". */
export function phraseLength(phrase: Phrase): number {
  return plainPhrase(phrase).length;
}
