import { scopeKey } from '../apim/resource-key.js';
import { refKey } from '../text/policy-ref.js';
import { policyKey } from '../cors/cors-policy.js';
import { removeNode } from '../xml/edit-elements.js';
import { startOf } from '../effective/finding-place.js';
import { elementTargets } from '../effective/service-state.js';
import { nothingChanges, touchesOnly } from '../repairs/promises.js';
import { repairElement } from '../repairs/element-repair.js';
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
  repair: 'Delete the second one; the difference in access, if any, is printed with the suggestion.',
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
    const first = new Map<string, string>();
    const count = new Map<string, number>();
    for (const element of state.corsElements()) {
      if (element.how !== 'direct' || element.section === null) continue;
      const section = `${refKey(element.document.ref)}\u0000${scopeKey(element.scope)}\u0000${element.section}`;
      const key = policyKey(element.policy);
      const known = first.get(section);
      if (known === undefined) {
        first.set(section, key);
        continue;
      }
      const index = (count.get(section) ?? 1) + 1;
      count.set(section, index);
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
        repairs: (desk) =>
          repairElement(desk, place, (document, found) => removeNode(document, found), {
            title: { code: 'delete-cors', given: { which: key === known ? 'repeated' : 'not-first' } },
            promise: key === known ? nothingChanges : touchesOnly(originsOf(element.policy), ['narrowed', 'unknown', 'mixed', 'widened']),
          }),
      };
    }
  },
};
