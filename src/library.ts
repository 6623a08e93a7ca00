import type { Comparison, ContractsOptions, ExplainOptions, PageRequest, ReviewOptions, State } from './library/argument-types.js';
import type { ContractsReport, ExplanationReport, ReviewReport } from './report/published.js';

export { ConfigError, InputError } from './config/errors.js';
export type * from './library/argument-types.js';
export type * from './report/published.js';
export type * from './text/scales.js';

/**
 * What a change does to browser access: what `apim-cors review --format json` gives. Nothing is written and nothing fetched.
 * Throws `ConfigError` where the options or the configuration are wrong, `InputError` where a state cannot be read or holds no policies.
 */
export async function review(comparison: Comparison, options: ReviewOptions = {}): Promise<ReviewReport> {
  return (await import('./library/review-function.js')).reviewFunction(comparison, options);
}

/** What is wrong in one state, with nothing to compare it with: what `apim-cors scan --format json` gives. Throws as `review` does. */
export async function scan(state: State, options: ReviewOptions = {}): Promise<ReviewReport> {
  return (await import('./library/review-function.js')).scanFunction(state, options);
}

/**
 * One browser request, step by step: what `apim-cors explain --format json` gives. One explanation; where environments differ and none is named, one
 * for each answer. Throws as `review` does.
 */
export async function explain(state: State, request: PageRequest, options: ExplainOptions = {}): Promise<readonly ExplanationReport[]> {
  return (await import('./library/explain-function.js')).explainFunction(state, request, options);
}

/** The promises to your web apps, kept or broken in one state: what `apim-cors contracts --format json` gives. Throws as `review` does. */
export async function contracts(state: State, options: ContractsOptions = {}): Promise<ContractsReport> {
  return (await import('./library/contracts-function.js')).contractsFunction(state, options);
}
