import { elementsOf, childrenNamed, type XmlDocument, type XmlElement } from '../xml/document.js';
import type { TextEdit } from '../text/edit.js';
import { appendChild, insertBefore } from '../xml/edit-elements.js';

type ListName = 'allowed-methods' | 'allowed-headers';

const entryNames: Readonly<Record<ListName, string>> = { 'allowed-methods': 'method', 'allowed-headers': 'header' };
/** The order of the policy statement (Microsoft Learn, cors policy: "Elements"). */
const listOrder: readonly string[] = ['allowed-origins', 'allowed-methods', 'allowed-headers', 'expose-headers'];

/** Adds entries to a list of a `<cors>`; a list that is not there is written, with `defaults` in it, where the statement's order puts it. */
export function addEntries(
  document: XmlDocument,
  cors: XmlElement,
  list: ListName,
  names: readonly string[],
  defaults: readonly string[],
): TextEdit | null {
  const entry = (name: string): string => `<${entryNames[list]}>${name}</${entryNames[list]}>`;
  const [found] = childrenNamed(cors, list);
  if (found !== undefined) return appendChild(document, found, names.map(entry).join('\n'));
  const source = [`<${list}>`, ...[...defaults, ...names].map((name) => `    ${entry(name)}`), `</${list}>`].join('\n');
  const children = elementsOf(cors);
  const later = children.find((child) => listOrder.indexOf(child.name) > listOrder.indexOf(list));
  if (later !== undefined) return insertBefore(document, later, source);
  return children.length === 0 ? null : appendChild(document, cors, source);
}
