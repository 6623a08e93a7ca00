import type { Api, Operation } from '../apim/service.js';
import { successorOf } from '../apim/resolve-url.js';
import { mergeTargets, type Target } from '../apim/target.js';
import type { Access } from '../cors/access.js';
import { lessSure, accessSaying, type AccessDifference, type OriginDifference } from '../cors/access-difference.js';
import { listedNames, namesOf, setKey, type NameSet } from '../cors/name-set.js';
import { sharedDifferences } from '../cors/shared-differences.js';
import type { Assumptions } from '../cors/worlds.js';
import { Labels } from '../text/labels.js';
import type { AccessChangeView } from './access-change.js';
import type { ChangedPair } from './changed-pair.js';
import { comparedContexts, type ComparedContexts, type ComparedContext } from './compared-contexts.js';
import type { FindingPlace } from './finding-place.js';
import { byMethod, methodsIn } from './own-methods.js';
import { type ChainGroup, type ServiceState } from './service-state.js';
import { leftAddresses } from './left-addresses.js';
import { SaidWithoutKey } from './said-without-key.js';
import { takenAddresses, withoutTaken } from './taken-addresses.js';

/** Returns the cause of a pair's difference: the changed lines that lead to it, most significant first. */
export type FindCauses = (pair: ChangedPair) => Promise<readonly FindingPlace[]>;

/** Which groups of operations meet a text that is refused at save, on either side. */
export interface RefusedSides {
  readonly base: (group: ChainGroup) => boolean;
  readonly head: (group: ChainGroup) => boolean;
}

const nothingRefused: RefusedSides = { base: () => false, head: () => false };

/**
 * The difference between two states of one service: every group of operations whose access differs in some reading; operations with equal differences share one
 * entry. Chains with equal keys are equal for every origin and are not evaluated. `isRefused`: whether a side's chain has a text that cannot be saved.
 */
export async function compareStates(
  base: ServiceState | null,
  head: ServiceState | null,
  assume: Assumptions,
  causesOf: FindCauses,
  isRefused: RefusedSides = nothingRefused,
): Promise<readonly AccessChangeView[]> {
  const views = new Map<string, { view: AccessChangeView; readonly alike: string; readonly targets: Target[] }>();
  // Thousands of pairs share their difference and its causes: each is serialised once.
  const differing = differenceLabels();
  const caused = new Labels<readonly FindingPlace[]>((causes) => causes);
  for (const { pair, found } of withoutToldTwice(differencesOf(allPairs(base, head), assume, differing))) {
    const causes = await causesOf(pair);
    const refused = pair.head !== null && isRefused.head(pair.head);
    const wasRefused = pair.base !== null && isRefused.base(pair.base);
    const alike = [pair.existence, refused, wasRefused, differing.of(found), caused.of(causes)].join(' ');
    const { root, workspace, api } = pair.target;
    const key = JSON.stringify([alike, root, workspace, api]);
    const known = views.get(key);
    if (known !== undefined) {
      known.targets.push(pair.target);
      known.view = { ...known.view, difference: lessSure(known.view.difference, found) };
    } else {
      const view = {
        targets: [pair.target],
        existence: pair.existence,
        difference: found,
        base: pair.base?.chain ?? null,
        head: pair.head?.chain ?? null,
        causes,
        isRefused: refused,
        wasRefused,
      };
      views.set(key, { view, alike, targets: view.targets });
    }
  }
  return acrossApis([...views.values()]).map(({ view, targets }) => ({ ...view, targets: mergeTargets(targets) }));
}

/** Joins APIs with equal changes; if methods are named, only APIs with the same methods. */
function acrossApis<T extends { view: AccessChangeView; readonly alike: string; readonly targets: Target[] }>(all: readonly T[]): readonly T[] {
  const together = new Map<string, T>();
  for (const one of all) {
    const { difference } = one.view;
    const key = `${one.alike} ${namesMethods(difference) ? setKey(difference.own) : ''}`;
    const known = together.get(key);
    if (known === undefined) together.set(key, one);
    else {
      for (const target of one.targets) known.targets.push(target);
      known.view = { ...known.view, difference: lessSure(known.view.difference, difference) };
    }
  }
  return [...together.values()];
}

/** Whether some access names methods, which are the operations' own. */
function namesMethods({ origins, own }: AccessDifference): boolean {
  const all = String(listedNames(own));
  return !own.any && origins.some(({ before, after }) => [before, after].some(({ methods }) => methods !== '*' && String(methods) === all));
}

/** Operations of one API with themselves, and with those of another API that now has their address. */
function* allPairs(base: ServiceState | null, head: ServiceState | null): Iterable<ChangedPair> {
  const taken = takenAddresses(base, head);
  yield* withoutTaken(changedPairs(base, head), taken);
  for (const { pair } of taken) if (pair.base?.key !== pair.head?.key) yield pair;
  yield* leftAddresses(base, head);
}

