import { isExpression } from '../text/open-parts.js';
import { startOf } from './finding-place.js';
import type { FileLine } from './coded.js';
import type { ServiceState } from './service-state.js';

/** A value in a `<cors>` that an expression computes: reports give its place instead of its code. */
export interface ComputedValue extends FileLine {
  /** The expression, which serves as the value's name. */
  readonly text: string;
  readonly what: 'origin' | 'method' | 'header';
}

/** The distinct computed values of these states, at their first places; those of head before those of base. */
export function computedValues(states: Iterable<ServiceState | null>): readonly ComputedValue[] {
  const found = new Map<string, ComputedValue>();
  for (const state of states) {
    for (const { policy } of state?.corsElements() ?? []) {
      const note = (text: string, what: ComputedValue['what'], place: Parameters<typeof startOf>[0]): void => {
        if (!isExpression(text) || found.has(text)) return;
        const { path, line } = startOf(place);
        found.set(text, { text, what, path, line });
      };
      for (const entry of policy.origins) if (entry.kind === 'unresolved') note(entry.label, 'origin', entry.place);
      for (const { list, what } of [
        { list: policy.methods, what: 'method' },
        { list: policy.headers, what: 'header' },
        { list: policy.exposed, what: 'header' },
      ] as const)
        if (list.kind !== 'absent') for (const { name, place } of list.unresolved) note(name, what, place);
    }
  }
  return [...found.values()];
}
