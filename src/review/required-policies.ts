import { PolicyCache } from '../apim/policy-cache.js';
import type { Settings } from '../config/defaults.js';
import { InputError } from '../config/errors.js';
import { layouts } from '../layouts/layouts.js';
import { openRepository } from '../layouts/repository.js';
import { openFolders, type Tree } from '../layouts/tree.js';
import type { Review } from './review.js';

/** Throws `InputError` if a review without content had nothing to look at: no layout found a service, and no file looks like a policy. */
export async function requirePolicies(review: Review, trees: readonly Tree[], settings: Settings, where: string): Promise<void> {
  if (review.findings.length > 0 || review.changes.length > 0 || review.unreviewed.length > 0 || review.operations.total > 0) return;
  await openFolders(trees, () => Infinity);
  for (const tree of trees) {
    const repository = await openRepository(tree, { scopes: settings.scopes, environments: settings.environments }, new PolicyCache());
    if (repository.roots.length > 0 || (await repository.unreviewed(null)).length > 0) return;
  }
  throw noPolicies(where);
}

/** The error for a folder or repository without policies. */
export function noPolicies(where: string): InputError {
  const [first = '', ...others] = layouts.map(({ looksFor }) => looksFor);
  return new InputError(`no API Management policies in ${where}: looked for ${[...others, 'policy XML anywhere'].join(', for ')}, and for ${first}`);
}
