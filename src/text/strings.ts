/**
 * A copy of a slice that does not keep the whole text in memory. Engines copy texts below 13 characters anyway; for longer ones, joining two parts makes the
 * engine write a new text.
 */
export function detached(text: string): string {
  return text.length < 13 ? text : [text.slice(0, 1), text.slice(1)].join('');
}

/** Keeps one string for each distinct text, however many files hold it. Beyond a limit that no service reaches, each text gets its own copy. */
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
