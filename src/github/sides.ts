import type { Tree } from '../apim/tree.js';
import { InputError } from '../config/errors.js';
import { GitHubTrees, mergeBaseOf } from '../sources/github-api.js';
import type { GitHubReads } from '../sources/github-port.js';
import type { PullRequestEvent } from './event.js';
import type { Inputs } from './inputs.js';

/** Both sides of a pull request: where it branched off, and its head. */
export interface Sides {
  readonly base: Tree;
  readonly head: Tree;
  /** Called when nothing is read any more. */
  readonly close: () => void;
}

/**
 * Opens both sides: from a checkout that holds both commits, where there is one, else through the API. Nothing is checked out or run. Throws
 * `InputError`: `source: checkout`, and the workspace does not hold them.
 */
export async function openSides(api: GitHubReads, event: PullRequestEvent, source: Inputs['source'], workspace: string): Promise<Sides> {
  if (source !== 'api' && workspace !== '') {
    const sides = await fromCheckout(event, workspace).catch((error: unknown) => {
      if (source === 'auto' && error instanceof InputError) return null;
      throw error;
    });
    if (sides !== null) return sides;
  }
  if (source === 'checkout' && workspace === '') throw new InputError("source 'checkout' needs a workspace, and GITHUB_WORKSPACE names none");
  const name = { owner: event.owner, repository: event.repository };
  const trees = new GitHubTrees(api, name);
  const [base, head] = await Promise.all([
    mergeBaseOf(api, name, event.baseSha, event.headSha).then((commit) => trees.open(commit)),
    trees.open(event.headSha),
  ]);
  return { base, head, close: () => undefined };
}

async function fromCheckout(event: PullRequestEvent, workspace: string): Promise<Sides> {
  const { GitRepository } = await import('../sources/git.js');
  const repository = await GitRepository.open(workspace);
  try {
    const [base, head] = await Promise.all([repository.commit(event.baseSha), repository.commit(event.headSha)]);
    const common = await repository.mergeBase(event.baseSha, base, event.headSha, head);
    if (common === null) throw new InputError(`${event.baseSha} and ${event.headSha} have no common commit`);
    const close = (): void => {
      repository.close();
    };
    // One after the other: the second is listed as its difference from the first.
    const from = await repository.tree(common, common);
    return { base: from, head: await repository.tree(head, head), close };
  } catch (error) {
    repository.close();
    throw error;
  }
}
