import { elementsOf, childrenNamed, type XmlDocument, type XmlElement } from '../xml/document.js';
import type { TextEdit } from '../text/edit.js';
import { appendChild, escapeText, insertBefore } from '../xml/edit-elements.js';

/** The lists of a `<cors>` in the order of the policy statement (Microsoft Learn, cors policy: "Elements"), with the name of their entries. */
export const entryNames = {
  'allowed-origins': 'origin',
  'allowed-methods': 'method',
  'allowed-headers': 'header',
  'expose-headers': 'header',
} as const;
/** A list of a `<cors>`. */
export type ListName = keyof typeof entryNames;

const listOrder: readonly string[] = Object.keys(entryNames);

/** Adds entries to a list of a `<cors>`; a missing list is created with `defaults`, at its place in the statement's order. */
export function addEntries(
  document: XmlDocument,
  cors: XmlElement,
  list: ListName,
  names: readonly string[],
  defaults: readonly string[] = [],
): TextEdit {
  const entry = (name: string): string => `<${entryNames[list]}>${escapeText(name)}</${entryNames[list]}>`;
  const [found] = childrenNamed(cors, list);
  if (found !== undefined) return appendChild(document, found, names.map(entry).join('\n'));
  const source = [`<${list}>`, ...[...defaults, ...names].map((name) => `    ${entry(name)}`), `</${list}>`].join('\n');
  const later = elementsOf(cors).find((child) => listOrder.indexOf(child.name) > listOrder.indexOf(list));
  return later === undefined ? appendChild(document, cors, source) : insertBefore(document, later, source);
}
