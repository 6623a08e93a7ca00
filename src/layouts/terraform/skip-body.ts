/** Deepest nesting of holes that is skipped; the reader handles deeper ones. */
const deepest = 50;
const next = /["{}()[\]#/<]/g;
const plain = /"[^"\\$%\n]*"/y;
const heredoc = /<<-?([A-Za-z_\u00aa-\uffff][\w\-\u00aa-\uffff]*)\r?\n/y;
/** A hole that extends beyond its line. */
const longHole = /(?:^|[^$%])[$%]\{[^}\n]*$/m;
const closers: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };

/** The offset behind the brace that closes the block opened just before `from`, without parsing its content. -1: not certain, or it does not close. Linear. */
export function skipBody(text: string, from: number, depth = 0, closer = '}'): number {
  if (depth > deepest) return -1;
  const open = [closer];
  for (let at = from; ;) {
    next.lastIndex = at;
    if (!next.test(text)) return -1;
    at = next.lastIndex - 1;
    const sign = text.charAt(at);
    const inner = closers[sign];
    if (inner !== undefined) open.push(inner);
    else if (sign === '}' || sign === ')' || sign === ']') {
      if (open.pop() !== sign) return -1;
      if (open.length === 0) return at + 1;
    }
    at = behind(text, at, sign, depth);
    if (at < 0) return -1;
  }
}

/** A text, number or name, or a list or object, alone on its last line. */
const simple = /(?:"[^"\\$%\n]*"|[\w.]+)(?=[ \t]*\r?(?:\n|$))/y;
const lineEnd = /[ \t]*\r?(?:\n|$)/y;

/** The offset behind a value that ends with its line, without parsing it; -1 as for `skipBody`. Linear. */
export function skipValue(text: string, from: number): number {
  simple.lastIndex = from;
  if (simple.test(text)) return simple.lastIndex;
  const opening = text.charAt(from);
  const end = opening === '{' || opening === '[' ? skipBody(text, from + 1, 0, closers[opening]) : -1;
  lineEnd.lastIndex = end;
  return end >= 0 && lineEnd.test(text) ? end : -1;
}

/** Offset behind the text or comment that begins with a sign; otherwise behind the sign. */
function behind(text: string, at: number, sign: string, depth: number): number {
  const following = text.charAt(at + 1);
  if (sign === '"') return skipQuoted(text, at, depth);
  if (sign === '#' || (sign === '/' && following === '/')) return text.indexOf('\n', at);
  if (sign === '/' && following === '*') {
    const end = text.indexOf('*/', at + 2);
    return end < 0 ? -1 : end + 2;
  }
  return sign === '<' && following === '<' ? skipHeredoc(text, at) : at + 1;
}

function skipQuoted(text: string, start: number, depth: number): number {
  plain.lastIndex = start;
  if (plain.test(text)) return plain.lastIndex;
  for (let at = start + 1; at < text.length;) {
    const sign = text.charAt(at);
    if (sign === '"') return at + 1;
    if (sign === '\n') return -1;
    const isHole = (sign === '$' || sign === '%') && text.charAt(at + 1) === '{';
    if (isHole) {
      at = skipBody(text, at + 2, depth + 1);
      if (at < 0) return -1;
    } else if (sign === '\\') at += 2;
    else at += (sign === '$' || sign === '%') && text.startsWith(`${sign}${sign}{`, at) ? 3 : 1;
  }
  return -1;
}

function skipHeredoc(text: string, at: number): number {
  heredoc.lastIndex = at;
  const head = heredoc.exec(text);
  if (head === null) return at + 1;
  const marker = head[1] ?? '';
  for (let line = heredoc.lastIndex; line < text.length;) {
    const end = text.indexOf('\n', line);
    const whole = text.slice(line, end < 0 ? text.length : end);
    if (whole.trim() === marker) return line + whole.trimEnd().length;
    if (end < 0 || longHole.test(whole)) return -1;
    line = end + 1;
  }
  return -1;
}
