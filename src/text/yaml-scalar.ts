import type { Span } from './edit.js';
import { ReadingInMaking, type Notation, type ReadText, type WritingStyle } from './notation.js';

/**
 * A scalar of YAML 1.2 (chapters 7.3 and 8.1): plain, single or double quoted, literal or folded. Its quotes or block header belong to it; anchors and tags
 * before it do not.
 */
export const yamlScalar: Notation = {
  read(file, at) {
    switch (file.charAt(at.start)) {
      case '|':
      case '>':
        return readBlock(file, at);
      case '"':
      case "'":
        return at.end - at.start > 1 && file.charAt(at.end - 1) === file.charAt(at.start)
          ? readFlow(file, { start: at.start + 1, end: at.end - 1 }, file.charAt(at.start))
          : null;
      default:
        return isPlain(file.slice(at.start, at.end)) ? readFlow(file, at, '') : null;
    }
  },
  write(text, style) {
    switch (style.source.charAt(0)) {
      case '|':
      case '>':
        return inBlock(text, style);
      case '"':
        return doubleQuoted(text);
      case "'":
        return text.includes('\n') ? null : text.replaceAll("'", "''");
      default:
        return text.includes('\n') ? null : text;
    }
  },
  rewrite(text, style) {
    const { source, eol } = style;
    const kind = source.charAt(0);
    if (kind !== '|' && kind !== '>') return `"${doubleQuoted(text)}"`;
    const header = /^.*/.exec(source)?.[0] ?? '';
    const kept = /(?:\r?\n[ \t]*)*$/.exec(source)?.[0] ?? '';
    const body = text.replace(/\n+$/, '');
    const lines = inBlock(kind === '|' ? body : unfolded(body), style);
    const end = header.includes('+') ? eol.repeat(text.length - body.length) : kept;
    return `${header.trimEnd()}${eol}${style.indentation}${lines}${end}`;
  },
};

/** Whether a plain scalar begins as XML does. Others could be read as a number, a key or a comment (7.3.3). */
function isPlain(source: string): boolean {
  return source.startsWith('<') && !/:(?:\s|$)|\s#|\s$/.test(source);
}

function inBlock(text: string, { indentation, eol }: WritingStyle): string {
  const lines = text.split('\n');
  // An empty line has no indentation. Behind the last break the file continues the line itself.
  return lines.map((line, index) => (index === 0 || (line === '' && index < lines.length - 1) ? line : indentation + line)).join(eol);
}

/** The lines of a folded block. Between two lines that are not indented further, a real break is written twice. */
function unfolded(text: string): string {
  return text.replace(/([^\n]*)(\n+)(?=([^\n]?))/g, (whole, line: string, breaks: string, next: string) =>
    /^[ \t]/.test(line) || line === '' || /[ \t]/.test(next) || next === '' ? whole : `${line}\n${breaks}`,
  );
}

const shortEscapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\u0007',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\u001b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};
const codeLength: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function doubleQuoted(text: string): string {
  return text.replace(/["\\\u0000-\u001f\u007f\u0085\u00a0\u2028\u2029\ufeff]/g, (char) => {
    if (char === '\u00a0') return char;
    const short = Object.entries(shortEscapes).find(([letter, value]) => value === char && letter !== '\t')?.[0];
    return short === undefined ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : `\\${short}`;
  });
}

/** A break between lines of a flow scalar, with the white space around it: one break is a space, each further one a line feed (7.3.1, line folding). */
const foldedBreak = /[ \t]*((?:\r?\n[ \t]*)+)/y;
const ordinary = { '': /[^ \t\r\n]+/y, '"': /[^ \t\r\n"\\]+/y, "'": /[^ \t\r\n']+/y } as const;

