import type { ClosedFolders, Tree, TreeEntry } from '../layouts/tree.js';
import { entryAt, isFolder, type TreeListing } from './tree-object.js';

type Entries = ReadonlyMap<string, TreeEntry>;

/** The trees of a repository by id; a commit's id stands for its root. */
export interface Listings {
  /** null: not requested. */
  of(id: string): TreeListing | null;
  /** Requests trees, with some levels below each if that costs no more. */
  list(wanted: ReadonlyMap<string, number>): Promise<void>;
}

/** The source of a tree's lists. */
export interface TreeSource {
  readonly listings: Listings;
  /** Lists the whole commit; null: the listings then hold what could be read at once. */
  readonly listAll: () => Promise<Entries | null>;
  readonly read: (entries: Entries, paths: readonly string[]) => Promise<ReadonlyMap<string, Uint8Array>>;
  /** Reads paths along with the next ones; left out: that would save nothing. */
  readonly readAlong?: (entries: Entries, paths: readonly string[]) => void;
  readonly isRemote: boolean;
}

/** If more sibling folders than this are needed completely, each is small and is requested with its content. */
const manyFolders = 60;
/** Levels requested at once for a small folder. */
const levelsOfSmall = 3;

/** The tree of a commit, listed folder by folder on demand. Two opened together share their source, so that common folders are requested once. */
export class ListedTree implements Tree {
  readonly label: string;
  readonly isRemote: boolean;
  readonly closed: ClosedFolders;
  readonly #source: TreeSource;
  readonly #ids: Map<string, string>;
  readonly #listed = new Map<string, TreeEntry>();
  /** Set once everything came in one answer. */
  #all: Entries | null = null;
  #opened = 0;

  constructor(commit: string, label: string, source: TreeSource) {
    this.label = label;
    this.isRemote = source.isRemote;
    this.#source = source;
    this.#ids = new Map([['', commit]]);
    const opened = (): number => this.#opened;
    this.closed = {
      ids: this.#ids,
      get opened() {
        return opened();
      },
      open: (levels) => this.#open(levels),
      hasMoreThan: (files) => this.#hasMoreThan(files),
    };
  }

  get entries(): Entries {
    return this.#all ?? this.#listed;
  }

  read(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    return this.#source.read(this.entries, paths);
  }

  willRead(paths: readonly string[]): void {
    this.#source.readAlong?.(this.entries, paths);
  }

  /** Opens every known folder, without a request. */
  expand(): void {
    const waiting = [...this.#ids.keys()];
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) waiting.push(...this.expandOne(folder));
  }

  /** Opens one known, closed folder; returns the folders in it. */
  expandOne(folder: string): readonly string[] {
    const items = this.#source.listings.of(this.#ids.get(folder) ?? '');
    if (items === null) return [];
    this.#opened += 1;
    this.#ids.delete(folder);
    const prefix = folder === '' ? '' : `${folder}/`;
    const inner: string[] = [];
    for (const item of items) {
      const path = prefix + item.name;
      if (isFolder(item)) {
        this.#ids.set(path, item.id);
        inner.push(path);
      } else this.#listed.set(path, entryAt(path, item.mode, item.id));
    }
    return inner;
  }

  async #open(levelsOf: (folder: string) => number): Promise<void> {
    // Each folder is visited once, for there may be thousands: first the known ones, then newly found ones.
    const wanted = new Map<string, number>();
    for (const folder of this.#ids.keys()) {
      const levels = levelsOf(folder);
      if (levels > 0) wanted.set(folder, levels);
    }
    while (wanted.size > 0) {
      const unknown = new Map([...wanted].filter(([folder]) => this.#source.listings.of(this.#ids.get(folder) ?? '') === null));
      if (unknown.size > 0) await this.#ask(unknown);
      for (const [folder, levels] of [...wanted]) {
        if (this.#ids.has(folder) && this.#source.listings.of(this.#ids.get(folder) ?? '') === null) continue;
        wanted.delete(folder);
        // No new ones are found if everything was listed at once.
        for (const inner of this.#ids.has(folder) ? this.expandOne(folder) : []) {
          const left = Math.max(levels - 1, levelsOf(inner));
          if (left > 0) wanted.set(inner, left);
        }
      }
    }
  }

  /**
   * The full content of many folders comes in one answer, unless it is cut. Those behind the cut are requested together: small ones with their content,
   * possibly large ones with only the direct content.
   */
  async #ask(wanted: ReadonlyMap<string, number>): Promise<void> {
    const all = [...wanted].filter(([, levels]) => levels === Infinity);
    if (all.length > 0 && (await this.#listAll())) return;
    const siblings = new Map<string, number>();
    for (const [folder] of all) siblings.set(parentOf(folder), (siblings.get(parentOf(folder)) ?? 0) + 1);
    const ids = new Map<string, number>();
    for (const [folder, levels] of wanted) {
      const id = this.#ids.get(folder) ?? '';
      if (this.#source.listings.of(id) !== null) continue;
      const isSmall = (siblings.get(parentOf(folder)) ?? 0) > manyFolders;
      ids.set(id, levels !== Infinity ? levels : isSmall ? levelsOfSmall : 1);
    }
    if (ids.size > 0) await this.#source.listings.list(ids);
  }

  /** False: the answer was not complete. */
  async #listAll(): Promise<boolean> {
    const all = await this.#source.listAll();
    if (all === null) return false;
    this.#all = all;
    this.#opened += this.#ids.size;
    this.#ids.clear();
    return true;
  }

  async #hasMoreThan(files: number): Promise<boolean> {
    // Every folder in git contains a file.
    const isMore = (): boolean => this.entries.size + this.#ids.size > files;
    if (isMore()) return true;
    if (this.#ids.size > 0 && !(await this.#listAll())) {
      this.expand();
      if (isMore()) return true;
      await this.#open(() => Infinity);
    }
    return isMore();
  }
}

/** Opens, level by level and on both sides at once, every folder that differs. `list`: requests missing listings. */
export async function openDifferences(from: ListedTree, to: ListedTree, listings: Listings, list = listings.list.bind(listings)): Promise<void> {
  let found = new Set([...from.closed.ids.keys(), ...to.closed.ids.keys()]);
  for (;;) {
    const differing = [...found].filter((folder) => from.closed.ids.get(folder) !== to.closed.ids.get(folder));
    if (differing.length === 0) return;
    const unknown = new Map<string, number>();
    found = new Set();
    for (const folder of differing) {
      const missing = [from, to].flatMap(({ closed }) => closed.ids.get(folder) ?? []).filter((id) => listings.of(id) === null);
      if (missing.length === 0) for (const side of [from, to]) for (const inner of side.expandOne(folder)) found.add(inner);
      else {
        found.add(folder);
        for (const id of missing) unknown.set(id, 1);
      }
    }
    if (unknown.size > 0) await list(unknown);
  }
}

/** Opens, level by level, every folder of a tree, unless it has more than `most`. False: it has, and some are closed. */
export async function openAll({ closed }: ListedTree, listings: Listings, most: number): Promise<boolean> {
  while (closed.ids.size > 0) {
    if (closed.opened + closed.ids.size > most) return false;
    const unknown = new Map([...closed.ids.values()].filter((id) => listings.of(id) === null).map((id) => [id, 1]));
    if (unknown.size > 0) await listings.list(unknown);
    const level = new Set(closed.ids.keys());
    await closed.open((folder) => (level.has(folder) ? 1 : 0));
  }
  return true;
}

function parentOf(folder: string): string {
  return folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
}
