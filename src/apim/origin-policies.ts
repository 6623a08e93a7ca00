import { attributeOf, type XmlElement } from '../xml/document.js';
import { trimmed } from '../text/white-space.js';
import { isOpen } from '../text/open-parts.js';
import type { RequestEnd, Statement } from './policy.js';

/** Policies other than `<cors>` that depend on the request's origin: `<set-header>` and `<check-header>` for `Origin`. */

function isOrigin(name: string | undefined): boolean {
  return name !== undefined && trimmed(name).toLowerCase() === 'origin';
}

/**
 * What a `<set-header>` does to the request's own Origin header. Null if it sets another header, or sets Origin only if missing (Microsoft Learn, set-header,
 * exists-action).
 */
export function originSetBy(element: XmlElement): 'deleted' | 'written' | null {
  if (element.name !== 'set-header' || !isOrigin(attributeOf(element, 'name')?.value)) return null;
  const action = attributeOf(element, 'exists-action')?.value.trim() ?? 'override';
  return action === 'skip' ? null : action === 'delete' ? 'deleted' : 'written';
}

/**
 * The origins that a `<check-header name="Origin">` lets pass. Null if it checks another header, accepts any value, or has a value that the text does not tell.
 * `ignoresCase`: values are compared without case.
 */
export function originsChecked(end: RequestEnd | null): { readonly origins: readonly string[]; readonly ignoresCase: boolean } | null {
  if (end?.kind !== 'check' || end.element.name !== 'check-header') return null;
  const attribute = (name: string): string | undefined => end.element.attributes.find((one) => one.name === name)?.value;
  const values = end.element.children.filter(({ name }) => name === 'value').map(({ text }) => trimmed(text));
  if (!isOrigin(attribute('name')) || values.length === 0 || values.some((value) => isOpen(value, 'value'))) return null;
  return { origins: values, ignoresCase: attribute('ignore-case')?.trim().toLowerCase() === 'true' };
}

/** Whether some statement of a run depends on the origin, or may. */
export function mindsOrigin({ ends }: Extract<Statement, { kind: 'others' }>): boolean {
  if (ends === null) return false;
  return [...ends.values()].some((end) => end.kind === 'origin' || (end.kind === 'check' && isCheckOfOrigin(end)));
}

/** A `<check-header>` for the Origin header. */
export function isCheckOfOrigin({ element }: Extract<RequestEnd, { kind: 'check' }>): boolean {
  return element.name === 'check-header' && isOrigin(element.attributes.find(({ name }) => name === 'name')?.value);
}
