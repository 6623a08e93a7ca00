/** White space (as JavaScript knows it) and the characters of markup end the name of an element or attribute. */
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

/** Whether a name of XML can begin with it. */
export function beginsName(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || code >= 0x80;
}

/** What XML takes for white space. */
export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
