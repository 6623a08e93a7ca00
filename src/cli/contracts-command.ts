import { readFileSync } from 'node:fs';
import { ConfigError, InputError } from '../config/errors.js';
import { nearest } from '../config/nearest.js';
import type { Settings } from '../config/defaults.js';
import { checkContracts, openChecked, type CheckedState, type ClauseResult } from '../contracts/check-contracts.js';
import type { Clause, Contracts } from '../contracts/contract.js';
import { initialContracts } from '../contracts/initial-contracts.js';
import { problemsOf } from '../config/problems.js';
import { readContracts } from '../contracts/read-contracts.js';
import { openFolders, type Tree, fileOf } from '../layouts/tree.js';
import { contractsFile } from '../report/contracts-file.js';
import { contractsConclusion, contractsJson, contractsJunit, contractsText } from '../report/contracts-report.js';
import { contractProblemText, environmentHint } from '../report/sentences/contract-problems.js';
import { exit } from './exit.js';
import type { EvaluationCommandOptions } from './options.js';
import { terminalFor, write } from './output.js';
import { noPolicies } from '../review/required-policies.js';
import { openNamedState, type StateOptions } from './service-state-options.js';
import { settingsFor } from './settings-of-run.js';

/** Options of `apim-cors contracts`, as typed. */
export interface ContractsCommandOptions extends EvaluationCommandOptions, StateOptions {
  readonly contracts?: string;
  readonly init?: boolean;
}

const exits = { pass: exit.done, fail: exit.findings, undecided: exit.unknown } as const;

/** `apim-cors contracts`: returns the exit code. */
export async function runContracts(options: ContractsCommandOptions): Promise<number> {
  if (options.init === true && options.contracts !== undefined)
    throw new ConfigError('--init writes a new file from the state; leave --contracts out');
  const { tree, where, close } = await openNamedState(options);
  try {
    const settings = await settingsFor(options, fileOf(tree));
    await openFolders([tree], () => Infinity);
    const read = options.init === true ? null : await contractsOf(tree, settings, options);
    const { environment: environments = null } = options;
    const state = await openChecked(tree, settings, { clauses: read?.clauses ?? [], environments });
    if (state.judges.size === 0) throw noPolicies(where);
    for (const name of environments ?? []) {
      if (!state.environments.includes(name))
        throw new ConfigError(
          `--environment ${name}: there is no such environment${environmentHint(nearest(name, state.environments), state.environments)}`,
        );
    }
    return read === null ? init(state, where, options) : await check(read, state, options);
  } finally {
    close();
  }
}

async function check(read: Contracts, state: CheckedState, options: ContractsCommandOptions): Promise<number> {
  const { results, problems } = await checkContracts(read, state, { repair: true });
  if (problems.length > 0) throw problemsOf(read.path, problems.map(contractProblemText));
  if (results.length === 0) throw new ConfigError(`no contract in ${read.path} is about ${(options.environment ?? []).join(', ')}`);
  const about = new Set(results.map(({ clause }) => clause));
  const skipped = read.clauses.filter((clause) => !about.has(clause));
  write(textOf(read.path, results, skipped, options), options);
  return exits[contractsConclusion(results)];
}

function init(state: CheckedState, where: string, options: ContractsCommandOptions): number {
  const clauses = initialContracts(state);
  if (clauses.length === 0) throw new InputError(`no operation of an API in ${where}: there is nothing to promise yet`);
  if (clauses.every(({ title }) => title.code === 'not-known'))
    throw new InputError(
      `who can call the APIs in ${where} depends on what it does not decide: there is nothing to promise; explain tells what it depends on`,
    );
  write(contractsFile(clauses), options);
  return exit.done;
}

async function contractsOf(tree: Tree, settings: Settings, { contracts: file }: ContractsCommandOptions): Promise<Contracts> {
  const path = file ?? settings.contracts;
  const bytes = file === undefined ? await fileOf(tree)(path) : fromDisk(file);
  if (bytes === null) throw new InputError(`there is no contracts file ${path}; begin with: apim-cors contracts --init --output ${path}`);
  const read = readContracts(new TextDecoder().decode(bytes), path);
  if (!read.ok) throw problemsOf(path, read.problems.map(contractProblemText));
  return read.contracts;
}

function fromDisk(file: string): Uint8Array | null {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new ConfigError(`--contracts ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function textOf(path: string, results: readonly ClauseResult[], skipped: readonly Clause[], options: ContractsCommandOptions): string {
  switch (options.format) {
    case 'json':
      return contractsJson(path, results);
    case 'junit':
      return contractsJunit(path, results, skipped);
    default:
      return contractsText(path, results, skipped, terminalFor(options).paint);
  }
}
