import type { Tree, TreeEntry } from './tree.js';

/** A content with its identity: equal ids mean equal bytes. */
export interface HeldFile {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** A tree with its files in memory, by path. */
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
