import type { ElementTable } from './element-table.js';
import type { MarkupProblem, Span } from './problem.js';
import { DocumentWalk } from './walk.js';

/** The text with every C# expression and comment blanked out, at the same length, and what the walk found. */
export interface Masked {
  /** Same length and line breaks as the source (a carriage return becomes a space); safe for a strict parser. Made at the first question. */
  readonly text: string;
  readonly elements: ElementTable;
  /** `<!-- … -->`, delimiters included. */
  readonly comments: readonly Span[];
  /** C# expressions, `@(` or `@{` through the closing bracket, if they were told apart from the text round them. */
  readonly expressions: readonly Span[];
  /** The first thing wrong with the markup, or null. */
  readonly problem: MarkupProblem | null;
}

/** Reads the markup of a text: see `DocumentWalk` for what it takes for C#. Linear; never fails: what is wrong is the `problem`. */
export function maskExpressions(text: string): Masked {
  const walk = new DocumentWalk(text);
  const problem = walk.run();
  return new Walked(text, walk, problem);
}

class Walked implements Masked {
  readonly #source: string;
  readonly #walk: DocumentWalk;
  #text: string | null = null;

  constructor(
    source: string,
    walk: DocumentWalk,
    readonly problem: MarkupProblem | null,
  ) {
    this.#source = source;
    this.#walk = walk;
  }

  get text(): string {
    return (this.#text ??= masked(this.#source, this.comments, this.expressions));
  }

  get elements(): ElementTable {
    return this.#walk.elements;
  }

  get comments(): readonly Span[] {
    return this.#walk.comments;
  }

  get expressions(): readonly Span[] {
    return this.#walk.expressions;
  }
}

function masked(text: string, comments: readonly Span[], expressions: readonly Span[]): string {
  let out = '';
  let at = 0;
  for (const { start, end } of [...comments, ...expressions].sort((a, b) => a.start - b.start)) {
    if (start < at) continue;
    out += text.slice(at, start);
    const isComment = text.charCodeAt(start) === 0x3c;
    out += blank(text.slice(start, end), isComment ? ' ' : 'x');
    at = end;
  }
  out += text.slice(at);
  return out.includes('\r') ? out.replaceAll('\r', ' ') : out;
}

/** Filler of the length of the source, with its line breaks. */
function blank(source: string, filler: string): string {
  return source.includes('\n')
    ? source
        .split('\n')
        .map((line) => filler.repeat(line.length))
        .join('\n')
    : filler.repeat(source.length);
}
