import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from '../layouts/tree.js';
import type { MovedBase } from '../review/merge.js';
import { InputError } from '../config/errors.js';
import { compareCommits, GitHubTrees } from '../sources/github-api.js';
import type { GitHubReads, RepositoryName } from '../sources/github-port.js';
import type { BaseRevision } from './event.js';
import type { Inputs } from './inputs.js';

/** What to read: commits by id. */
export interface WantedSides extends RepositoryName {
  /** null: only head. */
  readonly base: BaseRevision | null;
  readonly head: string;
}

/** Both sides of a change, or only head. */
export interface OpenedSides {
  readonly base: Tree | null;
  readonly head: Tree;
  /** Opens the base branch at a newer commit; null: it has not moved. */
  readonly moved: (tip: string) => Promise<MovedBase | null>;
  /** Call it when nothing more is read. */
  readonly close: () => void;
}

/**
 * Opens the sides from a checkout with the commits, or otherwise through the API. Nothing is checked out or run. Throws `InputError`: `source: checkout`, and
 * the workspace lacks them. `tell`: why an existing checkout is not used.
 */
export async function openSides(
  api: GitHubReads,
  wanted: WantedSides,
  source: Inputs['source'],
  workspace: string,
  tell: (text: string) => void,
): Promise<OpenedSides> {
  if (source !== 'api' && workspace !== '') {
    const sides = await fromCheckout(wanted, workspace).catch((error: unknown) => {
      if (source !== 'auto' || !(error instanceof InputError)) throw error;
      if (existsSync(join(workspace, '.git'))) tell(`The checkout is not used (${error.message}); both sides are read through the API.`);
      return null;
    });
    if (sides !== null) return sides;
  }
  if (source === 'checkout' && workspace === '') throw new InputError("source 'checkout' needs a workspace, and GITHUB_WORKSPACE names none");
  const trees = new GitHubTrees(api, wanted);
  const close = (): void => undefined;
  const { base, head } = wanted;
  if (base === null) return { base, head: await trees.open(head), moved: notMoved, close };
  const { mergeBase, paths } =
    base.from === 'itself' ? { mergeBase: base.revision, paths: [] } : await compareCommits(api, wanted, base.revision, head);
  const moved = async (tip: string): Promise<MovedBase | null> => (tip === mergeBase ? null : asMoved(await trees.openBoth(mergeBase, tip, paths)));
  return { ...(await trees.openBoth(mergeBase, head, paths)), moved, close };
}

const notMoved = (): Promise<null> => Promise.resolve(null);

function asMoved({ base, head }: { readonly base: Tree; readonly head: Tree }): MovedBase {
  return { from: base, tip: head };
}

async function fromCheckout({ base: wanted, head: wantedHead }: WantedSides, workspace: string): Promise<OpenedSides> {
  const { GitRepository } = await import('../sources/git-repository.js');
  const repository = await GitRepository.open(workspace);
  const close = (): void => {
    repository.close();
  };
  try {
    if (await repository.isPartial())
      throw new InputError('the checkout is a partial clone, which lacks contents: leave out filter and sparse-checkout with actions/checkout');
    const head = await repository.commit(wantedHead);
    if (wanted === null) return { base: null, head: await repository.tree(head, head), moved: notMoved, close };
    const base = await repository.commit(wanted.revision);
    const common = wanted.from === 'itself' ? base : await repository.mergeBase(wanted.revision, base, wantedHead, head);
    if (common === null) throw new InputError(`${wanted.revision} and ${wantedHead} have no common commit`);
    // The checkout may be older than the tip.
    const tipOf = (tip: string): Promise<string> => repository.commit(tip).catch(() => base);
    const moved = async (asked: string): Promise<MovedBase | null> => {
      const tip = await tipOf(asked);
      return tip === common ? null : asMoved(await repository.openBoth(common, tip));
    };
    return { ...(await repository.openBoth(common, head)), moved, close };
  } catch (error) {
    repository.close();
    throw error;
  }
}
