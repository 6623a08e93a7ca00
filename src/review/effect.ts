import type { EffectiveStatement } from '../apim/layers.js';
import { refKey } from '../text/policy-ref.js';
import { countOperations, mergeTargets, type Target } from '../apim/target.js';
import type { Access } from '../cors/access.js';
import type { AccessChange, OriginDifference } from '../cors/access-difference.js';
import type { AccessChangeView } from '../effective/access-change.js';
import { placedPolicy, type PlacedPolicy } from '../effective/dropped-policies.js';
import type { ChainGroup, ServiceState } from '../effective/service-state.js';
import type { AccessPart } from '../effective/statement.js';
import type { Beyond } from '../repairs/beyond-own.js';
import type { Leaning } from '../repairs/title.js';

/** Inherited policies (not CORS) that run in one state and not in the other. */
export interface PolicyMoves {
  readonly noLongerRun: readonly PlacedPolicy[];
  readonly nowRun: readonly PlacedPolicy[];
}

/** What a repair moves, held against what ran in base. */
export interface MovedPolicies {
  readonly moves: PolicyMoves;
  /** Some inherited policy runs that ran there neither before nor in base. */
  readonly bringsPolicies: boolean;
}

/**
 * Which non-CORS policies of a broader scope start or stop running for the operations whose documents a repair edits (`edited`: keys of their refs).
 * Pairs of chains alone do not tell: two chains may be equal for CORS and differ here, so every touched group is looked at.
 */
export function policyMoves(base: ServiceState | null, head: ServiceState, repaired: ServiceState, edited: ReadonlySet<string>): MovedPolicies {
  if (inheritsAlike(head, repaired, edited)) return { moves: { noLongerRun: [], nowRun: [] }, bringsPolicies: false };
  const lost = new Map<string, PlacedPolicy>();
  const gained = new Map<string, PlacedPolicy>();
  const seen = new Set<string>();
  const after = groupsByTarget(repaired);
  const before = base === null ? null : groupsByTarget(base);
  let bringsPolicies = false;
  for (const group of head.groups) {
    const touched = group.layers.some((layer) => layer.file?.ok === true && edited.has(refKey(layer.file.document.ref)));
    const [target = ''] = targetKeys(group.target);
    const now = touched ? after.get(target) : undefined;
    if (now === undefined) continue;
    const key = layersKey(group);
    if (seen.has(key)) continue;
    seen.add(key);
    const runsBefore = inheritedPolicies(head.effective(group.layers), edited);
    const runsAfter = inheritedPolicies(repaired.effective(now.layers), edited);
    for (const [policy, one] of runsBefore) if (!runsAfter.has(policy)) lost.set(policy, one);
    const back = [...runsAfter].filter(([policy]) => !runsBefore.has(policy));
    for (const [policy, one] of back) gained.set(policy, one);
    bringsPolicies ||= back.length > 0 && !(saysTheSame(base, head, back) && ranInBase(base, before, group, back, edited));
  }
  return { moves: { noLongerRun: [...lost.values()], nowRun: [...gained.values()] }, bringsPolicies };
}

/** Whether what these do is what they did: their files, and the named values that may stand in them, are as they were in base. */
function saysTheSame(base: ServiceState | null, head: ServiceState, back: readonly (readonly [string, PlacedPolicy])[]): boolean {
  if (base === null) return false;
  const paths = new Set(back.map(([, { at }]) => at.path));
  const texts = (state: ServiceState): string => {
    const files = state
      .documents()
      .flatMap(({ file }) => (file.ok && paths.has(file.document.path) ? [`${refKey(file.document.ref)} ${file.document.id}`] : []));
    return JSON.stringify([files.sort(), [...state.service.namedValues]]);
  };
  return texts(base) === texts(head);
}

/** Whether all of these ran in base already, at every operation of the group: they give back what was there. */
function ranInBase(
  base: ServiceState | null,
  before: ReadonlyMap<string, ChainGroup> | null,
  group: ChainGroup,
  back: readonly (readonly [string, PlacedPolicy])[],
  edited: ReadonlySet<string>,
): boolean {
  if (base === null || before === null) return false;
  const old = new Map(
    targetKeys(group.target)
      .map((target) => before.get(target))
      .map((one) => [one === undefined ? '' : layersKey(one), one]),
  );
  return [...old.values()].every((one) => {
    if (one === undefined) return false;
    const ran = inheritedPolicies(base.effective(one.layers), edited);
    return back.every(([policy]) => ran.has(policy));
  });
}

function groupsByTarget(state: ServiceState): ReadonlyMap<string, ChainGroup> {
  return new Map(state.groups.flatMap((group) => targetKeys(group.target).map((key) => [key, group] as const)));
}

