/** Lines from `start` to `end`, 1-based, both included. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** Finds the lines of offsets in one text, which it scans once, at the first question. */
export class LineIndex {
  readonly #text: string;
  #starts: readonly number[] | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  /** 1-based line of a UTF-16 offset. */
  lineAt(offset: number): number {
    return this.#indexOf(offset) + 1;
  }

  /** 1-based column of a UTF-16 offset, in UTF-16 units. */
  columnAt(offset: number): number {
    return offset - (this.#lineStarts()[this.#indexOf(offset)] ?? 0) + 1;
  }

  #indexOf(offset: number): number {
    const starts = this.#lineStarts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #lineStarts(): readonly number[] {
    if (this.#starts === null) {
      const starts = [0];
      for (let at = this.#text.indexOf('\n'); at >= 0; at = this.#text.indexOf('\n', at + 1)) starts.push(at + 1);
      this.#starts = starts;
    }
    return this.#starts;
  }
}
