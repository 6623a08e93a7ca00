import { segmentsOf, startsOf } from '../apim/path-segments.js';
import { resourceKey } from '../apim/resource-key.js';
import type { Api, Service } from '../apim/service.js';
import { operationRequest, apiAddress } from './same-identity.js';
import type { Pair } from './sides.js';
import { addTo } from '../text/add-to.js';

/** APIs and operations with another address than before. */
export interface Moved {
  /** Sorted names of APIs. */
  readonly apis: readonly string[];
  /** Operations of other APIs, grouped by API. */
  readonly operations: readonly { readonly api: string; readonly operations: readonly string[] }[];
}

/**
 * APIs with the same id but another URL, and operations with another URL or method: callers of the old address find nothing, or something else, whatever the
 * policies. Also APIs that lose a part of their URLs to a new one below them.
 */
export function movedAddresses(pairs: readonly Pair[]): Moved {
  const moved = new Set<string>();
  const operations = new Map<string, Set<string>>();
  for (const { base, head } of pairs) {
    if (base === null || head === null) continue;
    const before = new Map(base.service.apis.map((api) => [resourceKey(api.workspace, api.id), api]));
    for (const api of head.service.apis) {
      const old = before.get(resourceKey(api.workspace, api.id));
      if (old === undefined || old === api) continue;
      if (isMoved([old, base.service], [api, head.service])) moved.add(api.id);
      const own = movedOperations(old, api);
      if (own.length > 0) operations.set(api.id, new Set([...(operations.get(api.id) ?? []), ...own]));
    }
    for (const [one, other] of [
      [base.service, head.service],
      [head.service, base.service],
    ] as const)
      for (const id of yielding(one, other)) moved.add(id);
  }
  const others = [...operations].filter(([api]) => !moved.has(api)).sort(([a], [b]) => (a < b ? -1 : 1));
  return { apis: [...moved].sort(), operations: others.map(([api, own]) => ({ api, operations: [...own].sort() })) };
}

/** Names of APIs that lose requests to an API which is new or moved on the other side. */
function* yielding(own: Service, other: Service): Iterable<string> {
  const known = new Set(own.apis.map(apiAddress));
  const starts = new Map<string, Api[]>();
  for (const api of own.apis) {
    if (!api.isCurrent || api.path === null) continue;
    const start = segmentsOf(pathOf(api)).join('/');
    addTo(starts, start, api);
  }
  for (const api of other.apis) {
    const url = apiAddress(api);
    if (!api.isCurrent || url === null || known.has(url)) continue;
    const path = segmentsOf(pathOf(api));
    // At its own path it is compared with what was there.
    for (const start of startsOf(path).slice(0, -1))
      for (const one of starts.get(start) ?? []) if (mayTake(one, path.slice(start === '' ? 0 : start.split('/').length))) yield one.id;
  }
}

/** Includes a version in the path, as is usual. */
function pathOf({ path, version, versionSet }: Api): string {
  return version === null || versionSet === null ? (path ?? '') : `${path ?? ''}/${version}`;
}

/** Whether an API takes some request below its path whose URL begins with these segments. */
function mayTake(api: Api, rest: readonly string[]): boolean {
  if (!api.operationsKnown && api.operations.length === 0) return true;
  return api.operations.some(({ urlTemplate }) => {
    if (urlTemplate === null) return true;
    const parts = segmentsOf(urlTemplate.split('?')[0] ?? '');
    const open = parts.findIndex((part) => part === '*' || /^\{\*[^{}]*\}$/.test(part));
    if (open < 0 && parts.length < rest.length) return false;
    return rest.every((segment, at) => (open >= 0 && at >= open) || parts[at] === segment || parts[at]?.includes('{') === true);
  });
}

type Placed = readonly [api: Api, service: Service];

function isMoved([old, before]: Placed, [now, after]: Placed): boolean {
  if ((old.isOnlyHttp ?? false) !== (now.isOnlyHttp ?? false)) return true;
  if (differ(apiAddress(old), apiAddress(now)) || differ(versionedBy(old, before), versionedBy(now, after))) return true;
  // A revision is also called by its number: if another API now answers at that, it was compared with it.
  return differ(old.revision, now.revision) && !after.apis.some((api) => isRevision(api, old));
}

/** Names of operations with the same id that take other requests. */
function movedOperations(old: Api, now: Api): readonly string[] {
  if (old.operations === now.operations) return [];
  const requests = new Map(old.operations.map((operation) => [operation.id, operationRequest(operation)]));
  return now.operations.filter((operation) => differ(requests.get(operation.id) ?? null, operationRequest(operation))).map(({ id }) => id);
}

/** Whether an API answers at the revision number and path of another one on the other side. */
function isRevision(api: Api, { workspace, path, version, revision }: Api): boolean {
  return api.revision === revision && api.workspace === workspace && api.path?.toLowerCase() === path?.toLowerCase() && api.version === version;
}

/** How requests select this version; null: unknown, or no version. */
function versionedBy({ versionSet }: Api, { versionSets }: Service): string | null {
  const set = versionSet === null ? undefined : versionSets.get(versionSet);
  return set === undefined ? null : JSON.stringify([set.scheme, set.headerName?.toLowerCase(), set.queryName]);
}

function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other;
}
