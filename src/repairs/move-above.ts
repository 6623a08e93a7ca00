import type { PolicyRef } from '../text/policy-ref.js';
import { elementsOf } from '../xml/document.js';
import { moveBefore } from '../xml/edit-elements.js';
import type { Place } from '../apim/policy.js';
import { takesNothing } from './promises.js';
import type { Repair, RepairDesk } from './repair.js';
import { at, elementAt, follow, pathTo, rewrite } from './rewrite.js';

/** What brings a `<cors>` into a section, nearest to what is meant first. */
const bringers = ['cors', 'base', 'include-fragment'] as const;

/**
 * What brings the `<cors>` moved above a policy of the same section that changes what it sees. `place`: of that policy, or of what holds it. Nothing
 * where no `<cors>` comes behind it in this document.
 */
export async function moveCorsAbove(desk: RepairDesk, ref: PolicyRef, place: Place): Promise<readonly Repair[]> {
  const document = await desk.open(ref);
  let element = document === null ? null : elementAt(document, place);
  while (element?.parent != null && element.parent.parent !== document?.root && element.parent !== document?.root) element = element.parent;
  if (document === null || element?.parent == null) return [];
  const siblings = elementsOf(element.parent);
  const later = siblings.slice(siblings.indexOf(element) + 1);
  const bringer = bringers.map((name) => later.find((one) => one.name === name)).find((one) => one !== undefined);
  if (bringer === undefined) return [];
  const above = element.name;
  const target = pathTo(element);
  const text = rewrite(document, [
    at(pathTo(bringer), (doc, found) => {
      const first = follow(doc, target);
      return first === null ? null : moveBefore(doc, found, first);
    }),
  ]);
  if (text === null) return [];
  const what = bringer.name === 'include-fragment' ? 'fragment' : bringer.name === 'base' ? 'base' : 'cors';
  return [
    {
      title: { code: 'move-above', given: { what, above } },
      texts: [{ ref, text }],
      promise: takesNothing,
      certainty: what === 'cors' ? 'documented' : 'inferred',
      givesMore: false,
      leansOn: what === 'cors' ? null : { code: 'runs-earlier', given: { what, above } },
    },
  ];
}
