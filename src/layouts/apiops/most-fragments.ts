import type { MetadataProblem, Service } from '../../apim/service.js';
import { sha256Hex } from '../../text/hash.js';
import type { RootIndex } from './artifact-index.js';

/**
 * Most policy fragments of a service. Microsoft documents no limit for them; a service has at most 2,000 products and 18,000 named values (Microsoft Learn,
 * "Understanding Azure API Management service limits"), so 10,000 fragments are enough.
 */
export const mostFragments = 10_000;

/** The fragments to read: all, or none beyond the bound. */
export function readableFragments({ fragments }: RootIndex): RootIndex['fragments'] {
  return fragments.size > mostFragments ? new Map<string, never>() : fragments;
}

/** Fragments that are not read still exist: none counts as missing. */
export function unreadFragments({ fragments }: RootIndex): Pick<Service, 'fragmentsBeside'> {
  return fragments.size > mostFragments ? { fragmentsBeside: new Set([...fragments.values()].map(({ id }) => id)) } : {};
}

/** The problem of too many fragments. `contentOf`: the id of a file's content; if any of them changes, it is another problem. */
export function tooManyFragments({ fragments }: RootIndex, contentOf: (path: string) => string): readonly MetadataProblem[] {
  if (fragments.size <= mostFragments) return [];
  const paths = [...fragments.values()].flatMap(({ policy, information }) => policy ?? information ?? []).sort();
  const conflict = sha256Hex(paths.map((path) => `${path}\0${contentOf(path)}`).join('\0'));
  return [{ path: paths[0] ?? '', line: 1, says: { code: 'too-many-fragments', given: { most: mostFragments } }, conflict }];
}
