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
  return { path, ref: null, line, endLine: line };
}

function linesOf({ path, ref, inner }: Place, line: number, endLine: number): FindingPlace {
  return inner === undefined ? { path, ref, line, endLine } : { path, ref, line, endLine, inner };
}

/** The line by which an ignore comment and what it is for find each other: of the policy's own text where the file's lines do not tell. */
export function markedLine({ line, inner }: Place | FindingPlace): number {
  return inner?.line ?? line;
}

/** Equal keys: the same line of the same policy, or of the same file where no policy is told. */
export function placeKey({ path, ref, line, inner }: FindingPlace): string {
  return `${ref === null ? path : refKey(ref)}\u0000${inner?.line ?? line}`;
}
