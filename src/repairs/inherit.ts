import type { PolicyDocument, SectionName } from '../apim/policy.js';
import { elementsOf } from '../xml/document.js';
import { appendChild, insertBefore } from '../xml/edit-elements.js';
import { nothingChanges } from './promises.js';
import { at, elementAt, pathTo, rewrite, type RewriteStep } from './rewrite.js';
import type { Repair, RepairDesk } from './repair.js';

/** Adds `<base />` to a section without it: below its own `<cors>`, or at its top. The review keeps those that fulfil the promise. */
export async function inheritAgain(
  desk: RepairDesk,
  { ref, sections }: PolicyDocument,
  name: SectionName,
  promise: Repair['promise'] = nothingChanges,
): Promise<readonly Repair[]> {
  const own = sections.get(name);
  const document = own === undefined ? null : await desk.open(ref);
  const section = own === undefined || document === null ? null : elementAt(document, own.place);
  if (document === null || section === null) return [];
  const children = elementsOf(section);
  const cors = children.findIndex((child) => child.name === 'cors');
  const before = (index: number): RewriteStep => {
    const reference = children[index];
    return reference === undefined
      ? at(pathTo(section), (doc, found) => appendChild(doc, found, '<base />'))
      : at(pathTo(reference), (doc, found) => insertBefore(doc, found, '<base />'));
  };
  const titles: readonly [Repair['title'], number][] =
    cors < 0
      ? [[{ code: 'add-base', given: {} }, 0]]
      : [
          [{ code: 'add-base', given: {} }, cors + 1],
          [{ code: 'add-base-first', given: {} }, 0],
        ];
  return titles.flatMap(([title, index]): readonly Repair[] => {
    const text = rewrite(document, [before(index)]);
    if (text === null) return [];
    return [
      {
        title,
        texts: [{ ref, text }],
        promise,
        certainty: 'documented',
        givesMore: false,
        leansOn: null,
      },
    ];
  });
}
