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

/** One line of a tree, its name in the bytes it has. */
export interface GitTreeItem extends GitTreeEntry {
  readonly name: Buffer;
}

/** The same files make the same commit, whenever they do. */
const dates = { GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z', GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z' };
const none = Buffer.alloc(0);
const isId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** A real git repository in a temporary folder. */
export class GitRepository {
  readonly folder = mkdtempSync(join(tmpdir(), 'apim-cors-git-'));
  /** What trees hold, by id: it never changes. */
  #trees: ReadonlyMap<string, readonly GitTreeItem[]> = new Map();
  readonly #fixed = new Map<string, string>();
  readonly #objects = new Map<string, GitObject>();

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
    return execFileSync('git', ['-c', 'core.quotepath=off', ...args], {
      cwd: this.folder,
      env: { ...process.env, ...dates },
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Writes files; null deletes. */
  write(files: Readonly<Record<string, string | Uint8Array | null>>): void {
    for (const [path, text] of Object.entries(files)) {
      const full = join(this.folder, path);
      if (text === null) rmSync(full, { force: true });
      else {
        mkdirSync(dirname(full), { recursive: true });
        writeFileSync(full, text);
      }
    }
    this.git('add', '-A');
  }

  /** Puts an entry under a path of any bytes, without a file. */
  stage(mode: string, id: string, path: Buffer): void {
    const input = Buffer.concat([Buffer.from(`${mode} ${id}\t`), path, Buffer.from([0])]);
    execFileSync('git', ['update-index', '-z', '--index-info'], { cwd: this.folder, input, stdio: ['pipe', 'pipe', 'pipe'] });
  }

  /** Keeps a text as an object; returns its id. */
  keep(text: string): string {
    return execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: this.folder, input: text, stdio: ['pipe', 'pipe', 'pipe'] })
      .toString('utf8')
      .trim();
  }

