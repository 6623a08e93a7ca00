import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Tree, TreeEntry } from '../layouts/tree.js';
import { InputError } from '../config/errors.js';
import { didYouMean } from '../config/nearest.js';
import { GitListings } from './git-listings.js';
import { GitObjects } from './git-objects.js';
import { splitNul } from './git-paths.js';
import { runGit, type GitOutput } from './git-process.js';
import { readWorkingTree } from './git-working-tree.js';
import { ListedTree, openDifferences } from './listed-tree.js';

type Entries = ReadonlyMap<string, TreeEntry>;

/** Two sides of a change in one repository. Call `close` when nothing is read any more. */
export interface Comparison {
  readonly base: Tree;
  readonly head: Tree;
  /** The commit both were compared from, where it is not the revision that was asked for: one sentence; otherwise null. */
  readonly note: string | null;
  /** A file at the tip of the base, which may be ahead of `base`; null: it has none. */
  readonly fileAtTip: (path: string) => Promise<Uint8Array | null>;
  readonly close: () => void;
}

export interface GitTree {
  readonly tree: Tree;
  readonly close: () => void;
}

/** The state of a repository at a revision. Throws `InputError`: not a repository, no such revision. */
export async function openRevision(folder: string, revision: string): Promise<GitTree> {
  const repository = await GitRepository.open(folder);
  return { tree: await repository.revision(revision), close: closing(repository) };
}

/** The files of a checkout as they are, uncommitted edits and untracked files that are not ignored included. */
export async function openWorkingTree(folder: string): Promise<GitTree> {
  const repository = await GitRepository.open(folder);
  return { tree: await repository.workingTree(), close: closing(repository) };
}

/**
 * The change a pull request from `head` into `base` shows: from their merge base to `head` (as `git diff base...head`; GitHub Docs,
 * "About comparing branches in pull requests"). `head` null: the working tree, whose merge base is that of HEAD.
 */
export async function openComparison(folder: string, base: string, head: string | null): Promise<Comparison> {
  const tip = head ?? 'HEAD';
  const { repository, commits } = await GitRepository.openAt(folder, [base, tip]);
  try {
    const edited = head === null ? repository.workingTree() : null;
    edited?.catch(() => undefined);
    const [from = '', to = ''] = commits;
    // What differs from the tip of the base is, mostly, what differs from where the two parted.
    const near = edited === null && from !== to ? repository.openBoth(from, to) : null;
    near?.catch(() => undefined);
    const common = from === to ? from : await repository.mergeBase(base, from, tip, to);
    const parted = common !== null && common !== from;
    const baseLabel = parted ? `${short(common)} (merge base of ${base} and ${tip})` : `${base} (${short(from)})`;
    const sides =
      edited === null
        ? await (near === null || parted ? repository.openBoth(common ?? from, to) : near)
        : { base: await repository.tree(common ?? from, ''), head: await edited };
    const other = head ?? 'the working tree';
    return {
      base: labelled(sides.base, baseLabel),
      head: edited === null ? labelled(sides.head, `${other} (${short(to)})`) : sides.head,
      note: parted
        ? `Compared with ${short(common)}, where ${other} left ${base}: what ${base} gained since is no part of the change.`
        : common === null
          ? `${base} and ${other} have no common commit: compared with ${base} as it is.`
          : null,
      fileAtTip: (path) => repository.fileAt(from, path),
      close: closing(repository),
    };
  } catch (error) {
    repository.close();
    throw error;
  }
}

function labelled(tree: Tree, label: string): Tree {
  return {
    label,
    get entries() {
      return tree.entries;
    },
    ...(tree.closed === undefined ? {} : { closed: tree.closed }),
    read: (paths) => tree.read(paths),
  };
}

function closing(repository: GitRepository): () => void {
  return () => {
    repository.close();
  };
}

/** One repository: its trees are listed once, its blobs come from one process. */
export class GitRepository {
  readonly #objects: GitObjects;
  readonly #listings: GitListings;
  /** Entries by commit id. */
  readonly #listed = new Map<string, Promise<Entries>>();

  private constructor(
    /** Absolute path of the checkout's root. */
    readonly root: string,
    readonly isShallow: boolean,
  ) {
    this.#objects = new GitObjects(root);
    this.#listings = new GitListings(this.#objects, (id) => this.#notListed(id, 'a tree is missing'));
  }

