import type { UnusedOptions } from '../layouts/layout.js';
import type { Moved } from './moved-addresses.js';
import type { CheckedWay } from '../effective/checked-requests.js';
import type { Coded, FileLine, NoArguments } from '../effective/coded.js';

/** Information about the run itself, as data. */
export type Note = Coded<NoteArguments>;

/** `at`: the line of the ignore. `rule`: its rule id. */
export interface NoteArguments extends UnusedOptions {
  /** Only the first findings have suggestions. */
  readonly 'suggestions-cut': { readonly first: number; readonly without: number };
  readonly 'shared-repairs-cut': NoArguments;
  /** `path`: the entry's pattern; `until`: YYYY-MM-DD. */
  readonly 'ignore-ended': { readonly at: FileLine; readonly rule: string; readonly path: string; readonly until: string };
  readonly 'ignore-unmatched': { readonly at: FileLine; readonly rule: string; readonly path: string };
  readonly 'comment-without-reason': { readonly at: FileLine; readonly rule: string };
  /** With `ignores: base` a comment counts only once it is in base. */
  readonly 'comment-waits': { readonly at: FileLine; readonly rule: string };
  readonly 'comment-unmatched': { readonly at: FileLine; readonly rule: string };
  /** Findings of the service in `root` that are listed for the one in `original`. */
  readonly extract: { readonly root: string; readonly original: string; readonly findings: number };
  /** Findings that only the merge with base's tip has. `tip`: its label. */
  readonly 'merge-differs': { readonly tip: string };
  /** Files changed on both sides that were not merged. */
  readonly 'merge-conflict': { readonly tip: string; readonly paths: readonly string[] };
  /** APIs and operations with another address than before. */
  readonly 'addresses-move': Moved;
  /** APIs where requests of unlisted origins now end, or now reach the backend. */
  readonly 'unlisted-requests': { readonly end: readonly string[]; readonly pass: readonly string[] };
  /** Changed effects of origin checks on requests. `apis`: null stands for all of a service. */
  readonly 'checked-requests': {
    readonly found: readonly { readonly way: CheckedWay; readonly apis: readonly (string | null)[]; readonly origins: readonly string[] }[];
  };
  /** Policies that are refused at save in base, but not in head. */
  readonly 'newly-deployed': { readonly paths: readonly string[] };
  /** The change alters the configuration file, which counts once merged. `values`: old and new value, if each is one word. */
  readonly 'configuration-changed': {
    readonly path: string;
    readonly state: 'changed' | 'removed' | 'unreadable';
    readonly keys: readonly { readonly key: string; readonly values: readonly [was: string, is: string] | null }[];
  };
  /** A stage is published with another environment's configuration: what it gets is compared under the name `before as after`. */
  readonly 'environment-switched': { readonly at: FileLine; readonly before: string; readonly after: string };
  /** Changed pipelines that run the check in base; `gone`: those that do not run it any more. */
  readonly 'workflow-changed': { readonly changed: readonly string[]; readonly gone: readonly string[] };
  /** Unused files with names like those of the configuration or contracts file; `counts`: the path that is used. */
  readonly 'configuration-aside': { readonly aside: readonly string[]; readonly counts: string };
  /** Counts of what is not listed. */
  readonly 'report-cut': Untold;
  /** A line from GitHub's event, or about how the two sides were found. */
  readonly 'from-elsewhere': { readonly text: string };
}

/** Counts of what is not listed, because there is too much. */
export interface Untold {
  readonly findings: number;
  readonly ignored: number;
  /** Groups of operations with changed access. */
  readonly changes: number;
  /** Origins of these and of others. */
  readonly origins: number;
  /** Operations, counted each time they would be named. */
  readonly operations: number;
  readonly notes: number;
}

/** A line written by another room. */
export function noteFromElsewhere(text: string): Note {
  return { code: 'from-elsewhere', given: { text } };
}
