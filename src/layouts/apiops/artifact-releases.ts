import { resourceKey } from '../../apim/resource-key.js';
import type { Api, NotFollowed, Service } from '../../apim/service.js';
import { isLfsPointer } from '../lfs-pointer.js';
import { objectOf, own, readJson, textIn, withKeys } from '../metadata.js';
import type { Tree } from '../tree.js';
import { below } from './artifact-names.js';

/** A release of an API, from its file. */
export interface Release {
  readonly path: string;
  /** Key of the API whose folder it is in. */
  readonly key: string;
  /** The released API: `/apis/orders;rev=2`. */
  readonly apiId: string;
}

const folder = /^(?:workspaces\/([^/]+)\/)?apis\/([^/]+)\/releases\/[^/]+\/[^/]+\.json$/;

/** Most releases of one root that are read: changes of others are reported as not reviewed. */
const mostRead = 200;

/** The API whose folder holds a release, by the path below its root; null: not a release. */
export function releasedIn(rest: string): string | null {
  const [, workspace, api] = folder.exec(rest) ?? [];
  return api === undefined ? null : resourceKey(workspace ?? null, api);
}

/** The releases of some APIs; `keys` null: of all. */
export async function releasesIn(tree: Tree, root: string, keys: ReadonlySet<string> | null): Promise<readonly Release[]> {
  const found = new Map<string, string>();
  for (const [path, { kind }] of tree.entries) {
    if (!path.includes('/releases/') || kind !== 'file') continue;
    const key = releasedIn(below(root, path) ?? '');
    if (key !== null && (keys === null || keys.has(key))) found.set(path, key);
  }
  if (found.size === 0) return [];
  const read = await tree.read([...found.keys()].sort().slice(0, mostRead));
  return [...found].flatMap(([path, key]) => {
    const bytes = read.get(path);
    const made = bytes === undefined || isLfsPointer(bytes) ? null : readJson(path, bytes);
    const properties = made?.ok === true ? objectOf(own(withKeys(objectOf(made.value), ['properties']), 'properties')) : {};
    const apiId = textIn(withKeys(properties, ['apiId']), 'apiId');
    return apiId === null ? [] : [{ path, key, apiId }];
  });
}

/** Releases that may make a revision current other than the one in the API's metadata: which policies then answer is not followed. */
export function withReleases(service: Service, releases: readonly Release[]): Service {
  const notFollowed = releases.flatMap(({ path, key, apiId }): readonly NotFollowed[] => {
    const revision = /;rev=(\d+)$/.exec(apiId)?.[1];
    const isCurrent = (one: Api): boolean => resourceKey(one.workspace, one.id) === key && (one.revision ?? '1') === revision;
    if (revision === undefined || service.apis.some(isCurrent)) return [];
    const release = path.split('/').slice(-3, -1).join('/');
    return [{ path, line: 1, what: 'release', name: `${release} (${apiId})`, state: JSON.stringify(['release', key, revision]), touches: 'service' }];
  });
  return notFollowed.length === 0 ? service : { ...service, notFollowed };
}
