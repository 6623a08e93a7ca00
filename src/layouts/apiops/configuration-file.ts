import type { SiteEnvironment } from '../layout.js';
import type { Tree } from '../tree.js';

const configurationFile = /(^|\/)configuration\.([A-Za-z0-9_-]+)\.ya?ml$/;
const extensions = ['yaml', 'yml'];

/** `configuration.extractor.yaml` says what is extracted, and is for no environment. */
const ofNoEnvironment = 'extractor';

/** The environment that a file of the publisher's configuration is for; null: the file is another one. */
export function environmentOf(path: string): string | null {
  const name = configurationFile.exec(path)?.[2] ?? null;
  return name === ofNoEnvironment ? null : name;
}

/** Whether a file by its name is such a configuration, and none that these roots are published with as far as is known: it lies elsewhere, or has other capitals. */
export function isConfigurationElsewhere(path: string, roots: readonly string[]): boolean {
  const [, folder = '', name = ''] = anyConfiguration.exec(path) ?? [];
  if (name === '' || name.toLowerCase() === ofNoEnvironment) return false;
  return environmentOf(path) === null || !roots.some((root) => foldersOf(root).includes(folder.replace(/\/$/, '')));
}

const anyConfiguration = /^((?:.*\/)?)configuration\.([\w.-]+)\.ya?ml$/i;

/** Whether an environment is evaluated. `named`: those that are; empty: all that there are. */
export function isEvaluated(name: string, named: readonly string[]): boolean {
  return named.length === 0 || named.includes(name);
}

/** The environments that a root of artifacts is evaluated in: those that are named, or else all that have a file which the root's would be found as. */
export function environmentsOf(tree: Tree, root: string, named: readonly string[]): readonly SiteEnvironment[] {
  const names = named.length > 0 ? named : [...new Set(foldersOf(root).flatMap((folder) => namesIn(tree, folder)))].sort();
  return names.map((name) => environmentIn(tree, root, name));
}

/** The environment as one root of artifacts has it: its file lies in the artifact folder, beside it, or at the repository's root, nearest first. */
function environmentIn(tree: Tree, root: string, name: string): SiteEnvironment {
  for (const folder of foldersOf(root)) {
    const path = fileIn(tree, folder, name);
    if (path !== null) return { name, path, isThere: true };
  }
  return { name, path: `configuration.${name}.yaml`, isThere: false };
}

/** Where a root's files are looked for, in this order. */
function foldersOf(root: string): readonly string[] {
  const parent = root.includes('/') ? root.slice(0, root.lastIndexOf('/')) : '';
  return [...new Set([root, parent, ''])];
}

/** By folder, the environments that have a file there. */
const namesByFolder = new WeakMap<Tree['entries'], { readonly size: number; readonly names: ReadonlyMap<string, readonly string[]> }>();

function namesIn({ entries }: Tree, folder: string): readonly string[] {
  let known = namesByFolder.get(entries);
  // A tree that is listed bit by bit grows.
  if (known?.size !== entries.size) {
    const names = new Map<string, string[]>();
    // One that is a link is there, and cannot be read.
    for (const path of entries.keys()) {
      const name = path.includes('configuration.') ? environmentOf(path) : null;
      if (name === null) continue;
      const at = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
      const known = names.get(at);
      if (known === undefined) names.set(at, [name]);
      else known.push(name);
    }
    namesByFolder.set(entries, (known = { size: entries.size, names }));
  }
  return known.names.get(folder) ?? [];
}

/** Whether the environment's file lies at the repository's root. */
export function isAtTop(tree: Tree, name: string): boolean {
  return fileIn(tree, '', name) !== null;
}

function fileIn(tree: Tree, folder: string, name: string): string | null {
  const paths = extensions.map((extension) => `${folder === '' ? '' : `${folder}/`}configuration.${name}.${extension}`);
  return paths.find((path) => tree.entries.has(path)) ?? null;
}
