import { ConfigError } from '../config/errors.js';
import { nearest } from '../config/nearest.js';
import { environmentHint } from '../report/sentences/contract-problems.js';
import type { UnusedOption } from '../layouts/layout.js';
import type { Note } from '../review/note.js';
import type { VerdictOptions } from './options.js';

/** Throws `ConfigError` if an option names an unknown environment; `notes`: problems found with the options. */
export function requireNamedEnvironments({ notes }: { readonly notes: readonly (Note | UnusedOption)[] }, { environment: named = [] }: Named): void {
  for (const note of notes) {
    if (note.code !== 'environment-unknown' && note.code !== 'environment-without-file') continue;
    const { environment, known } = note.given;
    if (!named.includes(environment)) continue;
    throw new ConfigError(`--environment ${environment}: there is no such environment${environmentHint(nearest(environment, known), known)}`);
  }
}

type Named = Pick<VerdictOptions, 'environment'>;
