import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { InputError } from '../config/errors.js';

/** The result of a git command. */
export interface GitOutput {
  readonly code: number;
  readonly stdout: Buffer;
  /** In English, independent of the user's language. */
  readonly stderr: string;
}

/**
 * Options for every command: unquoted names, no program from a repository's own configuration (a pager, hooks, a file system monitor), no repository hidden as
 * a folder of another (git-config, `safe.bareRepository`). The system's and the user's configuration are trusted, and contain `safe.directory`: they are read
 * as usual.
 */
const settings = [
  '--no-pager',
  ...['core.quotepath=off', 'core.fsmonitor=false', 'core.hooksPath=/dev/null', 'safe.bareRepository=explicit'].flatMap((setting) => ['-c', setting]),
];

/** Variables that would direct git to another repository (`git rev-parse --local-env-vars`); a hook sets them. */
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
 * Nothing is fetched, whatever a partial clone's remote and allowed protocols are (git: `GIT_ALLOW_PROTOCOL` has precedence over `protocol.*.allow`; older git
 * does not know `GIT_NO_LAZY_FETCH`), because a remote may be a program. Replacement objects are ignored.
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

/** Configuration for one command, by key; keys may contain any character (git-config, `GIT_CONFIG_COUNT`). */
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

/** Runs git in `folder` to its end. Throws `InputError` if git itself is missing. */
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
    // Git may end before reading all input; its exit code then gives the reason.
    child.stdin.on('error', () => undefined);
    child.stdin.end();
  });
}

/** The error if git could not be started. */
export function notStarted(error: Error): Error {
  if ('code' in error && error.code === 'ENOENT')
    return new InputError('git was not found; install it, or compare two folders with --base-dir and --head-dir');
  return error;
}
