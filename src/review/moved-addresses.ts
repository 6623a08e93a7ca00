import { resourceKey } from '../apim/resource-key.js';
import type { Api, Service } from '../apim/service.js';
import { requestOf, urlOf } from './same-identity.js';
import type { Pair } from './sides.js';

/**
 * Names of APIs that keep their id and get another URL, or whose operations do, sorted: who calls the old one finds nothing there any more, or something
 * else, whatever the policies are.
 */
export function movedAddresses(pairs: readonly Pair[]): readonly string[] {
  const moved = new Set<string>();
  for (const { base, head } of pairs) {
    if (base === null || head === null) continue;
    const before = new Map(base.service.apis.map((api) => [resourceKey(api.workspace, api.id), api]));
    for (const api of head.service.apis) {
      const old = before.get(resourceKey(api.workspace, api.id));
      if (old !== undefined && old !== api && isMoved([old, base.service], [api, head.service])) moved.add(api.id);
    }
  }
  return [...moved].sort();
}

type Placed = readonly [api: Api, service: Service];

function isMoved([old, before]: Placed, [now, after]: Placed): boolean {
  if (differ(urlOf(old), urlOf(now)) || differ(versionedBy(old, before), versionedBy(now, after))) return true;
  if (old.operations === now.operations) return false;
  const requests = new Map(old.operations.map((operation) => [operation.id, requestOf(operation)]));
  return now.operations.some((operation) => differ(requests.get(operation.id) ?? null, requestOf(operation)));
}

/** How a request tells which version it means; null: not known, or no version. */
function versionedBy({ versionSet }: Api, { versionSets }: Service): string | null {
  const set = versionSet === null ? undefined : versionSets.get(versionSet);
  return set === undefined ? null : JSON.stringify([set.scheme, set.headerName?.toLowerCase(), set.queryName]);
}

function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other;
}
