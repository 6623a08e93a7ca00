import { elementsOf, type XmlElement } from '../xml/document.js';
import { containers } from './parts-not-understood.js';
import { sectionNames } from './policy.js';

/**
 * Sections inside a section or fragment, outermost first: API Management refuses to save them ("Policy section is not allowed in the specified scope";
 * fragments hold no section identifier, Microsoft Learn, "Reuse policy configurations"). Payloads are skipped.
 */
export function* sectionsWithin(holder: XmlElement): Iterable<XmlElement> {
  for (const child of elementsOf(holder)) {
    const isNested = isSectionName(child.name);
    if (isNested) yield child;
    if (isNested || containers.has(child.name)) yield* sectionsWithin(child);
  }
}

/** Elements whose content is passed on as it is (bodies, values, messages): nothing in them is a policy. */
const payloads: ReadonlySet<string> = new Set(['set-body', 'value', 'message', 'payload', 'xsl-transform', 'log-to-eventhub', 'publish-to-dapr']);

/** The child elements that API Management reads as policies, in order; none inside a payload. */
export function policyElementsOf(element: XmlElement): readonly XmlElement[] {
  return payloads.has(element.name) ? [] : elementsOf(element);
}

function isSectionName(name: string): boolean {
  return sectionNames.some((section) => section === name);
}

/** Whether a section holds only `<base />`, as most do. */
export function onlyInherits(section: XmlElement): boolean {
  const [first, second] = elementsOf(section);
  return first?.name === 'base' && second === undefined;
}
