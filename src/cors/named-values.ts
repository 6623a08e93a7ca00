import type { NamedValue } from '../apim/service.js';
import { isOpen, openParts, type TextUse } from '../text/open-parts.js';

/** Finds a named value by its display name; undefined: the service has none. */
export type NamedValueLookup = (name: string) => NamedValue | undefined;

/** Text with its named values put in, also those inside C#; null when one of them has no value here. */
export function resolveNames(text: string, names: NamedValueLookup): string | null {
  if (!text.includes('{{')) return text;
  let resolved = '';
  let at = 0;
  for (const { kind, name, start, end } of openParts(text, 'code')) {
    if (kind !== 'named-value') continue;
    const value = names(name);
    if (value?.kind !== 'known') return null;
    resolved += text.slice(at, start) + value.value;
    at = end;
  }
  return resolved + text.slice(at);
}

/** The text with its named values put in and trimmed, or null where the repository does not decide it. */
export function settledText(text: string, use: TextUse, names: NamedValueLookup): string | null {
  const resolved = resolveNames(text, names)?.trim();
  return resolved === undefined || isOpen(resolved, use) ? null : resolved;
}
