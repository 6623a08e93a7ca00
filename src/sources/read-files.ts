import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/**
 * How to open what should be a regular file: no link is followed, and a pipe is not waited for. Windows has neither flag: there they are undefined,
 * whatever the types say, and count as 0.
 */
export const regularFile = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Reads regular files; a symbolic link, a pipe or a file that is gone is missing from the answer. `at` gives the place of a key on the disk.
 * One after the other and without waiting: thousands of small files are read in a third of the time that handing each to another thread takes.
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
    // Non-blocking: opening a pipe that was put in a file's place must not wait for somebody to write to it.
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
