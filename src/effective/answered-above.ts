import type { CorsStep } from '../cors/cors-chain.js';
import type { PolicyDocument } from '../apim/policy.js';
import type { ServiceState } from './service-state.js';

/** A policy that answers every request itself: neither the backend nor `<outbound>` runs (Microsoft Learn, return-response, mock-response). */
export interface Answering {
  readonly name: string;
  readonly path: string;
  readonly line: number;
}

/** The policies that answer every request to a document; null if some requests reach its `<outbound>`. */
export function answeringAll(state: ServiceState, document: PolicyDocument): Answering | null {
  let first: Answering | null = null;
  for (const { layers } of state.groups) {
    if (!layers.some(({ file }) => file?.ok === true && file.document === document)) continue;
    const answer = state.deciding(layers).find((one) => one.kind === 'policy' && one.end?.kind === 'answer' && one.conditions.length === 0);
    if (answer?.kind !== 'policy') return null;
    first ??= { name: answer.name, path: answer.place.path, line: answer.place.line };
  }
  return first;
}

/** Whether no preflight of these requests is answered: there is no `<cors>`, and no operation takes OPTIONS. False if unknown. */
export function leavesPreflightsToRouting(state: ServiceState, document: PolicyDocument): boolean {
  const groups = state.groups.filter(({ layers }) => layers.some(({ file }) => file?.ok === true && file.document === document));
  // A policy that may answer under a condition does not answer preflights.
  const answersNone = (step: CorsStep): boolean => step.kind === 'refused' || (step.kind === 'opaque' && step.reason.code === 'answers-itself');
  return (
    groups.length > 0 && groups.every(({ api, chain }) => api?.operationsKnown === true && chain.preflight === null && chain.steps.every(answersNone))
  );
}
