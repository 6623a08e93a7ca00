import { InputError } from '../config/errors.js';
import { problemsOf } from '../config/problems.js';
import { checkContracts, openChecked } from '../contracts/check-contracts.js';
import type { Contracts } from '../contracts/contract.js';
import { readContracts } from '../contracts/read-contracts.js';
import { openFolders, type Tree, fileOf } from '../layouts/tree.js';
import { contractsValue } from '../report/contracts-report.js';
import type { ContractsReport } from '../report/published.js';
import { contractProblemText } from '../report/sentences/contract-problems.js';
import { noPolicies } from '../review/required-policies.js';
import type { ContractsOptions, State } from './argument-types.js';
import { openState } from './open.js';
import { requireEnvironments, settingsOf } from './given-settings.js';

/** Checks the promises to web apps in one state. */
export async function contractsFunction(state: State, options: ContractsOptions): Promise<ContractsReport> {
  const { tree, where, close } = await openState(state, 'head');
  try {
    const settings = await settingsOf(options, fileOf(tree));
    await openFolders([tree], () => Infinity);
    const read = await contractsOf(tree, settings.contracts, options.contracts);
    const { environments = null } = options;
    const checked = await openChecked(tree, settings, { clauses: read.clauses, environments });
    if (checked.judges.size === 0) throw noPolicies(where);
    requireEnvironments(environments ?? [], checked.environments);
    const { results, problems } = await checkContracts(read, checked, { repair: true });
    if (problems.length > 0) throw problemsOf(read.path, problems.map(contractProblemText));
    return contractsValue(read.path, results);
  } finally {
    close();
  }
}

async function contractsOf(tree: Tree, path: string, given: string | undefined): Promise<Contracts> {
  const bytes = given === undefined ? await fileOf(tree)(path) : null;
  const text = given ?? (bytes === null ? null : new TextDecoder().decode(bytes));
  if (text === null) throw new InputError(`there is no contracts file ${path}`);
  const named = given === undefined ? path : 'contracts';
  const read = readContracts(text, named);
  if (!read.ok) throw problemsOf(named, read.problems.map(contractProblemText));
  return read.contracts;
}
