import type { NamedValue } from '../apim/service.js';

export type NamedValueLookup = (name: string) => NamedValue | undefined;

const namedValue = /\{\{([^{}]{1,256})\}\}/g;

/** Text with its named values put in; null when one of them has no value here. */
export function resolveNames(text: string, names: NamedValueLookup): string | null {
  if (!text.includes('{{')) return text;
  const missing: string[] = [];
  const resolved = text.replace(namedValue, (_, name: string) => {
    const value = names(name.trim());
    if (value?.kind === 'known') return value.value;
    missing.push(name);
    return '';
  });
  return missing.length === 0 ? resolved : null;
}

/** True for text that only the gateway or a pipeline can turn into a value. */
export function isComputed(text: string): boolean {
  return /^@[({]|\{\{|\$\{|%\{|\{#|#\{/.test(text);
}
