import { withoutSpareSpace } from '../text/csharp.js';
import { sha256Hex } from '../text/hash.js';
import { isExpression } from '../text/open-parts.js';
import { trimmed } from '../text/white-space.js';
import type { XmlElement } from '../xml/document.js';
import { policyElementsOf } from './sections-within.js';

/**
 * What an element says beside the `<cors>` in it: when they run, in a word. Comments, white space, quotation marks and references make no difference
 * to it; what stands inside a string does.
 */
export function conditionsWord(element: XmlElement): string {
  return shortHash(JSON.stringify(said(element)));
}

/** The first characters of a text's hash: enough to tell conditions apart, and too many to look for another condition that has the same. */
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
