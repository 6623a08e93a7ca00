import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

// Windows has neither flag: there they are undefined, whatever the types say, and count as 0 below.
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Files open at once. */
const atOnce = 32;

/** Reads regular files; a symbolic link, a pipe or a file that is gone is missing from the answer. `at` gives the place of a key on the disk. */
export async function readFiles(keys: readonly string[], at: (key: string) => string | Buffer): Promise<Map<string, Uint8Array>> {
  const read = new Map<string, Uint8Array>();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let key = keys[next++]; key !== undefined; key = keys[next++]) {
      const bytes = await readRegularFile(at(key));
      if (bytes !== null) read.set(key, bytes);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, keys.length) }, worker));
  // In the order asked for, whichever file was read first.
  return new Map(
    keys.flatMap((key) => {
      const bytes = read.get(key);
      return bytes === undefined ? [] : [[key, bytes] as const];
    }),
  );
}

async function readRegularFile(path: string | Buffer): Promise<Uint8Array | null> {
  try {
    // Non-blocking: opening a pipe that was put in a file's place must not wait for somebody to write to it.
    const file = await open(path, flags);
    try {
      return (await file.stat()).isFile() ? await file.readFile() : null;
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}
