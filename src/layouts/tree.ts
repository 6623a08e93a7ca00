/**
 * One file of a tree. `id` identifies the content: equal ids mean equal bytes (a git blob id, or a hash of the same form). Symbolic links and submodules are
 * listed but never read.
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
  /** The name of this state for readers: a revision, a folder. */
  readonly label: string;
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** Folders missing in `entries`; left out if that is complete. */
  readonly closed?: ClosedFolders;
  /** A read is a request: a few large ones cost less than many small ones. */
  readonly isRemote?: boolean;
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Announces paths that will be read: they are fetched with the next read of any tree of the repository. Left out: that would save nothing. */
  willRead?(paths: readonly string[]): void;
}

/**
 * Folders that a tree knows but has not listed: a large or remote one is listed only as needed. Of two trees opened together, a folder that is closed in one is
 * closed and equal in both.
 */
export interface ClosedFolders {
  /** Paths without a final slash (the root is ''), with an id as for a file: equal ids mean equal contents. */
  readonly ids: ReadonlyMap<string, string>;
  /** Number of folders opened so far: unchanged if nothing was opened since. */
  readonly opened: number;
  /**
   * Lists folders from the top down, as long as `levels` asks for more: it returns how many levels of a closed folder to list: 0 none, 1 its direct content,
   * Infinity everything. Listed files are then in `entries`.
   */
  open(levels: (folder: string) => number): Promise<void>;
  /** Whether the tree has more files than this, listed or not; lists as much as needed to decide. */
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

/** Lists in all trees at once: common folders are requested once. */
export async function openFolders(trees: readonly Tree[], levels: (folder: string) => number): Promise<void> {
  await Promise.all(trees.flatMap(({ closed }) => (closed === undefined ? [] : [closed.open(levels)])));
}

/** The tree with some files replaced (text) or removed (null); unchanged files keep their ids. It is listed as far as the tree below it. */
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

/** Every overlay has its own ids: its texts count as new, whatever their content. */
let overlays = 0;
