/** Characters copied at a time: as many arguments as every engine takes. */
const most = 8192;

/** A copy that shares nothing with the text it was cut from, which a slice would keep alive as a whole. Below 13 characters engines copy by themselves. */
export function detached(text: string): string {
  if (text.length < 13) return text;
  let copy = '';
  for (let start = 0; start < text.length; start += most) {
    const codes: number[] = [];
    for (let at = start; at < Math.min(text.length, start + most); at += 1) codes.push(text.charCodeAt(at));
    copy += String.fromCharCode(...codes);
  }
  return copy;
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
