import type { PolicyCache } from '../../apim/policy-cache.js';
import type { MetadataFault } from '../../apim/metadata-fault.js';
import type { Unread } from '../../apim/policy-fault.js';
import { encodingOf } from '../../text/encoding.js';
import { longestCode } from '../embedded-policy.js';
import { isLfsPointer } from '../lfs-pointer.js';
import type { Tree } from '../tree.js';

/** What was read of a tree, and what is still to be read. */
export interface TextsRead {
  readonly texts: Map<string, string | null>;
  readonly pending: Set<string>;
  readonly refused: Map<string, Unread>;
}

/** What some work came to, and what it asked for. */
export interface Watched<T> {
  readonly value: T;
  readonly paths: ReadonlySet<string>;
}

const noPaths: ReadonlySet<string> = new Set();

/** A text that both trees of a change have is read once. */
const textKey = (id: string): string => `deployed-text\u0000${id}`;

/**
 * The texts of a tree, asked for while something is evaluated. What is not read yet is noted, and read all at once afterwards: then the evaluation
 * is done again.
 */
export class TreeTexts {
  readonly tree: Tree;
  /** Every path that was asked for here, there or not. */
  readonly asked = new Set<string>();
  protected readonly cache: PolicyCache;
  protected readonly known: TextsRead;
  protected readonly overlaid: ReadonlyMap<string, string>;
  #isIncomplete = false;
  /** What was asked for as text since the innermost `watched` began. */
  #seen: Set<string> | null = null;

  constructor(
    tree: Tree,
    cache: PolicyCache,
    known: TextsRead = { texts: new Map(), pending: new Set(), refused: new Map() },
    overlaid: ReadonlyMap<string, string> = new Map(),
  ) {
    this.tree = tree;
    this.cache = cache;
    this.known = known;
    this.overlaid = overlaid;
  }

  /** The same files, with other texts for some; what is asked for there is known apart. */
  with(texts: Iterable<readonly [path: string, text: string]>): TreeTexts {
    return new TreeTexts(this.tree, this.cache, this.known, new Map([...this.overlaid, ...texts]));
  }

  /** Something that was asked for here was not read yet. */
  get isIncomplete(): boolean {
    return this.#isIncomplete;
  }

  /** Whether some of these files have other texts here than in the tree. */
  replaces(paths: readonly string[]): boolean {
    return this.overlaid.size > 0 && paths.some((path) => this.overlaid.has(path));
  }

  /** Files that are there and not read, and why: links, what is kept elsewhere, and what is too long. */
  get refused(): ReadonlyMap<string, Unread> {
    return this.known.refused;
  }

  /** null: there is no such file, or it cannot be read; undefined: it is not read yet. */
  readonly text = (path: string): string | null | undefined => {
    const overlaid = this.overlaid.get(path);
    if (overlaid !== undefined) return overlaid;
    this.asked.add(path);
    const { texts, pending } = this.known;
    const known = texts.get(path);
    if (known !== undefined) return known;
    const entry = this.tree.entries.get(path);
    if (entry?.kind !== 'file') {
      if (entry !== undefined) this.known.refused.set(path, entry.kind);
      return null;
    }
    const elsewhere = this.cache.made(textKey(entry.id)) as string | undefined;
    if (elsewhere !== undefined) {
      texts.set(path, elsewhere);
      return elsewhere;
    }
    this.#isIncomplete = true;
    pending.add(path);
    return undefined;
  };

  /** The same for what code takes a text from: whoever watches takes note of it. */
  readonly content = (path: string): string | null | undefined => {
    this.#addSeen(path);
    return this.text(path);
  };

  /** Does some work, and gives the paths that it asked `content` for; a folder of which it lists the files ends with a slash. */
  watched<T>(work: () => T): Watched<T> {
    const outer = this.#seen;
    this.#seen = null;
    try {
      const value = work();
      return { value, paths: this.#seenHere() };
    } finally {
      const paths = this.#seenHere();
      this.#seen = outer;
      this.note(paths);
    }
  }

  /** Most work asks for nothing. */
  #seenHere(): ReadonlySet<string> {
    return this.#seen ?? noPaths;
  }

  #addSeen(path: string): void {
    (this.#seen ??= new Set()).add(path);
  }

  /** What was asked for before, by whoever worked out what is used again. */
  note(paths: Iterable<string>): void {
    for (const path of paths) this.#addSeen(path);
  }

  /** What is made of a file's text, once for each content; null where there is no such file or it is not read yet. `kind`: no two makers share one. */
  made<T>(path: string, kind: string, make: (text: string) => T): T | null {
    const text = this.text(path);
    if (text === null || text === undefined) return null;
    if (this.overlaid.has(path)) return make(text);
    const key = `${kind}\u0000${this.tree.entries.get(path)?.id ?? ''}`;
    let made = this.cache.made(key) as T | undefined;
    if (made === undefined) this.cache.keep(key, (made = make(text)));
    return made;
  }

  /** Reads what was asked for and is not read yet. False: there was nothing to read. */
  async fill(): Promise<boolean> {
    const { pending, texts, refused } = this.known;
    const paths = [...pending];
    pending.clear();
    if (paths.length === 0) return false;
    const read = await this.tree.read(paths);
    for (const path of paths) {
      const bytes = read.get(path);
      const why = bytes === undefined ? 'no-content' : bytes.length > longestCode ? 'too-large' : isLfsPointer(bytes) ? 'lfs' : null;
      if (why !== null) refused.set(path, why);
      const text = bytes === undefined || why !== null ? null : decode(bytes);
      texts.set(path, text);
      if (text !== null) this.cache.keep(textKey(this.tree.entries.get(path)?.id ?? ''), text);
    }
    return true;
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes), { ignoreBOM: true }).decode(bytes);
}

/** Why code is not read, as a report takes it. */
export function unreadFault(why: Unread): MetadataFault {
  return why === 'too-large' ? { code: 'too-large', given: { largest: longestCode / 1_000_000 } } : { code: 'unread', given: { why } };
}
