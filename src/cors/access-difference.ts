import { accessOf, aggregate, originsNamed, type Access } from './access.js';
import { accessChangesOf, type AccessChange, type AccessSides } from './access-changes.js';
import { weakest } from './certainty.js';
import type { Certainty } from '../text/scales.js';
import { accessKey, concreteAccess, includes, type ConcreteAccess } from './concrete-access.js';
import { allSteps, type CorsChain } from './cors-chain.js';
import { namesBesideAll } from './granted-names.js';
import { allNames, intersection, listedNames, setKey, union, type NameSet } from './name-set.js';
import { onceAlike } from './origins-alike.js';
import { otherNames, type OtherName } from './under-other-name.js';
import { possibleWorlds } from './possible-together.js';
import { wildcardLists } from './questions.js';
import { certaintyOver, Effort, explore, mostWorlds, underLeanings, type Assumptions, type Reading, type World } from './worlds.js';

/** How access differs; `unknown`: the readings give different directions. */
export type Direction = 'equal' | 'widened' | 'narrowed' | 'mixed' | 'unknown';

export type { AccessChange };

/** One row of the difference between two access tables. */
export interface OriginDifference {
  readonly origin: string;
  /** By the leanings; `unknown` also if only other readings differ. */
  readonly direction: Direction;
  /** Over all worlds: promises to all origins are checked against this. */
  readonly directionInAll: Direction;
  readonly before: Access;
  readonly after: Access;
  readonly changes: readonly AccessChange[];
}

/** The difference between two access tables. */
export interface AccessDifference {
  /** By the leanings; `unknown` also if only other readings differ. */
  readonly direction: Direction;
  /** Over all worlds: promises to all origins are checked against this. */
  readonly directionInAll: Direction;
  /** Origins that differ in some world, in the table's order. */
  readonly origins: readonly OriginDifference[];
  readonly certainty: Certainty;
  /** The comparison exceeded a bound: rows are missing, and nothing may be concluded. */
  readonly isCutShort: boolean;
  /** The worlds with a difference, by their answers; an empty inner list: unconditionally. */
  readonly readings: readonly (readonly Reading[])[];
  /** The methods of the compared operations. */
  readonly own: NameSet;
  /** The differences may not be the same for each of these methods. */
  readonly tellsMethodsApart: boolean;
}

/** Bound on answers to open points, over all rows and combinations of two chains. */
const mostAnswers = 2_000_000;

/** Beyond this many worlds, the directions of single origins are combined instead of the worlds. */
const mostJointWorlds = 256;
/** Bound on steps of chains that are followed, over all origins and worlds. */
const mostJointSteps = 500_000;

interface Directions {
  readonly direction: Direction;
  readonly directionInAll: Direction;
}

/**
 * Who gains and who loses access from `base` to `head` (null: the operation does not exist there). Both sides are evaluated in the same world with the same
 * answers, because an open point concerns the gateway or a value, never one side. `own`: the methods of the compared operations.
 */
export function compareAccess(
  base: CorsChain | null,
  head: CorsChain | null,
  assume: Assumptions = new Map(),
  own: NameSet = allNames,
): AccessDifference {
  const differences: OriginDifference[] = [];
  // Thousands of origins share one row's content.
  const said = new Map<Row, OriginDifference>();
  const work: Work = { base, head, assume, own, effort: new Effort(mostAnswers), mindsNames: [base, head].some(hasNamesBesideAll) };
  const others = otherNames(base, head);
  const alike = onceAlike([base, head], (origin) => rowOf(work, origin));
  let isCutShort = false;
  for (const origin of originsNamed(base, head)) {
    if (isCutShort) break;
    const under = others(origin);
    const row = under.length === 0 ? alike(origin) : rowOf(work, origin, under);
    if (row === null) continue;
    isCutShort = !row.isComplete;
    // Written out: with a spread, each of a hundred thousand rows would take more memory.
    const { direction, directionInAll, before, after, changes } = row.says;
    const difference = { origin, direction, directionInAll, before, after, changes };
    if (!said.has(row)) said.set(row, difference);
    differences.push(difference);
  }
  const rows = [...said.keys()];
  return {
    ...overall(base, head, [...said.values()], assume, own),
    origins: withNullAmongOthers(differences),
    certainty: surestOf(rows.map((row) => row.certainty)),
    isCutShort,
    readings: rows.flatMap((row) => row.readings),
    own,
    tellsMethodsApart: rows.some((row) => row.tellsMethodsApart),
  };
}

