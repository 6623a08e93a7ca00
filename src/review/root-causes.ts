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

/** Origins that gain or lose the same things at the same places. */
export interface Reached {
  readonly origins: readonly string[];
  readonly targets: readonly Target[];
  /** What they gain or lose; `access` alone where they gain or lose all. */
  readonly parts: readonly AccessPart[];
}

/** Which way: under the leanings, or only under other readings and where no reading is a leaning. */
export type Harm = 'loses' | 'mayLose' | 'gains' | 'mayGain';

/** One reading of an open point, and what becomes of those concerned under it. */
export interface PointOutcome {
  readonly value: string;
  readonly says: 'allowed' | 'blocked' | 'unknown';
  readonly leaning: boolean;
  /** `says` is unknown, for it is allowed to some of them and blocked for others. */
  readonly isForSome?: true;
}

/** An open point that a cause depends on. */
export interface Dependence {
  readonly point: string;
  /** It is about the policies as base has them, and so are its outcomes: head answers alike whichever it is. */
  readonly isOfBase?: true;
  readonly outcomes: readonly PointOutcome[];
}

/** The element that decides, with everything that follows from it: what people are told as one thing. */
export interface RootCause extends Readonly<Record<Harm, readonly Reached[]>> {
  /** Stable as the fingerprints of its findings. */
  readonly id: string;
  /** The worst of its findings. */
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
  /** The moves of access that its findings tell. */
  readonly rows: readonly MovedRow[];
}

/** Root causes of what a review lists, worst first: harm before what is harmless. */
export function rootCauses(review: Pick<Review, 'findings' | 'changes'>): readonly RootCause[] {
  return groupsOf(review).map(causeOf).sort(compareCauses);
}

/** A cause by one of its findings: its identity, where that is the first of them. */
export function causeId(fingerprint: string): string {
  return sha256Hex(JSON.stringify(fingerprint)).slice(0, 20);
}

