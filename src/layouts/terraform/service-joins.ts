import type { Deployed } from './deployed.js';
import type { EvaluatedRoot } from './root-module.js';
import { isSettled } from './value-parts.js';

/** What several roots, in several environments, deploy to one instance. */
export interface JoinedService {
  /** The folder that names it. */
  readonly folder: string;
  readonly parts: ReadonlyMap<EvaluatedRoot, readonly Deployed[]>;
  /** Whether some of it is a policy. */
  readonly hasPolicies: boolean;
}

/**
 * Roots that deploy to an instance of one name are one service; what one root deploys in several environments is one service too. What has no name
 * that is decided goes with its root's only name, else stays with the root.
 */
export function joinServices(roots: readonly EvaluatedRoot[]): readonly JoinedService[] {
  const sets = new Sets();
  const nodes = new Map<EvaluatedRoot, Map<string, Deployed[]>>();
  for (const root of roots) {
    const own = new Map<string, Deployed[]>();
    nodes.set(root, own);
    const names = new Set(root.deployed.flatMap(({ service }) => (service !== null && isSettled(service) ? [service.toLowerCase()] : [])));
    const [only] = names;
    for (const one of root.deployed) {
      const named = one.service !== null && isSettled(one.service) ? one.service.toLowerCase() : names.size === 1 ? (only ?? '') : null;
      const node = named === null ? `root ${root.folder}\u0000${names.size === 0 ? '' : (one.service ?? '')}` : `name ${named}`;
      sets.join(node, `address ${root.folder}\u0000${one.address}`);
      const known = own.get(node);
      if (known === undefined) own.set(node, [one]);
      else known.push(one);
    }
    if (own.size === 0) own.set(`root ${root.folder}\u0000`, []);
  }
  const joined = new Map<string, Map<EvaluatedRoot, readonly Deployed[]>>();
  for (const [root, own] of nodes) {
    for (const [node, deployed] of own) {
      const set = sets.of(node);
      const parts = joined.get(set) ?? new Map<EvaluatedRoot, readonly Deployed[]>();
      joined.set(set, parts.set(root, [...(parts.get(root) ?? []), ...deployed]));
    }
  }
  const taken = new Map<string, number>();
  return [...joined.values()]
    .map((parts) => ({
      folder: folderOf(parts),
      parts,
      hasPolicies: [...parts.values()].some((deployed) => deployed.some(({ kind }) => kind === 'policy')),
    }))
    .sort((a, b) => Number(b.hasPolicies) - Number(a.hasPolicies) || (a.folder < b.folder ? -1 : 1))
    .map(({ folder, parts, hasPolicies }) => {
      const count = (taken.get(folder) ?? 0) + 1;
      taken.set(folder, count);
      return { folder: count === 1 ? folder : `${folder}#${count}`, parts, hasPolicies };
    });
}

/** The folder of the root that has the instance itself or its global policy; else the first. */
function folderOf(parts: ReadonlyMap<EvaluatedRoot, readonly Deployed[]>): string {
  const holds = (deployed: readonly Deployed[]): boolean =>
    deployed.some((one) => one.kind === 'service' || (one.kind === 'policy' && one.scope.kind === 'global'));
  const main = [...parts].filter(([, deployed]) => holds(deployed));
  return [...(main.length > 0 ? main : parts)].map(([{ folder }]) => folder).sort()[0] ?? '';
}

/** Sets of names that are joined pair by pair. */
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
