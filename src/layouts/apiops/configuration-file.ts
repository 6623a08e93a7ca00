import type { SiteEnvironment } from '../layout.js';
import { toldApart } from '../deployed/told-apart.js';
import type { Tree } from '../tree.js';

const configurationFile = /(^|\/)configuration\.([A-Za-z0-9_-]+)\.ya?ml$/;
const extensions = ['yaml', 'yml'];

/** `configuration.extractor.yaml` selects what is extracted, and is not for an environment. */
const ofNoEnvironment = 'extractor';

/** The environment of a publisher configuration file; null: another file. */
export function environmentOfFile(path: string): string | null {
  const name = configurationFile.exec(path)?.[2] ?? null;
  return name === ofNoEnvironment ? null : name;
}

/** Whether a file name is that of such a configuration, but with other capitals or more dots. */
export function isConfigurationElsewhere(path: string): boolean {
  const name = anyConfiguration.exec(path)?.[1] ?? '';
  return name !== '' && name.toLowerCase() !== ofNoEnvironment && environmentOfFile(path) === null;
}

const anyConfiguration = /(?:^|\/)configuration\.([\w.-]+)\.ya?ml$/i;

/** Whether an environment is evaluated. `named`: those to evaluate; empty: all. */
export function isEvaluated(name: string, named: readonly string[]): boolean {
  return named.length === 0 || named.includes(name);
}

/** The environments of an artifact root: the named ones, or all with a file that the root would use. */
export function environmentsOf(tree: Tree, { root, all }: RootAmong, named: readonly string[]): readonly SiteEnvironment[] {
  const names = [...new Set(foldersOf(root).flatMap((folder) => namesIn(tree, folder)))].sort();
  const near = names.map((name) => environmentIn(tree, root, name));
  const found = [...near, ...environmentsElsewhere(tree, { root, all }, near)];
  if (named.length === 0) return found;
  return named.map((name) => found.find((one) => one.name === name) ?? { name, path: `configuration.${name}.yaml`, isThere: false });
}

/** An artifact root, and all roots of its tree. */
export interface RootAmong {
  readonly root: string;
  readonly all: readonly string[];
}

/** The environment of one artifact root: its file is in the artifact folder, beside it, or at the repository's top, the nearest first. */
function environmentIn(tree: Tree, root: string, name: string): SiteEnvironment {
  for (const folder of foldersOf(root)) {
    const path = fileIn(tree, folder, name);
    if (path !== null) return { name, path, isThere: true };
  }
  return { name, path: `configuration.${name}.yaml`, isThere: false };
}

/**
 * Files in other folders: the publisher can be given any path (`CONFIGURATION_YAML_PATH`). Such a file belongs to the nearest roots. Files of one name in
 * several folders, or beside a nearer one, are named by the folder that distinguishes them.
 */
function environmentsElsewhere(tree: Tree, { root, all }: RootAmong, near: readonly SiteEnvironment[]): readonly SiteEnvironment[] {
  const usual = usualFolders(all);
  const found: { readonly name: string; readonly path: string; readonly sets: null }[] = [];
  for (const [folder, names] of foldersWithFiles(tree)) {
    if (usual.has(folder) || !nearestTo(folder, all).includes(root)) continue;
    for (const name of new Set(names)) found.push({ name, path: fileIn(tree, folder, name) ?? '', sets: null });
  }
  if (found.length === 0) return [];
  const paths = new Set(found.map(({ path }) => path));
  const apart = toldApart([...near.map(({ name, path }) => ({ name, path, sets: null })), ...found]);
  return apart
    .flatMap(({ name, path }) => (paths.has(path) ? [{ name, path, isThere: true }] : []))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

const usualByRoots = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Folders in which files of some root are searched first. */
function usualFolders(roots: readonly string[]): ReadonlySet<string> {
  let known = usualByRoots.get(roots);
  if (known === undefined) usualByRoots.set(roots, (known = new Set(roots.flatMap(foldersOf))));
  return known;
}

/** Whether a folder's name suggests files of environments: then it is listed in a partly listed tree. */
export function mayHoldEnvironments(folder: string): boolean {
  return /^(?:[^/]+\/)?[^/]*(?:conf|env|setting|param)[^/]*$/i.test(folder);
}

/** Top-level keys of a publisher configuration, each a list of resources by name. */
const overriding =
  /^(?:namedValues|apis|policies|products|policyFragments|versionSets|workspaces|backends|loggers|diagnostics)[ \t]*:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ \t]*-[ \t]*["']?name["']?[ \t]*:/m;

/** Whether a file is a publisher configuration by content, under an unusual name. */
export function isNamedOtherwise(path: string, text: string): boolean {
  return /\.ya?ml$/i.test(path) && !anyConfiguration.test(path) && overriding.test(text);
}

/** The roots that share the most folders with a path. */
function nearestTo(folder: string, roots: readonly string[]): readonly string[] {
  const own = folder.split('/');
  const shared = roots.map((root) => {
    const parts = root.split('/');
    const differs = own.findIndex((one, index) => parts[index] !== one);
    return differs < 0 ? own.length : differs;
  });
  const most = Math.max(...shared);
  return roots.filter((_, index) => shared[index] === most);
}

/** Folders in which a root's files are searched, in this order. */
function foldersOf(root: string): readonly string[] {
  const parent = root.includes('/') ? root.slice(0, root.lastIndexOf('/')) : '';
  return [...new Set([root, parent, ''])];
}

/** By folder, the environments with a file there. */
const namesByFolder = new WeakMap<Tree['entries'], { readonly size: number; readonly names: ReadonlyMap<string, readonly string[]> }>();

function namesIn(tree: Tree, folder: string): readonly string[] {
  return foldersWithFiles(tree).get(folder) ?? [];
}

function foldersWithFiles({ entries }: Tree): ReadonlyMap<string, readonly string[]> {
  let known = namesByFolder.get(entries);
  // A partly listed tree grows.
  if (known?.size !== entries.size) {
    const names = new Map<string, string[]>();
    // A link exists, but cannot be read.
    for (const path of entries.keys()) {
      const name = path.includes('configuration.') ? environmentOfFile(path) : null;
      if (name === null) continue;
      const at = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
      const known = names.get(at);
      if (known === undefined) names.set(at, [name]);
      else known.push(name);
    }
    namesByFolder.set(entries, (known = { size: entries.size, names }));
  }
  return known.names;
}

/** Whether the environment's file is at the repository's top. */
export function isAtTop(tree: Tree, name: string): boolean {
  return fileIn(tree, '', name) !== null;
}

function fileIn(tree: Tree, folder: string, name: string): string | null {
  const paths = extensions.map((extension) => `${folder === '' ? '' : `${folder}/`}configuration.${name}.${extension}`);
  return paths.find((path) => tree.entries.has(path)) ?? null;
}
