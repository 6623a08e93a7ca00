import type { VerdictOptions } from './options.js';
import { Progress } from './output.js';
import { report } from './report.js';
import { fileOf, settingsFor, today } from './settings-of-run.js';
import { openState, type StateOptions } from './service-state-options.js';

/** Options of `apim-cors scan`, as they are typed. */
export interface ScanOptions extends VerdictOptions, StateOptions {}

/** `apim-cors scan`: gives the exit code. */
export async function scan(options: ScanOptions): Promise<number> {
  const progress = new Progress();
  const opening = openState(options);
  opening.catch(() => undefined);
  const [{ scanTree }, { requireEnvironments, requirePolicies }] = await Promise.all([import('../review/run.js'), import('./policies.js')]);
  const { tree, where, close } = await opening;
  try {
    const settings = await settingsFor(options, fileOf(tree));
    const result = await scanTree(tree, { settings, today: today(), progress: progress.tell });
    requireEnvironments(result, options);
    await requirePolicies(result, [tree], settings, where);
    progress.end();
    return await report(result, options, tree);
  } finally {
    progress.end();
    close();
  }
}
