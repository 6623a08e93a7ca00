/**
 * One file of a tree. `id` identifies the content: equal ids mean equal bytes (a git blob id, or a hash of the same form).
 * A symbolic link or a submodule is listed and never read.
 */
export interface TreeEntry {
  readonly path: string;
  readonly id: string;
  readonly kind: 'file' | 'symlink' | 'submodule';
}

/**
 * One side of a change, as data. Paths are relative to the repository's root, with `/`.
 * `read` takes paths of `entries` and answers in one batch; a path that cannot be read is missing from the answer.
 */
export interface Tree {
  /** What a reader would call this state: a revision, a folder. */
  readonly label: string;
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** Folders that `entries` lacks; left out where it is the whole list. */
  readonly closed?: ClosedFolders;
  /** A read is a request: a few large ones then cost less than many small ones. */
  readonly isRemote?: boolean;
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Says of paths that they will be read: they come with the next read, of whichever tree of the repository. Left out: that saves nothing. */
  willRead?(paths: readonly string[]): void;
}

/**
 * The folders that a tree knows of and has not listed: one that is large, or read over a network, is listed only where it has to be. Of two trees that
 * were opened together, every folder that is closed is closed in both, and the same.
 */
export interface ClosedFolders {
  /** Paths without a slash at the end (the root is empty), and an id as a file's: equal ids mean equal contents. */
  readonly ids: ReadonlyMap<string, string>;
  /** How many folders were opened so far: what has not changed since says that nothing was. */
  readonly opened: number;
  /**
   * Lists folders, from the outside in, until it is asked for no more. `levels` says how many levels of a closed folder are to be listed: 0 none,
   * 1 what stands in it, Infinity all of it. What was listed is then in `entries`.
   */
  open(levels: (folder: string) => number): Promise<void>;
  /** Whether the tree has more files than this, listed or not; lists what has to be listed to know it. */
  hasMoreThan(files: number): Promise<boolean>;
}

/** Reads one file of a tree; null: it has none. */
export function fileOf(tree: Tree): (path: string) => Promise<Uint8Array | null> {
  return async (path) => (tree.entries.get(path)?.kind === 'file' ? ((await tree.read([path])).get(path) ?? null) : null);
}

/** Whether a tree has more files than this. */
export async function hasMoreThan(tree: Tree, files: number): Promise<boolean> {
  return tree.closed === undefined ? tree.entries.size > files : tree.closed.hasMoreThan(files);
}

/** Lists in all trees at once: what they have in common is asked for once. */
export async function openFolders(trees: readonly Tree[], levels: (folder: string) => number): Promise<void> {
  await Promise.all(trees.flatMap(({ closed }) => (closed === undefined ? [] : [closed.open(levels)])));
}

/** The same tree with some files replaced (text) or removed (null); unchanged files keep their identity. It stays as far listed as the tree below it. */
export function overlay(tree: Tree, files: ReadonlyMap<string, string | null>, label: string = tree.label): Tree {
  const own = new Map([...files].map(([path], at) => [path, { path, id: `overlay:${overlays}:${at + 1}`, kind: 'file' as const }]));
  overlays += 1;
  let entries: Map<string, TreeEntry> | null = null;
  let opened = -1;
  const { closed, isRemote } = tree;
  return {
    label,
    get entries() {
      if (entries !== null && opened === (closed?.opened ?? 0)) return entries;
      opened = closed?.opened ?? 0;
      entries = new Map(tree.entries);
      for (const [path, entry] of own) {
        if (files.get(path) === null) entries.delete(path);
        else entries.set(path, entry);
      }
      return entries;
    },
    ...(closed === undefined ? {} : { closed }),
    ...(isRemote === undefined ? {} : { isRemote }),
    async read(paths) {
      const below = paths.filter((path) => !files.has(path));
      const read = new Map(below.length === 0 ? [] : await tree.read(below));
      const encoder = new TextEncoder();
      for (const path of paths) {
        const text = files.get(path);
        if (typeof text === 'string') read.set(path, encoder.encode(text));
      }
      return read;
    },
  };
}

/** Every overlay has identities of its own: its texts are new, whatever they hold. */
let overlays = 0;
