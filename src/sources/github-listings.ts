import * as z from 'zod/mini';
import { InputError } from '../config/errors.js';
import { pathText } from './git-paths.js';
import { field, repositoryPath, type GitHubReads, type RepositoryName } from './github-port.js';
import type { Listings } from './listed-tree.js';
import type { Slots } from './slots.js';
import { isFolder, isTree, type TreeListing, type TreeItem } from './tree-object.js';

const treeAnswer = z.object({
  truncated: z._default(z.boolean(), false),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), sha: z.string(), size: z.optional(z.number()) })),
});

/** Most requests for trees: a token has 1,000 requests an hour in a repository, shared with other jobs. */
const mostRequests = 400;
/** Most trees in one GraphQL query, which has ten seconds: with content, and without. */
const mostDeepInQuery = 60;
const mostInQuery = 250;
/** Levels that one query lists below a folder: an API's operations. */
const mostLevels = 3;

/**
 * The trees of a repository by id: each is requested once for all commits and folders. Many small ones come in one GraphQL query, and are accepted if they
 * match their id; a large one with everything below comes from the REST API, cut at 100,000 entries or 7 MB (GitHub REST API, "Get a tree"): then its complete
 * parts are accepted, by their ids.
 */
export class TreeListings implements Listings {
  readonly #api: GitHubReads;
  readonly #name: RepositoryName;
  readonly #slots: Slots;
  readonly #known = new Map<string, TreeListing>();
  readonly #sizes = new Map<string, number>();
  /** Requested with everything below. */
  readonly #askedWhole = new Map<string, Promise<void>>();
  /** To be requested next, with the number of levels. */
  #wanted = new Map<string, number>();
  readonly #underWay = new Map<string, Promise<unknown>>();
  #next: Promise<void> | null = null;
  #requests = 0;

  constructor(api: GitHubReads, name: RepositoryName, slots: Slots) {
    this.#api = api;
    this.#name = name;
    this.#slots = slots;
  }

  /** The content of a tree; null: not requested. A commit's id stands for its root. */
  of(id: string): TreeListing | null {
    return this.#known.get(id) ?? null;
  }

  /** Bytes of a listed blob; null: unknown. */
  sizeOf(id: string): number | null {
    return this.#sizes.get(id) ?? null;
  }

