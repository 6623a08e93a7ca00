import { layouts } from '../layouts/layouts.js';
import { openRepository } from '../layouts/repository.js';
import { PolicyCache } from '../apim/policy-cache.js';
import { openFolders, type Tree } from '../layouts/tree.js';
import { ConfigError, InputError } from '../config/errors.js';
import { nearest } from '../config/nearest.js';
import { environmentHint } from '../report/sentences/contract-problems.js';
import type { UnusedOption } from '../layouts/layout.js';
import type { Note } from '../review/note.js';
import type { VerdictOptions } from './options.js';
import type { Settings } from '../config/defaults.js';
import type { Review } from '../review/review.js';

/** Throws `InputError` when a review that says nothing had nothing to look at: no layout found a service, and no file looks like a policy. */
export async function requirePolicies(review: Review, trees: readonly Tree[], settings: Settings, where: string): Promise<void> {
  if (review.findings.length > 0 || review.changes.length > 0 || review.unreviewed.length > 0 || review.operations.total > 0) return;
  await openFolders(trees, () => Infinity);
  for (const tree of trees) {
    const repository = await openRepository(tree, { scopes: settings.scopes, environments: settings.environments }, new PolicyCache());
    if (repository.roots.length > 0 || (await repository.unreviewed(null)).length > 0) return;
  }
  throw noPolicies(where);
}

/** Throws `ConfigError` where an option names an environment that there is not; `notes`: what was found of the options. */
export function requireEnvironments({ notes }: { readonly notes: readonly (Note | UnusedOption)[] }, { environment: named = [] }: Named): void {
  for (const note of notes) {
    if (note.code !== 'environment-unknown' && note.code !== 'environment-without-file') continue;
    const { environment, known } = note.given;
    if (!named.includes(environment)) continue;
    throw new ConfigError(`--environment ${environment}: there is no such environment${environmentHint(nearest(environment, known), known)}`);
  }
}

type Named = Pick<VerdictOptions, 'environment'>;

/** Says what was looked for and not found in a folder or repository. */
export function noPolicies(where: string): InputError {
  const [first = '', ...others] = layouts.map(({ looksFor }) => looksFor);
  return new InputError(`no API Management policies in ${where}: looked for ${[...others, 'policy XML anywhere'].join(', for ')}, and for ${first}`);
}
