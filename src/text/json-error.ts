/**
 * 1-based line of the first character that keeps a text from being JSON (RFC 8259); the last line if the text ends too early. Call it only for texts that
 * `JSON.parse` refuses: the place in its message differs from version to version. Linear, without recursion.
 */
export function jsonErrorLine(text: string): number {
  return jsonError(text).line;
}

/** That line, and the text from that character on, shortened; '' if the text ends too early. */
export function jsonError(text: string): { readonly line: number; readonly rest: string } {
  const offset = errorOffset(text);
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return { line, rest: /^[^\r\n]{0,20}/.exec(text.slice(offset, offset + 20))?.[0].trimEnd() ?? '' };
}

const token =
  /[ \t\r\n]*(?:("[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*")|(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)|([[\]{},:]))/y;

/** What may stand next. `key-or-end` and `value-or-end` follow an opening bracket. */
type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

function errorOffset(text: string): number {
  const open: ('[' | '{')[] = [];
  let expected: Expected = 'value';
  for (let at = 0; ;) {
    token.lastIndex = at;
    const found = token.exec(text);
    if (found === null) return at + (/^[ \t\r\n]*/.exec(text.slice(at))?.[0].length ?? 0);
    const [whole, quoted, plain, sign] = found;
    const start = at + whole.length - (quoted ?? plain ?? sign ?? '').length;
    const next = after(quoted !== undefined, sign ?? '', expected, open);
    if (next === null) return start;
    expected = next;
    at += whole.length;
  }
}

/** What may follow a token; null if the token itself may not stand here. */
function after(isText: boolean, sign: string, expected: Expected, open: ('[' | '{')[]): Expected | null {
  const ended = (): Expected => (open.length === 0 ? 'nothing' : 'comma-or-end');
  const takesValue = expected === 'value' || expected === 'value-or-end';
  const takesKey = expected === 'key' || expected === 'key-or-end';
  switch (sign) {
    case '':
      if (takesKey) return isText ? 'colon' : null;
      return takesValue ? ended() : null;
    case '[':
    case '{':
      if (!takesValue) return null;
      open.push(sign);
      return sign === '[' ? 'value-or-end' : 'key-or-end';
    case ':':
      return expected === 'colon' ? 'value' : null;
    case ',':
      if (expected !== 'comma-or-end') return null;
      return open[open.length - 1] === '{' ? 'key' : 'value';
    default: {
      const isMatching = open[open.length - 1] === (sign === ']' ? '[' : '{');
      const mayEnd = expected === 'comma-or-end' || expected === (sign === ']' ? 'value-or-end' : 'key-or-end');
      if (!isMatching || !mayEnd) return null;
      open.pop();
      return ended();
    }
  }
}
