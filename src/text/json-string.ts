import type { Span } from './edit.js';
import { ReadingInMaking, type Notation, type ReadText } from './notation.js';

const escapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Reads a JSON string; null if it is not one. `hasLines`: raw line breaks are allowed in it. */
export function readJsonString(file: string, { start, end }: Span, hasLines = false): ReadText | null {
  if (end - start < 2 || file.charAt(start) !== '"' || file.charAt(end - 1) !== '"') return null;
  const reading = new ReadingInMaking(file);
  for (let at = start + 1; at < end - 1;) {
    const next = file.indexOf('\\', at);
    const stop = next < 0 || next >= end - 1 ? end - 1 : next;
    if ((hasLines ? /"/ : /["\u0000-\u001f]/).test(file.slice(at, stop))) return null;
    reading.same(at, stop);
    if (stop === end - 1) break;
    const letter = file.charAt(stop + 1);
    const code = letter === 'u' ? file.slice(stop + 2, stop + 6) : null;
    const text = code === null ? escapes[letter] : /^[0-9a-fA-F]{4}$/.test(code) ? String.fromCharCode(Number.parseInt(code, 16)) : undefined;
    at = stop + (code === null ? 2 : 6);
    if (text === undefined || at > end - 1) return null;
    reading.escaped(text, stop, at);
  }
  return reading.done();
}

/** A JSON string (RFC 8259), quotes included. */
export const jsonString: Notation = {
  read: (file, at) => readJsonString(file, at),
  write(text, { source }) {
    const known = escapesIn(source);
    // Some tools escape every character outside ASCII. If the text does so throughout, what is written into it does too.
    const isAscii = [...known.keys()].some((char) => char > '\u007f') && !/[^\u0000-\u007f]/.test(source);
    let out = '';
    for (const char of text) {
      const units = isAscii && char > '\u007f' ? char.split('') : null;
      out += known.get(char) ?? units?.map(codeOf).join('') ?? JSON.stringify(char).slice(1, -1);
    }
    return out;
  },
  rewrite(text, style) {
    return `"${this.write(text, style) ?? ''}"`;
  },
};

function codeOf(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** How a string writes the characters that it escapes. */
function escapesIn(source: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [whole, short, code] of source.matchAll(/\\(?:(["\\/bfnrt])|u([0-9a-fA-F]{4}))/g)) {
    const char = short === undefined ? String.fromCharCode(Number.parseInt(code ?? '', 16)) : escapes[short];
    if (char !== undefined && !found.has(char)) found.set(char, whole);
  }
  return found;
}

const token =
  /[ \t\r\n]*(?:("[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*")|(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)|([[\]{},:]))/y;

/** An object or list that is open at a place of a JSON text: its key, or for a list the index of its item. */
interface Level {
  key: string | number;
  /** The keys so far match those asked for. */
  readonly fits: boolean;
}

/**
 * Where the string at a path of keys stands in a well-formed JSON text, quotes included; null if there is none. If a key stands twice in one object, the last
 * one counts, as in `JSON.parse`. Linear.
 */
export function jsonStringAt(text: string, keys: readonly (string | number)[]): Span | null {
  const levels: Level[] = [];
  let found: Span | null = null;
  let isKey = false;
  token.lastIndex = text.startsWith('\ufeff') ? 1 : 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [, quoted, , sign] = match;
    const level = levels[levels.length - 1];
    if (quoted !== undefined && isKey && level !== undefined) {
      level.key = JSON.parse(quoted) as string;
      isKey = false;
      continue;
    }
    const isHere = levels.length === keys.length && (level === undefined || (level.fits && level.key === keys[levels.length - 1]));
    if (sign === undefined || sign === '{' || sign === '[') {
      // A later value of the same key replaces the earlier one, whatever its type.
      if (isHere) found = quoted === undefined ? null : { start: token.lastIndex - quoted.length, end: token.lastIndex };
      else if (level?.fits === true && level.key === keys[levels.length - 1]) found = null;
    }
    if (sign === '{' || sign === '[') {
      const fits = level === undefined || (level.fits && level.key === keys[levels.length - 1]);
      levels.push({ key: sign === '[' ? 0 : '', fits });
      isKey = sign === '{';
    } else if (sign === '}' || sign === ']') {
      levels.pop();
      isKey = false;
    } else if (sign === ',' && level !== undefined) {
      if (typeof level.key === 'number') level.key += 1;
      else isKey = true;
    }
  }
  return found;
}
