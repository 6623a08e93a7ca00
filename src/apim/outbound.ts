import { detached } from '../text/strings.js';
import { trimmed } from '../text/white-space.js';
import { attributeOf, type XmlElement } from '../xml/document.js';
import type { ElementReader } from './element-reader.js';
import type { HeaderWriter, OutboundFragment, OutboundSection } from './policy.js';
import { policyElementsOf } from './sections-within.js';

const none: readonly never[] = [];

/** A document without `<outbound>`, or with one that begins with what it inherits. */
export const inheritsAll: OutboundSection = { inherits: true, base: 0, fragments: none, opens: none };
const inheritsNothing: OutboundSection = { inherits: false, base: 0, fragments: none, opens: none };

/** What an `<outbound>` takes over from elsewhere. `opens`: what it writes under open names. */
export function outboundOf(section: XmlElement, elements: ElementReader, opens: readonly HeaderWriter[]): OutboundSection {
  let base = null as number | null;
  const fragments: OutboundFragment[] = [];
  const mayInclude = elements.isThere('include-fragment');
  const walk = (element: XmlElement, inside: string | null): void => {
    for (const [index, child] of policyElementsOf(element).entries()) {
      if (child.name === 'base' && inside === null) base ??= index === 0 ? 0 : elements.place(child).start;
      else if (child.name === 'include-fragment') {
        const id = detached(trimmed(attributeOf(child, 'fragment-id')?.value ?? ''));
        fragments.push({ id, start: elements.place(child).start, inside, around: inside === null ? null : elements.place(element) });
      } else if (mayInclude && elements.mayHold('include-fragment', child)) walk(child, detached(child.name));
    }
  };
  walk(section, null);
  const isPlain = fragments.length === 0 && opens.length === 0;
  if (isPlain && base === null) return inheritsNothing;
  return isPlain && base === 0 ? inheritsAll : { inherits: base !== null, base: base ?? 0, fragments, opens };
}
