import { mayDescribeService } from '../layouts/policy-content.js';
import type { Tree } from '../layouts/tree.js';
import type { LineRange } from '../text/line-index.js';
import { touchedLines } from '../text/touched-lines.js';

export type { LineRange };

/** Sorted paths whose content, existence or kind differs between two trees. */
export function changedPaths(base: Tree, head: Tree): readonly string[] {
  const changed = new Set<string>();
  for (const [path, { id, kind }] of head.entries) {
    const before = base.entries.get(path);
    if (before?.id !== id || before.kind !== kind) changed.add(path);
  }
  for (const path of base.entries.keys()) if (!head.entries.has(path)) changed.add(path);
  return [...changed].sort();
}

/** Files read at a time: if a read is a request, one file costs as much as its neighbours too. */
const batch = 100;

/**
 * The lines of head's files that a change touches (a deletion touches the line now in its place). Compared per file on demand, reading neighbouring changed
 * files along.
 */
export class ChangedLines {
  readonly paths: ReadonlySet<string>;
  readonly #base: Tree;
  readonly #head: Tree;
  readonly #ranges = new Map<string, readonly LineRange[]>();
  #batch: Batch | null = null;

  constructor(base: Tree, head: Tree, paths: readonly string[]) {
    this.#base = base;
    this.#head = head;
    this.paths = new Set(paths);
  }

  /** Lines of head's file. Empty for unchanged and deleted files. */
  async of(path: string): Promise<readonly LineRange[]> {
    const known = this.#ranges.get(path);
    if (known !== undefined) return known;
    const ranges = this.paths.has(path) ? await this.#compare(path) : [];
    this.#ranges.set(path, ranges);
    return ranges;
  }

  async #compare(path: string): Promise<readonly LineRange[]> {
    if (!this.#head.entries.has(path)) return [];
    const { before, after } = await this.#versionsOf(path);
    // A new empty file is touched too.
    return before === null && after === '' ? [{ start: 1, end: 1 }] : touchedLines(before ?? '', after ?? '');
  }

  /** Only the last batch is kept in memory, for a change may have thousands of files. */
  async #versionsOf(path: string): Promise<Versions> {
    if (this.#batch?.paths.has(path) !== true) {
      const paths = [path, ...this.#following(path)];
      const read = (tree: Tree): ReturnType<Tree['read']> =>
        // Links are listed but never read.
        tree.read(paths.filter((one) => tree.entries.get(one)?.kind === 'file'));
      this.#batch = { paths: new Set(paths), contents: Promise.all([read(this.#base), read(this.#head)]) };
    }
    const [base, head] = await this.#batch.contents;
    return { before: textOf(base.get(path)), after: textOf(head.get(path)) };
  }

  #following(path: string): readonly string[] {
    const following: string[] = [];
    let isBehind = false;
    for (const one of this.paths) {
      if (isBehind && mayDescribeService(one) && this.#head.entries.has(one)) following.push(one);
      if (following.length >= batch - 1) break;
      if (one === path) isBehind = true;
    }
    return following;
  }
}

interface Batch {
  readonly paths: ReadonlySet<string>;
  readonly contents: Promise<readonly [base: ReadonlyMap<string, Uint8Array>, head: ReadonlyMap<string, Uint8Array>]>;
}

/** A file's text on both sides; null: missing or unreadable. */
interface Versions {
  readonly before: string | null;
  readonly after: string | null;
}

/** Whether any range shares a line with `start` to `end`. */
export function intersects(ranges: readonly LineRange[], start: number, end: number): boolean {
  return ranges.some((range) => range.start <= end && start <= range.end);
}

/** Whether one range contains all lines from `start` to `end`. */
export function contains(ranges: readonly LineRange[], start: number, end: number): boolean {
  return ranges.some((range) => range.start <= start && end <= range.end);
}

function textOf(bytes: Uint8Array | undefined): string | null {
  return bytes === undefined ? null : new TextDecoder().decode(bytes).replaceAll('\r', '');
}
