import * as z from 'zod/mini';
import type { Tree, TreeEntry } from '../apim/tree.js';
import { InputError } from '../config/errors.js';
import { blobId } from './blob-id.js';
import { repositoryPath, statusOf, type GitHubReads, type RepositoryName } from './github-port.js';

const comparison = z.object({ merge_base_commit: z.object({ sha: z.string() }) });
const treeAnswer = z.object({
  sha: z.string(),
  truncated: z._default(z.boolean(), false),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: z.string() })),
});
const blobAnswer = z.object({ content: z.string(), encoding: z.string() });

/** Objects asked for in one GraphQL query. */
const batch = 100;
/** Blobs read one by one at a time. */
const atOnce = 8;

/** The commit a pull request branched from: what head is to be compared with. `base` is the tip of the base branch. */
export async function mergeBaseOf(api: GitHubReads, name: RepositoryName, base: string, head: string): Promise<string> {
  const answer = await api.get(`${repositoryPath(name)}/compare/${base}...${head}`, { per_page: 1 });
  const parsed = comparison.safeParse(answer);
  if (!parsed.success) throw new InputError(`GitHub found no common ancestor of ${base} and ${head}`);
  return parsed.data.merge_base_commit.sha;
}

/** Trees of one repository, read through the API. A tree or blob is fetched once, however many commits hold it. */
export class GitHubTrees {
  readonly #api: GitHubReads;
  readonly #name: RepositoryName;
  readonly #blobs = new Map<string, Promise<Uint8Array | null>>();
  readonly #subtrees = new Map<string, Promise<ReadonlyMap<string, TreeEntry>>>();

  constructor(api: GitHubReads, name: RepositoryName) {
    this.#api = api;
    this.#name = name;
  }

  /** The tree of a commit. */
  async open(commit: string): Promise<Tree> {
    const entries = await this.#entriesOf(commit);
    return {
      label: commit,
      entries,
      read: async (paths) => {
        const wanted = paths.flatMap((path) => {
          const entry = entries.get(path);
          return entry?.kind === 'file' ? [[path, entry.id] as const] : [];
        });
        await this.#fetch([...new Set(wanted.map(([, id]) => id))]);
        const read = new Map<string, Uint8Array>();
        for (const [path, id] of wanted) {
          const bytes = await this.#blobs.get(id);
          if (bytes !== null && bytes !== undefined) read.set(path, bytes);
        }
        return read;
      },
    };
  }

  /** `recursive=1` is cut at 100,000 entries or 7 MB; then the sub-trees are walked, equal ones once. */
  async #entriesOf(sha: string): Promise<ReadonlyMap<string, TreeEntry>> {
    let known = this.#subtrees.get(sha);
    if (known === undefined) this.#subtrees.set(sha, (known = this.#readTree(sha)));
    return known;
  }

  async #readTree(sha: string): Promise<ReadonlyMap<string, TreeEntry>> {
    const path = `${repositoryPath(this.#name)}/git/trees/${sha}`;
    const whole = await this.#tree(path, { recursive: 1 });
    if (!whole.truncated) return toEntries(whole.tree);
    const level = await this.#tree(path, {});
    const entries = new Map(toEntries(level.tree));
    for (const folder of level.tree.filter((item) => item.type === 'tree')) {
      for (const [inner, entry] of await this.#entriesOf(folder.sha)) entries.set(`${folder.path}/${inner}`, { ...entry, path: `${folder.path}/${inner}` });
    }
    return entries;
  }

  async #tree(path: string, query: Readonly<Record<string, number>>): Promise<z.infer<typeof treeAnswer>> {
    const parsed = treeAnswer.safeParse(await this.#api.get(path, query));
    if (!parsed.success) throw new InputError(`GitHub's answer for ${path} is not a tree`);
    return parsed.data;
  }

  /** Makes the blobs known: several in a GraphQL query, where it gives the very bytes; the rest one by one. */
  async #fetch(ids: readonly string[]): Promise<void> {
    const missing = ids.filter((id) => !this.#blobs.has(id));
    const left: string[] = [];
    for (let start = 0; start < missing.length; start += batch) {
      const some = missing.slice(start, start + batch);
      const found = some.length < 2 ? new Map<string, Uint8Array>() : await this.#query(some);
      for (const id of some) {
        const bytes = found.get(id);
        if (bytes === undefined) left.push(id);
        else this.#blobs.set(id, Promise.resolve(bytes));
      }
    }
    for (let start = 0; start < left.length; start += atOnce) {
      await Promise.all(
        left.slice(start, start + atOnce).map((id) => {
          const read = this.#blob(id);
          this.#blobs.set(id, read);
          return read;
        }),
      );
    }
  }

  async #query(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const fields = ids.map((id, index) => `b${index}: object(oid: "${id}") { ... on Blob { isBinary isTruncated text } }`).join('\n');
    const query = `query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {\n${fields}\n} }`;
    const found = new Map<string, Uint8Array>();
    let answer: unknown;
    try {
      answer = await this.#api.graphql(query, { owner: this.#name.owner, name: this.#name.repository });
    } catch {
      // GraphQL only saves requests: without it each blob is read by itself.
      return found;
    }
    const objects = isRecord(answer) && isRecord(answer['repository']) ? answer['repository'] : {};
    for (const [index, id] of ids.entries()) {
      const blob = objects[`b${index}`];
      if (!isRecord(blob) || blob['isBinary'] !== false || blob['isTruncated'] !== false || typeof blob['text'] !== 'string') continue;
      const bytes = Buffer.from(blob['text'], 'utf8');
      // Text is taken only if it is the blob to the byte: GitHub decodes what it believes is another encoding.
      if (blobId(bytes) === id) found.set(id, bytes);
    }
    return found;
  }

  async #blob(id: string): Promise<Uint8Array | null> {
    try {
      const parsed = blobAnswer.safeParse(await this.#api.get(`${repositoryPath(this.#name)}/git/blobs/${id}`));
      return parsed.success && parsed.data.encoding === 'base64' ? Buffer.from(parsed.data.content, 'base64') : null;
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  }
}

function toEntries(items: readonly { readonly path: string; readonly mode: string; readonly type: string; readonly sha: string }[]): ReadonlyMap<string, TreeEntry> {
  const entries = new Map<string, TreeEntry>();
  for (const { path, mode, type, sha } of items) {
    if (type === 'tree') continue;
    entries.set(path, { path, id: sha, kind: type === 'commit' ? 'submodule' : mode === '120000' ? 'symlink' : 'file' });
  }
  return entries;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
