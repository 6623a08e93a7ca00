import { layersOfRoute } from '../effective/request-route.js';
import { withNewCors } from '../repairs/new-cors.js';
import { at, elementAt, pathTo, rewrite } from '../repairs/rewrite.js';
import { holdsUnknown } from '../repairs/refused-origins.js';
import { parseXml } from '../xml/document.js';
import { removeNode } from '../xml/edit-elements.js';
import { askedForAt, keptBy } from './granted-already.js';
import { corsForRequest, type GrantCandidate, type Open, type WantedRequest } from './request-grants.js';
import type { ExplainTarget } from './request-target.js';

/**
 * Replaces the one `<cors>` of a section by one for this request. If the old one decides for no request, because another precedes it or its operations have
 * other methods, nothing is lost; otherwise this is the last resort.
 */
export async function replacedCors({ route }: ExplainTarget, wanted: WantedRequest, open: Open): Promise<readonly GrantCandidate[]> {
  if (wanted.mode !== 'cors' || wanted.request.origin === 'null') return [];
  const found: GrantCandidate[] = [];
  for (const { file, scope } of layersOfRoute(route)) {
    const inbound = file?.ok === true ? file.document.sections.get('inbound') : undefined;
    if (file?.ok !== true || inbound === undefined || (scope.kind !== 'operation' && scope.kind !== 'api')) continue;
    const { ref } = file.document;
    const [own, ...others] = route.state.corsElementsOf(file.document, scope).filter(({ how, section }) => how === 'direct' && section === 'inbound');
    const document = own === undefined ? null : await open(ref);
    // The meaning of an unknown name in <cors> is unknown, and so is what its removal would take.
    if (own === undefined || others.length > 0 || document === null || holdsUnknown(own)) continue;
    const element = elementAt(document, own.element.place);
    const bare = element === null ? null : rewrite(document, [at(pathTo(element), removeNode)]);
    const again = bare === null ? null : parseXml(bare);
    if (again?.ok !== true) continue;
    for (const more of keptBy(route, wanted.request.origin, scope)) {
      const text = withNewCors(again.document, inbound.place, corsForRequest(wanted, more, askedForAt(route, scope)));
      if (text !== null) found.push({ title: { code: 'replace-cors', given: { scope } }, texts: [{ ref, text }] });
    }
  }
  return found;
}