/** Reads the text between the quotes, or the whole of a plain scalar. */
function readFlow(file: string, { start, end }: Span, quote: string): ReadText | null {
  const reading = new ReadingInMaking(file);
  const plain = quote === '"' ? ordinary['"'] : quote === "'" ? ordinary["'"] : ordinary[''];
  for (let at = start; at < end;) {
    const char = file.charAt(at);
    if (char === ' ' || char === '\t' || char === '\r' || char === '\n') {
      const next = endOfBreak(file, at, end);
      if (next !== null) reading.escaped(folded(file.slice(at, next)), at, next);
      const stop = next ?? endOfSpaces(file, at, end);
      if (next === null) reading.same(at, stop);
      at = stop;
    } else if (quote === "'" && char === "'") {
      if (file.charAt(at + 1) !== "'" || at + 1 >= end) return null;
      reading.escaped("'", at, at + 2);
      at += 2;
    } else if (quote === '"' && char === '"') return null;
    else if (quote === '"' && char === '\\') {
      const escape = escapeAt(file, at, end);
      if (escape === null) return null;
      reading.escaped(escape.text, at, escape.end);
      at = escape.end;
    } else {
      plain.lastIndex = at;
      const stop = Math.min(end, at + (plain.exec(file)?.[0].length ?? 1));
      reading.same(at, stop);
      at = stop;
    }
  }
  return reading.done();
}

function endOfBreak(file: string, at: number, end: number): number | null {
  foldedBreak.lastIndex = at;
  const found = foldedBreak.exec(file)?.[0];
  const stop = Math.min(end, at + (found?.length ?? 0));
  return file.slice(at, stop).includes('\n') ? stop : null;
}

function endOfSpaces(file: string, at: number, end: number): number {
  let stop = at + 1;
  while (stop < end && /[ \t\r]/.test(file.charAt(stop))) stop += 1;
  return stop;
}

function folded(breaks: string): string {
  const count = breaks.split('\n').length - 1;
  return count === 1 ? ' ' : '\n'.repeat(count - 1);
}

function escapeAt(file: string, at: number, end: number): { readonly text: string; readonly end: number } | null {
  const letter = file.charAt(at + 1);
  if (letter === '\n' || letter === '\r') {
    // The line continues in the next one; empty lines between them count.
    const stop = endOfBreak(file, at + 1, end);
    return stop === null ? null : { text: '\n'.repeat(file.slice(at, stop).split('\n').length - 2), end: stop };
  }
  const length = codeLength[letter];
  if (length === undefined) {
    const text = Object.hasOwn(shortEscapes, letter) ? shortEscapes[letter] : undefined;
    return text === undefined || at + 2 > end ? null : { text, end: at + 2 };
  }
  const code = file.slice(at + 2, at + 2 + length);
  const value = new RegExp(`^[0-9a-fA-F]{${length}}$`).test(code) ? Number.parseInt(code, 16) : Infinity;
  return value > 0x10ffff || at + 2 + length > end ? null : { text: String.fromCodePoint(value), end: at + 2 + length };
}

interface Line {
  /** First character behind the indentation, and the end without the line ending. */
  readonly start: number;
  readonly end: number;
  /** Where the next line begins. */
  readonly next: number;
}

