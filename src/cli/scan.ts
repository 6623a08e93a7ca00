import { scanTree } from '../review/run.js';
import type { VerdictOptions } from './options.js';
import { Progress } from './output.js';
import { requirePolicies } from './policies.js';
import { report } from './report.js';
import { fileOf, settingsFor, today } from './settings.js';
import { openState, type StateOptions } from './state.js';

export interface ScanOptions extends VerdictOptions, StateOptions {}

/** `apim-cors scan`: gives the exit code. */
export async function scan(options: ScanOptions): Promise<number> {
  const progress = new Progress();
  const { tree, where, close } = await openState(options);
  try {
    const settings = await settingsFor(options, fileOf(tree));
    const result = await scanTree(tree, { settings, today: today(), progress: progress.tell });
    await requirePolicies(result, [tree], settings, where);
    progress.end();
    return await report(result, options);
  } finally {
    progress.end();
    close();
  }
}
