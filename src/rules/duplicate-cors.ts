import { scopeKey } from '../apim/resource-key.js';
import { refKey } from '../text/policy-ref.js';
import { policyKey } from '../cors/cors-policy.js';
import { removeNode } from '../xml/edit-elements.js';
import { startOf } from '../effective/finding-place.js';
import { elementTargets, type CorsElement } from '../effective/service-state.js';
import { concernsOnly, nothingChanges } from '../repairs/promises.js';
import type { Repair, RepairDesk } from '../repairs/repair.js';
import { at, elementAt, pathTo, rewrite } from '../repairs/rewrite.js';
import type { RepairTitleArguments } from '../repairs/title.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';
import { originsOf } from '../effective/shadow.js';
import { corsPolicyPage } from '../cors/sources.js';

/** Rule `duplicate-cors`: more than one <cors> in a section. */
export const duplicateCors: Rule = {
  id: 'duplicate-cors',
  title: 'More than one <cors> in a section',
  severity: 'error',
  severityNote: null,
  ofDocument: true,
  certainty: 'documented',
  detects: 'A second `<cors>` as a direct child of the same section of one policy document.',
  why: 'The cors policy can be used only once in a policy section; API Management refuses to save the document.',
  repair: 'Keep one of them; what changes against base, if anything, is printed with the suggestion.',
  sources: [corsPolicyPage],
  get fails() {
    return [
      {
        name: 'two cors in one inbound section',
        head: repository({
          [apiPath]: policy([...cors({ origins: ['https://app.contoso.com'] }), ...cors({ origins: ['https://www.contoso.com'] })]),
        }),
      },
    ];
  },
  get passes() {
    return [{ name: 'one cors', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com', 'https://www.contoso.com'] })) }) }];
  },
  *check(state) {
    const inSection = new Map<string, CorsElement[]>();
    for (const element of state.corsElements()) {
      if (element.how !== 'direct' || element.section === null) continue;
      const section = `${refKey(element.document.ref)}\u0000${scopeKey(element.scope)}\u0000${element.section}`;
      const known = inSection.get(section);
      if (known === undefined) {
        inSection.set(section, [element]);
        continue;
      }
      known.push(element);
      const index = known.length;
      const { place } = element.element;
      yield {
        rule: 'duplicate-cors',
        severity: 'error',
        certainty: 'documented',
        says: { code: 'duplicate-cors', given: { number: index, section: element.section } },
        place: startOf(place),
        alsoAt: [],
        scope: element.scope,
        key: `${element.section}:${index}`,
        targets: elementTargets(state, element),
        repairs: (desk) => oneOf(desk, known, element),
      };
    }
  },
};

/** With more than these in one section, no repair is offered: each candidate takes another reading of the text. */
const mostToChooseFrom = 8;

/** Leaves one `<cors>` in a section: the first, or this one if it says something else. */
async function oneOf(desk: RepairDesk, all: readonly CorsElement[], element: CorsElement): Promise<readonly Repair[]> {
  if (all.length > mostToChooseFrom) return [];
  const { ref } = element.element.place;
  const document = await desk.open(ref);
  const [first] = all;
  if (document === null || first === undefined) return [];
  const isRepeated = all.every(({ policy }) => policyKey(policy) === policyKey(first.policy));
  const keep = (kept: CorsElement, which: RepairTitleArguments['delete-cors']['which']): readonly Repair[] => {
    // From the last one up, so that the paths of the others stay valid.
    const steps = all.toReversed().flatMap((one) => {
      const found = one === kept ? null : elementAt(document, one.element.place);
      return found === null ? [] : [at(pathTo(found), (current, node) => removeNode(current, node))];
    });
    const text = steps.length < all.length - 1 ? null : rewrite(document, steps);
    if (text === null) return [];
    const promise = isRepeated ? nothingChanges : concernsOnly(all.flatMap(({ policy }) => originsOf(policy)));
    return [
      { title: { code: 'delete-cors', given: { which } }, texts: [{ ref, text }], promise, certainty: 'documented', givesMore: false, leansOn: null },
    ];
  };
  const isPair = all.length === 2;
  const ofFirst = keep(first, isRepeated ? 'repeated' : isPair ? 'not-first' : 'all-but-first');
  const isOther = policyKey(element.policy) !== policyKey(first.policy);
  return isOther ? [...ofFirst, ...keep(element, isPair ? 'not-this' : 'all-but-this')] : ofFirst;
}