  /** Finds the repository that `folder` belongs to. */
  static async open(folder: string): Promise<GitRepository> {
    const found = await runGit(folder, ['rev-parse', '--is-shallow-repository', '--show-toplevel']);
    if (found.code !== 0) throw new InputError(notOpened(folder, found.stderr));
    const [shallow, ...root] = found.stdout
      .toString('utf8')
      .replace(/\r?\n$/, '')
      .split('\n');
    return new GitRepository(root.join('\n'), shallow === 'true');
  }

  /** The repository that `folder` belongs to, and the commits that revisions stand for there: one process tells it all, unless something is wrong. */
  static async openAt(
    folder: string,
    revisions: readonly string[],
  ): Promise<{ readonly repository: GitRepository; readonly commits: readonly string[] }> {
    if (revisions.every(mayName)) {
      const names = revisions.map((revision) => `${revision}^{commit}`);
      const found = await runGit(folder, ['rev-parse', '--is-shallow-repository', '--show-toplevel', ...names]);
      const lines = found.stdout.toString('utf8').trimEnd().split(/\r?\n/);
      const [shallow, root = '', ...commits] = lines;
      // A range gives more lines than one, a name that is none an error: then each is asked about by itself.
      const isClear = found.code === 0 && commits.length === revisions.length && commits.every((commit) => /^[0-9a-f]{40,64}$/.test(commit));
      if (isClear) return { repository: new GitRepository(root, shallow === 'true'), commits };
    }
    const repository = await GitRepository.open(folder);
    try {
      return { repository, commits: await Promise.all(revisions.map((revision) => repository.commit(revision))) };
    } catch (error) {
      repository.close();
      throw error;
    }
  }

  /** The tree at a revision; its label is the revision and the commit it stands for. */
  async revision(revision: string): Promise<Tree> {
    const commit = await this.commit(revision);
    return this.tree(commit, `${revision} (${short(commit)})`);
  }

