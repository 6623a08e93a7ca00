import type { TextValue } from '../deployed/deployed-value.js';
import { folderOfPath, resolvePath } from '../deployed/paths.js';
import type { Tree } from '../tree.js';

/** The paths of a tree by their lower-case last segment; made once per tree. */
const byName = new WeakMap<Tree['entries'], ReadonlyMap<string, readonly string[]>>();

function pathsNamed(name: string, { entries }: Tree): readonly string[] {
  let index = byName.get(entries);
  if (index === undefined) {
    const made = new Map<string, string[]>();
    for (const path of entries.keys()) {
      const last = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
      const known = made.get(last);
      if (known === undefined) made.set(last, [path]);
      else known.push(path);
    }
    byName.set(entries, (index = made));
  }
  return index.get(name.toLowerCase()) ?? [];
}

/** Names of the Resource Kit's files, which it uploads to any URL: the name alone identifies the policy or template. */
const isOfKit = /-(?:api|operation|product)Policy\.xml$|^globalServicePolicy\.xml$|\.template\.json$/i;

/**
 * The file at the end of a URL, or at a path relative to the naming file; null: there is none, or there are several equally near ones. A single segment
 * suffices if the text before it is unknown, or if it is the whole path.
 */
export function linkedPath(url: TextValue, from: string, tree: Tree): string | null {
  const { open, tail } = tailOf(url);
  const folder = folderOfPath(from);
  const relative = open === 0 && !/^[a-z]+:/i.test(tail) ? resolvePath(folder, tail) : null;
  if (relative !== null && tree.entries.has(relative)) return relative;
  const wanted = tail.split(/[\\/]/).filter((one) => one !== '' && one !== '.' && one !== '..');
  const name = wanted.at(-1);
  if (name === undefined) return null;
  let best: { readonly path: string; readonly shared: number; readonly near: number } | null = null;
  let isTied = false;
  for (const path of pathsNamed(name, tree)) {
    const shared = sharedEnd(path.split('/'), wanted);
    if (shared < 2 && open === 0 && shared < path.split('/').length && relative === null && !isOfKit.test(name)) continue;
    const near = sharedStart(folderOfPath(path).split('/'), folder.split('/'));
    const order = best === null ? 1 : shared - best.shared || near - best.near;
    if (order === 0) isTied = true;
    if (order > 0) {
      best = { path, shared, near };
      isTied = false;
    }
  }
  return best === null || isTied ? null : best.path;
}

/** The file that such a link names and that is missing, by the end of its path; null: the tree has one of that name, or the link names none. */
export function missingLink(url: TextValue, tree: Tree): string | null {
  const { open, tail } = tailOf(url);
  const end = tail.split(/[\\/]/).filter((one) => one !== '' && one !== '.' && one !== '..');
  const name = end.at(-1);
  // A complete URL may lead to another repository.
  if (name === undefined || !/\.\w+$/.test(name) || (open === 0 && /^[a-z]+:/i.test(tail)) || pathsNamed(name, tree).length > 0) return null;
  return end.join('/');
}

/** The text after the last placeholder, without a final one (a token), and its offset. */
function tailOf({ text, pieces }: TextValue): { readonly open: number; readonly tail: string } {
  let end = text.length;
  let last = pieces.length - 1;
  for (let piece = pieces[last]; piece?.open != null; piece = pieces[(last -= 1)]) end = piece.text.start;
  const open = pieces.slice(0, Math.max(0, last)).findLast((piece) => piece.open !== null)?.text.end ?? 0;
  return { open, tail: decoded(text.slice(open, end).replace(/[?#].*$/s, '')) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function sharedEnd(path: readonly string[], wanted: readonly string[]): number {
  let shared = 0;
  while (shared < Math.min(path.length, wanted.length) && path.at(-1 - shared)?.toLowerCase() === wanted.at(-1 - shared)?.toLowerCase()) shared += 1;
  return shared;
}

function sharedStart(one: readonly string[], other: readonly string[]): number {
  const differs = one.findIndex((segment, index) => segment !== other[index]);
  return differs < 0 ? one.length : differs;
}
