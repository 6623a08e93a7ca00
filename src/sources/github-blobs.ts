import * as z from 'zod/mini';
import { InputError } from '../config/errors.js';
import { blobId } from './blob-id.js';
import { field, repositoryPath, statusOf, type GitHubReads, type RepositoryName } from './github-port.js';
import type { Slots } from './slots.js';

const blobAnswer = z.object({ content: z.string(), encoding: z.string() });

/** Most blobs in one GraphQL query, and most bytes: GitHub allows a query ten seconds. */
const mostInQuery = 300;
const mostBytesInQuery = 2_000_000;
/** Most blobs that are requested along with others. */
const mostAlong = 50;
/** Longer text is cut (GitHub GraphQL API, `Blob.isTruncated`). */
const longestText = 500_000;

/** The contents of a repository's files by id, each read once, on demand (GitHub REST API, "Git blobs"). */
export class Blobs {
  readonly #api: GitHubReads;
  readonly #name: RepositoryName;
  readonly #slots: Slots;
  readonly #sizeOf: (id: string) => number | null;
  readonly #along = new Set<string>();
  readonly #blobs = new Map<string, Promise<Uint8Array | null>>();

  /** `sizeOf`: bytes of a blob, if known. */
  constructor(api: GitHubReads, name: RepositoryName, slots: Slots, sizeOf: (id: string) => number | null) {
    this.#api = api;
    this.#name = name;
    this.#slots = slots;
    this.#sizeOf = sizeOf;
  }

  /** Contents by id; unavailable ones are missing in the answer. */
  async read(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const wanted = new Set(ids);
    this.#fetch(wanted);
    const read = new Map<string, Uint8Array>();
    for (const id of wanted) {
      const bytes = await this.#blobs.get(id);
      if (bytes !== null && bytes !== undefined) read.set(id, bytes);
    }
    return read;
  }

  /** Reads blobs in the same query as the next ones, if there is one; only as many as need no further query. */
  readAlong(ids: readonly string[]): void {
    for (const id of ids) if (this.#along.size < mostAlong && (this.#sizeOf(id) ?? 0) < mostBytesInQuery / 10) this.#along.add(id);
  }

  /** Starts reading unknown blobs: many in one GraphQL query, if it returns the exact bytes; otherwise one by one. */
  #fetch(ids: ReadonlySet<string>): void {
    const asked = [...ids].filter((id) => !this.#blobs.has(id));
    const along = asked.length < 2 ? [] : [...this.#along].filter((id) => !this.#blobs.has(id) && !ids.has(id));
    for (const id of along) this.#along.delete(id);
    for (const some of this.#batches([...asked, ...along])) {
      const found = some.length > 1 ? this.#slots.run(() => this.#query(some)) : Promise.resolve(none);
      for (const id of some) {
        const bytes = found.then((texts) => texts.get(id) ?? this.#slots.run(() => this.#blob(id)));
        // Callers wait for blobs in turn: a later failure must not end the process before.
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
      const size = this.#sizeOf(id) ?? 0;
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
      // GraphQL only saves requests: without it each blob is read separately.
      return found;
    }
    for (const [index, id] of ids.entries()) {
      const blob = field(objects, `b${index}`);
      const text = field(blob, 'text');
      if (typeof text !== 'string' || field(blob, 'isBinary') !== false || field(blob, 'isTruncated') !== false) continue;
      const bytes = Buffer.from(text, 'utf8');
      // Text is accepted only if it has the blob's id: GitHub decodes presumed other encodings.
      if (isBlob(bytes, id)) found.set(id, bytes);
    }
    return found;
  }

  /** Null: no such blob, or over the API's 100 MB. */
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
