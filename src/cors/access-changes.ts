import { weakest } from './certainty.js';
import type { ConcreteAccess } from './concrete-access.js';
import type { Fact } from './facts.js';
import { holds, type Holding } from './holding.js';
import { without, type NameSet } from './name-set.js';
import { isUnread } from './unread-access.js';
import { underLeanings, type World } from './worlds.js';

/** One difference in access for an origin. */
export interface AccessChange {
  readonly what: 'access' | 'methods' | 'headers' | 'credentials' | 'exposed' | 'max-age';
  readonly gained: readonly string[] | '*';
  readonly lost: readonly string[] | '*';
  /** The worlds in which it holds. Differences by the leanings and differences only by other readings are separate entries. */
  readonly holding: Holding;
}

/** What pages of an origin can do on each side, in one world. */
export interface AccessSides {
  readonly before: ConcreteAccess;
  readonly after: ConcreteAccess;
}

interface Delta {
  readonly what: AccessChange['what'];
  readonly gained: readonly string[] | '*';
  readonly lost: readonly string[] | '*';
}

/** The differences, kind by kind: first those by the leanings, then those only by other readings. */
export function accessChangesOf(worlds: readonly World<AccessSides>[]): readonly AccessChange[] {
  const told = worlds.map(({ readings, facts, result }) => ({ readings, facts, result: deltas(result) }));
  const followed = underLeanings(told);
  const changes: AccessChange[] = [];
  const headersRest = worlds.flatMap(({ result }) => [...result.before.headersRest, ...result.after.headersRest]);
  for (const what of new Set([...followed, ...told].flatMap((world) => world.result.map((delta) => delta.what)))) {
    const ofKind = (from: readonly World<readonly Delta[]>[]): readonly Delta[] =>
      from.flatMap((world) => world.result.filter((one) => one.what === what));
    const leant = together(what, ofKind(followed));
    const rest = minus(together(what, ofKind(told)), leant);
    for (const delta of [leant, rest]) {
      if (delta.gained.length === 0 && delta.lost.length === 0) continue;
      const changesBy = (some: Delta): AccessChange => {
        const holding = holds(told, (all) => all.some((one) => one.what === what && meets(one, some)));
        return { ...some, holding: what === 'headers' ? weakened(holding, headersRest) : holding };
      };
      // A gain and a loss in different worlds depend on different points, so they are separate entries.
      const apart = [
        { ...delta, gained: [] },
        { ...delta, lost: [] },
      ]
        .filter(({ gained, lost }) => gained.length + lost.length > 0)
        .map(changesBy);
      const holdings = new Set(apart.map(({ holding }) => JSON.stringify(holding)));
      changes.push(...(holdings.size === 1 ? [changesBy(delta)] : apart));
    }
  }
  return changes;
}

/** The same holding, also resting on these facts. */
function weakened(holding: Holding, rest: readonly Fact[]): Holding {
  const certainty = weakest(...rest.map((fact) => fact.certainty));
  return holding.when === 'never' ? holding : { ...holding, certainty: weakest(holding.certainty, certainty) };
}

function together(what: Delta['what'], all: readonly Delta[]): Delta {
  return { what, gained: joined(all.map((delta) => delta.gained)), lost: joined(all.map((delta) => delta.lost)) };
}

function joined(lists: readonly (readonly string[] | '*')[]): readonly string[] | '*' {
  return lists.includes('*') ? '*' : [...new Set(lists.flat())].sort();
}

function minus(all: Delta, told: Delta): Delta {
  const rest = (of: readonly string[] | '*', less: readonly string[] | '*'): readonly string[] | '*' =>
    less === '*' ? [] : of === '*' ? '*' : withoutNames(of, less);
  return { what: all.what, gained: rest(all.gained, told.gained), lost: rest(all.lost, told.lost) };
}

function withoutNames(of: readonly string[], less: readonly string[]): readonly string[] {
  const told = new Set(less);
  return of.filter((name) => !told.has(name));
}

/** Whether two deltas of one kind share a name. */
function meets(one: Delta, other: Delta): boolean {
  const share = (a: readonly string[] | '*', b: readonly string[] | '*'): boolean =>
    a === '*' ? b.length > 0 : b === '*' ? a.length > 0 : haveCommon(a, b);
  return share(one.gained, other.gained) || share(one.lost, other.lost);
}

function haveCommon(a: readonly string[], b: readonly string[]): boolean {
  if (a.length === 0 || b.length === 0) return false;
  const names = new Set(b);
  return a.some((name) => names.has(name));
}

/** What one side grants that the other cannot grant, or may not, although its exact grant is unknown. */
function besideUnknown(before: ConcreteAccess, after: ConcreteAccess): readonly Delta[] {
  // An origin that is allowed now may have been blocked before: no further difference is known.
  if (after.granted && isUnread(before.why)) return [{ what: 'access', gained: ['access'], lost: [] }];
  return (['methods', 'headers'] as const).flatMap((what) => {
    const gained = before.opaque !== null && after.granted ? without(after[what], before.atMost[what]) : [];
    const lost = after.opaque !== null && before.granted ? without(before[what], after.atMost[what]) : [];
    return gained.length > 0 || lost.length > 0 ? [{ what, gained, lost }] : [];
  });
}

function deltas({ before, after }: AccessSides): readonly Delta[] {
  if (before.opaque !== null || after.opaque !== null) return besideUnknown(before, after);
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
  // For requests with credentials `*` is an ordinary name: they lose the names that were listed beside it.
  if (before.credentials && after.credentials) {
    for (const what of ['methods', 'headers', 'exposed'] as const) {
      if (!found.some((delta) => delta.what === what)) sets(what, before.withCredentials[what], after.withCredentials[what]);
    }
  }
  const flags = (what: AccessChange['what'], gained: boolean, lost: boolean): void => {
    if (gained || lost) found.push({ what, gained: gained ? [what] : [], lost: lost ? [what] : [] });
  };
  flags('credentials', after.credentials && !before.credentials, before.credentials && !after.credentials);
  flags('max-age', after.maxAge > before.maxAge, after.maxAge < before.maxAge);
  return found;
}
