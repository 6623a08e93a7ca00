import { folderOfPath } from '../deployed/paths.js';
import type { Attribute, Block } from './hcl-syntax.js';
import { isConfiguration } from './module-folder.js';
import { localFolder, moduleSource } from './module-source.js';
import { isValuesFile } from './root-environments.js';
import type { TerraformFiles } from './terraform-files.js';

/** A name of this module in code: `local.x`, `var.x`, `data.type.x`. */
const reference = /\b(local|var|data\.[\w-]+)\.([\w-]+)/g;
/** More parts than these are the same only where all files are that were asked for. */
const mostParts = 60;

/**
 * The code behind the names in a piece of code, transitively: local values, defaults and values of variables, arguments of calls, and data blocks. It is not
 * evaluated: changed code counts as unreviewed.
 */
export function codeBehind(code: string, path: string, files: TerraformFiles): readonly string[] {
  const found = new Map<string, string>();
  const queue: (readonly [code: string, folder: string])[] = [[code, folderOfPath(path)]];
  for (const [text, folder] of queue) {
    for (const [, kind = '', name = ''] of text.matchAll(reference)) {
      const key = `${folder} ${kind} ${name}`;
      if (found.has(key)) continue;
      if (found.size >= mostParts)
        return [...sorted(found), ...[...files.asked].sort().map((one) => `${one} ${files.tree.entries.get(one)?.id ?? ''}`)];
      const parts = partsNamed(kind, name, folder, files);
      found.set(key, parts.map(([part]) => part).join('\n'));
      queue.push(...parts);
    }
  }
  return sorted(found);
}

function sorted(found: ReadonlyMap<string, string>): readonly string[] {
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
}

type Part = readonly [code: string, folder: string];

function partsNamed(kind: string, name: string, folder: string, files: TerraformFiles): readonly Part[] {
  const parts: Part[] = [];
  for (const path of files.asked) {
    const own = folderOfPath(path) === folder;
    const isCode = isConfiguration(path);
    if (!isCode && !isValuesFile(path)) continue;
    const text = files.text(path) ?? '';
    const take = (one: Pick<Block | Attribute, 'start' | 'end'> | undefined): void => {
      if (one !== undefined) parts.push([text.slice(one.start, one.end), folderOfPath(path)]);
    };
    const body = files.syntax(path)?.body;
    if (!isCode) {
      if (kind === 'var') take(body?.attributes.get(name));
      continue;
    }
    for (const block of body?.blocks ?? []) {
      if (own && isNamed(block, kind, name)) take(kind === 'local' ? block.body.attributes.get(name) : block);
      else if (kind === 'var' && block.type === 'module' && localFolder(folderOfPath(path), moduleSource({ block })) === folder)
        take(block.body.attributes.get(name));
    }
  }
  return parts;
}

function isNamed(block: Block, kind: string, name: string): boolean {
  const { type, labels } = block;
  // Bodies of other blocks are not needed.
  if (kind === 'local') return type === 'locals' && block.body.attributes.has(name);
  if (kind === 'var') return type === 'variable' && labels[0] === name;
  return type === 'data' && `data.${labels[0] ?? ''}` === kind && labels[1] === name;
}
