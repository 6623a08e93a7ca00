import { createHash } from 'node:crypto';
import type { TreeEntry } from '../layouts/tree.js';
import { pathBytes, pathText } from './git-paths.js';

/** One line of a git tree: a file, a link, a submodule or a folder, by its name within the folder. */
export interface TreeItem {
  readonly name: string;
  /** Octal, as git writes it in the object: `100644`, `40000`. */
  readonly mode: string;
  readonly id: string;
}

/** The content of one tree object, in git's order. */
export type TreeListing = readonly TreeItem[];

/** Whether an item of a tree object is a tree itself. */
export function isFolder({ mode }: TreeItem): boolean {
  return mode === '40000';
}

/**
 * Git's entry at a path; `mode` and `id` as git writes them. In git a link has the id of a file with its target as text, and a submodule may have any id: here
 * neither ever equals a file.
 */
export function entryAt(path: string, mode: string, id: string): TreeEntry {
  const kind = mode === '120000' ? 'symlink' : mode === '160000' ? 'submodule' : 'file';
  return { path, id: kind === 'file' ? id : `${kind}:${id}`, kind };
}

/**
 * Git's id of a tree with these items: the hash of `<mode> <name>\0<id in bytes>` one after another, sorted by name, folders as if they ended in a slash
 * (git-mktree; Documentation "gitformat-pack", "tree"). A list with the right id is exactly the complete list.
 */
function treeId(items: TreeListing, algorithm: 'sha1' | 'sha256'): string {
  const lines = items.map((item) => {
    const name = pathBytes(item.name);
    return {
      order: isFolder(item) ? Buffer.concat([name, Buffer.from('/')]) : name,
      line: Buffer.concat([Buffer.from(`${item.mode} `), name, Buffer.from([0]), Buffer.from(item.id, 'hex')]),
    };
  });
  const body = Buffer.concat(lines.sort((a, b) => Buffer.compare(a.order, b.order)).map(({ line }) => line));
  return createHash(algorithm).update(`tree ${body.length}\0`).update(body).digest('hex');
}

/** The content of a tree object; its ids are as long as `id`, in hexadecimal. */
export function parseTree(object: Buffer, id: string): TreeListing {
  const items: TreeItem[] = [];
  const idBytes = id.length / 2;
  // Thousands of short pieces are cut from one text.
  const text = object.toString('latin1');
  const digits = object.toString('hex');
  for (let at = 0; at < text.length;) {
    const space = text.indexOf(' ', at);
    const end = text.indexOf('\0', space);
    const next = end + 1 + idBytes;
    const name = text.slice(space + 1, end);
    items.push({
      mode: text.slice(at, space),
      name: /[\x80-\xff]/.test(name) ? pathText(object.subarray(space + 1, end)) : name,
      id: digits.slice(2 * (end + 1), 2 * next),
    });
    at = next;
  }
  return items;
}

/** Whether a list is the tree of this id. */
export function isTree(items: TreeListing, id: string): boolean {
  return treeId(items, id.length === 64 ? 'sha256' : 'sha1') === id;
}