  /** The commit a revision stands for. */
  async commit(revision: string): Promise<string> {
    if (!mayName(revision)) throw new InputError(`'${revision}' cannot name a revision`);
    const known = await this.#git(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
    if (known.code === 0) return known.stdout.toString('latin1').trim();
    throw new InputError(await this.#noSuchRevision(revision));
  }

  /** The commit two others have in common; null: their histories are unrelated. A shallow clone that may lack it is an `InputError`. */
  async mergeBase(baseName: string, base: string, headName: string, head: string): Promise<string | null> {
    const found = await this.#git(['merge-base', base, head]);
    const common = found.code === 0 ? (found.stdout.toString('latin1').trim().split('\n')[0] ?? null) : null;
    if (this.isShallow && (common === null || !(await this.#isWholeTo(common, base, head)))) {
      throw new InputError(`this shallow clone lacks the commit that '${baseName}' and '${headName}' have in common; ${fetchAll}`);
    }
    return common;
  }

  /**
   * Whether no history above `common` is cut off: if one is, the nearest common commit may be one that only the cut part leads to, and the one
   * found an older one (git merge-base sees a shallow clone's history as if it were all).
   */
  async #isWholeTo(common: string, base: string, head: string): Promise<boolean> {
    const [above, file] = await Promise.all([this.#git(['rev-list', base, head, `^${common}`]), this.#git(['rev-parse', '--git-path', 'shallow'])]);
    if (above.code !== 0 || file.code !== 0) return false;
    const place = resolve(this.root, file.stdout.toString('utf8').replace(/\r?\n$/, ''));
    const cut = new Set((await readFile(place, 'latin1').catch(() => '')).split('\n'));
    return !above.stdout
      .toString('latin1')
      .trim()
      .split('\n')
      .some((commit) => cut.has(commit));
  }

  /**
   * Whether the clone left out contents (or folders) that git would fetch when they are asked for: `--filter`, and with actions/checkout also
   * `sparse-checkout` (git, "Partial clone"). They are not fetched here.
   */
  async isPartial(): Promise<boolean> {
    return (await this.#git(['config', '--get-regexp', '^(remote\\..*\\.promisor|extensions\\.partialclone)$'])).code === 0;
  }

  /** The tree of a commit (its full id). */
  async tree(commit: string, label: string): Promise<Tree> {
    const entries = await this.#entries(commit);
    return { label, entries, read: (paths) => this.#read(entries, paths) };
  }

  /**
   * Two commits, labelled by their ids. Of a large repository only the folders that differ are listed, the others when they are asked for; a small
   * one comes whole.
   */
  async openBoth(base: string, head: string): Promise<{ readonly base: Tree; readonly head: Tree }> {
    const [from, to] = [this.#listedTree(base), this.#listedTree(head)];
    await openDifferences(from, to, this.#listings);
    if (holdsLargeFolder(from) || holdsLargeFolder(to)) return { base: from, head: to };
    const [before, after] = await Promise.all([this.tree(base, base), this.tree(head, head)]);
    return { base: before, head: after };
  }

  #listedTree(commit: string): ListedTree {
    return new ListedTree(commit, commit, {
      listings: this.#listings,
      listAll: () => this.#entries(commit),
      read: (entries, paths) => this.#read(entries, paths),
      isRemote: false,
    });
  }

  /** One file of a commit; null: it has none. */
  async fileAt(commit: string, path: string): Promise<Uint8Array | null> {
    const name = `${commit}:${path}`;
    return (await this.#objects.read([name])).get(name) ?? null;
  }

  async workingTree(): Promise<Tree> {
    const work = await readWorkingTree(this.root, this.#committed());
    return {
      label: 'working tree',
      entries: work.entries,
      read: async (paths) => {
        const edited = paths.filter((path) => work.isOnDisk(path));
        const [disk, stored] = await Promise.all([
          work.read(edited),
          this.#read(work.entries, edited.length === 0 ? paths : paths.filter((path) => !work.isOnDisk(path))),
        ]);
        return edited.length === 0 ? stored : new Map([...stored, ...disk]);
      },
    };
  }

  /** What HEAD holds; nothing before the first commit. */
  async #committed(): Promise<Entries> {
    const head = await this.#git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
    return head.code === 0 ? this.#entries(head.stdout.toString('latin1').trim()) : new Map();
  }

  close(): void {
    this.#objects.close();
  }

  #git(args: readonly string[]): Promise<GitOutput> {
    return runGit(this.root, args);
  }

  #entries(commit: string): Promise<Entries> {
    const known = this.#listed.get(commit);
    if (known !== undefined) return known;
    // A commit near one that is listed already differs in little: asking for the difference is quicker than listing all again.
    const near = [...this.#listed][0];
    const entries = near === undefined ? this.#list(commit) : this.#difference(near[0], near[1], commit);
    this.#listed.set(commit, entries);
    return entries;
  }

  async #list(commit: string): Promise<Entries> {
    const listed = await this.#git(['ls-tree', '-r', '-z', '--full-tree', commit]);
    if (listed.code !== 0) throw await this.#notListed(commit, listed.stderr);
    const entries = new Map<string, TreeEntry>();
    for (const line of splitNul(listed.stdout)) {
      // <mode> SP <type> SP <object> TAB <file>; the mode has six digits.
      const tab = line.indexOf('\t');
      const path = line.slice(tab + 1);
      entries.set(path, { path, id: line.slice(line.lastIndexOf(' ', tab) + 1, tab), kind: kindOf(line.slice(0, 6)) });
    }
    return entries;
  }

  async #difference(from: string, listing: Promise<Entries>, commit: string): Promise<Entries> {
    const asked = this.#git([
      'diff-tree',
      '-r',
      '-z',
      '--raw',
      '--no-renames',
      '--no-ext-diff',
      '--no-textconv',
      '--ignore-submodules=none',
      '--full-index',
      from,
      commit,
    ]);
    const [listed, changed] = await Promise.all([listing, asked]);
    if (changed.code !== 0) throw await this.#notListed(commit, changed.stderr);
    const parts = splitNul(changed.stdout);
    if (parts.length === 0) return listed;
    const entries = new Map(listed);
    for (let index = 0; index + 1 < parts.length; index += 2) {
      // :<mode> SP <mode> SP <object> SP <object> SP <status>, then the file.
      const [, mode = '', , id = '', status = ''] = (parts[index] ?? '').split(' ');
      const path = parts[index + 1] ?? '';
      if (status === 'D') entries.delete(path);
      else entries.set(path, { path, id, kind: kindOf(mode) });
    }
    return entries;
  }

  async #read(entries: Entries, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const wanted = paths.flatMap((path) => {
      const entry = entries.get(path);
      return entry?.kind === 'file' ? [entry] : [];
    });
    const blobs = await this.#contents(wanted);
    const read = new Map<string, Uint8Array>();
    for (const { path, id } of wanted) {
      const bytes = blobs.get(id);
      if (bytes !== undefined) read.set(path, bytes);
      else if (await this.isPartial()) throw partial(path);
    }
    return read;
  }

