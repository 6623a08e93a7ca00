import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Tree, TreeEntry } from '../layouts/tree.js';
import { InputError } from '../config/errors.js';
import { GitListings } from './git-listings.js';
import { fetchAll, lastLine, noSuchRevision, notOpened, partial, short } from './git-messages.js';
import { isNearAncestor } from './git-ancestors.js';
import { GitObjects } from './git-objects.js';
import { splitNul } from './git-paths.js';
import { runGit, type GitOutput } from './git-process.js';
import { readWorkingTree } from './git-working-tree.js';
import { ListedTree, openAll, openDifferences } from './listed-tree.js';
import { entryAt } from './tree-object.js';

type Entries = ReadonlyMap<string, TreeEntry>;

interface Checkout {
  /** Absolute path of its root. */
  readonly root: string;
  readonly isShallow: boolean;
}

async function checkoutOf(folder: string): Promise<Checkout> {
  const found = await runGit(folder, ['rev-parse', '--is-shallow-repository', '--show-toplevel']);
  if (found.code !== 0) throw new InputError(notOpened(folder, found.stderr));
  const [shallow, ...root] = found.stdout
    .toString('utf8')
    .replace(/\r?\n$/, '')
    .split('\n');
  return { root: root.join('\n'), isShallow: shallow === 'true' };
}

/** One repository: its trees are listed once, and its blobs come from one process. */
export class GitRepository {
  readonly #objects: GitObjects;
  readonly #listings: GitListings;
  /** Entries by commit id. */
  readonly #listed = new Map<string, Promise<Entries>>();

  /** Asked once, on demand. */
  #about: Promise<Checkout> | null = null;

  private constructor(
    /** A folder of the checkout. */
    private readonly folder: string,
  ) {
    this.#objects = new GitObjects(folder);
    this.#listings = new GitListings(this.#objects, (id) => this.#notListed(id, 'a tree is missing'));
  }

  /** Opens the repository that `folder` belongs to. */
  static async open(folder: string): Promise<GitRepository> {
    const repository = new GitRepository(folder);
    await repository.#checkout();
    return repository;
  }

  /** The repository that `folder` belongs to, and the commits of revisions: the process that reads it resolves them, unless something fails. */
  static async openAt(
    folder: string,
    revisions: readonly string[],
  ): Promise<{ readonly repository: GitRepository; readonly commits: readonly string[] }> {
    const repository = new GitRepository(folder);
    try {
      const found = revisions.every(mayName) ? await repository.#objects.find(revisions.map((one) => `${one}^{commit}`)).catch(() => []) : [];
      const commits = found.flatMap((commit) => commit?.id ?? []);
      if (commits.length === revisions.length) return { repository, commits };
      await repository.#checkout();
      return { repository, commits: await Promise.all(revisions.map((revision) => repository.commit(revision))) };
    } catch (error) {
      repository.close();
      throw error;
    }
  }

  /** Absolute path of the checkout's root. */
  async root(): Promise<string> {
    return (await this.#checkout()).root;
  }

  #checkout(): Promise<Checkout> {
    this.#about ??= checkoutOf(this.folder);
    return this.#about;
  }

