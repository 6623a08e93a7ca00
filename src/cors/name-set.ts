/** A set of names: some, or all there are. */
export type NameSet = { readonly any: true } | { readonly any: false; readonly names: ReadonlySet<string> };

export const allNames: NameSet = { any: true };
export const noNames: NameSet = { any: false, names: new Set() };

export function namesOf(names: Iterable<string>): NameSet {
  return { any: false, names: new Set(names) };
}

export function isSubset(narrow: NameSet, wide: NameSet): boolean {
  if (wide.any) return true;
  return !narrow.any && [...narrow.names].every((name) => wide.names.has(name));
}

/** What is in `a` and not in `b`: names, sorted, or '*' for every name but those of `b`. */
export function without(a: NameSet, b: NameSet): readonly string[] | '*' {
  if (b.any) return [];
  if (a.any) return '*';
  return [...a.names].filter((name) => !b.names.has(name)).sort();
}

export function intersection(a: NameSet, b: NameSet): NameSet {
  if (a.any) return b;
  if (b.any) return a;
  return namesOf([...a.names].filter((name) => b.names.has(name)));
}

export function union(a: NameSet, b: NameSet): NameSet {
  return a.any || b.any ? allNames : namesOf([...a.names, ...b.names]);
}

export function listed(set: NameSet): readonly string[] | '*' {
  return set.any ? '*' : [...set.names].sort();
}

export function setKey(set: NameSet): string {
  return set.any ? '*' : [...set.names].sort().join(' ');
}
