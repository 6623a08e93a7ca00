import type { Tree } from '../tree.js';

/** A path relative to a folder, with `.` and `..` resolved; both relative to the repository's root. null: outside the repository. */
export function resolvePath(folder: string, path: string): string | null {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}

/** The relative path from one folder to another, as Terraform writes it: `.`, `modules/x`, `../x`. */
export function relativePath(from: string, to: string): string {
  const [start, end] = [from, to].map((folder) => (folder === '' ? [] : folder.split('/')));
  let shared = 0;
  while (start !== undefined && end !== undefined && shared < start.length && start[shared] === end[shared]) shared += 1;
  const way = [...(start ?? []).slice(shared).map(() => '..'), ...(end ?? []).slice(shared)].join('/');
  return way === '' ? '.' : way;
}

/** The folder of a path; '' at the top. */
export function folderOfPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The files of a tree below a folder. */
export function pathsBelow({ entries }: Pick<Tree, 'entries'>, folder: string): readonly string[] {
  return [...entries.keys()].filter((path) => folder === '' || path.startsWith(`${folder}/`));
}
