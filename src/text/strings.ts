/**
 * A copy that shares nothing with the text it was cut from, which a slice would keep alive as a whole. Below 13 characters engines copy by
 * themselves; of longer texts the engine is made to write out two parts as one.
 */
export function detached(text: string): string {
  return text.length < 13 ? text : [text.slice(0, 1), text.slice(1)].join('');
}

/** One string for each distinct text, however many files hold it; past so many texts, which no service has, a copy for each. */
export class StringPool {
  readonly #known = new Map<string, string>();

  of(text: string): string {
    let known = this.#known.get(text);
    if (known === undefined) {
      known = detached(text);
      if (this.#known.size < 10_000) this.#known.set(known, known);
    }
    return known;
  }
}
