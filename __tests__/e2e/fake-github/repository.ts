import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A real git repository in a temporary folder. */
export class GitRepository {
  readonly folder = mkdtempSync(join(tmpdir(), 'apim-cors-git-'));

  constructor() {
    this.git('init', '-q', '-b', 'main');
    this.git('config', 'user.name', 'test');
    this.git('config', 'user.email', 'test@example.invalid');
    this.git('config', 'core.autocrlf', 'false');
    this.git('config', 'gc.auto', '0');
  }

  git(...args: readonly string[]): string {
    return this.bytes(...args).toString('utf8');
  }

  bytes(...args: readonly string[]): Buffer {
    return execFileSync('git', ['-c', 'core.quotepath=off', ...args], { cwd: this.folder, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Writes files (null deletes) and commits them; returns the commit. */
  commit(files: Readonly<Record<string, string | null>>, message = 'change'): string {
    for (const [path, text] of Object.entries(files)) {
      const full = join(this.folder, path);
      if (text === null) rmSync(full, { force: true });
      else {
        mkdirSync(dirname(full), { recursive: true });
        writeFileSync(full, text);
      }
    }
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD').trim();
  }

  /** Applies a patch to the files and stages it. Throws when git does not take it. */
  apply(patch: string): void {
    execFileSync('git', ['apply', '--index', '-'], { cwd: this.folder, input: patch, stdio: ['pipe', 'pipe', 'pipe'] });
  }

  checkout(revision: string, branch?: string): void {
    this.git('checkout', '-q', ...(branch === undefined ? [revision] : ['-B', branch, revision]));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
