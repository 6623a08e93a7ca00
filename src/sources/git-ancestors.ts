import type { GitObjects } from './git-objects.js';

/** Most commits checked before git itself is asked: most pull requests have fewer. */
const mostCommits = 32;

/**
 * Whether a commit is among the last ancestors of another: then it is their merge base (git-merge-base), even in a shallow clone. False: it is not, or is too
 * far back.
 */
export async function isNearAncestor(ancestor: string, commit: string, objects: GitObjects): Promise<boolean> {
  const seen = new Set([commit]);
  let next = [commit];
  while (next.length > 0 && seen.size <= mostCommits) {
    const read = await objects.read(next);
    const parents = new Set([...read.values()].flatMap(parentsOf));
    if (parents.has(ancestor)) return true;
    next = [...parents].filter((parent) => !seen.has(parent));
    for (const parent of next) seen.add(parent);
  }
  return false;
}

/** A commit begins `tree <id>`, then a line `parent <id>` for each (git, "Git Internals - Git Objects"). */
function parentsOf(commit: Uint8Array): readonly string[] {
  const header = Buffer.from(commit.buffer, commit.byteOffset, Math.min(commit.byteLength, 4096)).toString('latin1');
  const [, lines = ''] = /^tree [0-9a-f]+\n((?:parent [0-9a-f]+\n)*)/.exec(header) ?? [];
  return lines.split('\n').flatMap((line) => (line === '' ? [] : line.slice('parent '.length)));
}
