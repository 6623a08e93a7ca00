import type { PolicyDocument } from '../apim/policy.js';
import { elementsOf } from '../xml/document.js';
import { appendChild, insertBefore } from '../xml/edit-elements.js';
import { nothingChanges } from './promises.js';
import { at, elementAt, pathTo, rewrite, type RewriteStep } from './rewrite.js';
import type { Repair, RepairDesk } from './repair.js';

/** `<base />` put back into an inbound section that inherits nothing: below its own `<cors>`, and at its top; each only where nobody's access changes. */
export async function inheritAgain(desk: RepairDesk, { ref, sections }: PolicyDocument): Promise<readonly Repair[]> {
  const inbound = sections.get('inbound');
  const document = inbound === undefined ? null : await desk.open(ref);
  const section = inbound === undefined || document === null ? null : elementAt(document, inbound.place);
  if (document === null || section === null) return [];
  const children = elementsOf(section);
  const own = children.findIndex((child) => child.name === 'cors');
  const before = (index: number): RewriteStep => {
    const reference = children[index];
    return reference === undefined
      ? at(pathTo(section), (doc, found) => appendChild(doc, found, '<base />'))
      : at(pathTo(reference), (doc, found) => insertBefore(doc, found, '<base />'));
  };
  return [...(own < 0 ? [] : [before(own + 1)]), before(0)].flatMap((step): readonly Repair[] => {
    const text = rewrite(document, [step]);
    if (text === null) return [];
    return [
      {
        title: { code: 'add-base', given: {} },
        texts: [{ ref, text }],
        promise: nothingChanges,
        certainty: 'documented',
        givesMore: false,
        leansOn: null,
      },
    ];
  });
}
