import type { CorsChain } from './cors-chain.js';
import type { Certainty } from './certainty.js';
import { accessKey, concreteAccess, includes, type AccessReason, type ConcreteAccess } from './concrete-access.js';
import { isLabel } from './origin-match.js';
import { agreed } from './outcomes.js';
import { intersection, listed, noNames, union, without, type NameSet } from './name-set.js';
import { explore, type Assumptions, type Reading, type World } from './questions.js';

/** What pages of one origin can do, over every world: a cell of the access table. */
export interface Access {
  readonly allowed: 'yes' | 'no' | 'unknown';
  /** Upper case; those certain where `allowed` is yes, those possible where it is unknown. */
  readonly methods: readonly string[] | '*';
  /** Lower case, sorted. */
  readonly headers: readonly string[] | '*';
  readonly credentials: boolean | 'unknown';
  readonly exposed: readonly string[] | '*';
  /** Seconds; null where nothing is granted. */
  readonly maxAge: number | null | 'unknown';
  readonly decidedBy: { readonly path: string; readonly line: number } | null;
  readonly why: AccessWhy;
  readonly certainty: Certainty;
}

/** Why a cell says what it says. */
export type AccessWhy =
  | { readonly code: 'decided'; readonly reason: AccessReason }
  /** Under some readings it is allowed, under others it is not. */
  | { readonly code: 'depends'; readonly yes: readonly Reading[]; readonly no: readonly Reading[] }
  /** More combinations of readings than are worked through. */
  | { readonly code: 'too-much' };

export type Direction = 'equal' | 'widened' | 'narrowed' | 'mixed' | 'unknown';

/** What exactly differs for an origin. */
export interface AccessChange {
  readonly what: 'access' | 'methods' | 'headers' | 'credentials' | 'exposed' | 'max-age';
  readonly gained: readonly string[] | '*';
  readonly lost: readonly string[] | '*';
  /** null: in every world. Else the worlds it holds in, by their answers. */
  readonly readings: readonly (readonly Reading[])[] | null;
}

export interface OriginDifference {
  readonly origin: string;
  readonly direction: Direction;
  readonly before: Access;
  readonly after: Access;
  readonly changes: readonly AccessChange[];
}

export interface AccessDifference {
  readonly direction: Direction;
  /** Origins that differ in some world, in the table's order. */
  readonly origins: readonly OriginDifference[];
  readonly certainty: Certainty;
  /** The worlds in which something differs, by their answers; an empty inner list: unconditionally. */
  readonly readings: readonly (readonly Reading[])[];
}

/** The rows of the table: origins named on either side, unknown ones by their text, then 'null' and '*' (every origin that no policy names). */
export function originsNamed(...chains: readonly (CorsChain | null)[]): readonly string[] {
  const origins = new Set<string>();
  const labels = new Set<string>();
  for (const chain of chains) {
    for (const step of chain === null ? [] : [...chain.steps, ...(chain.preflight?.steps ?? [])]) {
      if (step.kind !== 'cors') continue;
      for (const entry of step.policy.origins) {
        if (entry.kind === 'origin') origins.add(entry.origin);
        else if (entry.kind === 'unresolved' && isLabel(entry.label)) labels.add(entry.label);
      }
    }
  }
  return [...[...origins].sort(), ...[...labels].sort(), 'null', '*'];
}

/** One cell of the table. */
export function accessOf(chain: CorsChain | null, origin: string, assume: Assumptions = new Map()): Access {
  const { complete, worlds } = explore((walk) => concreteAccess(chain, origin, walk), assume);
  return aggregate(worlds, complete);
}

export function accessTable(chain: CorsChain, origins: readonly string[], assume: Assumptions = new Map()): ReadonlyMap<string, Access> {
  return new Map(origins.map((origin) => [origin, accessOf(chain, origin, assume)]));
}

