import { operationKey, resourceKey } from '../apim/resource-key.js';
import type { Target } from '../apim/target.js';
import type { Access } from '../cors/access.js';
import type { AccessChangeView } from '../effective/access-change.js';
import { Labels } from '../text/labels.js';
import type { EvaluatedPair } from './evaluate.js';
import { InEnvironments } from './in-environments.js';
import type { Change } from './review.js';
import type { Pair } from './sides.js';

/** The changes of every environment; equal ones are joined. */
export function changesOf(evaluated: readonly EvaluatedPair[]): readonly Change[] {
  const told = new Map<string, { readonly change: Omit<Change, 'environments'>; readonly from: EvaluatedPair; readonly found: Set<string | null> }>();
  const accesses = new Labels<Access>((access) => access);
  for (const from of evaluated) {
    const { environment, views } = from;
    for (const view of views) {
      const { direction, origins, certainty } = view.difference;
      if (direction === 'equal' || isNobodys(view)) continue;
      const key = JSON.stringify([
        view.targets,
        direction,
        view.isRefused,
        view.wasRefused,
        origins.map((one) => [one.origin, one.direction, accesses.of(one.before), accesses.of(one.after)]),
      ]);
      const known = told.get(key);
      if (known !== undefined) {
        known.found.add(environment);
        continue;
      }
      const isUnknown = view.isRefused || view.wasRefused;
      const change = {
        targets: view.targets,
        environment,
        kind: isUnknown ? 'unknown' : direction,
        origins: origins.map(({ origin, direction: way, before, after, changes: what }) => ({
          origin,
          direction: isUnknown ? 'unknown' : way,
          before: view.wasRefused ? notSaved(before) : before,
          after: view.isRefused ? notSaved(after) : after,
          changes: what,
        })),
        causes: view.causes.map(({ path, line }) => ({ path, line })),
        certainty: isUnknown ? 'unknown' : certainty,
        existence: view.existence,
      } as const;
      told.set(key, { change, from, found: new Set([environment]) });
    }
  }
  const everywhere = new InEnvironments(evaluated);
  return [...told.values()].map(({ change, from, found }) => ({ ...change, environments: everywhere.namesOf(from, found) }));
}

/** The operations stay or move, and no origin has access on either side: a different reason is not a change. */
function isNobodys({ existence, difference: { origins } }: AccessChangeView): boolean {
  return (
    (existence === 'changed' || existence === 'moved') &&
    origins.every(
      ({ before, after, changes }) =>
        before.allowed === 'no' &&
        after.allowed === 'no' &&
        before.otherwise.length + after.otherwise.length === 0 &&
        changes.every(({ gained, lost }) => gained.length + lost.length === 0),
    )
  );
}

/** The grant of a policy that is refused at save: what stays deployed instead is unknown. */
function notSaved(access: Access): Access {
  return { ...access, allowed: 'unknown', why: { code: 'refused' }, certainty: 'unknown', otherwise: [], alone: [] };
}

/** Number of distinct operations of the evaluated APIs, on either side. */
export function totalOperations(pairs: readonly Pair[]): number {
  const apis = new Map<string, Set<string>>();
  for (const { base, head } of pairs) {
    for (const { service } of [head, base].flatMap((state) => (state === null ? [] : [state]))) {
      for (const api of service.apis) {
        const key = `${service.root}\u0000${resourceKey(api.workspace, api.id)}`;
        const known = apis.get(key);
        if (known === undefined) apis.set(key, new Set(api.operations.map((operation) => operation.id)));
        else for (const operation of api.operations) known.add(operation.id);
      }
    }
  }
  let total = 0;
  for (const names of apis.values()) total += Math.max(1, names.size);
  return total;
}

/** Number of distinct operations among the changes, independent of product and environment. */
export function changedOperations(changes: readonly Change[]): number {
  const operations = new Set<string>();
  for (const { targets } of changes) for (const target of targets) for (const name of namesOf(target)) operations.add(name);
  return operations.size;
}

function namesOf(target: Target): readonly string[] {
  const { root, workspace, operations } = target;
  const api = target.api ?? '';
  const keys = operations.length === 0 ? [resourceKey(workspace, api)] : operations.map((operation) => operationKey(workspace, api, operation));
  return keys.map((key) => `${root}\u0000${key}`);
}
