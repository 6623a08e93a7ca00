import { escapeHtml, escapeHtmlInMarkdown, escapeMarkdown, escapeTerminal, markdownCode } from './escape.js';
import { foreignPieces } from './foreign-text.js';
import { type CodePiece, type PhrasePiece, append, longestName, shownCode } from './piece.js';

export { code, foreign, name, personal, placed, type PhrasePiece } from './piece.js';

/** A sentence that is not yet Markdown, HTML or terminal text. */
export type Phrase = readonly PhrasePiece[];

/**
 * A sentence: our words as literals, phrases, names and code as values. Each value is one piece: nothing in it can end it, and nothing in
 * our words is guessed to be code.
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

/** Phrases one after the other with `separator` between. */
export function join(phrases: readonly Phrase[], separator: string): Phrase {
  return phrases.flatMap((phrase, index) => (index === 0 ? phrase : [separator, ...phrase]));
}

/** "a, b and 3 more": at most `most` of the phrases by name. */
export function listed(phrases: readonly Phrase[], most: number, more: (count: number) => string = (count) => `${count} more`): Phrase {
  if (phrases.length <= most) return join(phrases, ', ');
  return [...join(phrases.slice(0, most), ', '), ` and ${more(phrases.length - most)}`];
}

/** The phrase as it is shown: of what was said elsewhere, the words and the code in it. */
function shown(phrase: Phrase): readonly (string | CodePiece)[] {
  const pieces: (string | CodePiece)[] = [];
  for (const piece of phrase) {
    if (typeof piece === 'string' || 'code' in piece) append(pieces, piece);
    else for (const part of foreignPieces(piece)) append(pieces, part);
  }
  return pieces;
}

/** The phrase without any markup; hidden characters written out. */
export function plainPhrase(phrase: Phrase): string {
  return shown(phrase)
    .map((piece) => (typeof piece === 'string' ? escapeTerminal(piece) : shownCode(piece)))
    .join('');
}

/** Stands for a space at which a line must not be broken: text and code have no control characters when they are shown. */
export const unbrokenSpace = '\u0001';

/** As `plainPhrase`, for lines that get wrapped: code stays in one piece. */
export function unbrokenPhrase(phrase: Phrase): string {
  return shown(phrase)
    .map((piece) => (typeof piece === 'string' ? escapeTerminal(piece) : shownCode(piece).replaceAll(' ', unbrokenSpace)))
    .join('');
}

/** The whole phrase as it is, for formats that hold any text. */
export function wholePhrase(phrase: Phrase): string {
  return phrase.map((piece) => (typeof piece === 'string' ? piece : 'code' in piece ? `${piece.code}${piece.tail ?? ''}` : piece.foreign)).join('');
}

/** Markdown for GitHub, one line. */
export function markdownPhrase(phrase: Phrase, place: 'text' | 'table' = 'text'): string {
  return spaced(shown(phrase))
    .map((piece) => (typeof piece === 'string' ? escapeMarkdown(piece) : markdownCode(shownCode(piece), place, longestName)))
    .join('');
}

/** A run of a sentence as a page shows it: words, or code. */
export interface TextRun {
  readonly text: string;
  readonly isCode: boolean;
}

/** The phrase as runs for text nodes; hidden characters written out. */
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

/** Two code spans side by side would share their backticks. */
function spaced(pieces: readonly (string | CodePiece)[]): readonly (string | CodePiece)[] {
  return pieces.flatMap((piece, index) => {
    const last = pieces[index - 1];
    return typeof piece !== 'string' && last !== undefined && typeof last !== 'string' ? [' ', piece] : [piece];
  });
}

/** Columns a phrase takes without markup; enough to decide what is "long". */
export function phraseLength(phrase: Phrase): number {
  return plainPhrase(phrase).length;
}
