import type { Comparison, ContractsOptions, ExplainOptions, PageRequest, ReviewOptions, State } from './library/argument-types.js';
import type { ContractsReport, ExplanationReport, ReviewReport } from './report/published.js';

export { ConfigError, InputError } from './config/errors.js';
export type * from './library/argument-types.js';
export type * from './report/published.js';
export type * from './text/scales.js';

/**
 * Reviews a change's effect on browser access: returns what `apim-cors review --format json` prints. Writes and fetches nothing. Throws `ConfigError` for wrong
 * options or configuration, `InputError` if a state cannot be read or holds no policies.
 */
export async function review(comparison: Comparison, options: ReviewOptions = {}): Promise<ReviewReport> {
  return (await import('./library/review-function.js')).reviewFunction(comparison, options);
}

/** Scans one state for faults, without a comparison: returns what `apim-cors scan --format json` prints. Throws as `review`. */
export async function scan(state: State, options: ReviewOptions = {}): Promise<ReviewReport> {
  return (await import('./library/review-function.js')).scanFunction(state, options);
}

/**
 * Explains one browser request, step by step: returns what `apim-cors explain --format json` prints. One explanation; if environments differ and none is named,
 * one for each distinct answer. Throws as `review`.
 */
export async function explain(state: State, request: PageRequest, options: ExplainOptions = {}): Promise<readonly ExplanationReport[]> {
  return (await import('./library/explain-function.js')).explainFunction(state, request, options);
}

/** Checks the promises to your web apps in one state: returns what `apim-cors contracts --format json` prints. Throws as `review`. */
export async function contracts(state: State, options: ContractsOptions = {}): Promise<ContractsReport> {
  return (await import('./library/contracts-function.js')).contractsFunction(state, options);
}
