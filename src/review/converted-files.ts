import { PolicyCache } from '../apim/policy-cache.js';
import { openRepository } from '../layouts/repository.js';
import { openFolders, type Tree } from '../layouts/tree.js';
import { GitAttributes } from './git-attributes.js';
import type { RunOptions } from './run-options.js';
import { repositoryOptions, type Sides } from './sides.js';

/** A line of `.gitattributes`. */
export interface AttributeLine {
  readonly path: string;
  readonly line: number;
}

const isAttributes = (path: string): boolean => path === '.gitattributes' || path.endsWith('/.gitattributes');

/**
 * New lines of `.gitattributes` that make git check out or export another text of a service's files than it stores, so that the deployed text is not the
 * reviewed one. The first line for each file. `paths`: those that the change touches.
 */
export async function newConversions(trees: Sides, paths: readonly string[], { settings, layouts }: RunOptions): Promise<readonly AttributeLine[]> {
  const changed = paths.filter(isAttributes);
  if (changed.length === 0) return [];
  const folders = changed.map((path) => path.slice(0, -'.gitattributes'.length));
  await openFolders([trees.base, trees.head], () => Infinity);
  const [before, after] = [await attributesOf(trees.base), await attributesOf(trees.head)];
  const repository = await openRepository(trees.head, repositoryOptions(settings), new PolicyCache(), layouts);
  const first = new Map<string, number>();
  for (const path of trees.head.entries.keys()) {
    if (!folders.some((folder) => path.startsWith(folder))) continue;
    const now = after.of(path);
    if (now.size === 0 || !(repository.claims(path) || repository.covers(path, repository.roots))) continue;
    const was = before.of(path);
    for (const [name, { value, path: file, line }] of now) {
      if (was.get(name)?.value !== value) first.set(file, Math.min(line, first.get(file) ?? line));
    }
  }
  return [...first].map(([path, line]) => ({ path, line })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function attributesOf(tree: Tree): Promise<GitAttributes> {
  const files = [...tree.entries.values()].flatMap(({ path, kind }) => (kind === 'file' && isAttributes(path) ? [path] : []));
  const decoder = new TextDecoder();
  return new GitAttributes(new Map([...(await tree.read(files))].map(([path, bytes]) => [path, decoder.decode(bytes)])));
}
