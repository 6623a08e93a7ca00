import type { Tree, TreeEntry } from '../layouts/tree.js';
import { changedPaths } from './changed-lines.js';
import { mergeTexts } from './merged-text.js';

/** A change, and the current target branch. */
export interface ToMerge {
  /** Their common ancestor. */
  readonly base: Tree;
  readonly head: Tree;
  /** The branch's tip. */
  readonly tip: Tree;
}

/** The result of a merge. */
export interface Merged {
  readonly tree: Tree;
  /** Sorted files that both sides change and that are not merged here: the tree has head's. */
  readonly conflicts: readonly string[];
}

/** The source of a merged file; null: it is deleted. */
type Taken = { readonly entry: TreeEntry; readonly from: Tree; readonly path: string } | { readonly entry: TreeEntry; readonly text: string } | null;

/** The tip with the change applied, file by file. */
export async function mergedTree({ base, head, tip }: ToMerge): Promise<Merged> {
  const paths = changedPaths(base, head);
  await listed(tip, paths);
  const taken = new Map<string, Taken>();
  const both: string[] = [];
  const conflicts: string[] = [];
  const renamed = renames(base, head, paths);
  for (const path of paths) {
    const [was, ours, theirs] = [base, head, tip].map((tree) => tree.entries.get(path));
    if (ours?.id === theirs?.id || taken.has(path)) continue;
    if (was?.id === theirs?.id) taken.set(path, ours === undefined ? null : { entry: ours, from: head, path });
    else if ([was, ours, theirs].every((entry) => entry?.kind === 'file')) both.push(path);
    else {
      const to = ours === undefined && theirs !== undefined ? renamed.get(was?.id ?? '') : undefined;
      taken.set(path, ours === undefined ? null : { entry: ours, from: head, path });
      if (to === undefined || theirs === undefined || tip.entries.has(to)) conflicts.push(path);
      // Moved here and edited there: git edits it at its new place.
      else taken.set(to, { entry: { ...theirs, path: to }, from: tip, path });
    }
  }
  const texts = both.length === 0 ? [] : await Promise.all([base.read(both), head.read(both), tip.read(both)]);
  for (const path of both) {
    const entry = head.entries.get(path);
    const text = mergedText(texts.map((side) => side.get(path)));
    if (entry === undefined) continue;
    if (text === null) conflicts.push(path);
    const id = [base, head, tip].map(({ entries }) => entries.get(path)?.id ?? '').join('+');
    taken.set(path, text === null ? { entry, from: head, path } : { entry: { path, id, kind: 'file' }, text });
  }
  return { tree: changed(tip, head.label, taken), conflicts: conflicts.sort() };
}

/** Lists the folders of a tree that lead to the paths. */
async function listed({ closed }: Tree, paths: readonly string[]): Promise<void> {
  const folders = new Set(['']);
  for (const path of paths) for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) folders.add(path.slice(0, end));
  await closed?.open((folder) => (folders.has(folder) ? 1 : 0));
}

/** The new paths of files that head moved unchanged, by id; ambiguous for files with equal content. */
function renames(base: Tree, head: Tree, paths: readonly string[]): ReadonlyMap<string, string> {
  const gone = paths.filter((path) => !head.entries.has(path)).map((path) => base.entries.get(path)?.id ?? '');
  const come = paths.filter((path) => !base.entries.has(path)).map((path) => [head.entries.get(path)?.id ?? '', path] as const);
  const once = (ids: readonly string[]): ReadonlySet<string> => {
    const seen = new Set<string>();
    const twice = new Set<string>();
    for (const id of ids) (seen.has(id) ? twice : seen).add(id);
    return new Set([...seen].filter((id) => !twice.has(id)));
  };
  const [left, arrived] = [once(gone), once(come.map(([id]) => id))];
  return new Map(come.filter(([id]) => left.has(id) && arrived.has(id)));
}

function mergedText(sides: readonly (Uint8Array | undefined)[]): string | null {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    const [common, ours, theirs] = sides.map((bytes) => (bytes === undefined ? null : decoder.decode(bytes)));
    return common == null || ours == null || theirs == null ? null : mergeTexts(common, ours, theirs);
  } catch {
    // Not UTF-8, so not a text.
    return null;
  }
}

/** A tree with some files replaced. It is listed as far as its source. */
function changed(tip: Tree, label: string, taken: ReadonlyMap<string, Taken>): Tree {
  let entries: Map<string, TreeEntry> | null = null;
  let opened = -1;
  const { closed, isRemote } = tip;
  return {
    label,
    get entries() {
      if (entries !== null && opened === (closed?.opened ?? 0)) return entries;
      opened = closed?.opened ?? 0;
      entries = new Map(tip.entries);
      for (const [path, one] of taken) {
        if (one === null) entries.delete(path);
        else entries.set(path, one.entry);
      }
      return entries;
    },
    ...(closed === undefined ? {} : { closed }),
    ...(isRemote === undefined ? {} : { isRemote }),
    async read(paths) {
      const wanted = new Map<Tree, Map<string, string>>();
      const read = new Map<string, Uint8Array>();
      for (const path of paths) {
        const one = taken.get(path);
        if (one === null) continue;
        if (one !== undefined && 'text' in one) read.set(path, new TextEncoder().encode(one.text));
        else {
          const from = one?.from ?? tip;
          wanted.set(from, (wanted.get(from) ?? new Map<string, string>()).set(one?.path ?? path, path));
        }
      }
      for (const [from, names] of wanted) for (const [path, bytes] of await from.read([...names.keys()])) read.set(names.get(path) ?? path, bytes);
      return read;
    },
  };
}
