import { entryNames } from './list-entries.js';

/** An element by name, attributes and content, independent of its reader. */
export interface NamedElement {
  readonly name: string;
  readonly attributes: readonly { readonly name: string }[];
}

/** An unknown name in a `<cors>`. */
export interface UnknownName<Element, Attribute> {
  readonly name: string;
  /** The element with the attribute, or the unknown element itself. */
  readonly element: Element;
  /** Name of the element around it. */
  readonly inside: string;
  /** null: the element itself is unknown. */
  readonly attribute: Attribute | null;
}

const attributes = ['allow-credentials', 'terminate-unmatched-request', 'preflight-result-max-age', 'id'];

const entries = ['origin', 'method', 'header'];

/** Unknown names in a `<cors>`, except known names in another case or with a prefix. */
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
        // Skips plain entries: a list may hold a hundred thousand.
        else if (entry.attributes.length > 0 || childrenOf(entry).length > 0) yield* unknownInEntry(entry, childrenOf);
      }
  }
}

/** An entry of a list is plain text. Attributes and elements in it have no known meaning. */
function* unknownInEntry<Element extends NamedElement>(
  entry: Element,
  childrenOf: (element: Element) => readonly Element[],
): Iterable<UnknownName<Element, Element['attributes'][number]>> {
  for (const attribute of entry.attributes) {
    if (!/^xml(?:ns)?(?::|$)/.test(attribute.name)) yield { name: attribute.name, element: entry, inside: entry.name, attribute };
  }
  for (const inner of childrenOf(entry)) yield { name: inner.name, element: inner, inside: entry.name, attribute: null };
}
