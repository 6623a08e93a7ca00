import type { BicepCursor } from './bicep-cursor.js';
import type { BicepExpression, TextExpression, TextPart } from './bicep-syntax.js';

const run = /[^'\\$\r\n]+/y;
const escape = /\\(?:[\\'nrt$]|u\{([0-9a-fA-F]{1,6})\})/y;
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Reads the string that begins here, if any. */
export function readText(
  cursor: BicepCursor,
  readExpression: (cursor: BicepCursor) => BicepExpression,
): (TextExpression & { start: number; end: number }) | null {
  const { text, at } = cursor;
  if (text.charAt(at) === '$') {
    const signs = /\$+(?=''')/y;
    const taken = cursor.take(signs);
    return taken === null ? null : readLines(cursor, at, taken.length, readExpression);
  }
  if (text.charAt(at) !== "'") return null;
  return text.startsWith("'''", at) ? readLines(cursor, at, 0, readExpression) : readLine(cursor, at, readExpression);
}

function readLine(
  cursor: BicepCursor,
  start: number,
  readExpression: (cursor: BicepCursor) => BicepExpression,
): TextExpression & { start: number; end: number } {
  const parts: TextPart[] = [];
  cursor.at += 1;
  for (;;) {
    const from = cursor.at;
    const plain = cursor.take(run);
    if (plain !== null) {
      parts.push({ kind: 'text', text: plain, start: from, end: cursor.at });
      continue;
    }
    const sign = cursor.text.charAt(from);
    if (sign === "'") {
      cursor.at += 1;
      return { kind: 'text', notation: 'bicep', parts, start, end: cursor.at };
    }
    if (sign === '$') parts.push(readDollar(cursor, 1, readExpression));
    else if (sign === '\\') parts.push(readEscape(cursor));
    else cursor.fail('unclosed', "'", start);
  }
}

function readEscape(cursor: BicepCursor): TextPart {
  const start = cursor.at;
  const written = cursor.take(escape) ?? cursor.fail('unexpected', '\\');
  const code = written.startsWith('\\u') ? Number.parseInt(written.slice(3, -1), 16) : null;
  if (code !== null && code > 0x10ffff) cursor.fail('unexpected', written, start);
  const letter = written.charAt(1);
  return { kind: 'text', text: code === null ? (escapes[letter] ?? letter) : String.fromCodePoint(code), start, end: cursor.at };
}

/** Reads a hole, if as many `$` as the string requires precede its brace; otherwise a literal sign. */
function readDollar(cursor: BicepCursor, signs: number, readExpression: (cursor: BicepCursor) => BicepExpression): TextPart {
  const start = cursor.at;
  if (!cursor.text.startsWith(`${'$'.repeat(signs)}{`, start)) {
    cursor.at += 1;
    return { kind: 'text', text: '$', start, end: cursor.at };
  }
  cursor.at += signs + 1;
  const value = cursor.within(() => {
    cursor.skipLines();
    const read = readExpression(cursor);
    cursor.skipLines();
    cursor.expect('}');
    return read;
  });
  return { kind: 'hole', value, start, end: cursor.at };
}

/** A multi-line string: a line break right after its beginning does not count, and extra quotes at its end belong to it. */
function readLines(
  cursor: BicepCursor,
  start: number,
  signs: number,
  readExpression: (cursor: BicepCursor) => BicepExpression,
): TextExpression & { start: number; end: number } {
  const { text } = cursor;
  const parts: TextPart[] = [];
  cursor.at += 3;
  cursor.take(/\r?\n/y);
  const end = cursor.at > text.length ? -1 : text.indexOf("'''", cursor.at);
  if (end < 0) cursor.fail('unclosed', "'''", start);
  let stop = end;
  while (text.charAt(stop + 3) === "'") stop += 1;
  const plain = (to: number): void => {
    if (cursor.at < to) parts.push({ kind: 'text', text: text.slice(cursor.at, to), start: cursor.at, end: to });
    cursor.at = Math.max(cursor.at, to);
  };
  const opening = `${'$'.repeat(signs)}{`;
  for (let hole = signs === 0 ? -1 : text.indexOf(opening, cursor.at); hole >= 0 && hole < stop; hole = text.indexOf(opening, cursor.at)) {
    plain(hole);
    parts.push(readDollar(cursor, signs, readExpression));
    // A string inside the hole may contain quotes.
    if (cursor.at > stop) cursor.fail('unexpected', "'''", hole);
  }
  plain(stop);
  cursor.at = stop + 3;
  return { kind: 'text', notation: 'bicep-lines', parts, start, end: cursor.at };
}
