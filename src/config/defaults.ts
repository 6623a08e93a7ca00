import type { ScopeEntry } from '../layouts/layout.js';
import type { Assumptions } from '../cors/worlds.js';
import type { Profile } from '../rules/rule.js';

/** One severity the configuration gives a rule. `path`: a glob, or null for every path. The first that fits a finding decides. */
export interface RuleSetting {
  readonly rule: string;
  readonly path: string | null;
  readonly severity: 'error' | 'warning' | 'info' | 'off';
}

/** Findings of one rule under a glob that do not count, and why. */
export interface IgnoreEntry {
  readonly rule: string;
  readonly path: string;
  readonly reason: string;
  /** YYYY-MM-DD, the last day it holds; null: for ever. */
  readonly until: string | null;
  /** Line of the entry in the configuration file, 1-based. */
  readonly line: number;
}

/** From which severity on a review fails. */
export type FailOn = 'error' | 'warning' | 'info' | 'never';

/** What a run is told: the configuration file, with whatever the command line or the Action's inputs put in its place. */
export interface Settings {
  readonly failOn: FailOn;
  readonly environments: readonly string[];
  /** Environments of development, all of them; null: their names tell. */
  readonly developmentEnvironments: readonly string[] | null;
  readonly reportExisting: boolean;
  /** From which side ignore comments count: `base` makes those of a pull request wait for the merge. */
  readonly ignores: 'head' | 'base';
  /** Path of the contracts file in the tree. */
  readonly contracts: string;
  /** Whose contracts count: `base` lets those count all the same that a change drops or relaxes. */
  readonly enforceContracts: 'head' | 'base';
  readonly assume: Assumptions;
  /** null: `pull-request` in a review, `default` in a scan. */
  readonly profile: Profile | null;
  readonly scopes: readonly ScopeEntry[];
  readonly rules: readonly RuleSetting[];
  readonly ignore: readonly IgnoreEntry[];
  /** The file it came from; null: nothing but defaults. */
  readonly source: { readonly path: string } | null;
}

/** Where the contracts file is looked for. */
export const defaultContractsPath = '.github/apim-cors-contracts.yml';

/** Without a configuration file. */
export const defaultSettings: Settings = {
  failOn: 'error',
  environments: [],
  developmentEnvironments: null,
  reportExisting: false,
  ignores: 'head',
  contracts: defaultContractsPath,
  enforceContracts: 'head',
  assume: new Map(),
  profile: null,
  scopes: [],
  rules: [],
  ignore: [],
  source: null,
};

/** Where the configuration file is looked for. */
export const defaultConfigPath = '.github/apim-cors.yml';
