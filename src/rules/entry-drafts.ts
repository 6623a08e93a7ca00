import type { Place } from '../apim/policy.js';
import type { Certainty } from '../cors/certainty.js';
import type { NameEntry, NameList } from '../cors/cors-policy.js';
import { allOf, startOf } from '../effective/finding-place.js';
import { elementTargets, type CorsElement, type ServiceState } from '../effective/service-state.js';
import type { Severity } from '../effective/severity.js';
import type { Listed, ListedRule } from '../effective/statement.js';
import { mayHaveCredentials } from '../effective/wildcard.js';
import { repairElement } from '../repairs/element-repair.js';
import type { Repair, RepairDesk } from '../repairs/repair.js';
import { removeNode } from '../xml/edit-elements.js';
import type { Draft } from './rule.js';

/** An entry of a list that a rule has something to say of. Left out: certainty `documented`, no other entry, the name as its key. */
export interface FoundEntry {
  readonly severity: Severity;
  readonly name: string;
  readonly kind: Listed['kind'];
  readonly place: Place;
  readonly like?: string;
  readonly key?: string;
  readonly certainty?: Certainty;
  readonly repairs: Draft['repairs'];
}

/** The draft about an entry of a `<cors>`. */
export function entryDraft(rule: ListedRule, state: ServiceState, element: CorsElement, found: FoundEntry): Draft {
  const { severity, name, kind, place, like = null, key = name, certainty = 'documented', repairs } = found;
  return {
    rule,
    severity,
    certainty,
    says: { code: rule, given: { names: [name], kind, like, credentials: mayHaveCredentials(element.policy) } },
    place: allOf(place),
    alsoAt: [startOf(element.element.place)],
    scope: element.scope,
    key,
    targets: elementTargets(state, element),
    repairs,
  };
}

/** Entries of a list of methods or headers whose text is decided. */
export function entriesOf(list: NameList): readonly NameEntry[] {
  return list.kind === 'absent' ? [] : list.entries;
}

/** How many entries a list has, those included that are not decided. */
export function countIn(list: NameList): number {
  return list.kind === 'absent' ? 0 : list.entries.length + list.unresolved.length;
}

/** The repair that takes one entry out of a list that holds others too. */
export function withoutEntry(place: Place, name: string, promise: Repair['promise']): (desk: RepairDesk) => Promise<readonly Repair[]> {
  return (desk) =>
    repairElement(desk, place, (document, element) => removeNode(document, element), { title: { code: 'delete-entry', given: { name } }, promise });
}
