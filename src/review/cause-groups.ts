import { addTo } from '../text/add-to.js';
import { alikeKeys, unitedBy } from './alike.js';
import type { Change, Finding, Location, Review } from './review.js';
import {
  explainedBy,
  isErrorOpening,
  isOpenRefusal,
  fromElsewhere,
  isOfListed,
  isRefusal,
  namesListed,
  operationKeys,
  rowsAt,
  takesLosses,
  victimsOf,
  type MovedRow,
} from './state-reasons.js';

/** Findings with one cause, and the access moves that they report. */
export interface Group {
  readonly at: Location;
  readonly findings: Finding[];
  readonly rows: MovedRow[];
}

/** Groups findings by cause. Equal findings at several places that move no access are one group. */
export function groupsOf({ findings, changes }: Pick<Review, 'findings' | 'changes'>): readonly Group[] {
  const moved = new Moves(changes);
  const groups = new Map<string, Group>();
  const told = new Map<Group, Set<readonly MovedRow[]>>();
  for (const finding of findings) {
    const rows = moved.of(finding);
    const { at, isShared } = decidingPlace(finding, moved.decidedAt(rows));
    // A finding that base has too is a separate cause: it is not counted or reported with new ones.
    const own = finding.rule === 'policy-without-scope' ? [] : [at.path, at.line, isShared ? '' : JSON.stringify([finding.rule, finding.says])];
    const key = JSON.stringify([finding.status, ...own]);
    const known = groups.get(key);
    if (known === undefined) {
      const group: Group = { at, findings: [finding], rows: [...rows] };
      groups.set(key, group);
      told.set(group, new Set([rows]));
      continue;
    }
    known.findings.push(finding);
    // Thousands of findings at one place report the same moves.
    const lists = told.get(known);
    if (lists?.has(rows) === true) continue;
    lists?.add(rows);
    for (const row of rows) known.rows.push(row);
  }
  return withListed(
    withAlike(withPromises(withDropped(withReasons(withShadowed(withOptionsOperations(withAlike([...groups.values()], takesOptions))))))),
  );
}

/** Joins groups that move no access and say the same, at the place of the first. `among`: selects the groups. */
function withAlike(groups: readonly Group[], among: (group: Group) => boolean = () => true): readonly Group[] {
  const keysOf = (group: Group): readonly string[] => (group.rows.length > 0 || !among(group) ? [] : group.findings.flatMap(alikeKeys));
  return unitedBy(groups, keysOf).flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) return first ?? [];
    return { ...first, findings: [first, ...others].flatMap(({ findings }) => findings), rows: [] };
  });
}

function takesOptions({ findings: [first] }: Group): boolean {
  return first?.rule === 'options-operation-shadows-cors';
}

/** An OPTIONS operation is one cause: preflights that other operations no longer get, and what its own policy does not inherit, are consequences. */
function withOptionsOperations(groups: readonly Group[]): readonly Group[] {
  const heads = groups.filter(takesOptions);
  if (heads.length === 0) return groups;
  const taken = new Set<Group>();
  for (const head of heads) {
    const [own] = head.findings;
    if (own === undefined) continue;
    const origins = new Set(head.findings.flatMap(({ says }) => victimsOf(says)));
    const reached = new Set(head.findings.flatMap(({ targets }) => targets.flatMap(operationKeys)));
    const paths = new Set(head.findings.map(({ path }) => path));
    const follows = ({ findings, rows }: Group): boolean =>
      findings.every(
        ({ rule, path, status }) =>
          status === own.status && (rule === 'access-narrowed' || (rule === 'inherited-policies-dropped' && paths.has(path))),
      ) && rows.every(({ change, origin }) => origins.has(origin.origin) && change.targets.flatMap(operationKeys).some((one) => reached.has(one)));
    for (const group of groups) {
      if (group === head || taken.has(group) || !follows(group)) continue;
      taken.add(group);
      head.findings.push(...group.findings);
      for (const row of group.rows) head.rows.push(row);
    }
  }
  return groups.filter((group) => !taken.has(group));
}

/** A `<cors>` with every origin has no effect if a broader one answers first: it becomes a detail of that. */
function withShadowed(groups: readonly Group[]): readonly Group[] {
  const shadowing = groups.flatMap((group) =>
    group.findings.flatMap(({ says, status, severity }) =>
      says.code === 'inherited-cors-decides' && severity !== 'info' && says.given.harms.some(({ origins }) => origins.includes('*'))
        ? [{ group, status, own: says.given.own }]
        : [],
    ),
  );
  if (shadowing.length === 0) return groups;
  return groups.filter((group) => {
    const [first, ...others] = group.findings;
    if (first?.rule !== 'wildcard-origin' || others.length > 0 || group.rows.length > 0) return true;
    const above = shadowing.filter(({ own, status }) => status === first.status && own.path === first.path && own.line <= first.line);
    const nearest = above.sort((a, b) => b.own.line - a.own.line)[0];
    nearest?.group.findings.push(first);
    return nearest === undefined;
  });
}

