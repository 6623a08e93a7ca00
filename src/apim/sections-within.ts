import { elementsOf, type XmlElement } from '../xml/document.js';
import { containers } from './parts-not-understood.js';
import { sectionNames } from './policy.js';

/**
 * Sections that stand inside a section or fragment, outermost first: API Management refuses to save them ("Policy section is not allowed in the
 * specified scope"; fragments hold no section identifier, Microsoft Learn, "Reuse policy configurations"). Payloads are not looked at.
 */
export function* sectionsWithin(holder: XmlElement): Iterable<XmlElement> {
  for (const child of elementsOf(holder)) {
    const isNested = isSectionName(child.name);
    if (isNested) yield child;
    if (isNested || containers.has(child.name)) yield* sectionsWithin(child);
  }
}

/** True for the names of the four sections. */
export function isSectionName(name: string): boolean {
  return sectionNames.some((section) => section === name);
}
