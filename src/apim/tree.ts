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
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** The same tree with some files replaced (text) or removed (null); unchanged files keep their identity. */
export function overlay(tree: Tree, files: ReadonlyMap<string, string | null>, label: string = tree.label): Tree {
  const entries = new Map(tree.entries);
  let count = 0;
  for (const [path, text] of files) {
    count += 1;
    if (text === null) entries.delete(path);
    else entries.set(path, { path, id: `overlay:${overlays}:${count}`, kind: 'file' });
  }
  overlays += 1;
  return {
    label,
    entries,
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