/**
 * Some findings about a state explain moved access in the same file: a `<cors>` with every origin, a broader one that is not inherited, a hand-written header.
 * They join what they explain, the nearest above if there are several. A finding that takes access collects everything it explains, at its own place, where it
 * is mended.
 */
function withReasons(groups: readonly Group[]): readonly Group[] {
  const moving = new Map<string, Group[]>();
  const placeKey = ({ at, findings }: Group): string => JSON.stringify([at.path, findings[0]?.status]);
  const movingWith = new Map<Finding['status'] | undefined, Group[]>();
  for (const group of groups) {
    if (group.rows.length === 0) continue;
    addTo(moving, placeKey(group), group);
    addTo(movingWith, group.findings[0]?.status, group);
  }
  const taken = new Set<Group>();
  const places = new Map<Group, Location>();
  // A possible refusal of a policy explains what is left once the reasons for access are known.
  const isLast = ({ findings: [one] }: Group): boolean => one !== undefined && isOpenRefusal(one.says);
  for (const group of [...groups.filter((one) => !isLast(one)), ...groups.filter(isLast)]) {
    const [finding] = group.findings;
    const isExplained = finding === undefined || group.rows.length > 0 ? null : explainedBy(finding);
    if (finding === undefined || isExplained === null || isOfListed(finding)) continue;
    // All effects of a policy that is refused at save are details of the refusal.
    const isRefused = isRefusal(finding.says);
    let explained = (moving.get(placeKey(group)) ?? []).filter(({ rows }) => rows.some(isExplained));
    // A fragment is a file of its own, and access moves where it is included.
    if (isRefused || (fromElsewhere.has(finding.says.code) && (explained.length === 0 || takesLosses(finding.says)))) {
      const isHere = rowsAt(finding.targets);
      explained = (movingWith.get(finding.status) ?? []).filter(({ rows }) => rows.some((row) => isHere(row) && isExplained(row)));
    }
    if (isOpenRefusal(finding.says)) explained = explained.filter((other) => !isErrorOpening(other.findings));
    const isAlone = ({ rule, says }: Finding): boolean => rule === 'access-narrowed' || takesLosses(says);
    explained = explained.filter(
      (one) => !taken.has(one) && (!takesLosses(finding.says) || (isRefused && one.rows.every(isExplained)) || one.findings.every(isAlone)),
    );
    const above = explained.filter(({ at }) => at.line <= group.at.line).sort((a, b) => b.at.line - a.at.line);
    const one = above[0] ?? explained[0];
    if (one === undefined) continue;
    one.findings.push(...group.findings);
    taken.add(group);
    if (!takesLosses(finding.says)) continue;
    if (one.rows.every(isExplained) && !places.has(one)) places.set(one, group.at);
    for (const other of explained) {
      if (other === one || !other.rows.every(isExplained) || (!isRefused && !other.findings.every(({ rule }) => rule === 'access-narrowed')))
        continue;
      one.findings.push(...other.findings);
      for (const row of other.rows) one.rows.push(row);
      taken.add(other);
    }
  }
  return groups.flatMap((group) => {
    const at = places.get(group);
    return taken.has(group) ? [] : [at === undefined ? group : { ...group, at }];
  });
}

/** A finding about a listed origin becomes a detail of that origin's gain, if one cause reports all of it. */
function withListed(groups: readonly Group[]): readonly Group[] {
  const listed = groups.filter(({ findings, rows }) => rows.length === 0 && findings.every(isOfListed));
  if (listed.length === 0) return groups;
  const gaining = new Map<string, Set<Group>>();
  for (const group of groups)
    for (const { way, origin } of group.rows) if (way === 'gained') gaining.set(origin.origin, (gaining.get(origin.origin) ?? new Set()).add(group));
  const taken = new Set<Group>();
  for (const group of listed) {
    const telling = [...new Set(group.findings.flatMap(namesListed))].flatMap((name) => [...(gaining.get(name) ?? [])]);
    const isTold = (finding: Finding, { rows, findings }: Group): boolean =>
      findings[0]?.status === finding.status && rows.some(explainedBy(finding) ?? (() => false));
    const each = group.findings.map((finding) => [...new Set(telling)].filter((one) => isTold(finding, one)));
    const [one, ...more] = new Set(each.flat());
    if (one === undefined || more.length > 0 || each.some((some) => some.length === 0)) continue;
    one.findings.push(...group.findings);
    taken.add(group);
  }
  return groups.filter((group) => !taken.has(group));
}

/** If `<base />` is missing, the policies that stop running are reported with the lost access: one line mends both. */
function withDropped(groups: readonly Group[]): readonly Group[] {
  return groups.filter(({ findings, rows }) => {
    const [dropped, ...others] = findings;
    if (dropped?.rule !== 'inherited-policies-dropped' || others.length > 0 || rows.length > 0) return true;
    const isHere = rowsAt(dropped.targets);
    const isCut = (one: Finding): boolean => one.rule === 'cors-not-inherited' && one.path === dropped.path && one.status === dropped.status;
    const head = groups.find((group) => group.findings.some(isCut) && group.rows.some((row) => row.way === 'lost' && isHere(row)));
    head?.findings.push(dropped);
    return head === undefined;
  });
}

