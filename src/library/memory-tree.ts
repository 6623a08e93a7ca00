import { InputError } from '../config/errors.js';
import { heldTree, type HeldFile } from '../layouts/held-tree.js';
import type { Tree } from '../layouts/tree.js';
import { blobId } from '../sources/blob-id.js';
import type { Files } from './argument-types.js';

/** Files in memory as a tree. Throws `InputError` for an invalid path. */
export function memoryTree(files: Files, label: string): Tree {
  const held = new Map<string, HeldFile>();
  for (const [path, content] of Object.entries(files)) {
    if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) {
      throw new InputError(`${JSON.stringify(path)} is no path of a repository: relative to its root, with "/", without "." and ".."`);
    }
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    held.set(path, { id: blobId(bytes), bytes });
  }
  return heldTree(label, held);
}
