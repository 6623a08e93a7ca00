import * as z from 'zod/mini';
import type { Tree, TreeEntry } from '../layouts/tree.js';
import { InputError } from '../config/errors.js';
import { Blobs } from './github-blobs.js';
import { TreeListings } from './github-listings.js';
import { repositoryPath, type GitHubReads, type RepositoryName } from './github-port.js';
import { ListedTree, openDifferences } from './listed-tree.js';
import { Slots } from './slots.js';
import { isFolder } from './tree-object.js';

const comparison = z.object({
  merge_base_commit: z.object({ sha: z.string() }),
  files: z._default(z.array(z.object({ filename: z.string(), previous_filename: z.optional(z.string()) })), []),
});

/** Concurrent requests; GitHub allows 100 (GitHub Docs, "Rate limits for the REST API"). */
const atOnce = 8;
/** Most folders whose content is guessed to be needed. */
const mostGuessed = 150;
/** Number of subfolders of one folder from which a repository's list may be cut, and little of it is needed. */
const largeFolder = 300;

/** GitHub's comparison of two commits. */
export interface CommitComparison {
  /** The merge base, with which head is compared. */
  readonly mergeBase: string;
  /** Some of the changed paths: GitHub names at most 300. */
  readonly paths: readonly string[];
}

/** Compares two commits; for a pull request, `base` is the tip of the base branch. Throws `InputError`: no common commit. */
export async function compareCommits(api: GitHubReads, name: RepositoryName, base: string, head: string): Promise<CommitComparison> {
  const parsed = comparison.safeParse(await api.get(comparisonPath(name, base, head), { per_page: 1 }));
  if (!parsed.success) throw new InputError(`GitHub knows no common commit of ${base} and ${head}`);
  const { merge_base_commit, files } = parsed.data;
  const paths = files.flatMap(({ filename, previous_filename: previous }) => (previous === undefined ? [filename] : [filename, previous]));
  return { mergeBase: merge_base_commit.sha, paths };
}

/** The API path for comparing two commits (GitHub REST API, "Compare two commits"). */
export function comparisonPath(name: RepositoryName, base: string, head: string): string {
  return `${repositoryPath(name)}/compare/${base}...${head}`;
}

/** Trees of one repository, read through the API. Each tree or blob is requested once for all commits; blobs on demand. */
export class GitHubTrees {
  readonly #listings: TreeListings;
  readonly #blobs: Blobs;

  constructor(api: GitHubReads, name: RepositoryName) {
    const slots = new Slots(atOnce);
    this.#listings = new TreeListings(api, name, slots);
    this.#blobs = new Blobs(api, name, slots, (id) => this.#listings.sizeOf(id));
  }

  /** The whole tree of a commit. Throws `InputError`: too large for the API's limits, or an invalid answer. */
  async open(commit: string): Promise<Tree> {
    const tree = this.#tree(commit, commit);
    await tree.closed.open(() => Infinity);
    return tree;
  }

  /**
   * Two commits, listed where they differ; equal folders stay closed in both, unless already received. `paths`: some known changed ones, which saves requests.
   * Throws `InputError` as `open`.
   */
  async openBoth(base: string, head: string, paths: readonly string[]): Promise<{ readonly base: Tree; readonly head: Tree }> {
    const [from, to] = [this.#tree(base, head), this.#tree(head, head)];
    const folders = foldersOf(paths);
    if (folders.length > 0) await this.#listings.guess([...new Set([base, head])], folders);
    // A small repository comes in one request, without the rest of this.
    const isLarge = this.#isLarge(head, folders);
    if (!isLarge) await this.#listings.listWhole(head);
    let wholeLeft = !isLarge;
    await openDifferences(from, to, this.#listings, async (unknown) => {
      await (wholeLeft ? this.#listings.listWhole(base) : this.#listings.list(unknown));
      wholeLeft = false;
    });
    from.expand();
    to.expand();
    return { base: from, head: to };
  }

  /** `whole`: the commit whose complete list is requested if all of the tree is needed; equal for two opened together. */
  #tree(commit: string, whole: string): ListedTree {
    return new ListedTree(commit, commit, {
      listings: this.#listings,
      listAll: () => this.#listings.listWhole(whole).then(() => null),
      read: (entries, paths) => this.#read(entries, paths),
      readAlong: (entries, paths) => {
        this.#blobs.readAlong(paths.flatMap((path) => (entries.get(path)?.kind === 'file' ? (entries.get(path)?.id ?? []) : [])));
      },
      isRemote: true,
    });
  }

  /** Whether a known folder has so many subfolders that the repository is large. */
  #isLarge(commit: string, folders: readonly string[]): boolean {
    return folders.some((folder) => {
      let id: string | null = commit;
      for (const name of folder === '' ? [] : folder.split('/')) id = this.#listings.of(id ?? '')?.find((item) => item.name === name)?.id ?? null;
      return id !== null && (this.#listings.of(id) ?? []).filter(isFolder).length > largeFolder;
    });
  }

  async #read(entries: ReadonlyMap<string, TreeEntry>, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const wanted = paths.flatMap((path) => {
      const entry = entries.get(path);
      return entry?.kind === 'file' ? [entry] : [];
    });
    const blobs = await this.#blobs.read(wanted.map(({ id }) => id));
    const read = new Map<string, Uint8Array>();
    for (const { path, id } of wanted) {
      const bytes = blobs.get(id);
      if (bytes !== undefined) read.set(path, bytes);
    }
    return read;
  }
}

/** The folders leading to the paths, from the root down, within the bound. */
function foldersOf(paths: readonly string[]): readonly string[] {
  const folders = new Set<string>(paths.length === 0 ? [] : ['']);
  for (const path of paths) {
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) folders.add(path.slice(0, end));
  }
  const depth = (folder: string): number => folder.split('/').length;
  return [...folders].sort((a, b) => depth(a) - depth(b)).slice(0, mostGuessed);
}
