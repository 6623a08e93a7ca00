import { globalPolicyOf } from '../layouts/file-language.js';
import { mergeTargets, type Target } from '../apim/target.js';
import type { AccessChange, OriginDifference } from '../cors/access-difference.js';
import { weakest } from '../cors/certainty.js';
import type { Certainty, Severity } from '../text/scales.js';
import { isUnreadAccess } from '../cors/unread-access.js';
import type { Reading } from '../cors/worlds.js';
import type { AccessChangeView } from './access-change.js';
import { isBeyondLookups } from './address-lookups.js';
import { exposureOf } from './exposure.js';
import { fileLine, placeKey, startOf, type FindingPlace } from './finding-place.js';
import { compareSeverity } from './severity.js';
import { certaintyOf, severityUnder, strongestHolding, type Holding } from './severity-under.js';
import type { AccessMoved, AccessPart, OriginMove } from './statement.js';

/** Changes of access in one direction with one cause: one finding, however many operations and origins it has. */
export interface AccessMove {
  readonly existence: AccessChangeView['existence'];
  readonly isRefused: AccessChangeView['isRefused'];
  readonly wasRefused: AccessChangeView['wasRefused'];
  /** Base's policy is unreadable: whether they had access before is unknown. */
  readonly wasUnread: boolean;
  /** Distinct origins. */
  readonly origins: readonly OriginDifference[];
  /** Who gains or loses what, without duplicates, in the order of the views. */
  readonly moves: readonly OriginMove[];
  readonly holding: Holding;
  /** Open points in its condition that exist only in base. */
  readonly ofBase: readonly string[];
  readonly certainty: Certainty;
  readonly place: FindingPlace;
  readonly targets: readonly Target[];
  /** Distinct views. */
  readonly views: readonly AccessChangeView[];
  /** Equal for the same origins, gains and APIs, independent of lines. Part of a fingerprint. */
  readonly key: string;
}

/** The direction in question. */
export type MoveDirection = 'widened' | 'narrowed';

/** The parts of an access that some changes move. Thousands of origins have the same changes: computed once for them. */
interface MovedParts {
  readonly parts: readonly AccessPart[];
  readonly holding: Holding;
  /** The parts as text: distinguishes moves, and is part of fingerprints. */
  readonly key: string;
  readonly words: string;
}

interface Moved {
  readonly view: AccessChangeView;
  readonly difference: OriginDifference;
  readonly what: MovedParts;
}

/** One move for each cause and kind of existence. `root`: the service's folder, for a change without a known place. */
export function* accessMoves(changes: readonly AccessChangeView[], way: MoveDirection, root: string): Iterable<AccessMove> {
  const byCause = new Map<string, Moved[]>();
  const known = new Map<readonly AccessChange[], MovedParts | null>();
  const movedIn = (view: AccessChangeView, difference: OriginDifference): readonly Moved[] => {
    const { changes: all } = difference;
    let what = known.get(all);
    if (what === undefined) known.set(all, (what = partsMoved(all, way)));
    return what === null ? [] : [{ view, difference, what }];
  };
  for (const view of changes) {
    // One error tells of all of them.
    if (isBeyondLookups(view)) continue;
    const moved = view.difference.origins.flatMap((origin) => movedIn(view, origin));
    if (moved.length === 0) continue;
    const [cause] = view.causes;
    const key = `${view.existence} ${view.isRefused} ${view.wasRefused}\u0000${cause === undefined ? '' : placeKey(cause)}`;
    const others = byCause.get(key);
    if (others === undefined) byCause.set(key, moved);
    else for (const one of moved) others.push(one);
  }
  for (const all of byCause.values()) {
    const isFirm = (moved: Moved): boolean => severityUnder(moved.what.holding, 'error') === 'error';
    const told = all.some(isFirm) ? all.filter((moved) => isFirm(moved) || isNamedLoss(moved.difference, moved.what.parts, way)) : all;
    for (const telling of heldAlike(told)) {
      const [first] = telling;
      if (first !== undefined) yield moveOf(first, telling, root);
    }
  }
}

/** A named origin with access loses it, if only under an unfounded reading: its pages are real. */
function isNamedLoss({ origin, before }: OriginDifference, parts: readonly AccessPart[], way: MoveDirection): boolean {
  return way === 'narrowed' && origin !== '*' && origin !== 'null' && hadAccess(before) && isOfAccess(parts);
}

