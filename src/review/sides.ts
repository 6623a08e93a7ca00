import type { PolicyCache } from '../apim/policy-cache.js';
import { openRepository, type Repository } from '../layouts/repository.js';
import type { Layout, Reach, RepositoryOptions } from '../layouts/layout.js';
import { isDevelopmentEnvironment } from '../apim/development.js';
import type { Api, Fragment, NotFollowed, Service } from '../apim/service.js';
import { hasMoreThan, openFolders, type Tree } from '../layouts/tree.js';
import type { Settings } from '../config/settings.js';
import { holdsCors } from '../effective/scoped-documents.js';
import { ServiceState } from '../effective/service-state.js';
import { resourceKey } from '../apim/resource-key.js';
import { hidingIn, withUnread } from './unread-code.js';
import { withoutTurned } from './switched-off.js';
import { compared, withAlikeNames, withNewNames, withWhatIsLeft } from './left-environments.js';
import { withEnvironmentsForFolders, withEnvironmentsWhereMoved } from './folders-of-environments.js';
import { withSwitched, type SwitchedEnvironment } from './switched-environments.js';
import { withFormerValues } from './value-sources.js';
import { apiAddress, withIdsOf } from './same-identity.js';

/** A repair of a shared policy is tried only if the services' other files are at most this many. */
const mostEntriesForWhole = 4000;

/** The trees of a change. */
export interface Sides {
  readonly base: Tree;
  readonly head: Tree;
}

/** One service on both sides, in one environment; null: missing on that side. */
export interface Pair {
  readonly base: ServiceState | null;
  readonly head: ServiceState | null;
}

/** The services of both sides, indexed but not loaded. */
export interface Opened {
  readonly base: Repository;
  readonly head: Repository;
}

/** The services of a side by `serviceKey`. */
export type Loaded = ReadonlyMap<string, ServiceState>;

/** Returns the pairs of the affected services with every API loaded, by `serviceKey`; empty if that is too much to read. */
export type Whole = () => Promise<ReadonlyMap<string, Pair>>;

/** The parts of the configuration that concern reading services. */
export function repositoryOptions(settings: Settings): RepositoryOptions {
  return { scopes: settings.scopes, environments: settings.environments };
}

/** Key of a service in one environment, the same on both sides. */
export function serviceKey(service: Service): string {
  return `${service.root}\u0000${service.environment ?? ''}`;
}

/** Reads and pairs the affected parts of both sides, one after the other: what the second side shares with the first is not read again. */
export async function loadPairs(
  opened: Opened,
  affected: ReadonlyMap<string, Reach>,
  settings: Settings,
  switches: readonly SwitchedEnvironment[] = [],
): Promise<readonly Pair[]> {
  const kept = withSwitched(await opened.base.load(affected), switches, 'before');
  const loaded = withSwitched(await opened.head.load(affected), switches, 'after');
  const there = withEnvironmentsForFolders(kept, loaded, ({ apis }) => apis.flatMap(namesOf));
  const moved = movedRoots(
    there.filter(({ root }) => !opened.head.roots.includes(root) && !loaded.some((service) => service.root === root && hidingIn(service) !== null)),
    loaded.filter(({ root }) => !opened.base.roots.includes(root) && there.every((service) => service.root !== root || isEmpty(service))),
    new Set(there.filter(isEmpty).map(({ root }) => root)),
  );
  const after = loaded.filter(({ root }) => !moved.has(root));
  const taken = new Set(moved.values());
  const stayed = there.filter(({ root }) => !taken.has(root)).map((service) => ({ ...service, root: moved.get(service.root) ?? service.root }));
  const before = withEnvironmentsWhereMoved(stayed, after, taken);
  const now = new Map(after.map((service) => [serviceKey(service), service]));
  const asNow = withAlikeNames(before, after).map((service) => {
    const other = now.get(serviceKey(service));
    return other === undefined ? service : withIdsOf(service, other);
  });
  const left = withWhatIsLeft(asNow, after);
  // Before renaming across sides: a renamed environment is the same one.
  const named = withNewNames(asNow, left);
  const [older, newer] = [compared(withEnvironmentsOf(after, named), left), compared(withEnvironmentsOf(named, left), named)];
  const was = new Map(older.map((service) => [serviceKey(service), service]));
  const read = newer.map((service) => withUnread(was.get(serviceKey(service)), service));
  const is = new Map(read.map((service) => [serviceKey(service), service]));
  const turnedBefore = withNewNames(older, newer).map((service) =>
    withFormerValues(withoutTurned(service, is.get(serviceKey(service))), is.get(serviceKey(service))),
  );
  const turnedNow = withoutKnownCode(
    read.map((service) => withoutTurned(service, was.get(serviceKey(service)))),
    there,
  );
  return pairUp(statesOf(turnedBefore, settings), statesOf(turnedNow, settings));
}

/** Unfollowed code that was equally in its file in that environment is not new, even if it now belongs to another service. */
function withoutKnownCode(now: readonly Service[], before: readonly Service[]): readonly Service[] {
  const lineKey = (environment: string | null, { path, state }: NotFollowed): string => [environment ?? '', path, state].join('\u0000');
  const known = new Set(before.flatMap(({ environment, notFollowed = [] }) => notFollowed.map((one) => lineKey(environment, one))));
  return now.map((service) => {
    const { environment, notFollowed } = service;
    return notFollowed === undefined
      ? service
      : { ...service, notFollowed: notFollowed.filter((one) => comparedWhole.has(one.what) || !known.has(lineKey(environment, one))) };
  });
}

/** Removals count as much as additions. */
const comparedWhole: ReadonlySet<NotFollowed['what']> = new Set(['changes-kept', 'deployed-with', 'given-otherwise']);

