import { segmentsOf } from './path-segments.js';
import { templateSegments } from './resolve-url.js';
import type { Operation } from './service.js';

/**
 * The values of an operation's path parameters in a matching path, by name. Only parameters that fill a whole segment are supported, unchanged as written; null
 * for other templates.
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
