import { ConfigError } from '../config/errors.js';
import { nearest } from '../config/nearest.js';
import { environmentHint } from '../report/sentences/contract-problems.js';
import type { Review } from '../review/review.js';
import type { VerdictOptions } from './options.js';

/** Throws `ConfigError` where an option names an environment that there is not. */
export function requireEnvironments({ notes }: Review, { environment: named = [] }: VerdictOptions): void {
  for (const note of notes) {
    if (note.code !== 'environment-unknown' || !named.includes(note.given.environment)) continue;
    const { environment, known } = note.given;
    throw new ConfigError(`--environment ${environment}: there is no such environment${environmentHint(nearest(environment, known), known)}`);
  }
}
