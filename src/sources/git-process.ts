import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { InputError } from '../config/errors.js';

/** How a git command ended. */
export interface GitOutput {
  readonly code: number;
  readonly stdout: Buffer;
  /** In English, whatever the user's language. */
  readonly stderr: string;
}

/**
 * In front of every command: names as they are, no program that a repository's own configuration names (hooks, a file system monitor), no
 * repository that is hidden as a folder of another (git-config, `safe.bareRepository`).
 */
const settings = ['core.quotepath=off', 'core.fsmonitor=false', 'core.hooksPath=/dev/null', 'safe.bareRepository=explicit'].flatMap((setting) => [
  '-c',
  setting,
]);

/** Variables that would point git at another repository than the folder we were given (`git rev-parse --local-env-vars`); a hook sets them. */
const redirecting: ReadonlySet<string> = new Set([
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_PREFIX',
  'GIT_NAMESPACE',
  'GIT_EXTERNAL_DIFF',
  'GIT_GRAFT_FILE',
  'GIT_SHALLOW_FILE',
]);

function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !redirecting.has(name.toUpperCase()));
  return { ...Object.fromEntries(own), GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', LANGUAGE: 'C' };
}

/** Starts git in `folder`, never through a shell. */
export function startGit(folder: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn('git', [...settings, '-C', folder, ...args], { env: environment(), stdio: 'pipe', windowsHide: true });
}

/** Runs git in `folder` to its end. Throws `InputError` when git itself is missing. */
export function runGit(folder: string, args: readonly string[], input: string | Buffer = ''): Promise<GitOutput> {
  return new Promise((resolve, reject) => {
    const child = startGit(folder, args);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (error) => {
      reject(notStarted(error));
    });
    child.on('close', (code) => {
      resolve({ code: code ?? 128, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') });
    });
    // git may end before it has read everything; its exit code then says why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** What to tell when git could not be started. */
export function notStarted(error: Error): Error {
  if ('code' in error && error.code === 'ENOENT')
    return new InputError('git was not found; install it, or compare two folders with --base-dir and --head-dir');
  return error;
}
