import { isConfiguration, isOverride } from './module-folder.js';
import { folderOfPath } from '../deployed/paths.js';
import { toldApart, type ValuesOf } from '../deployed/told-apart.js';

/** One environment of a root: files of values, and overrides copied over it. */
export interface RootEnvironment {
  readonly name: string;
  readonly files: readonly string[];
  readonly overrides: readonly string[];
  /** Code reads the files if this variable or the workspace has this value; left out: they are files of values. */
  readonly decides?: { readonly name: string; readonly value: string };
  /** Files of environments beyond the bound, reported with this one. */
  readonly leftOut?: readonly string[];
}

/** The files of a root besides its configuration. */
export interface RootValues {
  /** Files that Terraform loads by itself in the root's folder, in its order. */
  readonly base: readonly string[];
  readonly environments: readonly RootEnvironment[];
}

const valuesFile = /\.tfvars(?:\.json)?$/;

/** Whether a file sets variables. */
export function isValuesFile(path: string): boolean {
  return valuesFile.test(path);
}

/** File names without an environment: the folder gives it. */
const plainNames = /^(?:terraform|variables|vars|main|default|common|tfvars)$/;

/** Names of files shared by all environments beside or below. */
const sharedNames = /^(?:common|shared|global|base)$/;

/**
 * The files of values of each root: those in its folder or below it, and those beside it if no root is nearer. `sets`: the variables of a file, null if unread;
 * `declares`: those of a root. `folders`: those with any configuration. A file that sets none of them is not an environment.
 */
export function environmentsOfRoots(
  paths: Iterable<string>,
  roots: readonly string[],
  folders: { has(folder: string): boolean },
  sets: (path: string) => ReadonlySet<string> | null,
  declares: (root: string) => ReadonlySet<string>,
): ReadonlyMap<string, RootValues> {
  const all = [...paths].filter((path) => isValuesFile(path) || (isConfiguration(path) && isOverride(path))).sort();
  const byRoot = new Map<string, OwnValues>(roots.map((root) => [root, { base: [], shared: [], files: [], beside: [], overrides: new Map() }]));
  const values = all.filter(isValuesFile);
  const shared = new Set(values.filter((path) => isSharedAmong(path, values)));
  const isShared = (path: string): boolean => shared.has(path);
  const plain = new Set(values.filter((path) => plainNames.test(stemOf(path)) && !isShared(path)).map(folderOfPath));
  for (const path of all) {
    const folder = folderOfPath(path);
    for (const root of rootsOf(folder, roots, folders)) {
      const own = byRoot.get(root);
      if (own === undefined || (folder === root && isOverride(path))) continue;
      if (isOverride(path)) {
        if (isBelow(folder, root)) push(own.overrides, nameOfFolder(folder), path);
        continue;
      }
      const declared = declares(root);
      const set = sets(path);
      if (set !== null && ![...set].some((name) => declared.has(name))) continue;
      if (folder === root && /^(?:terraform|.*\.auto)\.tfvars(?:\.json)?$/.test(path.slice(path.lastIndexOf('/') + 1))) own.base.push(path);
      else if (isShared(path)) own.shared.push(path);
      else {
        const name = folder !== root && plain.has(folder) ? nameOfFolder(folder) : stemOf(path);
        const given = set === null ? null : new Set([...set].filter((one) => declared.has(one)));
        (isBelow(folder, root) ? own.files : own.beside).push({ name, path, sets: given });
      }
    }
  }
  return new Map(
    [...byRoot].map(([root, { base, shared, files: inside, beside, overrides }]) => {
      const isOfFolder = (path: string): boolean => folderOfPath(path) !== root && plain.has(folderOfPath(path));
      const files = filesByName(rivalsApart(inside, isOfFolder), rivalsApart(beside, isOfFolder));
      const over = overridesByName(files, overrides);
      // Overrides alone do not show that the root is deployed without them.
      const names = new Set([...files.keys(), ...(files.size === 0 ? [] : over.keys())]);
      // terraform.tfvars first, then others by name (Terraform, "Variable definition precedence").
      const order = [...base].sort((a, b) => Number(/\.auto\./.test(a)) - Number(/\.auto\./.test(b)));
      return [
        root,
        {
          base: order,
          environments: [...names].map((name) => {
            const own = files.get(name) ?? [];
            return { name, files: [...shared, ...own], overrides: over.get(name) ?? [] };
          }),
        },
      ];
    }),
  );
}

/** The files of one root, while searching. */
interface OwnValues {
  readonly base: string[];
  readonly shared: string[];
  readonly files: ValuesOf[];
  /** Files beside the root, for everything there. */
  readonly beside: ValuesOf[];
  readonly overrides: Map<string, string[]>;
}

/**
 * The files, where several of one folder that set a common variable are separate environments, with the generic file there as their base. `isOfFolder`: whether
 * a file is named after its folder.
 */
