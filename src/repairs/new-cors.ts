import type { Place } from '../apim/policy.js';
import { elementsOf, type XmlDocument } from '../xml/document.js';
import { appendChild, escapeText, insertBefore } from '../xml/edit-elements.js';
import { entryNames, type ListName } from './list-entries.js';
import { at, elementAt, pathTo, rewrite } from './rewrite.js';

/** Content for a new `<cors>`: the entries of each list; empty lists are not written. */
export interface NewCors {
  readonly credentials: boolean;
  readonly lists: Readonly<Partial<Record<ListName, readonly string[]>>>;
}

/** The document with a `<cors>` at the beginning of its inbound section; null if it cannot be edited in place. */
export function withNewCors(document: XmlDocument, inbound: Place, { credentials, lists }: NewCors): string | null {
  const section = elementAt(document, inbound);
  if (section === null) return null;
  const source = [
    `<cors${credentials ? ' allow-credentials="true"' : ''} terminate-unmatched-request="false">`,
    ...Object.entries(entryNames).flatMap(([list, entry]) => {
      const names = lists[list as ListName] ?? [];
      return names.length === 0
        ? []
        : [`    <${list}>`, ...names.map((name) => `        <${entry}>${escapeText(name)}</${entry}>`), `    </${list}>`];
    }),
    '</cors>',
  ].join('\n');
  return rewrite(document, [
    at(pathTo(section), (doc, found) => {
      const [first] = elementsOf(found);
      return first === undefined ? appendChild(doc, found, source) : insertBefore(doc, first, source);
    }),
  ]);
}
