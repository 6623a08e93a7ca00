/**
 * Where a C# policy expression ends. `open` is the offset of the bracket after `@`: `(` for an expression, `{` for a statement block. Returns the offset after
 * its closing bracket, or -1 when it never closes. Strings (regular, verbatim, interpolated), characters and comments are skipped, so brackets in them do not
 * count (Microsoft Learn, "Policy expressions"; C# language specification, lexical structure). XML references must have been decoded. A closing tag, XML
 * comment or CDATA section outside strings is not C#, so the expression then never closes. Linear.
 */
export function endOfExpression(text: string, open: number): number {
  const opening = text.charCodeAt(open);
  const closing = opening === 0x28 ? 0x29 : 0x7d;
  let depth = 0;
  let at = open;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === opening) {
      depth += 1;
      at += 1;
    } else if (code === closing) {
      depth -= 1;
      at += 1;
      if (depth === 0) return at;
    } else {
      const next = skipToken(text, at, code);
      if (next < 0) return -1;
      at = next;
    }
  }
  return -1;
}

/** The code with one space for each stretch of white space and comments outside of strings and characters, which stay as they are. Linear. */
export function withoutSpareSpace(code: string): string {
  const kept: string[] = [];
  for (let at = 0; at < code.length;) {
    const end = skipToken(code, at, code.charCodeAt(at));
    // Code that never ends is kept whole.
    if (end < 0) return kept.join('') + code.slice(at);
    const token = code.slice(at, end);
    const isSpace = /^(?:\s|\/[/*])/.test(token);
    if (!isSpace) kept.push(token.replaceAll('\r\n', '\n'));
    else if (kept.at(-1) !== ' ') kept.push(' ');
    at = end;
  }
  return kept.join('');
}

/** As `withoutSpareSpace`, but a space stays only where two names or numbers would run into one. Linear. */
export function withoutSpace(code: string): string {
  const kept: string[] = [];
  let isSpaced = false;
  for (let at = 0; at < code.length;) {
    const end = skipToken(code, at, code.charCodeAt(at));
    if (end < 0) return kept.join('') + code.slice(at);
    const token = code.slice(at, end);
    if (/^(?:\s|\/[/*])/.test(token)) isSpaced = true;
    else {
      if (isSpaced && /\w$/.test(kept.at(-1) ?? '') && /^\w/.test(token)) kept.push(' ');
      kept.push(token.replaceAll('\r\n', '\n'));
      isSpaced = false;
    }
    at = end;
  }
  return kept.join('');
}

/** The offset after the string, character or comment that begins at `at`, or `at + 1`; -1 when it never ends. */
function skipToken(text: string, at: number, code: number): number {
  switch (code) {
    case 0x22: // "
      return endOfString(text, at);
    case 0x27: // '
      return endOfCharacter(text, at);
    case 0x2f: // /
      return endOfComment(text, at);
    case 0x3c: // <
      return isMarkup(text, at + 1) ? -1 : at + 1;
    case 0x24: // $
    case 0x40: // @
      return endOfPrefixed(text, at);
    default:
      return at + 1;
  }
}

function isMarkup(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 0x2f ? beginsName(text.charCodeAt(at + 1)) : code === 0x21 && (text.startsWith('--', at + 1) || text.startsWith('[CDATA[', at + 1));
}

function beginsName(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
}

function endOfString(text: string, at: number): number {
  let index = at + 1;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (code === 0x5c) index += 2;
    else if (code === 0x0a) return index;
    else if (code === 0x22) return index + 1;
    else index += 1;
  }
  return -1;
}

/** A character literal is short: an apostrophe without a partner nearby is only an apostrophe. */
function endOfCharacter(text: string, at: number): number {
  if (text.charCodeAt(at + 1) === 0x5c) {
    const end = text.slice(at, at + 13).indexOf("'", 3);
    return end > 0 ? at + end + 1 : at + 1;
  }
  return text.charCodeAt(at + 2) === 0x27 ? at + 3 : at + 1;
}

function endOfComment(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  if (next === 0x2f) {
    const end = text.indexOf('\n', at);
    return end;
  }
  if (next === 0x2a) {
    const end = text.indexOf('*/', at + 2);
    return end < 0 ? -1 : end + 2;
  }
  return at + 1;
}

/** `@"…"`, `$"…"`, `$@"…"`, `@$"…"`; anything else is a lone character (`@` also begins verbatim identifiers). */
function endOfPrefixed(text: string, at: number): number {
  let index = at;
  let verbatim = false;
  let interpolated = false;
  while (index - at < 2) {
    const code = text.charCodeAt(index);
    if (code === 0x40 && !verbatim) verbatim = true;
    else if (code === 0x24 && !interpolated) interpolated = true;
    else break;
    index += 1;
  }
  if (text.charCodeAt(index) !== 0x22) return at + 1;
  return interpolated ? endOfInterpolated(text, index + 1, verbatim) : endOfVerbatim(text, index + 1);
}

function endOfVerbatim(text: string, start: number): number {
  let index = start;
  for (;;) {
    const end = text.indexOf('"', index);
    if (end < 0) return -1;
    if (text.charCodeAt(end + 1) !== 0x22) return end + 1;
    index = end + 2;
  }
}

/** An interpolated string with code between braces; strings inside that code are skipped, nested ones with an explicit stack. */
function endOfInterpolated(text: string, start: number, verbatim: boolean): number {
  const stack: { verbatim: boolean; depth: number }[] = [{ verbatim, depth: 0 }];
  let index = start;
  while (index < text.length) {
    const top = stack[stack.length - 1];
    if (top === undefined) return index;
    const code = text.charCodeAt(index);
    if (top.depth > 0) {
      // Inside the code of a hole.
      if (code === 0x7b) top.depth += 1;
      else if (code === 0x7d) top.depth -= 1;
      else if ((code === 0x24 || code === 0x40) && opensInterpolated(text, index)) {
        const at = text.startsWith('"', index + 1) ? index + 1 : index + 2;
        stack.push({ verbatim: at - index === 2, depth: 0 });
        index = at;
      } else {
        const next = skipToken(text, index, code);
        if (next < 0) return -1;
        index = next;
        continue;
      }
      index += 1;
    } else if (code === 0x22) {
      if (top.verbatim && text.charCodeAt(index + 1) === 0x22) index += 2;
      else {
        index += 1;
        stack.pop();
        if (stack.length === 0) return index;
      }
    } else if (code === 0x7b) {
      if (text.charCodeAt(index + 1) === 0x7b) index += 2;
      else {
        top.depth = 1;
        index += 1;
      }
    } else if (code === 0x5c && !top.verbatim) index += 2;
    else index += 1;
  }
  return -1;
}

function opensInterpolated(text: string, at: number): boolean {
  return text.startsWith('$"', at) || text.startsWith('$@"', at) || text.startsWith('@$"', at);
}
