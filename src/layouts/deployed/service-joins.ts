import { scopeKey } from '../../apim/resource-key.js';
import type { ScopeRef } from '../../apim/service.js';
import type { Deployed } from './deployed.js';
import { writesUnseen, type DeployingRoot } from './deploying-root.js';
import { isSettled } from './value-parts.js';

/** What several roots deploy to one instance, in several environments. */
export interface JoinedService {
  /** The folder that names it. */
  readonly folder: string;
  readonly parts: ReadonlyMap<DeployingRoot, readonly Deployed[]>;
  /** Whether it has a policy. */
  readonly hasPolicies: boolean;
}

/**
 * Roots that deploy to an instance of one name are one service, as is one root in several environments. An undecided instance is the root's only named one, or
 * belongs to the root. Roots of different folders that deploy one scope in one environment are different services: instances of one name in two subscriptions.
 */
export function joinServices(roots: readonly DeployingRoot[]): readonly JoinedService[] {
  const sets = new Sets();
  const byAddress = new Map<string, Map<string, string>>();
  const nodes = new Map<DeployingRoot, Map<string, Deployed[]>>();
  for (const root of roots) {
    const own = new Map<string, Deployed[]>();
    nodes.set(root, own);
    const addresses = byAddress.get(root.folder) ?? new Map<string, string>();
    byAddress.set(root.folder, addresses);
    const names = new Set(root.deployed.flatMap(({ service }) => (service !== null && isSettled(service) ? [service.toLowerCase()] : [])));
    const [only] = names;
    for (const one of root.deployed) {
      const named = one.service !== null && isSettled(one.service) ? one.service.toLowerCase() : names.size === 1 ? (only ?? '') : null;
      const node = named === null ? `root ${root.folder}\u0000${names.size === 0 ? '' : (one.service ?? '')}` : `name ${named}`;
      // Equal addresses in several environments are one thing.
      const elsewhere = addresses.get(one.address);
      if (elsewhere === undefined) addresses.set(one.address, node);
      else if (elsewhere !== node) sets.join(node, elsewhere);
      const known = own.get(node);
      if (known === undefined) own.set(node, [one]);
      else known.push(one);
    }
    if (own.size === 0) own.set(`root ${root.folder}\u0000`, []);
  }
  const joined = new Map<string, Map<DeployingRoot, readonly Deployed[]>>();
  for (const [root, own] of nodes) {
    for (const [node, deployed] of own) {
      const set = sets.of(node);
      const parts = joined.get(set) ?? new Map<DeployingRoot, readonly Deployed[]>();
      joined.set(set, parts.set(root, [...(parts.get(root) ?? []), ...deployed]));
    }
  }
  const taken = new Map<string, number>();
  return [...joined.values()]
    .flatMap(instancesIn)
    .map((parts) => ({
      folder: folderOf(parts),
      parts,
      hasPolicies: [...parts].some(([root, deployed]) => root.isCut || writesUnseen(root) || deployed.some(({ kind }) => kind === 'policy')),
    }))
    .sort((a, b) => Number(b.hasPolicies) - Number(a.hasPolicies) || (a.folder < b.folder ? -1 : 1))
    .map(({ folder, parts, hasPolicies }) => {
      const count = (taken.get(folder) ?? 0) + 1;
      taken.set(folder, count);
      return { folder: count === 1 ? folder : `${folder}#${count}`, parts, hasPolicies };
    });
}

type Parts = ReadonlyMap<DeployingRoot, readonly Deployed[]>;

/** By scope, the environments in which something is deployed there; null: any. */
type Claims = Map<string, Set<string | null>>;

/** Folders that deploy to one instance. */
interface Instance {
  readonly folders: string[];
  readonly claims: Claims;
}

