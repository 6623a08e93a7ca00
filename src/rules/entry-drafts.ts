import type { Place } from '../apim/policy.js';
import { isAsPortalWrites } from '../cors/portal.js';
import { isDevelopmentEnvironment, isInDevelopmentFolder } from '../apim/development.js';
import type { OriginEntry } from '../cors/origin.js';
import { classedOrigin, classesOf, type ClassedOrigin, type OriginClass } from '../cors/origin-class.js';
import type { Certainty, Severity } from '../text/scales.js';
import type { NameEntry, NameList } from '../cors/cors-policy.js';
import { allOf, startOf } from '../effective/finding-place.js';
import { elementTargets, evaluatedCors, type CorsElement, type ServiceState } from '../effective/service-state.js';
import type { Listed, ListedRule } from '../effective/statement.js';
import { allowsAnyOrigin, mayHaveCredentials } from '../effective/wildcard.js';
import { touchesOnly } from '../repairs/promises.js';
import { repairElement } from '../repairs/element-repair.js';
import type { Repair, RepairDesk } from '../repairs/repair.js';
import { corsExample } from '../layouts/apiops/example.js';
import { removeNode } from '../xml/edit-elements.js';
import type { Draft, Example } from './rule.js';

/** A finding about an entry of a list. Defaults: certainty `documented`, no other entry, the name as key. */
export interface FoundEntry {
  readonly severity: Severity;
  readonly name: string;
  readonly kind: Listed['kind'];
  readonly place: Place;
  readonly like?: string;
  readonly key?: string;
  readonly certainty?: Certainty;
  readonly isRemark?: true;
  readonly repairs: Draft['repairs'];
}

/** The draft about an entry of a `<cors>`. */
export function entryDraft(rule: ListedRule, state: ServiceState, element: CorsElement, found: FoundEntry): Draft {
  const { severity, name, kind, place, like = null, key = name, certainty = 'documented', isRemark, repairs } = found;
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
    ...(isRemark === undefined ? {} : { isRemark }),
    repairs,
  };
}

/** The decided entries of a list of methods or headers. */
export function entriesOf(list: NameList): readonly NameEntry[] {
  return list.kind === 'absent' ? [] : list.entries;
}

/** The number of entries in a list, including undecided ones. */
export function countIn(list: NameList): number {
  return list.kind === 'absent' ? 0 : list.entries.length + list.unresolved.length;
}

/** The repair that deletes one of several entries; `isRepeated`: the list has it twice. */
export function withoutEntry(
  place: Place,
  name: string,
  promise: Repair['promise'],
  isRepeated = false,
): (desk: RepairDesk) => Promise<readonly Repair[]> {
  const title = { code: 'delete-entry', given: { name, isRepeated } } as const;
  return (desk) => repairElement(desk, place, (document, element) => removeNode(document, element), { title, promise });
}

/** The findings of the rules about a wildcard in one list of a `<cors>`. */
export function* wildcardDrafts(rule: ListedRule, state: ServiceState, what: 'methods' | 'headers' | 'exposed'): Iterable<Draft> {
  for (const element of evaluatedCors(state)) {
    const { policy, scope } = element;
    const credentials = mayHaveCredentials(policy);
    const star = entriesOf(policy[what]).find(({ name }) => name === '*');
    // If every website is allowed, only that is reported.
    if (star === undefined || allowsAnyOrigin(policy) || isAsPortalWrites(policy, scope.kind) || (what === 'exposed' && credentials)) continue;
    const kind = what === 'methods' ? 'methods' : 'headers';
    const found = { name: '*', kind, place: star.place, repairs: null } as const;
    yield entryDraft(rule, state, element, credentials ? { ...found, severity: 'warning' } : { ...found, severity: 'info', isRemark: true });
  }
}

/** Examples that the wildcard rules accept: names, and what Azure writes for its developer portal. */
export function examplesWithoutWildcard(origins: readonly string[]): readonly Example[] {
  return [
    corsExample('names', { origins, methods: ['GET', 'PUT'], headers: ['content-type'], exposed: ['ETag'] }),
    corsExample('the developer portal’s own', {
      origins: ['https://contoso.developer.azure-api.net'],
      exposed: ['*'],
      maxAge: 300,
      attributes: ' allow-credentials="true"',
    }),
  ];
}

/** An `<origin>` of a class that a rule is about, with its `<cors>`. */
export interface ClassedEntry extends ClassedOrigin {
  readonly element: CorsElement;
  readonly entry: OriginEntry;
  /** The `<cors>` allows credentials. */
  readonly credentials: boolean;
}

/** Every `<origin>` of these classes, once per list; `only`: of this `<cors>`. */
export function* originEntries(state: ServiceState, classes: readonly OriginClass[], only?: CorsElement): Iterable<ClassedEntry> {
  for (const element of only === undefined ? evaluatedCors(state) : [only]) {
    const seen = new Set<string>();
    const { origins } = element.policy;
    const all = classesOf(origins);
    for (let at = 0; at < all.length; at += 1) {
      const of = all[at] ?? null;
      const entry = of === null || !classes.includes(of) ? undefined : origins[at];
      const origin = entry === undefined ? null : classedOrigin(entry);
      if (entry === undefined || origin === null || seen.has(origin.name)) continue;
      seen.add(origin.name);
      yield { ...origin, element, entry, credentials: mayHaveCredentials(element.policy) };
    }
  }
}

/** The draft about one such origin. */
export function originDraft(
  rule: ListedRule,
  state: ServiceState,
  found: ClassedEntry,
  says: Pick<FoundEntry, 'severity' | 'repairs'> & Partial<FoundEntry>,
): Draft {
  const { element, entry, name, of } = found;
  const certainty = entry.kind === 'origin' ? 'documented' : 'inferred';
  return entryDraft(rule, state, element, { name, kind: of, place: entry.place, certainty, ...says });
}

/** The repair that deletes an origin, which blocks only that origin; null if it is the only entry. */
export function withoutOrigin({ element, entry, name }: ClassedEntry): Draft['repairs'] {
  return element.policy.origins.length === 1 ? null : withoutEntry(entry.place, name, touchesOnly([name], ['narrowed', 'unknown', 'mixed']));
}

/** Whether the element belongs to development, by the environment or, without one, by the folder; null: unknown. */
export function isInDevelopment({ service: { isDevelopment, root } }: ServiceState, { path }: Place): boolean | null {
  if (isDevelopment != null) return isDevelopment;
  // Code with a folder for each environment names it as others name their files of values: `dev-weu`.
  const isRoots = isInDevelopmentFolder(`${root}/`) || isDevelopmentEnvironment(root.slice(root.lastIndexOf('/') + 1), null) === true;
  return isRoots || isInDevelopmentFolder(path) ? true : null;
}
