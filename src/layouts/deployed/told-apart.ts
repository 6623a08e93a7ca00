import { folderOfPath } from './paths.js';

/** A file of values, with the environment in its name or its folder's. */
export interface ValuesOf {
  readonly name: string;
  readonly path: string;
  /** The variables that it sets; null: unknown. */
  readonly sets: ReadonlySet<string> | null;
}

/**
 * The files, each with the name of its environment. Files of one name in several folders are different environments if they set a common variable: named by the
 * folder that distinguishes them (`env/prod/apim.tfvars` and `env/uat/apim.tfvars`), plus the file name if that folder has others. Without a common variable
 * they are parts of one.
 */
export function toldApart<One extends ValuesOf>(files: readonly One[]): readonly One[] {
  const byName = groupedBy(files, ({ name }) => name);
  const found = new Map<One, string>();
  for (const [name, own] of byName) {
    const isOne = !meet(own, ({ path }) => folderOfPath(path));
    const folders = isOne ? null : distinct(own.map((one) => foldersOf(one)));
    const hasOthers = folders !== null && own.some((one) => isBesideOthers(one, files));
    for (const [index, one] of own.entries()) {
      const of = folders?.[index] ?? [];
      found.set(one, of.length === 0 ? name : [...of, ...(hasOthers ? [name] : [])].join('-'));
    }
  }
  // Remaining conflicts are resolved by all folders.
  for (const [, own] of groupedBy(files, (one) => found.get(one) ?? one.name)) {
    if (!meet(own, ({ path }) => folderOfPath(path))) continue;
    for (const one of own) if (found.get(one) !== one.name) found.set(one, [...folderOfPath(one.path).split('/'), one.name].join('-'));
  }
  return files.map((one) => {
    const name = found.get(one) ?? one.name;
    return name === one.name ? one : { ...one, name };
  });
}

/** Whether the distinguishing folder holds environments of other names too. */
function isBesideOthers(one: ValuesOf, all: readonly ValuesOf[]): boolean {
  const at = folderOfPath(one.path);
  const isNamedByFolder = at.slice(at.lastIndexOf('/') + 1) === one.name;
  const around = isNamedByFolder ? folderOfPath(at) : at;
  return all.some(({ name, path, sets }) => {
    const folder = folderOfPath(path);
    const isThere = folder === around || (isNamedByFolder && folder.startsWith(`${around}/`));
    return name !== one.name && isThere && overlap(sets, one.sets);
  });
}

/** The folders above the one that names the environment. */
function foldersOf({ name, path }: ValuesOf): readonly string[] {
  const folders = folderOfPath(path)
    .split('/')
    .filter((one) => one !== '');
  return folders.at(-1) === name ? folders.slice(0, -1) : folders;
}

/** Each list without the beginning and end common to all. */
function distinct(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const shortest = Math.min(...lists.map(({ length }) => length));
  const [first = []] = lists;
  let start = 0;
  while (start < shortest && lists.every((one) => one[start] === first[start])) start += 1;
  let end = 0;
  while (end < shortest - start && lists.every((one) => one.at(-1 - end) === first.at(-1 - end))) end += 1;
  return lists.map((one) => one.slice(start, one.length - end));
}

/** Whether two files in different folders set a common variable. Linear: there may be thousands. */
function meet(files: readonly ValuesOf[], folderOf: (one: ValuesOf) => string): boolean {
  const setIn = new Map<string, string>();
  const folders = new Set(files.map(folderOf));
  if (folders.size < 2) return false;
  for (const one of files) {
    if (one.sets === null) return true;
    for (const name of one.sets) {
      const known = setIn.get(name);
      if (known !== undefined && known !== folderOf(one)) return true;
      setIn.set(name, folderOf(one));
    }
  }
  return false;
}

function overlap(one: ValuesOf['sets'], other: ValuesOf['sets']): boolean {
  if (one === null || other === null) return true;
  for (const name of one) if (other.has(name)) return true;
  return false;
}

function groupedBy<One>(all: readonly One[], keyOf: (one: One) => string): ReadonlyMap<string, readonly One[]> {
  const groups = new Map<string, One[]>();
  for (const one of all) {
    const key = keyOf(one);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [one]);
    else known.push(one);
  }
  return groups;
}
