import type { ObjectValue, Value } from './deployed-value.js';

/** An object with exactly these entries. */
export function objectValue(entries: Iterable<readonly [string, Value]>, rest: string | null = null): ObjectValue {
  return { kind: 'object', entries: new Map(entries), rest };
}

/** A value as text, including numbers; undecided values are placeholders. null: not a text. */
export function valueText(value: Value | null | undefined): string | null {
  if (value?.kind === 'text') return value.text;
  if (value?.kind === 'number') return String(value.value);
  return value?.kind === 'unknown' ? `\${${value.name}}` : null;
}

/** A value as an id: a text, or the repository's name for an undecided value. null: none. */
export function idOf(value: Value | null | undefined): string | null {
  return value?.kind === 'unknown' ? value.name : valueText(value);
}

/** true, false, or null if undecided or missing; texts are converted as in Terraform. */
export function flagOf(value: Value | null | undefined): boolean | null {
  if (value?.kind === 'flag') return value.value;
  return value?.kind === 'text' && /^(?:true|false)$/.test(value.text) ? value.text === 'true' : null;
}

/** An object's entry, if it has one. */
export function entryOf(value: Value | null | undefined, key: string): Value | undefined {
  return value?.kind === 'object' ? value.entries.get(key) : undefined;
}

/** The items of a list, or the values of an object; otherwise none. */
export function itemsOf(value: Value | null | undefined): readonly Value[] {
  if (value?.kind === 'list') return value.items;
  return value?.kind === 'object' ? [...value.entries.values()] : [];
}

/** Whether a text is completely known. */
export function isSettled(text: string): boolean {
  return !text.includes('${');
}

/** An address as code writes it, from its parts, if one of them is open; otherwise nothing. */
export function openAddress(...parts: readonly (string | null)[]): { readonly openAddress?: string } {
  const written = parts.filter((part) => part !== null && part !== '').join('/');
  return addressLeftOpen(isSettled(written) ? undefined : written);
}

/** An open address as a property; empty if there is none. */
export function addressLeftOpen(openAddress: string | undefined): { readonly openAddress?: string } {
  return openAddress === undefined ? {} : { openAddress };
}
