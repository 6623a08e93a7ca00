import { InputError } from '../config/errors.js';
import type { Tree, TreeEntry } from '../layouts/tree.js';
import { blobId } from '../sources/blob-id.js';
import type { Files } from './argument-types.js';

/** Files in memory as a tree. Throws `InputError` where a path is none of a repository's. */
export function memoryTree(files: Files, label: string): Tree {
  const entries = new Map<string, TreeEntry>();
  const contents = new Map<string, Uint8Array>();
  for (const [path, content] of Object.entries(files)) {
    if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) {
      throw new InputError(`${JSON.stringify(path)} is no path of a repository: relative to its root, with "/", without "." and ".."`);
    }
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    contents.set(path, bytes);
    entries.set(path, { path, id: blobId(bytes), kind: 'file' });
  }
  return {
    label,
    entries,
    read: (paths) =>
      Promise.resolve(
        new Map(
          paths.flatMap((path) => {
            const bytes = contents.get(path);
            return bytes === undefined ? [] : [[path, bytes] as const];
          }),
        ),
      ),
  };
}
