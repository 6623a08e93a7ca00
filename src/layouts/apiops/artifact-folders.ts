import { resourceKey } from '../../apim/resource-key.js';
import { openFolders, type Tree } from '../tree.js';
import type { Reach } from '../layout.js';
import { below, markers, sharedFolders } from './artifact-names.js';
import { currentOf, foldersOf, reachOf } from './artifact-reach.js';
import { findRoots, rootsShownIn } from './artifact-roots.js';

/** Levels below an API's folder that matter: its own, `operations` and each operation; two more in versions 0 and 1 of the layout. */
const levelsOfApi = 5;

/**
 * Lists, in both trees, what identifies the artifacts around the changed paths, and everything above their APIs: global and workspace policies, products,
 * fragments, named values, version sets. Lists only the changed APIs. Returns what was listed.
 */
export async function listAround(trees: readonly Tree[], paths: readonly string[]): Promise<Wanted> {
  const near = foldersAbove(paths);
  await listEvidence(trees, near);
  const wanted = new Wanted(rootsOf(trees));
  for (const path of paths) wanted.add(path);
  await wanted.list(trees);
  return wanted;
}

/** Lists the selected APIs, unless they were listed around the change, as is usual. */
export async function listSelected(trees: readonly Tree[], selection: ReadonlyMap<string, Reach>, around: Wanted): Promise<void> {
  if (around.covers(selection)) return;
  const wanted = new Wanted([...selection.keys()]);
  for (const [root, selected] of selection) if (selected.kind === 'apis') for (const key of selected.keys) wanted.addApi(root, key);
  await wanted.list(trees);
}

/**
 * A folder that contains one named like a resource's may be a root, and `findRoots` needs files to decide. Usually one API is enough; otherwise everything that
 * may decide is listed.
 */
async function listEvidence(trees: readonly Tree[], near: ReadonlySet<string>): Promise<void> {
  // Each side separately: what identifies a root on one may be deleted on the other, which still has closed folders.
  const open = (): ReadonlySet<string> => {
    const unclear = new Set<string>();
    for (const { entries, closed } of trees) {
      const roots = new Set(findRoots(entries));
      for (const shown of distinctRootsShown(closed?.ids.keys() ?? []))
        for (const root of shown) if (near.has(root) && !roots.has(root)) unclear.add(root);
    }
    return unclear;
  };
  const isIn = (folder: string, roots: ReadonlySet<string>): boolean => rootsShownIn(folder).some((root) => roots.has(root));
  let unclear = open();
  if (unclear.size === 0) return;
  await openFolders(trees, (folder) => (isIn(folder, unclear) && isKind(folder) ? 1 : 0));
  const first = new Map<string, string>();
  for (const { closed } of trees)
    for (const folder of closed?.ids.keys() ?? []) if (isIn(folder, unclear) && !first.has(parentOf(folder))) first.set(parentOf(folder), folder);
  const looked = new Set(first.values());
  await openFolders(trees, (folder) => (looked.has(folder) ? 1 : 0));
  unclear = open();
  if (unclear.size > 0) await openFolders(trees, (folder) => (isIn(folder, unclear) ? Infinity : 0));
}

/** The roots that folders identify: thousands of folders in one folder identify the same, unless their own names say more. */
function* distinctRootsShown(folders: Iterable<string>): Iterable<readonly string[]> {
  const parents = new Set<string>();
  for (const folder of folders) {
    const parent = parentOf(folder);
    const name = folder.slice(parent.length + 1);
    const isTelling = parent === '' || markers.has(name) || name === 'workspaces';
    if (!isTelling && parents.has(parent)) continue;
    if (!isTelling) parents.add(parent);
    yield rootsShownIn(folder);
  }
}

/** Whether an API is needed, by its folder's name; null: not a folder of APIs. */
type Shelf = ((api: string) => boolean) | null;

/** What is needed of the artifact roots around a change. */
class Wanted {
  /** Roots that are needed completely: only metadata tells which APIs a version set has. */
  readonly #whole = new Set<string>();
  /** Longest first: a root inside another one has its own files. */
  readonly #roots: readonly string[];
  readonly #apis = new Map<string, Set<string>>();
  readonly #products = new Map<string, Set<string>>();
  /** By folder: which of its APIs are needed. A few folders hold thousands. */
  readonly #shelves = new Map<string, Shelf>();
  #lastShelf: readonly [parent: string, shelf: Shelf] = ['/', null];

  constructor(roots: readonly string[]) {
    this.#roots = [...roots].sort((a, b) => b.length - a.length);
  }

  /** Registers what a changed path can affect. */
  add(path: string): void {
    const found = this.#rootOf(path);
    const reach = found === null ? null : reachOf(found.rest);
    if (found === null || reach === null || reach.kind === 'nothing') return;
    this.#noteIn(this.#apis, found.root);
    if (reach.kind === 'version-set') this.#whole.add(found.root);
    else if (reach.kind === 'api') this.addApi(found.root, reach.key);
    else if (reach.kind === 'product') this.#noteIn(this.#products, found.root).add(reach.key);
  }

  /** Whether everything in a selection was needed already. */
  covers(selection: ReadonlyMap<string, Reach>): boolean {
    return [...selection].every(([root, selected]) => {
      const apis = this.#apis.get(root);
      return apis !== undefined && (selected.kind === 'all' || [...selected.keys].every((key) => foldersOf(key).every((name) => apis.has(name))));
    });
  }

