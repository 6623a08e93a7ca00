import { mergeTargets, type Target } from '../apim/target.js';
import type { Access } from '../cors/access.js';
import { weakest } from '../cors/certainty.js';
import type { Certainty, Severity } from '../text/scales.js';
import { isNobody } from '../cors/origin-match.js';
import type { Holding } from '../cors/holding.js';
import { policyElsewhere } from '../cors/questions.js';
import { isUnreadAccess } from '../cors/unread-access.js';
import type { Reading } from '../cors/worlds.js';
import { compareSeverity } from '../effective/severity.js';
import type { AccessPart } from '../effective/statement.js';
import { sha256Hex } from '../text/hash.js';
import { groupsOf, type Group } from './cause-groups.js';
import { isOfListed, isOpening, isRefusal, victimsOf, type MovedRow } from './state-reasons.js';
import type { Finding, OriginChange, Review, Suggestion } from './review.js';
import { safeFirst } from './safe-first.js';

/** Origins with the same gains or losses at the same places. */
export interface Reached {
  readonly origins: readonly string[];
  readonly targets: readonly Target[];
  /** What they gain or lose; only `access` if it is everything. */
  readonly parts: readonly AccessPart[];
}

/** The direction: by the leanings; `may…`: only under other readings, or if no reading is a leaning. */
export type Harm = 'loses' | 'mayLose' | 'gains' | 'mayGain';

/** One reading of an open point, and the outcome under it. */
export interface PointOutcome {
  readonly value: string;
  readonly says: 'allowed' | 'blocked' | 'unknown';
  readonly leaning: boolean;
  /** `says` is unknown, because some are allowed and others blocked. */
  readonly isForSome?: true;
}

/** An open point on which a cause depends. */
export interface Dependence {
  readonly point: string;
  /** It is about base's policies, and so are its outcomes: head's access does not depend on it. */
  readonly isOfBase?: true;
  readonly outcomes: readonly PointOutcome[];
}

/** The deciding element with all its consequences, reported as one problem. */
export interface RootCause extends Readonly<Record<Harm, readonly Reached[]>> {
  /** As stable as the fingerprints of its findings. */
  readonly id: string;
  /** The severity of its worst finding. */
  readonly severity: Severity;
  readonly status: Finding['status'];
  readonly certainty: Certainty;
  readonly path: string;
  readonly line: number;
  /** Worst first; never empty. Each finding belongs to exactly one cause. */
  readonly findings: readonly Finding[];
  readonly depends: readonly Dependence[];
  /** Each resulting text once, best first. */
  readonly repairs: readonly Suggestion[];
  /** The access moves that its findings report. */
  readonly rows: readonly MovedRow[];
}

/** Root causes of a review's findings, worst first: harm before harmless ones. */
export function rootCauses(review: Pick<Review, 'findings' | 'changes'>): readonly RootCause[] {
  return groupsOf(review).map(causeOf).sort(compareCauses);
}

/** A cause's id, from its first finding. */
export function causeId(fingerprint: string): string {
  return sha256Hex(JSON.stringify(fingerprint)).slice(0, 20);
}

function causeOf({ at, findings, rows }: Group): RootCause {
  // Deciding elements before their consequences.
  const sorted = [...findings].sort((a, b) => compareSeverity(b.severity, a.severity) || rankOf(a) - rankOf(b));
  const severity = sorted[0]?.severity ?? 'info';
  // What to do about a policy that is not deployed comes after what makes it deployable.
  const telling = sorted[0] !== undefined && isRefusal(sorted[0].says) ? sorted.filter(({ says }) => isRefusal(says)) : sorted;
  const firm = rows.map((row) => ({ row, parts: partsOf(row, true) })).filter(({ parts }) => parts.length > 0);
  const maybe = rows.map((row) => ({ row, parts: partsOf(row, false) })).filter(({ parts }) => parts.length > 0);
  const reached = (told: typeof firm, way: MovedRow['way']): readonly Reached[] => reachedBy(told.filter(({ row }) => row.way === way));
  return {
    id: causeId(findings.map(({ fingerprint }) => fingerprint).sort()[0] ?? ''),
    severity,
    status: sorted[0]?.status ?? 'new',
    certainty: weakest(...telling.flatMap((one) => (one.severity === severity ? [one.certainty] : []))),
    path: at.path,
    line: at.line,
    findings: sorted,
    loses: reached(firm, 'lost'),
    mayLose: reached(maybe, 'lost'),
    gains: reached(firm, 'gained'),
    mayGain: reached(maybe, 'gained'),
    depends: dependsOn(rows, sorted),
    repairs: safeFirst(eachTextOnce(telling.flatMap(({ suggestions }) => suggestions))),
    rows,
  };
}

/** Each resulting text once, in this order; of equal ones a safe one compared with base is kept. */
function eachTextOnce(suggestions: readonly Suggestion[]): readonly Suggestion[] {
  const told = new Map<string, Suggestion>();
  for (const one of suggestions) {
    const known = told.get(one.patch);
    if (known === undefined || (one.isSafe && !known.isSafe)) told.set(one.patch, one);
  }
  return [...told.values()];
}

