import type { Place } from '../apim/policy.js';
import { parseOrigin, type OriginEntry } from '../cors/origin.js';
import type { CorsElement } from '../effective/service-state.js';
import { childrenNamed, elementsOf, parseXml, textOf, type XmlDocument, type XmlElement } from '../xml/document.js';
import { removeNode } from '../xml/edit-elements.js';
import { follow, pathTo, rewrite } from './rewrite.js';
import { unknownNames, type NamedElement } from './unknown-names.js';

/** Whether API Management refuses to save the entry and its meaning is unknown, for example a wildcard in a host. */
export function isRefused(entry: OriginEntry): boolean {
  return entry.kind === 'invalid' && (entry.replacements ?? []).length === 0;
}

/** Whether one of these `<cors>` holds such an origin, or an unknown name. */
export function holdRefused(elements: readonly CorsElement[]): boolean {
  return elements.some((one) => one.policy.origins.some(isRefused) || holdsUnknown(one));
}

/** Whether a `<cors>` holds an unknown name. */
export function holdsUnknown({ element }: CorsElement): boolean {
  return hasUnknownNames(element, ({ children }) => children);
}

function hasUnknownNames<Element extends NamedElement>(cors: Element, childrenOf: (element: Element) => readonly Element[]): boolean {
  return unknownNames(cors, childrenOf)[Symbol.iterator]().next().done !== true;
}

const nowhere: Place = { path: '', ref: { path: '', at: 0, variant: '' }, line: 1, endLine: 1, start: 0, end: 0 };

/** The refused `<origin>` elements of a list. */
function refusedIn(list: XmlElement): readonly XmlElement[] {
  return childrenNamed(list, 'origin').filter((one) => isRefused(parseOrigin(textOf(one), nowhere, () => undefined)));
}

/**
 * A policy's text without its refused origins, which would keep the whole policy from being saved. null: a list would lose all its origins, or a `<cors>` has
 * an unknown name, which is refused too. `soles`: what to do with a `<cors>` whose origins are all refused; deleting it takes nothing, for it was never saved.
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
  // From the last to the first, so that the paths of the others stay valid.
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