  addApi(root: string, key: string): void {
    const keys = this.#noteIn(this.#apis, root);
    for (const name of foldersOf(key)) keys.add(name);
  }

  async list(trees: readonly Tree[]): Promise<void> {
    this.#shelves.clear();
    this.#lastShelf = ['/', null];
    const links: string[] = [];
    const opened = new Set<string>();
    await openFolders(trees, (folder) => {
      const shelf = this.#shelfOf(folder);
      // Nearly all of thousands.
      if (shelf !== null && !shelf(nameOf(folder))) return 0;
      if (shelf === null && this.#isLink(folder)) {
        links.push(folder);
        return 0;
      }
      const levels = shelf === null ? this.#levels(folder) : levelsOfApi;
      if (levels > 0) opened.add(folder);
      return levels;
    });
    if (links.length === 0) return;
    // An API's folder that is closed, or was until now, is another one's: what links products with it is not needed.
    const isOther = (api: string): boolean => opened.has(api) || trees.some(({ closed }) => closed?.ids.has(api) === true);
    await openFolders(trees, (folder) => (this.#shelfOf(folder) === null && this.#isLink(folder) && !isOther(this.#linked(folder)) ? 1 : 0));
  }

  /** products/PRODUCT/apis/API, of a product of the service itself that did not change; of a folder that lies on no shelf. */
  #isLink(folder: string): boolean {
    const found = this.#rootOf(folder);
    if (found === null || !this.#apis.has(found.root) || this.#whole.has(found.root)) return false;
    const product = /^products\/([^/]+)\/apis\/[^/]+$/.exec(found.rest)?.[1];
    return product !== undefined && this.#products.get(found.root)?.has(product) !== true;
  }

  #linked(folder: string): string {
    const root = this.#rootOf(folder)?.root ?? '';
    return `${root === '' ? '' : `${root}/`}apis/${nameOf(folder)}`;
  }

  /** For a folder among a root's APIs: whether one is needed, by name. */
  #shelfOf(folder: string): Shelf {
    // Neighbours are asked about in sequence.
    const [last, known] = this.#lastShelf;
    if (folder.lastIndexOf('/') === last.length && folder.startsWith(last)) return known;
    const parent = parentOf(folder);
    let shelf = this.#shelves.get(parent);
    if (shelf === undefined) this.#shelves.set(parent, (shelf = this.#findShelf(parent)));
    this.#lastShelf = [parent, shelf];
    return shelf;
  }

  #findShelf(parent: string): Shelf {
    const found = this.#rootOf(`${parent}/x`);
    const apis = found === null ? undefined : this.#apis.get(found.root);
    if (found === null || apis === undefined || this.#whole.has(found.root)) return null;
    const workspace = /^(?:workspaces\/([^/]+)\/)?apis\/x$/.exec(found.rest);
    if (workspace === null) return null;
    const isWanted = (api: string): boolean => apis.has(resourceKey(workspace[1] ?? null, api));
    // Includes its revisions, which take metadata from the current one.
    return (api) => isWanted(api) || (api.includes(';rev=') && isWanted(currentOf(api)));
  }

  /** Of a folder that lies on no shelf. */
  #levels(folder: string): number {
    const found = this.#rootOf(folder);
    const apis = found === null ? undefined : this.#apis.get(found.root);
    if (found === null || apis === undefined) return 0;
    if (this.#whole.has(found.root)) return Infinity;
    const segments = found.rest.split('/');
    const workspace = segments[0] === 'workspaces' ? (segments[1] ?? null) : null;
    if (segments[0] === 'workspaces' && segments.length < 3) return 3 - segments.length;
    const [kind = '', name = '', ...rest] = workspace === null ? segments : segments.slice(2);
    const isOne = apis.has(resourceKey(workspace, name)) || apis.has(resourceKey(workspace, currentOf(name)));
    if (kind === 'apis') return name === '' ? 1 : isOne ? levelsOfApi : 0;
    if (sharedFolders.has(kind)) return 2;
    if (kind !== 'products') return 0;
    if (workspace !== null || this.#products.get(found.root)?.has(name) === true) return 4;
    // Down to the names of each product's APIs.
    return Math.max(0, (name === '' ? 3 : 2) - rest.length);
  }

  #rootOf(path: string): { readonly root: string; readonly rest: string } | null {
    for (const root of this.#roots) {
      const rest = below(root, path);
      if (rest !== null && rest !== '') return { root, rest };
    }
    return null;
  }

  #noteIn(notes: Map<string, Set<string>>, root: string): Set<string> {
    const known = notes.get(root) ?? new Set<string>();
    notes.set(root, known);
    return known;
  }
}

function rootsOf(trees: readonly Tree[]): readonly string[] {
  return [...new Set(trees.flatMap((tree) => findRoots(tree.entries)))];
}

function foldersAbove(paths: readonly string[]): ReadonlySet<string> {
  const folders = new Set(['']);
  for (const path of paths) for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) folders.add(path.slice(0, end));
  return folders;
}

/** Whether a folder holds resources of one kind, or workspaces. */
function isKind(folder: string): boolean {
  const [kind = '', above = ''] = folder.split('/').reverse();
  return markers.has(kind) || kind === 'workspaces' || above === 'workspaces';
}

function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('/') + 1);
}

function parentOf(folder: string): string {
  return folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
}
