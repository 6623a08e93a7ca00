import * as z from 'zod/mini';
import type { Tree, TreeEntry } from '../apim/tree.js';
import { InputError } from '../config/errors.js';
import { blobId } from './blob-id.js';
import { field, repositoryPath, statusOf, type GitHubReads, type RepositoryName } from './github-port.js';
import { Slots } from './slots.js';

const comparison = z.object({ merge_base_commit: z.object({ sha: z.string() }) });
const treeAnswer = z.object({
  truncated: z._default(z.boolean(), false),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: z.string(), size: z.optional(z.number()) })),
});
const blobAnswer = z.object({ content: z.string(), encoding: z.string() });

/** Blobs asked for in one GraphQL query, and their bytes: GitHub gives a query ten seconds. */
const mostInQuery = 250;
const mostBytesInQuery = 2_000_000;
/** Text that is longer comes cut (GitHub GraphQL API, `Blob.isTruncated`). */
const longestText = 500_000;
/** Requests under way at a time; GitHub allows 100 (GitHub Docs, "Rate limits for the REST API"). */
const atOnce = 8;
/** Requests for trees: a token has 1,000 requests an hour in a repository, other jobs included. */
const mostTreeRequests = 400;

/** The commit a pull request branched from: what head is to be compared with. `base` is the tip of the base branch. Throws `InputError`: none. */
export async function mergeBaseOf(api: GitHubReads, name: RepositoryName, base: string, head: string): Promise<string> {
  const parsed = comparison.safeParse(await api.get(comparisonPath(name, base, head), { per_page: 1 }));
  if (!parsed.success) throw new InputError(`GitHub knows no common commit of ${base} and ${head}`);
  return parsed.data.merge_base_commit.sha;
}

export function comparisonPath(name: RepositoryName, base: string, head: string): string {
  return `${repositoryPath(name)}/compare/${base}...${head}`;
}

type Entries = ReadonlyMap<string, TreeEntry>;

/**
 * Trees of one repository, read through the API (GitHub REST API, "Git trees" and "Git blobs"). A tree or blob is fetched once, however many
 * commits hold it; blobs only when they are asked for.
 */
export class GitHubTrees {
  readonly #api: GitHubReads;
  readonly #name: RepositoryName;
  readonly #slots = new Slots(atOnce);
  readonly #blobs = new Map<string, Promise<Uint8Array | null>>();
  readonly #subtrees = new Map<string, Promise<Entries>>();
  /** Bytes of a blob, by id. */
  readonly #sizes = new Map<string, number>();
  #treeRequests = 0;

  constructor(api: GitHubReads, name: RepositoryName) {
    this.#api = api;
    this.#name = name;
  }

