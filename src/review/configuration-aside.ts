import { defaultConfigPath, defaultContractsPath, type Settings } from '../config/defaults.js';
import type { Tree } from '../layouts/tree.js';
import type { Review } from './review.js';

/** Names that somebody may give to the configuration or to the contracts, where they are looked for under another one. */
const configurations = /^(?:\.github\/)?\.?apim-cors(?:-review)?\.(?:ya?ml|json)$/i;
const contractsFiles = /^(?:\.github\/)?\.?apim-cors-contracts\.(?:ya?ml|json)$/i;

/**
 * The review, with a note for files that are called like the configuration or the contracts and are neither: what they say does not count. Where
 * the configuration comes from another place by name, its author knows where it is.
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
