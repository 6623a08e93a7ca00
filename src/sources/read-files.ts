import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/**
 * Flags for opening a regular file: follow no link, and do not wait for a pipe. Windows has neither flag: there they are undefined, contrary to the types, and
 * count as 0.
 */
export const regularFile = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Reads regular files; links, pipes and missing files are missing in the answer. `at` returns the place of a key on disk. Synchronous: that takes a third of
 * the time for thousands of small files, compared with threads.
 */
export function readFiles(keys: readonly string[], at: (key: string) => string | Buffer): Map<string, Uint8Array> {
  const read = new Map<string, Uint8Array>();
  for (const key of keys) {
    const bytes = readRegularFile(at(key));
    if (bytes !== null) read.set(key, bytes);
  }
  return read;
}

function readRegularFile(path: string | Buffer): Uint8Array | null {
  try {
    // Non-blocking: opening a pipe in a file's place must not wait for a writer.
    const file = openSync(path, regularFile);
    try {
      return fstatSync(file).isFile() ? readFileSync(file) : null;
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}
