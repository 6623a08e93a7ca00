import type { ComputedValue } from '../effective/computed-values.js';
import { code, type Phrase, phrase } from './phrase.js';

/** Most characters of a path in a name. */
const longestPath = 40;

/** Fields that stay unchanged: texts of the repository, and internal keys. */
const asTheyAre: ReadonlySet<string> = new Set(['edits', 'patch', 'texts', 'computed', 'fingerprint', 'path']);

const known = new WeakMap<object, object>();

/**
 * Replaces computed values by names with their places, wherever they stand for an origin or a name. Returns the same object if there are none, and always the
 * same result for one object.
 */
export function withComputedNamed<T extends { readonly computed?: readonly ComputedValue[] }>(value: T): T {
  const { computed = [] } = value;
  if (computed.length === 0) return value;
  const before = known.get(value);
  if (before !== undefined) return before as T;
  const names = new Map(computed.map((one) => [one.text, computedName(one)]));
  const named = replaced(value, names, new Map()) as T & object;
  known.set(value, named);
  known.set(named, named);
  return named;
}

function replaced(value: unknown, names: ReadonlyMap<string, string>, done: Map<object, unknown>): unknown {
  if (typeof value === 'string') return names.get(value) ?? value;
  if (typeof value !== 'object' || value === null) return value;
  const before = done.get(value);
  if (before !== undefined) return before;
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    done.set(value, list);
    for (const one of value) list.push(replaced(one, names, done));
    return list;
  }
  if (value instanceof Map || value instanceof Set) return value;
  const object: Record<string, unknown> = {};
  done.set(value, object);
  for (const [key, one] of Object.entries(value)) object[key] = asTheyAre.has(key) ? one : replaced(one, names, done);
  return object;
}

/** "the origin computed in apis/x/policy.xml:14". */
function computedName({ what, path, line }: ComputedValue): string {
  const characters = Array.from(path);
  const shown = characters.length <= longestPath ? path : `…${characters.slice(characters.length - longestPath + 1).join('')}`;
  return `the ${what} computed in ${shown}:${line}`;
}

/** The name of a computed value as words and a place; null: the text is not such a name. `called`: the words if mentioned before. */
export function computedPhrase(text: string, called?: string): Phrase | null {
  const [, what, place] = /^the (origin|method|header) computed in (\S.*:\d+)$/.exec(text) ?? [];
  return what === undefined || place === undefined ? null : phrase`${called ?? `the ${what}`} computed in ${code(place)}`;
}
