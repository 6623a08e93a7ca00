import type { Layer } from '../apim/layers.js';
import type { FlowStep } from '../apim/policy.js';
import { FilledIn, resolveNames } from '../cors/named-values.js';
import { meetsChecks } from './request-checks.js';
import type { ServiceState } from './service-state.js';

/** Where an expression looks up one header by its name, or uses the headers otherwise. */
const lookUps = /\bHeaders\s*(?:\?\s*)?(?:(?:\.\s*(?:GetValueOrDefault|ContainsKey|TryGetValue)\s*\(|\[)\s*@?"([^"]*)")?/gi;
const texts = /"([\w!#$%&'*+.^`|~-]+)"/g;

/** Request headers (lower case, distinct) that the checks in these policies read: whoever sends the request chooses them. Linear in the texts of the policies. */
export function headersRead(state: ServiceState, layers: readonly Layer[]): readonly string[] {
  if (!meetsChecks(state, layers)) return [];
  const found = new Set<string>();
  const seen = new Set<string>();
  const look = (steps: readonly FlowStep[], workspace: string | null): void => {
    const read = (text: string | null): void => {
      if (text === null) return;
      for (const name of headersIn(resolveNames(text, new FilledIn((one) => state.namedValue(one, workspace)).lookup) ?? text)) found.add(name);
    };
    for (const step of steps) {
      if (step.kind === 'variable' || step.kind === 'request-part') read(step.value);
      if (step.kind === 'fragment' && !seen.has(step.id)) {
        seen.add(step.id);
        const file = state.fragment(step.id, workspace);
        if (file?.ok === true) look(file.document.flow?.get('fragment') ?? [], workspace);
      }
      if (step.kind !== 'choose') continue;
      for (const { condition, steps: inner } of step.branches) {
        read(condition);
        look(inner, workspace);
      }
    }
  };
  for (const { file, scope } of layers) if (file?.ok === true) look(file.document.flow?.get('inbound') ?? [], scope.workspace);
  return [...found];
}

function headersIn(text: string): readonly string[] {
  const found = [...text.matchAll(lookUps)].map(([, name]) => name?.toLowerCase());
  // The name is worked out: any text of the expression may be it.
  const isOpen = found.includes(undefined);
  return isOpen ? [...text.matchAll(texts)].flatMap(([, one]) => one?.toLowerCase() ?? []) : found.flatMap((name) => name ?? []);
}
