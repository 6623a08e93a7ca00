/**
 * A copy that shares nothing with the text it was cut from, which a slice would keep alive as a whole. Below 13 characters engines copy by
 * themselves; longer texts are joined to another character, and cutting that off makes the engine write the joined text out.
 */
export function detached(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1);
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
