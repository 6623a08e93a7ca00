import { oneLine } from './escape.js';
import { type CodePiece, type Foreign, append, code } from './piece.js';
import { isPlainWord } from './plain-word.js';

type Word = string | CodePiece;

/** Longest text shown anywhere; the JSON report has all of it. */
const longest = 2000;

/**
 * Divides a foreign text (a person's reason, a library's error message, a line of GitHub's event) into words and code. Every word that is not plain is code
 * (`<cors>`, `https://app.contoso.com`, `{{portal}}`), as is text between a person's backticks. Our own sentences are phrases from the start.
 */
export function foreignPieces({ foreign, isMarked }: Foreign): readonly Word[] {
  const line = oneLine(foreign, longest);
  const parts = isMarked ? line.split('`') : [line];
  if (parts.length % 2 === 0) return joined(words(line));
  return joined(parts.flatMap((part, index): Word[] => (index % 2 === 0 ? words(part) : part.trim() === '' ? [] : [code(part.trim())])));
}

/** Words between spaces; spaces stay with the text pieces. */
function words(text: string): Word[] {
  const pieces: Word[] = [];
  for (const token of text.split(/( +)/)) {
    if (token === '') continue;
    if (token.startsWith(' ')) {
      pieces.push(token);
      continue;
    }
    const [before, core, after] = bare(token);
    if (core === '' || isPlainWord(core)) {
      pieces.push(token);
      continue;
    }
    if (before !== '') pieces.push(before);
    pieces.push(code(core));
    if (after !== '') pieces.push(after);
  }
  return pieces;
}

/** A word without the punctuation around it. */
function bare(token: string): readonly [string, string, string] {
  let start = 0;
  let end = token.length;
  while (start < end && '("\'“‘'.includes(token.charAt(start))) start += 1;
  // A closing bracket belongs to the word if it was opened in it.
  const opened = token.indexOf('(', start) !== -1;
  // Likewise a closing quotation mark: attribute="value".
  const closesQuote = (): boolean => token.charAt(end - 1) === '"' && token.slice(start, end - 1).split('"').length % 2 === 0;
  while (end > start && '.,;:!?)"\'”’…'.includes(token.charAt(end - 1)) && !(opened && token.charAt(end - 1) === ')') && !closesQuote()) end -= 1;
  return [token.slice(0, start), token.slice(start, end), token.slice(end)];
}

/** Joins neighbouring texts, and code words separated by one space: `<base` `/>` is one thing. */
function joined(pieces: readonly Word[]): readonly Word[] {
  const result: Word[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    const beforeLast = result.at(-2);
    if (typeof piece === 'string') append(result, piece);
    else if (last !== undefined && typeof last !== 'string') result[result.length - 1] = code(last.code + piece.code);
    else if (last === ' ' && beforeLast !== undefined && typeof beforeLast !== 'string')
      result.splice(-2, 2, code(`${beforeLast.code} ${piece.code}`));
    else result.push(piece);
  }
  return result;
}
