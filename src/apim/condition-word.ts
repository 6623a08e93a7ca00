import { sha256Hex } from '../text/hash.js';
import type { XmlElement } from '../xml/document.js';
import type { ElementSnapshot } from './policy.js';

/** What an element says beside the `<cors>` in it, which are given in order: when they run, in a word. */
export function conditionsWord(text: string, { span }: XmlElement, inside: readonly ElementSnapshot[]): string {
  let said = '';
  let at = span.start;
  for (const { place } of inside) {
    said += `${text.slice(at, place.start)}<cors>`;
    at = place.end;
  }
  return shortHash((said + text.slice(at, span.end)).replace(/\s+/g, ' '));
}

/** The first characters of a text's hash: enough to tell the conditions of one policy apart. */
export function shortHash(text: string): string {
  return sha256Hex(text).slice(0, 8);
}
