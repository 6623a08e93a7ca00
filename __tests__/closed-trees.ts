import { createHash, type Hash } from 'node:crypto';
import type { ClosedFolders, Tree, TreeEntry } from '../src/layouts/tree.js';
import { memoryTree } from './memory-tree.js';

type Files = Readonly<Record<string, string>>;

/** A tree of texts that has listed nothing yet. */
class ClosedTree implements Tree {
  readonly label: string;
  readonly entries = new Map<string, TreeEntry>();
  readonly closed: ClosedFolders;
  readonly read: Tree['read'];
  readonly ids = new Map<string, string>();
  readonly #folders: ReadonlyMap<string, string>;
  readonly #all: Tree;
  #opened = 0;

  constructor(files: Files, label: string) {
    this.label = label;
    this.#all = memoryTree(files, label);
    this.#folders = idsOfFolders(this.#all);
    this.read = (paths) => this.#all.read(paths.filter((path) => this.entries.has(path)));
    for (const [folder, id] of this.#folders) if (folder === '') this.ids.set(folder, id);
    const opened = (): number => this.#opened;
    this.closed = {
      ids: this.ids,
      get opened() {
        return opened();
      },
      open: (levels) => {
        this.#open(levels);
        return Promise.resolve();
      },
      hasMoreThan: (files) => Promise.resolve(this.#all.entries.size > files),
    };
  }

  /** Lists what stands in one folder; gives the folders in it. */
  list(folder: string): readonly string[] {
    if (this.ids.delete(folder)) this.#opened += 1;
    for (const [path, entry] of this.#all.entries) if (folderOf(path) === folder) this.entries.set(path, entry);
    const inner = [...this.#folders].filter(([path]) => path !== '' && folderOf(path) === folder);
    for (const [path, id] of inner) this.ids.set(path, id);
    return inner.map(([path]) => path);
  }

  #open(levelsOf: (folder: string) => number): void {
    const left = new Map<string, number>();
    for (let isOpening = true; isOpening;) {
      isOpening = false;
      for (const folder of [...this.ids.keys()]) {
        const levels = Math.max(left.get(folder) ?? 0, levelsOf(folder));
        if (levels === 0) continue;
        isOpening = true;
        for (const inner of this.list(folder)) left.set(inner, levels - 1);
      }
    }
  }
}

/** Two trees of texts, listed where they differ and nowhere else: as little as trees that are opened together may have listed. */
export function closedTrees(base: Files, head: Files): { readonly base: Tree; readonly head: Tree } {
  const sides = { base: new ClosedTree(base, 'base'), head: new ClosedTree(head, 'head') };
  const both = [sides.base, sides.head];
  const differs = (folder: string): boolean => sides.base.ids.get(folder) !== sides.head.ids.get(folder);
  const next = (): string | undefined => both.flatMap(({ ids }) => [...ids.keys()]).find(differs);
  for (let folder = next(); folder !== undefined; folder = next()) {
    const open = folder;
    for (const side of both.filter(({ ids }) => ids.has(open))) side.list(open);
  }
  return sides;
}

function idsOfFolders({ entries }: Tree): ReadonlyMap<string, string> {
  const hashes = new Map<string, Hash>();
  for (const [path, { id }] of [...entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (let folder = path; folder !== '';) {
      folder = folderOf(folder);
      const hash = hashes.get(folder) ?? createHash('sha1');
      hashes.set(folder, hash.update(`${path.slice(folder.length)}\0${id}\0`));
    }
  }
  return new Map([...hashes].map(([folder, hash]) => [folder, hash.digest('hex')]));
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
