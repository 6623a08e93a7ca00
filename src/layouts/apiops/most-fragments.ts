import type { MetadataProblem, Service } from '../../apim/service.js';
import { sha256Hex } from '../../text/hash.js';
import type { RootIndex } from './artifact-index.js';

/**
 * Policy fragments of a service at most. Microsoft's limits give no number for them; a service holds at most 2,000 products and 18,000 named values (Microsoft
 * Learn, "Understanding Azure API Management service limits"), and 10,000 fragments are more than anybody has.
 */
export const mostFragments = 10_000;

/** The fragments that are read: all of them, or none where there are too many. */
export function readableFragments({ fragments }: RootIndex): RootIndex['fragments'] {
  return fragments.size > mostFragments ? new Map<string, never>() : fragments;
}

/** Those that are not read are there all the same: no policy lacks one. */
export function unreadFragments({ fragments }: RootIndex): Pick<Service, 'fragmentsBeside'> {
  return fragments.size > mostFragments ? { fragmentsBeside: new Set([...fragments.values()].map(({ id }) => id)) } : {};
}

/** What is to be said where there are too many. `contentOf`: the id of a file's content; whichever of them changes, it is another problem. */
export function tooManyFragments({ fragments }: RootIndex, contentOf: (path: string) => string): readonly MetadataProblem[] {
  if (fragments.size <= mostFragments) return [];
  const paths = [...fragments.values()].flatMap(({ policy, information }) => policy ?? information ?? []).sort();
  const conflict = sha256Hex(paths.map((path) => `${path}\0${contentOf(path)}`).join('\0'));
  return [{ path: paths[0] ?? '', line: 1, says: { code: 'too-many-fragments', given: { most: mostFragments } }, conflict }];
}
