import { ConfigError, InputError } from '../config/errors.js';
import { nearest } from '../config/nearest.js';
import { problemsOf } from '../config/problems.js';
import type { Settings } from '../config/defaults.js';
import { checkContracts, openChecked } from '../contracts/check-contracts.js';
import { contractsOfHead } from '../contracts/review-contracts.js';
import { openFolders, type Tree } from '../layouts/tree.js';
import { contractsMarkdown } from '../report/contracts-report.js';
import { contractProblemText, environmentHint } from '../report/sentences/contract-problems.js';

/**
 * The results of head's contracts file in head, as Markdown. `environment`: only this one and no environment; null: those of the settings and clauses. Throws
 * `InputError`: there is no such file, or no service; `ConfigError`: the file is wrong, or there is no such environment.
 */
export async function contractsAnswer(head: Tree, settings: Settings, environment: string | null): Promise<string> {
  const read = await contractsOfHead(head, settings);
  if (read === null) throw new InputError(`the pull request has no contracts file ${settings.contracts}; begin with: apim-cors contracts --init`);
  const wrong = (problems: Parameters<typeof contractProblemText>[0][]): ConfigError => problemsOf(path, problems.map(contractProblemText));
  const path = read.ok ? read.contracts.path : read.path;
  if (!read.ok) throw wrong([...read.problems]);
  await openFolders([head], () => Infinity);
  const { contracts } = read;
  const environments = environment === null ? null : [environment];
  const state = await openChecked(head, settings, { clauses: contracts.clauses, environments });
  if (state.judges.size === 0) throw new InputError('the pull request has no API Management policies');
  if (environment !== null && !state.environments.includes(environment))
    throw new ConfigError(`there is no environment '${environment}'${environmentHint(nearest(environment, state.environments), state.environments)}`);
  const { results, problems } = await checkContracts(contracts, state, { repair: true });
  if (problems.length > 0) throw wrong([...problems]);
  return contractsMarkdown(path, results);
}
