import type { FixOptions } from './fix-options.js';
import type { VerdictOptions } from './options.js';

/** Options of `apim-cors review`, as typed. */
export interface ReviewCommandOptions extends VerdictOptions, FixOptions {
  readonly base?: string;
  readonly head?: string;
  readonly repo?: string;
  readonly baseDir?: string;
  readonly headDir?: string;
  readonly post?: 'azure-repos';
}
