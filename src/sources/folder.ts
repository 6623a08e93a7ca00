import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync, type Dirent } from 'node:fs';
import { createHash } from 'node:crypto';
import type { Tree, TreeEntry } from '../layouts/tree.js';
import { InputError } from '../config/errors.js';
import { blobId } from './blob-id.js';
import { pathBytes, pathText } from './git-paths.js';
import { readFiles, regularFile } from './read-files.js';

/** Folders without artifacts but with many files. */
const skipped = new Set(['.git', 'node_modules']);

/**
 * The files of a folder. Symbolic links are listed but not followed. Ids are git's blob ids, computed at the first question. Throws `InputError` if the folder
 * does not exist.
 */
export function openFolder(folder: string, label: string = folder): Tree {
  if (!isFolder(folder)) throw new InputError(`there is no folder '${folder}'`);
  const entries = new Map<string, TreeEntry>();
  const kept = new KeptFiles();
  list(folder, '', { entries, kept });
  const place = (path: string): Buffer => placeOf(folder, path);
  return {
    label,
    entries,
    read: (paths) => {
      const files = paths.filter((path) => entries.get(path)?.kind === 'file');
      const read = readFiles(
        files.filter((path) => !kept.has(path)),
        place,
      );
      for (const path of files) {
        const bytes = kept.get(path);
        if (bytes !== undefined) read.set(path, bytes);
      }
      return Promise.resolve(read);
    },
  };
}

/** Contents of small hashed files: they are read next, and opening a file costs more than its bytes. */
class KeptFiles extends Map<string, Uint8Array> {
  #left = 64_000_000;

  keep(path: string, bytes: Uint8Array): void {
    this.#left -= bytes.length;
    if (this.#left >= 0) this.set(path, bytes);
  }
}

function isFolder(folder: string): boolean {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isDirectory()) throw new InputError(`'${folder}' is a file; name a folder`);
  return stats !== undefined;
}

function placeOf(folder: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`, 'utf8'), pathBytes(path)]);
}

interface Listed {
  readonly entries: Map<string, TreeEntry>;
  readonly kept: KeptFiles;
}

function list(folder: string, under: string, into: Listed): void {
  const { entries, kept } = into;
  for (const { name, item } of itemsOf(placeOf(folder, under))) {
    const path = under + name;
    if (item.isDirectory()) {
      if (!skipped.has(name)) list(folder, `${path}/`, into);
    } else if (item.isFile()) entries.set(path, new FolderEntry(folder, path, kept));
    else if (item.isSymbolicLink()) entries.set(path, { path, id: `link:${folder}:${path}`, kind: 'symlink' });
  }
}

/** The content of a folder by name; empty if unreadable. */
function itemsOf(place: Buffer): readonly { readonly name: string; readonly item: Dirent | Dirent<Buffer> }[] {
  try {
    const items = readdirSync(place, { withFileTypes: true }).map((item) => ({ name: item.name, item }));
    if (!items.some(({ name }) => name.includes('\uFFFD'))) return items;
    // A name that is not UTF-8 can only be opened by its bytes.
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
    private readonly kept: KeptFiles,
  ) {}

  get id(): string {
    return (this.#id ??= this.#hash() ?? `unreadable:${this.folder}:${this.path}`);
  }

  /** Git's blob id of the file, computed in pieces; null: unreadable. */
  #hash(): string | null {
    try {
      const file = openSync(placeOf(this.folder, this.path), regularFile);
      try {
        const stats = fstatSync(file);
        if (!stats.isFile()) return null;
        const { size } = stats;
        const first = readSync(file, chunk);
        // Most files are small: hashed in one call, without another read to find the end.
        if (first === size && first < chunk.length) {
          const bytes = chunk.slice(0, first);
          this.kept.keep(this.path, bytes);
          return blobId(bytes);
        }
        const hash = createHash('sha1').update(`blob ${size}\0`);
        for (let length = first; length > 0; length = readSync(file, chunk)) hash.update(chunk.subarray(0, length));
        return hash.digest('hex');
      } finally {
        closeSync(file);
      }
    } catch {
      return null;
    }
  }
}

const chunk = new Uint8Array(1 << 16);
