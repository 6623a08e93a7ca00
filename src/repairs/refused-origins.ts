import type { Place } from '../apim/policy.js';
import { parseOrigin, type OriginEntry } from '../cors/origin.js';
import type { CorsElement } from '../effective/service-state.js';
import { childrenNamed, elementsOf, parseXml, textOf, type XmlDocument, type XmlElement } from '../xml/document.js';
import { removeNode } from '../xml/edit-elements.js';
import { follow, pathTo, rewrite } from './rewrite.js';
import { unknownNames, type NamedElement } from './unknown-names.js';

/** What API Management refuses to save, and nobody can tell what was meant: a wildcard in a host, say. */
export function isRefused(entry: OriginEntry): boolean {
  return entry.kind === 'invalid' && (entry.replacements ?? []).length === 0;
}

/** Whether one of these `<cors>` holds such an origin, or a name that no `<cors>` has. */
export function holdRefused(elements: readonly CorsElement[]): boolean {
  return elements.some((one) => one.policy.origins.some(isRefused) || holdsUnknown(one));
}

/** Whether a `<cors>` holds a name that no `<cors>` has. */
export function holdsUnknown({ element }: CorsElement): boolean {
  return hasUnknownNames(element, ({ children }) => children);
}

function hasUnknownNames<Element extends NamedElement>(cors: Element, childrenOf: (element: Element) => readonly Element[]): boolean {
  return unknownNames(cors, childrenOf)[Symbol.iterator]().next().done !== true;
}

const nowhere: Place = { path: '', ref: { path: '', at: 0, variant: '' }, line: 1, endLine: 1, start: 0, end: 0 };

/** The `<origin>` elements of a list that are refused. */
function refusedIn(list: XmlElement): readonly XmlElement[] {
  return childrenNamed(list, 'origin').filter((one) => isRefused(parseOrigin(textOf(one), nowhere, () => undefined)));
}

/**
 * A policy's text without the origins that are refused: with one of them in it nothing is saved. null: a list would be left without any origin, or a
 * `<cors>` has a name that is refused too, and what it was meant to be is not known. `soles`: what becomes of a `<cors>` all of whose origins are refused;
 * deleted, nobody loses what was never saved.
 */
export function withoutRefused(text: string, soles: 'keep' | 'delete' = 'keep'): string | null {
  const parsed = parseXml(text);
  if (!parsed.ok) return text;
  const refused: XmlElement[] = [];
  const elements = corsIn(parsed.document);
  if (elements.some((cors) => hasUnknownNames(cors, elementsOf))) return null;
  for (const list of elements.flatMap((cors) => childrenNamed(cors, 'allowed-origins'))) {
    const found = refusedIn(list);
    const isSole = found.length > 0 && found.length === childrenNamed(list, 'origin').length;
    if (isSole && (soles === 'keep' || list.parent === null)) return null;
    refused.push(...(isSole && list.parent !== null ? [list.parent] : found));
  }
  // From the last to the first: the path to each then still leads to it.
  const paths = refused.reverse().map(pathTo);
  return rewrite(
    parsed.document,
    paths.map((path) => (document) => {
      const element = follow(document, path);
      return element === null ? null : [removeNode(document, element)];
    }),
  );
}

function corsIn({ root }: XmlDocument): readonly XmlElement[] {
  const found: XmlElement[] = [];
  const waiting: XmlElement[] = [root];
  for (let element = waiting.pop(); element !== undefined; element = waiting.pop()) {
    if (element.name === 'cors') found.push(element);
    else waiting.push(...[...elementsOf(element)].reverse());
  }
  return found;
}
