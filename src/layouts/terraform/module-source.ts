import type { DeclaredBlock } from './module-folder.js';
import { resolvePath } from '../deployed/paths.js';

/** The source of a module call; '' if it is not a plain text. */
export function moduleSource({ block }: Pick<DeclaredBlock, 'block'>): string {
  const value = block.body.attributes.get('source')?.value;
  const [part] = value?.kind === 'template' ? value.parts : [];
  return part?.kind === 'text' ? part.text : '';
}

/** The folder of a local source; null: kept elsewhere, or in the folder of downloaded modules. */
export function localFolder(folder: string, source: string): string | null {
  return /^\.\.?(?:\/|$)/.test(source) && !source.includes('.terraform/') ? resolvePath(folder, source) : null;
}
