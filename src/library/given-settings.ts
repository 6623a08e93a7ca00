import type { Assumptions } from '../cors/worlds.js';
import { defaultConfigPath, defaultSettings, type Settings } from '../config/defaults.js';
import { ConfigError } from '../config/errors.js';
import { nearest } from '../config/nearest.js';
import { environmentHint } from '../report/sentences/contract-problems.js';
import type { EvaluationOptions } from './argument-types.js';

/**
 * The settings of a run: arguments override the configuration, which overrides the defaults. `read` returns a file of the state, or null. Throws `ConfigError`.
 */
export async function settingsOf(
  { configuration, assume }: EvaluationOptions,
  read: (path: string) => Promise<Uint8Array | null>,
): Promise<Settings> {
  const settings = await configured(configuration, read);
  return assume === undefined ? settings : { ...settings, assume: new Map([...settings.assume, ...(await assumed(assume))]) };
}

async function configured(given: string | undefined, read: (path: string) => Promise<Uint8Array | null>): Promise<Settings> {
  const bytes = given === undefined ? await read(defaultConfigPath) : null;
  const text = given ?? (bytes === null ? null : new TextDecoder().decode(bytes));
  if (text === null) return defaultSettings;
  const { parseSettings } = await import(/* webpackChunkName: "settings" */ '../config/settings.js');
  return parseSettings(text, given === undefined ? defaultConfigPath : 'configuration');
}

async function assumed(assume: Readonly<Record<string, string>>): Promise<Assumptions> {
  const { parseAssumptions } = await import(/* webpackChunkName: "settings" */ '../config/assumptions.js');
  return parseAssumptions(
    Object.entries(assume).map(([name, value]) => `${name}=${value}`),
    'assume',
  );
}

/** Throws `ConfigError` if a named environment is unknown. */
export function requireEnvironments(named: readonly string[], known: readonly string[]): void {
  for (const name of named) {
    if (!known.includes(name)) throw new ConfigError(`there is no environment '${name}'${environmentHint(nearest(name, known), known)}`);
  }
}
