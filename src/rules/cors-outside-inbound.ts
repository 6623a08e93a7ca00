import { insertBefore, removeNode } from '../xml/edit-elements.js';
import { elementsOf, childrenNamed } from '../xml/document.js';
import type { CorsElement, ServiceState } from '../effective/service-state.js';
import { startOf } from '../effective/finding-place.js';
import { dedent, isLeftOut, nothingChanges } from '../repairs/promises.js';
import { repairElement } from '../repairs/element-repair.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import { at, elementAt, pathTo, rewrite } from '../repairs/rewrite.js';
import type { Repair, RepairDesk } from '../repairs/repair.js';
import type { Rule } from './rule.js';
import { originsOf } from '../effective/shadow.js';
import { corsPolicyPage } from '../cors/sources.js';

/** Rule `cors-outside-inbound`: <cors> outside <inbound>. */
export const corsOutsideInbound: Rule = {
  id: 'cors-outside-inbound',
  title: '<cors> outside <inbound>',
  severity: 'error',
  severityNote: null,
  ofDocument: true,
  certainty: 'documented',
  detects: 'A `<cors>` in `<backend>`, `<outbound>` or `<on-error>`, or outside every section.',
  why: 'The cors policy belongs to the inbound section; elsewhere it is refused on saving or never runs.',
  repair: 'Move it to the top of `<inbound>` when that has none; otherwise delete it.',
  sources: [corsPolicyPage],
  get fails() {
    return [
      {
        name: 'cors in outbound',
        head: repository({
          [apiPath]: policy(
            ['<base />'],
            ['  <outbound>', '    <base />', ...cors({ origins: ['https://app.contoso.com'] }).map((line) => `    ${line}`), '  </outbound>'],
          ),
        }),
      },
    ];
  },
  get passes() {
    return [{ name: 'cors in inbound', head: repository({ [apiPath]: policy([...cors({ origins: ['https://app.contoso.com'] }), '<base />']) }) }];
  },
  *check(state) {
    for (const element of state.corsElements()) {
      if (element.section === 'inbound' || element.section === 'fragment') continue;
      yield {
        rule: 'cors-outside-inbound',
        severity: 'error',
        certainty: 'documented',
        says: { code: 'cors-outside-inbound', given: { section: element.section } },
        place: startOf(element.element.place),
        alsoAt: [],
        scope: element.scope,
        key: element.section ?? 'stray',
        targets: targetsOfDocument(state, element),
        repairs: (desk) => repairs(desk, element),
      };
    }
  },
};

/** The element reaches no request; it was meant for those that meet its document. */
function targetsOfDocument(state: ServiceState, element: CorsElement): ReturnType<ServiceState['targetsOf']> {
  const { kind, id, workspace, operation } = element.scope;
  return state.groups
    .filter((group) => {
      if (kind === 'api') return group.api?.id === id && group.api.workspace === workspace;
      if (kind === 'operation') return group.api?.id === id && group.target.operations.includes(operation ?? '');
      if (kind === 'product') return group.product?.id === id;
      return kind === 'global';
    })
    .map((group) => group.target);
}

async function repairs(desk: RepairDesk, element: CorsElement): Promise<readonly Repair[]> {
  const { place } = element.element;
  const document = await desk.open(place.ref);
  const found = document === null ? null : elementAt(document, place);
  if (document === null || found === null) return [];
  const inbound = childrenNamed(document.root, 'inbound')[0];
  const reference = inbound === undefined ? undefined : elementsOf(inbound)[0];
  const taken = element.document.sections.get('inbound')?.statements.some((statement) => statement.kind === 'cors') ?? false;
  if (reference !== undefined && !taken) {
    const source = dedent(document.text.slice(found.span.start, found.span.end));
    const target = pathTo(reference);
    const text = rewrite(document, [
      at(pathTo(found), (doc, stray) => removeNode(doc, stray)),
      at(target, (doc, first) => insertBefore(doc, first, source)),
    ]);
    if (text !== null) {
      const origins = new Set(originsOf(element.policy));
      return [
        {
          title: { code: 'move-to-top', given: {} },
          texts: [{ ref: place.ref, text }],
          promise: (views) =>
            origins.has('*') ||
            views.every(({ difference }) =>
              difference.origins.every((one) => origins.has(one.origin) || one.directionInAll === 'narrowed' || isLeftOut(one)),
            ),
          certainty: 'documented',
          givesMore: false,
          leansOn: null,
        },
      ];
    }
  }
  return repairElement(desk, place, (doc, stray) => removeNode(doc, stray), {
    title: { code: 'delete-cors', given: { which: 'this' } },
    promise: nothingChanges,
  });
}
