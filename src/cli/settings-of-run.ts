import { readFileSync } from 'node:fs';
import type { Assumptions } from '../cors/worlds.js';
import { defaultConfigPath, defaultSettings, type Settings } from '../config/defaults.js';
import { ConfigError } from '../config/errors.js';
import type { VerdictOptions } from './options.js';

/** The settings of a run: options override the configuration file, which overrides the defaults. `read` returns the default file, or null. */
export async function settingsFor(options: VerdictOptions, read: (path: string) => Promise<Uint8Array | null>): Promise<Settings> {
  const settings = await configured(options.config, read);
  const assumed = options.assume === undefined ? [] : await assumptions(options.assume);
  return {
    ...settings,
    assume: new Map([...settings.assume, ...assumed]),
    ...(options.failOn === undefined ? {} : { failOn: options.failOn }),
    ...(options.environment === undefined ? {} : { environments: options.environment }),
  };
}

async function assumptions(texts: readonly string[]): Promise<Assumptions> {
  return (await import(/* webpackChunkName: "settings" */ '../config/assumptions.js')).parseAssumptions(texts, '--assume');
}

async function configured(file: string | undefined, read: (path: string) => Promise<Uint8Array | null>): Promise<Settings> {
  const bytes = file === undefined ? await read(defaultConfigPath) : fromDisk(file);
  if (bytes === null) return defaultSettings;
  const { parseSettings } = await import(/* webpackChunkName: "settings" */ '../config/settings.js');
  return parseSettings(new TextDecoder().decode(bytes), file ?? defaultConfigPath);
}

function fromDisk(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new ConfigError(
      `--config ${file} ${missing ? 'does not exist' : `cannot be read: ${error instanceof Error ? error.message : String(error)}`}`,
    );
  }
}

/** Today in UTC: the day for `until`. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
