import type { Assumptions } from '../cors/worlds.js';
import type { Settings } from '../config/settings.js';
import { toldRules } from '../config/told-rules.js';
import { rules } from '../rules/catalogue.js';
import type { AccessChangeView } from '../effective/access-change.js';
import { compareSeverity } from '../effective/severity.js';
import type { Draft, Rule } from '../rules/rule.js';
import { workOutOriginUses } from '../effective/origin-uses.js';
import { refusedGroups } from '../repairs/refusals.js';
import type { ServiceState } from '../effective/service-state.js';
import { compareStates, type FindCauses, type RefusedSides } from '../effective/state-difference.js';
import { atChangedMetadata } from './changed-metadata.js';
import { findCauses } from './causes.js';
import type { ChangedLines } from './changed-lines.js';
import { folded } from './folded-drafts.js';
import { identify, type Fingerprints, type Identified } from './fingerprint.js';
import { saidInBase, saidOfOnePolicy } from './same-finding.js';
import { environmentOf, type Pair } from './sides.js';

/** The findings of these rules in one state. */
export async function draftsOf(state: ServiceState | null, told: readonly Rule[], known?: Fingerprints): Promise<readonly Identified[]> {
  if (state === null) return [];
  await workOutOriginUses(state);
  return identify(checked(state, told), state.service.root, known);
}

/** A generator, because there may be more findings than a call can take as arguments. */
function* checked(state: ServiceState, told: readonly Rule[]): Iterable<Draft> {
  for (const rule of told) if (rule.check !== undefined) yield* folded(rule.check(state));
}

/** The differences between two states of a service. */
export interface StateDifference {
  readonly views: readonly AccessChangeView[];
  /** Drafts of the rules about changes. */
  readonly drafts: readonly Identified[];
}

/** The difference between two states, and the findings about it. `isRefused`: as in `compareStates`. */
export async function differenceOf(
  base: ServiceState | null,
  head: ServiceState | null,
  assume: Assumptions,
  causes: FindCauses,
  isRefused?: RefusedSides,
): Promise<StateDifference> {
  for (const state of [base, head]) if (state !== null) await workOutOriginUses(state);
  const views = await compareStates(base, head, assume, causes, isRefused);
  const drafts = rules.flatMap((rule) => (rule.checkChanges === undefined ? [] : [...rule.checkChanges({ base, head, changes: views })]));
  return { views, drafts: identify(drafts, (head ?? base)?.service.root ?? '') };
}

/** One entry per fingerprint: the most severe of several. */
export function unite(lists: readonly (readonly Identified[])[]): ReadonlyMap<string, Identified> {
  const united = new Map<string, Identified>();
  for (const list of lists) {
    for (const one of list) {
      const known = united.get(one.fingerprint);
      if (known === undefined || compareSeverity(one.draft.severity, known.draft.severity) > 0) united.set(one.fingerprint, one);
    }
  }
  return united;
}

/** The findings in one pair of services. */
export interface EvaluatedPair {
  readonly pair: Pair;
  readonly environment: string | null;
  readonly views: readonly AccessChangeView[];
  /** By fingerprint. */
  readonly found: ReadonlyMap<string, Identified>;
  /** Fingerprints that also occur in base. */
  readonly existing: ReadonlySet<string>;
}

/** A text that is refused on one side, and not in the same form on the other, marks that side. */
function refusedSides({ base, head }: Pair): RefusedSides {
  return { base: refusedGroups(head, base), head: refusedGroups(base, head) };
}

/** The findings in a pair, and the difference between its sides; a scan has none. */
export async function evaluatePair(pair: Pair, mode: 'review' | 'scan', changed: ChangedLines, settings: Settings): Promise<EvaluatedPair> {
  const causes = findCauses(changed, pair.base, pair.head);
  const compared =
    mode === 'review' ? await differenceOf(pair.base, pair.head, settings.assume, causes, refusedSides(pair)) : { views: [], drafts: [] };
  const drafts = await Promise.all(compared.drafts.map(async (one) => ({ ...one, draft: await atChangedMetadata(one.draft, pair.head, changed) })));
  const known: Fingerprints = new Map();
  const told = toldRules(settings, mode);
  const found = unite([await draftsOf(pair.head, told, known), drafts]);
  const before = unite([await draftsOf(pair.base, told, known)]);
  // A finding that got worse is new.
  const existing = new Set(
    [...found].flatMap(([fingerprint, { draft }]) => {
      const known = before.get(fingerprint)?.draft;
      // The unread part of a file may have changed.
      const isUnread = draft.rule === 'unreadable-metadata' && changed.paths.has(draft.place.path);
      return known !== undefined && !isUnread && compareSeverity(draft.severity, known.severity) <= 0 ? [fingerprint] : [];
    }),
  );
  const [head, base] = [
    { found, state: pair.head },
    { found: before, state: pair.base },
  ];
  for (const fingerprint of [...saidInBase(found, before), ...saidOfOnePolicy(head, base)]) existing.add(fingerprint);
  // Findings about a change are always new, even if a state's finding of that kind existed.
  for (const { fingerprint } of compared.drafts) if (found.get(fingerprint)?.draft.severity === 'error') existing.delete(fingerprint);
  return { pair, environment: environmentOf(pair), views: compared.views, found, existing };
}
