import { checkContracts, openChecked, type CheckedContracts, type ClauseResult } from '../../src/contracts/check-contracts.js';
import type { Contracts } from '../../src/contracts/contract.js';
import { readContracts } from '../../src/contracts/read-contracts.js';
import { contractProblemText } from '../../src/report/sentences/contract-problems.js';
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

/** The clauses of a contracts file that can be read. */
export function clausesOf(text: string): Contracts {
  const read = readContracts(text, 'contracts.yml');
  if (!read.ok) throw new Error(read.problems.map(contractProblemText).join('\n'));
  return read.contracts;
}

/** What becomes of the clauses of a contracts file in a repository of these files; and what nothing can be said of. */
export async function checkAll({ files, contracts, environments = [], assume = {}, repair = false }: Checked): Promise<CheckedContracts> {
  const settings = { ...defaultSettings, assume: new Map(Object.entries(assume)), environments };
  const read = clausesOf(contracts);
  return checkContracts(read, await openChecked(memoryTree(files), settings, { clauses: read.clauses, environments: null }), { repair });
}

/** What becomes of the clauses, all of which match something. */
export async function check(asked: Checked): Promise<readonly ClauseResult[]> {
  const { results, problems } = await checkAll(asked);
  expect(problems).toEqual([]);
  return results;
}
