import type { XmlProblem } from '../xml/nodes.js';
import type { PolicyFile } from './policy.js';

/** Reads a well-formed text again, with another parser; null: it finds the same elements. */
export type SecondReading = (text: string) => XmlProblem | null;

/** Files that a pull request changes, and how they are read again. */
export interface Doubted {
  readonly paths: ReadonlySet<string>;
  readonly read: SecondReading;
}

/**
 * What was read, by path and content: an unchanged file is read and parsed once for both sides of a change, and for every repair that is
 * tried; the values made of it are shared.
 */
export class PolicyCache {
  readonly #doubted: Doubted | null;
  /** By path, then by content: most paths have one or two, and a key of both would be a new text each time that somebody asks. */
  readonly #files = new Map<string, Map<string, PolicyFile>>();
  readonly #made = new Map<string, unknown>();
  /** By text: a file with thousands of policies changes in a few of them. */
  readonly #readAgain = new Map<string, XmlProblem | null>();

  /** `doubted`: files whose text is held against a second reading. */
  constructor(doubted: Doubted | null = null) {
    this.#doubted = doubted;
  }

  /** The second reading that a file's text is held against; null: it needs none. */
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

  /** Forgets everything: what was read lives on in the services made of it. */
  release(): void {
    this.#files.clear();
    this.#made.clear();
    this.#readAgain.clear();
  }

  /** Whatever else was made of contents; `key` names the kind and the contents. */
  made(key: string): unknown {
    return this.#made.get(key);
  }

  keep(key: string, value: unknown): void {
    this.#made.set(key, value);
  }
}
