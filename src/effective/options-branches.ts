import type { Layer } from '../apim/layers.js';
import { asksForOptions } from '../apim/options-branch.js';
import type { Place, PolicyDocument, RequestEnd } from '../apim/policy.js';
import { optionsOperationAt } from '../apim/resolve-url.js';
import type { ScopeRef } from '../apim/service.js';
import { contextsOf, type OperationContext } from './contexts.js';
import type { ServiceState } from './service-state.js';

/** A branch for requests with method OPTIONS, and its place. */
export interface OptionsBranch {
  readonly place: Place;
  readonly scope: ScopeRef;
}

/** Branches in these layers' inbound sections that answer OPTIONS or write CORS headers for it; the first of each document. */
export function optionsBranchesIn(state: ServiceState, layers: readonly Layer[]): readonly OptionsBranch[] {
  const found = new Map<Place['ref'], OptionsBranch>();
  const add = (place: Place | null, scope: ScopeRef): void => {
    if (place !== null && !found.has(place.ref)) found.set(place.ref, { place, scope });
  };
  for (const statement of state.deciding(layers)) if (statement.kind === 'policy') add(branchOf(statement.end), statement.scope);
  for (const { file, scope } of layers) if (file?.ok === true) add(writerFor(file.document), scope);
  return [...found.values()];
}

function branchOf(end: RequestEnd | null | undefined): Place | null {
  return end?.kind === 'branch' ? end.options : null;
}

function writerFor({ headerWriters }: PolicyDocument): Place | null {
  return headerWriters.find(({ section, conditions }) => section === 'inbound' && conditions.some(asksForOptions))?.element.place ?? null;
}

function mayHoldOne(document: PolicyDocument): boolean {
  if (writerFor(document) !== null) return true;
  return [...document.sections.values()].some(({ statements }) =>
    statements.some((statement) => {
      if (statement.kind === 'others') return [...(statement.ends?.values() ?? [])].some((end) => branchOf(end) !== null);
      return statement.kind === 'policy' && branchOf(statement.end) !== null;
    }),
  );
}

/** A branch that no request reaches, and the operations it was meant for. */
export interface DeadBranch extends OptionsBranch {
  readonly contexts: readonly OperationContext[];
  /** A `<cors>` takes part in the preflights of all of them. */
  readonly isAnswered: boolean;
}

/**
 * Branches for OPTIONS that never run: without an OPTIONS operation, routing ends such a request before any policy, unless a `<cors>` answers it (Microsoft
 * Learn, cors policy, usage notes). Nothing is reported if the operations are unknown.
 */
export function deadBranches(state: ServiceState): readonly DeadBranch[] {
  if (!state.remarkable().some(({ file }) => file.ok && mayHoldOne(file.document))) return [];
  const found = new Map<Place['ref'], OptionsBranch & { contexts: OperationContext[]; isAnswered: boolean; runs: boolean }>();
  for (const context of contextsOf(state, { operations: mayHoldOne, products: mayHoldOne })) {
    if (context.api === null) continue;
    const isAnswered = context.chain.steps.some((step) => step.kind === 'cors' && step.how !== 'nested');
    for (const branch of optionsBranchesIn(state, context.layers)) {
      const { ref } = branch.place;
      const known = found.get(ref) ?? { ...branch, contexts: [], isAnswered: true, runs: false };
      found.set(ref, known);
      known.contexts.push(context);
      known.isAnswered &&= isAnswered;
      known.runs ||= mayTakeOptions(context);
    }
  }
  return [...found.values()].filter(({ runs }) => !runs);
}

function mayTakeOptions({ api, operation, target }: OperationContext): boolean {
  if (api === null || !api.operationsKnown) return true;
  const reached = operation === null ? api.operations.filter(({ id }) => target.operations.includes(id)) : [operation];
  return reached.some((one) => one.method === null || one.method === '*' || optionsOperationAt(api, one) !== null);
}
