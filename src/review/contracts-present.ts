import { defaultConfigPath } from '../config/defaults.js';
import type { Settings } from '../config/settings.js';
import { openFolders, type Tree } from '../layouts/tree.js';
import type { Review } from './review.js';

/**
 * Whether contracts have to be checked: a contracts file exists on either side, and the change touches a service, the file, or the configuration, which gives
 * its path. Lists the folders above the file if needed.
 */
export async function hasContracts(review: Review, base: Tree, head: Tree, settings: Settings): Promise<boolean> {
  const { contracts, source } = settings;
  const idsOf = ({ entries }: Tree): string => [contracts, source?.path ?? defaultConfigPath].map((path) => entries.get(path)?.id ?? '').join('\n');
  const isChanged = idsOf(base) !== idsOf(head);
  if (!isChanged && review.serviceFilesChanged === 0 && review.coverage.changed === 0) return false;
  const above = (folder: string): boolean => folder === '' || contracts.startsWith(`${folder}/`);
  await openFolders([base, head], (folder) => (above(folder) ? 1 : 0));
  return isChanged || [base, head].some(({ entries }) => entries.get(contracts)?.kind === 'file');
}
