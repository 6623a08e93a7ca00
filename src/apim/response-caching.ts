import { elementsOf, type XmlElement } from '../xml/document.js';
import type { ElementReader } from './element-reader.js';
import type { ElementSnapshot, Place, ResponseCaching } from './policy.js';
import { policyElementsOf } from './sections-within.js';

/**
 * Where a policy or fragment looks up and stores cached responses, at any depth (Microsoft Learn, cache-lookup and cache-store); undefined if it does neither.
 */
export function responseCachingIn(root: XmlElement, reader: ElementReader): ResponseCaching | undefined {
  if (!reader.mayHold('cache-lookup', root) && !reader.mayHold('cache-store', root)) return undefined;
  const lookups: ElementSnapshot[] = [];
  const stores: Place[] = [];
  const walk = (element: XmlElement): void => {
    for (const child of policyElementsOf(element)) {
      if (child.name === 'cache-lookup') lookups.push(reader.snapshot(child));
      else if (child.name === 'cache-store') stores.push(reader.place(child));
      else walk(child);
    }
  };
  // Outside its allowed section the policy has no effect.
  for (const part of root.name === 'fragment' ? [root] : elementsOf(root)) {
    if (part.name === 'inbound' || part.name === 'outbound' || part.name === 'fragment') walk(part);
  }
  return lookups.length === 0 && stores.length === 0 ? undefined : { lookups, stores };
}
