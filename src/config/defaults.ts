import type { ScopeEntry } from '../layouts/layout.js';
import type { Assumptions } from '../cors/worlds.js';
import type { Profile } from '../rules/rule.js';

/** One severity that the configuration gives a rule. `path`: a glob, or null for every path. The first match decides. */
export interface RuleSetting {
  readonly rule: string;
  readonly path: string | null;
  readonly severity: 'error' | 'warning' | 'info' | 'off';
}

/** Findings of one rule under a glob that are ignored, and why. */
export interface IgnoreEntry {
  readonly rule: string;
  readonly path: string;
  readonly reason: string;
  /** YYYY-MM-DD, the last day it applies; null: no end. */
  readonly until: string | null;
  /** Line of the entry in the configuration file, 1-based. */
  readonly line: number;
}

/** The lowest severity that fails a review. */
export type FailOn = 'error' | 'warning' | 'info' | 'never';

/** The settings of a run: the configuration file, overridden by the command line or the Action's inputs. */
export interface Settings {
  readonly failOn: FailOn;
  readonly environments: readonly string[];
  /** All environments of development; null: decided by their names. */
  readonly developmentEnvironments: readonly string[] | null;
  readonly reportExisting: boolean;
  /** The side whose ignore comments count: with `base`, those of a pull request count only after the merge. */
  readonly ignores: 'head' | 'base';
  /** Path of the contracts file in the tree. */
  readonly contracts: string;
  /** The side whose contracts count: with `base`, contracts that a change drops or relaxes still count. */
  readonly enforceContracts: 'head' | 'base';
  readonly assume: Assumptions;
  /** null: `pull-request` in a review, `default` in a scan. */
  readonly profile: Profile | null;
  readonly scopes: readonly ScopeEntry[];
  readonly rules: readonly RuleSetting[];
  readonly ignore: readonly IgnoreEntry[];
  /** The file that they come from; null: defaults only. */
  readonly source: { readonly path: string } | null;
}

/** The default path of the contracts file. */
export const defaultContractsPath = '.github/apim-cors-contracts.yml';

/** The settings without a configuration file. */
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

/** The default path of the configuration file. */
export const defaultConfigPath = '.github/apim-cors.yml';
