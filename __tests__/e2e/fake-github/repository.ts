import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface GitObject {
  readonly id: string;
  readonly type: 'blob' | 'tree' | 'commit' | 'tag';
  readonly bytes: Buffer;
}

export interface GitTreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly id: string;
  readonly size: number | null;
}

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
  commit(files: Readonly<Record<string, string | Uint8Array | null>>, message = 'change'): string {
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

  /** The id a revision stands for, as the kind asked for; null: there is none. */
  resolve(revision: string, kind: 'commit' | 'tree' | 'blob'): string | null {
    if (revision === '' || revision.startsWith('-')) return null;
    try {
      return this.git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{${kind}}`).trim();
    } catch {
      return null;
    }
  }

  /** Objects by name, all in one go; those that are not there are missing. */
  objects(names: Iterable<string>): ReadonlyMap<string, GitObject> {
    const asked = [...new Set(names)].filter((name) => name !== '' && !/[\n\0]/.test(name));
    const found = new Map<string, GitObject>();
    if (asked.length === 0) return found;
    const out = execFileSync('git', ['cat-file', '--batch'], {
      cwd: this.folder,
      input: asked.map((name) => `${name}\n`).join(''),
      maxBuffer: 1 << 29,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let at = 0;
    for (const name of asked) {
      const end = out.indexOf(10, at);
      const line = out.toString('utf8', at, end);
      at = end + 1;
      const [, id, type, size] = /^([0-9a-f]{40,64}) (blob|tree|commit|tag) (\d+)$/.exec(line) ?? [];
      if (id === undefined) continue;
      found.set(name, { id, type: type as GitObject['type'], bytes: out.subarray(at, at + Number(size)) });
      at += Number(size) + 1;
    }
    return found;
  }

  /** What a tree or a commit holds, folders of a recursive listing included. */
  tree(id: string, recursive: boolean): readonly GitTreeEntry[] {
    return this.bytes('ls-tree', '-t', '-l', '-z', ...(recursive ? ['-r'] : []), id)
      .toString('utf8')
      .split('\0')
      .filter((row) => row !== '')
      .map((row) => {
        const tab = row.indexOf('\t');
        const [mode = '', type = '', entry = '', size = ''] = row.slice(0, tab).split(/ +/);
        return { path: row.slice(tab + 1), mode, type: type as GitTreeEntry['type'], id: entry, size: size === '-' ? null : Number(size) };
      });
  }

  /** A commit on top of another in which one file is changed; neither a branch nor the files in the folder are touched. */
  commitOn(parent: string, path: string, content: Buffer): string {
    const index = { ...process.env, GIT_INDEX_FILE: join(this.folder, '.git', 'index-beside') };
    const run = (input: Buffer, ...args: readonly string[]): string =>
      execFileSync('git', args, { cwd: this.folder, env: index, input, stdio: ['pipe', 'pipe', 'pipe'] })
        .toString('utf8')
        .trim();
    const none = Buffer.alloc(0);
    run(none, 'read-tree', parent);
    const blob = run(content, 'hash-object', '-w', '--stdin');
    const mode = run(none, '-c', 'core.quotepath=off', 'ls-files', '-s', '--', `:(literal)${path}`).slice(0, 6) || '100644';
    run(none, 'update-index', '--add', '--cacheinfo', `${mode},${blob},${path}`);
    return run(none, 'commit-tree', run(none, 'write-tree'), '-p', parent, '-m', 'beside');
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
