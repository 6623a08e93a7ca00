import { effectiveErrorWriters } from '../apim/header-writers.js';
import type { Layer } from '../apim/layers.js';
import type { Place } from '../apim/policy.js';
import { handWritten } from '../cors/hand-written.js';
import type { ServiceState } from './service-state.js';

/** An `Access-Control-Allow-Origin` that `<on-error>` writes into the gateway's error answers (401, 429, 500). */
export interface ErrorAnswer {
  /** As written; null: depends on the request. */
  readonly value: string | null;
  readonly place: Place;
}

/** Those for requests through these layers. */
export function errorAnswers({ fragment }: ServiceState, layers: readonly Layer[]): readonly ErrorAnswer[] {
  return effectiveErrorWriters(layers, fragment)
    .map(handWritten)
    .filter(({ header, action }) => header === 'access-control-allow-origin' && action !== 'delete')
    .map(({ values, place }) => ({ value: values?.join(', ') ?? null, place }));
}

/** Whether any policy of the service writes one. */
export function hasErrorAnswers(state: ServiceState): boolean {
  return state
    .remarkable()
    .some(({ file }) => file.ok && file.document.headerWriters.some(({ section }) => section === 'on-error' || section === 'fragment'));
}

/** The first one that may let a page of the origin read such an answer. */
export function errorAnswerFor(answers: readonly ErrorAnswer[], origin: string): ErrorAnswer | undefined {
  return answers.find(({ value }) => value === null || value === '*' || value === origin);
}
