import { structuredPatch } from 'diff';
import type { Tree } from '../apim/tree.js';

/** Lines of the head's file that the change touched: 1-based, inclusive. A pure deletion touches the line that now stands there. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** Paths whose content, existence or kind differs between two trees, sorted. */
export function changedPaths(base: Tree, head: Tree): readonly string[] {
  const changed = new Set<string>();
  for (const [path, entry] of head.entries) if (base.entries.get(path)?.id !== entry.id) changed.add(path);
  for (const path of base.entries.keys()) if (!head.entries.has(path)) changed.add(path);
  return [...changed].sort();
}

/** Which lines a change touched, file by file, read and compared on demand. */
export class ChangedLines {
  readonly paths: ReadonlySet<string>;
  readonly #base: Tree;
  readonly #head: Tree;
  readonly #ranges = new Map<string, readonly LineRange[]>();

  constructor(base: Tree, head: Tree, paths: readonly string[]) {
    this.#base = base;
    this.#head = head;
    this.paths = new Set(paths);
  }

  /** Empty for a file the change does not touch, and for one it deletes. */
  async of(path: string): Promise<readonly LineRange[]> {
    const known = this.#ranges.get(path);
    if (known !== undefined) return known;
    const ranges = this.paths.has(path) ? await this.#compare(path) : [];
    this.#ranges.set(path, ranges);
    return ranges;
  }

  async #compare(path: string): Promise<readonly LineRange[]> {
    if (!this.#head.entries.has(path)) return [];
    const [before, after] = await Promise.all([textOf(this.#base, path), textOf(this.#head, path)]);
    if (before === null) return [{ start: 1, end: Math.max(1, lineCount(after ?? '')) }];
    // A file of many changed lines is not worth a minimal difference: past the limit the whole of it counts as touched.
    const patch = structuredPatch(path, path, before, after ?? '', '', '', { context: 0, maxEditLength: 2000 });
    if (patch === undefined) return [{ start: 1, end: Math.max(1, lineCount(after ?? '')) }];
    return patch.hunks.map((hunk) => {
      const start = Math.max(1, hunk.newLines === 0 ? hunk.newStart + 1 : hunk.newStart);
      return { start, end: start + Math.max(1, hunk.newLines) - 1 };
    });
  }
}

export function intersects(ranges: readonly LineRange[], start: number, end: number): boolean {
  return ranges.some((range) => range.start <= end && start <= range.end);
}

export function contains(ranges: readonly LineRange[], start: number, end: number): boolean {
  return ranges.some((range) => range.start <= start && end <= range.end);
}

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

async function textOf(tree: Tree, path: string): Promise<string | null> {
  // A link is listed and never read.
  if (tree.entries.get(path)?.kind !== 'file') return null;
  const bytes = (await tree.read([path])).get(path);
  return bytes === undefined ? null : new TextDecoder().decode(bytes).replaceAll('\r', '');
}
