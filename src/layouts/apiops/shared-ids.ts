import { resourceKey } from '../../apim/resource-key.js';
import type { ArtifactFiles } from './artifact-files.js';
import type { RootIndex } from './artifact-index.js';
import { tooManyFragments } from './most-fragments.js';

/** A folder that claims to be a resource. */
interface Claim {
  /** The kind of resource and its container: two of one kind cannot share an id. */
  readonly kind: string;
  readonly id: string;
  /** Files that state it, the most relevant first; null: only its folder's name was read. */
  readonly files: readonly string[] | null;
  readonly folder: string;
}

/**
 * An id belongs to one resource, and API Management ignores case: if two folders claim one, the publisher overwrites one with the other. Each further claim is
 * a problem at its metadata, as are too many fragments. `keys`: the APIs that are read; of others only the names of folders are known.
 */
export function reportSharedIds(index: RootIndex, files: ArtifactFiles, keys: ReadonlySet<string> | null, contentOf: (path: string) => string): void {
  files.problems.push(...tooManyFragments(index, contentOf));
  const known = new Map<string, Claim>();
  for (const claim of claimsIn(index, files, keys)) {
    const key = `${claim.kind}\0${claim.id.trim()}`.toLowerCase();
    const other = known.get(key);
    if (other === undefined) known.set(key, claim);
    if (other?.folder === claim.folder) continue;
    const [told, beside] = claim.files === null ? [other, claim] : [claim, other];
    const [path] = told?.files ?? [];
    if (other === undefined || told === undefined || beside === undefined || path === undefined) continue;
    const conflict = [...(told.files ?? []), ...(beside.files ?? [])].map(contentOf).join(' ');
    const kind = claim.kind.split('\0')[0] ?? '';
    files.problems.push({
      path,
      line: 1,
      says: { code: 'id-twice', given: { kind, id: told.id, other: beside.files?.[0] ?? beside.folder } },
      conflict,
    });
  }
}

function* claimsIn(index: RootIndex, files: ArtifactFiles, keys: ReadonlySet<string> | null): Iterable<Claim> {
  const of = (...paths: readonly (string | null)[]): readonly string[] => paths.flatMap((path) => path ?? []);
  const isRead = (key: string): boolean => keys === null || keys.has(key);
  const apis = [...index.apis].filter(([key]) => isRead(key)).sort(([a], [b]) => (a < b ? -1 : 1));
  const claimedIds = new Set<string>();
  for (const [, api] of apis) {
    const { workspace, name, information, policy, folder } = api;
    const id = files.idOf(information, name);
    // The publisher's version decides whether the folder's name or the id in the metadata counts.
    for (const claimed of name.includes('/') ? [id] : new Set([name, id])) {
      claimedIds.add(claimed.trim().toLowerCase());
      yield { kind: `API\0${workspace ?? ''}`, id: claimed, files: of(information, policy), folder };
    }
    for (const [name, operation] of api.operations) {
      const own = of(operation.information, operation.policy);
      yield {
        kind: `operation\0${resourceKey(workspace, id)}`,
        id: files.idOf(operation.information, name),
        files: own,
        folder: `${folder}/operations/${name}`,
      };
    }
  }
  yield* othersIn(index, isRead, (id) => claimedIds.has(id));
  for (const { workspace, name, information, policy, folder } of index.products.values())
    yield { kind: `product\0${workspace ?? ''}`, id: files.idOf(information, name), files: of(information, policy), folder };
  for (const { workspace, id, information, policy } of index.fragments.values())
    yield { kind: `policy fragment\0${workspace ?? ''}`, id: files.idOf(information, id), files: of(information, policy), folder: id };
  for (const { workspace, folder, path } of index.versionSets.values())
    yield { kind: `version set\0${workspace ?? ''}`, id: files.idOf(path, folder), files: [path], folder };
  for (const [workspace, values] of [['', index.namedValues] as const, ...[...index.workspaces].map(([id, one]) => [id, one.namedValues] as const)])
    for (const [folder, path] of values) yield { kind: `named value\0${workspace}`, id: files.idOf(path, folder), files: [path], folder };
}

/** APIs that are not read, by folder; `isClaimed`: whether a read one claims an id, in lower case. */
function* othersIn(index: RootIndex, isRead: (key: string) => boolean, isClaimed: (id: string) => boolean): Iterable<Claim> {
  // A cheap test first: there may be thousands, rarely with that name.
  const isNear = (key: string): boolean =>
    isClaimed(
      key
        .slice(key.lastIndexOf('/') + 1)
        .trim()
        .toLowerCase(),
    );
  const near = [...index.closedApis, ...index.passedApis, ...index.apis.keys()].filter(isNear);
  for (const key of new Set(near)) {
    // In the oldest layouts a folder's name is not an id.
    const [first = '', second, third] = key.split('/');
    if (third !== undefined || (index.apis.has(key) && isRead(key))) continue;
    const [workspace, id] = second === undefined ? ['', first] : [first, second];
    yield { kind: `API\0${workspace}`, id, files: null, folder: `${workspace === '' ? '' : `workspaces/${workspace}/`}apis/${id}` };
  }
}
