import type { Api, Operation } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { allNames, namesOf, type NameSet } from '../cors/name-set.js';
import type { ChainGroup } from './service-state.js';

/** Operations with one method, in upper case. */
export interface OfOneMethod {
  readonly method: string;
  readonly operations: readonly string[];
}

/** More methods than exist: they are invented, and not distinguished. */
const mostMethods = 16;

/**
 * The operations of a target by method, looked up in the API of each side; null: a method is unknown, one operation takes every method, or some operations are
 * not listed.
 */
export function byMethod({ operations }: Pick<Target, 'operations'>, ...apis: readonly (Api | null)[]): readonly OfOneMethod[] | null {
  if (operations.length === 0 || apis.some((api) => api?.operationsKnown === false)) return null;
  const found = new Map<string, string[]>();
  const indexes = apis.map(operationsById);
  for (const id of operations) {
    const methods = methodsOf(id, indexes);
    if (methods.length === 0 || methods.includes('*')) return null;
    for (const method of methods) {
      const known = found.get(method);
      if (known === undefined) found.set(method, [id]);
      else known.push(id);
    }
  }
  if (found.size > mostMethods) return null;
  return [...found].map(([method, ids]) => ({ method, operations: ids }));
}

/** The distinct methods of an operation in the APIs of both sides; `*`: an unknown one. */
function methodsOf(id: string, indexes: readonly ReadonlyMap<string, Operation>[]): readonly string[] {
  const methods: string[] = [];
  for (const index of indexes) {
    const operation = index.get(id);
    if (operation === undefined) continue;
    const method = operation.method ?? '*';
    if (!methods.includes(method)) methods.push(method);
  }
  return methods;
}

const indexed = new WeakMap<Api, ReadonlyMap<string, Operation>>();

function operationsById(api: Api | null): ReadonlyMap<string, Operation> {
  if (api === null) return new Map();
  let index = indexed.get(api);
  if (index === undefined) indexed.set(api, (index = new Map(api.operations.map((one) => [one.id, one]))));
  return index;
}

/** The methods of these operations; every method if one is unknown. */
export function methodsIn(methods: readonly OfOneMethod[] | null): NameSet {
  if (methods === null) return allNames;
  const [first, ...others] = methods;
  return first !== undefined && others.length === 0 ? onlyMethod(first.method) : namesOf(methods.map((one) => one.method));
}

const alone = new Map<string, NameSet>();

/** Thousands of operations have one method each: its set and key are made once. Invented methods are not cached. */
function onlyMethod(method: string): NameSet {
  const known = alone.get(method);
  if (known !== undefined) return known;
  const set = namesOf([method]);
  if (alone.size < mostMethods) alone.set(method, set);
  return set;
}

/** The methods of the operations of some groups; every method if one is unknown. */
export function ownMethods(groups: readonly ChainGroup[]): NameSet {
  const [first, ...others] = groups;
  if (first !== undefined && others.length === 0) return methodsIn(byMethod(first.target, first.api));
  const all = groups.map(({ api, target }) => byMethod(target, api));
  return all.includes(null) ? allNames : methodsIn(all.flatMap((one) => one ?? []));
}

/** The operations of some groups whose own method fulfils `concerns`, which is called once per method, and once for all if the methods are unknown. */
export function targetsConcerned(groups: readonly ChainGroup[], concerns: (own: NameSet) => boolean): readonly Target[] {
  const answers = new Map<string, boolean>();
  const isConcerned = (method: string): boolean => {
    let answer = answers.get(method);
    if (answer === undefined) answers.set(method, (answer = concerns(method === '*' ? allNames : onlyMethod(method))));
    return answer;
  };
  const targets = groups.flatMap((group) => {
    const methods = byMethod(group.target, group.api);
    if (methods === null) return isConcerned('*') ? [group.target] : [];
    if (methods.every(({ method }) => isConcerned(method))) return [group.target];
    const operations = methods.flatMap((one) => (isConcerned(one.method) ? one.operations : []));
    return operations.length === 0 ? [] : [{ ...group.target, operations }];
  });
  return mergeTargets(targets);
}
