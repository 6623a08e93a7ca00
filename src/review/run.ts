import { openAffected } from '../layouts/affected.js';
import type { Reach, UnusedOption } from '../layouts/layout.js';
import { PolicyCache } from '../apim/policy-cache.js';
import { openRepository } from '../layouts/repository.js';
import { openFolders, type Tree } from '../layouts/tree.js';
import { withAsideNote } from './configuration-aside.js';
import { assemble } from './assemble.js';
import { withScopesOfBase } from './base-scopes.js';
import { ChangedLines, changedPaths } from './changed-lines.js';
import type { RunOptions } from './run-options.js';
import type { Review } from './review.js';
import { loadPairs, pairUp, repositoryOptions, statesOf, wholeOnDemand, type Opened, type Whole } from './sides.js';
import { publishedOtherwise } from './published-otherwise.js';
import { switchesIn, withSwitchNotes } from './switch-notes.js';
import { unseenAll, unseenIn } from './unplaced.js';

export type { RunOptions };

/** Reviews the change from one tree to another. Reads only what the change can affect. */
export async function reviewTrees(base: Tree, head: Tree, options: RunOptions): Promise<Review> {
  const { settings, layouts } = options;
  const trees = { base, head };
  const paths = changedPaths(base, head);
  // The second parser is loaded only if something changed.
  const cache = new PolicyCache(
    paths.length === 0 ? null : { paths: new Set(paths), read: (await import('../xml/second-reading.js')).secondReading },
  );
  const published = await publishedOtherwise(trees, paths);
  // The files of a switch did not change, but their use did.
  const reaching = [...new Set([...paths, ...published.flatMap(({ switched }) => (switched === null ? [] : [switched.before, switched.after]))])];
  const { affected, ...sides } = await openAffected(trees, reaching, repositoryOptions(settings), cache, layouts);
  const switches = switchesIn(sides, published);
  let opened: Opened | null = sides;
  options.progress?.(`reading ${affected.size === 1 ? 'the service' : `${affected.size} services`} on both sides`);
  const pairs = await loadPairs(opened, affected, settings, [...switches.values()]);
  const changed = new ChangedLines(base, head, paths);
  const unseen = withScopesOfBase(
    await unseenIn(trees, opened, { paths, published: published.filter((one) => !switches.has(one)) }, options),
    pairs.map((pair) => pair.base),
  );
  const unusedOptions = unusedOnBoth(opened);
  // A line that makes git check out a service's files differently belongs to that service.
  const converting = unseen.unplaced.filter(({ policy }) => policy.why === 'converted').length;
  const serviceFiles = countServiceFiles(opened, paths, affected) + converting + switches.size;
  const everything = isEverything(affected, opened.head.roots);
  const whole = everything ? nothingMore : wholeOnDemand(trees, affected.keys(), settings, cache, layouts);
  if (everything) {
    // Releases memory: a large service's indexes and caches are a large part of it.
    opened = null;
    cache.release();
  }
  const review = await assemble({ mode: 'review', trees, pairs, changed, whole, unseen, unusedOptions, everything, serviceFiles, options });
  return withSwitchNotes(review, switches);
}

/** Evaluates everything in one tree, without a comparison. */
export async function scanTree(tree: Tree, options: RunOptions): Promise<Review> {
  const { settings, layouts } = options;
  await openFolders([tree], () => Infinity);
  const repository = await openRepository(tree, repositoryOptions(settings), new PolicyCache(), layouts);
  options.progress?.('reading every policy');
  const services = await repository.loadAll();
  const review = await assemble({
    mode: 'scan',
    trees: { base: tree, head: tree },
    pairs: pairUp(new Map(), statesOf(services, settings)),
    changed: new ChangedLines(tree, tree, []),
    whole: nothingMore,
    unseen: await unseenAll(tree, repository, options),
    unusedOptions: repository.unusedOptions(),
    everything: true,
    serviceFiles: 0,
    options,
  });
  return withAsideNote(review, tree, settings);
}

const nothingMore: Whole = () => Promise.resolve(new Map());

/** The configuration comes from one side, but may name things of the other. */
function unusedOnBoth({ base, head }: Opened): readonly UnusedOption[] {
  const optionKey = ({ code, given }: UnusedOption): string => JSON.stringify([code, { ...given, known: null }]);
  const unusedThere = new Set(base.unusedOptions().map(optionKey));
  const known = base.knownEnvironments;
  return head
    .unusedOptions()
    .filter((option) => (option.code === 'environment-unknown' ? !known.has(option.given.environment) : unusedThere.has(optionKey(option))));
}

/** If nothing is affected, nothing was read; and the roots of an incompletely listed tree are not all known. */
function isEverything(affected: ReadonlyMap<string, Reach>, roots: readonly string[]): boolean {
  return affected.size > 0 && affected.size === roots.length && [...affected.values()].every((reach) => reach.kind === 'all');
}

/** Number of changed files of the affected services, on either side. */
function countServiceFiles({ base, head }: Opened, paths: readonly string[], affected: ReadonlyMap<string, Reach>): number {
  return paths.filter((path) => [head, base].some((side) => side.covers(path, affected.keys()))).length;
}
