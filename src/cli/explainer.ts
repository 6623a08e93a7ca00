import type { CredentialsMode } from '../browser/judge.js';
import type { PageMode } from '../browser/request-mode.js';
import { Explainer } from '../explain/explanation.js';
import type { EvaluationOptions } from './options.js';
import { requireEnvironments } from './policies.js';
import { openState, type StateOptions } from './service-state-options.js';
import { fileOf, settingsFor } from './settings-of-run.js';

/** Options of `apim-cors explain`, as typed. */
export interface ExplainOptions extends EvaluationOptions, StateOptions {
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
export async function withExplainer<T>(options: ExplainOptions, environment: string | null, use: (explainer: Explainer) => Promise<T>): Promise<T> {
  const { tree, close } = await openState(options);
  try {
    const explainer = new Explainer(tree, await settingsFor(options, fileOf(tree)), environment);
    if (environment !== null) requireEnvironments({ notes: await explainer.unusedOptions() }, options);
    return await use(explainer);
  } finally {
    close();
  }
}
