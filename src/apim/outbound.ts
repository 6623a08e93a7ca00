import { detached } from '../text/strings.js';
import { attributeOf, elementsOf, type XmlElement } from '../xml/document.js';
import type { OutboundSection } from './policy.js';

const none: readonly never[] = [];

/** A document without `<outbound>`, or with one that only inherits. */
export const inheritsAll: OutboundSection = { inherits: true, fragments: none };
const inheritsNothing: OutboundSection = { inherits: false, fragments: none };

/** What an `<outbound>` takes over from elsewhere. */
export function outboundOf(section: XmlElement): OutboundSection {
  let inherits = false;
  const fragments: string[] = [];
  for (const child of elementsOf(section)) {
    if (child.name === 'base') inherits = true;
    else if (child.name === 'include-fragment') fragments.push(detached(attributeOf(child, 'fragment-id')?.value.trim() ?? ''));
  }
  return fragments.length > 0 ? { inherits, fragments } : inherits ? inheritsAll : inheritsNothing;
}
