import { lstatSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

/**
 * The first symbolic link on the way from a folder to a path below it, relative to the folder; null: there is none, or the path is elsewhere.
 * Whoever may propose a change may put a link into a checkout: what is written through it lands where that person wants.
 */
export function linkOnTheWay(folder: string, path: string): string | null {
  const parts = relative(resolve(folder), resolve(folder, path)).split(sep);
  if (parts[0] === '..' || parts[0] === '') return null;
  let at = resolve(folder);
  for (const [index, part] of parts.entries()) {
    at = join(at, part);
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() === true) return parts.slice(0, index + 1).join('/');
  }
  return null;
}
