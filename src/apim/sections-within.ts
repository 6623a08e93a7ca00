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

/** Elements whose content is handed on as it is (bodies, values, messages): whatever looks like a policy in it is none. */
const payloads: ReadonlySet<string> = new Set(['set-body', 'value', 'message', 'payload', 'xsl-transform', 'log-to-eventhub', 'publish-to-dapr']);

/** The elements inside that API Management takes for parts of a policy, in order; none of a payload's. */
export function policyElementsOf(element: XmlElement): readonly XmlElement[] {
  return payloads.has(element.name) ? [] : elementsOf(element);
}

function isSectionName(name: string): boolean {
  return sectionNames.some((section) => section === name);
}

/** True of a section that holds `<base />` and nothing else, as most do. */
export function onlyInherits(section: XmlElement): boolean {
  const [first, second] = elementsOf(section);
  return first?.name === 'base' && second === undefined;
}
