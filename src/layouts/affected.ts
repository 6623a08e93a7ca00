import type { PolicyCache } from '../apim/policy-cache.js';
import { joinReach, type Layout, type ListReached, type Reach, type RepositoryOptions } from './layout.js';
import { layouts } from './layouts.js';
import { named, openRepository, type ReachByLayout, type Repository } from './repository.js';
import { policyName } from './policy-content.js';
import { asOtherSides } from './other-side.js';
import { openFolders, type Tree } from './tree.js';

/** Both sides of a change, opened, and what the change can affect in each service. */
export interface Affected {
  readonly base: Repository;
  readonly head: Repository;
  readonly affected: ReadonlyMap<string, Reach>;
}

/**
 * Opens both sides of a change with what it can affect, and lists the parts of the trees that this needs: a change of a few APIs needs little of a large
 * service, a change that affects everything needs the whole trees.
 */
export async function openAffected(
  sides: { readonly base: Tree; readonly head: Tree },
  paths: readonly string[],
  options: RepositoryOptions,
  cache: PolicyCache,
  known: readonly Layout[] = layouts,
): Promise<Affected> {
  const trees = [sides.base, sides.head];
  const open = async (): Promise<Affected & { readonly reached: ReachByLayout }> => {
    let base = await openRepository(sides.base, options, cache, known);
    let head = await openRepository(sides.head, options, cache, known);
    const as = asOtherSides(base, head);
    if (as.base !== null) base = await openRepository(sides.base, { ...options, asOtherSide: as.base }, cache, known);
    if (as.head !== null) head = await openRepository(sides.head, { ...options, asOtherSide: as.head }, cache, known);
    const alone = joined(await base.reach(paths), await head.reach(paths));
    const reached = withMoved(joined(alone, await reachedTogether(known, base, head, paths)), base, head);
    return { base, head, reached, affected: named(reached, [base, head]) };
  };
  if (trees.every(({ closed }) => closed === undefined || closed.ids.size === 0)) return open();
  const opened = (): number => trees.reduce((sum, { closed }) => sum + (closed?.opened ?? 0), 0);
  const listers = await listAround(known, trees, paths, options);
  // Head's own files are read together with base's.
  sides.head.willRead?.(paths.filter((path) => policyName.test(path)));
  // Newly listed files may affect more: repeats until nothing new is listed.
  for (;;) {
    const before = opened();
    const found = await open();
    const isWhole = [...found.affected.values()].some(({ kind }) => kind === 'all') || !(await listReached(listers, found.reached, found.head));
    if (isWhole) await openFolders(trees, () => Infinity);
    if (opened() === before) return found;
  }
}

/** What each layout finds by comparing both sides. */
async function reachedTogether(known: readonly Layout[], base: Repository, head: Repository, paths: readonly string[]): Promise<ReachByLayout> {
  const reached: ReadonlyMap<string, Reach>[] = [];
  for (const [index, layout] of known.entries()) {
    const [before, after] = [base.surveys[index], head.surveys[index]];
    reached.push((before && after && (await layout.reachedTogether?.(before, after, paths))) ?? new Map());
  }
  return reached;
}

/** Lets every layout list what identifies its sites; null: everything is listed now, for any file may matter. */
async function listAround(
  known: readonly Layout[],
  trees: readonly Tree[],
  paths: readonly string[],
  options: RepositoryOptions,
): Promise<readonly ListReached[] | null> {
  const listers: ListReached[] = [];
  for (const layout of known) {
    const lister = (await layout.listAround?.(trees, paths, options)) ?? null;
    if (lister === null) {
      await openFolders(trees, () => Infinity);
      return null;
    }
    listers.push(lister);
  }
  return listers;
}

/** False: everything has to be listed. */
async function listReached(listers: readonly ListReached[] | null, reached: ReachByLayout, head: Repository): Promise<boolean> {
  if (listers === null) return false;
  for (const [index, list] of listers.entries()) {
    const survey = head.surveys[index];
    if (survey !== undefined && !(await list(reached[index] ?? new Map(), survey))) return false;
  }
  return true;
}

/** Adds all of each site that is composed differently on the other side, or missing there. */
function withMoved(reached: ReachByLayout, base: Repository, head: Repository): ReachByLayout {
  return reached.map((sites, layout) => {
    const [before, after] = [base, head].map(({ surveys }) => new Map((surveys[layout]?.sites ?? []).map(({ root, shape }) => [root, shape])));
    const all = new Map(sites);
    for (const root of new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])) {
      if (before?.get(root) !== after?.get(root)) all.set(root, { kind: 'all' });
    }
    return all;
  });
}

function joined(base: ReachByLayout, head: ReachByLayout): ReachByLayout {
  return base.map((sites, layout) => {
    const both = new Map(sites);
    for (const [root, reach] of head[layout] ?? []) both.set(root, joinReach(both.get(root), reach));
    return both;
  });
}
