import type { Coded, NoArguments } from '../text/said.js';

/** Faults in a contracts file. `meant`: the known word that was probably meant. Lines are 1-based; texts are as in the file. */
export interface ContractProblems {
  readonly empty: NoArguments;
  /** Not YAML, or against the schema; the message of the configuration reader, with its line. */
  readonly form: { readonly text: string };
  readonly 'app-name': { readonly name: string; readonly line: number };
  readonly 'app-unknown': { readonly name: string; readonly line: number; readonly meant: string | null };
  /** `patterns`: patterns are allowed too. */
  readonly 'no-origin': { readonly text: string; readonly line: number; readonly patterns: boolean };
  readonly 'pattern-allowed': { readonly text: string; readonly line: number };
  readonly 'same-name': { readonly name: string; readonly line: number; readonly first: number };
  readonly 'no-promise': { readonly name: string; readonly line: number; readonly promises: readonly ('allow' | 'only' | 'deny')[] };
  readonly 'no-call': { readonly text: string; readonly line: number };
  readonly 'no-header': { readonly text: string; readonly line: number };
  readonly 'browsers-header': { readonly text: string; readonly line: number };
  /** `environments`: the existing ones. */
  readonly 'no-environment': {
    readonly name: string;
    readonly line: number;
    readonly meant: string | null;
    readonly environments: readonly string[];
  };
  readonly 'matches-nothing': { readonly name: string; readonly line: number; readonly call: readonly string[]; readonly meant: string | null };
}

/** A fault in a contracts file, as data. */
export type ContractProblem = Coded<ContractProblems>;
