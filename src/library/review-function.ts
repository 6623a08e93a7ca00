import { withContracts } from '../contracts/review-contracts.js';
import { reviewReport } from '../report/json.js';
import type { ReviewReport } from '../report/published.js';
import { hasContracts } from '../review/contracts-present.js';
import { reviewWithMerge } from '../review/merge.js';
import { requirePolicies } from '../review/required-policies.js';
import type { Review } from '../review/review.js';
import type { RunOptions } from '../review/run-options.js';
import { scanTree } from '../review/run.js';
import { version } from '../version.js';
import type { Comparison, ReviewOptions, State } from './argument-types.js';
import { openBoth, openState } from './open.js';
import { fileOf } from '../layouts/tree.js';
import { requireEnvironments, settingsOf } from './given-settings.js';

/** Reviews a change's effect on browser access. */
export async function reviewFunction(comparison: Comparison, options: ReviewOptions): Promise<ReviewReport> {
  const { base, head, where, moved, fileAtTip, close } = await openBoth(comparison);
  try {
    const run = await runOf(options, fileAtTip);
    const reviewed = await reviewWithMerge({ base, head }, moved, run);
    requireKnown(reviewed, options);
    const held = (await hasContracts(reviewed, base, head, run.settings)) ? await withContracts(reviewed, { base, head }, run) : reviewed;
    await requirePolicies(held, [head, base], run.settings, where);
    return reviewReport(held, version);
  } finally {
    close();
  }
}

/** Scans one state for faults. */
export async function scanFunction(state: State, options: ReviewOptions): Promise<ReviewReport> {
  const { tree, where, close } = await openState(state, 'head');
  try {
    const run = await runOf(options, fileOf(tree));
    const scanned = await scanTree(tree, run);
    requireKnown(scanned, options);
    await requirePolicies(scanned, [tree], run.settings, where);
    return reviewReport(scanned, version);
  } finally {
    close();
  }
}

async function runOf(options: ReviewOptions, read: (path: string) => Promise<Uint8Array | null>): Promise<RunOptions> {
  const { environments, failOn, today = new Date().toISOString().slice(0, 10) } = options;
  const settings = await settingsOf(options, read);
  const own = { ...(failOn === undefined ? {} : { failOn }), ...(environments === undefined ? {} : { environments }) };
  return { settings: { ...settings, ...own }, today };
}

function requireKnown({ notes }: Review, { environments = [] }: ReviewOptions): void {
  for (const note of notes) {
    if (note.code === 'environment-unknown' && environments.includes(note.given.environment))
      requireEnvironments([note.given.environment], note.given.known);
  }
}
