/**
 * Where the tags of a document stand: one row for each element, in the order of opening tags, so that the descendants of an element are the rows right behind
 * it. Stored as columns of numbers: a document may have hundreds of thousands of elements, and few are ever read.
 */
export class ElementTable {
  readonly #names: string[] = [];
  readonly #starts: number[] = [];
  readonly #startTagEnds: number[] = [];
  readonly #endTagStarts: number[] = [];
  readonly #ends: number[] = [];
  readonly #nexts: number[] = [];

  /** Number of rows so far. */
  get count(): number {
    return this.#starts.length;
  }

  /** Adds an element by its name and opening tag; returns its row. */
  open(name: string, start: number, end: number): number {
    this.#names.push(name);
    this.#startTagEnds.push(end);
    // The closing tag fills these in later. Columns without gaps are fast.
    this.#endTagStarts.push(0);
    this.#ends.push(0);
    this.#nexts.push(0);
    return this.#starts.push(start) - 1;
  }

  /** Records a row's closing tag; for an empty element it has length 0. */
  close(row: number, start: number, end: number): void {
    this.#endTagStarts[row] = start;
    this.#ends[row] = end;
    this.#nexts[row] = this.count;
  }

  /** Drops all rows from that one on. */
  cut(count: number): void {
    this.#names.length = Math.min(this.#names.length, count);
    for (const column of [this.#starts, this.#startTagEnds, this.#endTagStarts, this.#ends, this.#nexts])
      column.length = Math.min(column.length, count);
  }

  /** The distinct names of all rows. */
  names(): ReadonlySet<string> {
    return new Set(this.#names);
  }

  /** Offsets at which elements of that name begin, in order. */
  startsOf(name: string): readonly number[] {
    const found: number[] = [];
    for (let row = 0; row < this.#names.length; row += 1) if (this.#names[row] === name) found.push(this.#starts[row] ?? 0);
    return found;
  }

  nameOf(row: number): string {
    return this.#names[row] ?? '';
  }

  startOf(row: number): number {
    return this.#starts[row] ?? 0;
  }

  startTagEndOf(row: number): number {
    return this.#startTagEnds[row] ?? 0;
  }

  endTagStartOf(row: number): number {
    return this.#endTagStarts[row] ?? 0;
  }

  endOf(row: number): number {
    return this.#ends[row] ?? 0;
  }

  /** The rows of an element's children. */
  childrenOf(row: number): readonly number[] {
    const rows: number[] = [];
    const end = this.#nexts[row] ?? 0;
    for (let child = row + 1; child < end; child = this.#nexts[child] ?? end) rows.push(child);
    return rows;
  }
}