  /** Requests trees with a few levels below. Requests of one turn are combined. */
  async list(wanted: ReadonlyMap<string, number>): Promise<void> {
    const answers = new Set<Promise<unknown>>();
    for (const [id, levels] of wanted) {
      const underWay = this.#underWay.get(id);
      if (underWay !== undefined) answers.add(underWay);
      else if (!this.#known.has(id)) {
        this.#wanted.set(id, Math.max(Math.min(levels, mostLevels), this.#wanted.get(id) ?? 1));
        answers.add((this.#next ??= new Promise(setImmediate).then(() => this.#send())));
      }
    }
    await Promise.all(answers);
  }

  /** Requests a tree and everything below it. */
  listWhole(id: string): Promise<void> {
    let asked = this.#askedWhole.get(id);
    if (asked === undefined) this.#askedWhole.set(id, (asked = this.#readWhole(id)));
    return asked;
  }

  /** Requests folders of commits by path, in one query: a guess that saves descending level by level. Missing ones are requested on demand. */
  async guess(commits: readonly string[], folders: readonly string[]): Promise<void> {
    const wanted = commits.flatMap((commit) => folders.map((folder) => ({ commit, folder })));
    const fields = wanted.map(({ commit, folder }, index) => `t${index}: object(expression: ${JSON.stringify(`${commit}:${folder}`)}) ${onTree(1)}`);
    const answer = await this.#query(fields);
    for (const [index, { commit, folder }] of wanted.entries()) {
      const tree = field(answer, `t${index}`);
      if (folder === '') this.#takeAs(commit, tree);
      else this.#takeAs(null, tree);
    }
  }

  /** Stores a tree under its own id, and under the requested one, which may be a commit's. */
  #takeAs(asked: string | null, tree: unknown): void {
    const id = field(tree, 'oid');
    if (typeof id !== 'string') return;
    this.#take(id, tree);
    const listing = this.of(id);
    if (asked !== null && listing !== null) this.#keep(asked, listing);
  }

  async #send(): Promise<void> {
    const ids = [...this.#wanted].filter(([id]) => !this.#known.has(id));
    this.#wanted = new Map();
    this.#next = null;
    const [flat, deep] = [ids.filter(([, levels]) => levels === 1), ids.filter(([, levels]) => levels > 1)];
    const sent = Promise.all([...chunks(flat, mostInQuery), ...chunks(deep, mostDeepInQuery)].map((some) => this.#listSome(some)));
    for (const [id] of ids) this.#underWay.set(id, sent);
    await sent;
    for (const [id] of ids) this.#underWay.delete(id);
  }

  async #listSome(some: readonly (readonly [id: string, levels: number])[]): Promise<void> {
    // "<id>^{tree}" is the tree itself, and a commit's root.
    const answer = await this.#query(some.map(([id, levels], index) => `t${index}: object(expression: "${id}^{tree}") ${onTree(levels)}`));
    for (const [index, [id]] of some.entries()) this.#takeAs(id, field(answer, `t${index}`));
    await Promise.all(
      some.map(async ([id, levels]) => {
        if (levels > 1 && !this.#known.has(id)) await this.listWhole(id);
        if (!this.#known.has(id)) this.#keep(id, itemsOf((await this.#rest(id, {})).tree));
      }),
    );
  }

  /** The answer's repository; null: GraphQL returned none, and the REST API is used. */
  async #query(fields: readonly string[]): Promise<unknown> {
    const query = `query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {\n${fields.join('\n')}\n} }`;
    this.#count();
    const variables = { owner: this.#name.owner, name: this.#name.repository };
    try {
      const { data } = await this.#slots.run(() => this.#api.graphql(query, variables, { once: true }));
      return field(data, 'repository');
    } catch {
      return null;
    }
  }

  /** Stores a tree of a GraphQL answer, and the trees within it, if they match their ids. */
  #take(id: string, tree: unknown): void {
    const entries = field(tree, 'entries');
    if (!Array.isArray(entries)) return;
    const items: TreeItem[] = [];
    for (const entry of entries as readonly unknown[]) {
      const [name, mode, oid, size] = [field(entry, 'nameRaw'), field(entry, 'mode'), field(entry, 'oid'), field(entry, 'size')];
      if (typeof name !== 'string' || typeof mode !== 'number' || typeof oid !== 'string') return;
      items.push({ name: pathText(Buffer.from(name, 'base64')), mode: mode.toString(8), id: oid });
      if (typeof size === 'number') this.#sizes.set(oid, size);
      const inner = field(entry, 'object');
      if (inner !== null) this.#take(oid, inner);
    }
    if (isTree(items, id)) this.#keep(id, items);
  }

  async #readWhole(id: string): Promise<void> {
    const { tree, truncated } = await this.#rest(id, { recursive: 1 });
    const folders = new Map([['', { id, rows: [] as Row[] }]]);
    for (const row of tree) {
      const { path, mode, sha } = row;
      if (isFolder({ name: '', mode: plainMode(mode), id: sha })) folders.set(path, { id: sha, rows: [] });
    }
    for (const row of tree) folders.get(folderOf(row.path))?.rows.push(row);
    for (const { id: folder, rows } of folders.values()) {
      const items = itemsOf(rows);
      // A name that JSON cannot represent is altered: GraphQL has its bytes.
      const isExact = truncated ? isTree(items, folder) : !items.some(({ name }) => name.includes('\uFFFD'));
      if (isExact) this.#keep(folder, items);
    }
  }

  #keep(id: string, items: TreeListing): void {
    if (!this.#known.has(id)) this.#known.set(id, items);
  }

  async #rest(id: string, query: Readonly<Record<string, number>>): Promise<z.infer<typeof treeAnswer>> {
    this.#count();
    const parsed = treeAnswer.safeParse(await this.#slots.run(() => this.#api.get(`${repositoryPath(this.#name)}/git/trees/${id}`, query)));
    if (!parsed.success) throw new InputError(`GitHub's answer for the tree ${id} is not a tree`);
    for (const { sha, size } of parsed.data.tree) if (size !== undefined) this.#sizes.set(sha, size);
    return parsed.data;
  }

  #count(): void {
    this.#requests += 1;
    if (this.#requests > mostRequests) {
      throw new InputError(
        `the repository's files cannot be listed within ${mostRequests} requests to GitHub; check out both commits (actions/checkout with fetch-depth: 0) and set source: checkout`,
      );
    }
  }
}

type Row = z.infer<typeof treeAnswer>['tree'][number];

function onTree(levels: number): string {
  const entries = (left: number): string => `entries { nameRaw mode oid size ${left > 1 ? `object { ... on Tree { ${entries(left - 1)} } }` : ''} }`;
  return `{ ... on Tree { oid ${entries(levels)} } }`;
}

function itemsOf(rows: readonly Row[]): TreeListing {
  return rows.map(({ path, mode, sha }) => ({ name: path.slice(path.lastIndexOf('/') + 1), mode: plainMode(mode), id: sha }));
}

/** REST writes a folder's mode with a leading zero, which the object does not have. */
function plainMode(mode: string): string {
  return mode.replace(/^0+/, '');
}

function folderOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end < 0 ? '' : path.slice(0, end);
}

function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}
