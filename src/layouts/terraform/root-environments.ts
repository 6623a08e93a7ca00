import { isConfiguration, isOverride } from './module-folder.js';
import { folderOfPath } from '../deployed/paths.js';
import { toldApart, type ValuesOf } from '../deployed/told-apart.js';

/** One environment of a root: files of values that are given to it, and overrides that are copied over it. */
export interface RootEnvironment {
  readonly name: string;
  readonly files: readonly string[];
  readonly overrides: readonly string[];
  /** The files are read by code, where this variable or the workspace has this value; left out: they are files of values. */
  readonly decides?: { readonly name: string; readonly value: string };
  /** Files of environments that are beyond the bound, told with this one. */
  readonly leftOut?: readonly string[];
}

/** What belongs to a root beside its configuration. */
export interface RootValues {
  /** What Terraform loads by itself in the root's folder, in its order. */
  readonly base: readonly string[];
  readonly environments: readonly RootEnvironment[];
}

const valuesFile = /\.tfvars(?:\.json)?$/;

/** Whether a file gives values to variables. */
export function isValuesFile(path: string): boolean {
  return valuesFile.test(path);
}

/** A file name that says nothing of an environment: its folder does. */
const plainNames = /^(?:terraform|variables|vars|main|default|common|tfvars)$/;

/** Names of what all environments beside or below share. */
const sharedNames = /^(?:common|shared|global|base)$/;

/**
 * The files of values of each root: those in its folder or below it, and those that lie beside it where no root is nearer. `sets`: the variables
 * that a file sets, null where it is not read; `declares`: those that a root has. `folders`: those with configuration of any kind. A file that sets none of them is no environment.
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
      // Overrides alone say nothing of where else the root is deployed without them.
      const names = new Set([...files.keys(), ...(files.size === 0 ? [] : over.keys())]);
      // terraform.tfvars first, then the others by name (Terraform, "Variable definition precedence").
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

/** What belongs to one root, as it is found. */
interface OwnValues {
  readonly base: string[];
  readonly shared: string[];
  readonly files: ValuesOf[];
  /** Files that lie beside the root, for all that lie there. */
  readonly beside: ValuesOf[];
  readonly overrides: Map<string, string[]>;
}

/**
 * The same files, where those of one folder are not one environment: of such that give one variable a value each, each is one, with what lies there under
 * a name that says nothing as its base. `isOfFolder`: whether a file goes by its folder's name.
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
    // What others set too may be deployed by itself, or be what they change.
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

/** Files for all of a folder, times its environments. */
const mostShared = 100_000;

function inEnvironment(name: string, files: readonly ValuesOf[]): readonly ValuesOf[] {
  return files.map((one) => ({ ...one, name }));
}

/** By environment. A root with files of its own is deployed with those: what lies beside it adds to its environments, and makes none. */
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

/** Overrides by environment: those beside its values, else those in a folder of its name. */
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
 * Whether a file of values is no environment, but what others share: it or its folder is called so, and files of other names lie beside it or below
 * the folder it stands for. Beside a `terraform.tfvars` or the like it is a part of that folder's environment.
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

/** The nearest root at or above a folder; else the roots below the nearest folder above it that has some. */
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
