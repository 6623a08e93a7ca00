/** The words of a C# policy expression. */
export type Token =
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  /** `$"..."`: what stands between the holes, and the source of each hole; one text more than holes. */
  | { readonly kind: 'interpolated'; readonly texts: readonly string[]; readonly holes: readonly string[] }
  | { readonly kind: 'mark'; readonly text: string };

/** Longest first. */
const marks = ['??=', '=>', '==', '!=', '<=', '>=', '&&', '||', '??', '?.', '+=', '-=', '++', '--'];

const nameStart = /[A-Za-z_@]/;
const namePart = /[A-Za-z0-9_]*/y;
const numberPart = /[0-9][0-9A-Za-z_.]*/y;
const space = /\s+/y;

/** Longest expression that is read: more than anybody reviews. UTF-16 units. */
export const longestExpression = 64 * 1024;

/** The words of C# source, or null where it is not C# as we know it. Linear in the length of the source; never throws. */
export function tokensOf(source: string): readonly Token[] | null {
  if (source.length > longestExpression) return null;
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const skipped = skip(source, at);
    if (skipped === null) return null;
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const read = textAt(source, at) ?? wordAt(source, at);
    if (read === null) return null;
    tokens.push(read.token);
    at = read.end;
  }
  return tokens;
}

interface Read {
  readonly token: Token;
  readonly end: number;
}

/** Past white space and comments; null: a comment without an end. */
function skip(source: string, at: number): number | null {
  if (source.startsWith('//', at)) {
    const end = source.indexOf('\n', at);
    return end < 0 ? source.length : end + 1;
  }
  if (source.startsWith('/*', at)) {
    const end = source.indexOf('*/', at + 2);
    return end < 0 ? null : end + 2;
  }
  space.lastIndex = at;
  return space.test(source) ? space.lastIndex : at;
}

function wordAt(source: string, at: number): Read | null {
  const first = source.charAt(at);
  if (nameStart.test(first)) {
    namePart.lastIndex = at + 1;
    namePart.test(source);
    const end = namePart.lastIndex;
    return { token: { kind: 'name', text: source.slice(first === '@' ? at + 1 : at, end) }, end };
  }
  numberPart.lastIndex = at;
  if (numberPart.test(source)) return { token: { kind: 'number', text: source.slice(at, numberPart.lastIndex) }, end: numberPart.lastIndex };
  const mark = marks.find((one) => source.startsWith(one, at)) ?? first;
  return /[\w\s"'`\\#$]/.test(mark) ? null : { token: { kind: 'mark', text: mark }, end: at + mark.length };
}

/** A literal of text or of one character; null: none begins here, or it has no end. */
function textAt(source: string, at: number): Read | null {
  const prefix = /["']|\$@"|@\$"|\$"|@"/y;
  prefix.lastIndex = at;
  const opening = prefix.exec(source)?.[0];
  if (opening === undefined) return null;
  const from = at + opening.length;
  const quote = opening.slice(-1);
  if (opening.includes('$')) return interpolatedAt(source, from, opening.includes('@'));
  const parts: string[] = [];
  let next = from;
  for (;;) {
    const piece = pieceAt(source, next, quote, opening.includes('@'));
    if (piece === null) return null;
    if (piece.text === null) return { token: { kind: 'text', text: parts.join('') }, end: piece.end };
    parts.push(piece.text);
    next = piece.end;
  }
}

const plain = { '"': /[^"\\]+/y, "'": /[^'\\]+/y } as const;
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

/** The next piece of a literal; text null: its end. */
function pieceAt(source: string, at: number, quote: string, verbatim: boolean): { readonly text: string | null; readonly end: number } | null {
  const first = source.charAt(at);
  if (first === '') return null;
  if (first === quote) {
    return verbatim && source.charAt(at + 1) === quote ? { text: quote, end: at + 2 } : { text: null, end: at + 1 };
  }
  if (first === '\\') {
    if (verbatim) return { text: '\\', end: at + 1 };
    const escaped = source.charAt(at + 1);
    return escaped === '' ? null : { text: escapes[escaped] ?? escaped, end: at + 2 };
  }
  const run = plain[quote === "'" ? "'" : '"'];
  run.lastIndex = at;
  run.test(source);
  return { text: source.slice(at, run.lastIndex), end: run.lastIndex };
}

function interpolatedAt(source: string, from: number, verbatim: boolean): Read | null {
  const texts: string[] = [];
  const holes: string[] = [];
  let text = '';
  let at = from;
  while (at < source.length) {
    const two = source.slice(at, at + 2);
    const first = source.charAt(at);
    if (two === '{{' || two === '}}' || (verbatim && two === '""')) {
      text += first;
      at += 2;
    } else if (first === '"') {
      return { token: { kind: 'interpolated', texts: [...texts, text], holes }, end: at + 1 };
    } else if (first === '{') {
      const end = holeEnd(source, at + 1);
      if (end === null) return null;
      texts.push(text);
      holes.push(source.slice(at + 1, end));
      text = '';
      at = end + 1;
    } else if (first === '\\' && !verbatim) {
      text += escapes[source.charAt(at + 1)] ?? source.charAt(at + 1);
      at += 2;
    } else {
      text += first;
      at += 1;
    }
  }
  return null;
}

/** Where the hole's closing brace stands; texts inside it are passed over. */
function holeEnd(source: string, from: number): number | null {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < source.length; at += 1) {
    const one = source.charAt(at);
    if (one === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (one === '{') depth += 1;
    else if (one === '}' && depth === 0) return at;
    else if (one === '}') depth -= 1;
  }
  return null;
}