  /** The commit a revision stands for. */
  async commit(revision: string): Promise<string> {
    if (!mayName(revision)) throw new InputError(`'${revision}' cannot name a revision`);
    const known = await this.#git(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
    if (known.code === 0) return known.stdout.toString('latin1').trim();
    throw new InputError(await this.#noSuchRevision(revision));
  }

  /** The merge base of two commits; null: unrelated histories. A shallow clone that may lack it is an `InputError`. */
  async mergeBase(baseName: string, base: string, headName: string, head: string): Promise<string | null> {
    if (await isNearAncestor(base, head, this.#objects)) return base;
    const [found, { isShallow }] = await Promise.all([this.#git(['merge-base', base, head]), this.#checkout()]);
    const common = found.code === 0 ? (found.stdout.toString('latin1').trim().split('\n')[0] ?? null) : null;
    if (isShallow && (common === null || !(await this.#isWholeTo(common, base, head)))) {
      throw new InputError(`this shallow clone lacks the commit that '${baseName}' and '${headName}' have in common; ${fetchAll}`);
    }
    return common;
  }

  /**
   * Whether no history above `common` is cut off: otherwise a nearer common commit may be reachable only through the missing part, and the found one be older
   * (git merge-base treats a shallow clone's history as complete).
   */
  async #isWholeTo(common: string, base: string, head: string): Promise<boolean> {
    const [above, file] = await Promise.all([this.#git(['rev-list', base, head, `^${common}`]), this.#git(['rev-parse', '--git-path', 'shallow'])]);
    if (above.code !== 0 || file.code !== 0) return false;
    const place = resolve(this.folder, file.stdout.toString('utf8').replace(/\r?\n$/, ''));
    const cut = new Set((await readFile(place, 'latin1').catch(() => '')).split('\n'));
    return !above.stdout
      .toString('latin1')
      .trim()
      .split('\n')
      .some((commit) => cut.has(commit));
  }

  /**
   * Whether the clone lacks contents (or folders) that git would fetch on demand: `--filter`, and with actions/checkout also `sparse-checkout` (git, "Partial
   * clone"). They are not fetched here.
   */
  async isPartial(): Promise<boolean> {
    return (await this.#git(['config', '--get-regexp', '^(remote\\..*\\.promisor|extensions\\.partialclone)$'])).code === 0;
  }

  /** The tree of a commit (its full id). */
  async tree(commit: string, label: string): Promise<Tree> {
    return this.#whole(label, await this.#entries(commit));
  }

  /** Two commits, labelled by their ids. Of a large repository only the folders that differ are listed, others on demand; a small one is listed completely. */
  async openBoth(base: string, head: string): Promise<{ readonly base: Tree; readonly head: Tree }> {
    const [from, to] = [this.#listedTree(base), this.#listedTree(head)];
    await openDifferences(from, to, this.#listings);
    if (holdsLargeFolder(from) || holdsLargeFolder(to)) return { base: from, head: to };
    // The process that reads objects is there already: two more, which list, cost more than a few hundred folders one by one.
    const isWhole = (await openAll(from, this.#listings, mostFoldersRead)) && (await openAll(to, this.#listings, mostFoldersRead));
    const [before, after] = isWhole
      ? [this.#whole(base, from.entries), this.#whole(head, base === head ? from.entries : to.entries)]
      : await Promise.all([this.tree(base, base), this.tree(head, head)]);
    return { base: before, head: after };
  }

  #whole(label: string, entries: Entries): Tree {
    return { label, entries, read: (paths) => this.#read(entries, paths) };
  }

  #listedTree(commit: string): ListedTree {
    return new ListedTree(commit, commit, {
      listings: this.#listings,
      listAll: () => this.#entries(commit),
      read: (entries, paths) => this.#read(entries, paths),
      isRemote: false,
    });
  }

  /** One file of a commit, or null. */
  async fileAt(commit: string, path: string): Promise<Uint8Array | null> {
    const name = `${commit}:${path}`;
    return (await this.#objects.read([name])).get(name) ?? null;
  }

  async workingTree(): Promise<Tree> {
    const { root } = await this.#checkout();
    const work = await readWorkingTree(root, this.#committed());
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

  /** The content of HEAD; empty before the first commit. */
  async #committed(): Promise<Entries> {
    const head = await this.#git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
    return head.code === 0 ? this.#entries(head.stdout.toString('latin1').trim()) : new Map();
  }

  close(): void {
    this.#objects.close();
  }

  #git(args: readonly string[]): Promise<GitOutput> {
    return runGit(this.folder, args);
  }

  #entries(commit: string): Promise<Entries> {
    const known = this.#listed.get(commit);
    if (known !== undefined) return known;
    // A commit near a listed one differs little: listing the difference is faster than listing everything.
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
      entries.set(path, entryAt(path, line.slice(0, 6), line.slice(line.lastIndexOf(' ', tab) + 1, tab)));
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
      else entries.set(path, entryAt(path, mode, id));
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
      // Older git fails if it may not fetch; newer git reports a missing object.
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
    return noSuchRevision({ revision, ...(await this.#checkout()), names });
  }
}

/** Number of subfolders of one folder from which a repository counts as large, so that most changes need little of it. */
const largeFolder = 60;
/** Folders of a commit that are read one by one to know all of it. */
const mostFoldersRead = 300;

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
