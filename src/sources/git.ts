import type { Tree } from '../layouts/tree.js';
import { short } from './git-messages.js';
import { GitRepository } from './git-repository.js';

/** Two sides of a change in one repository. Call `close` when nothing more is read. */
export interface GitComparison {
  readonly base: Tree;
  readonly head: Tree;
  /** One sentence if the comparison starts from another commit than the requested revision; otherwise null. */
  readonly note: string | null;
  /** Opens the base if it has moved since the branch point: its old state and its tip; null: it has not. */
  readonly moved: () => Promise<{ readonly from: Tree; readonly tip: Tree } | null>;
  /** A file at the tip of the base, which may be ahead of `base`, or null. */
  readonly fileAtTip: (path: string) => Promise<Uint8Array | null>;
  /** The folder of head's files; null: it is a commit. */
  readonly root: string | null;
  readonly close: () => void;
}

/** A tree of a git repository. Call `close` when nothing more is read. */
export interface GitTree {
  readonly tree: Tree;
  /** The folder of its files; null: it is a commit. */
  readonly root: string | null;
  readonly close: () => void;
}

/** The state of a repository at a revision. Throws `InputError`: not a repository, or no such revision. */
export async function openRevision(folder: string, revision: string): Promise<GitTree> {
  const { repository, commits } = await GitRepository.openAt(folder, [revision]);
  try {
    const [commit = ''] = commits;
    return { tree: await repository.tree(commit, `${revision} (${short(commit)})`), root: null, close: closing(repository) };
  } catch (error) {
    repository.close();
    throw error;
  }
}

/** The current files of a checkout, including uncommitted edits and untracked files that are not ignored. */
export async function openWorkingTree(folder: string): Promise<GitTree> {
  const repository = await GitRepository.open(folder);
  return { tree: await repository.workingTree(), root: await repository.root(), close: closing(repository) };
}

/**
 * The change in a pull request from `head` into `base`: from their merge base to `head` (as `git diff base...head`; GitHub Docs, "About comparing branches in
 * pull requests"). `head` null: the working tree, with HEAD's merge base.
 */
export async function openComparison(folder: string, base: string, head: string | null): Promise<GitComparison> {
  const tip = head ?? 'HEAD';
  const { repository, commits } = await GitRepository.openAt(folder, [base, tip]);
  try {
    const edited = head === null ? repository.workingTree() : null;
    edited?.catch(() => undefined);
    const [from = '', to = ''] = commits;
    // A difference from the base's tip is mostly a difference from the branch point.
    const near = edited === null && from !== to ? repository.openBoth(from, to) : null;
    near?.catch(() => undefined);
    const common = from === to ? from : await repository.mergeBase(base, from, tip, to);
    const parted = common !== null && common !== from;
    const baseLabel = parted ? `${short(common)} (merge base of ${base} and ${tip})` : `${base} (${short(from)})`;
    const sides =
      edited === null
        ? await (near === null || parted ? repository.openBoth(common ?? from, to) : near)
        : { base: await repository.tree(common ?? from, ''), head: await edited };
    const other = head ?? 'the working tree';
    return {
      base: labelled(sides.base, baseLabel),
      head: edited === null ? labelled(sides.head, `${other} (${short(to)})`) : sides.head,
      note: parted
        ? `Compared with ${short(common)}, where ${other} left ${base}: what ${base} gained since is no part of the change.`
        : common === null
          ? `${base} and ${other} have no common commit: compared with ${base} as it is.`
          : null,
      moved: async () => {
        if (common === null || !parted) return null;
        const both = await repository.openBoth(common, from);
        return { from: both.base, tip: labelled(both.head, `${base} (${short(from)})`) };
      },
      fileAtTip: (path) => repository.fileAt(from, path),
      root: head === null ? await repository.root() : null,
      close: closing(repository),
    };
  } catch (error) {
    repository.close();
    throw error;
  }
}

function labelled(tree: Tree, label: string): Tree {
  return {
    label,
    get entries() {
      return tree.entries;
    },
    ...(tree.closed === undefined ? {} : { closed: tree.closed }),
    read: (paths) => tree.read(paths),
  };
}

function closing(repository: GitRepository): () => void {
  return () => {
    repository.close();
  };
}
