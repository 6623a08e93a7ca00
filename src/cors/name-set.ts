/** A set of names: some, or all. */
export type NameSet = { readonly any: true } | { readonly any: false; readonly names: ReadonlySet<string> };

/** Every name. */
export const allNames: NameSet = { any: true };
/** No name. */
export const noNames: NameSet = { any: false, names: new Set() };

/** Exactly these names. */
export function namesOf(names: Iterable<string>): NameSet {
  return { any: false, names: new Set(names) };
}

/** Whether every name of the first set is in the second. */
export function isSubset(narrow: NameSet, wide: NameSet): boolean {
  if (wide.any) return true;
  return !narrow.any && [...narrow.names].every((name) => wide.names.has(name));
}

/** The names in `a` and not in `b`, sorted; '*' means every name but those of `b`. */
export function without(a: NameSet, b: NameSet): readonly string[] | '*' {
  if (b.any) return [];
  if (a.any) return '*';
  return [...a.names].filter((name) => !b.names.has(name)).sort();
}

/** The names in both sets. */
export function intersection(a: NameSet, b: NameSet): NameSet {
  if (a.any) return b;
  if (b.any) return a;
  return namesOf([...a.names].filter((name) => b.names.has(name)));
}

/** The names in either set. */
export function union(a: NameSet, b: NameSet): NameSet {
  return a.any || b.any ? allNames : namesOf([...a.names, ...b.names]);
}

/** The names, sorted; `*`: every name. */
export function listedNames(set: NameSet): readonly string[] | '*' {
  return set.any ? '*' : [...set.names].sort();
}

/** Whether there is no name in it. */
export function isEmpty(set: NameSet): boolean {
  return !set.any && set.names.size === 0;
}

/** Equal keys mean equal sets. */
export function setKey(set: NameSet): string {
  if (set.any) return '*';
  let key = keys.get(set);
  if (key === undefined) keys.set(set, (key = [...set.names].sort().join(' ')));
  return key;
}

const keys = new WeakMap<NameSet, string>();