/** Access for certain, or under a condition of the repository's code, which may well be met. */
function hadAccess({ allowed, otherwise }: OriginDifference['before']): boolean {
  const isOfCode = ({ about }: Reading): boolean => about.code === 'policy-deployed';
  return allowed === 'yes' || (allowed === 'unknown' && otherwise.some((one) => one.allowed === 'yes' && one.when.every(isOfCode)));
}

function isOfAccess(parts: readonly AccessPart[]): boolean {
  return parts.some(({ what }) => what === 'access');
}

/** Whether the move may take the access of an origin that a policy names: then it is more than an info. */
export function mayShutOut({ origins, moves }: Pick<AccessMove, 'origins' | 'moves'>): boolean {
  // One list of parts for each origin and access: there may be a hundred thousand.
  const losing = new Map(moves.flatMap(({ origin, parts }) => (isOfAccess(parts) ? [[origin, parts] as const] : [])));
  return origins.some((difference) => isNamedLoss(difference, losing.get(difference.origin) ?? [], 'narrowed'));
}

/** Groups what holds under the leanings, and the rest by its readings, so that no sentence mixes conditions. */
function heldAlike(all: readonly Moved[]): Iterable<readonly Moved[]> {
  const groups = new Map<string, Moved[]>();
  for (const moved of all) {
    const { holding } = moved.what;
    const isFirm = holding.when !== 'sometimes' || holding.under === 'leanings';
    const unread = isUnreadAccess(moved.difference.before) ? 'unread' : '';
    const key = isFirm ? unread : JSON.stringify(holding.readings.map((reading) => [reading.question, reading.value]));
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [moved]);
    else known.push(moved);
  }
  return groups.values();
}

/** The condition if all share it. Several that hold under the leanings: the least certain of them, without a condition. */
function holdingOfAll(telling: readonly Moved[]): Holding {
  const holdings = [...new Set(telling.map((moved) => moved.what.holding))];
  const conditions = new Set(holdings.map((holding) => (holding.when === 'sometimes' ? JSON.stringify(holding.readings) : holding.when)));
  if (conditions.size === 1) return strongestHolding(holdings);
  return { when: 'always', certainty: weakest(...holdings.map((holding) => certaintyOf(holding, 'documented'))) };
}

/** One difference per origin: the worst over its operations, which determines the severity. */
function worstOfEach(telling: readonly Moved[]): readonly OriginDifference[] {
  const worst = new Map<string, OriginDifference>();
  const kindOf = ({ before, after }: OriginDifference): string =>
    [before.allowed, before.credentials, after.allowed, after.credentials].map(String).join(' ');
  const exposed = ({ origin, before, after }: OriginDifference): Severity => exposureOf(origin, before, after).severity;
  for (const { difference } of telling) {
    const known = worst.get(difference.origin);
    // There may be tens of thousands, mostly alike.
    const isBetter = known !== undefined && kindOf(known) !== kindOf(difference) && compareSeverity(exposed(difference), exposed(known)) < 0;
    if (!isBetter) worst.set(difference.origin, difference);
  }
  return [...worst.values()];
}

function moveOf(first: Moved, telling: readonly Moved[], root: string): AccessMove {
  const holding = holdingOfAll(telling);
  const views = viewsOf(telling);
  return {
    existence: first.view.existence,
    isRefused: first.view.isRefused,
    wasRefused: first.view.wasRefused,
    wasUnread: isUnreadAccess(first.difference.before),
    origins: worstOfEach(telling),
    moves: distinctMoves(telling),
    holding,
    ofBase: pointsOfBase(holding, telling),
    certainty: first.view.wasRefused || isUnreadAccess(first.difference.before) ? 'unknown' : certaintyOf(holding, 'documented'),
    place: first.view.causes[0] ?? wherever(first.view, root),
    targets: mergeTargets(views.flatMap((view) => view.targets)),
    views,
    key: fingerprintKey(telling, views),
  };
}

/** `ofBase` as an argument of a statement; left out if empty. */
export function inBase(ofBase: AccessMove['ofBase']): Pick<AccessMoved, 'ofBase'> {
  return ofBase.length === 0 ? {} : { ofBase };
}