/** The refusal comes before the refused effects; "*" before entries beside it; reasons before gains and losses. */
function rankOf(finding: Finding): number {
  const { rule, says } = finding;
  if (isRefusal(says)) return 0;
  if (says.code === 'null-origin' && says.given.isBesideAny === true) return 1.5;
  return rule === 'access-narrowed' || rule === 'access-widened' ? 2 : isOfListed(finding) ? 3 : 1;
}

function isFirm(holding: Holding): boolean {
  return holding.when === 'always' || (holding.when === 'sometimes' && holding.under === 'leanings');
}

/** What the row gains or loses, certainly or not; only `access` if access itself changes. */
function partsOf({ origin, way }: MovedRow, firm: boolean): readonly AccessPart[] {
  if (way === 'lost' && isUntold(origin)) return [];
  const all = origin.changes.filter((one) => one.what !== 'max-age' && one[way].length > 0 && isCertain(origin, one) === firm);
  const access = all.filter(({ what }) => what === 'access');
  return (access.length > 0 ? access : all).map((one) => ({ what: one.what, names: one[way] }));
}

/** Effects of a refused policy only occur once it is mended; if base's is refused or unreadable, what ran is unknown. */
function isCertain({ before, after }: OriginChange, { holding }: OriginChange['changes'][number]): boolean {
  return before.why.code !== 'refused' && !isUnreadAccess(before) && after.why.code !== 'refused' && isFirm(holding);
}

/** An unnamed origin has access only by undecided values on both sides: a possible loss of possible access says nothing. */
export function isUntold({ origin, before, after }: OriginChange): boolean {
  return isNobody(origin) && [before, after].every(isOfUnknownOrigins);
}

function isOfUnknownOrigins({ allowed, why }: Access): boolean {
  return allowed === 'unknown' && why.code === 'depends' && [...why.yes, ...why.no].every(({ about }) => about.code === 'unresolved');
}

/** The change for an origin, worst first: losses, possible losses, gains, possible gains; null if none is known. */
export function harmTo(origin: OriginChange): Harm | null {
  const has = (way: MovedRow['way'], firm: boolean): boolean =>
    origin.changes.some((one) => one.what !== 'max-age' && one[way].length > 0 && isCertain(origin, one) === firm);
  if (has('lost', true)) return 'loses';
  // An origin that keeps its access can only lose what another reading gave it.
  const isLetIn = origin.before.allowed !== 'yes' && origin.after.allowed === 'yes' && (has('gained', true) || has('gained', false));
  if (has('lost', false) && !isLetIn && !isUntold(origin)) return 'mayLose';
  return has('gained', true) ? 'gains' : has('gained', false) ? 'mayGain' : null;
}

/** Joins origins with equal places and parts, and the entries of one origin in several groups of operations. */
function reachedBy(told: readonly { readonly row: MovedRow; readonly parts: readonly AccessPart[] }[]): readonly Reached[] {
  const byOrigin = new Map<string, { readonly origin: string; readonly parts: readonly AccessPart[]; readonly targets: Target[] }>();
  for (const { row, parts } of told) {
    const key = JSON.stringify([row.origin.origin, parts]);
    const known = byOrigin.get(key);
    if (known === undefined) byOrigin.set(key, { origin: row.origin.origin, parts, targets: [...row.change.targets] });
    else known.targets.push(...row.change.targets);
  }
  const alike = new Map<string, { readonly origins: string[]; readonly targets: readonly Target[]; readonly parts: readonly AccessPart[] }>();
  for (const { origin, parts, targets } of byOrigin.values()) {
    const merged = mergeTargets(targets);
    const key = JSON.stringify([parts, merged]);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, { origins: [origin], targets: merged, parts });
    else known.origins.push(origin);
  }
  return [...alike.values()];
}

/** Most open points that one cause names. */
const mostPoints = 8;

/** `findings`: worst first. */
function dependsOn(rows: readonly MovedRow[], findings: readonly Finding[]): readonly Dependence[] {
  // No reading matters for a policy that is not deployed.
  if (findings[0] !== undefined && isRefusal(findings[0].says)) return [];
  const points: Points = new Map();
  const worst = worstOf(rows, findings);
  for (const { origin } of worst) noteAlone(points, origin.after);
  // A finding about a state gives the readings under which its origins are blocked.
  for (const holding of findings.flatMap(holdingsOf)) {
    if (holding.when === 'sometimes')
      for (const reading of holding.readings)
        if (!points.has(reading.question) && reading.question !== policyElsewhere.id) note(points, reading, 'blocked');
  }
  const told = dependencesOf(points);
  // Gains or losses that depend only on base's open points.
  const before: Points = new Map();
  for (const { origin } of worst)
    if (origin.before.allowed === 'unknown' && harmTo(origin)?.startsWith('may') === true) noteAlone(before, origin.before);
  for (const point of points.keys()) before.delete(point);
  return [...told, ...dependencesOf(before).map((one) => ({ ...one, isOfBase: true as const }))].slice(0, mostPoints);
}

