import type { OutputOptions } from './options.js';
export async function demo(_folder: string | undefined, _options: OutputOptions): Promise<number> {
  throw new Error('not yet');
}
