import { type Tree, fileOf } from '../layouts/tree.js';
import { ConfigError } from '../config/errors.js';
import { hasContracts } from '../review/contracts-present.js';
import type { MovedBase } from '../review/merge.js';
import type { Review } from '../review/review.js';
import type { Pair } from '../review/sides.js';
import { openFolder } from '../sources/folder.js';
import { openComparison } from '../sources/git.js';
import { askedOf } from './fix-options.js';
import { Progress } from './output.js';
import type { Looked } from '../explorer/explorer-html.js';
import { report } from './report.js';
import type { ReviewCommandOptions } from './review-options.js';
import { settingsFor, today } from './settings-of-run.js';

interface Sides {
  readonly base: Tree;
  readonly head: Tree;
  readonly note: string | null;
  readonly moved: () => Promise<MovedBase | null>;
  readonly where: string;
  /** The folder of head's files; null: it is a commit. */
  readonly root: string | null;
  readonly fileAtTip: (path: string) => Promise<Uint8Array | null>;
  readonly close: () => void;
}

/** `apim-cors review`: returns the exit code. */
export async function runReview(given: ReviewCommandOptions): Promise<number> {
  const posting = given.post === undefined ? null : (await import('./post-review.js')).postingOf(given);
  const options = posting?.options ?? given;
  const asked = askedOf(options, options.head === undefined ? null : '--head');
  const progress = new Progress();
  // The rules and related modules are loaded while git searches the revisions.
  const opening = open(options);
  opening.catch(() => undefined);
  const [{ branchOf, reviewWithMerge }, { requirePolicies }, { requireNamedEnvironments }] = await Promise.all([
    import('../review/merge.js'),
    import('../review/required-policies.js'),
    import('./policies.js'),
  ]);
  const sides = await opening;
  try {
    const settings = await settingsFor(options, sides.fileAtTip);
    let pairs: readonly Pair[] = [];
    const keep = options.format === 'explorer' ? { onEvaluated: (all: readonly Pair[]) => void (pairs = all) } : {};
    const looked = (): Looked => ({ base: sides.base, head: sides.head, pairs, assume: settings.assume });
    const run = { settings, today: today(), progress: progress.tell, ...keep };
    let moved: Promise<MovedBase | null> | null = null;
    const evaluate = async (head: Tree): Promise<Review> => {
      const both = { base: sides.base, head };
      const opened = (): Promise<MovedBase | null> => (moved ??= sides.moved());
      const result = await reviewWithMerge(both, opened, run);
      requireNamedEnvironments(result, options);
      const held = (await hasContracts(result, both.base, head, settings))
        ? await (await import('../contracts/review-contracts.js')).withContracts(result, both, run)
        : result;
      const branch = await branchOf(both, opened);
      // The branch may have added promises since.
      const reviewed =
        branch === null ? held : await (await import('../contracts/contracts-of-merge.js')).withContractsOfMerge(held, both, branch, run);
      return sides.note === null ? reviewed : { ...reviewed, notes: [{ code: 'from-elsewhere', given: { text: sides.note } }, ...reviewed.notes] };
    };
    const reviewed = await evaluate(sides.head);
    await requirePolicies(reviewed, [sides.head, sides.base], settings, sides.where);
    if (asked !== null) {
      const state = { head: sides.head, root: sides.root, review: reviewed, evaluate, looked, alsoExisting: settings.reportExisting, progress };
      return await (await import('./repair-state.js')).repair(state, asked, options);
    }
    progress.end();
    const code = await report(reviewed, options, looked());
    await posting?.post(reviewed, sides.head, settings.reportExisting);
    return code;
  } finally {
    progress.end();
    sides.close();
  }
}

async function open(options: ReviewCommandOptions): Promise<Sides> {
  const { base, head, repo, baseDir, headDir } = options;
  if (baseDir !== undefined || headDir !== undefined) {
    if (baseDir === undefined || headDir === undefined) throw new ConfigError('--base-dir and --head-dir belong together: one folder for each side');
    if (base !== undefined || head !== undefined || repo !== undefined) {
      throw new ConfigError('compare either folders (--base-dir, --head-dir) or revisions (--base, --head, --repo), not both');
    }
    const tree = openFolder(baseDir);
    return {
      base: tree,
      head: openFolder(headDir),
      note: null,
      moved: () => Promise.resolve(null),
      where: `${baseDir} and ${headDir}`,
      fileAtTip: fileOf(tree),
      root: headDir,
      close: () => undefined,
    };
  }
  if (base === undefined) throw new ConfigError('name what to compare with: --base main, or two folders with --base-dir and --head-dir');
  const folder = repo ?? '.';
  return { ...(await openComparison(folder, base, head ?? null)), where: folder };
}
