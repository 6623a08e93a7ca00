import { PolicyCache } from '../apim/policy-cache.js';
import type { Service } from '../apim/service.js';
import type { Settings } from '../config/defaults.js';
import { ConfigError, InputError } from '../config/errors.js';
import { inEnvironment, noPoliciesIn } from '../explain/request-target.js';
import { openRepository } from '../layouts/repository.js';
import type { Tree } from '../layouts/tree.js';
import type { EvaluationCommandOptions } from './options.js';

/** The one named environment; null: none. Throws `ConfigError` for several. */
export function soleEnvironment(command: string, { environment = [] }: Pick<EvaluationCommandOptions, 'environment'>): string | null {
  const [first = null, ...more] = environment;
  if (more.length > 0) throw new ConfigError(`${command} is one environment at a time: name one with --environment`);
  return first;
}

/** The one service of a tree, in this environment. Throws `ConfigError` if there are several, `InputError` if there is none. */
export async function soleService(tree: Tree, settings: Settings, environment: string | null): Promise<Service> {
  const environments = environment === null ? [] : [environment];
  const repository = await openRepository(tree, { scopes: settings.scopes, environments }, new PolicyCache());
  const services = inEnvironment(await repository.loadAll(), environment);
  const [service, second] = services;
  const names = repository.environments;
  if (environment === null && service === undefined && names.length > 0)
    throw new ConfigError(`the service differs by environment: name one with --environment (${names.join(', ')})`);
  if (service === undefined) throw new InputError(noPoliciesIn(tree.label));
  if (second !== undefined) {
    const roots = services.map((one) => one.root || '.').join(', ');
    throw new ConfigError(`there are several services (${roots}); say which with --dir`);
  }
  return service;
}