function causeOf({ at, findings, rows }: Group): RootCause {
  // What decides before what follows from it.
  const sorted = [...findings].sort((a, b) => compareSeverity(b.severity, a.severity) || rankOf(a) - rankOf(b));
  const severity = sorted[0]?.severity ?? 'info';
  // What would be done about a policy that is not deployed comes after what lets it be.
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

/** Each resulting text once, in this order; where one of several that give it was held against base and is safe, that one. */
function eachTextOnce(suggestions: readonly Suggestion[]): readonly Suggestion[] {
  const told = new Map<string, Suggestion>();
  for (const one of suggestions) {
    const known = told.get(one.patch);
    if (known === undefined || (one.isSafe && !known.isSafe)) told.set(one.patch, one);
  }
  return [...told.values()];
}

/** That nothing is deployed comes before what would be; "*" before what stands beside it; who gains and loses comes behind why. */
function rankOf(finding: Finding): number {
  const { rule, says } = finding;
  if (isRefusal(says)) return 0;
  if (says.code === 'null-origin' && says.given.isBesideAny === true) return 1.5;
  return rule === 'access-narrowed' || rule === 'access-widened' ? 2 : isOfListed(finding) ? 3 : 1;
}

function isFirm(holding: Holding): boolean {
  return holding.when === 'always' || (holding.when === 'sometimes' && holding.under === 'leanings');
}

/** What the row gains or loses, for certain or not; of one that is let in or shut out, nothing else. */
function partsOf({ origin, way }: MovedRow, firm: boolean): readonly AccessPart[] {
  if (way === 'lost' && isUntold(origin)) return [];
  const all = origin.changes.filter((one) => one.what !== 'max-age' && one[way].length > 0 && isCertain(origin, one) === firm);
  const access = all.filter(({ what }) => what === 'access');
  return (access.length > 0 ? access : all).map((one) => ({ what: one.what, names: one[way] }));
}

/** What a policy that is refused at save would do comes about only once it is mended; of base's, as of what cannot be read there, nobody knows what ran. */
function isCertain({ before, after }: OriginChange, { holding }: OriginChange['changes'][number]): boolean {
  return before.why.code !== 'refused' && !isUnreadAccess(before) && after.why.code !== 'refused' && isFirm(holding);
}

/** What nobody names is let in by what the repository does not decide, before and after: that it may lose what it may only have had tells nothing. */
export function isUntold({ origin, before, after }: OriginChange): boolean {
  return isNobody(origin) && [before, after].every(isOfUnknownOrigins);
}

function isOfUnknownOrigins({ allowed, why }: Access): boolean {
  return allowed === 'unknown' && why.code === 'depends' && [...why.yes, ...why.no].every(({ about }) => about.code === 'unresolved');
}

/** What becomes of an origin, worst first: what it loses, may lose, gains, may gain; null where nothing of that is known. */
export function harmTo(origin: OriginChange): Harm | null {
  const has = (way: MovedRow['way'], firm: boolean): boolean =>
    origin.changes.some((one) => one.what !== 'max-age' && one[way].length > 0 && isCertain(origin, one) === firm);
  if (has('lost', true)) return 'loses';
  // Who is let in now has nothing to lose but what only another reading gave.
  const isLetIn = origin.before.allowed !== 'yes' && origin.after.allowed === 'yes' && (has('gained', true) || has('gained', false));
  if (has('lost', false) && !isLetIn && !isUntold(origin)) return 'mayLose';
  return has('gained', true) ? 'gains' : has('gained', false) ? 'mayGain' : null;
}

/** Origins with the same places and parts are one entry; what one origin has in several groups of operations is one entry too. */
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

/** Open points that one cause names. */
const mostPoints = 8;

/** `findings`: worst first. */
function dependsOn(rows: readonly MovedRow[], findings: readonly Finding[]): readonly Dependence[] {
  // Of a policy that is not deployed no reading decides.
  if (findings[0] !== undefined && isRefusal(findings[0].says)) return [];
  const points: Points = new Map();
  const worst = worstOf(rows, findings);
  for (const { origin } of worst) noteAlone(points, origin.after);
  // A finding about a state says under which readings it holds, and that those concerned are blocked then.
  for (const holding of findings.flatMap(holdingsOf)) {
    if (holding.when === 'sometimes')
      for (const reading of holding.readings)
        if (!points.has(reading.question) && reading.question !== policyElsewhere.id) note(points, reading, 'blocked');
  }
  const told = dependencesOf(points);
  // Who may gain or lose by what is not known of base alone.
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
  // Told once for all, with what was covered.
  for (const { reading, allowed } of alone) if (reading.question !== policyElsewhere.id) note(points, reading, saysOf(allowed));
}

/** A point that leaves one outcome is none: what is known of it is in the certainty. */
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
  // One that says the same either way tells nothing beside one that does not.
  const telling = all.filter(({ outcomes }) => new Set(outcomes.map(({ says }) => says)).size > 1);
  return telling.length > 0 ? telling : all;
}

/** The rows of those to whom the worst happens: no point is told that decides about somebody else only. */
function worstOf(rows: readonly MovedRow[], findings: readonly Finding[]): readonly MovedRow[] {
  const worst = harms.find((harm) => rows.some(({ origin }) => harmTo(origin) === harm));
  const those = worst === 'loses' || worst === 'mayLose' ? [] : ofVictims(rows, findings);
  return those.length > 0 ? those : rows.filter(({ origin }) => harmTo(origin) === worst);
}

/** Who is shut out as it stands is worse off than who gains, though no access of his moves under the leanings. */
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

/** What a cause is about first of all: the worst that it does to anybody, and to whom; null: it changes nobody's access. */
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
    // By a key that is asked for now, or under another name, pages lose access as well.
    if (cause.findings.some(({ severity, says }) => severity === cause.severity && shutsOutByKey(says))) return 0;
    // Somebody is shut out as it stands: harm, though no access changed. Under other readings alone it comes behind what does change.
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
