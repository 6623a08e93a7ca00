import { resourceKey } from '../apim/resource-key.js';
import type { Api, Operation, Service } from '../apim/service.js';

/**
 * Base's service with the ids that head has for the same things. Browsers know an API by its URL and an operation by its method and URL; ids and
 * folders are the repository's. An API whose id is gone is the new one at its path and version, an operation whose id is gone the new one with its
 * method and URL template, provided there is one of each: else it is a matter of guessing, and they stay gone and new.
 */
export function withIdsOf(base: Service, head: Service): Service {
  const ids = renamedApis(base.apis, head.apis);
  const now = new Map(head.apis.map((api) => [resourceKey(api.workspace, api.id), api]));
  const apis = base.apis.map((api): Api => {
    const id = ids.get(resourceKey(api.workspace, api.id)) ?? api.id;
    const other = now.get(resourceKey(api.workspace, id));
    const operations = other === undefined ? api.operations : withOperationIds(api.operations, other.operations);
    return id === api.id && operations === api.operations ? api : { ...api, id, operations };
  });
  if (apis.every((api, index) => api === base.apis[index])) return base;
  const products = base.products.map((product) =>
    ids.size === 0 ? product : { ...product, apis: new Set([...product.apis].map((id) => ids.get(resourceKey(product.workspace, id)) ?? id)) },
  );
  return { ...base, apis, products };
}

/** Head's id by the key of base's API, for APIs that were renamed. */
function renamedApis(base: readonly Api[], head: readonly Api[]): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  for (const [gone, added] of counterparts(base, head, (api) => resourceKey(api.workspace, api.id), urlOf))
    renamed.set(resourceKey(gone.workspace, gone.id), added.id);
  return renamed;
}

function withOperationIds(base: readonly Operation[], head: readonly Operation[]): readonly Operation[] {
  const renamed = new Map(counterparts(base, head, ({ id }) => id, requestOf));
  if (renamed.size === 0) return base;
  return base.map((operation) => {
    const other = renamed.get(operation);
    return other === undefined ? operation : { ...operation, id: other.id };
  });
}

/** What is gone with what is new instead of it: the only one on either side that is the same by `sameBy` (null: that is not known of it). */
function counterparts<T>(
  base: readonly T[],
  head: readonly T[],
  keyOf: (one: T) => string,
  sameBy: (one: T) => string | null,
): readonly (readonly [T, T])[] {
  const before = new Set(base.map(keyOf));
  const after = new Set(head.map(keyOf));
  const gone = groupBy(
    base.filter((one) => !after.has(keyOf(one))),
    sameBy,
  );
  const added = groupBy(
    head.filter((one) => !before.has(keyOf(one))),
    sameBy,
  );
  return [...gone].flatMap(([same, [one, ...more]]) => {
    const [other, ...others] = added.get(same) ?? [];
    return one === undefined || other === undefined || more.length > 0 || others.length > 0 ? [] : [[one, other] as const];
  });
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string | null): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

/** Where an API answers: its level, path and version, and whether it is the revision that does. */
function urlOf({ workspace, path, version, isCurrent, revision }: Api): string | null {
  if (path === null) return null;
  return JSON.stringify([workspace, path.toLowerCase(), version ?? '', isCurrent ? '' : revision]);
}

/** Names of parameters in a URL template do not matter. */
function requestOf({ method, urlTemplate }: Operation): string | null {
  if (method === null || urlTemplate === null) return null;
  return `${method} ${urlTemplate.replace(/\{[^{}]*\}/g, '{}')}`;
}