  /** The tree of a commit. Throws `InputError`: too large for the API's limits, or no answer that is a tree. */
  async open(commit: string): Promise<Tree> {
    const entries = await this.#entriesOf(commit);
    return { label: commit, entries, read: (paths) => this.#read(entries, paths) };
  }

  async #read(entries: Entries, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const wanted = paths.flatMap((path) => {
      const entry = entries.get(path);
      return entry?.kind === 'file' ? [entry] : [];
    });
    this.#fetch(new Set(wanted.map(({ id }) => id)));
    const read = new Map<string, Uint8Array>();
    for (const { path, id } of wanted) {
      const bytes = await this.#blobs.get(id);
      if (bytes !== null && bytes !== undefined) read.set(path, bytes);
    }
    return read;
  }

  #entriesOf(sha: string): Promise<Entries> {
    let known = this.#subtrees.get(sha);
    if (known === undefined) this.#subtrees.set(sha, (known = this.#readTree(sha)));
    return known;
  }

  /** `recursive=1` is cut at 100,000 entries or 7 MB; then the folders are read one by one, equal ones of both sides once. */
  async #readTree(sha: string): Promise<Entries> {
    const whole = await this.#tree(sha, { recursive: 1 });
    const entries = new Map<string, TreeEntry>();
    if (!whole.truncated) {
      for (const { path, mode, type, sha: id } of whole.tree) if (type !== 'tree') entries.set(path, { path, id, kind: kindOf(mode) });
      return entries;
    }
    const { tree } = await this.#tree(sha, {});
    const inner = await Promise.all(tree.map((item) => (item.type === 'tree' ? this.#entriesOf(item.sha) : Promise.resolve(null))));
    for (const [index, { path, mode, sha: id }] of tree.entries()) {
      const folder = inner[index] ?? null;
      if (folder === null) entries.set(path, { path, id, kind: kindOf(mode) });
      else for (const entry of folder.values()) entries.set(`${path}/${entry.path}`, { ...entry, path: `${path}/${entry.path}` });
    }
    return entries;
  }

  async #tree(sha: string, query: Readonly<Record<string, number>>): Promise<z.infer<typeof treeAnswer>> {
    this.#treeRequests += 1;
    if (this.#treeRequests > mostTreeRequests) {
      throw new InputError(
        `the repository's files cannot be listed within ${mostTreeRequests} requests to GitHub; check out both commits (actions/checkout with fetch-depth: 0) and set source: checkout`,
      );
    }
    const parsed = treeAnswer.safeParse(await this.#slots.run(() => this.#api.get(`${repositoryPath(this.#name)}/git/trees/${sha}`, query)));
    if (!parsed.success) throw new InputError(`GitHub's answer for the tree ${sha} is not a tree`);
    for (const { sha: id, size } of parsed.data.tree) if (size !== undefined) this.#sizes.set(id, size);
    return parsed.data;
  }

  /** Starts to read the blobs that are not known yet: many in a GraphQL query, where it gives the very bytes; the rest one by one. */
  #fetch(ids: ReadonlySet<string>): void {
    for (const some of this.#batches([...ids].filter((id) => !this.#blobs.has(id)))) {
      const found = some.length > 1 ? this.#slots.run(() => this.#query(some)) : Promise.resolve(none);
      for (const id of some) {
        const bytes = found.then((texts) => texts.get(id) ?? this.#slots.run(() => this.#blob(id)));
        // Whoever asked waits for them in turn: a failure of a later one is not to end the process before.
        bytes.catch(() => undefined);
        this.#blobs.set(id, bytes);
      }
    }
  }

  #batches(ids: readonly string[]): readonly (readonly string[])[] {
    const batches: string[][] = [];
    let last: string[] | null = null;
    let left = 0;
    for (const id of ids) {
      const size = this.#sizes.get(id) ?? 0;
      if (size > longestText) {
        batches.push([id]);
        continue;
      }
      if (last === null || last.length >= mostInQuery || size > left) {
        batches.push((last = []));
        left = mostBytesInQuery;
      }
      last.push(id);
      left -= size;
    }
    return batches;
  }

  async #query(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const fields = ids.map((id, index) => `b${index}: object(oid: "${id}") { ... on Blob { isBinary isTruncated text } }`).join('\n');
    const query = `query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {\n${fields}\n} }`;
    const found = new Map<string, Uint8Array>();
    let objects: unknown;
    try {
      objects = field((await this.#api.graphql(query, { owner: this.#name.owner, name: this.#name.repository })).data, 'repository');
    } catch {
      // GraphQL only saves requests: without it each blob is read by itself.
      return found;
    }
    for (const [index, id] of ids.entries()) {
      const blob = field(objects, `b${index}`);
      const text = field(blob, 'text');
      if (typeof text !== 'string' || field(blob, 'isBinary') !== false || field(blob, 'isTruncated') !== false) continue;
      const bytes = Buffer.from(text, 'utf8');
      // Text is taken only if it is the blob to the byte: GitHub decodes what it believes is another encoding.
      if (isBlob(bytes, id)) found.set(id, bytes);
    }
    return found;
  }

  /** Null: there is no such blob, or it is over the API's 100 MB. */
  async #blob(id: string): Promise<Uint8Array | null> {
    let answer: unknown;
    try {
      answer = await this.#api.get(`${repositoryPath(this.#name)}/git/blobs/${id}`);
    } catch (error) {
      if (statusOf(error) === 404 || (statusOf(error) === 403 && /too large/i.test(String(error)))) return null;
      throw error;
    }
    const parsed = blobAnswer.safeParse(answer);
    const bytes = parsed.success && parsed.data.encoding === 'base64' ? Buffer.from(parsed.data.content, 'base64') : null;
    if (bytes === null || !isBlob(bytes, id)) throw new InputError(`GitHub's answer for the blob ${id} is not that blob`);
    return bytes;
  }
}

const none: ReadonlyMap<string, Uint8Array> = new Map();

function isBlob(bytes: Uint8Array, id: string): boolean {
  return blobId(bytes, id.length === 64 ? 'sha256' : 'sha1') === id;
}

function kindOf(mode: string): TreeEntry['kind'] {
  return mode === '120000' ? 'symlink' : mode === '160000' ? 'submodule' : 'file';
}
