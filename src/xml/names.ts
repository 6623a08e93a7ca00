import { detached } from '../text/strings.js';

/** The end of an element's or attribute's name: white space (as JavaScript defines it) or a character of markup ends it. */
export function endOfName(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x80 ? spaceBeyondAscii.test(text.charAt(at)) : endsName[code] === 1) break;
  }
  return at;
}

const endsName = new Uint8Array(0x80);
for (const character of '\t\n\v\f\r />"\'<=') endsName[character.charCodeAt(0)] = 1;
const spaceBeyondAscii = /\s/;

/** Whether an XML name can begin with the character. */
export function beginsName(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || code >= 0x80;
}

/** Whether it is a name in XML 1.0 (section 2.3). */
export function isName(text: string): boolean {
  if (knownNames.has(text)) return true;
  if (!usualName.test(text) && !anyName.test(text)) return false;
  if (knownNames.size < mostKnown && text.length <= longestKnown) knownNames.add(detached(text));
  return true;
}

/** The name between two offsets of a text. Names seen recently are compared in place, without cutting a new string. */
export function nameBetween(text: string, start: number, end: number): string {
  const length = end - start;
  if (length > longestKnown || length === 0) return text.slice(start, end);
  const place = (text.charCodeAt(start) * 31 + text.charCodeAt(end - 1) * 7 + length) & (places - 1);
  const met = lately[place] ?? '';
  if (met.length === length && text.startsWith(met, start)) return met;
  return (lately[place] = detached(text.slice(start, end)));
}

/** A power of two. */
const places = 512;
const lately: string[] = Array.from({ length: places }, () => '');

/** Policies repeat the same few names; the size is fixed so that a document of other names does not fill the memory. */
const knownNames = new Set<string>();
const mostKnown = 500;
const longestKnown = 60;

const usualName = /^[A-Za-z_][\w:.-]*$/;
const begins =
  ':A-Z_a-z\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}';
const anyName = new RegExp(`^[${begins}][${begins}.0-9\\xb7\\u0300-\\u036f\\u203f\\u2040-]*$`, 'u');

/** Whether XML counts the character as white space. */
export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** The offset of the first character from `start` on that is not white space, or `end`. */
export function afterSpace(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/** A name from a file, shortened for a message. */
export function shownName(name: string): string {
  return name.length <= 60 ? name : `${name.slice(0, 57)}...`;
}
