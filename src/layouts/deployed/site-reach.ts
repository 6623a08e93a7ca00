import { resourceKey } from '../../apim/resource-key.js';
import type { Reach } from '../layout.js';
import { currentId, type Deployed } from './deployed.js';
import type { DeployingRoot } from './deploying-root.js';

type Parts = ReadonlyMap<DeployingRoot, readonly Deployed[]>;

/**
 * What a change of files affects in one service: code, values and scripts affect everything that their root deploys, other files what is made from them. null:
 * nothing.
 */
export function reachOfChange(parts: Parts, changed: ReadonlySet<string>): Reach | null {
  const keys = new Set<string>();
  for (const [root, deployed] of parts) {
    const { runs, others } = deciding(root, deployed);
    const isWhole = [...changed].some((path) => runs.has(path) || (root.files.asked.has(path) && root.isCode(path)));
    if (!isWhole && !touches(changed, others)) continue;
    if (isWhole && (root.isCut || deployed.length === 0)) return { kind: 'all' };
    for (const one of deployed) {
      if (!isWhole && !touches(changed, root.pathsOf(one))) continue;
      const own = keysOf(one, parts);
      // A service without loaded APIs would look as if it had none.
      if (own === null || own.length === 0) return { kind: 'all' };
      for (const key of [rootKey(root), ...own]) keys.add(key);
    }
  }
  return keys.size === 0 ? null : { kind: 'apis', keys };
}

interface Deciding {
  /** Things of these roots; the same as requested. */
  readonly deployed: readonly Deployed[];
  /** Files besides code that affect everything the root deploys. */
  readonly runs: ReadonlySet<string>;
  /** Files that affect a part of it. */
  readonly others: ReadonlySet<string>;
}

/** Cached: a search through a repository asks for one path after the other. */
const decidingKnown = new WeakMap<DeployingRoot, Deciding>();

function deciding(root: DeployingRoot, deployed: readonly Deployed[]): Deciding {
  const known = decidingKnown.get(root);
  if (known?.deployed === deployed) return known;
  const runs = new Set(root.notFollowed.flatMap(({ runs: own = [] }) => own));
  // Unevaluated environments are reported with this one.
  for (const path of [...(root.environment?.leftOut ?? []), ...(root.givenBy ?? [])]) runs.add(path);
  const others = new Set<string>();
  for (const one of deployed) for (const path of root.pathsOf(one)) others.add(path);
  const found = { deployed, runs, others };
  decidingKnown.set(root, found);
  return found;
}

function touches(changed: ReadonlySet<string>, paths: ReadonlySet<string>): boolean {
  for (const path of paths) {
    if (changed.has(path)) return true;
    if (path.endsWith('/') && [...changed].some((one) => path === '/' || one.startsWith(path))) return true;
  }
  return false;
}

/** The APIs that something concerns; null: any. */
function keysOf(one: Deployed, parts: Parts): readonly string[] | null {
  switch (one.kind) {
    case 'api':
    case 'operation':
      return [reachKey(one) ?? ''];
    case 'product':
      return apisOfProduct(one.workspace, one.id, parts);
    case 'version-set':
      return [...parts.values()].flat().flatMap((other) => (other.kind === 'api' && other.versionSet === one.id ? (reachKey(other) ?? []) : []));
    case 'policy': {
      const key = reachKey(one);
      if (key !== null) return [key];
      return one.scope.kind === 'product' && one.scope.id !== null ? apisOfProduct(one.scope.workspace, one.scope.id, parts) : null;
    }
    case 'named-value':
    case 'service':
      return null;
  }
}

function apisOfProduct(workspace: string | null, id: string, parts: Parts): readonly string[] {
  const product = resourceKey(workspace, id);
  const isIt = (other: string): boolean => resourceKey(workspace, other) === product;
  return [...parts.values()].flat().flatMap((other) => {
    if ((other.kind !== 'product' && other.kind !== 'api') || other.workspace !== workspace) return [];
    if (other.kind === 'product') return !isIt(other.id) ? [] : other.apis.map((api) => resourceKey(workspace, currentId(api)));
    return other.products.some(isIt) ? (reachKey(other) ?? []) : [];
  });
}

/** The API of something; null: none. */
function reachKey(one: Deployed): string | null {
  if (one.kind === 'api') return resourceKey(one.workspace, currentId(one.id));
  if (one.kind === 'operation') return resourceKey(one.workspace, currentId(one.api));
  if (one.kind !== 'policy') return null;
  const { kind, workspace, id } = one.scope;
  return kind === 'api' || kind === 'operation' ? resourceKey(workspace, currentId(id ?? '')) : null;
}

function rootKey({ folder }: DeployingRoot): string {
  return `root ${folder}`;
}

/** Whether something that a root deploys is affected. */
export function isReached(root: DeployingRoot, reach: Reach): boolean {
  return reach.kind === 'all' || reach.keys.has(rootKey(root));
}

/** The affected things, with everything above them. */
export function withinReach(deployed: readonly Deployed[], reach: Reach): readonly Deployed[] {
  if (reach.kind === 'all') return deployed;
  return deployed.filter((one) => {
    const key = reachKey(one);
    return key === null || reach.keys.has(key);
  });
}
