import { entryNames } from './list-entries.js';

/** What an element says of itself, however it was read. */
export interface NamedElement {
  readonly name: string;
  readonly attributes: readonly { readonly name: string }[];
}

/** A name that no `<cors>` has. */
export interface UnknownName<Element, Attribute> {
  readonly name: string;
  /** The element that has the attribute, or the unknown element itself. */
  readonly element: Element;
  /** Of the element around it. */
  readonly inside: string;
  /** null: the element is the one that is not known. */
  readonly attribute: Attribute | null;
}

const attributes = ['allow-credentials', 'terminate-unmatched-request', 'preflight-result-max-age', 'id'];

const entries = ['origin', 'method', 'header'];

/** Names that no `<cors>` has; those that are known but for their case or prefix are none of them. */
export function* unknownNames<Element extends NamedElement>(
  cors: Element,
  childrenOf: (element: Element) => readonly Element[],
): Iterable<UnknownName<Element, Element['attributes'][number]>> {
  const lists: readonly string[] = Object.keys(entryNames);
  const isNew = (name: string, known: readonly string[]): boolean =>
    !known.includes(name) && !known.includes(name.slice(name.lastIndexOf(':') + 1).toLowerCase());
  for (const element of [cors, ...childrenOf(cors)]) {
    for (const attribute of element.attributes) {
      const { name } = attribute;
      if (isNew(name, attributes) && !name.startsWith('xmlns')) yield { name, element, inside: element.name, attribute };
    }
  }
  for (const list of childrenOf(cors)) {
    if (isNew(list.name, lists)) yield { name: list.name, element: list, inside: 'cors', attribute: null };
    else
      for (const entry of childrenOf(list)) {
        if (isNew(entry.name, entries)) yield { name: entry.name, element: entry, inside: list.name, attribute: null };
        // A list may hold a hundred thousand that are nothing but a text.
        else if (entry.attributes.length > 0 || childrenOf(entry).length > 0) yield* unknownInEntry(entry, childrenOf);
      }
  }
}

/** An entry of a list is a text: it has no attributes and no elements, and what one that does says is anybody's guess. */
function* unknownInEntry<Element extends NamedElement>(
  entry: Element,
  childrenOf: (element: Element) => readonly Element[],
): Iterable<UnknownName<Element, Element['attributes'][number]>> {
  for (const attribute of entry.attributes) {
    if (!/^xml(?:ns)?(?::|$)/.test(attribute.name)) yield { name: attribute.name, element: entry, inside: entry.name, attribute };
  }
  for (const inner of childrenOf(entry)) yield { name: inner.name, element: inner, inside: entry.name, attribute: null };
}
