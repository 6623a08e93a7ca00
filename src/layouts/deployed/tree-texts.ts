import type { PolicyCache } from '../../apim/policy-cache.js';
import type { MetadataFault } from '../../apim/metadata-fault.js';
import type { Unread } from '../../apim/policy-fault.js';
import { encodingOf } from '../../text/encoding.js';
import { longestCode } from '../embedded-policy.js';
import { isLfsPointer } from '../lfs-pointer.js';
import type { Tree } from '../tree.js';

/** Texts read from a tree, and those still to be read. */
export interface TextsRead {
  readonly texts: Map<string, string | null>;
  readonly pending: Set<string>;
  readonly refused: Map<string, Unread>;
}

/** The result of some work, and the files it requested. */
export interface Watched<T> {
  readonly value: T;
  readonly paths: ReadonlySet<string>;
}

const noPaths: ReadonlySet<string> = new Set();

/** A text in both trees of a change is read once. */
const textKey = (id: string): string => `deployed-text\u0000${id}`;

/** The texts of a tree during evaluation. Missing texts are recorded and read together afterwards; then the evaluation is repeated. */
export class TreeTexts {
  readonly tree: Tree;
  /** Every path requested here, existing or not. */
  readonly asked = new Set<string>();
  protected readonly cache: PolicyCache;
  protected readonly known: TextsRead;
  protected readonly overlaid: ReadonlyMap<string, string>;
  #isIncomplete = false;
  /** Texts requested since the innermost `watched` began. */
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

  /** The same files with some texts replaced; its requests are recorded separately. */
  with(texts: Iterable<readonly [path: string, text: string]>): TreeTexts {
    return new TreeTexts(this.tree, this.cache, this.known, new Map([...this.overlaid, ...texts]));
  }

  /** Something requested here was not read yet. */
  get isIncomplete(): boolean {
    return this.#isIncomplete;
  }

  /** Whether some of these files are replaced here. */
  replaces(paths: readonly string[]): boolean {
    return this.overlaid.size > 0 && paths.some((path) => this.overlaid.has(path));
  }

  /** Existing files that are not read, and why: links, content kept elsewhere, and too long ones. */
  get refused(): ReadonlyMap<string, Unread> {
    return this.known.refused;
  }

  /** null: missing or unreadable; undefined: not read yet. */
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

  /** As `text`, recorded by `watched`. */
  readonly content = (path: string): string | null | undefined => {
    this.#addSeen(path);
    return this.text(path);
  };

  /** Does some work, and returns the paths for which it called `content`; a listed folder ends with a slash. */
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

  /** Most work requests nothing. */
  #seenHere(): ReadonlySet<string> {
    return this.#seen ?? noPaths;
  }

  #addSeen(path: string): void {
    (this.#seen ??= new Set()).add(path);
  }

  /** Records the requests of cached work. */
  note(paths: Iterable<string>): void {
    for (const path of paths) this.#addSeen(path);
  }

  /** A value made from a file's text, once per content; null if missing or not read yet. `kind`: unique per maker. */
  made<T>(path: string, kind: string, make: (text: string) => T): T | null {
    const text = this.text(path);
    if (text === null || text === undefined) return null;
    if (this.overlaid.has(path)) return make(text);
    const key = `${kind}\u0000${this.tree.entries.get(path)?.id ?? ''}`;
    let made = this.cache.made(key) as T | undefined;
    if (made === undefined) this.cache.keep(key, (made = make(text)));
    return made;
  }

  /** Reads the requested texts. False: there were none. */
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

/** Why code is not read, as a fault. */
export function unreadFault(why: Unread): MetadataFault {
  return why === 'too-large' ? { code: 'too-large', given: { largest: longestCode / 1_000_000 } } : { code: 'unread', given: { why } };
}
