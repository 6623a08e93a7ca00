import type { Layer } from '../apim/layers.js';
import type { FlowStep } from '../apim/policy.js';
import { FilledIn, resolveNames } from '../cors/named-values.js';
import { meetsChecks } from './request-checks.js';
import type { ServiceState } from './service-state.js';

/** Where an expression looks up one header by its name, or uses the headers otherwise. */
const lookUps = /\bHeaders\s*(?:\?\s*)?(?:(?:\.\s*(?:GetValueOrDefault|ContainsKey|TryGetValue)\s*\(|\[)\s*@?"([^"]*)")?/gi;
const texts = /"([\w!#$%&'*+.^`|~-]+)"/g;

/** What steps of one scope read, and the fragments that they include. */
interface ReadBySteps {
  readonly names: readonly string[];
  readonly fragments: readonly string[];
}

const known = new WeakMap<ServiceState, Map<string | null, Map<readonly FlowStep[], ReadBySteps>>>();

/** Request headers (lower case, distinct) that the checks in these policies read: whoever sends the request chooses them. */
export function headersRead(state: ServiceState, layers: readonly Layer[]): readonly string[] {
  if (!meetsChecks(state, layers)) return [];
  const found = new Set<string>();
  const seen = new Set<string>();
  const look = (steps: readonly FlowStep[], workspace: string | null): void => {
    const { names, fragments } = readBy(state, steps, workspace);
    for (const name of names) found.add(name);
    for (const id of fragments) {
      if (seen.has(id)) continue;
      seen.add(id);
      const file = state.fragment(id, workspace);
      if (file?.ok === true) look(file.document.flow?.get('fragment') ?? [], workspace);
    }
  };
  for (const { file, scope } of layers) if (file?.ok === true) look(file.document.flow?.get('inbound') ?? [], scope.workspace);
  return [...found];
}

/** Linear in the texts; each is read once, however many operations inherit it. */
function readBy(state: ServiceState, steps: readonly FlowStep[], workspace: string | null): ReadBySteps {
  const ofState = known.get(state) ?? new Map<string | null, Map<readonly FlowStep[], ReadBySteps>>();
  known.set(state, ofState);
  const ofWorkspace = ofState.get(workspace) ?? new Map<readonly FlowStep[], ReadBySteps>();
  ofState.set(workspace, ofWorkspace);
  let read = ofWorkspace.get(steps);
  if (read === undefined) {
    const names = new FilledIn((name) => state.namedValue(name, workspace)).lookup;
    const all = [...textsOf(steps)].flatMap((text) => headersIn(resolveNames(text, names) ?? text));
    ofWorkspace.set(steps, (read = { names: [...new Set(all)], fragments: [...new Set(fragmentsOf(steps))] }));
  }
  return read;
}

function* textsOf(steps: readonly FlowStep[]): Iterable<string> {
  for (const step of steps) {
    if ((step.kind === 'variable' || step.kind === 'request-part') && step.value !== null) yield step.value;
    if (step.kind !== 'choose') continue;
    for (const { condition, steps: inner } of step.branches) {
      if (condition !== null) yield condition;
      yield* textsOf(inner);
    }
  }
}

function* fragmentsOf(steps: readonly FlowStep[]): Iterable<string> {
  for (const step of steps) {
    if (step.kind === 'fragment') yield step.id;
    if (step.kind === 'choose') for (const { steps: inner } of step.branches) yield* fragmentsOf(inner);
  }
}

function headersIn(text: string): readonly string[] {
  const found = [...text.matchAll(lookUps)].map(([, name]) => name?.toLowerCase());
  // The name is worked out: any text of the expression may be it.
  const isOpen = found.includes(undefined);
  return isOpen ? [...text.matchAll(texts)].flatMap(([, one]) => one?.toLowerCase() ?? []) : found.flatMap((name) => name ?? []);
}
