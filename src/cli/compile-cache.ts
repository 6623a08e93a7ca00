import { lstatSync, mkdirSync } from 'node:fs';
import nodeModule from 'node:module';
import { isAbsolute, join } from 'node:path';

/** Node's compile cache since 22.8: stored per file content and Node version. */
interface WithCache {
  readonly enableCompileCache?: (folder: string) => unknown;
}
const { enableCompileCache } = nodeModule as unknown as WithCache;

/**
 * Enables Node's compile cache for the command line, so that the next command starts sooner. The folder belongs to the user alone, because code is loaded from
 * it. Not in builds, which use a new machine each time. On any failure the command runs without it.
 */
export function keepCompiled(environment: NodeJS.ProcessEnv, enable = enableCompileCache): void {
  if (enable === undefined || environment['CI'] !== undefined || environment['TF_BUILD'] !== undefined) return;
  try {
    const folder = cacheFolder(environment);
    if (folder === null) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (isOwn(folder)) enable(folder);
  } catch {
    // The home is full, read-only or missing.
  }
}

/** The folder for this user's caches (XDG Base Directory Specification, or the system's convention); null: unknown. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string | null {
  const { XDG_CACHE_HOME: caches = '', HOME: home = '', LOCALAPPDATA: local = '' } = environment;
  const base = process.platform === 'win32' ? local : isAbsolute(caches) ? caches : home === '' ? '' : join(home, '.cache');
  return isAbsolute(base) ? join(base, 'apim-cors-review') : null;
}

/** Whether it is a real folder of this user alone. Windows restricts the folders in a user's profile. */
function isOwn(folder: string): boolean {
  const status = lstatSync(folder);
  if (!status.isDirectory()) return false;
  return process.getuid === undefined || (status.uid === process.getuid() && (status.mode & 0o077) === 0);
}
