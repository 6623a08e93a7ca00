/** References: the five entities of XML, and characters by number. Policies declare no others. */

const reference = /&(?:#(\d+)|#x([0-9a-fA-F]+)|(lt|gt|amp|quot|apos));/g;
const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The text with its references decoded; other ampersands stay. */
export function decodeEntities(text: string): string {
  return text.includes('&') ? text.replace(reference, characterOf) : text;
}

function characterOf(whole: string, decimal: string | undefined, hex: string | undefined, name: string | undefined): string {
  if (name !== undefined) return named[name] ?? whole;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(decimal, 10);
  return isCharacter(code) ? String.fromCodePoint(code) : whole;
}

/** Whether XML 1.0 has a character of that number (section 2.2). */
function isCharacter(code: number): boolean {
  return (
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}

/** Whether the ampersand at that offset begins a reference (`yes`), a reference to a character that XML forbids (`impossible`), or no reference. */
export function referenceAt(text: string, at: number): 'yes' | 'impossible' | 'no' {
  const pattern = /&(?:lt|gt|amp|quot|apos|#(\d+)|#x([0-9a-fA-F]+));/y;
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  if (found === null) return 'no';
  const [whole, decimal, hex] = found;
  if (decimal === undefined && hex === undefined) return 'yes';
  return characterOf(whole, decimal, hex, undefined) === whole ? 'impossible' : 'yes';
}

/** A text with its references decoded, and the map between its offsets and the source's. */
export class DecodedText {
  readonly text: string;
  /** The ends of references, in the source and in the decoded text. */
  readonly #inSource: number[] = [];
  readonly #here: number[] = [];

  constructor(source: string) {
    if (!source.includes('&')) {
      this.text = source;
      return;
    }
    let out = '';
    let at = 0;
    for (const match of source.matchAll(reference)) {
      out += source.slice(at, match.index) + characterOf(match[0], match[1], match[2], match[3]);
      at = match.index + match[0].length;
      this.#inSource.push(at);
      this.#here.push(out.length);
    }
    this.text = out + source.slice(at);
  }

  /** The decoded offset for one of the source. */
  fromSource(offset: number): number {
    return moved(offset, this.#inSource, this.#here);
  }

  toSource(offset: number): number {
    return moved(offset, this.#here, this.#inSource);
  }
}

/** Maps an offset: finds the last place at or before it, and adds the distance to that place's twin. */
function moved(offset: number, places: readonly number[], twins: readonly number[]): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? offset : offset - (places[low - 1] ?? 0) + (twins[low - 1] ?? 0);
}
