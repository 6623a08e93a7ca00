import { lstatSync, type Stats } from 'node:fs';
import type { TreeEntry } from '../layouts/tree.js';
import { InputError } from '../config/errors.js';
import { blobId } from './blob-id.js';
import { pathBytes, splitNul } from './git-paths.js';
import { runGit, type GitSettings } from './git-process.js';
import { readFiles } from './read-files.js';

/** The content of a checkout: the committed entries, with differences on disk applied. */
export interface WorkingTree {
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** True for files whose content is read from disk. */
  isOnDisk(path: string): boolean;
  read(paths: readonly string[]): Promise<Map<string, Uint8Array>>;
}

/** Edited files larger than this get an id without being read: no policy is that large. */
const largestHashed = 8_000_000;

/** Compares the checkout at `root` with HEAD's files, which may still be loading. Writes nothing, not even git's index. */
export async function readWorkingTree(root: string, listing: Promise<ReadonlyMap<string, TreeEntry>>): Promise<WorkingTree> {
  const command = ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--no-renames', '--ignore-submodules=all'];
  const asked = withoutFilters(root).then((filters) => runGit(root, command, filters));
  const [status, committed] = await Promise.all([asked, listing]);
  if (status.code !== 0) throw new InputError(`the working tree of ${root} cannot be read: ${status.stderr.trim().split('\n').at(-1) ?? ''}`);
  const { deleted, tracked, untracked } = statusPaths(splitNul(status.stdout));
  const entries = new Map(committed);
  for (const path of deleted) entries.delete(path);
  const onDisk = new Set<string>();
  const place = (path: string): Buffer => Buffer.concat([Buffer.from(`${root}/`, 'utf8'), pathBytes(path)]);
  const edited: string[] = [];
  for (const [paths, isTracked] of [
    [tracked, true],
    [untracked, false],
  ] as const) {
    for (const path of paths) {
      const stats = lstatOf(place(path));
      if (stats?.isSymbolicLink()) entries.set(path, { path, id: diskId(path, stats), kind: 'symlink' });
      else if (stats === null || !stats.isFile()) entries.delete(path);
      else {
        onDisk.add(path);
        entries.set(path, { path, id: diskId(path, stats), kind: 'file' });
        if (isTracked && stats.size <= largestHashed) edited.push(path);
      }
    }
  }
  const bytes = readFiles(edited, place);
  const unix = await checkedOutWithCrlf(
    root,
    [...bytes].filter(([, content]) => hasCrlf(content)).map(([path]) => path),
  );
  const algorithm = [...committed.values()].find(({ kind }) => kind === 'file')?.id.length === 64 ? 'sha256' : 'sha1';
  for (const [path, content] of bytes) {
    const id = blobId(unix.has(path) ? withoutCr(content) : content, algorithm);
    entries.set(path, { path, id, kind: 'file' });
  }
  return {
    entries,
    isOnDisk: (path) => onDisk.has(path),
    read(paths) {
      const read = readFiles(paths, place);
      for (const path of paths) {
        const content = read.get(path);
        if (content !== undefined && unix.has(path)) read.set(path, withoutCr(content));
      }
      return Promise.resolve(read);
    },
  };
}

/**
 * Settings that disable filters from this repository's own configuration: git would run them on every edited file to compare the result (gitattributes,
 * `filter`). The user's own filters, such as Git LFS, stay.
 */
async function withoutFilters(root: string): Promise<GitSettings> {
  const pattern = '^filter\\..*\\.(clean|smudge|process|required)$';
  const defined = splitNul((await runGit(root, ['config', '-z', '--show-scope', '--name-only', '--get-regexp', pattern])).stdout);
  const settings = new Map<string, string>();
  for (let index = 0; index + 1 < defined.length; index += 2) {
    const key = defined[index + 1] ?? '';
    if (defined[index] === 'local' || defined[index] === 'worktree') settings.set(key, key.endsWith('.required') ? 'false' : '');
  }
  return settings;
}

interface Status {
  readonly deleted: readonly string[];
  readonly tracked: readonly string[];
  readonly untracked: readonly string[];
}

/** Paths of `git status --porcelain=v2` (git-status, "Porcelain Format Version 2"). A folder with its own repository ends in `/` and is left out. */
function statusPaths(lines: readonly string[]): Status {
  const status = { deleted: [] as string[], tracked: [] as string[], untracked: [] as string[] };
  for (const line of lines) {
    // The mode in the working tree; zeros: missing. Git has checked that nothing is behind a link.
    if (line.startsWith('1 ')) (line.split(' ', 6)[5] === '000000' ? status.deleted : status.tracked).push(afterFields(line, 8));
    else if (line.startsWith('u ')) (line.split(' ', 7)[6] === '000000' ? status.deleted : status.tracked).push(afterFields(line, 10));
    else if (line.startsWith('? ') && !line.endsWith('/')) status.untracked.push(line.slice(2));
  }
  return status;
}

function afterFields(line: string, fields: number): string {
  let at = 0;
  for (let field = 0; field < fields; field += 1) at = line.indexOf(' ', at) + 1;
  return line.slice(at);
}

function lstatOf(path: Buffer): Stats | null {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null;
}

/** An id that no blob has; it changes with the file. */
function diskId(path: string, stats: Stats): string {
  return `disk:${path}:${stats.size}:${stats.mtimeMs}`;
}

/** The files with CRLF that git would commit with LF: their line endings come from the checkout and are not an edit. */
async function checkedOutWithCrlf(root: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const [listed, automatic] = await Promise.all([runGit(root, ['ls-files', '--eol', '-z']), runGit(root, ['config', '--get', 'core.autocrlf'])]);
  const converts = ['true', 'input'].includes(automatic.stdout.toString('latin1').trim());
  const wanted = new Set(paths);
  const found = new Set<string>();
  for (const line of splitNul(listed.stdout)) {
    // i/<index> w/<working tree> attr/<attributes> TAB <file>
    const tab = line.indexOf('\t');
    const path = line.slice(tab + 1);
    if (!wanted.has(path)) continue;
    const [, index = '', attribute = ''] = /^i\/(\S*)\s+w\/\S*\s+attr\/(.*?)\s*$/.exec(line.slice(0, tab)) ?? [];
    if (index === 'lf' && (attribute === '' ? converts : attribute.startsWith('text'))) found.add(path);
  }
  return found;
}

function hasCrlf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('\r\n');
}

function withoutCr(bytes: Uint8Array): Uint8Array {
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte === 13 && bytes[index + 1] === 10) continue;
    out[length] = byte;
    length += 1;
  }
  return out.subarray(0, length);
}