/** Reads a literal or folded block: the header, then lines of one indentation, which the first line or the header gives. */
function readBlock(file: string, { start, end }: Span): ReadText | null {
  // A block ends with a whole line.
  if (end < file.length && file.charAt(end - 1) !== '\n' && !/[\r\n]/.test(file.charAt(end))) return null;
  const headerEnd = file.indexOf('\n', start);
  const header = /^[|>](?:([1-9])([+-]?)|([+-]?)([1-9]?))[ \t]*(?:[ \t]#[^\r\n]*)?\r?$/.exec(file.slice(start, headerEnd < 0 ? end : headerEnd));
  if (header === null) return null;
  const chomping = header[2] ?? header[3] ?? '';
  const explicit = header[1] ?? header[4] ?? '';
  const reading = new ReadingInMaking(file);
  if (headerEnd < 0 || headerEnd + 1 >= end) return reading.done();
  const depth = explicit === '' ? detectedDepth(file, headerEnd + 1, end) : parentDepth(file, start) + Number(explicit);
  if (depth === null) return null;
  const lines = linesIn(file, headerEnd + 1, end, depth);
  if (lines === null) return null;
  let last = lines.length - 1;
  while (last >= 0 && isEmpty(lines[last])) last -= 1;
  // Readers disagree whether a last line of spaces, longer than the indentation, belongs to the text.
  if (/^ +$/.test(file.slice(lines[last]?.start ?? 0, lines[last]?.end ?? 0))) return null;
  let from = headerEnd + 1;
  for (let index = 0; index <= last; index += 1) {
    const line = lines[index];
    if (line === undefined || isEmpty(line)) continue;
    const breaks = breaksBefore(file, lines, index, file.charAt(start) === '>');
    reading.escaped(breaks, from, line.start);
    reading.same(line.start, line.end);
    from = line.end;
  }
  // Line breaks at the end of the text: none, one or all (8.1.1.2, block chomping indicator).
  const ending = lines[last]?.next ?? from;
  const trailing = lines.length - 1 - last + (last >= 0 && file.charAt(ending - 1) === '\n' ? 1 : 0);
  if (chomping === '+') reading.escaped('\n'.repeat(trailing), from, end);
  // The last line of a file may lack its line ending; the text has one nevertheless.
  else if (chomping === '' && last >= 0) reading.escaped('\n', from, ending);
  return reading.done();
}

function isEmpty(line: Line | undefined): boolean {
  return line === undefined || line.start === line.end;
}

/** The line feeds before a non-empty line of a block. */
function breaksBefore(file: string, lines: readonly Line[], index: number, isFolded: boolean): string {
  let before = index - 1;
  while (before >= 0 && isEmpty(lines[before])) before -= 1;
  const count = index - before - (before < 0 ? 1 : 0);
  const isFurther = (line: Line | undefined): boolean => line !== undefined && /[ \t]/.test(file.charAt(line.start));
  if (!isFolded || before < 0 || isFurther(lines[before]) || isFurther(lines[index])) return '\n'.repeat(count);
  return count === 1 ? ' ' : '\n'.repeat(count - 1);
}

/** Null: a non-empty line is indented less, which ends the block. */
function linesIn(file: string, start: number, end: number, depth: number): readonly Line[] | null {
  const lines: Line[] = [];
  for (let at = start; at < end;) {
    const newline = file.indexOf('\n', at);
    const next = newline < 0 || newline >= end ? end : newline + 1;
    let stop = newline < 0 || newline >= end ? end : newline;
    if (stop > at && file.charAt(stop - 1) === '\r') stop -= 1;
    const indentation = /^ */.exec(file.slice(at, Math.min(stop, at + depth)))?.[0].length ?? 0;
    const first = at + indentation;
    if (first < stop && indentation < depth) return null;
    // A line of white space no longer than the indentation is empty.
    lines.push({ start: first, end: stop, next });
    at = next;
  }
  return lines;
}

/** Spaces before the first non-empty line; null if an empty line above it has more, which YAML forbids (8.1.1.1). */
function detectedDepth(file: string, start: number, end: number): number | null {
  let most = 0;
  for (let at = start; at < end;) {
    const newline = file.indexOf('\n', at);
    const stop = newline < 0 ? end : Math.min(newline, end);
    const spaces = /^ */.exec(file.slice(at, stop))?.[0].length ?? 0;
    if (/[^ \r]/.test(file.slice(at, stop))) return most > spaces ? null : spaces;
    most = Math.max(most, spaces);
    at = stop + 1;
  }
  return 0;
}

/** Indentation of the block's parent node: that of its key, or of the dash before it. */
function parentDepth(file: string, header: number): number {
  const line = file.slice(file.lastIndexOf('\n', header - 1) + 1, header);
  const [, spaces = '', dashes = '', key = ''] = /^( *)((?:- +)*)(.*)$/.exec(line) ?? [];
  const last = /- +$/.exec(dashes)?.[0].length ?? 0;
  // `- |2`: the block's parent is the dash; `- key: |2`: the key.
  return /^(?:[!&]\S+ +)*$/.test(key) ? spaces.length + dashes.length - last : spaces.length + dashes.length;
}