function aggregate(worlds: readonly World<ConcreteAccess>[], complete: boolean): Access {
  const results = worlds.map((world) => world.result);
  const granting = results.filter((result) => result.granted);
  const isOpaque = results.some((result) => result.opaque !== null);
  const allowed = isOpaque || !complete ? 'unknown' : granting.length === results.length ? 'yes' : granting.length === 0 ? 'no' : 'unknown';
  const [first] = granting;
  const decidedBy = (first ?? results.find((result) => result.decidedBy !== null))?.decidedBy ?? null;
  const join = allowed === 'yes' ? intersection : union;
  const over = (of: (access: ConcreteAccess) => NameSet): readonly string[] | '*' =>
    listed(granting.map(of).reduce((a, b) => join(a, b), first === undefined ? noNames : of(first)));
  return {
    allowed,
    methods: over((access) => access.methods),
    headers: over((access) => access.headers),
    credentials: agreed(granting.map((access) => access.credentials)) ?? (granting.length === 0 ? false : 'unknown'),
    exposed: over((access) => access.exposed),
    maxAge:
      first === undefined
        ? null
        : decidedBy?.maxAge.kind === 'expression'
          ? 'unknown'
          : (agreed(granting.map((access) => access.maxAge)) ?? 'unknown'),
    decidedBy: decidedBy === null ? null : { path: decidedBy.place.path, line: decidedBy.place.line },
    why: reasonOf(worlds, allowed, complete),
    certainty: allowed === 'unknown' ? 'unknown' : 'documented',
  };
}

function reasonOf(worlds: readonly World<ConcreteAccess>[], allowed: Access['allowed'], complete: boolean): AccessWhy {
  if (!complete) return { code: 'too-much' };
  const opaque = worlds.find((world) => world.result.opaque !== null);
  if (opaque !== undefined) return { code: 'decided', reason: opaque.result.why };
  if (allowed !== 'unknown') {
    const telling = worlds.find((world) => world.result.granted === (allowed === 'yes'));
    return { code: 'decided', reason: telling?.result.why ?? { code: 'no-cors' } };
  }
  const yes = shortest(worlds.filter((world) => world.result.granted));
  return { code: 'depends', yes, no: shortest(worlds.filter((world) => !world.result.granted)) };
}

function shortest(worlds: readonly World<ConcreteAccess>[]): readonly Reading[] {
  return worlds.map((world) => world.readings).reduce((a, b) => (b.length < a.length ? b : a), worlds[0]?.readings ?? []);
}

/** Past this many worlds the directions of single origins are combined instead of the worlds themselves. */
const mostJointWorlds = 256;

/**
 * Who gains and who loses what from `base` to `head` (null: the operation does not exist there). Both sides are evaluated in the same
 * world, with the same answers: what is open is the gateway or a value, never the side.
 */
export function compareAccess(base: CorsChain | null, head: CorsChain | null, assume: Assumptions = new Map()): AccessDifference {
  const differences: OriginDifference[] = [];
  const worldsThatDiffer: (readonly Reading[])[] = [];
  for (const origin of originsNamed(base, head)) {
    const { complete, worlds } = explore(
      (walk): Sides => ({ before: concreteAccess(base, origin, walk), after: concreteAccess(head, origin, walk) }),
      assume,
    );
    const differing = worlds.filter(({ result }) => accessKey(result.before) !== accessKey(result.after));
    if (differing.length === 0 && complete) continue;
    worldsThatDiffer.push(...(differing.length === worlds.length ? [[]] : differing.map((world) => world.readings)));
    differences.push({
      origin,
      direction: complete ? overWorlds(worlds.map((world) => directionOf(world.result))) : 'unknown',
      before: accessOf(base, origin, assume),
      after: accessOf(head, origin, assume),
      changes: changesOf(worlds),
    });
  }
  const unconditional = worldsThatDiffer.some((readings) => readings.length === 0);
  return {
    direction: overall(base, head, differences, assume),
    origins: differences,
    certainty: differences.length === 0 || unconditional ? 'documented' : 'unknown',
    readings: worldsThatDiffer,
  };
}

interface Sides {
  readonly before: ConcreteAccess;
  readonly after: ConcreteAccess;
}

