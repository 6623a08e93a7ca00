import { mayLookAtPage } from '../apim/page-words.js';
import type { PolicyDocument } from '../apim/policy.js';
import { hasStep } from './origin-site.js';
import type { ChangedFate, compareFates } from './origin-fates.js';
import type { ServiceState } from './service-state.js';

/** The interpreter of conditions is loaded only for services with conditions on the page of a request. */

const comparing = new WeakMap<ServiceState, typeof compareFates>();

/** Call this for each state before `changedFates`. */
export async function loadFatesFor(state: ServiceState): Promise<void> {
  const isConcerned = state.remarkable().some(({ file }) => file.ok && mayMindPages(file.document));
  if (isConcerned && !comparing.has(state)) comparing.set(state, (await import('./origin-fates.js')).compareFates);
}

/** A condition or value of the document may read the page and decide the outcome of a request. */
function mayMindPages({ flow }: PolicyDocument): boolean {
  return hasStep(flow, (step) => step.kind === 'effect' || (step.kind === 'choose' && step.branches.some(({ condition }) => mayLook(condition))));
}

function mayLook(condition: string | null): boolean {
  return condition !== null && mayLookAtPage(condition);
}

const compared = new WeakMap<ServiceState, { readonly base: ServiceState; readonly all: readonly ChangedFate[] }>();

/** Requests with another outcome than before, by conditions on their page. */
export function changedFates(base: ServiceState, head: ServiceState): readonly ChangedFate[] {
  let found = compared.get(head);
  if (found?.base !== base) {
    const compare = comparing.get(head) ?? comparing.get(base);
    compared.set(head, (found = { base, all: compare === undefined ? [] : [...compare(base, head)] }));
  }
  return found.all;
}
