import type { Tree } from '../layouts/tree.js';
import type { Review } from './review.js';
import type { Sides } from './sides.js';

/** Pipeline files that may run the check. */
const pipeline = /^\.github\/workflows\/[^/]+\.ya?ml$|(?:^|\/)(?:azure-pipelines?[^/]*|\.gitlab-ci|\.pre-commit-config)\.ya?ml$/i;
/** A step or command that runs the check, from a repository with any prefix in its name. */
const runsCheck = /\bapim-cors/i;
/** Most pipelines that are read: a repository has some dozens. */
const most = 100;

/** The review, with a note about changed pipelines that run the check: their inputs override the configuration, and they decide when it runs. */
export async function withWorkflowNote(review: Review, { base, head }: Sides): Promise<Review> {
  const differs = (path: string): boolean => base.entries.get(path)?.id !== head.entries.get(path)?.id;
  const paths = [...new Set([...base.entries.keys(), ...head.entries.keys()])].filter((path) => pipeline.test(path) && differs(path)).sort();
  if (paths.length === 0) return review;
  const [before, after] = [await textsOf(base, paths), await textsOf(head, paths)];
  // Adding a step for the check weakens nothing.
  const changed = paths.filter((path) => runsCheck.test(before.get(path) ?? ''));
  if (changed.length === 0) return review;
  const gone = changed.filter((path) => !runsCheck.test(after.get(path) ?? ''));
  const others = changed.filter((path) => !gone.includes(path));
  return { ...review, notes: [{ code: 'workflow-changed', given: { changed: others, gone } }, ...review.notes] };
}

async function textsOf(tree: Tree, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const files = paths.slice(0, most).filter((path) => tree.entries.get(path)?.kind === 'file');
  return new Map([...(await tree.read(files))].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]));
}
