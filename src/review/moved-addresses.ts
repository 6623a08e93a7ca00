import { segmentsOf, startsOf } from '../apim/path-segments.js';
import { resourceKey } from '../apim/resource-key.js';
import type { Api, Service } from '../apim/service.js';
import { operationRequest, apiAddress } from './same-identity.js';
import type { Pair } from './sides.js';
import { addTo } from '../text/add-to.js';

/** What can be called otherwise than before. */
export interface Moved {
  /** Names of APIs, sorted. */
  readonly apis: readonly string[];
  /** Operations of other APIs, by these. */
  readonly operations: readonly { readonly api: string; readonly operations: readonly string[] }[];
}

/**
 * APIs that keep their id and get another URL, and operations that do, or another method: who calls the old one finds nothing there any more, or something
 * else, whatever the policies are. Those APIs too that lose a part of their URLs to one that is new below them.
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

/** Names of APIs some of whose requests go to an API of the other side alone, or to one that stands elsewhere there. */
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
    // At its own path it is held against what was there, if anything was.
    for (const start of startsOf(path).slice(0, -1))
      for (const one of starts.get(start) ?? []) if (mayTake(one, path.slice(start === '' ? 0 : start.split('/').length))) yield one.id;
  }
}

/** With a version that stands in the path, as it mostly does. */
function pathOf({ path, version, versionSet }: Api): string {
  return version === null || versionSet === null ? (path ?? '') : `${path ?? ''}/${version}`;
}

/** Whether an API takes some request below its path whose URL begins with these segments there. */
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
  // A revision can be called by its number too: where another API answers to the old one, it was compared with that.
  return differ(old.revision, now.revision) && !after.apis.some((api) => isRevision(api, old));
}

/** Names of operations that keep their id and take other requests. */
function movedOperations(old: Api, now: Api): readonly string[] {
  if (old.operations === now.operations) return [];
  const requests = new Map(old.operations.map((operation) => [operation.id, operationRequest(operation)]));
  return now.operations.filter((operation) => differ(requests.get(operation.id) ?? null, operationRequest(operation))).map(({ id }) => id);
}

/** Whether an API answers to the number that another one had on the other side, at the same path. */
function isRevision(api: Api, { workspace, path, version, revision }: Api): boolean {
  return api.revision === revision && api.workspace === workspace && api.path?.toLowerCase() === path?.toLowerCase() && api.version === version;
}

/** How a request tells which version it means; null: not known, or no version. */
function versionedBy({ versionSet }: Api, { versionSets }: Service): string | null {
  const set = versionSet === null ? undefined : versionSets.get(versionSet);
  return set === undefined ? null : JSON.stringify([set.scheme, set.headerName?.toLowerCase(), set.queryName]);
}

function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other;
}
