import { Unknown, type CSharpValue } from './value.js';

/** A text of which some pieces are known, in this order: anything may stand between them. The first and the last, which may be empty, are its ends. */
export class PartText extends Unknown {
  constructor(
    id: string,
    readonly pieces: readonly string[],
  ) {
    super('free', id);
  }

  /** What a method returns, as far as the known pieces tell; null: they do not. */
  told(name: string, [part]: readonly CSharpValue[], ignoresCase: boolean): boolean | PartText | null {
    if (name === 'ToLower' || name === 'ToLowerInvariant') return new PartText(`${this.id}.ToLower`, this.pieces.map(lower));
    if (typeof part !== 'string') return null;
    const [pieces, text] = ignoresCase ? [this.pieces.map(lower), lower(part)] : [this.pieces, part];
    const first = pieces[0] ?? '';
    const last = pieces.at(-1) ?? '';
    switch (name) {
      case 'Contains':
        return pieces.some((piece) => piece.includes(text)) || null;
      case 'StartsWith':
        return first.startsWith(text) || (text.startsWith(first) ? null : false);
      case 'EndsWith':
        return last.endsWith(text) || (text.endsWith(last) ? null : false);
      case 'Equals':
        return text.startsWith(first) && text.endsWith(last) && text.length >= first.length + last.length ? null : false;
    }
    return null;
  }
}

/** A dictionary of which only some entries are known, or known to be missing. */
export class PartMap extends Map<string, CSharpValue> {
  readonly #missing = new Set<string>();

  constructor(readonly id: string) {
    super();
  }

  override get(name: string): CSharpValue | undefined {
    return this.has(name) || this.#missing.has(name) ? super.get(name) : new Unknown('free', `${this.id}.${name}`);
  }

  override delete(name: string): boolean {
    this.#missing.add(name);
    return super.delete(name);
  }

  copy(): PartMap {
    const copy = new PartMap(this.id);
    for (const [name, value] of this) copy.set(name, value);
    for (const name of this.#missing) copy.#missing.add(name);
    return copy;
  }
}

function lower(text: string): string {
  return text.toLowerCase();
}
