import type { Coded, NoArguments } from '../text/said.js';

/** What can be wrong in a contracts file. `meant`: the known word that was probably meant. Lines are 1-based; texts are as the file has them. */
export interface ContractProblems {
  readonly empty: NoArguments;
  /** It is no YAML, or not of the schema; in the words of the reader of configurations, its line included. */
  readonly form: { readonly text: string };
  readonly 'app-name': { readonly name: string; readonly line: number };
  readonly 'app-unknown': { readonly name: string; readonly line: number; readonly meant: string | null };
  /** `patterns`: they could stand there too. */
  readonly 'no-origin': { readonly text: string; readonly line: number; readonly patterns: boolean };
  readonly 'pattern-allowed': { readonly text: string; readonly line: number };
  readonly 'same-name': { readonly name: string; readonly line: number; readonly first: number };
  readonly 'no-promise': { readonly name: string; readonly line: number; readonly promises: readonly ('allow' | 'only' | 'deny')[] };
  readonly 'no-call': { readonly text: string; readonly line: number };
  readonly 'no-header': { readonly text: string; readonly line: number };
  readonly 'browsers-header': { readonly text: string; readonly line: number };
  /** `environments`: those that there are. */
  readonly 'no-environment': {
    readonly name: string;
    readonly line: number;
    readonly meant: string | null;
    readonly environments: readonly string[];
  };
  readonly 'matches-nothing': { readonly name: string; readonly line: number; readonly call: readonly string[]; readonly meant: string | null };
}

/** What is wrong in a contracts file, as data. */
export type ContractProblem = Coded<ContractProblems>;
