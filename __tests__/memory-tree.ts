import { createHash } from 'node:crypto';
import type { Tree, TreeEntry } from '../src/layouts/tree.js';

export interface MemoryTree extends Tree {
  /** Every path that was read, in order, repeats included. */
  readonly readPaths: readonly string[];
}

/** A tree of texts; ids are git blob ids, so equal texts are equal contents. */
export function memoryTree(files: Readonly<Record<string, string | Uint8Array>>, label = 'memory'): MemoryTree {
  const entries = new Map<string, TreeEntry>();
  const readPaths: string[] = [];
  for (const [path, text] of Object.entries(files)) {
    const bytes = bytesOf(text);
    const id = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
    entries.set(path, { path, id, kind: 'file' });
  }
  return {
    label,
    entries,
    readPaths,
    read(paths) {
      readPaths.push(...paths);
      return Promise.resolve(new Map(paths.flatMap((path) => (files[path] === undefined ? [] : [[path, bytesOf(files[path])] as const]))));
    },
  };
}

function bytesOf(content: string | Uint8Array): Buffer {
  return typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
}
