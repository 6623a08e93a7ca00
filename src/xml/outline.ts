/** How many elements stand above one whose inside is left out of `upper`: a policy below its section and its document. Most are never looked into. */
export const coveredFrom = 2;

/** Tags alone, laid where they stand in their source. */
export class Outline {
  text = '';

  /** Lays a tag, behind a cover for all that lies before it. */
  lay(start: number, tag: string): void {
    this.text += `${cover(start - this.text.length)}${tag}`;
  }
}

/** An opening tag with that many characters between its name and its end: one quoted run, where they are enough for one. */
export function tagOf(name: string, length: number, end: '>' | '/>'): string {
  return length < 3 ? `<${name}${' '.repeat(length)}${end}` : `<${name} "${' '.repeat(length - 3)}"${end}`;
}

const covers: string[] = [];

/** That many characters that are no tag: a comment, where they are enough for one. */
function cover(length: number): string {
  if (length < 7) return ' '.repeat(length);
  if (length < 256) return (covers[length] ??= `<!--${' '.repeat(length - 7)}-->`);
  return `<!--${' '.repeat(length - 7)}-->`;
}
