import type { Place } from '../apim/policy.js';
import type { InnerPlace } from '../text/hosted-text.js';
import { refKey, type PolicyRef } from '../text/policy-ref.js';

/** Where a finding is shown. Lines are the file's, 1-based and inclusive. */
export interface FindingPlace {
  readonly path: string;
  /** The policy that the finding is about; null: none in the file, or it is not known which. */
  readonly ref: PolicyRef | null;
  readonly line: number;
  readonly endLine: number;
  /** Offset of its element in the policy's own text; null if it is about a line. */
  readonly at: number | null;
  /** Set only if the file's lines do not identify the place. */
  readonly inner?: InnerPlace;
}

/** The first line of an element, where its start tag begins. */
export function startOf(place: Place): FindingPlace {
  return linesOf(place, place.line, place.line);
}

/** All lines of an element. */
export function allOf(place: Place): FindingPlace {
  return linesOf(place, place.line, place.endLine);
}

/** A line of an element, for example that of an attribute. */
export function lineOf(place: Place, line: number): FindingPlace {
  return linesOf(place, line, line);
}

/** A line of a file outside any known policy. */
export function fileLine(path: string, line: number): FindingPlace {
  return { path, ref: null, line, endLine: line, at: null };
}

function linesOf({ path, ref, start, end, inner }: Place, line: number, endLine: number): FindingPlace {
  const at = end > start ? start : null;
  return inner === undefined ? { path, ref, line, endLine, at } : { path, ref, line, endLine, at, inner };
}

/** Equal keys: the same line of the same policy, or of the same file if no policy is known. */
export function placeKey({ path, ref, line, inner }: FindingPlace): string {
  return `${ref === null ? path : refKey(ref)}\u0000${inner?.line ?? line}`;
}
