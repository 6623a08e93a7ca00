import { lstatSync, mkdirSync } from 'node:fs';
import nodeModule from 'node:module';
import { isAbsolute, join } from 'node:path';

/** Of node since 22.8: keeps what it has compiled, told apart by the content of each file, and takes nothing that another version made. */
interface WithCache {
  readonly enableCompileCache?: (folder: string) => unknown;
}
const { enableCompileCache } = nodeModule as unknown as WithCache;

/**
 * Has node keep what it compiles of the command line, so that the next command starts sooner. In a folder of the user's own, which nobody else may write to: code
 * is taken from there. Not in a build, whose machine is a new one each time. Whatever stands in the way, the command runs without.
 */
export function keepCompiled(environment: NodeJS.ProcessEnv, enable = enableCompileCache): void {
  if (enable === undefined || environment['CI'] !== undefined || environment['TF_BUILD'] !== undefined) return;
  try {
    const folder = cacheFolder(environment);
    if (folder === null) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (isOwn(folder)) enable(folder);
  } catch {
    // A home that is full, read-only or missing.
  }
}

/** Where caches of this user belong (XDG Base Directory Specification; elsewhere as the system has it); null: nobody says. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string | null {
  const { XDG_CACHE_HOME: caches = '', HOME: home = '', LOCALAPPDATA: local = '' } = environment;
  const base = process.platform === 'win32' ? local : isAbsolute(caches) ? caches : home === '' ? '' : join(home, '.cache');
  return isAbsolute(base) ? join(base, 'apim-cors-review') : null;
}

/** A folder, no link to one, of this user alone. Windows keeps the folders of a user's profile to the user. */
function isOwn(folder: string): boolean {
  const status = lstatSync(folder);
  if (!status.isDirectory()) return false;
  return process.getuid === undefined || (status.uid === process.getuid() && (status.mode & 0o077) === 0);
}
