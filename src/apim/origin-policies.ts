import { attributeOf, type XmlElement } from '../xml/document.js';
import { trimmed } from '../text/white-space.js';
import { isOpen } from '../text/open-parts.js';
import type { RequestEnd, Statement } from './policy.js';

/** Policies by which it makes a difference which origin a request names, beside `<cors>`: `<set-header>` and `<check-header>` for `Origin`. */

function isOrigin(name: string | undefined): boolean {
  return name !== undefined && trimmed(name).toLowerCase() === 'origin';
}

/**
 * What a `<set-header>` makes of the request's own header Origin; null: nothing, for it is about another header, or sets it only where there is none
 * (Microsoft Learn, set-header, exists-action).
 */
export function originSetBy(element: XmlElement): 'deleted' | 'written' | null {
  if (element.name !== 'set-header' || !isOrigin(attributeOf(element, 'name')?.value)) return null;
  const action = attributeOf(element, 'exists-action')?.value.trim() ?? 'override';
  return action === 'skip' ? null : action === 'delete' ? 'deleted' : 'written';
}

/**
 * The origins that a `<check-header name="Origin">` lets pass; null: it is about another header, takes any value, or holds one that the text does
 * not tell. `ignoresCase`: letters are compared without their case.
 */
export function originsChecked(end: RequestEnd | null): { readonly origins: readonly string[]; readonly ignoresCase: boolean } | null {
  if (end?.kind !== 'check' || end.element.name !== 'check-header') return null;
  const attribute = (name: string): string | undefined => end.element.attributes.find((one) => one.name === name)?.value;
  const values = end.element.children.filter(({ name }) => name === 'value').map(({ text }) => trimmed(text));
  if (!isOrigin(attribute('name')) || values.length === 0 || values.some((value) => isOpen(value, 'value'))) return null;
  return { origins: values, ignoresCase: attribute('ignore-case')?.trim().toLowerCase() === 'true' };
}

/** Some statement of a run makes a difference between origins, or may. */
export function mindsOrigin({ ends }: Extract<Statement, { kind: 'others' }>): boolean {
  if (ends === null) return false;
  return [...ends.values()].some((end) => end.kind === 'origin' || (end.kind === 'check' && isCheckOfOrigin(end)));
}

/** A `<check-header>` for the header Origin. */
export function isCheckOfOrigin({ element }: Extract<RequestEnd, { kind: 'check' }>): boolean {
  return element.name === 'check-header' && isOrigin(element.attributes.find(({ name }) => name === 'name')?.value);
}
