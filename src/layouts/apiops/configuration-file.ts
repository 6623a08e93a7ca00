import type { SiteEnvironment } from '../layout.js';
import type { Tree } from '../tree.js';

const configurationFile = /(^|\/)configuration\.([A-Za-z0-9_-]+)\.ya?ml$/;
const extensions = ['yaml', 'yml'];

/** The environment that a file of the publisher's configuration is for; null: the file is another one. */
export function environmentOf(path: string): string | null {
  return configurationFile.exec(path)?.[2] ?? null;
}

/** The environment as one root of artifacts has it: its file lies in the artifact folder, beside it, or at the repository's root, nearest first. */
export function environmentIn(tree: Tree, root: string, name: string): SiteEnvironment {
  const parent = root.includes('/') ? root.slice(0, root.lastIndexOf('/')) : '';
  for (const folder of new Set([root, parent, ''])) {
    const path = fileIn(tree, folder, name);
    if (path !== null) return { name, path, isThere: true };
  }
  return { name, path: `configuration.${name}.yaml`, isThere: false };
}

/** Whether the environment's file lies at the repository's root. */
export function isAtTop(tree: Tree, name: string): boolean {
  return fileIn(tree, '', name) !== null;
}

function fileIn(tree: Tree, folder: string, name: string): string | null {
  const paths = extensions.map((extension) => `${folder === '' ? '' : `${folder}/`}configuration.${name}.${extension}`);
  return paths.find((path) => tree.entries.get(path)?.kind === 'file') ?? null;
}
