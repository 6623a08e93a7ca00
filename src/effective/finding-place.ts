import type { Place } from '../apim/policy.js';
import type { InnerPlace } from '../text/hosted-text.js';
import { refKey, type PolicyRef } from '../text/policy-ref.js';

/** Where a finding is shown. Lines are the file's, 1-based and inclusive. */
export interface FindingPlace {
  readonly path: string;
  /** The policy that it is about; null: the file holds none, or which one is meant is not told. */
  readonly ref: PolicyRef | null;
  readonly line: number;
  readonly endLine: number;
  /** Offset of the element that it is about, in the policy's own text; null where it is about a line. */
  readonly at: number | null;
  /** Only where lines of the file do not tell what is meant. */
  readonly inner?: InnerPlace;
}

/** The first line of an element: where its start tag begins, and where a reader looks. */
export function startOf(place: Place): FindingPlace {
  return linesOf(place, place.line, place.line);
}

/** All lines of an element, both ends included. */
export function allOf(place: Place): FindingPlace {
  return linesOf(place, place.line, place.endLine);
}

/** A line of an element, as that of one of its attributes. */
export function lineOf(place: Place, line: number): FindingPlace {
  return linesOf(place, line, line);
}

/** A line of a file that is not told to be a policy's. */
export function fileLine(path: string, line: number): FindingPlace {
  return { path, ref: null, line, endLine: line, at: null };
}

function linesOf({ path, ref, start, end, inner }: Place, line: number, endLine: number): FindingPlace {
  const at = end > start ? start : null;
  return inner === undefined ? { path, ref, line, endLine, at } : { path, ref, line, endLine, at, inner };
}

/** Equal keys: the same line of the same policy, or of the same file where no policy is told. */
export function placeKey({ path, ref, line, inner }: FindingPlace): string {
  return `${ref === null ? path : refKey(ref)}\u0000${inner?.line ?? line}`;
}
