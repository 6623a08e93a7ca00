import { withoutSpareSpace } from '../text/csharp.js';
import { sha256Hex } from '../text/hash.js';
import { isExpression } from '../text/open-parts.js';
import { trimmed } from '../text/white-space.js';
import type { XmlElement } from '../xml/document.js';
import { policyElementsOf } from './sections-within.js';

/**
 * A short hash of everything around the `<cors>` elements in an element, which decides when they run. Comments, white space, quotation marks and references do
 * not change it; the inside of strings does.
 */
export function conditionsWord(element: XmlElement): string {
  return shortHash(JSON.stringify(said(element)));
}

/** The beginning of a text's hash: long enough to tell conditions apart, and too long to construct a second condition with the same one. */
export function shortHash(text: string): string {
  return sha256Hex(text).slice(0, 16);
}

type Said = string | readonly Said[];

function said(element: XmlElement): Said {
  const attributes = element.attributes.map(({ name, value }): [string, string] => [name, spaced(value)]);
  const policies = new Set(policyElementsOf(element));
  const children = element.children.flatMap((child): Said[] => {
    if (child.kind === 'element') return [child.name === 'cors' && policies.has(child) ? '<cors>' : said(child)];
    const text = spaced(child.text);
    return text === '' ? [] : [['text', text]];
  });
  return [element.name, attributes.toSorted(([one], [other]) => (one < other ? -1 : 1)), children];
}

function spaced(text: string): string {
  const inner = trimmed(text);
  return isExpression(inner) ? withoutSpareSpace(inner) : inner.replaceAll('\r\n', '\n');
}
