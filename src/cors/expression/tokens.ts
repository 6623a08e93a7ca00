/** The tokens of a C# policy expression. A named value without a known value is a text, at any place. */
export type Token =
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  /** `$"..."`: the texts between the holes, and the source of each hole; one more text than holes. */
  | { readonly kind: 'interpolated'; readonly texts: readonly string[]; readonly holes: readonly string[] }
  | { readonly kind: 'mark'; readonly text: string };

const escapes: Readonly<Partial<Record<string, string>>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

/**
 * One token or separator: white space and comments, a verbatim text, a text, a character, the beginning of an interpolated text, a name, a number, a mark (C#
 * specification, lexical structure).
 */
const word =
  /(\{\{[\w.-]+\}\})|\s+|\/\/.*|\/\*[^]*?\*\/|@"((?:[^"]|"")*)"|"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])+)'|(\$@"|@\$"|\$")|@?([A-Za-z_]\w*)|(\d[\w.]*)|(\?\?=|=>|[=!<>]=|&&|\|\||\?\?|\?\.|[+-]=|\+\+|--|\/(?!\*)|[^\w\s"'`\\#$/])/y;

/** The tokens of C# source, or null if it is not supported C#. Linear in the length of the source; never throws. */
export function tokensOf(source: string): readonly Token[] | null {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    word.lastIndex = at;
    const match = word.exec(source);
    if (match === null) return null;
    const [all, hole, verbatim, plain, character, opening, name, number, mark] = match;
    at += all.length;
    if (opening !== undefined) {
      const read = interpolatedAt(source, at, opening.includes('@'));
      if (read === null) return null;
      tokens.push(read.token);
      at = read.end;
      continue;
    }
    const text = hole ?? verbatim?.replaceAll('""', '"') ?? (plain ?? character)?.replace(/\\([^])/g, (_, one: string) => escapes[one] ?? one);
    if (text !== undefined) tokens.push({ kind: 'text', text });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark });
  }
  return tokens;
}

/** A named value, which API Management puts in before C# is compiled; otherwise an escaped brace in an interpolated text. */
const doubled = /\{\{[\w.-]+\}\}|\{\{|\}\}/y;

function interpolatedAt(source: string, from: number, verbatim: boolean): { readonly token: Token; readonly end: number } | null {
  const texts: string[] = [];
  const holes: string[] = [];
  let text = '';
  for (let at = from; at < source.length; at += 1) {
    const first = source.charAt(at);
    doubled.lastIndex = at;
    const braces = doubled.exec(source)?.[0] ?? '';
    if (braces.length > 2) {
      text += braces;
      at += braces.length - 1;
    } else if (braces !== '' || (verbatim && source.startsWith('""', at))) {
      text += first;
      at += 1;
    } else if (first === '"') {
      return { token: { kind: 'interpolated', texts: [...texts, text], holes }, end: at + 1 };
    } else if (first === '{') {
      const end = holeEnd(source, at + 1);
      if (end === null) return null;
      texts.push(text);
      holes.push(source.slice(at + 1, end));
      text = '';
      at = end;
    } else if (first === '\\' && !verbatim) {
      at += 1;
      text += escapes[source.charAt(at)] ?? source.charAt(at);
    } else text += first;
  }
  return null;
}

/** Offset of the hole's closing brace; texts inside the hole are skipped. */
function holeEnd(source: string, from: number): number | null {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < source.length; at += 1) {
    const one = source.charAt(at);
    if (one === '"') quoted = !quoted;
    else if (!quoted && one === '{') depth += 1;
    else if (!quoted && one === '}' && depth-- === 0) return at;
  }
  return null;
}
