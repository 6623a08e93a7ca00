/**
 * Git's path (bytes) as text. Bytes that are not UTF-8 become lone low surrogates U+DC80..U+DCFF, one each (Python's `surrogateescape`), so that different
 * paths stay different and `pathBytes` restores the bytes.
 */
export function pathText(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\uFFFD') || Buffer.from(text, 'utf8').equals(bytes)) return text;
  let out = '';
  let start = 0;
  while (start < bytes.length) {
    const length = sequenceLength(bytes, start);
    out += length === 0 ? String.fromCharCode(0xdc00 + (bytes[start] ?? 0)) : bytes.toString('utf8', start, start + length);
    start += Math.max(1, length);
  }
  return out;
}

/** The bytes of a path from `pathText`. */
export function pathBytes(path: string): Buffer {
  if (!/[\uDC80-\uDCFF]/.test(path)) return Buffer.from(path, 'utf8');
  const parts: Buffer[] = [];
  for (const character of path) {
    const code = character.charCodeAt(0);
    parts.push(character.length === 1 && code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character, 'utf8'));
  }
  return Buffer.concat(parts);
}

/** Length of the well-formed UTF-8 sequence at `at`; 0 if there is none. */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  const length = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  const sequence = bytes.subarray(at, at + length);
  return Buffer.from(sequence.toString('utf8'), 'utf8').equals(sequence) ? length : 0;
}

/** The parts of a NUL-separated output, one string each. */
export function splitNul(output: Buffer): readonly string[] {
  const text = output.toString('utf8');
  const parts = text.includes('\uFFFD') ? bytesBetweenNul(output).map(pathText) : text.split('\0');
  if (parts[parts.length - 1] === '') parts.pop();
  return parts;
}

function bytesBetweenNul(output: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  for (;;) {
    const end = output.indexOf(0, start);
    if (end === -1) {
      parts.push(output.subarray(start));
      return parts;
    }
    parts.push(output.subarray(start, end));
    start = end + 1;
  }
}
