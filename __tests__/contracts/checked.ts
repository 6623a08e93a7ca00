import { checkContracts, openChecked, type ClauseResult } from '../../src/contracts/check-contracts.js';
import { parseContracts } from '../../src/contracts/read-contracts.js';
import { defaultSettings } from '../../src/config/settings.js';
import { memoryTree } from '../memory-tree.js';

export interface Checked {
  readonly files: Readonly<Record<string, string>>;
  /** Entries of the contracts file, as YAML. */
  readonly contracts: string;
  readonly environments?: readonly string[];
  readonly assume?: Readonly<Record<string, string>>;
  readonly repair?: boolean;
}

/** What becomes of the clauses of a contracts file in a repository of these files. */
export async function check({ files, contracts, environments = [], assume = {}, repair = false }: Checked): Promise<readonly ClauseResult[]> {
  const settings = { ...defaultSettings, assume: new Map(Object.entries(assume)) };
  const state = await openChecked(memoryTree(files), settings, environments);
  return checkContracts(parseContracts(contracts, 'contracts.yml'), state, { repair });
}
