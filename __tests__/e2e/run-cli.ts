import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node } from './node.js';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which it is ended; then `code` is null. */
  readonly timeout?: number;
}

const project = join(__dirname, '..', '..');

/**
 * The command line as a user starts it. `APIM_CORS_CLI` names another entry to test; without the committed bundle the sources are
 * compiled once.
 */
export const entry = process.env['APIM_CORS_CLI'] ?? bundle() ?? compiled();

function bundle(): string | null {
  const path = join(project, 'dist', 'cli', 'index.js');
  return existsSync(path) ? path : null;
}

function compiled(): string {
  const folder = mkdtempSync(join(tmpdir(), 'apim-cors-cli-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
  const tsc = join(project, 'node_modules', 'typescript', 'bin', 'tsc');
  spawnSync(process.execPath, [tsc, '-p', join(project, 'tsconfig.json'), '--outDir', join(folder, 'out')], { stdio: 'inherit' });
  return join(folder, 'out', 'cli.js');
}

/** Runs one command line to its end. */
export function runCli(args: readonly string[], { cwd = tmpdir(), env = {}, timeout }: RunOptions = {}): Ran {
  const { status, stdout, stderr } = spawnSync(node, [entry, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '', ...env },
    encoding: 'utf8',
    maxBuffer: 64_000_000,
    ...(timeout === undefined ? {} : { timeout }),
  });
  return { code: status, stdout, stderr };
}