function directionOf({ before, after }: Sides): Direction {
  if (accessKey(before) === accessKey(after)) return 'equal';
  if (before.opaque !== null || after.opaque !== null) return 'unknown';
  const wider = includes(after, before);
  const narrower = includes(before, after);
  if (wider && narrower) return after.maxAge > before.maxAge ? 'widened' : 'narrowed';
  return wider ? 'widened' : narrower ? 'narrowed' : 'mixed';
}

/** One world, several origins. */
function overOrigins(directions: readonly Direction[]): Direction {
  const some = new Set(directions.filter((direction) => direction !== 'equal'));
  if (some.has('unknown')) return 'unknown';
  if (some.size > 1) return 'mixed';
  return [...some][0] ?? 'equal';
}

/** One thing, several worlds: those that are not equal must agree. */
function overWorlds(directions: readonly Direction[]): Direction {
  const some = new Set(directions.filter((direction) => direction !== 'equal'));
  if (some.size > 1) return 'unknown';
  return [...some][0] ?? 'equal';
}

function overall(base: CorsChain | null, head: CorsChain | null, differences: readonly OriginDifference[], assume: Assumptions): Direction {
  const directions = differences.map((difference) => difference.direction);
  const combined = overOrigins(directions);
  // Directions that agree, or that are open in themselves, need no look at the worlds together.
  if (combined !== 'mixed' || directions.includes('mixed')) return combined;
  const joint = explore(
    (walk) =>
      overOrigins(
        differences.map(({ origin }) => directionOf({ before: concreteAccess(base, origin, walk), after: concreteAccess(head, origin, walk) })),
      ),
    assume,
    mostJointWorlds,
  );
  return joint.complete ? overWorlds(joint.worlds.map((world) => world.result)) : combined;
}

/** What differs, kind by kind, and in which worlds. */
function changesOf(worlds: readonly World<Sides>[]): readonly AccessChange[] {
  const found = new Map<
    AccessChange['what'],
    { gained: (readonly string[] | '*')[]; lost: (readonly string[] | '*')[]; readings: (readonly Reading[])[] }
  >();
  for (const { readings, result } of worlds) {
    for (const { what, gained, lost } of deltas(result)) {
      const known = found.get(what) ?? { gained: [], lost: [], readings: [] };
      known.gained.push(gained);
      known.lost.push(lost);
      known.readings.push(readings);
      found.set(what, known);
    }
  }
  return [...found].map(([what, { gained, lost, readings }]) => ({
    what,
    gained: together(gained),
    lost: together(lost),
    readings: readings.length === worlds.length ? null : readings,
  }));
}

function together(lists: readonly (readonly string[] | '*')[]): readonly string[] | '*' {
  const names = new Set<string>();
  for (const list of lists) {
    if (list === '*') return '*';
    for (const name of list) names.add(name);
  }
  return [...names].sort();
}

interface Delta {
  readonly what: AccessChange['what'];
  readonly gained: readonly string[] | '*';
  readonly lost: readonly string[] | '*';
}

function deltas({ before, after }: Sides): readonly Delta[] {
  if (before.opaque !== null || after.opaque !== null) return [];
  if (before.granted !== after.granted) {
    return [{ what: 'access', gained: after.granted ? ['access'] : [], lost: before.granted ? ['access'] : [] }];
  }
  if (!after.granted) return [];
  const found: Delta[] = [];
  const sets = (what: AccessChange['what'], old: NameSet, now: NameSet): void => {
    const gained = without(now, old);
    const lost = without(old, now);
    if (gained.length > 0 || lost.length > 0) found.push({ what, gained, lost });
  };
  sets('methods', before.methods, after.methods);
  sets('headers', before.headers, after.headers);
  sets('exposed', before.exposed, after.exposed);
  const flags = (what: AccessChange['what'], gained: boolean, lost: boolean): void => {
    if (gained || lost) found.push({ what, gained: gained ? [what] : [], lost: lost ? [what] : [] });
  };
  flags('credentials', after.credentials && !before.credentials, before.credentials && !after.credentials);
  flags('max-age', after.maxAge > before.maxAge, after.maxAge < before.maxAge);
  return found;
}