function rivalsApart(files: readonly ValuesOf[], isOfFolder: (path: string) => boolean): readonly ValuesOf[] {
  const byFolder = new Map<string, ValuesOf[]>();
  for (const one of files) {
    const key = isOfFolder(one.path) ? folderOfPath(one.path) : `\u0000${one.path}`;
    const known = byFolder.get(key);
    if (known === undefined) byFolder.set(key, [one]);
    else known.push(one);
  }
  return [...byFolder.values()].flatMap((own) => {
    const plain = own.filter(({ path }) => plainNames.test(stemOf(path)));
    const others = own.filter(({ path }) => !plainNames.test(stemOf(path)));
    const byVariable = new Map<string, Set<string>>();
    for (const { path, sets } of others) for (const name of sets ?? []) byVariable.set(name, (byVariable.get(name) ?? new Set()).add(stemOf(path)));
    const rivals = new Set(
      others.flatMap(({ path, sets }) => ([...(sets ?? [])].some((name) => (byVariable.get(name)?.size ?? 0) > 1) ? stemOf(path) : [])),
    );
    // A file whose variables others also set may be deployed alone, or be their base.
    const isPlainAnother = plain.some(({ sets }) => [...(sets ?? [])].some((name) => byVariable.has(name)));
    const parts = [...plain, ...others.filter(({ path }) => !rivals.has(stemOf(path)))];
    if (rivals.size === 0 && !isPlainAnother) return parts;
    const byName = new Map<string, ValuesOf[]>();
    const shared = [...plain];
    for (const one of others) {
      const name = stemOf(one.path);
      const known = byName.get(name);
      if (rivals.size > 0 && !rivals.has(name)) shared.push(one);
      else if (known === undefined) byName.set(name, [one]);
      else known.push(one);
    }
    // There may be thousands of both.
    const before = shared.length * byName.size > mostShared ? plain : shared;
    return [...(isPlainAnother ? before : []), ...[...byName].flatMap(([name, files]) => inEnvironment(name, [...before, ...files]))];
  });
}

/** Most combinations of shared files and environments. */
const mostShared = 100_000;

function inEnvironment(name: string, files: readonly ValuesOf[]): readonly ValuesOf[] {
  return files.map((one) => ({ ...one, name }));
}

/** By environment. A root with own files is deployed with those: files beside it add to its environments, and make none. */
function filesByName(inside: readonly ValuesOf[], beside: readonly ValuesOf[]): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  if (inside.length === 0) {
    for (const { name, path } of toldApart(beside)) push(files, name, path);
    return files;
  }
  const own = toldApart(inside);
  const names = new Set(own.map(({ name }) => name));
  for (const { name, path } of [...beside.filter((one) => names.has(one.name)), ...own]) push(files, name, path);
  return files;
}

/** Overrides by environment: beside its values, otherwise in a folder of its name. */
function overridesByName(
  files: ReadonlyMap<string, readonly string[]>,
  overrides: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const byFolder = new Map([...files].flatMap(([name, paths]) => paths.map((path) => [folderOfPath(path), name] as const)));
  const found = new Map<string, string[]>();
  for (const [folder, paths] of overrides) {
    for (const path of paths) push(found, files.has(folder) ? folder : (byFolder.get(folderOfPath(path)) ?? folder), path);
  }
  return found;
}

function isBelow(folder: string, root: string): boolean {
  return root === '' || folder === root || folder.startsWith(`${root}/`);
}

/**
 * Whether a file of values is shared rather than an environment: it or its folder has such a name, and files of other names are beside it or below its folder.
 * Beside a `terraform.tfvars` or similar file it belongs to that folder's environment.
 */
function isSharedAmong(path: string, values: readonly string[]): boolean {
  const folder = folderOfPath(path);
  const isNamedByFolder = plainNames.test(stemOf(path)) && sharedNames.test(nameOfFolder(folder));
  if (!isNamedByFolder && !sharedNames.test(stemOf(path))) return false;
  const above = isNamedByFolder ? folderOfPath(folder) : folder;
  const beside = values.filter((one) => folderOfPath(one) === folder && one !== path);
  if (!isNamedByFolder && beside.some((one) => plainNames.test(stemOf(one)) && !sharedNames.test(stemOf(one)))) return false;
  return values.some((one) => {
    const other = folderOfPath(one);
    const isInside = other !== above && isBelow(other, above);
    if (isNamedByFolder) return isInside && other !== folder;
    return (other === folder || isInside) && !sharedNames.test(stemOf(one));
  });
}

/** The nearest root at or above a folder; otherwise the roots below the nearest folder above with some. */
function rootsOf(folder: string, roots: readonly string[], folders: { has(folder: string): boolean }): readonly string[] {
  for (let at = folder; ; at = folderOfPath(at)) {
    if (roots.includes(at)) return [at];
    if (folders.has(at)) return [];
    if (at === '') break;
  }
  for (let at = folderOfPath(folder); ; at = folderOfPath(at)) {
    const below = roots.filter((root) => at === '' || root.startsWith(`${at}/`));
    if (below.length > 0 || at === '') return below;
  }
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/(?:\.auto)?\.tfvars(?:\.json)?$/, '');
}

function nameOfFolder(folder: string): string {
  return folder.slice(folder.lastIndexOf('/') + 1);
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
