/** A number for each value, the same for values that say the same. */
export class Labels<T extends object> {
  readonly #write: (value: T) => unknown;
  readonly #known = new WeakMap<T, number>();
  readonly #written = new Map<string, number>();

  constructor(write: (value: T) => unknown) {
    this.#write = write;
  }

  of(value: T): number {
    let label = this.#known.get(value);
    if (label === undefined) {
      const text = JSON.stringify(this.#write(value));
      label = this.#written.get(text) ?? this.#written.size;
      this.#written.set(text, label);
      this.#known.set(value, label);
    }
    return label;
  }
}
