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
import { compared, withNewNames, withWhatIsLeft } from './left-environments.js';
import { withEnvironmentsForFolders, withEnvironmentsWhereMoved } from './folders-of-environments.js';
import { withSwitched, type SwitchedEnvironment } from './switched-environments.js';
import { withFormerValues } from './value-sources.js';
import { apiAddress, withIdsOf } from './same-identity.js';

/** A repair of a shared policy is tried only when the services' remaining files are few enough to read for it. */
const mostEntriesForWhole = 4000;

/** The trees of a change. */
export interface Sides {
  readonly base: Tree;
  readonly head: Tree;
}

/** One service on both sides, evaluated in one environment; null: that side does not have it. */
export interface Pair {
  readonly base: ServiceState | null;
  readonly head: ServiceState | null;
}

/** The services of both sides, indexed and not loaded yet. */
export interface Opened {
  readonly base: Repository;
  readonly head: Repository;
}

/** The services of a side by `serviceKey`. */
export type Loaded = ReadonlyMap<string, ServiceState>;

/** Gives the pairs of the affected services with every API loaded, by `serviceKey`; empty where that would be too much to read. */
export type Whole = () => Promise<ReadonlyMap<string, Pair>>;

/** What of the configuration concerns the reading of services. */
export function repositoryOptions(settings: Settings): RepositoryOptions {
  return { scopes: settings.scopes, environments: settings.environments };
}

/** Key of a service in one environment, the same on both sides. */
export function serviceKey(service: Service): string {
  return `${service.root}\u0000${service.environment ?? ''}`;
}

/** Reads what is affected of both sides and joins them. One after the other: what the second side shares with the first is neither read nor parsed again. */
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
  const asNow = before.map((service) => {
    const other = now.get(serviceKey(service));
    return other === undefined ? service : withIdsOf(service, other);
  });
  const left = withWhatIsLeft(asNow, after);
  // Before either side gets the other's names: an environment of another name is the same one.
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

/** Code that is not followed, and that stands in its file as it did in that environment, is no news where it belongs to another service now. */
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

/** What goes counts as much as what comes. */
const comparedWhole: ReadonlySet<NotFollowed['what']> = new Set(['changes-kept', 'deployed-with', 'given-otherwise']);

/**
 * An environment that one side alone names is there on the other side all the same, with nothing of its own, where files are deployed as they are too:
 * a new file of overrides changes what was deployed without it.
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

/** It decides nothing of what browsers may do, so that nobody has to know whether it is included elsewhere. */
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
 * A folder of artifacts that is gone and one that is new are the same service, moved: its findings and its access are compared. Where there are
 * several, those belong together that share the most APIs by URL, or by id. Gives head's folder by base's. `empty`: folders of code that base has without
 * anything of a service in them: a part of another service, if nothing that is gone shares an API with what stands there now.
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

/** Nothing that could have moved stands there. */
function isEmpty({ global, apis, products, fragments, workspaces }: Service): boolean {
  return global === null && apis.length + products.length + fragments.length + workspaces.size === 0;
}

/** The id of an API, and where it answers if that is known. */
function namesOf(api: Api): readonly string[] {
  const url = apiAddress(api);
  return [`id ${resourceKey(api.workspace, api.id)}`, ...(url === null ? [] : [`url ${url}`])];
}

/** What tells a service from others: where its APIs answer, and their ids, in whatever environment; code may deploy to environments alone. */
function namesByRoot(services: readonly Service[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { root, apis } of services) {
    const names = found.get(root) ?? new Set<string>();
    found.set(root, names);
    for (const name of apis.flatMap(namesOf)) names.add(name);
  }
  return found;
}

/** The same service of both sides together; the artifacts as they are come first, for an environment adds what differs there. */
export function pairUp(before: Loaded, after: Loaded): readonly Pair[] {
  const keys = [...new Set([...after.keys(), ...before.keys()])];
  const pairs = keys.map((key) => ({ base: before.get(key) ?? null, head: after.get(key) ?? null }));
  return pairs.sort((a, b) => Number(environmentOf(a) !== null) - Number(environmentOf(b) !== null));
}

/** The environment a pair is evaluated in; null: the artifacts as they are. */
export function environmentOf(pair: Pair): string | null {
  return serviceOf(pair).environment;
}

/** The service of a pair, head's where there are two. */
export function serviceOf(pair: Pair): Service {
  const service = (pair.head ?? pair.base)?.service;
  if (service === undefined) throw new Error('a pair of states has at least one side');
  return service;
}

/** Both sides of the affected services with every API, for repairs that reach further than the change. */
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
