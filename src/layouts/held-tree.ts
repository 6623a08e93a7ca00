import type { Tree, TreeEntry } from './tree.js';

/** A content and what identifies it: equal ids mean equal bytes. */
export interface HeldFile {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** A tree whose files are held in memory, by path. */
export function heldTree(label: string, files: ReadonlyMap<string, HeldFile>): Tree {
  return {
    label,
    entries: new Map([...files].map(([path, { id }]): [string, TreeEntry] => [path, { path, id, kind: 'file' }])),
    read: (paths) =>
      Promise.resolve(
        new Map(
          paths.flatMap((path) => {
            const file = files.get(path);
            return file === undefined ? [] : [[path, file.bytes] as const];
          }),
        ),
      ),
  };
}
