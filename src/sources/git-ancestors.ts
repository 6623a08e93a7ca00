import type { GitObjects } from './git-objects.js';

/** So many commits are looked at before git itself is asked: most pull requests have fewer. */
const mostCommits = 32;

/**
 * Whether a commit is among the last ones that led to another: then it is what the two have in common (git-merge-base), also in a shallow clone. False:
 * it is not, or stands too far back.
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
