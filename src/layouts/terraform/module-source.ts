import type { DeclaredBlock } from './module-folder.js';
import { resolvePath } from '../deployed/paths.js';

/** The source of a module call as it is written; '' where it is no plain text. */
export function moduleSource({ block }: Pick<DeclaredBlock, 'block'>): string {
  const value = block.body.attributes.get('source')?.value;
  const [part] = value?.kind === 'template' ? value.parts : [];
  return part?.kind === 'text' ? part.text : '';
}

/** The folder that a local source means; null: it is kept elsewhere, also where Terraform downloads modules to. */
export function localFolder(folder: string, source: string): string | null {
  return /^\.\.?(?:\/|$)/.test(source) && !source.includes('.terraform/') ? resolvePath(folder, source) : null;
}