  /** Commits what is staged; returns the commit. */
  commitStaged(message = 'change'): string {
    this.git('commit', '-q', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD').trim();
  }

  /** Writes files (null deletes) and commits them; returns the commit. */
  commit(files: Readonly<Record<string, string | Uint8Array | null>>, message = 'change'): string {
    this.write(files);
    return this.commitStaged(message);
  }

  /** What git says about commits, trees and blobs named by their ids: it never says anything else, so it is asked once. */
  fixed(...args: readonly string[]): string {
    const key = args.join('\0');
    let known = this.#fixed.get(key);
    if (known === undefined) this.#fixed.set(key, (known = this.git(...args)));
    return known;
  }

  /** The id a revision stands for, as the kind asked for; null: there is none. */
  resolve(revision: string, kind: 'commit' | 'tree' | 'blob'): string | null {
    if (revision === '' || revision.startsWith('-')) return null;
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{${kind}}`];
    try {
      return (isId.test(revision) ? this.fixed(...args) : this.git(...args)).trim();
    } catch {
      return null;
    }
  }

  /** Objects by name, all in one go; those that are not there are missing. */
  objects(names: Iterable<string>): ReadonlyMap<string, GitObject> {
    const found = new Map<string, GitObject>();
    const asked = [...new Set(names)].filter((name) => {
      const known = this.#objects.get(name);
      if (known !== undefined) found.set(name, known);
      return known === undefined && name !== '' && !/[\n\0]/.test(name);
    });
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
      const object = { id, type: type as GitObject['type'], bytes: out.subarray(at, at + Number(size)) };
      found.set(name, object);
      if (name === id) this.#objects.set(id, object);
      at += Number(size) + 1;
    }
    return found;
  }

  /** What a tree or a commit holds, folders of a recursive listing included. */
  tree(id: string, recursive: boolean): readonly GitTreeEntry[] {
    return this.fixed('ls-tree', '-t', '-l', '-z', ...(recursive ? ['-r'] : []), id)
      .split('\0')
      .filter((row) => row !== '')
      .map((row) => {
        const tab = row.indexOf('\t');
        const [mode = '', type = '', entry = '', size = ''] = row.slice(0, tab).split(/ +/);
        return { path: row.slice(tab + 1), mode, type: type as GitTreeEntry['type'], id: entry, size: size === '-' ? null : Number(size) };
      });
  }

  /** What stands in a tree. All of them are read at the first that is not known: a request may ask for hundreds. */
  items(id: string): readonly GitTreeItem[] {
    if (!this.#trees.has(id)) this.#trees = this.#readTrees();
    return this.#trees.get(id) ?? [];
  }

  #readTrees(): ReadonlyMap<string, readonly GitTreeItem[]> {
    const out = (input: string, ...args: readonly string[]): Buffer =>
      execFileSync('git', ['cat-file', ...args], { cwd: this.folder, input, maxBuffer: 1 << 29, stdio: ['pipe', 'pipe', 'ignore'] });
    const sizes = new Map<string, number>();
    const trees: string[] = [];
    for (const line of out('', '--batch-all-objects', '--batch-check').toString('latin1').split('\n')) {
      const [id = '', type, size] = line.split(' ');
      if (type === 'tree') trees.push(id);
      if (type === 'blob') sizes.set(id, Number(size));
    }
    const read = out(trees.map((id) => `${id}\n`).join(''), '--batch');
    const found = new Map<string, readonly GitTreeItem[]>();
    for (let at = 0; at < read.length;) {
      const end = read.indexOf(10, at);
      const [id = '', , size] = read.toString('latin1', at, end).split(' ');
      found.set(id, itemsOf(read.subarray(end + 1, end + 1 + Number(size)), id.length / 2, sizes));
      at = end + 2 + Number(size);
    }
    return found;
  }

  /** A commit on top of another in which one file is changed; neither a branch nor the files in the folder are touched. */
  commitOn(parent: string, path: string, content: Buffer): string {
    return this.#beside(parent, (run) => {
      const blob = run(content, 'hash-object', '-w', '--stdin');
      const mode = run(none, 'ls-files', '-s', '--', `:(literal)${path}`).slice(0, 6) || '100644';
      run(none, 'update-index', '--add', '--cacheinfo', `${mode},${blob},${path}`);
    });
  }

  /** The same with a patch. Throws when git does not take it. */
  patchedOn(parent: string, patch: string, ...options: readonly string[]): string {
    return this.#beside(parent, (run) => {
      run(Buffer.from(patch), 'apply', '--cached', ...options, '-');
    });
  }

  #beside(parent: string, change: (run: (input: Buffer, ...args: readonly string[]) => string) => void): string {
    const env = { ...process.env, ...dates, GIT_INDEX_FILE: join(this.folder, '.git', 'index-beside') };
    const run = (input: Buffer, ...args: readonly string[]): string =>
      execFileSync('git', ['-c', 'core.quotepath=off', ...args], { cwd: this.folder, env, input, stdio: ['pipe', 'pipe', 'pipe'] })
        .toString('utf8')
        .trim();
    run(none, 'read-tree', parent);
    change(run);
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

/** `<mode> <name>\0<id in bytes>`, one after another. */
function itemsOf(tree: Buffer, idLength: number, sizes: ReadonlyMap<string, number>): readonly GitTreeItem[] {
  const items: GitTreeItem[] = [];
  for (let at = 0; at < tree.length;) {
    const end = tree.indexOf(0, at);
    const space = tree.indexOf(32, at);
    const mode = tree.toString('latin1', at, space);
    const name = tree.subarray(space + 1, end);
    const id = tree.toString('hex', end + 1, end + 1 + idLength);
    const type = mode === '40000' ? 'tree' : mode === '160000' ? 'commit' : 'blob';
    items.push({ path: name.toString('utf8'), name, mode, type, id, size: sizes.get(id) ?? null });
    at = end + 1 + idLength;
  }
  return items;
}
