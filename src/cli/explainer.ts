import type { CredentialsMode } from '../browser/judge.js';
import type { PageMode } from '../browser/request-mode.js';
import { Explainer } from '../explain/explanation.js';
import type { EvaluationCommandOptions } from './options.js';
import { requireNamedEnvironments } from './policies.js';
import { openNamedState, type StateOptions } from './service-state-options.js';
import { settingsFor } from './settings-of-run.js';
import { fileOf } from '../layouts/tree.js';

/** Options of `apim-cors explain`, as typed. */
export interface ExplainCommandOptions extends EvaluationCommandOptions, StateOptions {
  readonly origin?: string;
  readonly method?: string;
  readonly header?: readonly string[];
  readonly credentials: CredentialsMode;
  readonly workspace?: string;
  readonly api?: string;
  readonly operation?: string;
  readonly url?: string;
  readonly product?: string;
  readonly key?: 'none' | 'header' | 'query';
  readonly console?: string;
  readonly har?: string;
  readonly mode?: PageMode;
}

/** Opens the requested state for the duration of a callback. */
export async function withExplainer<T>(
  options: ExplainCommandOptions,
  environment: string | null,
  use: (explainer: Explainer) => Promise<T>,
): Promise<T> {
  const { tree, close } = await openNamedState(options);
  try {
    const explainer = new Explainer(tree, await settingsFor(options, fileOf(tree)), environment);
    if (environment !== null) requireNamedEnvironments({ notes: await explainer.unusedOptions() }, options);
    return await use(explainer);
  } finally {
    close();
  }
}
