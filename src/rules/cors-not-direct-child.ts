import { mergeTargets } from '../apim/target.js';
import { weakest } from '../cors/certainty.js';
import type { Certainty } from '../text/scales.js';
import { noted, unansweredIn } from '../effective/unanswered.js';
import { insertBefore, removeNode } from '../xml/edit-elements.js';
import { startOf } from '../effective/finding-place.js';
import { evaluatedCors } from '../effective/service-state.js';
import { apiPath, cors, operationPath, ordersApi, ordersSpecification, policy, repository, within } from '../layouts/apiops/example.js';
import { concernsOnly, dedent } from '../repairs/promises.js';
import { at, elementAt, pathTo, rewrite } from '../repairs/rewrite.js';
import type { Draft, Rule } from './rule.js';
import type { Repair, RepairDesk } from '../repairs/repair.js';
import { originsOf } from '../effective/shadow.js';
import { corsPolicyPage } from '../cors/sources.js';
import type { ChainGroup, CorsElement, ServiceState } from '../effective/service-state.js';

function draftOf(state: ServiceState, element: CorsElement): Draft | null {
  const unanswered = new Map<string, Certainty>();
  const groups: ChainGroup[] = [];
  for (const group of state.groupsWith(element.policy)) {
    // In an OPTIONS operation, a condition around <cors> is the documented way.
    if (group.chain.preflight !== null || !isNestedIn(group, element)) continue;
    const isUnanswered = unansweredIn(group.chain, state.assume);
    const all = originsOf(element.policy).flatMap((origin) => noted(origin, isUnanswered(origin)));
    // If neither the operations nor the global policy are known, it may be right in too many ways.
    const found = group.api?.operationsKnown === false ? all.filter(({ certainty }) => certainty === 'documented') : all;
    if (found.length === 0) continue;
    groups.push(group);
    for (const { origin, certainty } of found) unanswered.set(origin, certainty);
  }
  if (groups.length === 0) return null;
  const { place } = element.element;
  return {
    rule: 'cors-not-direct-child',
    severity: 'error',
    certainty: weakest(...unanswered.values()),
    says: { code: 'cors-not-direct-child', given: { parent: enclosing(element), origins: [...unanswered.keys()] } },
    place: startOf(place),
    alsoAt: [],
    scope: element.scope,
    key: originsOf(element.policy).join(' '),
    targets: mergeTargets(groups.map((group) => group.target)),
    repairs: (desk) => repairs(desk, element),
  };
}

/** Whether the element is nested in another policy, or in a fragment that is. */
function isNestedIn(group: ChainGroup, { policy }: CorsElement): boolean {
  return group.chain.steps.some((step) => step.kind === 'cors' && step.policy === policy && step.how === 'nested');
}

/** Name of the direct child of the section around the element. */
function enclosing({ document, element }: CorsElement): string | null {
  const section = document.sections.get('inbound') ?? document.sections.get('fragment');
  for (const statement of section?.statements ?? []) {
    if (statement.kind !== 'policy') continue;
    const { start, end } = statement.place;
    if (start <= element.place.start && element.place.end <= end) return statement.name;
  }
  return null;
}

function inNestedSection({ document, element: { place } }: CorsElement): boolean {
  return document.nestedSections.some((one) => one.place.start < place.start && place.end <= one.place.end);
}

async function repairs(desk: RepairDesk, element: CorsElement): Promise<readonly Repair[]> {
  const section = element.document.sections.get('inbound') ?? element.document.sections.get('fragment');
  // A second direct child would be refused, and the text does not tell which one is meant.
  if (section?.statements.some((statement) => statement.kind === 'cors') !== false) return [];
  const document = await desk.open(element.element.place.ref);
  const found = document === null ? null : elementAt(document, element.element.place);
  if (document === null || found === null) return [];
  let outer = found;
  while (outer.parent !== null && outer.parent.name !== 'inbound' && outer.parent.name !== 'fragment') outer = outer.parent;
  if (outer.parent === null || outer === found) return [];
  const source = dedent(document.text.slice(found.span.start, found.span.end));
  const text = rewrite(document, [
    at(pathTo(found), (doc, inner) => removeNode(doc, inner)),
    at(pathTo(outer), (doc, reference) => insertBefore(doc, reference, source)),
  ]);
  if (text === null) return [];
  return [
    {
      title: { code: 'lift-above', given: { above: outer.name } },
      texts: [{ ref: element.element.place.ref, text }],
      promise: concernsOnly(originsOf(element.policy)),
      certainty: 'documented',
      givesMore: false,
      leansOn: null,
    },
  ];
}

const origins = ['https://app.contoso.com'];
const chosen = within('choose', within('when condition="@(context.Request.Method == &quot;GET&quot;)"', cors({ origins })));

/** Rule `cors-not-direct-child`: <cors> inside another policy. */
export const corsNotDirectChild: Rule = {
  id: 'cors-not-direct-child',
  title: '<cors> inside another policy',
  severity: 'error',
  severityNote: null,
  ofDocument: true,
  certainty: 'documented',
  detects:
    'A `<cors>` inside `<choose>`, `<retry>` or another policy, where no other `<cors>` answers the preflights of the origins it names. Not in the pipeline of an operation that takes OPTIONS: there it is the documented way to decide by a condition.',
  why: 'For a preflight the gateway looks at `<cors>` policies that are direct children of `<inbound>`, and evaluates no condition. What stands deeper answers no preflight: with no other `<cors>` in scope it gets 404.',
  repair: 'Move it out, to the top of `<inbound>`; it then applies whatever the condition says.',
  sources: [corsPolicyPage],
  get fails() {
    return [{ name: 'cors inside choose', head: repository({ [apiPath]: policy(['<base />', ...chosen]) }) }];
  },
  get passes() {
    return [
      { name: 'a direct child', head: repository({ [apiPath]: policy([...cors({ origins }), '<base />']) }) },
      {
        name: 'another cors answers the same origins',
        head: repository({ [apiPath]: policy([...cors({ origins }), '<base />']), [operationPath]: policy([...chosen, '<base />']) }),
      },
      {
        name: 'an operation that takes OPTIONS decides by a condition',
        head: repository({
          [apiPath]: policy(['<base />', ...chosen]),
          ...ordersApi({ subscriptionRequired: false }),
          ...ordersSpecification(['get', 'options']),
        }),
      },
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      // A section inside another is reported by `refused-at-save`.
      if (inNestedSection(element)) continue;
      const draft = element.how === 'nested' || element.scope.kind === 'fragment' ? draftOf(state, element) : null;
      if (draft !== null) yield draft;
    }
  },
};
