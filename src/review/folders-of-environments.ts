import type { Service } from '../apim/service.js';

/** What identifies a service: the addresses and ids of its APIs. */
type NamesOf = (service: Service) => readonly string[];

/**
 * Base's services under head's folders and environments, if a folder per environment becomes one folder with a file of values per environment, or the reverse:
 * `envs/dev` is the environment `dev` of the code that replaces it. Compares only removed services with new ones that share an API, if the name is unambiguous.
 * Services of one instance are one service, whatever their names.
 */
export function withEnvironmentsForFolders(before: readonly Service[], after: readonly Service[], namesOf: NamesOf): readonly Service[] {
  const [was, is] = [new Set(before.map(({ root }) => root)), new Set(after.map(({ root }) => root))];
  const gone = before.filter(({ root, isForComparison }) => !is.has(root) && isForComparison !== true);
  const came = after.filter(({ root, isForComparison }) => !was.has(root) && isForComparison !== true);
  if (gone.length === 0 || came.length === 0) return before;
  const counterpart = new Map<Service, Service>();
  const taken = new Set<Service>();
  const isMeant = (one: Service, other: Service): boolean => {
    const [plain, named] = one.environment === null ? [one, other] : [other, one];
    return plain.environment === null && named.environment !== null && isNamedAfter(plain.root, named.environment);
  };
  const isOneInstance = (one: Service, other: Service): boolean =>
    one.instance !== undefined && one.instance === other.instance && (one.environment === null) !== (other.environment === null);
  for (const fits of [isOneInstance, isMeant]) {
    for (const one of gone) {
      if (counterpart.has(one)) continue;
      const fitting = came.filter((other) => fits(one, other) && share(namesOf(one), namesOf(other)));
      const [other] = fitting;
      if (other === undefined || fitting.length > 1 || taken.has(other)) continue;
      counterpart.set(one, other);
      taken.add(other);
    }
  }
  if (counterpart.size === 0) return before;
  return before.map((one) => {
    const other = counterpart.get(one);
    if (other === undefined) return one;
    const rest = withoutBaseValues(one);
    const { root, environment } = other;
    // The code's values without files of values exist on one side only.
    return { ...rest, root, environment, ...(other.baseValues === undefined ? {} : { baseValues: other.baseValues }) };
  });
}

/**
 * Base's services, where those deployed without files of values, but with some at their new place, stand for each of the environments. `moved`: folders of head
 * that a service moved to.
 */
export function withEnvironmentsWhereMoved(before: readonly Service[], after: readonly Service[], moved: ReadonlySet<string>): readonly Service[] {
  if (moved.size === 0) return before;
  const isNamed = ({ environment }: Service): boolean => environment !== null;
  return before.flatMap((one): readonly Service[] => {
    if (!moved.has(one.root) || one.isForComparison === true) return [one];
    const now = after.filter(({ root, isForComparison }) => root === one.root && isForComparison !== true);
    const isAlone = before.every((other) => other === one || other.root !== one.root);
    if (!isAlone || isNamed(one) || now.length === 0 || !now.every(isNamed)) return [one];
    const rest = withoutBaseValues(one);
    return now.map(({ environment, baseValues }) => ({ ...rest, environment, ...(baseValues === undefined ? {} : { baseValues }) }));
  });
}

function withoutBaseValues(service: Service): Service {
  const rest: { -readonly [Key in keyof Service]: Service[Key] } = { ...service };
  delete rest.baseValues;
  return rest;
}

/** Whether a folder of the path is named after the environment. */
function isNamedAfter(folder: string, environment: string): boolean {
  return folder.toLowerCase().split('/').includes(environment.toLowerCase());
}

function share(some: readonly string[], others: readonly string[]): boolean {
  const known = new Set(others);
  return some.some((one) => known.has(one));
}
