import type { CorsPolicy } from '../cors/cors-policy.js';
import type { Refuser } from '../effective/before-cors.js';
import { at, elementAt, follow, pathTo, rewrite } from '../repairs/rewrite.js';
import type { RepairTitle } from '../repairs/title.js';
import { elementsOf, parseXml, type XmlDocument } from '../xml/document.js';
import { moveBefore } from '../xml/edit-elements.js';
import { refKey } from '../text/policy-ref.js';

/** A changed policy, and the title of the change. */
interface Change {
  readonly title: RepairTitle;
  readonly text: string;
}

/**
 * The same change with its `<cors>` above the first policy of the section that may end requests before it, so that allowed pages can read the refusal. null:
 * there is none in this document.
 */
export function aboveRefusers(document: XmlDocument, policy: CorsPolicy, refusers: readonly Refuser[], change: Change): Change | null {
  const element = elementAt(document, policy.place);
  const again = parseXml(change.text);
  if (element?.parent == null || element.parent.name !== 'inbound' || !again.ok) return null;
  const siblings = elementsOf(element.parent);
  const names = new Set(refusers.filter(({ via, ref }) => via === null && refKey(ref) === refKey(policy.place.ref)).map(({ name }) => name));
  const first = siblings.slice(0, siblings.indexOf(element)).find(({ name }) => names.has(name));
  if (first === undefined) return null;
  const target = pathTo(first);
  const text = rewrite(again.document, [
    at(pathTo(element), (doc, found) => {
      const reference = follow(doc, target);
      return reference === null ? null : moveBefore(doc, found, reference);
    }),
  ]);
  const move: RepairTitle = { code: 'move-above', given: { what: 'cors', above: first.name } };
  return text === null ? null : { title: { code: 'both', given: { first: move, second: change.title } }, text };
}
