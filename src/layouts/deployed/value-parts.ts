import { hasHole } from '../../text/open-parts.js';
import type { ObjectValue, Value } from './deployed-value.js';

/** An object with these entries and no others. */
export function objectValue(entries: Iterable<readonly [string, Value]>, rest: string | null = null): ObjectValue {
  return { kind: 'object', entries: new Map(entries), rest };
}

/** The text of a value that is one, a number's too; what is not decided as the placeholder of its name. null: it is no text. */
export function valueText(value: Value | null | undefined): string | null {
  if (value?.kind === 'text') return value.text;
  if (value?.kind === 'number') return String(value.value);
  return value?.kind === 'unknown' ? `\${${value.name}}` : null;
}

/** As an id: a text, or the repository's own name for what it does not decide. null: there is none. */
export function idOf(value: Value | null | undefined): string | null {
  return value?.kind === 'unknown' ? value.name : valueText(value);
}

/** true, false, or null where that is not decided or not said; texts count as Terraform converts them. */
export function flagOf(value: Value | null | undefined): boolean | null {
  if (value?.kind === 'flag') return value.value;
  return value?.kind === 'text' && /^(?:true|false)$/.test(value.text) ? value.text === 'true' : null;
}

/** The entry of an object; undefined where it has none or is none. */
export function entryOf(value: Value | null | undefined, key: string): Value | undefined {
  return value?.kind === 'object' ? value.entries.get(key) : undefined;
}

/** The items of a list, or the values of an object; none for what is neither. */
export function itemsOf(value: Value | null | undefined): readonly Value[] {
  if (value?.kind === 'list') return value.items;
  return value?.kind === 'object' ? [...value.entries.values()] : [];
}

/** Whether all of a text is known. */
export function isSettled(text: string): boolean {
  return !hasHole(text);
}

/** An address as code writes it, from its parts, where one of them is open; nothing where all are known. */
export function openAddress(...parts: readonly (string | null)[]): { readonly openAddress?: string } {
  const written = parts.filter((part) => part !== null && part !== '').join('/');
  return addressLeftOpen(isSettled(written) ? undefined : written);
}

/** An address that is left open, as a part of what has it; nothing where there is none. */
export function addressLeftOpen(openAddress: string | undefined): { readonly openAddress?: string } {
  return openAddress === undefined ? {} : { openAddress };
}
