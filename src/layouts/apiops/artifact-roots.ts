import type { TreeEntry } from '../tree.js';
import { folders, isVersionSet, markers, ofRoot } from './artifact-names.js';

/** Roots that files in a folder can identify, except those inside it: for folders named like resources, or inside `workspaces`. */
export function rootsShownIn(folder: string): readonly string[] {
  const segments = folder.split('/');
  const above = (at: number): string => segments.slice(0, at).join('/');
  return segments.flatMap((name, at) => {
    // The content of a workspace's own folder is unknown before it is listed.
    if (name === 'workspaces') return at >= segments.length - 2 ? [above(at)] : [];
    if (!markers.has(name)) return [];
    return [above(at >= 2 && segments[at - 2] === 'workspaces' ? at - 2 : at)];
  });
}

/**
 * Artifact roots among the paths: a folder with `apis/<api>/apiInformation.json` or another file that only artifacts have, or with a policy beside `apis/`,
 * `products/` or `named values/`. Linear: only the last few segments of each path are read, so a root is found below any folder, even one named `apis` or
 * `workspaces`, unless a root keeps its resources there. Repositories often have several roots.
 */
export function findRoots(entries: ReadonlyMap<string, TreeEntry>): readonly string[] {
  const certain = new Set<string>();
  const withPolicy = new Set<string>();
  const withMarker = new Set<string>();
  for (const path of entries.keys()) {
    const file = path.lastIndexOf('/');
    if (path.endsWith('.xml')) withPolicy.add(file < 0 ? '' : path.slice(0, file));
    const shallow = markerAt(path, file);
    if (shallow === null) continue;
    const deep = shallow.start === 0 ? null : markerAt(path, shallow.start - 1);
    if (deep !== null && markers.has(deep.name)) {
      const root = rootAbove(path, deep.start);
      if (!markers.has(shallow.name) && certain.has(root)) continue;
      if (showsRoot(deep.name, path.slice(deep.end + 1).split('/'))) {
        certain.add(root);
        continue;
      }
    }
    if (!markers.has(shallow.name)) continue;
    const root = rootAbove(path, shallow.start);
    if (certain.has(root)) continue;
    // A resource is a folder with files; other tools keep `apis/<name>.xml`.
    withMarker.add(root);
    if (showsRoot(shallow.name, path.slice(shallow.end + 1).split('/'))) certain.add(root);
  }
  const roots = new OutermostRoots();
  const fromTheTop = (found: Iterable<string>): readonly string[] => [...found].sort((one, other) => one.length - other.length);
  for (const root of fromTheTop(certain)) roots.add(root);
  // After the certain ones: a stray XML file far above must not hide the roots below.
  for (const root of fromTheTop(withMarker)) if (withPolicy.has(root) && !certain.has(root)) roots.add(root);
  return roots.all();
}

/**
 * Roots, except those inside a root's resources: everything there belongs to that root. (A product's folder holds `apis/` too, and any file may be in any
 * folder.)
 */
class OutermostRoots {
  readonly #roots = new Set<string>();
  /** Distinct lengths: there are few, however many and deep the roots. */
  readonly #lengths = new Set<number>();

  /** Adds a root unless it is inside a known root's resource: outer ones come first. */
  add(root: string): void {
    if (this.#isInResources(root)) return;
    this.#roots.add(root);
    this.#lengths.add(root.length);
  }

  all(): readonly string[] {
    return [...this.#roots].sort();
  }

  #isInResources(folder: string): boolean {
    for (const length of this.#lengths) {
      if (length > 0 && folder[length] !== '/') continue;
      const start = length === 0 ? 0 : length + 1;
      const end = folder.indexOf('/', start);
      if (ofRoot.has(folder.slice(start, end < 0 ? undefined : end)) && this.#roots.has(folder.slice(0, length))) return true;
    }
    return false;
  }
}

/** The segment before the slash at `slash`; null if there is none. */
function markerAt(path: string, slash: number): { readonly name: string; readonly start: number; readonly end: number } | null {
  const end = slash <= 0 ? -1 : path.lastIndexOf('/', slash - 1);
  if (end <= 0) return null;
  const start = path.lastIndexOf('/', end - 1) + 1;
  return { name: path.slice(start, end), start, end };
}

/** The folder around the marker folder that begins at `start`; for a workspace's, the folder around `workspaces/`. */
function rootAbove(path: string, start: number): string {
  if (start === 0) return '';
  const kind = markerAt(path, start - 1);
  if (kind?.name === 'workspaces') return kind.start === 0 ? '' : path.slice(0, kind.start - 1);
  return path.slice(0, start - 1);
}

/** Whether a file below a marker folder is one that only artifacts have. */
function showsRoot(marker: string, below: readonly string[]): boolean {
  const file = below[below.length - 1] ?? '';
  if (below.length === 2) {
    if (marker === 'apis') return file === 'apiInformation.json' || file.startsWith('specification.');
    if (marker === 'products') return file === 'productInformation.json';
    if (folders.namedValues.has(marker)) return file === 'namedValueInformation.json';
    if (folders.fragments.has(marker)) return file === 'policyFragmentInformation.json';
    return isVersionSet(file);
  }
  if (below.length !== 4) return false;
  if (marker === 'products') return below[1] === 'apis' && file === 'productApiInformation.json';
  if (marker !== 'apis') return false;
  if (below[1] === 'operations') return file.endsWith('.xml') || file === 'operationInformation.json';
  // A version named like a folder of resources is not a version: the folder has a root above it, with an API whose name is a number.
  return !markers.has(below[1] ?? '') && /^\d+$/.test(below[2] ?? '') && (file === 'apiInformation.json' || file.startsWith('specification.'));
}

/** The roots in a tree, and the root of each path. */
export class ArtifactRoots {
  readonly all: readonly string[];
  readonly #set: ReadonlySet<string>;
  /** Distinct lengths, longest first: there are few, however many roots and however deep a path. */
  readonly #lengths: readonly number[];

  constructor(entries: ReadonlyMap<string, TreeEntry>) {
    this.all = findRoots(entries);
    this.#set = new Set(this.all);
    this.#lengths = [...new Set(this.all.map((root) => root.length))].filter((length) => length > 0).sort((a, b) => b - a);
  }

  /** The innermost root, because nested roots have their own files, and the path below it; null: it is in none. */
  of(path: string): { readonly root: string; readonly rest: string } | null {
    for (const length of this.#lengths) {
      if (path[length] !== '/') continue;
      const root = path.slice(0, length);
      if (this.#set.has(root)) return { root, rest: path.slice(length + 1) };
    }
    return this.#set.has('') ? { root: '', rest: path } : null;
  }
}