/** Drops the loss at the old address for operations that lose all access at the new one. */
function* withoutToldTwice(all: Iterable<Difference>): Iterable<Difference> {
  const shutOut = new Map<ChainGroup, Set<string>>();
  for (const one of all) {
    const { pair, found } = one;
    if (pair.base === null) yield one;
    else if (pair.existence !== 'moved') {
      const lost = found.origins.flatMap(({ origin, before, after }) => (before.allowed !== 'no' && after.allowed === 'no' ? [origin] : []));
      if (lost.length > 0) shutOut.set(pair.base, new Set([...(shutOut.get(pair.base) ?? []), ...lost]));
      yield one;
    } else {
      const told = shutOut.get(pair.base);
      const origins = told === undefined ? found.origins : found.origins.filter(({ origin }) => !told.has(origin));
      if (origins.length > 0) yield { pair, found: { ...found, origins } };
    }
  }
}

interface Difference {
  readonly pair: ChangedPair;
  readonly found: AccessDifference;
}

/**
 * The differences for the operations of each pair. Methods with different outcomes get pairs of their own: a GET loses nothing when PUT is no longer listed.
 */
function* differencesOf(pairs: Iterable<ChangedPair>, assume: Assumptions, labels: Labels<AccessDifference>): Iterable<Difference> {
  const differences = sharedDifferences(assume);
  const keyless = new SaidWithoutKey();
  for (const pair of pairs) {
    const { base, head, target } = pair;
    const compare = (own: NameSet): AccessDifference => keyless.leftOf(pair, differences.between(base?.chain ?? null, head?.chain ?? null, own));
    const methods = byMethod(target, base?.api ?? null, head?.api ?? null);
    const found = compare(methodsIn(methods));
    if (found.origins.length === 0) continue;
    if (methods === null || methods.length === 1 || !found.tellsMethodsApart) {
      keyless.add(pair, found);
      yield { pair, found };
      continue;
    }
    const alike = new Map<number, { readonly methods: string[]; readonly operations: string[] }>();
    for (const { method, operations } of methods) {
      const own = compare(namesOf([method]));
      if (own.origins.length === 0) continue;
      const label = labels.of(own);
      const known = alike.get(label);
      if (known === undefined) alike.set(label, { methods: [method], operations: [...operations] });
      else {
        known.methods.push(method);
        known.operations.push(...operations);
      }
    }
    for (const one of alike.values()) {
      const some = { pair: { ...pair, target: { ...target, operations: one.operations } }, found: compare(namesOf(one.methods)) };
      keyless.add(some.pair, some.found);
      yield some;
    }
  }
}

/** Joins equal differences. An access is serialised once for its methods, however many rows share it. */
function differenceLabels(): Labels<AccessDifference> {
  const texts = new Map<string, WeakMap<Access, number>>();
  const written = new Map<string, number>();
  const labelOf = (access: Access, own: NameSet): number => {
    const methods = setKey(own);
    let known = texts.get(methods);
    if (known === undefined) texts.set(methods, (known = new WeakMap<Access, number>()));
    let label = known.get(access);
    if (label === undefined) {
      const text = JSON.stringify(accessSaying(access, own));
      label = written.get(text) ?? written.size;
      written.set(text, label);
      known.set(access, label);
    }
    return label;
  };
  const saying = new Map<string, number>();
  const sayingOfRow = (row: OriginDifference, own: NameSet): number => {
    const text = [row.direction, row.directionInAll, labelOf(row.before, own), labelOf(row.after, own)].join(' ');
    const label = saying.get(text) ?? saying.size;
    saying.set(text, label);
    return label;
  };
  return new Labels(({ origins, own }) => origins.map((row) => [row.origin, sayingOfRow(row, own)]));
}

/** Every set of operations whose chains have different keys on the two sides. `all`: equal keys too. */
export function* changedPairs(base: ServiceState | null, head: ServiceState | null, all = false): Iterable<ChangedPair> {
  for (const contexts of comparedContexts(base, head)) yield* pairsOf(contexts, all);
}