/** The instances with one name: folders with conflicting scopes are separate, others join the nearest of them. */
function instancesIn(parts: Parts): readonly Parts[] {
  const claims = claimsOf(parts);
  const isRival = rivalsAmong(claims);
  const folders = [...claims].sort(([a], [b]) => (a < b ? -1 : 1));
  const instances: Instance[] = [];
  for (const [folder, own] of folders) {
    if (!isRival(own)) continue;
    const fitting = instances.filter((one) => ![...own].some(([scope, names]) => doMeet(names, one.claims.get(scope))));
    const [nearest] = nearestTo(folder, fitting);
    const instance: Instance = nearest ?? { folders: [], claims: new Map() };
    if (nearest === undefined) instances.push(instance);
    instance.folders.push(folder);
    for (const [scope, names] of own) instance.claims.set(scope, new Set([...(instance.claims.get(scope) ?? []), ...names]));
  }
  if (instances.length === 0) return [parts];
  const members = new Map(instances.map((one) => [one, new Set(one.folders)]));
  for (const [folder, own] of folders) if (!isRival(own)) for (const one of nearestTo(folder, instances)) members.get(one)?.add(folder);
  return [...members.values()].map((own) => new Map([...parts].filter(([{ folder }]) => own.has(folder))));
}

function claimsOf(parts: Parts): ReadonlyMap<string, Claims> {
  const claims = new Map<string, Claims>();
  for (const [{ folder, environment }, deployed] of parts) {
    const own = claims.get(folder) ?? new Map<string, Set<string | null>>();
    claims.set(folder, own);
    for (const one of deployed) {
      if (one.kind !== 'policy' || !isDecided(one.scope)) continue;
      const scope = scopeKey(one.scope);
      own.set(scope, (own.get(scope) ?? new Set()).add(environment?.name ?? null));
    }
  }
  return claims;
}

/** Whether others deploy to one of a folder's scopes too, in a common environment. */
function rivalsAmong(claims: ReadonlyMap<string, Claims>): (own: Claims) => boolean {
  const holders = new Map<string, { all: number; readonly by: Map<string | null, number> }>();
  for (const own of claims.values()) {
    for (const [scope, names] of own) {
      const held = holders.get(scope) ?? { all: 0, by: new Map<string | null, number>() };
      holders.set(scope, held);
      held.all += 1;
      for (const name of names) held.by.set(name, (held.by.get(name) ?? 0) + 1);
    }
  }
  return (own) =>
    [...own].some(([scope, names]) => {
      const held = holders.get(scope);
      if (held === undefined || held.all < 2) return false;
      return names.has(null) || held.by.has(null) || [...names].some((name) => (held.by.get(name) ?? 0) > 1);
    });
}

function doMeet(names: ReadonlySet<string | null>, others: ReadonlySet<string | null> | undefined): boolean {
  return others !== undefined && (names.has(null) || others.has(null) || [...names].some((name) => others.has(name)));
}

function isDecided({ kind, id, operation }: ScopeRef): boolean {
  return kind === 'global' || kind === 'workspace' || (id !== null && isSettled(id) && isSettled(operation ?? ''));
}

/** The instances with a folder that shares most of this one's path. */
function nearestTo(folder: string, instances: readonly Instance[]): readonly Instance[] {
  const shared = instances.map(({ folders }) => folders.reduce((most, other) => Math.max(most, sharedDepth(folder, other)), 0));
  const most = shared.reduce((one, other) => Math.max(one, other), 0);
  return instances.filter((_, index) => shared[index] === most);
}

function sharedDepth(one: string, other: string): number {
  const others = other.split('/');
  const segments = one.split('/');
  const differs = segments.findIndex((segment, index) => segment !== others[index]);
  return differs < 0 ? segments.length : differs;
}

/** The folder of the root with the instance itself or its global policy; otherwise the first. */
function folderOf(parts: ReadonlyMap<DeployingRoot, readonly Deployed[]>): string {
  const holds = (deployed: readonly Deployed[]): boolean =>
    deployed.some((one) => one.kind === 'service' || (one.kind === 'policy' && one.scope.kind === 'global'));
  const main = [...parts].filter(([, deployed]) => holds(deployed));
  return [...(main.length > 0 ? main : parts)].map(([{ folder }]) => folder).sort()[0] ?? '';
}

/** Disjoint sets of names, joined pair by pair. */
class Sets {
  readonly #parents = new Map<string, string>();

  of(name: string): string {
    let at = name;
    for (let parent = this.#parents.get(at); parent !== undefined && parent !== at; parent = this.#parents.get(at)) at = parent;
    if (at !== name) this.#parents.set(name, at);
    return at;
  }

  join(one: string, other: string): void {
    const [a, b] = [this.of(one), this.of(other)];
    if (a !== b) this.#parents.set(a < b ? b : a, a < b ? a : b);
  }
}
