import { resolve } from 'node:path';
import { fileOf, type Tree } from '../layouts/tree.js';
import type { MovedBase } from '../review/merge.js';
import { openFolder } from '../sources/folder.js';
import { openComparison, openRevision, openWorkingTree } from '../sources/git.js';
import type { Comparison, State } from './argument-types.js';
import { memoryTree } from './memory-tree.js';

/** An opened state; `where` names it in messages. Call `close` when nothing more is read. */
export interface OpenState {
  readonly tree: Tree;
  readonly where: string;
  readonly close: () => void;
}

/** Two opened states. Call `close` when nothing more is read. */
export interface OpenComparison {
  readonly base: Tree;
  readonly head: Tree;
  readonly where: string;
  /** One sentence if base is another commit than requested; otherwise null. */
  readonly note: string | null;
  /** Opens the base branch if it has moved since the branch point. */
  readonly moved: () => Promise<MovedBase | null>;
  /** A file at the tip of the base branch, or null. */
  readonly fileAtTip: (path: string) => Promise<Uint8Array | null>;
  readonly close: () => void;
}

/** Opens a state. `name`: the name of files in memory. Throws `InputError` if it cannot be read. */
export async function openState(state: State, name: string): Promise<OpenState> {
  if ('files' in state) return { tree: memoryTree(state.files, name), where: name, close: () => undefined };
  if ('folder' in state) return { tree: openFolder(state.folder), where: resolve(state.folder), close: () => undefined };
  const { repository, revision } = state;
  const opened = await (revision === undefined ? openWorkingTree(repository) : openRevision(repository, revision));
  return { ...opened, where: resolve(repository) };
}

/** Opens the states to compare. Throws `InputError` if one cannot be read. */
export async function openBoth(comparison: Comparison): Promise<OpenComparison> {
  if ('repository' in comparison) {
    const { repository, base, head = null } = comparison;
    return { ...(await openComparison(repository, base, head)), where: resolve(repository) };
  }
  const base = await openState(comparison.base, 'base');
  try {
    const head = await openState(comparison.head, 'head');
    return {
      base: base.tree,
      head: head.tree,
      where: `${base.where} and ${head.where}`,
      note: null,
      moved: () => Promise.resolve(null),
      fileAtTip: fileOf(base.tree),
      close: () => {
        base.close();
        head.close();
      },
    };
  } catch (error) {
    base.close();
    throw error;
  }
}
