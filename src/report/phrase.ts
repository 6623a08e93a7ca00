import { escapeHtml, escapeHtmlInMarkdown, escapeMarkdown, escapeTerminal, markdownCode, oneLine } from './escape.js';

/** A piece of a sentence: our words, or a name or text from the repository, which every target shows as code. */
export type Piece = string | { readonly code: string };

/** A sentence that is not yet Markdown, HTML or terminal text. */
export type Phrase = readonly Piece[];

/** Longest message, effect or reason shown anywhere; the JSON report has the whole. */
const longestProse = 2000;
const longestName = 260;

export function code(text: string): Piece {
  return { code: text };
}

/**
 * A message as a phrase. Text between backticks is code; so is every word that could be markup, a link, a mention or a reference on some
 * target (`<cors>`, `https://app.contoso.com`, `{{portal}}`), which is also how a reader wants to see it.
 */
export function prose(text: string): Phrase {
  const line = oneLine(text, longestProse);
  const parts = line.split('`');
  if (parts.length % 2 === 0) return joined(words(line));
  return joined(parts.flatMap((part, index): Piece[] => (index % 2 === 0 ? words(part) : part.trim() === '' ? [] : [code(part.trim())])));
}

/** Words that stand between spaces; spaces stay with the text pieces. */
function words(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (const token of text.split(/( +)/)) {
    if (token === '') continue;
    if (token.startsWith(' ')) {
      pieces.push(token);
      continue;
    }
    const [before, core, after] = bare(token);
    if (core === '' || !risky(core)) {
      pieces.push(token);
      continue;
    }
    if (before !== '') pieces.push(before);
    pieces.push(code(core));
    if (after !== '') pieces.push(after);
  }
  return pieces;
}

/** A word without the punctuation round it. */
function bare(token: string): readonly [string, string, string] {
  let start = 0;
  let end = token.length;
  while (start < end && '("\'“‘'.includes(token.charAt(start))) start += 1;
  // A closing bracket that was opened inside the word belongs to it.
  const opened = token.indexOf('(', start) !== -1;
  // So does a closing quotation mark: attribute="value".
  const closesQuote = (): boolean => token.charAt(end - 1) === '"' && token.slice(start, end - 1).split('"').length % 2 === 0;
  while (end > start && '.,;:!?)"\'”’…'.includes(token.charAt(end - 1)) && !(opened && token.charAt(end - 1) === ')') && !closesQuote()) end -= 1;
  return [token.slice(0, start), token.slice(start, end), token.slice(end)];
}

/** Anything beyond letters, digits and the punctuation of plain sentences. */
function risky(word: string): boolean {
  if (/[^\p{L}\p{N}.,;!?()'"/%+\-–—→≥≤·“”‘’…×]/u.test(word)) return true;
  if (/^www(?:\.|$)/i.test(word) || /^(?:GH|CVE|GHSA)-/i.test(word)) return true;
  if (/^[0-9a-f]{7,64}$/i.test(word) && /\d/.test(word)) return true;
  // A path of files, not "and/or".
  return word.includes('/') && (word.includes('.') || word.split('/').length > 2);
}

/** Neighbouring texts become one, and code words parted by one space become one span: `<base` `/>` is one thing. */
function joined(pieces: readonly Piece[]): Phrase {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    const beforeLast = result.at(-2);
    if (typeof piece === 'string') {
      if (typeof last === 'string') result[result.length - 1] = last + piece;
      else result.push(piece);
    } else if (last !== undefined && typeof last !== 'string') {
      result[result.length - 1] = code(last.code + piece.code);
    } else if (last === ' ' && beforeLast !== undefined && typeof beforeLast !== 'string') {
      result.splice(-2, 2, code(`${beforeLast.code} ${piece.code}`));
    } else {
      result.push(piece);
    }
  }
  return result;
}

/** Where something stands: the path cut if need be, the line never. */
export function placed({ path, line }: { readonly path: string; readonly line: number }): Piece {
  return code(`${oneLine(path, longestName - 10)}:${line}`);
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

/** The phrase without any markup; hidden characters written out. */
export function plainPhrase(phrase: Phrase): string {
  return phrase.map((piece) => (typeof piece === 'string' ? escapeTerminal(piece) : oneLine(piece.code, longestName) || '(empty)')).join('');
}

/** Markdown for GitHub, one line. */
export function markdownPhrase(phrase: Phrase, place: 'text' | 'table' = 'text'): string {
  return spaced(phrase)
    .map((piece) => (typeof piece === 'string' ? escapeMarkdown(piece) : markdownCode(piece.code, place, longestName)))
    .join('');
}

/** HTML for the self-contained page. */
export function htmlPhrase(phrase: Phrase): string {
  return phrase
    .map((piece) => (typeof piece === 'string' ? escapeHtml(piece) : `<code>${escapeHtml(oneLine(piece.code, longestName) || '(empty)')}</code>`))
    .join('');
}

/** HTML inside a Markdown document (a `<summary>`), one line. */
export function summaryPhrase(phrase: Phrase): string {
  return phrase
    .map((piece) =>
      typeof piece === 'string' ? escapeHtmlInMarkdown(piece) : `<code>${escapeHtml(oneLine(piece.code, longestName) || '(empty)')}</code>`,
    )
    .join('');
}

/** Two code spans side by side would share their backticks. */
function spaced(phrase: Phrase): Phrase {
  return phrase.flatMap((piece, index) => {
    const last = phrase[index - 1];
    return typeof piece !== 'string' && last !== undefined && typeof last !== 'string' ? [' ', piece] : [piece];
  });
}

/** Columns a phrase takes without markup; enough to decide what is "long". */
export function phraseLength(phrase: Phrase): number {
  return plainPhrase(phrase).length;
}
