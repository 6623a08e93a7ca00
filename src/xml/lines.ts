import type { Position } from './nodes.js';

/** The lines of a text, found at the first question. */
export class Lines {
  readonly #text: string;
  #starts: readonly number[] | null = null;
  /** The 0-based line of the last answer: the next question is mostly for it or one near behind it. */
  #last = 0;

  constructor(text: string) {
    this.#text = text;
  }

  positionAt(offset: number): Position {
    const line = this.lineAt(offset);
    return { line, column: offset - (this.#starts?.[line - 1] ?? 0) + 1 };
  }

  /** The line alone, 1-based. */
  lineAt(offset: number): number {
    const starts = (this.#starts ??= this.#findStarts());
    let low = 0;
    let high = starts.length - 1;
    if ((starts[this.#last] ?? 0) <= offset) {
      low = this.#last;
      const near = low + 4;
      while (low < high && low < near && (starts[low + 1] ?? 0) <= offset) low += 1;
      if (low < near) high = low;
    }
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    this.#last = low;
    return low + 1;
  }

  #findStarts(): readonly number[] {
    const starts = [0];
    for (let at = this.#text.indexOf('\n'); at >= 0; at = this.#text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
}
