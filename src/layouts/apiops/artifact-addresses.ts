import type { Api, VersionSet } from '../../apim/service.js';
import type { Reach } from '../layout.js';
import { openFolders, type Tree } from '../tree.js';
import { below, folderOf, isVersionSet } from './artifact-names.js';

/** Where an API answers. */
export interface Address {
  readonly key: string;
  /** What a URL has to start with, in lower case; null: no URL reaches it by its path alone. */
  readonly start: string | null;
  /** All that decides which requests are its own; equal texts mean the same requests. */
  readonly text: string;
}

/** What one side tells. */
export interface AddressedSide {
  readonly tree: Tree;
  reach(paths: readonly string[]): Promise<ReadonlyMap<string, Reach>>;
  /** Where the current APIs of a root answer, as the files are and in each environment; `keys` null: all of them. */
  addresses(root: string, keys: ReadonlySet<string> | null): Promise<readonly Address[]>;
}

/** Where an API answers, as its metadata says. */
export function addressOf(key: string, api: Api, set: VersionSet | undefined): Address {
  const { path, version } = api;
  if (!api.isCurrent || path === null) return { key, start: null, text: '' };
  // As it is when a request is looked up: without its set's metadata a version is taken to stand in the path.
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
 * Where an API comes or goes, or gets another address, requests pass between it and what stands at the same or at a shorter path: those APIs are
 * reached too. `paths`: what changed. Lists, of trees that are not all listed, what APIs say of themselves, and gives nothing then: it is asked again.
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
    // Where all is reached nothing is left.
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

/** The addresses of one side alone, with all that stands above them; an environment may have its own. */
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

/** Lists the files right in the folders of APIs; true: there were some that were not listed. */
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
