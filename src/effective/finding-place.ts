import type { Place } from '../apim/policy.js';

/** The first line of an element: where its start tag begins, and where a reader looks. */
export function startOf(place: Place): FindingPlace {
  return { path: place.path, line: place.line, endLine: place.line };
}

/** All lines of an element, both ends included. */
export function allOf(place: Place): FindingPlace {
  return { path: place.path, line: place.line, endLine: place.endLine };
}

/** Where a finding is shown. Lines are 1-based and inclusive. */
export interface FindingPlace {
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
}