function hasNamesBesideAll(chain: CorsChain | null): boolean {
  return chain !== null && allSteps(chain).some((step) => step.kind === 'cors' && namesBesideAll(step.policy));
}

/** The content of a row, for one origin or several that are listed alike. */
interface Row {
  readonly isComplete: boolean;
  readonly says: Omit<OriginDifference, 'origin'>;
  readonly certainty: Certainty;
  readonly readings: AccessDifference['readings'];
  readonly tellsMethodsApart: boolean;
}

interface Work {
  readonly base: CorsChain | null;
  readonly head: CorsChain | null;
  readonly assume: Assumptions;
  readonly own: NameSet;
  readonly effort: Effort;
  /** A list on either side has names beside a `*`. */
  readonly mindsNames: boolean;
}

/** null: no difference in any world. `under`: names that the origin may have on the other side. */
function rowOf({ base, head, assume, own, effort, mindsNames }: Work, origin: string, under: readonly OtherName[] = []): Row | null {
  const { complete, worlds: all } = explore(
    (walk): AccessSides => {
      // Names beside a `*` matter to requests with credentials, if the gateway answers with the list as written.
      if (mindsNames) walk.ask(wildcardLists);
      const other = under.find(({ question }) => walk.ask(question).value === 'yes');
      const named = (side: OtherName['side']): string => (other?.side === side ? other.origin : origin);
      return { before: concreteAccess(base, named('base'), walk, own), after: concreteAccess(head, named('head'), walk, own) };
    },
    assume,
    mostWorlds,
    effort,
  );
  const worlds = possibleWorlds(all);
  const differing = worlds.filter(({ result }) => accessKey(result.before) !== accessKey(result.after));
  if (differing.length === 0 && complete) return null;
  const isAlways = differing.length === worlds.length;
  const directions = complete ? directionsOver(worlds, directionOf) : nothingKnown;
  const accessOn = (side: OtherName['side']): Access => {
    if (!under.some((one) => one.side === side)) return accessOf(side === 'base' ? base : head, origin, assume, own);
    return aggregate(
      worlds.map((world) => ({ ...world, result: side === 'base' ? world.result.before : world.result.after })),
      complete,
    );
  };
  return {
    isComplete: complete,
    says: {
      ...directions,
      ...bothSides(accessOn('base'), accessOn('head'), own),
      changes: accessChangesOf(worlds),
    },
    certainty: directions.direction === 'unknown' ? 'unknown' : certaintyOver(underLeanings(worlds), !isAlways),
    readings: isAlways ? [[]] : differing.map((world) => world.readings),
    tellsMethodsApart: worlds.some(({ result }) => isForSome(result.before, own) || isForSome(result.after, own)),
  };
}

/** The origin `null` gets a row only if its access differs from that of all unnamed origins. */
function withNullAmongOthers(rows: readonly OriginDifference[]): readonly OriginDifference[] {
  const others = rows.find((row) => row.origin === '*');
  if (others === undefined) return rows;
  const saying = ({ direction, directionInAll, before, after }: OriginDifference): string =>
    JSON.stringify([direction, directionInAll, accessSaying(before, allNames), accessSaying(after, allNames)]);
  const all = saying(others);
  return rows.filter((row) => row.origin !== 'null' || saying(row) !== all);
}

/** The grant applies only to some of the operations' methods. */
function isForSome({ granted, opaque, methods, credentials, withCredentials }: ConcreteAccess, own: NameSet): boolean {
  const isPart = (some: NameSet): boolean => setKey(intersection(some, own)) !== setKey(own);
  return !own.any && (opaque !== null || (granted && (isPart(methods) || (credentials && isPart(withCredentials.methods)))));
}

/** A policy's "every method" means every method of the operations: if one side lists methods, the other is written as a list too. */
function bothSides(before: Access, after: Access, own: NameSet): Pick<OriginDifference, 'before' | 'after'> {
  if (own.any || before.allowed === 'no' || after.allowed === 'no' || (before.methods === '*') === (after.methods === '*')) return { before, after };
  const written = (access: Access): Access => (access.methods === '*' ? { ...access, methods: listedNames(own) } : access);
  return { before: written(before), after: written(after) };
}

/** A difference exists as certainly as the most certain row. */
function surestOf(certainties: readonly Certainty[]): Certainty {
  const order: readonly Certainty[] = ['documented', 'reported', 'inferred', 'unknown'];
  return certainties.length === 0 ? 'documented' : (order.find((one) => certainties.includes(one)) ?? 'unknown');
}

const nothingKnown: Directions = { direction: 'unknown', directionInAll: 'unknown' };

