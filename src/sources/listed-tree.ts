import type { ClosedFolders, Tree, TreeEntry } from '../apim/tree.js';
import type { TreeListings } from './github-listings.js';
import { isFolder, kindOf } from './tree-object.js';

type Read = (entries: ReadonlyMap<string, TreeEntry>, paths: readonly string[]) => Promise<ReadonlyMap<string, Uint8Array>>;

/** Folders beside each other of which all is wanted: where there are more, each is small, and can be asked for with what is in it. */
const manyFolders = 60;
/** Levels asked for at once of a small folder. */
const levelsOfSmall = 3;

/**
 * The tree of a commit, listed folder by folder as it is asked for. Two that are opened together name the same commit as `whole`: what they
 * have in common is then asked for once.
 */
export class ListedTree implements Tree {
  readonly label: string;
  readonly entries = new Map<string, TreeEntry>();
  readonly closed: ClosedFolders;
  readonly #listings: TreeListings;
  readonly #ids: Map<string, string>;
  readonly #read: Read;
  /** The commit whose whole list is asked for when all of this tree is wanted. */
  readonly #whole: string;

  constructor(commit: string, whole: string, listings: TreeListings, read: Read) {
    this.label = commit;
    this.#whole = whole;
    this.#listings = listings;
    this.#read = read;
    this.#ids = new Map([['', commit]]);
    this.closed = {
      ids: this.#ids,
      open: (levels) => this.#open(levels),
      hasMoreThan: (files) => this.#hasMoreThan(files),
    };
  }

  read(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    return this.#read(this.entries, paths);
  }

  /** Opens, without a request, every folder that is known. */
  expand(): void {
    const waiting = [...this.#ids.keys()];
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) waiting.push(...this.expandOne(folder));
  }

  /** Opens one folder, if it is closed and known; gives the folders in it. */
  expandOne(folder: string): readonly string[] {
    const items = this.#listings.of(this.#ids.get(folder) ?? '');
    if (items === null) return [];
    this.#ids.delete(folder);
    const prefix = folder === '' ? '' : `${folder}/`;
    const inner: string[] = [];
    for (const item of items) {
      const path = prefix + item.name;
      if (isFolder(item)) {
        this.#ids.set(path, item.id);
        inner.push(path);
      } else this.entries.set(path, { path, id: item.id, kind: kindOf(item.mode) });
    }
    return inner;
  }

  async #open(levelsOf: (folder: string) => number): Promise<void> {
    /** Levels left of folders whose parents were opened with more than one. */
    const left = new Map<string, number>();
    for (;;) {
      const wanted = new Map<string, number>();
      let isOpening = false;
      for (const [folder, id] of [...this.#ids]) {
        const levels = Math.max(left.get(folder) ?? 0, levelsOf(folder));
        if (levels === 0) continue;
        if (this.#listings.of(id) === null) wanted.set(folder, levels);
        else {
          isOpening = true;
          for (const inner of this.expandOne(folder)) left.set(inner, levels - 1);
        }
      }
      if (wanted.size > 0) await this.#ask(wanted);
      else if (!isOpening) return;
    }
  }

  /**
   * All of many folders comes in one answer, if it is not cut. Behind the cut they are asked for together: small ones with what is in them, and
   * of one that may be large only what stands in it.
   */
  async #ask(wanted: ReadonlyMap<string, number>): Promise<void> {
    const all = [...wanted].filter(([, levels]) => levels === Infinity);
    if (all.length > 0) await this.#listings.listWhole(this.#whole);
    const siblings = new Map<string, number>();
    for (const [folder] of all) siblings.set(parentOf(folder), (siblings.get(parentOf(folder)) ?? 0) + 1);
    const ids = new Map<string, number>();
    for (const [folder, levels] of wanted) {
      const id = this.#ids.get(folder) ?? '';
      if (this.#listings.of(id) !== null) continue;
      const isSmall = (siblings.get(parentOf(folder)) ?? 0) > manyFolders;
      ids.set(id, levels !== Infinity ? levels : isSmall ? levelsOfSmall : 1);
    }
    if (ids.size > 0) await this.#listings.list(ids);
  }

  async #hasMoreThan(files: number): Promise<boolean> {
    // A folder that git keeps has a file in it.
    const isMore = (): boolean => this.entries.size + this.#ids.size > files;
    if (isMore()) return true;
    if (this.#ids.size > 0) {
      await this.#listings.listWhole(this.#whole);
      this.expand();
      if (isMore()) return true;
      await this.#open(() => Infinity);
    }
    return isMore();
  }
}

function parentOf(folder: string): string {
  return folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
}