function* pairsOf({ before, after, requests }: ComparedContexts, all: boolean): Iterable<ChangedPair> {
  const model = after.groups[0] ?? before.groups[0];
  if (model === undefined) return;
  const { product, isKeyless, saidWithoutKey } = requests;
  const told = ({ isOpen, ...target }: Target): Pick<ChangedPair, 'target' | 'saidWithoutKey'> => ({
    target: { ...target, product, ...(isKeyless || (isOpen === true && !saidWithoutKey) ? { isOpen: true as const } : {}) },
    ...(saidWithoutKey ? { saidWithoutKey: true as const } : {}),
  });
  const [one, ...others] = before.groups;
  const [other, ...more] = after.groups;
  const apis = [before, after].map(({ groups: [group] }) => group?.api ?? null);
  const left = leftBehind(apis[0] ?? null, apis[1] ?? null);
  if (one !== undefined && other !== undefined && others.length + more.length === 0 && left.size === 0 && haveSameOperations(one, other)) {
    // One chain before and one after, as for most APIs.
    if (all || one.key !== other.key) yield { base: one, head: other, existence: 'changed', ...told(other.target) };
    return;
  }
  const old = byOperation(before);
  const now = byOperation(after);
  // Thousands of operations may have a group each.
  const [oldNumbers, newNumbers] = [numbersOf(before), numbersOf(after)];
  const paired = new Map<string, { base: ChainGroup | null; head: ChainGroup | null; operations: string[] }>();
  const pair = (base: ChainGroup | null, head: ChainGroup | null, operation: string | null): void => {
    if (!all && base?.key === head?.key) return;
    const key = `${String(oldNumbers.get(base))}|${String(newNumbers.get(head))}`;
    const known = paired.get(key);
    if (known === undefined) paired.set(key, { base, head, operations: operation === null ? [] : [operation] });
    else if (operation !== null) known.operations.push(operation);
  };
  const names = new Set([...now.operations.keys(), ...old.operations.keys()]);
  for (const name of names) {
    for (const [base, head] of groupsOf(name, old, now, apis)) pair(base, head, name);
    // Its requests reach nothing any more, or another operation.
    if (left.has(name)) pair(old.operations.get(name) ?? null, takerOf(name, apis[0] ?? null, apis[1] ?? null, now), name);
  }
  if (names.size === 0 || (old.rest !== null && now.rest !== null)) pair(old.rest, now.rest, null);
  for (const { base, head, operations } of paired.values()) {
    const existence = base === null ? 'added' : head === null ? 'removed' : 'changed';
    const operationsInApi = (head ?? base)?.target.operationsInApi ?? 0;
    yield { base, head, existence, ...told({ ...model.target, operations, operationsInApi }) };
  }
}

function numbersOf({ groups }: ComparedContext): ReadonlyMap<ChainGroup | null, number> {
  return new Map(groups.map((group, index) => [group, index]));
}

/** null: that side has nothing there. */
type Groups = readonly [base: ChainGroup | null, head: ChainGroup | null];

/**
 * The groups of an operation. If one side lacks it, its requests may meet another operation there, which callers can now reach; if both meet the same chain,
 * nothing changes. If that side does not know its operations, it may still have it, and both are reported. If that side lists none any more, the old ones are
 * gone.
 */
function groupsOf(name: string, old: Listed, now: Listed, [before = null, after = null]: readonly (Api | null)[]): readonly Groups[] {
  const base = old.operations.get(name) ?? old.rest;
  const head = now.operations.get(name) ?? now.rest;
  if (!now.operations.has(name) && base !== null) {
    const taker = takerOf(name, before, after, now);
    if (taker !== null) return [[base, taker], ...(head === null ? [] : [[base, head] as const])];
    const isGone = after?.operations.length === 0 && after.specificationPath === null && isDescribed(name, before);
    return [[base, isGone && base.key === head?.key ? null : head]];
  }
  if (!old.operations.has(name) && head !== null) {
    const taken = takerOf(name, after, before, old);
    if (taken !== null) return [[taken, head], ...(base === null ? [] : [[base, head] as const])];
  }
  return [[base, head]];
}

/** Operations of base for which head has only a policy at their id, although it would list them: they do not exist any more. */
function leftBehind(before: Api | null, after: Api | null): ReadonlySet<string> {
  if (before === null || after === null) return new Set();
  // Code that declares operations one by one now declares none.
  const declaredNone = before.operationsKnown && before.specificationPath === null && after.specificationPath === null;
  const left =
    after.operationsKnown || declaredNone ? after.operations.filter(({ method, urlTemplate }) => method === null && urlTemplate === null) : [];
  return new Set(left.flatMap(({ id }) => (isDescribed(id, before) ? [id] : [])));
}

function takerOf(name: string, from: Api | null, to: Api | null, { operations }: Listed): ChainGroup | null {
  const operation = from?.operations.find(({ id }) => id === name);
  const taker = operation === undefined || to === null ? null : successorOf(operation, to);
  return taker === null ? null : (operations.get(taker.id) ?? null);
}

/** Whether more is known of an operation than that it has a policy. */
function isDescribed(name: string, api: Api | null): boolean {
  return api?.operations.some(({ id, method }) => id === name && method !== null) === true;
}

function haveSameOperations({ target: one }: ChainGroup, { target: other }: ChainGroup): boolean {
  return one.operations.length === other.operations.length && one.operations.every((name, index) => name === other.operations[index]);
}

/** `rest`: the group for unlisted operations; null if the list is complete. */
interface Listed {
  readonly operations: ReadonlyMap<string, ChainGroup>;
  readonly rest: ChainGroup | null;
}

function byOperation(context: ComparedContext): Listed {
  const operations = new Map<Operation['id'], ChainGroup>();
  let rest: ChainGroup | null = null;
  for (const group of context.groups) {
    for (const operation of group.target.operations) operations.set(operation, group);
    if (group.target.operations.length === 0) rest = group;
  }
  if (rest === null && !context.operationsKnown) rest = context.groups[0] ?? null;
  return { operations, rest };
}