/** A broken or undecided promise follows from the access move that changes its request. */
function withPromises(groups: readonly Group[]): readonly Group[] {
  return groups.filter(({ findings, rows }) => {
    const [finding] = findings;
    if (finding === undefined || rows.length > 0) return true;
    const { says } = finding;
    if (says.code !== 'contract-broken' && says.code !== 'contract-undecided') return true;
    const { promise, request } = says.given;
    if (request === null) return true;
    const reached = new Set(finding.targets.flatMap(operationKeys));
    const breaks = (wanted: string, { change, origin, way }: MovedRow): boolean =>
      way === (promise === 'allow' ? 'lost' : 'gained') &&
      origin.origin === wanted &&
      (change.environment === null || change.environment === finding.environment) &&
      change.targets.flatMap(operationKeys).some((one) => reached.has(one));
    // An unnamed origin is one of all others.
    const moving = groups.filter((group) => group.findings[0]?.status === finding.status && group.rows.length > 0);
    const cause =
      moving.find((group) => group.rows.some((row) => breaks(request.origin, row))) ??
      moving.find((group) => group.rows.some((row) => breaks('*', row)));
    cause?.findings.push(...findings);
    return cause === undefined;
  });
}

/** The access moves that findings report. */
export function rowsTold(findings: readonly Finding[], changes: readonly Change[]): readonly MovedRow[] {
  const moved = new Moves(changes);
  return [...new Set(findings.map((finding) => moved.of(finding)))].flat();
}

/** Access moves by environment, kind of existence and place of the cause. Findings with equal moves share one list. */
class Moves {
  readonly #moved = new Map<string, MovedRow[]>();
  readonly #among = new Map<readonly MovedRow[], Map<string, readonly MovedRow[]>>();
  readonly #decided = new Map<readonly MovedRow[], Location | null>();

  constructor(changes: readonly Change[]) {
    for (const change of changes) {
      const [cause] = change.causes;
      for (const origin of change.origins) {
        for (const way of ['gained', 'lost'] as const) {
          if (!origin.changes.some((one) => one.what !== 'max-age' && one[way].length > 0)) continue;
          addTo(this.#moved, JSON.stringify([change.environment, change.existence, cause?.path, cause?.line, way]), { change, origin, way });
        }
      }
    }
  }

  /** The rows that a finding about moved access reports. */
  of({ says, environment, path, line }: Finding): readonly MovedRow[] {
    if (says.code !== 'access-narrowed' && says.code !== 'access-widened') return noRows;
    const way = says.code === 'access-narrowed' ? 'lost' : 'gained';
    const { existence, moves } = says.given;
    // If the place of the cause is unknown, the finding is at the deciding element.
    const all =
      this.#moved.get(JSON.stringify([environment, existence, path, line, way])) ??
      this.#moved.get(JSON.stringify([null, existence, path, line, way])) ??
      this.#moved.get(JSON.stringify([environment, existence, undefined, undefined, way]));
    return all === undefined ? noRows : this.#of(all, new Set(moves.map(({ origin }) => origin)));
  }

  #of(all: readonly MovedRow[], origins: ReadonlySet<string>): readonly MovedRow[] {
    const key = JSON.stringify([...origins]);
    const known = this.#among.get(all) ?? new Map<string, readonly MovedRow[]>();
    this.#among.set(all, known);
    let rows = known.get(key);
    if (rows === undefined) known.set(key, (rows = all.filter(({ origin }) => origins.has(origin.origin))));
    return rows;
  }

  /** The place that now decides most of these rows; null if none. */
  decidedAt(rows: readonly MovedRow[]): Location | null {
    let place = this.#decided.get(rows);
    if (place === undefined) this.#decided.set(rows, (place = mostOften(rows.flatMap(({ origin }) => origin.after.decidedBy ?? []))));
    return place;
  }
}

const noRows: readonly MovedRow[] = [];

/** `isShared`: findings at this place are consequences of one cause; otherwise each is a cause of its own. */
function decidingPlace({ says, path, line }: Finding, decided: Location | null): { readonly at: Location; readonly isShared: boolean } {
  if (says.code === 'inherited-cors-decides') return { at: says.given.at, isShared: true };
  if (says.code === 'access-narrowed' || says.code === 'access-widened') {
    return { at: decided ?? { path, line }, isShared: true };
  }
  return { at: { path, line }, isShared: says.code === 'terminate-unmatched-implicit' || says.code === 'cors-not-inherited' };
}

function mostOften(places: readonly Location[]): Location | null {
  const counts = new Map<string, { readonly place: Location; count: number }>();
  for (const place of places) {
    const key = JSON.stringify([place.path, place.line]);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { place, count: 1 });
    else known.count += 1;
  }
  let most: { readonly place: Location; readonly count: number } | null = null;
  for (const one of counts.values()) if (most === null || one.count > most.count) most = one;
  return most === null ? null : { path: most.place.path, line: most.place.line };
}
