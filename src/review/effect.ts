import { countOperations, mergeTargets, type Target } from '../apim/target.js';
import type { Access } from '../cors/access.js';
import type { AccessChange, OriginDifference } from '../cors/access-difference.js';
import type { AccessChangeView } from '../effective/access-change.js';
import type { AccessPart } from '../effective/statement.js';
import type { Beyond } from '../repairs/beyond-own.js';
import type { Leaning } from '../repairs/title.js';
import type { PolicyMoves } from './policy-moves.js';

/** The effect of a repair: the difference in access from head to repaired head, and the policies that start or stop running. */
export interface Effect extends PolicyMoves {
  /** The first groups of operations with a difference. */
  readonly groups: readonly EffectGroup[];
  /** Number of operations in the other groups. */
  readonly furtherOperations: number;
  /** Its undocumented assumption. */
  readonly leansOn: Leaning | null;
  /** What it grants beyond the origins' own `<cors>`. */
  readonly beyond?: Beyond;
  /** Requests of unlisted origins ended at a `<cors>`, and now reach the backend, which the title does not say. */
  readonly passesOn?: true;
  /** Effects in other environments, whose policies are in the same files. */
  readonly elsewhere?: readonly EnvironmentEffect[];
  /** What stays broken of the contract it is offered for. Left out: nothing, or there is none. */
  readonly leavesContract?: LeftOfContract | 'something';
}

/** A request that still breaks a contract after a repair. `may`: not certainly. */
export interface LeftOfContract {
  readonly origin: string;
  readonly method: string;
  readonly url: string;
  readonly can: boolean;
  readonly may: boolean;
}

/** The effect of a repair in another environment. */
export interface EnvironmentEffect extends Pick<Effect, 'groups' | 'furtherOperations'> {
  readonly environment: string;
}

/** Operations with the same change of access. */
export interface EffectGroup {
  readonly targets: readonly Target[];
  readonly origins: readonly { readonly origin: string; readonly change: OriginEffect }[];
}

/** The change of one origin's access. */
export type OriginEffect =
  | { readonly kind: 'access'; readonly how: 'gains' | 'gains-under-some' | 'gains-for-certain' | 'loses' | 'may-lose' | 'disagrees' }
  /** `may…`: under readings other than the leanings. */
  | {
      readonly kind: 'parts';
      readonly gained: readonly AccessPart[];
      readonly lost: readonly AccessPart[];
      readonly mayGain?: readonly AccessPart[];
      readonly mayLose?: readonly AccessPart[];
    }
  /** The cache time of preflights changes. */
  | { readonly kind: 'caching' }
  | { readonly kind: 'unknown' };

/** Most groups of operations that an effect lists. */
const mostGroups = 4;

/** The effect of a repair, from the difference it makes. */
export function effectOf(views: readonly AccessChangeView[], moves: PolicyMoves, leansOn: Leaning | null): Effect {
  const alike = new Map<string, { origins: EffectGroup['origins']; targets: Target[] }>();
  // Operations with the same chain share their difference: a thousand of them are compared once.
  const same = new Map<readonly OriginDifference[], Target[]>();
  for (const { targets, difference } of views) {
    let group = same.get(difference.origins);
    if (group === undefined) {
      const origins = difference.origins.map((one) => ({ origin: one.origin, change: originEffect(one) }));
      const key = JSON.stringify(origins);
      group = alike.get(key)?.targets ?? [];
      if (!alike.has(key)) alike.set(key, { origins, targets: group });
      same.set(difference.origins, group);
    }
    group.push(...targets);
  }
  const groups = [...alike.values()].map(({ origins, targets }) => ({ targets: mergeTargets(targets), origins }));
  return {
    ...moves,
    groups: groups.slice(0, mostGroups),
    furtherOperations: countOperations(groups.slice(mostGroups).flatMap((group) => group.targets)),
    leansOn,
  };
}

function originEffect({ before, after, changes }: OriginDifference): OriginEffect {
  const access = changes.find((change) => change.what === 'access');
  if (access !== undefined) return { kind: 'access', how: accessEffect(access, before, after) };
  const told = changes.filter((change) => change.what !== 'max-age');
  const partsOf = (side: 'gained' | 'lost', isLeant: boolean): readonly AccessPart[] =>
    told.flatMap((change) => (change[side].length > 0 && isGivenByLeanings(change) === isLeant ? [{ what: change.what, names: change[side] }] : []));
  const [gained, lost, mayGain, mayLose] = [partsOf('gained', true), partsOf('lost', true), partsOf('gained', false), partsOf('lost', false)];
  if ([gained, lost, mayGain, mayLose].some((all) => all.length > 0))
    return { kind: 'parts', gained, lost, ...(mayGain.length > 0 ? { mayGain } : {}), ...(mayLose.length > 0 ? { mayLose } : {}) };
  return { kind: changes.length > 0 ? 'caching' : 'unknown' };
}

/** It holds under the leanings, not only under other readings. */
function isGivenByLeanings({ holding }: AccessChange): boolean {
  return holding.when === 'always' || (holding.when === 'sometimes' && holding.under === 'leanings');
}

function accessEffect(change: AccessChange, before: Access, after: Access): Extract<OriginEffect, { kind: 'access' }>['how'] {
  const { gained, lost } = change;
  if (gained.length > 0 && lost.length > 0) return 'disagrees';
  const isLeant = isGivenByLeanings(change);
  if (gained.length > 0) {
    if (after.allowed !== 'yes' || (!isLeant && after.otherwise.length > 0)) return 'gains-under-some';
    return before.allowed === 'unknown' || !isLeant ? 'gains-for-certain' : 'gains';
  }
  return before.allowed === 'unknown' || after.allowed === 'unknown' || !isLeant ? 'may-lose' : 'loses';
}
