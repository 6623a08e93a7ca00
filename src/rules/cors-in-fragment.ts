import { elementsOf } from '../xml/document.js';
import { refKey } from '../text/policy-ref.js';
import type { PolicyDocument, Statement } from '../apim/policy.js';
import { mergeTargets } from '../apim/target.js';
import { insertBefore, removeNode, replaceElement } from '../xml/edit-elements.js';
import { startOf } from '../effective/finding-place.js';
import { asksForKey } from '../effective/open-product.js';
import { evaluatedCors } from '../effective/service-state.js';
import { apiPath, cors, fragmentPath, policy, repository, within } from '../layouts/apiops/example.js';
import { concernsOnly, dedent } from '../repairs/promises.js';
import { at, elementAt, pathTo, rewrite } from '../repairs/rewrite.js';
import type { PolicyText, Repair, RepairDesk } from '../repairs/repair.js';
import type { Rule } from './rule.js';
import { originsOf } from '../effective/shadow.js';
import { corsPolicyPage, fragmentKeyIssue, fragmentPreflightIssue } from '../cors/sources.js';
import type { CorsElement, ServiceState } from '../effective/service-state.js';

type Inclusion = Extract<Statement, { kind: 'include-fragment' }>;

/** Places where policies include the fragment as a direct child of their inbound section. */
function* inclusionsOf(state: ServiceState, element: CorsElement): Iterable<{ document: PolicyDocument; inclusion: Inclusion }> {
  for (const { file, scope } of state.remarkable()) {
    if (!file.ok || scope.kind === 'fragment' || scope.workspace !== element.scope.workspace) continue;
    for (const statement of file.document.sections.get('inbound')?.statements ?? []) {
      if (statement.kind === 'include-fragment' && statement.fragment === element.scope.id) yield { document: file.document, inclusion: statement };
    }
  }
}

/** Most policies that a suggestion rewrites. */
const mostInclusions = 5;

async function repairs(desk: RepairDesk, state: ServiceState, element: CorsElement): Promise<readonly Repair[]> {
  const { place } = element.element;
  const fragment = await desk.open(place.ref);
  const found = fragment === null ? null : elementAt(fragment, place);
  if (fragment === null || found === null) return [];
  const inclusions = [...inclusionsOf(state, element)];
  if (inclusions.length === 0 || inclusions.length > mostInclusions) return [];
  const source = dedent(fragment.text.slice(found.span.start, found.span.end));
  const texts = new Map<string, PolicyText>();
  const isAlone = elementsOf(fragment.root).length === 1;
  for (const { document, inclusion } of inclusions) {
    // API Management refuses a second <cors> in the section.
    if (document.sections.get('inbound')?.statements.some((statement) => statement.kind === 'cors') === true || texts.has(refKey(document.ref)))
      return [];
    const including = await desk.open(document.ref);
    const reference = including === null ? null : elementAt(including, inclusion.place);
    if (including === null || reference === null) return [];
    const include = pathTo(reference);
    const text = rewrite(including, [at(include, (doc, one) => (isAlone ? replaceElement(doc, one, source) : insertBefore(doc, one, source)))]);
    if (text === null) return [];
    texts.set(refKey(document.ref), { ref: document.ref, text });
  }
  const without = rewrite(fragment, [at(pathTo(found), (doc, inner) => removeNode(doc, inner))]);
  if (without === null) return [];
  texts.set(refKey(place.ref), { ref: place.ref, text: without });
  return [
    {
      title: { code: 'write-into-including', given: { policies: inclusions.length } },
      texts: [...texts.values()],
      promise: concernsOnly(originsOf(element.policy)),
      certainty: 'reported',
      givesMore: false,
      leansOn: null,
    },
  ];
}

const origins = ['https://app.contoso.com'];

/** Rule `cors-in-fragment`: <cors> in a policy fragment. */
export const corsInFragment: Rule = {
  id: 'cors-in-fragment',
  title: '<cors> in a policy fragment',
  severity: 'warning',
  severityNote: 'info where no API that includes it asks for a subscription key',
  certainty: 'reported',
  detects: 'A `<cors>` in a policy fragment that an inbound section includes.',
  why: 'Since October 2022 a `<cors>` in a fragment answers preflights (release notes); before, they got 404, and a self-hosted gateway may be older. In 2023 it was reported to work, but refusals of a subscription key came back without CORS headers, unlike inline: a page cannot tell a wrong key from a broken network.',
  repair: 'Write the `<cors>` into the policies that include the fragment, in the place of the inclusion.',
  sources: [corsPolicyPage, fragmentPreflightIssue, fragmentKeyIssue],
  get fails() {
    return [
      {
        name: 'the policy of an API includes it',
        head: repository({
          [fragmentPath]: [...within('fragment', cors({ origins })), ''].join('\n'),
          [apiPath]: policy(['<include-fragment fragment-id="browsers" />', '<base />']),
        }),
      },
    ];
  },
  get passes() {
    return [
      { name: 'inline', head: repository({ [apiPath]: policy([...cors({ origins }), '<base />']) }) },
      {
        name: 'nobody includes the fragment',
        head: repository({
          [fragmentPath]: [...within('fragment', cors({ origins })), ''].join('\n'),
          [apiPath]: policy([...cors({ origins }), '<base />']),
        }),
      },
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      if (element.scope.kind !== 'fragment' || element.how !== 'direct') continue;
      // A fragment included inside another policy is reported by `cors-not-direct-child`.
      const groups = state
        .groupsWith(element.policy)
        .filter((group) => group.chain.steps.some((step) => step.kind === 'cors' && step.policy === element.policy && step.how === 'fragment'));
      if (groups.length === 0) continue;
      const isAsked = groups.some((group) => asksForKey(state, group));
      yield {
        rule: 'cors-in-fragment',
        // Preflights get 404 only on self-hosted gateways that are not up to date.
        severity: isAsked ? 'warning' : 'info',
        certainty: 'reported',
        says: { code: 'cors-in-fragment', given: { asksForKey: isAsked } },
        place: startOf(element.element.place),
        alsoAt: [],
        scope: element.scope,
        key: 'fragment',
        targets: mergeTargets(groups.map((group) => group.target)),
        repairs: (desk) => repairs(desk, state, element),
      };
    }
  },
};
