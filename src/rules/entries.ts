import type { Target } from '../apim/target.js';
import type { ElementSnapshot, Place } from '../apim/policy.js';
import type { XmlDocument, XmlElement } from '../xml/document.js';
import type { TextEdit } from '../xml/edit.js';
import type { AccessChangeView } from './change.js';
import { at, elementAt, pathTo, rewrite } from './rewrite.js';
import type { Repair, RepairDesk } from './rule.js';
import type { CorsElement, ServiceState } from './state.js';

/** Elements that API Management would evaluate: in `<inbound>` or in a fragment. Those elsewhere are `cors-outside-inbound`'s. */
export function* evaluatedCors(state: ServiceState): Iterable<CorsElement> {
  for (const element of state.corsElements()) {
    if (element.section === 'inbound' || element.section === 'fragment') yield element;
  }
}

/** One edit of one element as a repair, or none where the file cannot be edited in place. */
export async function repairElement(
  desk: RepairDesk,
  place: Place,
  edit: (document: XmlDocument, element: XmlElement) => readonly TextEdit[] | TextEdit | null,
  words: Pick<Repair, 'title' | 'promise'> & Partial<Pick<Repair, 'certainty' | 'leansOn'>>,
): Promise<readonly Repair[]> {
  const document = await desk.open(place.path);
  const element = document === null ? null : elementAt(document, place);
  if (document === null || element === null) return [];
  const text = rewrite(document, [at(pathTo(element), edit)]);
  if (text === null) return [];
  return [{ certainty: 'documented', givesMore: false, leansOn: null, ...words, files: new Map([[place.path, text]]) }];
}

export const nothingChanges = (views: readonly AccessChangeView[]): boolean => views.length === 0;

/** The difference touches these origins only, and each in one of these directions. */
export function touchesOnly(origins: Iterable<string>, directions: readonly AccessChangeView['difference']['direction'][]) {
  const allowed = new Set(origins);
  return (views: readonly AccessChangeView[]): boolean =>
    views.every((view) => view.difference.origins.every((origin) => allowed.has(origin.origin) && directions.includes(origin.direction)));
}

export function elementTargets(state: ServiceState, element: CorsElement): readonly Target[] {
  return state.targetsOf(element.policy);
}

export function childNamed(element: ElementSnapshot, name: string): ElementSnapshot | undefined {
  return element.children.find((child) => child.name === name);
}