/** Points on which head's access does not depend: head's words for them would be untrue. */
function pointsOfBase(holding: Holding, telling: readonly Moved[]): readonly string[] {
  if (holding.when !== 'sometimes' || holding.readings.length === 0) return [];
  const points = (side: 'before' | 'after'): ReadonlySet<string> =>
    new Set(telling.flatMap(({ difference }) => difference[side].otherwise.flatMap(({ when }) => when.map(({ question }) => question))));
  const [before, after] = [points('before'), points('after')];
  return holding.readings.flatMap(({ question }) => (before.has(question) && !after.has(question) ? [question] : []));
}

/** Distinct views, in the order of the moves. */
function viewsOf(all: readonly Moved[]): readonly AccessChangeView[] {
  return [...new Set(all.map(({ view }) => view))];
}

/** The moves without duplicates. Moves of one view share its list of targets. */
function distinctMoves(all: readonly Moved[]): readonly OriginMove[] {
  const firsts: Moved[] = [];
  // By parts, then by origin: a combined key would create a hundred thousand texts.
  const known = new Map<string, Map<string, Moved>>();
  const further = new Map<Moved, AccessChangeView[]>();
  for (const moved of all) {
    let ofKey = known.get(moved.what.key);
    if (ofKey === undefined) known.set(moved.what.key, (ofKey = new Map<string, Moved>()));
    const first = ofKey.get(moved.difference.origin);
    if (first === undefined) {
      ofKey.set(moved.difference.origin, moved);
      firsts.push(moved);
      continue;
    }
    const views = further.get(first);
    if (views === undefined) further.set(first, [moved.view]);
    else views.push(moved.view);
  }
  const ofOne = new Map(viewsOf(all).map((view) => [view, mergeTargets(view.targets)]));
  return firsts.map((moved) => {
    const { difference, view, what } = moved;
    const views = further.get(moved);
    const targets = (views === undefined ? ofOne.get(view) : null) ?? mergeTargets([view, ...(views ?? [])].flatMap((one) => one.targets));
    return { origin: difference.origin, parts: what.parts, targets };
  });
}

/** A change without a known cause is reported at a document of the chain that decides now or decided before. */
export function wherever(view: AccessChangeView, root: string): FindingPlace {
  const step = [...(view.head?.steps ?? []), ...(view.base?.steps ?? [])][0];
  const place = step === undefined ? null : step.kind === 'cors' ? step.policy.place : step.place;
  if (place === null) return fileLine(globalPolicyOf(root), 1);
  return startOf(place);
}

function fingerprintKey(all: readonly Moved[], views: readonly AccessChangeView[]): string {
  const what = new Set(all.map(({ difference, what: { words } }) => `${difference.origin}=${words}`));
  const apis = new Set(views.flatMap((view) => view.targets.map((t) => `${t.workspace ?? ''}/${t.product ?? ''}/${t.api ?? ''}`)));
  return [...[...what].sort(), '|', ...[...apis].sort()].join(' ');
}

const keyWords: Readonly<Record<AccessPart['what'], readonly [all: string, named: string]>> = {
  access: ['access', 'access'],
  methods: ['every other method', 'method '],
  headers: ['every other request header', 'request header '],
  exposed: ['sight of every other response header', 'sight of response header '],
  credentials: ['credentials', 'credentials'],
  'max-age': ['caching of preflights', 'caching of preflights'],
};

/** These words are part of published fingerprints and must not change with the sentences. */
function keyOfPart({ what, names }: AccessPart): string {
  const [all, named] = keyWords[what];
  if (names === '*' || !named.endsWith(' ')) return all;
  const shown = names.slice(0, 5);
  if (names.length > shown.length) return `${named}${shown.join(', ')} and ${names.length - shown.length} more`;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? `${named}${last}` : `${named}${shown.slice(0, -1).join(', ')} and ${last}`;
}

function partsMoved(changes: readonly AccessChange[], way: MoveDirection): MovedParts | null {
  const side = (change: AccessChange): readonly string[] | '*' => (way === 'widened' ? change.gained : change.lost);
  const moving = changes.filter((change) => change.what !== 'max-age' && side(change).length > 0);
  if (moving.length === 0) return null;
  const access = moving.find((change) => change.what === 'access');
  const telling = access === undefined ? moving : [access];
  const parts = telling.map((change) => ({ what: change.what, names: side(change) }));
  const holding = strongestHolding(telling.map((change) => change.holding));
  return { parts, holding, key: JSON.stringify(parts), words: parts.map(keyOfPart).join('+') };
}
