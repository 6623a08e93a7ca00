import { defaultConfigPath, defaultContractsPath, type Settings } from '../config/defaults.js';
import type { Tree } from '../layouts/tree.js';
import type { Review } from './review.js';

/** Names that people may give to the configuration or contracts file by mistake. */
const configurations = /^(?:\.github\/)?\.?apim-cors(?:-review)?\.(?:ya?ml|json)$/i;
const contractsFiles = /^(?:\.github\/)?\.?apim-cors-contracts\.(?:ya?ml|json)$/i;

/**
 * The review, with a note about files that look like the configuration or contracts file by name but are not used. None if the configuration's path is given
 * explicitly.
 */
export function withAsideNote(review: Review, { entries }: Tree, { source, contracts }: Settings): Review {
  const isNamed = source !== null && source.path !== defaultConfigPath;
  const notes = (
    [
      [isNamed ? null : defaultConfigPath, configurations],
      [contracts === defaultContractsPath ? contracts : null, contractsFiles],
    ] as const
  ).flatMap(([counts, named]) => {
    const aside = counts === null ? [] : [...entries.keys()].filter((path) => path !== counts && named.test(path)).sort();
    return counts === null || aside.length === 0 ? [] : [{ code: 'configuration-aside', given: { aside, counts } } as const];
  });
  return notes.length === 0 ? review : { ...review, notes: [...notes, ...review.notes] };
}