function directionsOver<T>(worlds: readonly World<T>[], of: (result: T) => Direction): Directions {
  const directionInAll = overWorlds(worlds.map((world) => of(world.result)));
  const direction = overWorlds(underLeanings(worlds).map((world) => of(world.result)));
  return { direction: direction === 'equal' && directionInAll !== 'equal' ? 'unknown' : direction, directionInAll };
}

function directionOf({ before, after }: AccessSides): Direction {
  if (accessKey(before) === accessKey(after)) return 'equal';
  if (before.opaque !== null || after.opaque !== null) return 'unknown';
  const wider = includes(after, before);
  const narrower = includes(before, after);
  if (wider && narrower && after.maxAge === before.maxAge) return 'unknown';
  if (wider && narrower) return after.maxAge > before.maxAge ? 'widened' : 'narrowed';
  return wider ? 'widened' : narrower ? 'narrowed' : 'mixed';
}

/** The direction of one world, over several origins. */
function overOrigins(directions: readonly Direction[]): Direction {
  const some = new Set(directions.filter((direction) => direction !== 'equal'));
  if (some.has('unknown')) return 'unknown';
  if (some.size > 1) return 'mixed';
  return [...some][0] ?? 'equal';
}

/** The direction over several worlds: those with a difference must agree. */
function overWorlds(directions: readonly Direction[]): Direction {
  const some = new Set(directions.filter((direction) => direction !== 'equal'));
  if (some.size > 1) return 'unknown';
  return [...some][0] ?? 'equal';
}

function overall(
  base: CorsChain | null,
  head: CorsChain | null,
  differences: readonly OriginDifference[],
  assume: Assumptions,
  own: NameSet,
): Directions {
  const direction = overOrigins(differences.map((difference) => difference.direction));
  const directionInAll = overOrigins(differences.map((difference) => difference.directionInAll));
  const isMixed = (combined: Direction, own: readonly Direction[]): boolean => combined === 'mixed' && !own.includes('mixed');
  // Directions that agree, or that are unknown themselves, need no evaluation of the worlds together.
  const needsLook =
    isMixed(
      direction,
      differences.map((difference) => difference.direction),
    ) ||
    isMixed(
      directionInAll,
      differences.map((difference) => difference.directionInAll),
    );
  if (!needsLook) return { direction, directionInAll };
  const steps = [base, head].reduce((sum, chain) => sum + (chain === null ? 0 : allSteps(chain).length), 1);
  const joint = explore(
    (walk) =>
      overOrigins(
        differences.map(({ origin }) =>
          directionOf({ before: concreteAccess(base, origin, walk, own), after: concreteAccess(head, origin, walk, own) }),
        ),
      ),
    assume,
    Math.min(mostJointWorlds, Math.ceil(mostJointSteps / (differences.length * steps))),
  );
  if (!joint.complete) return { direction, directionInAll };
  const both = directionsOver(possibleWorlds(joint.worlds), (one) => one);
  return {
    direction: direction === 'mixed' ? both.direction : direction,
    directionInAll: directionInAll === 'mixed' ? both.directionInAll : directionInAll,
  };
}

/** The content of an access without its certainty: rows with equal content are reported together. "All own methods" is equal for all operations. */
export function accessSaying(access: Access, own: NameSet): unknown {
  return { ...access, methods: String(access.methods) === String(listedNames(own)) ? 'own' : access.methods, certainty: null };
}

/** Joins two differences with equal rows: the methods of both, and the lesser certainty. */
export function lessSure(one: AccessDifference, other: AccessDifference): AccessDifference {
  if (one === other) return one;
  const cell = (a: Access, b: Access = a): Access => ({
    ...a,
    methods: a.methods === '*' || b.methods === '*' ? '*' : [...new Set([...a.methods, ...b.methods])].sort(),
    certainty: weakest(a.certainty, b.certainty),
  });
  return {
    ...one,
    own: union(one.own, other.own),
    isCutShort: one.isCutShort || other.isCutShort,
    tellsMethodsApart: one.tellsMethodsApart || other.tellsMethodsApart,
    certainty: weakest(one.certainty, other.certainty),
    origins: one.origins.map((row, index) => {
      const twin = other.origins[index];
      return {
        ...row,
        before: cell(row.before, twin?.before),
        after: cell(row.after, twin?.after),
        changes: row.changes.map((change, place) => {
          const holding = twin?.changes[place]?.holding;
          if (change.holding.when === 'never' || holding === undefined || holding.when === 'never') return change;
          return { ...change, holding: { ...change.holding, certainty: weakest(change.holding.certainty, holding.certainty) } };
        }),
      };
    }),
  };
}
