import type { UnusedOptions } from '../layouts/layout.js';
import type { Moved } from './moved-addresses.js';
import type { CheckedWay } from '../effective/checked-requests.js';
import type { Coded, FileLine, NoArguments } from '../effective/coded.js';

/** Something the reader must know about the run itself, as data. */
export type Note = Coded<NoteArguments>;

/** `at`: the line of the ignore. `rule`: the id it names. */
export interface NoteArguments extends UnusedOptions {
  /** The first findings have suggestions, the others not. */
  readonly 'suggestions-cut': { readonly first: number; readonly without: number };
  readonly 'shared-repairs-cut': NoArguments;
  /** `path`: the pattern of the entry; `until`: YYYY-MM-DD. */
  readonly 'ignore-ended': { readonly at: FileLine; readonly rule: string; readonly path: string; readonly until: string };
  readonly 'ignore-unmatched': { readonly at: FileLine; readonly rule: string; readonly path: string };
  readonly 'comment-without-reason': { readonly at: FileLine; readonly rule: string };
  /** With `ignores: base` a comment counts once base has it. */
  readonly 'comment-waits': { readonly at: FileLine; readonly rule: string };
  readonly 'comment-unmatched': { readonly at: FileLine; readonly rule: string };
  /** Findings of the service in `root` that the one in `original` has too, and that are told there. */
  readonly extract: { readonly root: string; readonly original: string; readonly findings: number };
  /** Findings that only the merge with the base's tip has. `tip`: its label. */
  readonly 'merge-differs': { readonly tip: string };
  /** Files that change on both sides and were not merged. */
  readonly 'merge-conflict': { readonly tip: string; readonly paths: readonly string[] };
  /** APIs and operations that answer to other requests than before. */
  readonly 'addresses-move': Moved;
  /** APIs where requests of origins that no `<cors>` lists end now, or reach the backend now. */
  readonly 'unlisted-requests': { readonly end: readonly string[]; readonly pass: readonly string[] };
  /** What checks of the origin make of requests, where that differs. `apis`: null stands for all of a service. */
  readonly 'checked-requests': {
    readonly found: readonly { readonly way: CheckedWay; readonly apis: readonly (string | null)[]; readonly origins: readonly string[] }[];
  };
  /** Policies that base has in a form which is refused at save, and head is not. */
  readonly 'newly-deployed': { readonly paths: readonly string[] };
  /** The change alters the configuration file, which counts once it is merged. `values`: what stood and stands there, where that is a word. */
  readonly 'configuration-changed': {
    readonly path: string;
    readonly state: 'changed' | 'removed' | 'unreadable';
    readonly keys: readonly { readonly key: string; readonly values: readonly [was: string, is: string] | null }[];
  };
  /** Pipelines that run the check in base and are not as they were; `gone`: those that do not run it any more. */
  readonly 'workflow-changed': { readonly changed: readonly string[]; readonly gone: readonly string[] };
  /** Files that are called like the configuration, or the contracts, and are not looked at; `counts`: the path at which it is looked for. */
  readonly 'configuration-aside': { readonly aside: readonly string[]; readonly counts: string };
  /** How much is counted and not listed. */
  readonly 'report-cut': Untold;
  /** A line of GitHub's event, or of how the two sides were found. */
  readonly 'from-elsewhere': { readonly text: string };
}

/** What is counted and not listed, for there is too much of it. */
export interface Untold {
  readonly findings: number;
  readonly ignored: number;
  /** Groups of operations whose access changes. */
  readonly changes: number;
  /** Origins of these and of others. */
  readonly origins: number;
  /** Operations, as often as they would be named. */
  readonly operations: number;
  readonly notes: number;
}

/** A line that another room wrote. */
export function noteFromElsewhere(text: string): Note {
  return { code: 'from-elsewhere', given: { text } };
}