/**
 * An environment that only one side has also exists on the other, without overrides, if files are deployed unchanged there: a new file of overrides changes what was
 * deployed.
 */
function withEnvironmentsOf(other: readonly Service[], own: readonly Service[]): readonly Service[] {
  const keys = new Set(own.map(serviceKey));
  const isPlain = ({ environment, isForComparison = false }: Service): boolean => environment === null && !isForComparison;
  const plain = new Map(own.flatMap((service) => (isPlain(service) ? [[service.root, service] as const] : [])));
  const others = new Set(other.flatMap((service) => (isPlain(service) ? [service.root] : [])));
  const added = other.flatMap((service) => {
    const same = others.has(service.root) && !keys.has(serviceKey(service)) ? plain.get(service.root) : undefined;
    return same === undefined ? [] : [{ ...same, environment: service.environment }];
  });
  return [...own, ...added];
}

/** It decides nothing about browser access, so other inclusions do not matter. */
function isHarmless({ workspace, policy }: Fragment): boolean {
  return workspace === null && policy.ok && !holdsCors(policy.document) && policy.document.headerWriters.length === 0;
}

/** The services as states, by `serviceKey`. */
export function statesOf(services: readonly Service[], settings: Settings): Loaded {
  const held = services.map(({ root, fragments }) => ({ root, ids: fragments.filter(isHarmless).map(({ id }) => id) }));
  const besides = (own: Service): Pick<Service, 'fragmentsBeside'> =>
    own.partlyKept === undefined ? {} : { fragmentsBeside: new Set(held.flatMap(({ root, ids }) => (root === own.root ? [] : ids))) };
  return new Map(
    services.map((service) => [
      serviceKey(service),
      new ServiceState(
        { ...service, ...besides(service), isDevelopment: isDevelopmentEnvironment(service.environment, settings.developmentEnvironments) },
        settings.assume,
      ),
    ]),
  );
}

/**
 * A removed folder of artifacts and a new one are the same service, moved, and are compared. With several, those that share the most APIs by URL or id are
 * paired. Returns head's folder by base's. `empty`: folders of code in base without content of a service: part of another one, unless something removed shares
 * an API with what is there now.
 */
function movedRoots(gone: readonly Service[], added: readonly Service[], empty: ReadonlySet<string>): ReadonlyMap<string, string> {
  const [from, to] = [namesByRoot(gone), namesByRoot(added)];
  const alone = from.size === 1 && to.size === 1 && [...to.keys()].every((root) => !empty.has(root));
  const pairs = [...from].flatMap(([root, names]) =>
    [...to].map(([other, others]) => ({ root, other, shared: [...names].filter((name) => others.has(name)).length })),
  );
  const moved = new Map<string, string>();
  const taken = new Set<string>();
  for (const { root, other, shared } of pairs.sort((a, b) => b.shared - a.shared)) {
    if ((shared === 0 && !alone) || moved.has(root) || taken.has(other)) continue;
    moved.set(root, other);
    taken.add(other);
  }
  return moved;
}

/** It has nothing that could have moved. */
function isEmpty({ global, apis, products, fragments, workspaces }: Service): boolean {
  return global === null && apis.length + products.length + fragments.length + workspaces.size === 0;
}

/** The id of an API, and its address if known. */
function namesOf(api: Api): readonly string[] {
  const url = apiAddress(api);
  return [`id ${resourceKey(api.workspace, api.id)}`, ...(url === null ? [] : [`url ${url}`])];
}

/** What identifies a service: the addresses and ids of its APIs in any environment; code may deploy only to environments. */
function namesByRoot(services: readonly Service[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { root, apis } of services) {
    const names = found.get(root) ?? new Set<string>();
    found.set(root, names);
    for (const name of apis.flatMap(namesOf)) names.add(name);
  }
  return found;
}

/** Pairs the services of both sides; those without an environment come first. */
export function pairUp(before: Loaded, after: Loaded): readonly Pair[] {
  const keys = [...new Set([...after.keys(), ...before.keys()])];
  const pairs = keys.map((key) => ({ base: before.get(key) ?? null, head: after.get(key) ?? null }));
  return pairs.sort((a, b) => Number(environmentOf(a) !== null) - Number(environmentOf(b) !== null));
}

/** The environment of a pair; null: none. */
export function environmentOf(pair: Pair): string | null {
  return serviceOf(pair).environment;
}

/** The service of a pair, preferably head's. */
export function serviceOf(pair: Pair): Service {
  const service = (pair.head ?? pair.base)?.service;
  if (service === undefined) throw new Error('a pair of states has at least one side');
  return service;
}

/** Both sides of the affected services with every API, for repairs that reach beyond the change. */
export function wholeOnDemand(trees: Sides, roots: Iterable<string>, settings: Settings, cache: PolicyCache, layouts?: readonly Layout[]): Whole {
  const all = new Map([...roots].map((root) => [root, { kind: 'all' } as const]));
  let loaded: ReturnType<Whole> | null = null;
  return () => (loaded ??= load());
  async function load(): ReturnType<Whole> {
    if (await hasMoreThan(trees.head, mostEntriesForWhole)) return new Map();
    await openFolders([trees.base, trees.head], () => Infinity);
    const options = repositoryOptions(settings);
    const opened = {
      base: await openRepository(trees.base, options, cache, layouts),
      head: await openRepository(trees.head, options, cache, layouts),
    };
    const pairs = await loadPairs(opened, all, settings);
    return new Map(pairs.map((pair) => [serviceKey(serviceOf(pair)), pair]));
  }
}
