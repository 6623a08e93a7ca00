import type { GitObjects } from './git-objects.js';
import type { Listings } from './listed-tree.js';
import { parseTree, type TreeListing } from './tree-object.js';

/** The trees of a checkout, read one by one: a change of a few folders needs few. */
export class GitListings implements Listings {
  readonly #objects: GitObjects;
  readonly #whyMissing: (id: string) => Promise<Error>;
  readonly #known = new Map<string, TreeListing>();

  /** `whyMissing`: returns the error for a missing tree. */
  constructor(objects: GitObjects, whyMissing: (id: string) => Promise<Error>) {
    this.#objects = objects;
    this.#whyMissing = whyMissing;
  }

  of(id: string): TreeListing | null {
    return this.#known.get(id) ?? null;
  }

  async list(wanted: ReadonlyMap<string, number>): Promise<void> {
    const ids = [...wanted.keys()].filter((id) => !this.#known.has(id));
    const nameOf = (id: string): string => `${id}^{tree}`;
    const read = await this.#objects.read(ids.map(nameOf)).catch(async (error: unknown) => {
      // Older git fails if it may not fetch; newer git reports a missing object.
      throw String(error).includes('could not fetch') ? await this.#whyMissing(ids[0] ?? '') : error;
    });
    for (const id of ids) {
      const object = read.get(nameOf(id));
      if (object === undefined) throw await this.#whyMissing(id);
      this.#known.set(id, parseTree(Buffer.from(object.buffer, object.byteOffset, object.byteLength), id));
    }
  }
}
