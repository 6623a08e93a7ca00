import type { Api, Operation } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { allNames, namesOf, type NameSet } from '../cors/name-set.js';
import type { ChainGroup } from './service-state.js';

/** Operations that have one method, upper case. */
export interface OfOneMethod {
  readonly method: string;
  readonly operations: readonly string[];
}

/** More methods than there are: they are made up, and not told apart. */
const mostMethods = 16;

/**
 * The operations of a target by their method, looked up in the API of each side; null: the method of one is not known, one takes every method, or there
 * are operations that are not known: those that are do not speak for them.
 */
export function byMethod({ operations }: Pick<Target, 'operations'>, ...apis: readonly (Api | null)[]): readonly OfOneMethod[] | null {
  if (operations.length === 0 || apis.some((api) => api?.operationsKnown === false)) return null;
  const found = new Map<string, string[]>();
  const indexes = apis.map(operationsById);
  for (const id of operations) {
    const methods = new Set(indexes.flatMap((index) => index.get(id)?.method ?? (index.has(id) ? ['*'] : [])));
    if (methods.size === 0 || methods.has('*')) return null;
    for (const method of methods) {
      const known = found.get(method);
      if (known === undefined) found.set(method, [id]);
      else known.push(id);
    }
  }
  if (found.size > mostMethods) return null;
  return [...found].map(([method, ids]) => ({ method, operations: ids }));
}

const indexed = new WeakMap<Api, ReadonlyMap<string, Operation>>();

function operationsById(api: Api | null): ReadonlyMap<string, Operation> {
  if (api === null) return new Map();
  let index = indexed.get(api);
  if (index === undefined) indexed.set(api, (index = new Map(api.operations.map((one) => [one.id, one]))));
  return index;
}

/** The methods of these operations; every method where they are not known. */
export function methodsIn(methods: readonly OfOneMethod[] | null): NameSet {
  return methods === null ? allNames : namesOf(methods.map((one) => one.method));
}

/** The methods of the operations of some groups; every method where one of them is not known. */
export function ownMethods(groups: readonly ChainGroup[]): NameSet {
  const all = groups.map(({ api, target }) => byMethod(target, api));
  return all.includes(null) ? allNames : methodsIn(all.flatMap((one) => one ?? []));
}

/** Of the operations of some groups those whose own method is concerned. `concerns` is asked once for each method, and for all where they are not known. */
export function targetsConcerned(groups: readonly ChainGroup[], concerns: (own: NameSet) => boolean): readonly Target[] {
  const answers = new Map<string, boolean>();
  const isConcerned = (method: string): boolean => {
    let answer = answers.get(method);
    if (answer === undefined) answers.set(method, (answer = concerns(method === '*' ? allNames : namesOf([method]))));
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