function layersKey({ layers }: ChainGroup): string {
  return layers.map((layer) => (layer.file?.ok === true ? refKey(layer.file.document.ref) : '')).join('|');
}

/** True when no edited document inherits or runs anything else than before: then nothing starts or stops running, and no group need be looked at. */
function inheritsAlike(head: ServiceState, repaired: ServiceState, policies: ReadonlySet<string>): boolean {
  const shapes = (state: ServiceState): string => {
    const edited = state.documents().flatMap(({ file }) => (file.ok && policies.has(refKey(file.document.ref)) ? [file.document] : []));
    return JSON.stringify(
      edited.map((document) => [
        refKey(document.ref),
        (document.sections.get('inbound')?.statements ?? []).flatMap((statement) =>
          statement.kind === 'base' ? ['base'] : statement.kind === 'others' ? statement.names : statement.kind === 'cors' ? [] : [statement.kind],
        ),
      ]),
    );
  };
  return shapes(head) === shapes(repaired);
}

/** One key an operation; one for the API as a whole where its operations are not listed. */
function targetKeys({ workspace, product, api, operations }: Target): readonly string[] {
  const whole = [workspace ?? '', product ?? '', api ?? ''].join('\u0000');
  return operations.length === 0 ? [whole] : operations.map((operation) => `${whole}\u0000${operation}`);
}

function inheritedPolicies(statements: readonly EffectiveStatement[], own: ReadonlySet<string>): ReadonlyMap<string, PlacedPolicy> {
  const policies = new Map<string, PlacedPolicy>();
  for (const statement of statements) {
    if (statement.kind !== 'policy' || own.has(refKey(statement.place.ref))) continue;
    for (const one of placedPolicy(statement)) policies.set(`${one.name} ${one.at.path}:${one.at.line}`, one);
  }
  return policies;
}

/** What a repair changes for whom: the difference in access, head against repaired head, and the policies that start or stop running. */
export interface Effect extends PolicyMoves {
  /** The first groups of operations whose access differs. */
  readonly groups: readonly EffectGroup[];
  /** Operations of the other groups. */
  readonly furtherOperations: number;
  /** What it leans on that no page documents. */
  readonly leansOn: Leaning | null;
  /** What it gives those whom it lets in beyond what their own `<cors>` says; left out: nothing. */
  readonly beyond?: Beyond;
  /** Requests of origins that no `<cors>` lists ended at one, and reach the backend now; the title does not say so. */
  readonly passesOn?: true;
  /** What it changes in other environments, whose policies stand in the same files; left out: there are none. */
  readonly elsewhere?: readonly EnvironmentEffect[];
  /** The contract that it is offered for is not kept by it alone: what is left, or that something is. Left out: it is kept then, or there is none. */
  readonly leavesContract?: LeftOfContract | 'something';
}

/** A request by which a contract is not kept after a repair. `may`: not certainly. */
export interface LeftOfContract {
  readonly origin: string;
  readonly method: string;
  readonly url: string;
  readonly can: boolean;
  readonly may: boolean;
}

/** What a repair changes in another environment. */
export interface EnvironmentEffect extends Pick<Effect, 'groups' | 'furtherOperations'> {
  readonly environment: string;
}

/** Operations whose access changes alike. */
export interface EffectGroup {
  readonly targets: readonly Target[];
  readonly origins: readonly { readonly origin: string; readonly change: OriginEffect }[];
}

/** What happens to the access of one origin. */
export type OriginEffect =
  | { readonly kind: 'access'; readonly how: 'gains' | 'gains-under-some' | 'gains-for-certain' | 'loses' | 'may-lose' | 'disagrees' }
  /** `may…`: under readings that are not the leanings; left out: nothing. */
  | {
      readonly kind: 'parts';
      readonly gained: readonly AccessPart[];
      readonly lost: readonly AccessPart[];
      readonly mayGain?: readonly AccessPart[];
      readonly mayLose?: readonly AccessPart[];
    }
  /** Preflights are cached for another time. */
  | { readonly kind: 'caching' }
  | { readonly kind: 'unknown' };

/** Groups of operations that an effect names one by one. */
const mostGroups = 4;

/** The effect of a repair, from what differs once it is applied. */
export function effectOf(views: readonly AccessChangeView[], moves: PolicyMoves, leansOn: Leaning | null): Effect {
  const alike = new Map<string, { origins: EffectGroup['origins']; targets: Target[] }>();
  // Operations whose chains are the same share their difference: a thousand of them need one look.
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

/** It holds under the leanings, and not under other readings alone. */
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
