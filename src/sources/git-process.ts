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
 * In front of every command: names as they are, no program that a repository's own configuration names (a pager, hooks, a file system monitor),
 * no repository that is hidden as a folder of another (git-config, `safe.bareRepository`). The system's and the user's configuration is theirs
 * to answer for, and holds what `safe.directory` allows: it is read as always.
 */
const settings = [
  '--no-pager',
  ...['core.quotepath=off', 'core.fsmonitor=false', 'core.hooksPath=/dev/null', 'safe.bareRepository=explicit'].flatMap((setting) => ['-c', setting]),
];

/** Variables that would point git at another repository than the folder we were given (`git rev-parse --local-env-vars`); a hook sets them. */
const redirecting: ReadonlySet<string> = new Set([
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_PREFIX',
  'GIT_NAMESPACE',
  'GIT_EXTERNAL_DIFF',
  'GIT_GRAFT_FILE',
  'GIT_SHALLOW_FILE',
]);

/**
 * Nothing is fetched, whatever a partial clone's remote is and however its protocol is allowed (git, `GIT_ALLOW_PROTOCOL` goes before
 * `protocol.*.allow`; older git does not know `GIT_NO_LAZY_FETCH`): a remote may be a program. An object is what its id says, not what
 * a replacement puts in its place.
 */
const guards = {
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
  LANGUAGE: 'C',
};

/** Configuration for one command, by key; keys may hold any character (git-config, `GIT_CONFIG_COUNT`). */
export type GitSettings = ReadonlyMap<string, string>;

function environment(extra: GitSettings): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !redirecting.has(name.toUpperCase()));
  const env: NodeJS.ProcessEnv = { ...Object.fromEntries(own), ...guards };
  if (extra.size === 0) return env;
  let count = Number(env['GIT_CONFIG_COUNT'] ?? '0') || 0;
  for (const [key, value] of extra) {
    env[`GIT_CONFIG_KEY_${count}`] = key;
    env[`GIT_CONFIG_VALUE_${count}`] = value;
    count += 1;
  }
  return { ...env, GIT_CONFIG_COUNT: String(count) };
}

const noSettings: GitSettings = new Map();

/** Starts git in `folder`, never through a shell. */
export function startGit(folder: string, args: readonly string[], extra: GitSettings = noSettings): ChildProcessWithoutNullStreams {
  return spawn('git', [...settings, '-C', folder, ...args], { env: environment(extra), stdio: 'pipe', windowsHide: true });
}

/** Runs git in `folder` to its end. Throws `InputError` when git itself is missing. */
export function runGit(folder: string, args: readonly string[], extra: GitSettings = noSettings): Promise<GitOutput> {
  return new Promise((resolve, reject) => {
    const child = startGit(folder, args, extra);
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
    child.stdin.end();
  });
}

/** What to tell when git could not be started. */
export function notStarted(error: Error): Error {
  if ('code' in error && error.code === 'ENOENT')
    return new InputError('git was not found; install it, or compare two folders with --base-dir and --head-dir');
  return error;
}
