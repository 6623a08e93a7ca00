import { closeSync, openSync, readdirSync, readSync, statSync, type Dirent } from 'node:fs';
import { createHash } from 'node:crypto';
import type { Tree, TreeEntry } from '../layouts/tree.js';
import { InputError } from '../config/errors.js';
import { pathBytes, pathText } from './git-paths.js';
import { readFiles } from './read-files.js';

/** Folders that hold no artifacts and many files. */
const skipped = new Set(['.git', 'node_modules']);

/**
 * The files of a folder. Symbolic links are listed and not followed. Identities are git's blob ids; a file is hashed when its identity is
 * first asked for. Throws `InputError` when there is no such folder.
 */
export function openFolder(folder: string, label: string = folder): Tree {
  if (!isFolder(folder)) throw new InputError(`there is no folder '${folder}'`);
  const entries = new Map<string, TreeEntry>();
  list(folder, '', entries);
  const place = (path: string): Buffer => placeOf(folder, path);
  return {
    label,
    entries,
    read: (paths) => {
      const files = paths.filter((path) => entries.get(path)?.kind === 'file');
      return Promise.resolve(readFiles(files, place));
    },
  };
}

function isFolder(folder: string): boolean {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isDirectory()) throw new InputError(`'${folder}' is a file; name a folder`);
  return stats !== undefined;
}

function placeOf(folder: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`, 'utf8'), pathBytes(path)]);
}

function list(folder: string, under: string, entries: Map<string, TreeEntry>): void {
  for (const { name, item } of itemsOf(placeOf(folder, under))) {
    const path = under + name;
    if (item.isDirectory()) {
      if (!skipped.has(name)) list(folder, `${path}/`, entries);
    } else if (item.isFile()) entries.set(path, new FolderEntry(folder, path));
    else if (item.isSymbolicLink()) entries.set(path, { path, id: `link:${folder}:${path}`, kind: 'symlink' });
  }
}

/** What a folder holds, by name; a folder that may not be read is empty. */
function itemsOf(place: Buffer): readonly { readonly name: string; readonly item: Dirent | Dirent<Buffer> }[] {
  try {
    const items = readdirSync(place, { withFileTypes: true }).map((item) => ({ name: item.name, item }));
    if (!items.some(({ name }) => name.includes('\uFFFD'))) return items;
    // A name that is no UTF-8 can only be opened by its bytes.
    return readdirSync(place, { withFileTypes: true, encoding: 'buffer' }).map((item) => ({ name: pathText(item.name), item }));
  } catch {
    return [];
  }
}

class FolderEntry implements TreeEntry {
  readonly kind = 'file';
  #id: string | null = null;

  constructor(
    private readonly folder: string,
    readonly path: string,
  ) {}

  get id(): string {
    return (this.#id ??= hashFile(placeOf(this.folder, this.path)) ?? `unreadable:${this.folder}:${this.path}`);
  }
}

const chunk = Buffer.allocUnsafe(1 << 16);

/** git's blob id of a file, read piece by piece; null: it cannot be read. */
function hashFile(place: Buffer): string | null {
  try {
    const file = openSync(place, 'r');
    try {
      const hash = createHash('sha1').update(`blob ${statSync(place).size}\0`);
      for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) hash.update(chunk.subarray(0, length));
      return hash.digest('hex');
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}
