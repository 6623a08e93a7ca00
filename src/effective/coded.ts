export type { Coded, NoArguments } from '../text/said.js';

/** A line of a file, 1-based. */
export interface FileLine {
  readonly path: string;
  readonly line: number;
}
