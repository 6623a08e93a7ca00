import { lstatSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

/**
 * The first symbolic link on the path from a folder to a path below it, relative to the folder; null: there is none, or the path is elsewhere. The author of a
 * change can put a link into a checkout, and writing through it would change a file of their choice.
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
