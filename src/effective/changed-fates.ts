import { mayLookAtPage } from '../apim/page-words.js';
import type { PolicyDocument } from '../apim/policy.js';
import { hasStep } from './origin-site.js';
import type { ChangedFate, compareFates } from './origin-fates.js';
import type { ServiceState } from './service-state.js';

/** What runs conditions is loaded only for services that have some which look at the page that a request comes from. */

const comparing = new WeakMap<ServiceState, typeof compareFates>();

/** To be called before `changedFates`, for each state. */
export async function loadFatesFor(state: ServiceState): Promise<void> {
  const isConcerned = state.remarkable().some(({ file }) => file.ok && mayMindPages(file.document));
  if (isConcerned && !comparing.has(state)) comparing.set(state, (await import('./origin-fates.js')).compareFates);
}

/** A condition or value of the document may look at the page, and decide what becomes of a request. */
function mayMindPages({ flow }: PolicyDocument): boolean {
  return hasStep(flow, (step) => step.kind === 'effect' || (step.kind === 'choose' && step.branches.some(({ condition }) => mayLook(condition))));
}

function mayLook(condition: string | null): boolean {
  return condition !== null && mayLookAtPage(condition);
}

const compared = new WeakMap<ServiceState, { readonly base: ServiceState; readonly all: readonly ChangedFate[] }>();

/** Whose requests come through otherwise than before by conditions on the page that they come from. */
export function changedFates(base: ServiceState, head: ServiceState): readonly ChangedFate[] {
  let found = compared.get(head);
  if (found?.base !== base) {
    const compare = comparing.get(head) ?? comparing.get(base);
    compared.set(head, (found = { base, all: compare === undefined ? [] : [...compare(base, head)] }));
  }
  return found.all;
}
