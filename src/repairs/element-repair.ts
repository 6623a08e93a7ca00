import type { ElementSnapshot, Place } from '../apim/policy.js';
import type { XmlDocument, XmlElement } from '../xml/document.js';
import type { TextEdit } from '../text/edit.js';
import { at, elementAt, pathTo, rewrite } from './rewrite.js';
import type { Repair, RepairDesk } from './repair.js';

/** One edit of one element as a repair; none if the file cannot be edited in place. */
export async function repairElement(
  desk: RepairDesk,
  place: Place,
  edit: (document: XmlDocument, element: XmlElement) => readonly TextEdit[] | TextEdit | null,
  words: Pick<Repair, 'title' | 'promise'> & Partial<Pick<Repair, 'certainty' | 'leansOn'>>,
): Promise<readonly Repair[]> {
  const document = await desk.open(place.ref);
  const element = document === null ? null : elementAt(document, place);
  if (document === null || element === null) return [];
  const text = rewrite(document, [at(pathTo(element), edit)]);
  if (text === null) return [];
  return [{ certainty: 'documented', givesMore: false, leansOn: null, ...words, texts: [{ ref: place.ref, text }] }];
}

/** The first child element of that name, if any. */
export function childNamed(element: ElementSnapshot, name: string): ElementSnapshot | undefined {
  return element.children.find((child) => child.name === name);
}
