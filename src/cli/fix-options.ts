import { ConfigError } from '../config/errors.js';
import type { OutputOptions } from './options.js';

/** Options of the commands with repairs. */
export interface FixOptions extends OutputOptions {
  readonly fix?: 'safe' | 'all';
  readonly patch?: boolean;
  readonly only?: string;
}

/** The requested repairs. */
export interface RepairsAsked {
  readonly which: 'safe' | 'all';
  readonly only: string | null;
  readonly isWritten: boolean;
}

/** What the options request; null: no repairs. `revision`: the given option that names a commit, if any. Throws `ConfigError`. */
export function askedOf({ fix, patch, only, format }: FixOptions, revision: string | null): RepairsAsked | null {
  const isWritten = fix !== undefined && patch !== true;
  if (fix === undefined && patch !== true) {
    if (only !== undefined) throw new ConfigError('--only says which cause to repair: add --fix or --patch');
    return null;
  }
  if (isWritten && revision !== null) throw new ConfigError(`--fix writes into the working tree: leave ${revision} out, or take --patch`);
  if (patch === true && format !== 'text') throw new ConfigError('--patch prints a diff: leave --format out');
  return { which: fix ?? 'safe', only: only ?? null, isWritten };
}
