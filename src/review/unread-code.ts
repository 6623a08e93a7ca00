import { broken } from '../apim/broken-policy.js';
import type { PolicyFile } from '../apim/policy.js';
import { keyOfResource } from '../apim/resource-key.js';
import type { Api, MetadataProblem, Service } from '../apim/service.js';
import { wholeFile } from '../text/policy-ref.js';

/** The first problem of a service that may hide policies and that the older state does not have; null if there is none. */
export function hidingIn(service: Service, before?: Service): MetadataProblem | null {
  const known = new Set(before?.problems.flatMap(({ path, hides }) => (hides === true ? path : [])));
  return service.problems.find(({ path, hides }) => hides === true && !known.has(path)) ?? null;
}

/**
 * The newer state of a service. If code cannot be read that was read before, everything missing may be in it: nothing counts as deleted, and missing policies
 * count as unread. `before`: the older state, if any.
 */
export function withUnread(before: Service | undefined, after: Service): Service {
  const hiding = before === undefined ? null : hidingIn(after, before);
  if (before === undefined || hiding === null) return after;
  const { path, line } = hiding;
  const unread = broken(wholeFile(path), path, line, { code: 'unread', given: { why: 'no-content' } }, false);
  const policy = <T extends WithPolicy>(was: T, is: T | undefined): T => ({
    ...(is ?? was),
    policy: is?.policy ?? (was.policy === null ? null : unread),
  });
  const api = (was: Api, is: Api | undefined): Api => ({
    ...policy(was, is),
    operations: joined(was.operations, is?.operations ?? [], ({ id }) => id, policy),
  });
  return {
    ...before,
    ...after,
    global: after.global ?? (before.global === null ? null : unread),
    workspaces: new Map(joined([...before.workspaces.values()], [...after.workspaces.values()], ({ id }) => id, policy).map((one) => [one.id, one])),
    apis: joined(before.apis, after.apis, keyOfResource, api),
    products: joined(before.products, after.products, keyOfResource, (was, is) => ({
      ...policy(was, is),
      apis: new Set([...was.apis, ...(is?.apis ?? [])]),
    })),
    fragments: joined(before.fragments, after.fragments, keyOfResource, (was, is) => is ?? { ...was, policy: unread }),
    versionSets: new Map([...before.versionSets, ...after.versionSets]),
    namedValues: new Map([...before.namedValues, ...after.namedValues]),
  };
}

interface WithPolicy {
  readonly policy: PolicyFile | null;
}

/** The union of two lists by key; `join`: combines the old item with the possibly remaining one. */
function joined<T>(before: readonly T[], after: readonly T[], key: (one: T) => string, join: (was: T, is: T | undefined) => T): readonly T[] {
  const now = new Map(after.map((one) => [key(one), one]));
  const was = new Set(before.map(key));
  return [...before.map((one) => join(one, now.get(key(one)))), ...after.filter((one) => !was.has(key(one)))];
}
