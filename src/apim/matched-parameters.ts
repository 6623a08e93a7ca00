import { segmentsOf } from './path-segments.js';
import { templateSegments } from './resolve-url.js';
import type { Operation } from './service.js';

/**
 * What an operation's parameters are at a path that it takes, by name: those that are whole segments, and written there as they are. null: it has a
 * template of another kind.
 */
export function matchedParameters({ urlTemplate }: Operation, path: string): ReadonlyMap<string, string> | null {
  if (urlTemplate === null) return null;
  const parts = templateSegments(urlTemplate);
  if (parts.some((part) => part.includes('*'))) return null;
  const own = segmentsOf(path).slice(-parts.length);
  const found = new Map<string, string>();
  if (parts.length === 0 || own.length < parts.length) return found;
  for (const [index, part] of parts.entries()) {
    const name = /^\{([^{}]*)\}$/.exec(part)?.[1];
    const value = own[index] ?? '';
    if (name === undefined ? part.includes('{') : !/^[\w.~-]+$/.test(value)) return null;
    if (name !== undefined) found.set(name, value);
  }
  return found;
}
