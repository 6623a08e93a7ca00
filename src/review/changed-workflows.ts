import type { Tree } from '../layouts/tree.js';
import type { Review } from './review.js';
import type { Sides } from './sides.js';

/** Pipeline files that may run the check. */
const pipeline = /^\.github\/workflows\/[^/]+\.ya?ml$|(?:^|\/)(?:azure-pipelines?[^/]*|\.gitlab-ci|\.pre-commit-config)\.ya?ml$/i;
/** A step or command that runs the check, from a repository with any prefix in its name. */
const runsCheck = /\bapim-cors/i;
/** Pipelines read at once: a repository has some dozens. */
const batch = 100;

/** The review, with a note about changed pipelines that run the check: their inputs override the configuration, and they decide when it runs. */
export async function withWorkflowNote(review: Review, { base, head }: Sides): Promise<Review> {
  const differs = (path: string): boolean => base.entries.get(path)?.id !== head.entries.get(path)?.id;
  const paths = [...new Set([...base.entries.keys(), ...head.entries.keys()])].filter((path) => pipeline.test(path) && differs(path)).sort();
  if (paths.length === 0) return review;
  // Adding a step for the check weakens nothing.
  const changed = await runningCheck(base, paths);
  if (changed.length === 0) return review;
  const still = await runningCheck(head, changed);
  const gone = changed.filter((path) => !still.includes(path));
  const others = changed.filter((path) => !gone.includes(path));
  return { ...review, notes: [{ code: 'workflow-changed', given: { changed: others, gone } }, ...review.notes] };
}

async function runningCheck(tree: Tree, paths: readonly string[]): Promise<readonly string[]> {
  const files = paths.filter((path) => tree.entries.get(path)?.kind === 'file');
  const found = new Set<string>();
  for (let start = 0; start < files.length; start += batch) {
    const read = await tree.read(files.slice(start, start + batch));
    for (const [path, bytes] of read) if (runsCheck.test(new TextDecoder().decode(bytes))) found.add(path);
  }
  return files.filter((path) => found.has(path));
}
