import { resourceKey } from '../apim/resource-key.js';
import type { Api, Operation, Service } from '../apim/service.js';
import { addTo } from '../text/add-to.js';

/**
 * Base's service with head's ids for the same things. Browsers know an API by its URL and an operation by method and URL; ids and folders belong to the
 * repository and may be reused. What answers at the same URL on both sides is the same, if there is exactly one each. Anything else is matched by id, unless
 * that now names another thing.
 */
export function withIdsOf(base: Service, head: Service): Service {
  const ids = new Map<string, string>();
  const others = counterparts(base.apis, head.apis, (api) => resourceKey(api.workspace, api.id), apiAddress);
  const apis = base.apis.map((api): Api => {
    const other = others.get(api) ?? null;
    const id = other?.id ?? freeId(api.id, others.has(api));
    const operations = other === null ? api.operations : withOperationIds(api.operations, other.operations);
    if (id !== api.id) ids.set(resourceKey(api.workspace, api.id), id);
    return id === api.id && operations === api.operations ? api : { ...api, id, operations };
  });
  if (apis.every((api, index) => api === base.apis[index])) return base;
  const products = base.products.map((product) =>
    ids.size === 0 ? product : { ...product, apis: new Set([...product.apis].map((id) => ids.get(resourceKey(product.workspace, id)) ?? id)) },
  );
  return { ...base, apis, products };
}

/**
 * If an operation gets another id and head keeps a policy at the old one, without known method and URL, that policy answers nothing new: it is compared with
 * its old self.
 */
function withOperationIds(base: readonly Operation[], head: readonly Operation[]): readonly Operation[] {
  const others = counterparts(base, head, ({ id }) => id, operationRequest);
  const leftBehind = new Map(head.flatMap((one) => (one.method === null && one.urlTemplate === null ? [[one.id, one] as const] : [])));
  const now = base.flatMap((operation) => {
    const id = others.get(operation)?.id ?? freeId(operation.id, others.has(operation));
    if (id === operation.id) return [operation];
    const left = leftBehind.get(operation.id);
    return [{ ...operation, id }, ...(left === undefined || others.get(operation) === left ? [] : [{ ...left, policy: operation.policy }])];
  });
  return now.length === base.length && now.every((operation, index) => operation === base[index]) ? base : now;
}

/** The id for a removed thing; changed if head uses it for another one (`taken`). */
function freeId(id: string, taken: boolean): string {
  return taken ? `${id} (before)` : id;
}

/** Head's counterparts of base's items. null: none, and head uses the id for another thing. Missing: none. `sameBy` null: unknown. */
function counterparts<T>(
  base: readonly T[],
  head: readonly T[],
  keyOf: (one: T) => string,
  sameBy: (one: T) => string | null,
): ReadonlyMap<T, T | null> {
  const byKey = new Map(head.map((one) => [keyOf(one), one]));
  const found = new Map<T, T | null>();
  const taken = new Set<T>();
  const pair = (one: T, other: T | undefined): void => {
    if (other === undefined) return;
    found.set(one, taken.has(other) ? null : other);
    taken.add(other);
  };
  for (const one of base) {
    const other = byKey.get(keyOf(one));
    if (other !== undefined && sameBy(one) === sameBy(other)) pair(one, other);
  }
  const rest = groupBy(
    base.filter((one) => !found.has(one)),
    sameBy,
  );
  const free = groupBy(
    head.filter((one) => !taken.has(one)),
    sameBy,
  );
  for (const [same, [one, ...more]] of rest) {
    const [other, ...others] = free.get(same) ?? [];
    if (one !== undefined && more.length + others.length === 0) pair(one, other);
  }
  for (const one of base) if (!found.has(one)) pair(one, byKey.get(keyOf(one)));
  return found;
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string | null): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    if (key !== null) addTo(groups, key, one);
  }
  return groups;
}

/** An API's address: its level, path and version, and whether its revision is current; null: unknown path. */
export function apiAddress({ workspace, path, version, isCurrent, revision }: Api): string | null {
  if (path === null) return null;
  return JSON.stringify([workspace, path.toLowerCase(), version ?? '', isCurrent ? '' : revision]);
}

/** An operation's request; names of template parameters do not matter. null: unknown. */
export function operationRequest({ method, urlTemplate }: Operation): string | null {
  if (method === null || urlTemplate === null) return null;
  return `${method} ${urlTemplate.replace(/\{[^{}]*\}/g, '{}')}`;
}
