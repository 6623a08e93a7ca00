import { resolve } from 'node:path';
import { ConfigError } from '../config/errors.js';
import type { Tree } from '../layouts/tree.js';
import { openFolder } from '../sources/folder.js';
import { openRevision, openWorkingTree } from '../sources/git.js';

/** One state of a service: a plain folder, a revision, or the working tree. */
export interface StateOptions {
  readonly repo?: string;
  readonly at?: string;
  readonly dir?: string;
}

/** An opened tree; `where` names it in messages. Call `close` when nothing more is read. */
export interface OpenedState {
  readonly tree: Tree;
  readonly where: string;
  /** The folder of the tree's files; null: it is a commit. */
  readonly root: string | null;
  readonly close: () => void;
}

/** Opens the tree in `--repo`, `--at` or `--dir`. Throws `ConfigError` if they contradict each other, `InputError` if it cannot be read. */
export async function openNamedState({ repo, at, dir }: StateOptions): Promise<OpenedState> {
  if (dir !== undefined) {
    if (repo !== undefined || at !== undefined) throw new ConfigError('read either a folder (--dir) or a repository (--repo, --at), not both');
    return { tree: openFolder(dir), where: resolve(dir), root: resolve(dir), close: () => undefined };
  }
  const folder = repo ?? '.';
  const opened = at === undefined ? await openWorkingTree(folder) : await openRevision(folder, at);
  return { ...opened, where: resolve(folder) };
}
