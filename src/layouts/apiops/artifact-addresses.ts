import type { Api, VersionSet } from '../../apim/service.js';
import type { Reach } from '../layout.js';
import { openFolders, type Tree } from '../tree.js';
import { below, folderOf, isVersionSet } from './artifact-names.js';

/** The address of an API. */
export interface Address {
  readonly key: string;
  /** The lower-case prefix of its URLs; null: its URLs are not selected by path alone. */
  readonly start: string | null;
  /** Everything that decides which requests are its own; equal texts mean the same requests. */
  readonly text: string;
}

/** One side with its addresses. */
export interface AddressedSide {
  readonly tree: Tree;
  reach(paths: readonly string[]): Promise<ReadonlyMap<string, Reach>>;
  /** The addresses of a root's current APIs, without an environment and in each one; `keys` null: all APIs. */
  addresses(root: string, keys: ReadonlySet<string> | null): Promise<readonly Address[]>;
}

/** The address of an API, by its metadata. */
export function addressOf(key: string, api: Api, set: VersionSet | undefined): Address {
  const { path, version } = api;
  if (!api.isCurrent || path === null) return { key, start: null, text: '' };
  // As in `resolveUrl`: if the version set's metadata is missing, the version is assumed to be in the path.
  const isInPath = (version ?? '') !== '' && api.versionSet !== null && (set?.scheme ?? 'Segment') === 'Segment';
  const start = [...path.split('/'), ...(isInPath ? [version ?? ''] : [])].flatMap((segment) => (segment === '' ? [] : lower(segment))).join('/');
  return { key, start, text: JSON.stringify([start, version, set?.scheme, set?.headerName, set?.queryName]) };
}

function lower(segment: string): string {
  try {
    return decodeURIComponent(segment).toLowerCase();
  } catch {
    return segment.toLowerCase();
  }
}

/**
 * If an API is added, removed or gets another address, requests move between it and APIs at the same or a shorter path: those are affected too. `paths`: the
 * changed ones. In partly listed trees it lists the APIs' metadata and returns nothing: it is then called again.
 */
export async function reachedByAddress(
  { base, head }: { readonly base: AddressedSide; readonly head: AddressedSide },
  paths: readonly string[],
): Promise<ReadonlyMap<string, Reach>> {
  const telling = paths.filter(
    (path) => /(?:^|\/)(?:apiInformation|apiVersionSet)\.json$/.test(path) || isVersionSet(path.slice(folderOf(path).length + 1)),
  );
  const found = new Map<string, Reach>();
  if (telling.length === 0) return found;
  const reached = [await base.reach(telling), await head.reach(telling)];
  for (const root of new Set(reached.flatMap((one) => [...one.keys()]))) {
    const both = reached.flatMap((one) => one.get(root) ?? []);
    // If everything is affected, nothing is left to find.
    if (both.some(({ kind }) => kind === 'all')) continue;
    const keys = new Set(both.flatMap((one) => (one.kind === 'all' ? [] : [...one.keys])));
    const moved = movedIn(await base.addresses(root, keys), await head.addresses(root, keys));
    if (moved.size === 0) continue;
    if (await listMetadata([base.tree, head.tree], root)) continue;
    const others = [...(await base.addresses(root, null)), ...(await head.addresses(root, null))];
    const met = others.filter(({ key, start }) => start !== null && moved.has(start) && !keys.has(key)).map(({ key }) => key);
    if (met.length > 0) found.set(root, { kind: 'apis', keys: new Set(met) });
  }
  return found;
}

/** The addresses on one side only, with all those above them; each environment may have its own. */
function movedIn(before: readonly Address[], after: readonly Address[]): ReadonlySet<string> {
  const nameOf = ({ key, text }: Address): string => `${key}\u0000${text}`;
  const [old, now] = [new Set(before.map(nameOf)), new Set(after.map(nameOf))];
  const moved = new Set<string>();
  for (const one of [...before, ...after]) {
    if (one.start === null || (old.has(nameOf(one)) && now.has(nameOf(one)))) continue;
    moved.add('').add(one.start);
    for (let end = one.start.lastIndexOf('/'); end > 0; end = one.start.lastIndexOf('/', end - 1)) moved.add(one.start.slice(0, end));
  }
  return moved;
}

/** Lists the files directly in the folders of APIs; true: some were not listed before. */
async function listMetadata(trees: readonly Tree[], root: string): Promise<boolean> {
  const opened = (): number => trees.reduce((sum, { closed }) => sum + (closed?.opened ?? 0), 0);
  const before = opened();
  await openFolders(trees, (folder) => {
    const rest = below(root, folder);
    if (rest === null) return 0;
    const [kind, name, ...deeper] = rest.split('/').slice(rest.startsWith('workspaces/') ? 2 : 0);
    if (kind === undefined) return 3;
    if (rest === 'workspaces') return 1;
    return kind === 'apis' && deeper.length === 0 ? (name === undefined ? 2 : 1) : 0;
  });
  return opened() > before;
}
