import type { HeaderWriter } from '../apim/policy.js';
import { removeNode } from '../xml/edit-elements.js';
import { nothingChanges } from './promises.js';
import { at, elementAt, pathTo, rewrite } from './rewrite.js';
import type { Repair, RepairDesk } from './repair.js';

/** The document is read again after each deletion. */
const mostDeleted = 50;

/** The document without these elements; no repair beyond the bound. */
export async function deleteAll(desk: RepairDesk, writers: readonly HeaderWriter[]): Promise<readonly Repair[]> {
  const ref = writers[0]?.element.place.ref;
  const document = ref === undefined ? null : await desk.open(ref);
  if (ref === undefined || document === null || writers.length > mostDeleted) return [];
  // From the last one up, so that the paths of the others stay valid.
  const paths = [...writers].reverse().flatMap((writer) => {
    const element = elementAt(document, writer.element.place);
    return element === null ? [] : [pathTo(element)];
  });
  const text = rewrite(
    document,
    paths.map((one) => at(one, (doc, found) => removeNode(doc, found))),
  );
  if (text === null || paths.length === 0) return [];
  return [
    {
      title: { code: 'delete-set-header', given: { count: writers.length } },
      texts: [{ ref, text }],
      promise: nothingChanges,
      certainty: 'documented',
      givesMore: false,
      leansOn: null,
    },
  ];
}
