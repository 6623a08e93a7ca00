import type { Assumptions } from '../cors/questions.js';
import { rules } from '../rules/catalogue.js';
import type { AccessChangeView } from '../effective/access-change.js';
import { compareSeverity } from '../effective/severity.js';
import { type Draft } from '../rules/rule.js';
import type { ServiceState } from '../effective/service-state.js';
import { compareStates, type FindCauses } from '../effective/state-difference.js';
import { identify, type Identified } from './fingerprint.js';

/** What the rules say about one state. */
export function draftsOf(state: ServiceState | null): readonly Identified[] {
  if (state === null) return [];
  const drafts: Draft[] = [];
  for (const rule of rules) if (rule.check !== undefined) drafts.push(...rule.check(state));
  return identify(drafts, state.service.root);
}

export interface Comparison {
  readonly views: readonly AccessChangeView[];
  /** Drafts of the rules that read the difference. */
  readonly drafts: readonly Identified[];
}

/** The difference between two states and what the rules say about it. */
export async function compare(base: ServiceState | null, head: ServiceState | null, assume: Assumptions, causes: FindCauses): Promise<Comparison> {
  const views = await compareStates(base, head, assume, causes);
  const drafts: Draft[] = [];
  for (const rule of rules) if (rule.checkChanges !== undefined) drafts.push(...rule.checkChanges({ base, head, changes: views }));
  return { views, drafts: identify(drafts, (head ?? base)?.service.root ?? '') };
}

/** One entry a fingerprint: where several rules' readings meet in one finding, the more severe one stays. */
export function unite(identified: Iterable<Identified>): ReadonlyMap<string, Identified> {
  const united = new Map<string, Identified>();
  for (const one of identified) {
    const known = united.get(one.fingerprint);
    if (known === undefined || compareSeverity(one.draft.severity, known.draft.severity) > 0) united.set(one.fingerprint, one);
  }
  return united;
}
