import { PolicyCache } from '../apim/policy-cache.js';
import { listPolicies } from '../effective/policy-listing.js';
import { openRepository } from '../layouts/repository.js';
import { openFolders, fileOf } from '../layouts/tree.js';
import { listingJson, listingText, type PolicyListing } from '../report/listing.js';
import { repositoryOptions, statesOf } from '../review/sides.js';
import { exit } from './exit.js';
import type { EvaluationCommandOptions } from './options.js';
import { terminalFor, write } from './output.js';
import { noPolicies } from '../review/required-policies.js';
import { requireNamedEnvironments } from './policies.js';
import { settingsFor } from './settings-of-run.js';
import { openNamedState, type StateOptions } from './service-state-options.js';

/** Options of `apim-cors policies`, as typed. */
export interface PoliciesOptions extends EvaluationCommandOptions, StateOptions {}

/** `apim-cors policies`: lists every policy with its scope and the reason. Returns the exit code; throws `InputError` if there is none. */
export async function showPolicies(options: PoliciesOptions): Promise<number> {
  const { tree, where, close } = await openNamedState(options);
  try {
    const settings = await settingsFor(options, fileOf(tree));
    await openFolders([tree], () => Infinity);
    const repository = await openRepository(tree, repositoryOptions(settings), new PolicyCache());
    requireNamedEnvironments({ notes: repository.unusedOptions() }, options);
    const states = statesOf(await repository.loadAll(), settings);
    const policies = listPolicies([...states.values()]).map((one) => ({ ...one, layout: repository.layoutOf(one.service) }));
    const listing: PolicyListing = { policies, unreviewed: await repository.unreviewed(null), unreferenced: await repository.unreferenced() };
    if (Object.values(listing).every((part: readonly unknown[]) => part.length === 0)) throw noPolicies(where);
    write(options.format === 'json' ? listingJson(listing) : listingText(listing, terminalFor(options).paint), options);
    return exit.done;
  } finally {
    close();
  }
}