type Points = Map<string, Map<string, { readonly says: Set<PointOutcome['says']>; readonly leaning: boolean }>>;

function note(points: Points, { question, value, stands }: Pick<Reading, 'question' | 'value' | 'stands'>, says: PointOutcome['says']): void {
  const outcomes = points.get(question) ?? new Map<string, { readonly says: Set<PointOutcome['says']>; readonly leaning: boolean }>();
  points.set(question, outcomes);
  const known = outcomes.get(value);
  if (known === undefined) outcomes.set(value, { says: new Set([says]), leaning: stands === 'leaning' });
  else known.says.add(says);
}

function noteAlone(points: Points, { alone }: Access): void {
  // Reported once for all covered by it.
  for (const { reading, allowed } of alone) if (reading.question !== policyElsewhere.id) note(points, reading, saysOf(allowed));
}

/** A point with one outcome is omitted; its certainty covers it. */
function dependencesOf(points: Points): readonly Dependence[] {
  const open = [...points].filter(([, outcomes]) => outcomes.size > 1);
  const all = open.map(([point, outcomes]) => ({
    point,
    outcomes: [...outcomes]
      .map(([value, { says, leaning }]) => ({
        value,
        says: says.size === 1 ? ([...says][0] ?? 'unknown') : ('unknown' as const),
        leaning,
        ...(says.has('allowed') && says.has('blocked') ? { isForSome: true as const } : {}),
      }))
      .sort((a, b) => Number(b.leaning) - Number(a.leaning)),
  }));
  // A point with equal outcomes is omitted beside one with different ones.
  const telling = all.filter(({ outcomes }) => new Set(outcomes.map(({ says }) => says)).size > 1);
  return telling.length > 0 ? telling : all;
}

/** The rows with the worst outcome: points that only matter for other rows are omitted. */
function worstOf(rows: readonly MovedRow[], findings: readonly Finding[]): readonly MovedRow[] {
  const worst = harms.find((harm) => rows.some(({ origin }) => harmTo(origin) === harm));
  const those = worst === 'loses' || worst === 'mayLose' ? [] : ofVictims(rows, findings);
  return those.length > 0 ? those : rows.filter(({ origin }) => harmTo(origin) === worst);
}

/** An origin that is blocked now is worse off than one that gains, even if its access does not change by the leanings. */
function ofVictims(rows: readonly MovedRow[], findings: readonly Finding[]): readonly MovedRow[] {
  const [first] = findings;
  const victims = new Set(findings.flatMap(({ says, severity }) => (severity === first?.severity ? victimsOf(says) : [])));
  return rows.filter(({ origin }) => victims.has(origin.origin));
}

function saysOf(allowed: 'yes' | 'no' | 'unknown'): PointOutcome['says'] {
  return allowed === 'yes' ? 'allowed' : allowed === 'no' ? 'blocked' : 'unknown';
}

function holdingsOf({ says }: Finding): readonly Holding[] {
  if (says.code === 'inherited-cors-decides') return says.given.harms.map(({ holding }) => holding);
  if (says.code === 'cors-not-inherited') return says.given.losses.map(({ holding }) => holding);
  return [];
}

const harms: readonly Harm[] = ['loses', 'mayLose', 'gains', 'mayGain'];
const openings: readonly Harm[] = ['gains', 'mayGain', 'loses', 'mayLose'];

/** The worst outcome of a cause, and for whom; null: it changes no access. */
export function worstHarm(cause: RootCause): { readonly harm: Harm; readonly reached: readonly Reached[] } | null {
  const worst = cause.findings.filter(({ severity }) => severity === cause.severity);
  const harm = (worst.every((one) => isOpening(one) || isOfListed(one)) ? openings : harms).find((one) => cause[one].length > 0);
  return harm === undefined ? null : { harm, reached: cause[harm] };
}

function shutsOutByKey(says: Finding['says']): boolean {
  return says.code === 'subscription-key-changed' ? says.given.isNeeded : says.code === 'subscription-key-changed.named';
}

function compareCauses(a: RootCause, b: RootCause): number {
  const rank = (cause: RootCause): number => {
    const harm = worstHarm(cause)?.harm;
    if (harm === 'loses' || harm === 'mayLose') return harms.indexOf(harm);
    // A key that is required now, or renamed, also takes access from pages.
    if (cause.findings.some(({ severity, says }) => severity === cause.severity && shutsOutByKey(says))) return 0;
    // An origin is blocked in the current state: harm without a change. Under other readings only, it comes behind changes.
    const isShutOut = cause.findings.some(({ severity, says }) => severity === cause.severity && victimsOf(says).length > 0);
    if (isShutOut) return cause.severity === 'info' ? harms.length - 0.5 : 0.5;
    return harm === undefined ? harms.length : harms.indexOf(harm);
  };
  return (
    Number(a.status === 'existing') - Number(b.status === 'existing') ||
    compareSeverity(b.severity, a.severity) ||
    rank(a) - rank(b) ||
    (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) ||
    a.line - b.line ||
    (a.id < b.id ? -1 : 1)
  );
}
