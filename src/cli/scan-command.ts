import { type Tree, fileOf } from '../layouts/tree.js';
import type { Review } from '../review/review.js';
import type { Pair } from '../review/sides.js';
import { askedOf, type FixOptions } from './fix-options.js';
import type { VerdictOptions } from './options.js';
import { Progress } from './output.js';
import type { Looked } from '../explorer/explorer-html.js';
import { report } from './report.js';
import { settingsFor, today } from './settings-of-run.js';
import { openNamedState, type StateOptions } from './service-state-options.js';

/** Options of `apim-cors scan`, as typed. */
export interface ScanOptions extends VerdictOptions, StateOptions, FixOptions {
  readonly baseline?: string;
}

/** `apim-cors scan`: returns the exit code. */
export async function runScan(options: ScanOptions): Promise<number> {
  const baseline = options.baseline === undefined ? null : (await import('./baseline-file.js')).readBaseline(options.baseline);
  const asked = askedOf(options, options.at === undefined ? null : '--at');
  const progress = new Progress();
  const opening = openNamedState(options);
  opening.catch(() => undefined);
  const [{ scanTree }, { requirePolicies }, { requireNamedEnvironments }] = await Promise.all([
    import('../review/run.js'),
    import('../review/required-policies.js'),
    import('./policies.js'),
  ]);
  const { tree, where, root, close } = await opening;
  try {
    const settings = await settingsFor(options, fileOf(tree));
    let pairs: readonly Pair[] = [];
    const keep = options.format === 'explorer' ? { onEvaluated: (all: readonly Pair[]) => void (pairs = all) } : {};
    const looked = (): Looked => ({ base: tree, head: tree, pairs, assume: settings.assume });
    const evaluate = async (head: Tree): Promise<Review> => {
      const scanned = await scanTree(head, {
        settings,
        today: today(),
        progress: progress.tell,
        ...keep,
        ...(baseline === null ? {} : { known: baseline }),
      });
      return baseline === null ? scanned : (await import('../review/baseline.js')).withBaseline(scanned, baseline, settings.reportExisting);
    };
    const result = await evaluate(tree);
    requireNamedEnvironments(result, options);
    await requirePolicies(result, [tree], settings, where);
    if (asked !== null) {
      const state = { head: tree, root, review: result, evaluate, looked, alsoExisting: settings.reportExisting, progress };
      return await (await import('./repair-state.js')).repair(state, asked, options);
    }
    progress.end();
    return await report(result, options, looked());
  } finally {
    progress.end();
    close();
  }
}