  async #contents(wanted: readonly TreeEntry[]): Promise<ReadonlyMap<string, Uint8Array>> {
    try {
      return await this.#objects.read(wanted.map(({ id }) => id));
    } catch (error) {
      // Older git ends where it may not fetch; newer says that the object is missing.
      const missing = /could not fetch ([0-9a-f]+)/.exec(String(error))?.[1];
      if (missing === undefined || !(await this.isPartial())) throw error;
      throw partial(wanted.find(({ id }) => id === missing)?.path ?? missing);
    }
  }

  async #notListed(commit: string, stderr: string): Promise<InputError> {
    return (await this.isPartial()) ? partial(short(commit)) : new InputError(`the files of ${short(commit)} cannot be listed: ${lastLine(stderr)}`);
  }

  async #noSuchRevision(revision: string): Promise<string> {
    const refs = await this.#git(['for-each-ref', '--format=%(refname:short)', 'refs/heads', 'refs/remotes', 'refs/tags']);
    const names = refs.stdout
      .toString('utf8')
      .split('\n')
      .filter((name) => name !== '');
    const remote = names.find((name) => name.endsWith(`/${revision}`));
    const hint = remote === undefined ? didYouMean(revision, names) : `; did you mean '${remote}'?`;
    if (hint !== '') return `no revision '${revision}' in ${this.root}${hint}`;
    if (this.isShallow) return `no revision '${revision}' in ${this.root}, which is a shallow clone; ${fetchAll}`;
    return `no revision '${revision}' in ${this.root}${names.length === 0 ? ', which has no branches yet' : `; it has ${names.slice(0, 5).join(', ')}${names.length > 5 ? ' and others' : ''}`}`;
  }
}

/** Folders within one from which on a repository is large, and little of it needed for most changes. */
const largeFolder = 300;

function holdsLargeFolder({ closed }: ListedTree): boolean {
  const folders = new Map<string, number>();
  for (const folder of closed.ids.keys()) {
    const parent = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
    const count = (folders.get(parent) ?? 0) + 1;
    if (count > largeFolder) return true;
    folders.set(parent, count);
  }
  return false;
}

function mayName(revision: string): boolean {
  return revision !== '' && !revision.startsWith('-') && !/[\0\r\n]/.test(revision);
}

const fetchAll = 'fetch the whole history (git fetch --unshallow; with actions/checkout, fetch-depth: 0)';

function partial(what: string): InputError {
  return new InputError(`this partial clone lacks the contents of '${what}', and nothing is fetched here; clone without --filter`);
}

function kindOf(mode: string): TreeEntry['kind'] {
  return mode === '120000' ? 'symlink' : mode === '160000' ? 'submodule' : 'file';
}

function short(commit: string): string {
  return commit.slice(0, 7);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

function notOpened(folder: string, stderr: string): string {
  if (stderr.includes('dubious ownership')) {
    return `git does not read '${folder}' because it belongs to another user; if you trust it: git config --global --add safe.directory '${folder}'`;
  }
  if (stderr.includes('cannot use bare repository')) return `'${folder}' is a bare repository; name a checkout with --repo`;
  if (stderr.includes('must be run in a work tree')) return `'${folder}' is not inside a checkout; name its folder with --repo`;
  if (stderr.includes('cannot change to')) return `there is no folder '${folder}'`;
  if (stderr.includes('not a git repository')) {
    return `'${folder}' is not in a git repository; name one with --repo, or read plain folders (scan --dir, review --base-dir and --head-dir)`;
  }
  return `git cannot read '${folder}': ${lastLine(stderr)}`;
}
