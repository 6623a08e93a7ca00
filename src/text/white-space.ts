/** Characters that are invisible, or look like a space but are another character: controls, format characters, separators, fillers. */
const hidden = /[^\P{Cc}\t\n\r]|[^\P{Z} ]|[\p{Cf}\u034F\u115F\u1160\u17B4\u17B5\u3164\uFFA0]/u;

/**
 * A text without XML white space round it (XML 1.0, production S). A no-break space, a byte order mark and the like belong to the value and are compared.
 * Linear.
 */
export function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** The first invisible character of a text, as `U+200B`; null if there is none. */
export function hiddenCharacterIn(text: string): string | null {
  const code = hidden.exec(text)?.[0].codePointAt(0);
  return code === undefined ? null : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The text without invisible characters. */
export function withoutHidden(text: string): string {
  return text.replace(new RegExp(hidden, 'gu'), '');
}

function isWhiteSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}
