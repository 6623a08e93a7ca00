import { defaultConfigPath, defaultSettings, type Settings } from '../config/defaults.js';
import { ConfigError } from '../config/errors.js';
import type { Tree } from '../layouts/tree.js';
import type { NoteArguments } from './note.js';
import type { Review } from './review.js';
import type { Sides } from './sides.js';

type Changed = NoteArguments['configuration-changed'];

/**
 * The review, with a note if the change alters the configuration file: base's applies to it, head's to later changes. `path`: the file's path; left out: the
 * default.
 */
export async function withConfigurationNote(review: Review, { base, head }: Sides, path = defaultConfigPath): Promise<Review> {
  const [before, after] = [base.entries.get(path), head.entries.get(path)];
  if (before?.id === after?.id && before?.kind === after?.kind) return review;
  const [was, is] = [await readSettings(base, path), await readSettings(head, path)];
  const keys = was === null || is === null ? [] : differing(was, is);
  if (is !== null && keys.length === 0) return review;
  const state: Changed['state'] = after === undefined ? 'removed' : is === null ? 'unreadable' : 'changed';
  return { ...review, notes: [{ code: 'configuration-changed', given: { path, state, keys } }, ...review.notes] };
}

/** The content of a side's file; the defaults if there is none, null if it is invalid. */
async function readSettings(tree: Tree, path: string): Promise<Settings | null> {
  const entry = tree.entries.get(path);
  if (entry === undefined) return defaultSettings;
  const bytes = entry.kind === 'file' ? (await tree.read([path])).get(path) : undefined;
  if (bytes === undefined) return null;
  const { parseSettings } = await import(/* webpackChunkName: "settings" */ '../config/settings.js');
  try {
    return parseSettings(new TextDecoder().decode(bytes), path);
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

/** Each key as in the file, with its value if that is one word. */
const keyed: readonly (readonly [key: string, valueOf: (settings: Settings) => unknown])[] = [
  ['fail-on', ({ failOn }) => failOn],
  ['rules', ({ rules }) => rules],
  ['ignore', ({ ignore }) => ignore.map(({ rule, path, reason, until }) => ({ rule, path, reason, until }))],
  ['ignores', ({ ignores }) => ignores],
  ['scopes', ({ scopes }) => scopes],
  ['environments', ({ environments }) => environments],
  ['development-environments', ({ developmentEnvironments }) => developmentEnvironments],
  ['assume', ({ assume }) => [...assume].sort(([a], [b]) => (a < b ? -1 : 1))],
  ['profile', ({ profile }) => profile],
  ['report-existing', ({ reportExisting }) => reportExisting],
  ['contracts', ({ contracts }) => contracts],
  ['enforce-contracts', ({ enforceContracts }) => enforceContracts],
];

function differing(was: Settings, is: Settings): Changed['keys'] {
  return keyed.flatMap(([key, valueOf]) => {
    const [before, after] = [valueOf(was), valueOf(is)];
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    return [{ key, values: typeof before === 'string' && typeof after === 'string' ? ([before, after] as const) : null }];
  });
}
