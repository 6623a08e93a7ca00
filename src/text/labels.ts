/** Numbers values so that values with the same content get the same number. */
export class Labels<T extends object> {
  readonly #write: (value: T) => unknown;
  readonly #known = new WeakMap<T, number>();
  readonly #written = new Map<string, number>();
  /** The first value, while it is the only one. It is serialised only when a second comes, for it may be megabytes. */
  #only: T | null = null;
  #count = 0;

  constructor(write: (value: T) => unknown) {
    this.#write = write;
  }

  of(value: T): number {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    if (this.#count === 0) {
      this.#only = value;
      return this.#number(value, this.#count);
    }
    if (this.#only !== null) this.#written.set(this.#textOf(this.#only), 0);
    this.#only = null;
    const text = this.#textOf(value);
    const label = this.#written.get(text) ?? this.#count;
    this.#written.set(text, label);
    return this.#number(value, label);
  }

  #number(value: T, label: number): number {
    this.#known.set(value, label);
    if (label === this.#count) this.#count += 1;
    return label;
  }

  #textOf(value: T): string {
    return JSON.stringify(this.#write(value));
  }
}
