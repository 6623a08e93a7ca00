import type { XmlProblem } from '../xml/nodes.js';
import type { PolicyFile } from './policy.js';

/** Reads a well-formed text again with another parser; null if it finds the same elements. */
export type SecondReading = (text: string) => XmlProblem | null;

/** Files that a pull request changes, and the second reading for them. */
export interface Doubted {
  readonly paths: ReadonlySet<string>;
  readonly read: SecondReading;
}

/**
 * What was read, by path and content: an unchanged file is read and parsed once for both sides of a change and for every repair attempt, and the values are
 * shared.
 */
export class PolicyCache {
  readonly #doubted: Doubted | null;
  /** By path, then by content. Most paths have one or two contents; a combined key would need a new string for each look-up. */
  readonly #files = new Map<string, Map<string, PolicyFile>>();
  readonly #made = new Map<string, unknown>();
  /** By text: a file with thousands of policies changes in only a few. */
  readonly #readAgain = new Map<string, XmlProblem | null>();

  /** `doubted`: files whose text is read a second time. */
  constructor(doubted: Doubted | null = null) {
    this.#doubted = doubted;
  }

  /** The second reading for a file; null if it needs none. */
  secondReadingOf(path: string): SecondReading | null {
    return this.#doubted?.paths.has(path) === true ? this.#again : null;
  }

  readonly #again: SecondReading = (text) => {
    let problem = this.#readAgain.get(text);
    if (problem === undefined) this.#readAgain.set(text, (problem = this.#doubted?.read(text) ?? null));
    return problem;
  };

  get(path: string, id: string, read: () => PolicyFile): PolicyFile {
    let file = this.#files.get(path)?.get(id);
    if (file === undefined) {
      file = read();
      const known = this.#files.get(path);
      if (known === undefined) this.#files.set(path, new Map([[id, file]]));
      else known.set(id, file);
    }
    return file;
  }

  has(path: string, id: string): boolean {
    return this.#files.get(path)?.has(id) === true;
  }

  /** Empties the cache. The services made from it stay valid. */
  release(): void {
    this.#files.clear();
    this.#made.clear();
    this.#readAgain.clear();
  }

  /** Another value made from contents; `key` names its kind and the contents. */
  made(key: string): unknown {
    return this.#made.get(key);
  }

  keep(key: string, value: unknown): void {
    this.#made.set(key, value);
  }
}
